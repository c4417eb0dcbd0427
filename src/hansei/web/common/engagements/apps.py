from django.apps import AppConfig


class EngagementsConfig(AppConfig):
    name = "hansei.web.common.engagements"
    label = "engagements"

    def ready(self) -> None:
        from hansei.web.common.engagements import doors, leaving, letters, sponsor_page, today  # noqa: F401
