"""Reads of engagements, always for somebody."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from hansei.core import clock
from hansei.core.agreement import ALIVE, TAKEN, Party, State, seen_from_outside
from hansei.core.policy import Relation
from hansei.web.common.engagements.models import (
    AgreementVersion,
    Closing,
    Engagement,
    Objective,
    Protection,
    Recheck,
    Signature,
    Wish,
)
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.once import asked_once
from hansei.web.ground.prepared import Prepared, PreparedExists
from hansei.web.ground.vault import services as vault

#: What a value is that a prepared read is asked with.
PERSON, ENGAGEMENT = Person._meta.get_field("id"), Engagement._meta.get_field("id")


def relations(person: Person, engagement: Engagement) -> set[Relation]:
    """How a person stands to an engagement. Before `agreed` the coach is only somebody who was asked.

    To a request that was declined nobody is anything: there is no text left in it.
    """
    if engagement.state == State.NONE:
        return set()
    if engagement.leader_id == person.pk:
        return {Relation.LEADER}
    if engagement.coach_id == person.pk:
        if engagement.state == State.CHOOSING:
            return {Relation.ASKED_COACH}
        if engagement.state in ALIVE:
            return {Relation.COACH}
    if engagement.second_coach_id == person.pk and engagement.state in ALIVE:
        return {Relation.SECOND_COACH}
    return set()


@asked_once
def with_part(person: Person) -> list[Engagement]:
    """Every engagement that a person leads in, coaches in or stands behind, in whatever state.

    By the names of the coaches, then of the leaders; both are read with it. What is in a row is not for
    everybody who has a part in it: that say `relations` and the reads below.
    """
    return _WITH_PART.all(person=person.pk)


_WITH_PART = Prepared[Engagement](
    lambda person: (
        Engagement.objects.filter(Q(leader=person) | Q(coach=person) | Q(second_coach=person))
        .select_related("leader", "coach")
        .order_by("coach__name", "leader__name")
    ),
    person=PERSON,
)


def _newest_first(found: Iterable[Engagement]) -> list[Engagement]:
    return sorted(found, key=lambda engagement: engagement.asked_on, reverse=True)


def led_by(leader: Person) -> list[Engagement]:
    """All engagements of a leader: the one they are in or about to be in, then the others, newest first."""
    found = _newest_first(one for one in with_part(leader) if one.leader_id == leader.pk)
    # Asked on one day, the newest first does not say which that is.
    return sorted(found, key=lambda engagement: engagement.state not in TAKEN)


def current(leader: Person) -> Engagement | None:
    """The engagement this leader is in or about to be in."""
    return next((one for one in led_by(leader) if one.state in TAKEN), None)


def running(leader: Person) -> Engagement | None:
    """The engagement under which something new may be made now."""
    found = current(leader)
    return found if found is not None and found.state == State.AGREED else None


def is_with_coach(leader: Person) -> bool:
    """Whether there is a `current` one."""
    return current(leader) is not None


def is_running(leader: Person) -> bool:
    """Whether there is a `running` one."""
    return running(leader) is not None


def coached_by(coach: Person) -> list[Engagement]:
    """Engagements a coach may read, and requests put to them, by name of the leader."""
    return [one for one in with_part(coach) if one.coach_id == coach.pk and one.state in TAKEN]


def ended_for_coach(coach: Person) -> list[Engagement]:
    """Ended engagements, of which a coach learns that they ended and no more; the newest five."""
    found = (one for one in with_part(coach) if one.coach_id == coach.pk and one.state == State.ENDED)
    return _newest_first(found)[:5]


def behind(person: Person) -> list[Engagement]:
    """The engagements of coaches behind whom this person stands, by name of the coach."""
    return [one for one in with_part(person) if one.second_coach_id == person.pk and one.state in ALIVE]


@dataclass(frozen=True)
class Agreement:
    """One version, opened: clauses in one language, who signed, and the terms as facts."""

    number: int
    clauses: list[dict[str, Any]]
    terms: dict[str, Any]
    drafted_on: date
    in_force_on: date | None
    planned_end: date
    signed: dict[str, Any]

    def signed_by(self, party: Party) -> bool:
        return party in self.signed


@dataclass(frozen=True)
class Change:
    """One clause that reads otherwise than before: as (what, text) of each; empty where it is not there."""

    title: str
    before: list[tuple[str, str]]
    now: list[tuple[str, str]]


def newest_version(engagement: Engagement) -> AgreementVersion:
    """The newest text, whether it holds or not."""
    found = _NEWEST.first(engagement=engagement.pk)
    assert found is not None, "every engagement starts with a text"
    found.engagement = engagement
    return found


_NEWEST = Prepared[AgreementVersion](
    lambda engagement: AgreementVersion.objects.filter(engagement=engagement).select_related(
        "second_coach", "protection__third_person"
    )[:1],
    engagement=ENGAGEMENT,
)


def version_in_force(engagement: Engagement) -> AgreementVersion | None:
    """The text that holds; None before all have signed one."""
    return engagement.versions.exclude(in_force_on=None).first()


def version_numbered(engagement: Engagement, number: int) -> AgreementVersion | None:
    """The version with this number."""
    return engagement.versions.filter(number=number).first()


def terms_of(version: AgreementVersion) -> dict[str, Any]:
    """The terms of a version as facts: conversations, leader_hours, about."""
    opened = _open_version(version)
    return {"about": "", **opened["terms"]}


def agreement(engagement: Engagement, language: str) -> Agreement:
    """The newest version of the text. Raises KeyGone when the engagement was erased."""
    return open_version(newest_version(engagement), language)


def open_version(version: AgreementVersion, language: str) -> Agreement:
    """One version of the text, opened for the two."""
    opened = _open_version(version)
    code = language if language in opened["texts"] else "en"
    return Agreement(
        number=version.number,
        clauses=opened["texts"][code],
        terms={"about": "", **opened["terms"]},
        drafted_on=version.drafted_on,
        in_force_on=version.in_force_on,
        planned_end=version.planned_end or version.engagement.planned_end,
        signed={s.party: s.signed_at for s in version.signatures.all()},
    )


def _open_version(version: AgreementVersion) -> dict[str, Any]:
    scope = version.engagement.scope
    opened: dict[str, Any] = json.loads(vault.open_(scope, bytes(version.sealed), at=version_at(version.pk)))
    return opened


def before(version: AgreementVersion) -> AgreementVersion | None:
    """The version that this one would take the place of: the one that held, or else the one before it."""
    earlier = AgreementVersion.objects.filter(engagement=version.engagement_id, number__lt=version.number)
    return earlier.exclude(in_force_on=None).first() or earlier.first()


def changes(version: AgreementVersion, language: str) -> list[Change]:
    """What reads otherwise than before, clause by clause; empty for a first version."""
    earlier = before(version)
    if earlier is None:
        return []
    old = {clause["id"]: clause for clause in open_version(earlier, language).clauses}
    new = {clause["id"]: clause for clause in open_version(version, language).clauses}
    found = []
    for id_ in [*new, *(one for one in old if one not in new)]:
        was, now = _said(old.get(id_)), _said(new.get(id_))
        if was != now:
            title = (new.get(id_) or old[id_])["title"]
            found.append(
                Change(title, [one for one in was if one not in now], [one for one in now if one not in was])
            )
    return found


def _said(clause: dict[str, Any] | None) -> list[tuple[str, str]]:
    if clause is None:
        return []
    return [("", clause["text"]), *((what, text) for what, text in clause["beside"])]


def has_signed(engagement: Engagement, party: Party) -> bool:
    """Whether this party signed the newest version; its text is not opened for that."""
    newest = AgreementVersion.objects.filter(engagement=engagement).values("pk")[:1]
    return Signature.objects.filter(version_id__in=newest, party=party).exists()


def visible_state(engagement: Engagement) -> State:
    """How it stands for whoever the leader lets look in: an early end or a pause does not show."""
    return seen_from_outside(State(engagement.state), engagement.planned_end, clock.now().date())


def wishes(engagement: Engagement) -> list["OpenWish"]:
    """What others hope for that the leader has neither dropped nor adopted, opened for the leader."""
    rows = Wish.objects.filter(engagement=engagement, became="").select_related("author", "engagement")
    return [OpenWish(row, open_wish(row)) for row in rows]


def has_wishes(engagement: Engagement) -> bool:
    """Whether there are any; none is opened for that."""
    return _WISHES.ask(engagement=engagement.pk)


_WISHES = PreparedExists(
    lambda engagement: Wish.objects.filter(engagement=engagement, became=""), engagement=ENGAGEMENT
)


def wishes_of(author: Person, engagement: Engagement) -> list["OpenWish"]:
    """What somebody wrote, for them: what the leader made of it is not in it."""
    rows = Wish.objects.filter(engagement=engagement, author=author).select_related("engagement", "author")
    return [OpenWish(row, open_wish(row)) for row in rows]


@dataclass(frozen=True)
class OpenWish:
    """A wish with its words."""

    row: Wish
    words: str


def open_wish(row: Wish) -> str:
    """The words of a wish."""
    return vault.open_(row.engagement.scope, bytes(row.sealed), at=wish_at(row.pk))


@asked_once
def open_recheck(engagement: Engagement) -> Recheck | None:
    """The question whether it still suits, while it is asked."""
    return _RECHECK.first(engagement=engagement.pk)


_RECHECK = Prepared[Recheck](
    lambda engagement: Recheck.objects.filter(engagement=engagement, closed=False)[:1],
    engagement=ENGAGEMENT,
)


def still_to_say(engagement: Engagement, party: Party) -> bool:
    """Whether this one of the two is asked and has not said yes. The other's answer is not in it."""
    found = open_recheck(engagement)
    if found is None:
        return False
    return not (found.leader_yes if party is Party.LEADER else found.coach_yes)


