"""Writes of conversations: each in a transaction, with its audit row, and only while the agreement holds."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone

from hansei.core import clock
from hansei.core.conversation import NamedFirst, Passed, Stand
from hansei.core.library import Focus
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.conversations import methods
from hansei.web.steps.conversations.models import Conversation, Passage
from hansei.web.steps.conversations.selectors import at, method_of

audit.register(
    "conversation.planned", "conversation.changed", "conversation.called_off", "conversation.begun",
    "conversation.held", "conversation.named_first",
)  # fmt: skip

#: The kinds of focus, and nothing said.
FOCUSES = frozenset({"", *Focus})


def plan(
    engagement: Engagement,
    by: Person,
    *,
    day: dt.date | None = None,
    time: dt.time | None = None,
    method: str = "",
    focus: str = "",
) -> Conversation:
    """The next conversation; day and method may be open. NotPossible unless agreed and none is ahead."""
    row = Conversation(engagement=engagement, planned_on=clock.now().date())
    _set(row, day=day, time=time, method=method, focus=focus)
    try:
        with transaction.atomic():
            engagements.require_open(_held_engagement(engagement))
            row.save(force_insert=True)
            _record(row, "conversation.planned", by)
    except IntegrityError:
        raise NotPossible("One is planned or begun already.") from None
    return row


def change(
    conversation: Conversation,
    by: Person,
    *,
    read_at: int,
    day: dt.date | None,
    time: dt.time | None,
    method: str,
    focus: str,
) -> None:
    """Another day, method or focus. Once it has begun the method stays. Stale when it changed meanwhile."""
    with transaction.atomic():
        row = held(conversation, but=Stand.HELD)
        if row.version != read_at:
            raise Stale
        _set(row, day=day, time=time, method=row.method if row.stand == Stand.BEGUN else method, focus=focus)
        row.version += 1
        row.save()
        _record(row, "conversation.changed", by)


def call_off(conversation: Conversation, by: Person) -> None:
    """It will not be held: gone, with whatever was noted for it. Only before it began."""
    with transaction.atomic():
        row = held(conversation, only=Stand.PLANNED)
        _record(row, "conversation.called_off", by)
        row.delete()


def begin(conversation: Conversation, by: Person) -> None:
    """Both can open it. From here the method stays as it stands now."""
    with transaction.atomic():
        row = held(conversation, only=Stand.PLANNED)
        method = methods.find(row.method) if row.method else None
        row.stand = Stand.BEGUN
        row.method = method.id if method else ""
        row.course = method.model_dump(mode="json") if method else None
        row.here = method.stages[0].id if method else ""
        row.version += 1
        row.save()
        _record(row, "conversation.begun", by)


def go(conversation: Conversation, stage: str, passed: Passed | None, *, to: str = "") -> None:
    """Leave a stage, as been or skipped, or only for now; `to` is where one is then.

    NotPossible before it has begun, after it was held, and for a stage that the method does not have.
    """
    with transaction.atomic():
        row = held(conversation, only=Stand.BEGUN)
        _require_stage(row, stage)
        if passed is not None:
            Passage.objects.update_or_create(conversation=row, stage=stage, defaults={"passed": passed})
        if to:
            _require_stage(row, to)
            Conversation.objects.filter(pk=row.pk).update(here=to)


def mark(conversation: Conversation, stage: str, *, on_record: bool) -> None:
    """Fill or open the circle of a stage. A reminder: nothing waits for it and nobody counts it."""
    with transaction.atomic():
        row = held(conversation, but=Stand.PLANNED)
        _require_stage(row, stage)
        Passage.objects.update_or_create(conversation=row, stage=stage, defaults={"on_record": on_record})


def end(conversation: Conversation, by: Person) -> None:
    """It was held, at whatever stage: counted on the engagement, once. NotPossible unless it has begun."""
    with transaction.atomic():
        row = held(conversation, only=Stand.BEGUN)
        row.stand = Stand.HELD
        row.held_on = timezone.localdate(clock.now())
        row.version += 1
        row.save()
        engagements.count_conversation(row.engagement)
        _record(row, "conversation.held", by)


def say_named_first(conversation: Conversation, coach: Person, answer: str) -> None:
    """Who named it first, said by the coach and read by the coach alone. NotPossible before it was held."""
    engagement = conversation.engagement
    if engagement.coach_id != coach.pk or answer not in set(NamedFirst):
        raise NotPossible("This is asked of the coach.")
    sealed = vault.seal(engagement.coach_scope, answer, at=at("Conversation", "named_first", conversation.pk))
    with transaction.atomic():
        row = held(conversation, only=Stand.HELD)
        Conversation.objects.filter(pk=row.pk).update(named_first=sealed)
        audit.record(
            coach.chain,
            "conversation.named_first",
            actor=coach.chain,
            subject="conversation",
            subject_id=row.pk,
        )


# ------------------------------------------------------------------------------------------------- inside
def _set(row: Conversation, *, day: dt.date | None, time: dt.time | None, method: str, focus: str) -> None:
    if focus not in FOCUSES or (method and method != row.method and methods.find(method) is None):
        raise NotPossible("There is no such method or focus.")
    row.day, row.method, row.focus = day, method, focus
    row.starts_at = timezone.make_aware(dt.datetime.combine(day, time)) if day and time else None


def _held_engagement(engagement: Engagement) -> Engagement | None:
    return Engagement.objects.select_for_update(of=("self",)).filter(pk=engagement.pk).first()


def held(conversation: Conversation, *, only: Stand | None = None, but: Stand | None = None) -> Conversation:
    """The row, held, in an agreement that holds: paused or ended it can be read, and nothing new is made."""
    engagements.require_open(_held_engagement(conversation.engagement))
    row = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("engagement__leader", "engagement__coach")
        .filter(pk=conversation.pk)
        .first()
    )
    if row is None or (only is not None and row.stand != only) or (but is not None and row.stand == but):
        raise NotPossible("This is not possible at this point.")
    return row


def _require_stage(row: Conversation, stage: str) -> None:
    method = method_of(row)
    if method is None or stage not in {each.id for each in method.stages}:
        raise NotPossible("The method has no such stage.")


def _record(row: Conversation, verb: str, by: Person) -> None:
    audit.record(row.engagement_id, verb, actor=by.chain, subject="conversation", subject_id=row.pk)
