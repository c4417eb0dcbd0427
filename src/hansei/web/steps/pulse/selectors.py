"""Reads of waves and of what parts believe. Nothing here tells who or how many were asked or answered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from hansei.core import clock
from hansei.web.common.asking.beliefs import Beliefs
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import find
from hansei.web.common.releases.selectors import heads_a_part
from hansei.web.steps.pulse.heads import Heads
from hansei.web.steps.pulse.models import Wave

MOST = 50
#: Leaders whom the steward's page lists beside those chosen; the others are found by name.
SHOWN = 12
_LOOKED_AT = 500  # of a search


@dataclass(frozen=True)
class Candidate:
    """A leader with people below, who can head a part."""

    person: Person
    people: int


def candidates(words: str = "", *, chosen: Collection[UUID] = ()) -> list[Candidate]:
    """Whom the steward's page lists: those chosen who are in the directory, then at most SHOWN others.

    The others have people below: those whose name contains `words`, by name; without words those nearest to
    the top. Whether somebody chosen still leads is for `parts.check`, which says so; here nobody is dropped.
    """
    heads = Heads()
    there = list(Person.objects.filter(pk__in=chosen).values_list("pk", flat=True))
    if words:
        named = (one.pk for one in find(words, limit=_LOOKED_AT))
        more = [pk for pk in named if pk not in there and heads.leads(pk)][:SHOWN]
    else:
        more = [pk for pk in heads.from_the_top(SHOWN + len(there)) if pk not in there][:SHOWN]
    people = Person.objects.select_related("unit").in_bulk([*there, *more])
    return [Candidate(people[pk], heads.people(pk)) for pk in (*there, *more)]


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
