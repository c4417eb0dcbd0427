"""Tidying up after sign-ins."""

from django.core.management import call_command

from hansei.web.ground.jobs import services as jobs

DAY = 24 * 60 * 60


@jobs.every(DAY)
def forget_old_sessions() -> None:
    """Sessions that ran out are deleted: they tell that somebody was here."""
    call_command("clearsessions")
