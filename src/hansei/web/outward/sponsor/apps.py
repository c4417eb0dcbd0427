from django.apps import AppConfig


class SponsorConfig(AppConfig):
    """The page of a sponsor: only what the leader signed onto it."""

    name = "hansei.web.outward.sponsor"
    label = "sponsor"

    def ready(self) -> None:
        from hansei.web.outward.sponsor import doors, leaving, today  # noqa: F401
