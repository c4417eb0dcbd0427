"""The close: what the leader keeps, and three private questions that count in totals alone.

A leader's own answers lie sealed in their private space. Once, without a way back, they also go as a slip
into a box. The slips carry nothing of whose they are, and with each new one all are sealed and laid anew in
another order, so that neither the order nor the change of a row tells which came last. On the first day of a
month, if slips of at least eight leaders are there, they are counted, all are burnt with their key, and one
coarse total is kept. The next total is of other coachings entirely: no two can be subtracted.
"""

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4, uuid5

from django.db import transaction

from hansei.core import clock, library
from hansei.core.agreement import ALIVE, State
from hansei.core.anonymity.totals import K_CLOSE, closing_share
from hansei.web.common.engagements.held import locked
from hansei.web.common.engagements.models import CloseTotal, Closing, Engagement, InTheBox, Slip
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault

audit.register("close.written", "close.answered")

YES, NO = "yes", "no"
#: From so many days before the planned end the close is offered.
NEAR = timedelta(days=14)
_BOXES = UUID("6a2c9b54-5f0e-4b43-9a55-8c0f5f5f2d11")


@dataclass(frozen=True)
class Kept:
    """What a leader wrote at the close, opened for them."""

    keep: str = ""
    thanks: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    version: int = 0


def closing_at(pk: UUID) -> str:
    return f"engagements.Closing.sealed:{pk}"


def is_near(engagement: Engagement) -> bool:
    """Whether a last conversation and a look back are due: near the planned end, or after the end."""
    if engagement.state == State.ENDED:
        return engagement.agreed_on is not None
    return engagement.state in ALIVE and clock.now().date() >= engagement.planned_end - NEAR


def kept(leader: Person, under: UUID) -> Kept:
    """What this leader wrote of this coaching."""
    row = Closing.objects.filter(leader=leader, under=under).first()
    return _opened(row) if row else Kept()


def all_kept(leader: Person) -> list[tuple[Closing, Kept]]:
    """Everything this leader wrote at a close, newest first."""
    return [(row, _opened(row)) for row in Closing.objects.filter(leader=leader).select_related("leader")]


def write(engagement: Engagement, by: Person, *, read_at: int, keep: str, thanks: str) -> None:
    """The leader writes what they keep and whom they thank, for themself. Raises Stale, NotPossible."""
    was = _for(engagement, by)
    if was.version != read_at:
        raise Stale
    _write(by, engagement.pk, was, Kept(keep, thanks, was.answers))
    audit.record(by.chain, "close.written", actor=by.chain)


def answer(engagement: Engagement, by: Person, answers: Mapping[str, str]) -> None:
    """The leader answers the three questions of an ended coaching, once. Each may be left open.

    Kept for them, and counted once in a total. Raises NotPossible before the end and the second time.
    """
    asked = questions()
    said = {one: answers[one] for one in asked if answers.get(one) in {YES, NO}}
    was = _for(engagement, by)
    with transaction.atomic():
        row = locked(engagement, None)
        if row.state != State.ENDED or row.close_answered:
            raise NotPossible("The questions are answered once, after the end.")
        row.close_answered = True
        row.save(update_fields=["close_answered"])
        _write(by, row.pk, was, Kept(was.keep, was.thanks, said))
        audit.record(by.chain, "close.answered", actor=by.chain)
        if said:
            _put_in(by, said)


def questions() -> list[str]:
    """The ids of the three questions."""
    return [one.id for one in library.agreement().clause("close").questions]


def release_totals() -> bool:
    """On the first day of a month: count what is in the box, if it is enough, and empty it. Whether it was.

    Not at the moment at which the eighth comes: that would tell when somebody answered.
    """
    today = clock.now().date()
    if today.day != 1:
        return False
    with transaction.atomic():
        box = _held_box()
        rows = list(Slip.objects.all())
        if len(rows) < K_CLOSE:
            return False
        slips = [json.loads(vault.open_(box, row.sealed, at=_slip_at(row.pk))) for row in rows]
        shares = {}
        for one in questions():
            said = [slip[one] for slip in slips if one in slip]
            shares[one] = closing_share(said.count(YES), len(said)) or ""
        CloseTotal.objects.create(number=CloseTotal.objects.count() + 1, released_on=today, **shares)
        Slip.objects.all().delete()
        InTheBox.objects.all().delete()
    vault.destroy(box)
    return True


def totals() -> list[CloseTotal]:
    """What left the box so far, newest first."""
    return list(CloseTotal.objects.all())


# ------------------------------------------------------------------------------------------------- inside
def _for(engagement: Engagement, by: Person) -> Kept:
    if engagement.leader_id != by.pk or not is_near(engagement):
        raise NotPossible("A look back is the leader's, near the end or after it.")
    vault.ensure(by.private_scope, "person")
    return kept(by, engagement.pk)


def _opened(row: Closing) -> Kept:
    said = json.loads(vault.open_(row.leader.private_scope, row.sealed, at=closing_at(row.pk)))
    return Kept(said["keep"], said["thanks"], said["answers"], row.version)


def _write(leader: Person, under: UUID, was: Kept, now: Kept) -> None:
    row = Closing.objects.filter(leader=leader, under=under).first()
    row = row or Closing(leader=leader, under=under)
    row.written_on, row.version = clock.now().date(), was.version + 1
    said = json.dumps({"keep": now.keep, "thanks": now.thanks, "answers": dict(now.answers)})
    row.sealed = vault.seal(leader.private_scope, said, at=closing_at(row.pk))
    row.save()


def _box() -> UUID:
    """The key scope of the box that is filled now: each total has one of its own, and burns it."""
    return uuid5(_BOXES, str(CloseTotal.objects.count() + 1))


def _held_box() -> UUID:
    """The box, held until the end of the transaction: all its slips are laid anew by one at a time."""
    list(Organization.objects.select_for_update().filter(pk=1).values_list("pk"))
    return _box()


def _slip_at(pk: UUID) -> str:
    return f"engagements.Slip.sealed:{pk}"


def _put_in(leader: Person, said: Mapping[str, str]) -> None:
    box = _held_box()
    vault.ensure(box, "round")
    _, fresh = InTheBox.objects.get_or_create(leader=leader)
    if not fresh:
        # Two coachings of one leader in one total would be fewer than eight people: the second stays theirs.
        return
    there = list(Slip.objects.all())
    texts = [vault.open_(box, row.sealed, at=_slip_at(row.pk)) for row in there]
    texts.append(json.dumps(dict(said)).ljust(120))
    random.SystemRandom().shuffle(texts)
    Slip.objects.all().delete()
    fresh_ids = [uuid4() for _ in texts]
    Slip.objects.bulk_create(
        Slip(pk=pk, sealed=vault.seal(box, text, at=_slip_at(pk)))
        for pk, text in zip(fresh_ids, texts, strict=True)
    )
    # In another order too, so that two lists of ids beside each other are no list of who came when.
    leaders = list(InTheBox.objects.values_list("leader_id", flat=True))
    random.SystemRandom().shuffle(leaders)
    InTheBox.objects.all().delete()
    InTheBox.objects.bulk_create(InTheBox(leader_id=one) for one in leaders)
