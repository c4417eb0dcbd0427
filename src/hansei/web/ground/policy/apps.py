from django.apps import AppConfig


class PolicyConfig(AppConfig):
    name = "hansei.web.ground.policy"
    label = "policy"

    def ready(self) -> None:
        from hansei.web.ground.policy import checks  # noqa: F401
