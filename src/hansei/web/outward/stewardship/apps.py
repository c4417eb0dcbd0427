from django.apps import AppConfig


class StewardshipConfig(AppConfig):
    name = "hansei.web.outward.stewardship"
    label = "stewardship"
