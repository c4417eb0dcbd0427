"""Ravi Menon's note to everybody he had asked, some weeks after he saw what they experienced."""

from __future__ import annotations

from datetime import datetime

from hansei.core import clock
from hansei.web.common.people.models import Person
from hansei.web.steps.mirror import thanking
from hansei.web.steps.mirror.models import Mirror, Stage

NOTE = (
    "Thank you for the minutes you took, whether you answered or not. One thing has stayed with me: what I "
    "say first. For the next weeks I will begin with what somebody did, and come to the number after it."
)


def tell(ravi: Person, at: datetime) -> None:
    """The note goes out; it can still be read today."""
    with clock.frozen(at):
        thanking.send(Mirror.objects.filter(leader=ravi, stage=Stage.SEEING).earliest("started_on"), NOTE)
