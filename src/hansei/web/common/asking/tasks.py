"""What is done on its own: closing what is over, and at most two reminders."""

from hansei.web.common.asking import closing, services
from hansei.web.ground.jobs.services import every


@every(60)
def close_due() -> None:
    closing.close_due()


@every(600)
def remind_due() -> None:
    services.remind_due()
