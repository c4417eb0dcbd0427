from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    """Conversations under any method, notes of three kinds, what the leader found out."""

    name = "hansei.web.steps.conversations"
    label = "conversations"

    def ready(self) -> None:
        from hansei.web.steps.conversations import doors, leaving, services, today  # noqa: F401
