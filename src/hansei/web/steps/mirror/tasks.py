"""What is done on its own. What settles a mirror stands in `settling`."""

from hansei.web.ground.jobs.services import every
from hansei.web.steps.mirror import leaving_you


@every(3600)
def fill_up() -> None:
    """How a mirror left somebody is stored at one length, also where it was said under an older version."""
    leaving_you.fill_up()
