"""Reads of waves and of what parts believe. Nothing here tells who or how many were asked or answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from hansei.core import clock
from hansei.web.common.asking.beliefs import Beliefs
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import find
from hansei.web.common.releases.selectors import heads_a_part
from hansei.web.steps.pulse.models import Wave
from hansei.web.steps.pulse.parts import Line

MOST = 50


@dataclass(frozen=True)
class Candidate:
    """A leader with people below, who can head a part."""

    person: Person
    people: int


def candidates(words: str = "") -> list[Candidate]:
    """Leaders with people below by name, at most fifty, for the steward's page."""
    line = Line()
    found: Iterable[Person] = (
        find(words, limit=10 * MOST) if words else Person.objects.filter(is_leader=True, left_on=None)
    )
    leading = [one for one in found if line.leads(one.pk)]
    leading.sort(key=lambda one: (-len(line.below(one.pk)), one.name))
    return [Candidate(one, len(line.below(one.pk))) for one in leading[:MOST]]


def waves() -> list[Wave]:
    """The last waves, newest first, with their parts."""
    return list(Wave.objects.prefetch_related("parts")[:MOST])


def open_wave() -> Wave | None:
    """The wave that is open now."""
    return Wave.objects.filter(closes_at__gt=clock.now()).prefetch_related("parts").first()


def has_own(leader: Person) -> bool:
    """Whether there are figures of a part that this leader heads."""
    return heads_a_part(leader)


def by_part(found: Iterable[Beliefs]) -> list[tuple[str, list[Beliefs]]]:
    """The waves of each part, oldest first; parts by name."""
    parts: dict[tuple[str, str], list[Beliefs]] = {}
    for one in sorted(found, key=lambda each: (each.name, each.closed_on)):
        # Two parts of one name, of different leaders, are two.
        parts.setdefault((one.name, str(one.row.head_id)), []).append(one)
    return [(name, waves) for (name, _head), waves in parts.items()]
