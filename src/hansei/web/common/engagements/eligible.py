"""Whom a leader can be offered as a coach, with every reason against and all that is not known.

However long the bench is, the number of queries grows with the height of the organization alone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count

from hansei.core import clock
from hansei.core.agreement import TAKEN
from hansei.core.matching.eligibility import (
    Known,
    Outcome,
    Pair,
    Reason,
    Told,
    Unknown,
    outcome,
    reasons_against,
    told,
    unknowns,
)
from hansei.web.common.bench import selectors as benches
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import LINE_LIMIT


@dataclass(frozen=True)
class Candidate:
    """A coach on the bench, every reason against offering them to this leader, and what is not known."""

    coach: Person
    against: frozenset[Reason]
    unknown: tuple[Unknown, ...] = ()

    @property
    def outcome(self) -> Outcome:
        return outcome(self.against)

    @property
    def told(self) -> list[Told]:
        """What the leader is told of the reasons: several look the same, on purpose."""
        return told(self.against)


def candidates(leader: Person, *, not_these: Collection[UUID] = ()) -> list[Candidate]:
    """Everybody whom leaders see on the bench, by name, but for the leader.

    `not_these`: coaches whom the leader ruled out, as the leader's sealed space has it.
    """
    places = [place for place in benches.shown() if place.coach_id != leader.pk]
    coaches = [place.coach for place in places]
    expected = benches.expected_boss(leader)
    lines = Lines([leader, *coaches, *([expected] if expected else [])])
    hands = benches.hands_in(leader)
    taken = _taken()
    nearby = _coaches_of(_next_to(leader))
    recorded = benches.on_record([coach.pk for coach in coaches])
    found = []
    for place in places:
        coach = place.coach
        pair = Pair(
            leader=str(leader.pk),
            coach=str(coach.pk),
            leader_above=_texts(lines.above(leader.pk)),
            coach_bosses=_texts(lines.bosses(coach.pk)),
            coach_above=_texts(lines.above(coach.pk)),
            on_bench=True,
            free_places=place.capacity - taken.get(coach.pk, 0),
            here=coach.is_active,
            respected=coach.pk in recorded.respect,
            next_bosses=_texts([expected.pk, *lines.above(expected.pk)]) if expected else (),
            hands=hands.get(coach.pk, ()),
            coaches_nearby=coach.pk in nearby,
            leader_said_not=coach.pk in not_these,
        )
        known = _known(leader, place, recorded)
        found.append(Candidate(coach, reasons_against(pair), tuple(unknowns(known))))
    return found


def offered(leader: Person, *, not_these: Collection[UUID] = ()) -> list[Person]:
    """The coaches this leader can name now, without anything more."""
    return [one.coach for one in candidates(leader, not_these=not_these) if one.outcome is Outcome.ELIGIBLE]


def with_protection(leader: Person, *, not_these: Collection[UUID] = ()) -> list[Person]:
    """The coaches this leader can name now if a third person and a second coach protect the coach."""
    found = candidates(leader, not_these=not_these)
    return [one.coach for one in found if one.outcome is Outcome.WITH_PROTECTION]


# -------------------------------------------------------------------------------------------------- lines
class Lines:
    """Everybody above some people, in any line: solid, dotted, or one after the other.

    Read level by level, all people at once; ends at a circle in bad data.
    """

    def __init__(self, people: Iterable[Person]) -> None:
        self._bosses: dict[UUID, list[UUID]] = defaultdict(list)
        known: set[UUID] = set()
        level = {person.pk for person in people}
        for _ in range(LINE_LIMIT):
            level -= known
            if not level:
                break
            known |= level
            solid = Person.objects.filter(pk__in=level, manager__isnull=False).values_list("pk", "manager")
            dotted = Person.dotted.through.objects.filter(from_person__in=level).values_list(
                "from_person", "to_person"
            )
            level = set()
            for below, above in [*solid, *dotted]:
                assert above is not None
                self._bosses[below].append(above)
                level.add(above)

    def bosses(self, person: UUID) -> list[UUID]:
        """The direct bosses, by the solid line first."""
        return self._bosses.get(person, [])

    def above(self, person: UUID) -> list[UUID]:
        """Everybody above, the nearest first."""
        found: dict[UUID, None] = {}
        level = self.bosses(person)
        while level:
            fresh = [one for one in level if one not in found and one != person]
            found |= dict.fromkeys(fresh)
            level = [above for one in fresh for above in self.bosses(one)]
        return list(found)


# ------------------------------------------------------------------------------------------------- inside
def _taken() -> dict[UUID, int]:
    """How many places each coach has taken."""
    counted = Engagement.objects.filter(state__in=TAKEN).values_list("coach").annotate(Count("id"))
    return dict(counted.values_list("coach", "id__count"))


def _next_to(leader: Person) -> set[UUID]:
    """The leader's direct bosses, and whoever reports to the leader directly, dotted lines too."""
    bosses = {leader.manager_id, *leader.dotted.values_list("pk", flat=True)}
    reports = Person.objects.filter(manager=leader).values_list("pk", flat=True)
    dotted = Person.dotted.through.objects.filter(to_person=leader).values_list("from_person", flat=True)
    return {one for one in (*bosses, *reports, *dotted) if one is not None}


def _coaches_of(leaders: Collection[UUID]) -> set[UUID]:
    """Who coaches one of these, or is about to. It is told to nobody: see `Told.NOT_NOW`."""
    return set(Engagement.objects.filter(leader__in=leaders, state__in=TAKEN).values_list("coach", flat=True))


def _known(leader: Person, place: Place, recorded: benches.OnRecord) -> Known:
    coach = place.coach
    profile = recorded.profiles.get(coach.pk)
    cases = recorded.cases.get(coach.pk, [])
    respect = recorded.respect.get(coach.pk)
    parts = ("tool_skill", "coaching_skill", "languages", "structure")
    return Known(
        today=clock.now().date(),
        declared_on=place.declared_on,
        referred_on=respect.on if respect else None,
        asked_of_people=respect is not None and respect.kind != respect.REFERENCE,
        coach_has_boss=coach.manager_id is not None,
        leader_has_boss=leader.manager_id is not None,
        written=[part for part in parts if profile is not None and getattr(profile, part)],
        cases=len(cases),
        cases_to_ask_about=len([case for case in cases if case.may_ask]),
    )


def _texts(people: Iterable[UUID]) -> list[str]:
    return [str(one) for one in people]
