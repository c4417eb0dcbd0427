"""Reads of talk reports, always for one of the two whom a conversation was between."""

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from hansei.core import clock
from hansei.core.agreement import Party, State
from hansei.core.policy import Relation
from hansei.core.talk import Code, Coded, LeaderCode, Report, Transcript, fits, from_json, report
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import with_part
from hansei.web.common.people.models import Person
from hansei.web.ground.once import asked_once
from hansei.web.ground.policy.errors import Erased
from hansei.web.ground.prepared import Prepared, PreparedExists
from hansei.web.ground.vault import services as vault
from hansei.web.steps.talk import consent, hearing
from hansei.web.steps.talk.consent import place
from hansei.web.steps.talk.models import Counted, Proposal, Stage, Talk


@dataclass(frozen=True)
class Opened:
    """A coded talk with what its coach made of it."""

    row: Talk
    coded: Coded
    overruled: Mapping[int, Code | LeaderCode | None] = field(default_factory=dict)
    wordings: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def report(self) -> Report:
        """The report, with what was overruled counted as the coach said."""
        return report(self.coded, self.overruled)

    def is_own(self, number: int) -> bool:
        """Whether this is the number of a unit of the coach."""
        return 0 <= number < len(self.coded.units) and self.coded.units[number].coach

    def may_overrule(self, number: int) -> bool:
        """Whether the coach can give this unit another code: an own one, or, agreed by both, the leader's."""
        units = self.coded.units
        return self.is_own(number) or (
            0 <= number < len(units) and not units[number].other and self.overrules_all
        )

    @property
    def overrules_all(self) -> bool:
        """Whether the two said yes to the coach's overruling codes of the leader's sentences as well."""
        return self.row.proposal is not None and self.row.proposal.terms >= consent.TERMS_ALL_CODES

    def fits(self, number: int, to: Code | LeaderCode | None) -> bool:
        """Whether this unit can have this code."""
        return fits(self.coded.units[number], to)

    @property
    def own_overruled(self) -> dict[int, Code | None]:
        """The coach's own units that were overruled: nothing else of a talk is ever training data."""
        own = ((number, to) for number, to in self.overruled.items() if self.is_own(number))
        return {number: to for number, to in own if not isinstance(to, LeaderCode)}

    def heard(self, number: int) -> Any:
        """What the coder heard, whatever the coach said of it."""
        return self.coded.units[number].code


# ------------------------------------------------------------------------------------------------- one talk
def both_keep(talk: Talk) -> bool:
    """Whether both want to keep the words. Before their last moment no page may depend on it."""
    return all(keeps(talk, party) == consent.YES for party in (Party.LEADER, Party.COACH))


def keeps(talk: Talk, party: Party) -> str:
    """What this one of the two said about keeping the words."""
    column = "leader_keeps" if party is Party.LEADER else "coach_keeps"
    return consent.open_answer(talk.engagement, party, getattr(talk, column), at=place(talk, column))


def has_words(talk: Talk) -> bool:
    """Whether the words of this talk may be read now; a job takes away what may not."""
    if talk.goes_at is None:
        return True
    return talk.goes_at > clock.now() or both_keep(talk)


def gives_lines(talk: Talk) -> bool:
    """Whether the coach's overruled lines may be taken out: from memory, or as both said yes to it."""
    return has_words(talk) and (talk.proposal is None or talk.proposal.terms >= consent.TERMS_TAKES_OUT)


def relations(person: Person, talk: Talk) -> set[Relation]:
    """The coach owns the report; the leader of a transcript may read what is made of their conversation."""
    if not has_words(talk):
        return set()
    if talk.coach_id == person.pk:
        return {Relation.OWNER}
    if talk.proposal_id is not None and talk.engagement.leader_id == person.pk and talk.stage == Stage.READY:
        return {Relation.LEADER}
    return set()


def taken_in(talk: Talk) -> tuple[Transcript, str, str]:
    """What was sent in and is not coded yet, with who coached and who was coached once that is known.

    Raises KeyGone.
    """
    return hearing.transcript_from(vault.open_(talk.scope, bytes(talk.sealed), at=place(talk, "sealed")))


