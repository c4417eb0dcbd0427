from django.apps import AppConfig


class AskingConfig(AppConfig):
    name = "hansei.web.common.asking"
    label = "asking"

    def ready(self) -> None:
        # Each of these registers something: what is done on its own, what a link opens, what mails say, the
        # way out.
        from hansei.web.common.asking import doors, leaving, mails, tasks  # noqa: F401
