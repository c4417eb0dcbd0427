"""What is over is erased on its own."""

from hansei.web.ground.jobs.services import every
from hansei.web.steps.choose import services


@every(3600)
def tidy_choosing() -> None:
    """Choosing that has ended, and requests long past."""
    services.tidy()
