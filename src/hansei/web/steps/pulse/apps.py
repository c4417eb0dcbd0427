from django.apps import AppConfig


class PulseConfig(AppConfig):
    """What people believe, by part of the organization, through the gate."""

    name = "hansei.web.steps.pulse"
    label = "pulse"
