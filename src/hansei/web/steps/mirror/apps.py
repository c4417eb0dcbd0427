from django.apps import AppConfig


class MirrorConfig(AppConfig):
    """Looking and seeing: rated, expected and locked by the leader, answered around, opened one at a time."""

    name = "hansei.web.steps.mirror"
    label = "mirror"

    def ready(self) -> None:
        from hansei.web.steps.mirror import (  # noqa: F401
            doors,
            evidence,
            guards,
            leaving,
            practising,
            services,
            thanking,
            thanks_mails,
            today,
        )
