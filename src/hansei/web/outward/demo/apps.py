from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "hansei.web.outward.demo"
    label = "demo"

    def ready(self) -> None:
        from hansei.web.ground.mail import services as mail
        from hansei.web.outward.demo import doors  # noqa: F401
        from hansei.web.outward.demo.backends import mailbox_in_a_demo

        mail.use_backend(mailbox_in_a_demo)
