"""Writes of a hypothesis: by its leader alone, sealed; a change is a new version."""

import json

from django.db import IntegrityError, transaction

from hansei.core import clock
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases import services as releases
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.chain import selectors
from hansei.web.steps.chain.models import Hypothesis
from hansei.web.steps.chain.selectors import Supposed, at

KIND = "hypothesis"

audit.register("hypothesis.written", "hypothesis.dropped")


def write(leader: Person, supposed: Supposed, *, read_at: int) -> Hypothesis:
    """A new version. `read_at` is the number of the one that was read, 0 for none yet.

    Raises Stale when another was written meanwhile; NotPossible unless all three parts of it are there.
    """
    if not all(words.strip() for words in (supposed.do, supposed.live, supposed.believe)):
        raise NotPossible("A hypothesis has three parts.")
    vault.ensure(leader.private_scope, "person")
    row = Hypothesis(leader=leader, number=read_at + 1, written_on=clock.now().date())
    content = {
        "do": supposed.do,
        "live": supposed.live,
        "believe": supposed.believe,
        "behaviour": supposed.behaviour,
        "belief": supposed.belief,
        "direction": supposed.direction or "",
    }
    row.sealed = vault.seal(leader.private_scope, json.dumps(content), at=at(row.pk))
    try:
        with transaction.atomic():
            newest = Hypothesis.objects.filter(leader=leader).values_list("number", flat=True).first() or 0
            if newest != read_at:
                raise Stale
            row.save(force_insert=True)
            audit.record(
                leader.chain, "hypothesis.written", actor=leader.chain, subject=KIND, subject_id=row.pk
            )
    except IntegrityError:
        raise Stale from None
    return row


def drop(leader: Person) -> None:
    """Erase every version, and what was opened of it."""
    root = selectors.root(leader)
    if root is None:
        return
    with transaction.atomic():
        for engagement in Engagement.objects.filter(leader=leader):
            take_back(leader, engagement)
        Hypothesis.objects.filter(leader=leader).delete()
        audit.record(leader.chain, "hypothesis.dropped", actor=leader.chain, subject=KIND, subject_id=root)


def open_to_coach(leader: Person, engagement: Engagement) -> None:
    """Show the sentence to the coach of a running engagement, as it is now; no figure goes with it."""
    found, root = selectors.versions(leader), selectors.root(leader)
    if root is None:
        raise NotPossible("There is none yet.")
    supposed = found[0].supposed
    payload = {"do": supposed.do, "live": supposed.live, "believe": supposed.believe}
    engagements.open_to_coach(engagement, kind=KIND, ref=root, payload=payload)


def take_back(leader: Person, engagement: Engagement) -> None:
    """Close it to the coach again."""
    root = selectors.root(leader)
    if root is not None:
        releases.take_back(leader, engagement.scope, KIND, root)
