from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "hansei.web.common.bench"
    label = "bench"
