from django.apps import AppConfig


class ChainConfig(AppConfig):
    """Behaviours, experiences and beliefs on one time axis, with no causal claim."""

    name = "hansei.web.steps.chain"
    label = "chain"

    def ready(self) -> None:
        from hansei.web.steps.chain import doors, leaving, opened, services, today  # noqa: F401
