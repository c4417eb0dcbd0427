from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "hansei.web.ground.vault"
    label = "vault"
