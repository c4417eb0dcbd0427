from django.apps import AppConfig


class ReleasesConfig(AppConfig):
    name = "hansei.web.common.releases"
    label = "releases"
