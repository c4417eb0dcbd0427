"""Tidying up after imports."""

from hansei.web.ground.jobs import services as jobs
from hansei.web.outward.stewardship import importing

TEN_MINUTES = 10 * 60


@jobs.every(TEN_MINUTES)
def forget_old_imports() -> None:
    """A file that nobody confirmed within the hour goes."""
    importing.forget_old()
