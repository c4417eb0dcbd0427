"""Reads of the bench: whom leaders and stewards see there, and what a coach wrote and declared."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from hansei.core.matching.eligibility import Hand
from hansei.web.common.bench.models import Asked, Case, Declaration, NextBoss, Place, Profile, Respect
from hansei.web.common.people.models import Person, Unit
from hansei.web.ground.once import asked_once
from hansei.web.ground.prepared import Prepared, PreparedExists


def shown() -> QuerySet[Place]:
    """The places of those whom others see on the bench, by name.

    A coach's no, no answer and "not yet shown respected" look the same to everybody else: such a coach is on
    no list, not even on the steward's. Whoever runs coaching does not coach, also not after an earlier yes.
    """
    respected = Respect.objects.filter(person=OuterRef("coach"))
    return (
        Place.objects.filter(Exists(respected), coach__left_on=None, coach__is_steward=False)
        .select_related("coach")
        .order_by("coach__name", "coach_id")
    )


@asked_once
def place_of(person: Person) -> Place | None:
    """The place on the bench that somebody took by their own yes."""
    return _PLACE.first(person=person.pk)


_PLACE = Prepared[Place](
    lambda person: Place.objects.filter(coach=person)[:1], person=Person._meta.get_field("id")
)


@asked_once
def was_asked(person: Person) -> bool:
    """Whether somebody was asked whether they would coach."""
    return _ASKED.ask(person=person.pk)


_ASKED = PreparedExists(
    lambda person: Asked.objects.filter(person=person), person=Person._meta.get_field("id")
)


def is_on_or_asked(person: Person) -> bool:
    """Whether somebody is on the bench or was asked: to them the pages of a coach are open."""
    return place_of(person) is not None or was_asked(person)


def respect_of(person: Person) -> Respect | None:
    """The reference on record for somebody, if there is one."""
    return Respect.objects.filter(person=person).order_by("on").first()


def profile_of(coach: Person) -> Profile | None:
    """What a coach wrote of themself."""
    return Profile.objects.filter(coach=coach).first()


def cases_of(coach: Person) -> QuerySet[Case]:
    """The cases that a coach tells of, the oldest first."""
    return Case.objects.filter(coach=coach)


def declared_by(coach: Person) -> QuerySet[Declaration]:
    """One's own declarations. Nobody else's can be asked for."""
    return (
        Declaration.objects.filter(coach=coach)
        .select_related("about", "unit")
        .order_by("hand", "about__name", "unit__name")
    )


def expected_boss(person: Person) -> Person | None:
    """Who is expected to become this person's boss, for the steward and for eligibility alone."""
    found = NextBoss.objects.filter(person=person).select_related("boss").first()
    return found.boss if found else None


@dataclass
class OnRecord:
    """What is on record about several coaches, read with a fixed number of queries."""

    profiles: dict[UUID, Profile] = field(default_factory=dict)
    cases: dict[UUID, list[Case]] = field(default_factory=lambda: defaultdict(list))
    respect: dict[UUID, Respect] = field(default_factory=dict)


def on_record(coaches: Collection[UUID]) -> OnRecord:
    """Profiles, cases and references of these coaches."""
    found = OnRecord()
    found.profiles = {row.coach_id: row for row in Profile.objects.filter(coach__in=coaches)}
    for case in Case.objects.filter(coach__in=coaches):
        found.cases[case.coach_id].append(case)
    found.respect = {row.person_id: row for row in Respect.objects.filter(person__in=coaches)}
    return found


def hands_in(leader: Person) -> dict[UUID, set[Hand]]:
    """By coach, what was declared that touches this leader, in person or by the part they work in.

    For eligibility alone: no page shows who declared what.
    """
    about = Declaration.objects.filter(about=leader)
    of_parts = Declaration.objects.filter(unit__in=_parts_around(leader))
    found: dict[UUID, set[Hand]] = defaultdict(set)
    for coach, hand in [*about.values_list("coach", "hand"), *of_parts.values_list("coach", "hand")]:
        found[coach].add(Hand(hand))
    return found


#: How far up the parts of an organization are followed, and an end for a circle in bad data.
_DEEPEST = 30


def _parts_around(leader: Person) -> list[UUID]:
    """The part a leader works in, and every larger one that it belongs to."""
    around: list[UUID] = []
    here = leader.unit_id
    while here is not None and here not in around and len(around) < _DEEPEST:
        around.append(here)
        here = Unit.objects.filter(pk=here).values_list("parent", flat=True).first()
    return around
