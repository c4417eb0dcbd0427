from django.apps import AppConfig


class UiConfig(AppConfig):
    """The look: base templates, components, stylesheet, error pages."""

    name = "hansei.web.ground.ui"
    label = "ui"
