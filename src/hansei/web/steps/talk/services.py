"""Taking a conversation in, having it coded, overruling, and letting its words go."""

import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F

from hansei.core import clock
from hansei.core.agreement import Party
from hansei.core.talk import (
    Code,
    Coded,
    LeaderCode,
    Reason,
    Unreadable,
    counts_only,
    examples,
    from_memory,
    read,
    report,
    to_json,
)
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import switched_on
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.policy.errors import Erased, Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.talk import consent, hearing, selectors
from hansei.web.steps.talk.consent import place
from hansei.web.steps.talk.models import Counted, Proposal, Stage, Talk

audit.register("talk.remembered", "talk.taken_in", "talk.coded", "talk.words_gone", "talk.lines_taken_out")

#: How long the words of a transcript are there to be read and overruled, unless both keep them.
DAYS_THERE = 7
HOUR = 7


# ------------------------------------------------------------------------------------------------ taking in
def remember(engagement: Engagement, coach: Person, lines: str, *, held_on: date) -> Talk:
    """The coach's own lines from memory, heard at once. Nothing in it is the leader's.

    Raises NotPossible, and core.talk.Unreadable when these are not five to fifteen lines.
    """
    _require_on()
    coded = hearing.hear_lines(from_memory(lines))
    vault.ensure(engagement.coach_scope, "coach_side")
    vault.ensure(coach.private_scope, "person")
    with transaction.atomic():
        found = _running(engagement)
        if found.coach_id != coach.pk:
            raise NotPossible("These are the coach's own lines.")
        talk = Talk(
            coach=coach, engagement=found, scope=found.coach_scope, stage=Stage.READY, held_on=held_on
        )
        talk.sealed = vault.seal(talk.scope, to_json(coded), at=place(talk, "sealed"))
        talk.save(force_insert=True)
        _count(talk, coded, {})
        audit.record(coach.chain, "talk.remembered", actor=coach.chain, subject="talk", subject_id=talk.pk)
    return talk


def take_in(proposal: Proposal, coach: Person, data: bytes, filename: str) -> Talk:
    """A transcript of a conversation that both opened. It is read and sealed; who coached is asked next.

    Raises NotPossible unless it is open, and core.talk.Unreadable. Neither keeps anything.
    """
    _require_on()
    transcript = read(data, filename)
    if transcript.memory:  # lines of the coach's own are no conversation that both opened
        raise Unreadable(Reason.ONE_SPEAKER)
    scope = uuid.uuid4()
    vault.ensure(scope, "transcript")
    try:
        with transaction.atomic():
            held = consent.hold_open(proposal)
            if held.engagement.coach_id != coach.pk:
                raise NotPossible("The coach sends this in.")
            if Talk.objects.filter(proposal=held).exclude(stage=Stage.FAILED).exists():
                raise NotPossible("This conversation is here already.")
            Talk.objects.filter(proposal=held).delete()
            talk = Talk(
                coach=coach,
                engagement=held.engagement,
                proposal=held,
                scope=scope,
                stage=Stage.WHO,
                held_on=held.held_on,
                goes_at=_last_moment(held.engagement),
            )
            talk.sealed = vault.seal(scope, hearing.transcript_text(transcript), at=place(talk, "sealed"))
            talk.save(force_insert=True)
            audit.record(
                held.engagement_id, "talk.taken_in", actor=coach.chain, subject="talk", subject_id=talk.pk
            )
    except BaseException:
        vault.destroy(scope)
        raise
    return talk


def say_who(talk: Talk, coach_speaks_as: str, leader_speaks_as: str = "") -> None:
    """Which speaker coached, and which was coached: from here a job codes it. Twice does no harm.

    Without the second it is whoever speaks most beside the coach. Raises NotPossible.
    """
    _require_on()
    with transaction.atomic():
        held = _held(talk)
        if held.stage != Stage.WHO:
            return
        transcript, _coach, _leader = selectors.taken_in(held)
        if coach_speaks_as not in transcript.speakers:
            raise NotPossible("Nobody of that name speaks.")
        if leader_speaks_as == coach_speaks_as or leader_speaks_as not in ("", *transcript.speakers):
            raise NotPossible("The leader is one of the others who speak.")
        said = hearing.transcript_text(transcript, coach_speaks_as, leader_speaks_as)
        sealed = vault.seal(held.scope, said, at=place(held, "sealed"))
        Talk.objects.filter(pk=held.pk).update(stage=Stage.CODING, sealed=sealed, version=F("version") + 1)
        jobs.enqueue("talk.code", held.pk)


