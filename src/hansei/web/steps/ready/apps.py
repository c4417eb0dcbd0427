from django.apps import AppConfig


class ReadyConfig(AppConfig):
    """The first two steps: a first look alone, and being ready."""

    name = "hansei.web.steps.ready"
    label = "ready"

    def ready(self) -> None:
        from hansei.web.steps.ready import doors, leaving, today  # noqa: F401
