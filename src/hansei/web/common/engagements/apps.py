from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "hansei.web.common.engagements"
    label = "engagements"

    def ready(self) -> None:
        from hansei.web.common.engagements import doors, leaving, letters, today  # noqa: F401
