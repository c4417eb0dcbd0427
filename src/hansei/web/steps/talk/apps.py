from django.apps import AppConfig


class TalkConfig(AppConfig):
    """How a conversation was heard: a private report for the coach."""

    name = "hansei.web.steps.talk"
    label = "talk"

    def ready(self) -> None:
        from hansei.web.steps.talk import doors, leaving, moments, opened, services, today  # noqa: F401
