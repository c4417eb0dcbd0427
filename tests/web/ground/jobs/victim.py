"""A worker of the tests' own, started as a process of its own so that it can be killed.

Its job claims its effect as every job must: a conditional update and the effect in one transaction. The
effect is a unit of the organization, since two of them would be seen.
"""

import sys
import time
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.db import transaction  # noqa: E402

from hansei.web.common.people.models import Organization, Unit  # noqa: E402
from hansei.web.ground.jobs import services as jobs  # noqa: E402
from hansei.web.ground.jobs import worker  # noqa: E402

WHERE, FOLDER, LOST_AFTER = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])


def _linger(where: str) -> None:
    """At the place where this worker is to be killed: say so, and stay."""
    if where == WHERE:
        (FOLDER / "here").touch()
        time.sleep(600)


@jobs.job("test.found_unit")
def found_unit() -> None:
    _linger("before")
    with transaction.atomic():
        if Organization.objects.filter(id=1, name="waiting").update(name="done"):
            Unit.objects.create(name="founded")
            _linger("inside")
    _linger("after")


worker.HOUSEKEEPING = 0.2
worker.Worker(lost_after=timedelta(seconds=LOST_AFTER)).start()
