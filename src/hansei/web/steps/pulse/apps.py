from django.apps import AppConfig


class PulseConfig(AppConfig):
    """What people believe, by part of the organization, through the gate."""

    name = "hansei.web.steps.pulse"
    label = "pulse"

    def ready(self) -> None:
        from hansei.web.steps.pulse import doors, leaving, settling, today  # noqa: F401
