"""Load the demo into an empty, migrated database."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from hansei.core import clock
from hansei.demo import crowd, people, seats, story, tour
from hansei.web.common.people.models import Organization, Person


class NotEmpty(Exception):
    """There is something in the database already; a demo is never put beside it."""


def is_loaded() -> bool:
    """Whether a whole demo is here: its last part is there."""
    from hansei.web.outward.demo.models import ShutDoor

    house = Organization.get()
    return house is not None and house.is_demo and ShutDoor.objects.exists()


def load(people_in_all: int = 0) -> None:
    """Load it, in one transaction of the main database, with at least so many people. Raises NotEmpty."""
    if Organization.objects.exists() or Person.objects.exists():
        raise NotEmpty("This database holds an organization already. A demo needs an empty data folder.")
    offset = story.ARRIVAL - datetime.now(UTC)
    with transaction.atomic():
        cast = people.load(round(offset.total_seconds()))
        story.tell(cast)
        clock.set_offset(offset)
        seats.set_up(cast)
        crowd.gather(people_in_all - Person.objects.count())
        tour.set_up(cast)
