"""Writes of a mirror. What is locked stays locked; nothing observed exists before; the leader's hand alone.

Planning and locking are here; the close and the release in `settling`; opening and findings in `seeing`.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction
from django.db.models import F

from hansei.core import clock
from hansei.core.anonymity import Kind, Source
from hansei.core.mirror import Confidence
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.services import CannotBeAsked, TooAlike
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import running
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import again, selectors
from hansei.web.steps.mirror.again import NotMore
from hansei.web.steps.mirror.leaving_you import FEELINGS, HARD, say_feeling, take_feeling_back
from hansei.web.steps.mirror.models import Behaviour, Mirror, PersonAround, Prediction, Stage, Way
from hansei.web.steps.mirror.own import all_of, known
from hansei.web.steps.mirror.own import words as saying_of
from hansei.web.steps.mirror.seeing import (
    CHOICES,
    UNDECIDED,
    CoachWasAsked,
    TooManyAtOnce,
    marks_can_be_opened,
    open_finding_to_coach,
    reveal,
    take_back,
    write_finding,
)
from hansei.web.steps.mirror.selectors import at
from hansei.web.steps.mirror.settling import settle, settle_due, withdraw, withdraw_under

__all__ = [
    "CHOICES", "FEELINGS", "HARD", "MOST_BEHAVIOURS", "MOST_PEOPLE", "UNDECIDED", "WINDOWS", "CannotBeAsked",
    "CoachWasAsked", "MixedFocus", "NotMore", "TooAlike", "TooManyAtOnce", "ask_also", "ask_more",
    "ask_these", "call_off", "choose", "closing_time", "expect", "leave_out_who_cannot_be_asked", "lock",
    "look_again", "marks_can_be_opened", "open_finding_to_coach", "reveal", "say_feeling", "say_known",
    "settle", "settle_due", "start", "take_back", "take_feeling_back", "withdraw_under", "write_finding",
]  # fmt: skip

MOST_BEHAVIOURS = 6
#: More than this is a survey, not people around somebody.
MOST_PEOPLE = 60
#: How many days a window is open; the second is proposed.
WINDOWS = (7, 14, 21)
_CLOSES_AT = time(18)
_MONDAY_TO_THURSDAY = range(4)

audit.register("mirror.started", "mirror.locked", "mirror.dropped")


class MixedFocus(NotPossible):
    """Leading lean and lean leadership are two things, and never stand in one mirror."""

    def __init__(self) -> None:
        super().__init__("Leading lean and lean leadership are looked at in mirrors of their own.")


def closing_time(leader: Person, days: int) -> datetime:
    """When a window of `days` days ends: 18:00 where the leader is, in UTC.

    From Friday to Sunday it moves on to Monday: nothing opens for a leader at a weekend of its own accord.
    """
    try:
        zone = ZoneInfo(leader.zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    day = clock.now().astimezone(zone).date() + timedelta(days=days)
    while day.weekday() not in _MONDAY_TO_THURSDAY:
        day += timedelta(days=1)
    return datetime.combine(day, _CLOSES_AT, zone).astimezone(UTC)


# ------------------------------------------------------------------------------------------------ planning
def start(leader: Person, codes: Sequence[str] = ()) -> Mirror:
    """Begin a mirror with those the org chart proposes. Raises NotPossible without an agreement in force.

    `codes`: behaviours to begin with, as for choose; where they cannot be, nothing begins.
    """
    _require_switch()
    vault.ensure(leader.private_scope, "person")
    try:
        with transaction.atomic():
            engagement = _agreement(leader)
            mirror = Mirror.objects.create(
                leader=leader, engagement=engagement, started_on=clock.now().date()
            )
            around = [
                PersonAround(mirror=mirror, person=person, source=source)
                for source, found in selectors.proposed(leader).items()
                for person in found
            ]
            PersonAround.objects.bulk_create(around)
            audit.record(
                leader.chain, "mirror.started", actor=leader.chain, subject="mirror", subject_id=mirror.pk
            )
            if codes:
                choose(mirror, codes)
    except IntegrityError:
        raise NotPossible("A mirror is under way already.") from None
    return mirror


def look_again(mirror: Mirror) -> Mirror:
    """Begin to look at the same behaviours again. NotPossible: no agreement in force, or nothing seen yet."""
    _require_switch()
    return again.look_again(mirror, _agreed(mirror.leader))


def ask_more(row: Behaviour) -> Mirror:
    """Begin to ask more people about one behaviour that was seen. NotPossible, as in look_again."""
    _require_switch()
    return again.ask_more(row, _agreed(row.mirror.leader))


def _agreed(leader: Person) -> Engagement:
    # Held to the end of this transaction only: the lock looks again, and nobody is asked before.
    with transaction.atomic():
        return _agreement(leader)


def choose(mirror: Mirror, codes: Sequence[str]) -> None:
    """Which behaviours to look at, one to six. What was expected of those that stay is kept.

    Raises MixedFocus for leading lean and lean leadership in one mirror: they are looked at one by one.
    NotPossible for others than those of then in a mirror that looks again, where some can be left out and
    taken in again; and wherever more people are asked, which is about one behaviour.
    """
    if mirror.way == Way.MORE:
        raise NotPossible("More people are asked about one behaviour.")
    own = {one.code: one for one in all_of(mirror.leader)}
    if mirror.way == Way.AGAIN:
        can_be = {row.code: str(known(row).focus) for row in again.same(mirror)}
        codes = sorted(codes, key=list(can_be).index) if set(codes) <= can_be.keys() else codes
    else:
        can_be = {behaviour.code: str(behaviour.focus) for behaviour in selectors.offered()}
        can_be |= {code: one.focus for code, one in own.items()}
    if not 1 <= len(set(codes)) <= MOST_BEHAVIOURS or not set(codes) <= can_be.keys():
        raise NotPossible("One to six of the behaviours that can be looked at here can be chosen.")
    if len({can_be[code] for code in codes}) > 1:
        raise MixedFocus
    with transaction.atomic():
        _planning(mirror)
        mirror.behaviours.exclude(code__in=codes).delete()
        for position, code in enumerate(dict.fromkeys(codes), start=1):
            Behaviour.objects.update_or_create(
                mirror=mirror, code=code, defaults={"position": position, "own": own.get(code)}
            )


def ask_also(mirror: Mirror, person: Person, source: Source) -> None:
    """Add somebody, or ask them as something else. The boss is one person."""
    if not _may_be_asked(mirror, person, source):
        raise NotPossible("This person cannot be asked here.")
    with transaction.atomic():
        _planning(mirror)
        if source is Source.BOSS:
            PersonAround.objects.filter(mirror=mirror, source=Source.BOSS).exclude(person=person).delete()
        PersonAround.objects.update_or_create(mirror=mirror, person=person, defaults={"source": source})
        if mirror.people.count() > MOST_PEOPLE:
            raise NotPossible("More people than can be asked in one mirror.")


def ask_these(mirror: Mirror, wanted: Mapping[Person, Source]) -> None:
    """Ask these people and nobody else, each as one thing. The boss is one person."""
    bosses = [person for person, source in wanted.items() if source is Source.BOSS]
    if (
        len(bosses) > 1
        or len(wanted) > MOST_PEOPLE
        or not all(_may_be_asked(mirror, person, source) for person, source in wanted.items())
    ):
        raise NotPossible("These people cannot be asked here.")
    with transaction.atomic():
        _planning(mirror)
        PersonAround.objects.filter(mirror=mirror).exclude(person__in=list(wanted)).delete()
        for person, source in wanted.items():
            PersonAround.objects.update_or_create(mirror=mirror, person=person, defaults={"source": source})


def _may_be_asked(mirror: Mirror, person: Person, source: Source) -> bool:
    if mirror.way == Way.MORE and person.pk in again.asked_already(mirror):
        return False
    if source not in again.placed_in(mirror):
        return False
    return person.pk != mirror.leader_id and person.left_on is None


def leave_out_who_cannot_be_asked(mirror: Mirror) -> int:
    """Take everybody off the list who cannot be asked at present. How many there were; no write when none."""
    listed = [one.person for one in mirror.people.select_related("person")]
    refused = selectors.cannot_be_asked(mirror.leader, listed)
    if not refused:
        return 0
    with transaction.atomic():
        _planning(mirror)
        PersonAround.objects.filter(mirror=mirror, person__in=refused).delete()
    return len(refused)


def expect(
    mirror: Mirror,
    row: Behaviour,
    *,
    self_rating: int,
    expected: Mapping[Source, tuple[int, Confidence]],
    words: str = "",
    known: str | None = None,
) -> None:
    """Keep the leader's own rating of one behaviour and what they expect of each source, not locked yet.

    `words`: what they expect the boss to write, where the boss is asked for a reply in words. `known`: what
    they knew and had not said; None leaves what stands there.
    """
    if selectors.in_words(row) and (not words.strip() or any(value for value, _ in expected.values())):
        raise NotPossible("What is answered in words is expected in words.")
    if self_rating not in range(6) or any(value not in range(6) for value, _ in expected.values()):
        raise NotPossible("A rating is one of the steps, or none.")
    scope = mirror.leader.private_scope
    with transaction.atomic():
        _planning(mirror)
        sealed = vault.seal(scope, str(self_rating), at=at("Behaviour", "self", row.pk))
        if not Behaviour.objects.filter(pk=row.pk, mirror=mirror).update(sealed_self=sealed):
            raise Stale
        Prediction.objects.filter(behaviour=row).delete()
        for source, (value, confidence) in expected.items():
            prediction = Prediction(behaviour=row, source=source)
            content = json.dumps({"value": value, "confidence": int(confidence), "words": words})
            prediction.sealed = vault.seal(scope, content, at=at("Prediction", "sealed", prediction.pk))
            prediction.save(force_insert=True)
        if known is not None:
            _keep_known(mirror, row, known)


def say_known(mirror: Mirror, row: Behaviour, words: str) -> None:
    """What the leader knew and had not said, where their own rating and an expectation differ."""
    with transaction.atomic():
        _planning(mirror)
        _keep_known(mirror, row, words)


def _keep_known(mirror: Mirror, row: Behaviour, words: str) -> None:
    sealed = vault.seal(mirror.leader.private_scope, words, at=at("Behaviour", "known", row.pk))
    Behaviour.objects.filter(pk=row.pk, mirror=mirror).update(sealed_known=sealed if words else None)


# ------------------------------------------------------------------------------------------------- locking
def lock(mirror: Mirror, *, read_at: int, closes_at: datetime) -> None:
    """Lock everything of a round together and ask the people around, in one transaction.

    Raises Stale when the mirror was changed or locked elsewhere; CannotBeAsked when somebody cannot be asked
    at present (they are to be left out first); TooAlike when almost the same people were asked about one of
    the behaviours before; NotMore when those who are to be more people are not; NotPossible when something
    is missing or consent is.
    """
    _require_switch()
    leader = mirror.leader
    with transaction.atomic():
        # First the agreement, as a pause does: it then waits for this, or this finds it paused.
        engagement = _agreement(leader)
        # Whoever comes second waits here and then finds another version.
        changed = Mirror.objects.filter(pk=mirror.pk, version=read_at, stage=Stage.PLANNING).update(
            version=F("version") + 1
        )
        if not changed:
            raise Stale
        if not selectors.complete(mirror):
            raise NotPossible("Something has not been rated or expected yet.")
        wanted = selectors.to_expect(mirror)
        _drop_what_is_not_asked(wanted)
        now = clock.now()
        Prediction.objects.filter(behaviour__mirror=mirror).update(locked_at=now)
        Behaviour.objects.filter(mirror=mirror).update(locked_at=now)
        items = [
            asking.Item(
                ref=row.code,
                sources=[str(source) for source in wanted[row.pk]],
                period=known(row).period,
                in_words=selectors.in_words(row),
                # From here on those who are asked read it: it is sealed anew, with their answers.
                wording=saying_of(row.own) if row.own is not None else "",
            )
            for row in selectors.rows_of(mirror)
        ]
        asked = again.asked_for(mirror)
        again.require_more(mirror, asked)
        if engagement.coach_id in {one.person.pk for one in asked}:
            raise CannotBeAsked([engagement.coach])
        round_ = asking.open_round(
            about=leader,
            kind=Kind.MIRROR,
            items=items,
            asked=asked,
            closes_at=closes_at,
            k=selectors.minimum(),
        )
        Mirror.objects.filter(pk=mirror.pk).update(
            stage=Stage.ASKING, locked_at=now, closes_at=closes_at, round=round_, engagement=engagement
        )
        audit.record(
            leader.chain, "mirror.locked", actor=leader.chain, subject="mirror", subject_id=mirror.pk
        )
    mirror.refresh_from_db()


def _drop_what_is_not_asked(wanted: Mapping[UUID, Sequence[Source]]) -> None:
    """Expectations of sources that were taken off the list after they were written."""
    for row_id, sources in wanted.items():
        Prediction.objects.filter(behaviour_id=row_id).exclude(source__in=[str(s) for s in sources]).delete()


# ------------------------------------------------------------------------------------------------- stopping
def call_off(mirror: Mirror) -> None:
    """The leader stops a mirror. A plan is erased; where people are asked, every link closes, and nothing of
    it is ever shown. Raises Stale when the window is over: then there is something to see."""
    settle(mirror)
    with transaction.atomic():
        if Mirror.objects.filter(pk=mirror.pk, stage=Stage.PLANNING).update(version=F("version") + 1):
            chain = mirror.leader.chain
            audit.record(chain, "mirror.dropped", actor=chain, subject="mirror", subject_id=mirror.pk)
            Mirror.objects.filter(pk=mirror.pk).delete()
            return
        withdraw(mirror)
    if mirror.stage != Stage.WITHDRAWN:
        raise Stale


# --------------------------------------------------------------------------------------------------- inside
def _planning(mirror: Mirror) -> None:
    """Hold the mirror, count its version up, and refuse when it is locked. Raises Stale."""
    _require_switch()
    changed = Mirror.objects.filter(pk=mirror.pk, stage=Stage.PLANNING).update(version=F("version") + 1)
    if not changed:
        raise Stale
    mirror.refresh_from_db(fields=["version", "stage"])


def _agreement(leader: Person) -> Engagement:
    """The leader's agreement in force, held until the end of the transaction."""
    found = running(leader)
    held = Engagement.objects.select_for_update(of=("self",)).filter(pk=found.pk).first() if found else None
    return engagements.require_open(held)


def _require_switch() -> None:
    if not selectors.switched_on():
        raise NotPossible("The mirror is switched off here.")
