from django.apps import AppConfig


class StewardshipConfig(AppConfig):
    name = "hansei.web.outward.stewardship"
    label = "stewardship"

    def ready(self) -> None:
        from hansei.web.outward.stewardship import doors, leaving, today  # noqa: F401