def own_rechecks(leader: Person) -> list[dict[str, Any]]:
    """What a leader said to "did anything unwanted come of it?", for them."""
    rows = Recheck.objects.filter(engagement__leader=leader).exclude(leader_sealed=None)
    return [
        {"asked_on": row.asked_on, **json.loads(_own(leader, row.leader_sealed, recheck_at(row.pk)))}
        for row in rows
    ]


def _own(leader: Person, sealed: bytes | memoryview | None, at: str) -> str:
    return vault.open_(leader.private_scope, bytes(sealed or b""), at=at)


def clause_for_third(protection: Protection, language: str) -> dict[str, Any]:
    """The one clause that a third person signs, in one language."""
    said = json.loads(
        vault.open_(protection.scope, bytes(protection.sealed), at=protection_at(protection.pk))
    )
    clause: dict[str, Any] = said.get(language) or said["en"]
    return clause


def wish_at(pk: UUID) -> str:
    return f"engagements.Wish.sealed:{pk}"


def recheck_at(pk: UUID) -> str:
    return f"engagements.Recheck.leader_sealed:{pk}"


def protection_at(pk: UUID) -> str:
    return f"engagements.Protection.sealed:{pk}"


def version_at(pk: UUID) -> str:
    return f"engagements.AgreementVersion.sealed:{pk}"


