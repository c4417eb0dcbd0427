"""Try-outs of the small organization's leader, at any step."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hansei.core import clock
from hansei.core.practice import Count
from hansei.web.common.people.models import Person
from hansei.web.steps.practice import services
from hansei.web.steps.practice.models import Trial
from hansei.web.steps.practice.selectors import Plan

WHAT = "I let two questions pass before I say anything."
EXPECTED = "Somebody proposes something that I had not thought of."
HAPPENED = "The shift lead had tried the other pump already."
LEARNED = "They wait for me to stop looking at the clock."


def plan(what: str = WHAT, count: tuple[int, int] | None = (3, 5)) -> Plan:
    return Plan(what, "The morning meeting in the works", EXPECTED, Count(*count) if count else None)


def drafted(leader: Person, what: str = WHAT, *, days: int = 7, **more: Any) -> Trial:
    """One that can still be changed."""
    count = more.pop("count", (3, 5))
    return services.write(leader, plan(what, count), due=clock.now().date() + timedelta(days=days), **more)


def locked(leader: Person, what: str = WHAT, **more: Any) -> Trial:
    """One of which the expectation is locked."""
    row = drafted(leader, what, **more)
    services.lock(row, read_at=row.version)
    row.refresh_from_db()
    return row


def done(leader: Person, what: str = WHAT, *, number: int | None = 2, **more: Any) -> Trial:
    """One that was looked back at."""
    row = locked(leader, what, **more)
    services.look_back(row, came=True, happened=HAPPENED, learned=LEARNED, number=number)
    return row
