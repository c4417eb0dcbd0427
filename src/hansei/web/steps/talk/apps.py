from django.apps import AppConfig


class TalkConfig(AppConfig):
    """How a conversation was heard: a private report for the coach."""

    name = "hansei.web.steps.talk"
    label = "talk"
