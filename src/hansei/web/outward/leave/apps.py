from django.apps import AppConfig


class LeaveConfig(AppConfig):
    name = "hansei.web.outward.leave"
    label = "leave"

    def ready(self) -> None:
        from hansei.web.outward.leave import doors, today  # noqa: F401