def objective_at(pk: UUID) -> str:
    return f"engagements.Objective.sealed:{pk}"


def shared_at(pk: UUID) -> str:
    return f"releases.SharedItem.sealed:{pk}"


@dataclass(frozen=True)
class OpenObjective:
    """An objective with its words, for its leader."""

    row: Objective
    words: str


def objectives(leader: Person) -> list[OpenObjective]:
    """The leader's own objectives, opened."""
    return [open_objective(row) for row in Objective.objects.filter(leader=leader)]


def has_objectives(leader: Person) -> bool:
    """Whether this person ever wrote one that is still here."""
    return Objective.objects.filter(leader=leader).exists()


def has_closings(leader: Person) -> bool:
    """Whether this person kept anything at a close."""
    return Closing.objects.filter(leader=leader).exists()


def open_objective(row: Objective) -> OpenObjective:
    words = vault.open_(row.leader.private_scope, bytes(row.sealed), at=objective_at(row.pk))
    return OpenObjective(row, words)


def only_looks_down(rows: list[OpenObjective]) -> bool:
    """Whether everything the leader set out to do points at the people below (product: five directions)."""
    return bool(rows) and all(found.row.direction == "down" for found in rows)


def open_shared(item: SharedItem) -> dict[str, Any]:
    """What was shared, opened for its reader or its owner."""
    opened: dict[str, Any] = json.loads(vault.open_(item.scope, bytes(item.sealed), at=shared_at(item.pk)))
    return opened


def places_taken(coaches: Iterable[UUID]) -> int:
    """How many places of these coaches are taken."""
    return Engagement.objects.filter(state__in=ALIVE, coach__in=coaches).count()
