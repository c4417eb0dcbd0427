from django.apps import AppConfig


class DojoConfig(AppConfig):
    """The practice room of whoever coaches. It has no models: nothing that is said there is kept."""

    name = "hansei.web.steps.dojo"
    label = "dojo"

    def ready(self) -> None:
        from hansei.web.steps.dojo import doors, today  # noqa: F401
