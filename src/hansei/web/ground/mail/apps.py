from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "hansei.web.ground.mail"
    label = "mail"
