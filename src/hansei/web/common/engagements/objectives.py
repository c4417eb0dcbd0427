"""The leader's objectives, and what of their own a leader opens to the coach."""

import json
import uuid
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from hansei.core import clock
from hansei.core.agreement import TAKEN
from hansei.web.common.engagements.held import held, require_open
from hansei.web.common.engagements.models import Engagement, Objective, Wish
from hansei.web.common.engagements.selectors import objective_at, shared_at
from hansei.web.common.engagements.wishes import open_of_leader, refuse_a_copy
from hansei.web.common.people.models import Person
from hansei.web.common.releases import services as releases
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault

audit.register("objective.written", "objective.changed", "objective.dropped")


def write_objective(leader: Person, *, words: str, focus: str, direction: str) -> Objective:
    """A new objective, in the leader's own words. There is no way to write one for somebody else.

    Raises wishes.Copied for the words of somebody's wish.
    """
    refuse_a_copy(leader, words)
    vault.ensure(leader.private_scope, "person")
    current = Engagement.objects.filter(leader=leader, state__in=TAKEN).first()
    row = Objective(
        leader=leader,
        focus=focus,
        direction=direction,
        written_on=clock.now().date(),
        under=current.pk if current else None,
    )
    row.sealed = vault.seal(leader.private_scope, words, at=objective_at(row.pk))
    with transaction.atomic():
        row.save(force_insert=True)
        _recorded(row, "objective.written")
    return row


def adopt_wish(wish: Wish, by: Person, *, words: str, focus: str, direction: str) -> Objective:
    """The leader makes something of a wish: an objective in their own words. Raises Copied, NotPossible."""
    vault.ensure(by.private_scope, "person")
    with transaction.atomic():
        row = open_of_leader(wish, by)
        objective = write_objective(by, words=words, focus=focus, direction=direction)
        row.became = "adopted"
        row.save(update_fields=["became"])
        audit.record(row.engagement_id, "wish.adopted", actor=by.chain, subject="wish", subject_id=row.pk)
    return objective


def change_objective(row: Objective, *, read_at: int, words: str, focus: str, direction: str) -> None:
    """Change one's own objective; a shared copy stays as it was. Raises Stale when it changed meanwhile."""
    refuse_a_copy(row.leader, words)
    sealed = vault.seal(row.leader.private_scope, words, at=objective_at(row.pk))
    with transaction.atomic():
        changed = Objective.objects.filter(pk=row.pk, version=read_at).update(
            sealed=sealed, focus=focus, direction=direction, version=F("version") + 1
        )
        if not changed:
            raise Stale
        _recorded(row, "objective.changed")


def drop_objective(row: Objective) -> None:
    """Erase one objective, and what was shared of it."""
    with transaction.atomic():
        for engagement in Engagement.objects.filter(leader=row.leader):
            releases.take_back(row.leader, engagement.scope, "objective", row.pk)
        _recorded(row, "objective.dropped")
        row.delete()


def _recorded(row: Objective, verb: str) -> None:
    chain = row.leader.chain
    audit.record(chain, verb, actor=chain, subject="objective", subject_id=row.pk)


def open_to_coach(engagement: Engagement, *, kind: str, ref: UUID, payload: dict[str, Any]) -> None:
    """The leader opens one item to the coach of a running engagement, as it is now. NotPossible otherwise."""
    with transaction.atomic():
        # Held: an end at the same moment closes this too, or is found here and nothing is opened.
        row = require_open(held(engagement))
        item_id = uuid.uuid4()
        sealed = vault.seal(row.scope, json.dumps(payload), at=shared_at(item_id))
        releases.share(
            item_id=item_id,
            owner=row.leader,
            reader=row.coach,
            scope=row.scope,
            kind=kind,
            ref=ref,
            sealed=sealed,
        )


def close_to_coach(engagement: Engagement, *, kind: str, ref: UUID) -> None:
    """The leader takes an item back, as easily as it was opened."""
    releases.take_back(engagement.leader, engagement.scope, kind, ref)
