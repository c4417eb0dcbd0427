from django.apps import AppConfig


class LeaveConfig(AppConfig):
    name = "hansei.web.outward.leave"
    label = "leave"
