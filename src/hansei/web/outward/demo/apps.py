from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "hansei.web.outward.demo"
    label = "demo"
