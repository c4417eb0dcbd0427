"""Writes of try-outs: by their leader alone, sealed, with a line in the leader's own chain.

A try-out is what a leader wrote for themself, so it needs no agreement; only opening one to a coach does.
"""

import json
from datetime import date

from django.db import IntegrityError, transaction

from hansei.core import clock
from hansei.core.practice import Count, may_begin
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import current
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases import services as releases
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.practice import selectors
from hansei.web.steps.practice.models import Outcome, Trial
from hansei.web.steps.practice.origins import Origin, open_origin
from hansei.web.steps.practice.selectors import Plan, at

KIND = "trial"

audit.register("trial.written", "trial.changed", "trial.locked", "trial.looked_back", "trial.dropped")


class TooManyAtOnce(NotPossible):
    """Two are worked on already."""


def write(
    leader: Person, plan: Plan, *, due: date, about: Origin | None = None, follows: Trial | None = None
) -> Trial:
    """A new try-out, not locked yet. One that follows another is about the same thing."""
    if not _whole(plan):
        raise NotPossible("A try-out says what is tried, when, and what is expected.")
    vault.ensure(leader.private_scope, "person")
    engagement = current(leader)
    row = Trial(
        leader=leader,
        about_kind=about.kind if about else "",
        about=about.ref if about else None,
        follows=follows,
        due=due,
        written_on=clock.now().date(),
        under=engagement.pk if engagement else None,
    )
    row.sealed = _sealed(row, plan)
    with transaction.atomic():
        row.save(force_insert=True)
        _record(row, "trial.written")
    return row


def change(row: Trial, plan: Plan, *, due: date, read_at: int) -> None:
    """Change one that is not locked. Raises Stale when it was changed meanwhile, NotPossible once locked."""
    if not _whole(plan):
        raise NotPossible("A try-out says what is tried, when, and what is expected.")
    with transaction.atomic():
        held = _held(row, read_at)
        held.sealed = _sealed(held, plan)
        held.due = due
        held.version += 1
        held.save(update_fields=["sealed", "due", "version"])
        _record(held, "trial.changed")


def lock(row: Trial, *, read_at: int) -> None:
    """Lock what is expected. From here nobody can change it; the database refuses.

    Raises TooManyAtOnce while two other things are worked on; NotPossible where it is about something that
    the leader does not work on; Stale when it was changed meanwhile.
    """
    with transaction.atomic():
        # One leader's try-outs are locked one after the other: what is worked on is counted under this.
        leader = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=row.leader_id)
        held = _held(row, read_at)
        about = open_origin(leader, held.about_kind, held.about)
        if about is not None and not about.workable:
            raise NotPossible("It is about something that is not worked on.")
        others = {selectors.worked_on(one) for one in selectors.waiting(leader)}
        if not may_begin(selectors.worked_on(held), others):
            raise TooManyAtOnce("Two are worked on already.")
        held.locked_at = clock.now()
        held.version += 1
        held.save(update_fields=["locked_at", "version"])
        _record(held, "trial.locked")


def look_back(
    row: Trial, *, came: bool, happened: str, learned: str, number: int | None = None, read_at: int = 0
) -> Outcome:
    """What happened, and what the leader takes from it.

    `came` is False where it did not come to it: then nothing happened and nothing is counted. `number` is on
    the scale of what was expected. `read_at` is the version that was read, 0 for none yet. Raises NotPossible
    before the lock, or without words; Stale when it was changed meanwhile.
    """
    opened = selectors.open_trial(row)
    count = opened.plan.count
    if row.locked_at is None or (came and not happened.strip()) or (not came and number is not None):
        raise NotPossible("What happened is written after the expectation is locked, in one's own words.")
    if number is not None and (count is None or not 0 <= number <= count.times):
        raise NotPossible("It is counted on the scale of what was expected.")
    content = {"came": came, "happened": happened, "number": number, "learned": learned}
    sealed = vault.seal(row.leader.private_scope, json.dumps(content), at=at("Outcome", row.pk))
    today = clock.now().date()
    with transaction.atomic():
        Trial.objects.select_for_update(of=("self",)).get(pk=row.pk)
        held = Outcome.objects.filter(trial=row).first()
        if (held.version if held else 0) != read_at:
            raise Stale
        outcome = held or Outcome(trial=row, written_on=today, version=0)
        outcome.sealed = sealed
        outcome.version += 1
        try:
            outcome.save(force_insert=held is None)
        except IntegrityError:
            raise NotPossible("What happened is written after the expectation is locked.") from None
        _record(row, "trial.looked_back")
    return outcome


def drop(row: Trial) -> None:
    """Erase one try-out with all that was written about it, and what was opened of it."""
    with transaction.atomic():
        for engagement in Engagement.objects.filter(leader=row.leader):
            releases.take_back(row.leader, engagement.scope, KIND, row.pk)
        _record(row, "trial.dropped")
        row.delete()


def open_to_coach(row: Trial, engagement: Engagement) -> None:
    """Show one try-out to the coach of a running engagement, as it is now; a draft cannot be shown."""
    opened = selectors.open_trial(row)
    if row.locked_at is None:
        raise NotPossible("A try-out is opened once what is expected is locked.")
    plan, said = opened.plan, opened.said
    payload = {
        "what": plan.what,
        "occasion": plan.occasion,
        "due": row.due.isoformat(),
        "expected": plan.expected,
        "count": _count(plan.count),
        "came": said.came if said else None,
        "happened": said.happened if said else "",
        "happened_count": _count(opened.happened),
        "learned": said.learned if said else "",
    }
    engagements.open_to_coach(engagement, kind=KIND, ref=row.pk, payload=payload)


def take_back(row: Trial, engagement: Engagement) -> None:
    """Close a try-out to the coach again."""
    engagements.close_to_coach(engagement, kind=KIND, ref=row.pk)


# --------------------------------------------------------------------------------------------------- inside
def _whole(plan: Plan) -> bool:
    return all(words.strip() for words in (plan.what, plan.occasion, plan.expected))


def _sealed(row: Trial, plan: Plan) -> bytes:
    content = {
        "what": plan.what,
        "occasion": plan.occasion,
        "expected": plan.expected,
        "number": plan.count.number if plan.count else None,
        "times": plan.count.times if plan.count else None,
    }
    return vault.seal(row.leader.private_scope, json.dumps(content), at=at("Trial", row.pk))


def _held(row: Trial, read_at: int) -> Trial:
    """The row, held until the end of the transaction, while it can still be changed."""
    held = Trial.objects.select_for_update(of=("self",)).select_related("leader").filter(pk=row.pk).first()
    if held is None or held.version != read_at:
        raise Stale
    if held.locked_at is not None:
        raise NotPossible("What is locked is not changed.")
    return held


def _record(row: Trial, verb: str) -> None:
    chain = row.leader.chain
    audit.record(chain, verb, actor=chain, subject=KIND, subject_id=row.pk)


def _count(count: Count | None) -> list[int]:
    return [count.number, count.times] if count else []