def code(talk_id: str) -> None:
    """Code what was taken in: once, whatever is killed in between and however often it is called."""
    talk = (
        Talk.objects.filter(pk=talk_id, stage=Stage.CODING)
        .select_related("coach", "engagement__leader", "engagement__coach")
        .first()
    )
    if talk is None:
        return
    if not switched_on("talk"):
        raise jobs.JobFailed("switched_off", waits=True)
    try:
        transcript, coach, leader = selectors.taken_in(talk)
    except Erased:
        return
    coded = hearing.hear(transcript, coach, leader)
    vault.ensure(talk.coach.private_scope, "person")
    with transaction.atomic():
        changed = Talk.objects.filter(pk=talk.pk, stage=Stage.CODING, version=talk.version).update(
            stage=Stage.READY,
            sealed=vault.seal(talk.scope, to_json(coded), at=place(talk, "sealed")),
            goes_at=_last_moment(talk.engagement),
            version=F("version") + 1,
        )
        if changed:
            _count(talk, coded, {})
            audit.record(talk.engagement_id, "talk.coded", actor=None, subject="talk", subject_id=talk.pk)


def give_up(talk_id: str) -> None:
    """It could not be coded: its words go, and the file can be sent in again."""
    with transaction.atomic():
        talk = Talk.objects.select_for_update().filter(pk=talk_id, stage=Stage.CODING).first()
        if talk is not None:
            vault.destroy(talk.scope)
            Talk.objects.filter(pk=talk.pk).update(stage=Stage.FAILED, sealed=b"", version=F("version") + 1)


# ---------------------------------------------------------------------------------------------- one's own
def overrule(talk: Talk, number: int, to: Code | LeaderCode | None) -> None:
    """The coach's own code for one unit, theirs or the leader's; None says that it cannot be told.

    It counts at once, in the report that both read. What was heard at first takes the overruling back.
    Raises NotPossible for no unit, for a code of the other side, for a unit of the leader's on a yes that was
    given before the page said so, and while talk reports are switched off.
    """
    _require_on()
    with transaction.atomic():
        held = _held(talk)
        opened = selectors.opened(held)
        if opened is None or not opened.may_overrule(number) or not opened.fits(number, to):
            raise NotPossible("That is no line here, or no code of it.")
        overruled = dict(opened.overruled)
        overruled.pop(number, None)
        if to is not opened.heard(number):
            overruled[number] = to
        _write_own(held, overruled, opened.wordings)
        _count(held, opened.coded, overruled)


def keep_wording(talk: Talk, number: int, words: str) -> None:
    """Keep another wording of one's own line beside it; no words take it away.

    Raises NotPossible for no unit of the coach's, and, for words, while talk reports are switched off.
    """
    if words.strip():
        _require_on()
    with transaction.atomic():
        held = _held(talk)
        opened = selectors.opened(held)
        if opened is None or not opened.is_own(number):
            raise NotPossible("This is no line of yours.")
        wordings = {**opened.wordings, number: words.strip()}
        _write_own(held, opened.overruled, {n: w for n, w in wordings.items() if w})


def take_out_lines(talk: Talk) -> str:
    """The coach's own lines that they overruled, as a file of training data (hansei.core.talk.examples).

    By the coach's own press alone, while the words are there and as far as both said yes to it. Of a
    conversation that both opened, each press is recorded for the leader. Each file has a name by chance:
    nothing in it leads back to a row here. Raises NotPossible, also when no own line was overruled.
    """
    with transaction.atomic():
        held = _held(talk)
        if not selectors.gives_lines(held):
            raise NotPossible("Nobody said yes to that, or the words are no longer there.")
        opened = selectors.opened(held)
        if opened is None or not opened.own_overruled:
            raise NotPossible("Nothing was overruled.")
        coach = held.coach.chain
        audit.record(coach, "talk.lines_taken_out", actor=coach, subject="talk", subject_id=held.pk)
        if held.proposal is not None:
            leader = held.engagement.leader.chain
            audit.record(leader, "item.taken_out", actor=coach, subject="talk.lines", subject_id=held.pk)
        return examples.as_csv(secrets.token_hex(8), opened.coded, opened.own_overruled)


def _write_own(
    talk: Talk, overruled: Mapping[int, Code | LeaderCode | None], wordings: Mapping[int, str]
) -> None:
    own = {
        "overruled": {str(number): code.value if code else None for number, code in overruled.items()},
        "wordings": {str(number): words for number, words in wordings.items()},
    }
    sealed = vault.seal(talk.scope, json.dumps(own, ensure_ascii=False), at=place(talk, "sealed_own"))
    Talk.objects.filter(pk=talk.pk).update(sealed_own=sealed)


def _count(talk: Talk, coded: Coded, overruled: Mapping[int, Code | LeaderCode | None]) -> None:
    """Write what the coach keeps: counts and overruled codes of a month, and nothing of whose talk it was."""
    row = Counted(id=selectors.counted_id(talk), coach=talk.coach)
    data: dict[str, Any] = {
        **counts_only(report(coded, overruled)),
        "month": talk.held_on.strftime("%Y-%m"),
    }
    row.sealed = vault.seal(talk.coach.private_scope, json.dumps(data), at=selectors.counted_place(row.pk))
    Counted.objects.update_or_create(pk=row.pk, defaults={"coach": talk.coach, "sealed": row.sealed})


