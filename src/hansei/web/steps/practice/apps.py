from django.apps import AppConfig


class PracticeConfig(AppConfig):
    """Try-outs with a locked expectation, what happened, and what was learned."""

    name = "hansei.web.steps.practice"
    label = "practice"

    def ready(self) -> None:
        from hansei.web.steps.practice import doors, guards, leaving, opened, origins, services, today  # noqa: F401
