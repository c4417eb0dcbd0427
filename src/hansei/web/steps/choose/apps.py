from django.apps import AppConfig


class ChooseConfig(AppConfig):
    """The leader chooses a coach: who can be asked and why, first meetings, a ranking, a yes."""

    name = "hansei.web.steps.choose"
    label = "choose"

    def ready(self) -> None:
        from hansei.web.steps.choose import doors, leaving, letters, tasks, today  # noqa: F401