# ------------------------------------------------------------------------------------------------ letting go
def keep(talk: Talk, by: Person, *, yes: bool) -> None:
    """Whether this one of the two wants to keep the words beyond their last moment. Nobody else sees it.

    They stay if both do. A no after that moment takes them at once. Raises NotPossible.
    """
    with transaction.atomic():
        held = _held(talk)
        if held.proposal_id is None or held.goes_at is None:
            raise NotPossible("These are the coach's own lines.")
        party = consent.party_in(held.engagement, by)
        if not yes and held.goes_at <= clock.now():
            _let_go(held)
            return
        column = "leader_keeps" if party is Party.LEADER else "coach_keeps"
        answer = consent.YES if yes else consent.NO
        sealed = consent.seal_answer(held.engagement, party, answer, at=place(held, column))
        Talk.objects.filter(pk=held.pk).update(**{column: sealed})


def is_kept(talk: Talk) -> bool:
    """Whether the last moment has come and the words stayed, since both keep them."""
    return talk.goes_at is not None and talk.goes_at <= clock.now()


def erase(talk: Talk, by: Person) -> None:
    """The words of a report go, now. Of a transcript either of the two may have it; counts stay."""
    with transaction.atomic():
        held = _held(talk)
        if held.proposal is not None:
            consent.party_in(held.engagement, by)
            consent.say(held.proposal, by, consent.NO)
        elif held.coach_id == by.pk:
            held.delete()


def forget_counts(coach: Person) -> None:
    """All that a coach's reports counted goes; those that are still there are counted anew when overruled."""
    Counted.objects.filter(coach=coach).delete()


def let_go_due() -> None:
    """Words whose last moment has come and that not both keep; proposals that have ended."""
    now = clock.now()
    due = Talk.objects.filter(proposal__isnull=False, goes_at__lte=now)
    for found in due.select_related("engagement__leader"):
        if not selectors.both_keep(found):
            with transaction.atomic():
                held = Talk.objects.select_for_update(of=("self",)).filter(pk=found.pk, goes_at__lte=now)
                for talk in held.select_related("engagement__leader", "coach"):
                    if not selectors.both_keep(talk):
                        _let_go(talk)
    Proposal.objects.filter(ends_at__lte=now).exclude(
        pk__in=Talk.objects.filter(proposal__isnull=False).values("proposal")
    ).delete()


def _let_go(talk: Talk) -> None:
    """Key first, rows after; with the proposal, so that nothing can be sent in on an old yes."""
    vault.destroy(talk.scope)
    audit.record(talk.engagement_id, "talk.words_gone", actor=None, subject="talk", subject_id=talk.pk)
    Proposal.objects.filter(pk=str(talk.proposal_id)).delete()


@engagements.on_withdrawal
def close_under(engagement: Engagement) -> None:
    """Pause, end and erasing close what was proposed, and destroy the keys of transcripts.

    The coach's own lines stay with the coach; when the leader erases, the key of the coach's side goes too.
    """
    scopes = list(
        Talk.objects.filter(engagement=engagement, proposal__isnull=False).values_list("scope", flat=True)
    )
    if scopes:
        vault.destroy(*scopes)
    Talk.objects.filter(scope__in=scopes).delete()
    Proposal.objects.filter(engagement=engagement).delete()


# --------------------------------------------------------------------------------------------------- reading
def record_read(talk: Talk, reader: Person) -> None:
    """Reading a report about both is recorded for the other, once a day. One's own lines are one's own."""
    if talk.proposal_id is None:
        return
    other = talk.engagement.leader if reader.pk == talk.coach_id else talk.coach
    today = clock.now().date()
    for entry in audit.entries(other.chain, verb="item.read"):
        if entry.subject_id == talk.pk and entry.actor == reader.chain and entry.at.date() == today:
            return
    audit.record(other.chain, "item.read", actor=reader.chain, subject="talk", subject_id=talk.pk)


# ---------------------------------------------------------------------------------------------------- inside
def _require_on() -> None:
    if not switched_on("talk"):
        raise NotPossible("Talk reports are switched off here.")


def _running(engagement: Engagement) -> Engagement:
    return engagements.require_open(
        Engagement.objects.select_for_update(of=("self",)).filter(pk=engagement.pk).first()
    )


def _held(talk: Talk) -> Talk:
    found = (
        Talk.objects.select_for_update(of=("self",))
        .select_related("coach", "proposal", "engagement__leader", "engagement__coach")
        .filter(pk=talk.pk)
        .first()
    )
    if found is None:
        raise Stale
    return found


def _last_moment(engagement: Engagement) -> datetime:
    zone = ZoneInfo(engagement.leader.zone)
    day = clock.now().astimezone(zone).date() + timedelta(days=DAYS_THERE)
    return datetime.combine(day, time(HOUR), tzinfo=zone)
