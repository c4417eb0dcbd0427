"""The queue's own housekeeping."""

from hansei.web.ground.jobs import queue
from hansei.web.ground.jobs.services import every


@every(3600)
def prune() -> None:
    queue.prune()
