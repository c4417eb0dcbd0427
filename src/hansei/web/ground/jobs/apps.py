from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class JobsConfig(AppConfig):
    name = "hansei.web.ground.jobs"
    label = "jobs"

    def ready(self) -> None:
        # Each app declares its jobs in tasks.py, so that whoever enqueues and whoever works know the same.
        autodiscover_modules("tasks")
