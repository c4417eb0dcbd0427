from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "hansei.web.common.bench"
    label = "bench"

    def ready(self) -> None:
        from hansei.web.common.bench import doors, leaving, letters, today  # noqa: F401