def opened(talk: Talk) -> Opened | None:
    """The coded talk; None while there are no codes. Raises KeyGone when its words are gone."""
    if talk.stage != Stage.READY:
        return None
    places = {place(talk, "sealed"): bytes(talk.sealed)}
    if talk.sealed_own is not None:
        places[place(talk, "sealed_own")] = bytes(talk.sealed_own)
    texts = vault.open_all(talk.scope, places)
    own = json.loads(texts.get(place(talk, "sealed_own"), "{}"))
    coded = from_json(texts[place(talk, "sealed")])
    overruled: dict[int, Code | LeaderCode | None] = {}
    for n, code in own.get("overruled", {}).items():
        codes = Code if coded.units[int(n)].coach else LeaderCode
        overruled[int(n)] = codes(code) if code else None
    wordings = {int(n): words for n, words in own.get("wordings", {}).items()}
    return Opened(talk, coded, overruled, wordings)


def talk_of(proposal: Proposal) -> Talk | None:
    """What was sent in for a proposal."""
    return Talk.objects.filter(proposal=proposal).select_related("engagement__leader", "coach").first()


# ---------------------------------------------------------------------------------------------------- lists
def talks(person: Person) -> list[Talk]:
    """Every report that this person may open now, the latest conversation first."""
    return [talk for talk in _TALKS.all(person=person.pk) if relations(person, talk)]


_TALKS = Prepared[Talk](
    lambda person: Talk.objects.filter(Q(coach=person) | Q(engagement__leader=person)).select_related(
        "coach", "engagement__leader", "engagement__coach", "proposal"
    ),
    person=Person._meta.get_field("id"),
)


def engagements_of(person: Person) -> list[Engagement]:
    """The running agreements of this person, on either side."""
    return list(
        Engagement.objects.filter(Q(leader=person) | Q(coach=person), state=State.AGREED)
        .select_related("leader", "coach")
        .order_by("leader__name")
    )


def has_any(person: Person) -> bool:
    """Whether talk reports are anything to this person: they lead or coach, or did and kept counts."""
    both = Q(leader=person) | Q(coach=person)
    return (
        Engagement.objects.filter(both).exclude(state=State.NONE).exists()
        or Counted.objects.filter(coach=person).exists()
    )


@asked_once
def has_place(person: Person) -> bool:
    """Whether this person has anything there now: something runs, or something of theirs is there."""
    return (
        any(
            one.state == State.AGREED and person.pk in (one.leader_id, one.coach_id)
            for one in with_part(person)
        )
        or _TOLD.ask(person=person.pk)
        or _COUNTED.ask(person=person.pk)
    )


_TOLD = PreparedExists(lambda person: Talk.objects.filter(coach=person), person=Person._meta.get_field("id"))
_COUNTED = PreparedExists(
    lambda person: Counted.objects.filter(coach=person), person=Person._meta.get_field("id")
)


# --------------------------------------------------------------------------------------------------- counts
@dataclass(frozen=True)
class Counts:
    """What one report counted."""

    id: UUID
    month: str
    memory: bool
    data: Mapping[str, Any]


def counted_id(talk: Talk) -> UUID:
    """Where the counts of this talk stand; to be found by whoever holds the key of its words alone."""
    return uuid.UUID(bytes=vault.derive(talk.scope, "counted", talk.pk.bytes)[:16])


def counted_place(pk: UUID) -> str:
    """Where sealed counts stand."""
    return f"talk.Counted.sealed:{pk}"


def counts(coach: Person) -> list[Counts]:
    """What this coach's reports counted, the latest month first."""
    sealed = {counted_place(row.pk): bytes(row.sealed) for row in Counted.objects.filter(coach=coach)}
    if not sealed:
        return []
    try:
        texts = vault.open_all(coach.private_scope, sealed)
    except Erased:
        return []
    found = []
    for at, text in texts.items():
        data = json.loads(text)
        found.append(Counts(UUID(at.rpartition(":")[2]), data["month"], data["memory"], data))
    return sorted(found, key=lambda one: (one.month, one.id), reverse=True)
