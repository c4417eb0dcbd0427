"""How a mirror goes over from asking to seeing, and how it ends without anything to see.

Time decides, not a job: whoever comes first after the window, the leader's page or the worker, settles it.
"""

import logging
import secrets
import uuid
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F

from hansei.core import clock
from hansei.core.anonymity import Kind, occasions_to_json, release, release_occasions, to_json
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.selectors import asked_of, partition
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.releases import services as releases
from hansei.web.ground.audit import services as audit
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror.models import Mirror, Stage
from hansei.web.steps.mirror.selectors import at

log = logging.getLogger("hansei.mirror")
audit.register("mirror.released", "mirror.withdrawn")


def settle(mirror: Mirror) -> bool:
    """After the window: close, count, pass the gate once, freeze. True once there is something to see.

    Safe to call again at any point, and after a crash between any two steps; what was frozen first stays.
    """
    if mirror.stage == Stage.SEEING:
        return True
    if mirror.stage != Stage.ASKING or mirror.round is None:
        return False
    try:
        asking.ensure_closed(mirror.round)
    except asking.StillOpen:
        return False
    if asking.was_withdrawn(mirror.round):
        # By a restore: the one who stops a mirror stops its round in the same transaction.
        with transaction.atomic():
            withdraw(mirror, by_the_leader=False)
        return False
    with transaction.atomic():
        # Held, so that a withdrawal is either before this and nothing is released, or after and too late.
        held = (
            Mirror.objects.select_for_update(of=("self",))
            .select_related("round", "leader")
            .filter(pk=mirror.pk, stage=Stage.ASKING)
            .first()
        )
        if held is not None:
            _release(held)
            Mirror.objects.filter(pk=held.pk).update(stage=Stage.SEEING, version=F("version") + 1)
            audit.record(
                held.leader.chain, "mirror.released", actor=None, subject="mirror", subject_id=held.pk
            )
    mirror.refresh_from_db()
    return mirror.stage == Stage.SEEING


def _release(mirror: Mirror) -> None:
    round_ = mirror.round
    assert round_ is not None
    scope = mirror.leader.private_scope
    released = release(
        partition(round_), asking.respondents(round_), asking.tallies(round_),
        k=round_.k, kind=Kind.MIRROR, merged=round_.merged,
    )  # fmt: skip
    release_id = uuid.uuid4()
    key = vault.derive(scope, "release", round_.pk.bytes)
    sealed = vault.seal(scope, to_json(released, key).decode(), at=at("Release", "sealed", release_id))
    told = release_occasions(
        asking.occasions(round_), asked_of(round_), merged=released.merged, k=round_.k, shuffle=_shuffled
    )
    words = occasions_to_json(told, key).decode() if told else ""
    releases.freeze(
        release_id=release_id,
        owner=mirror.leader,
        round_id=round_.pk,
        scope=scope,
        sealed=sealed,
        occasions=vault.seal(scope, words, at=at("Release", "occasions", release_id)) if words else None,
    )
    # In the same transaction: moved, so that none is lost and none is there twice; the others unread.
    asking.forget_occasions(round_)


def _shuffled(texts: Sequence[str]) -> Sequence[str]:
    return secrets.SystemRandom().sample(texts, len(texts))


@jobs.every(60)
def settle_due() -> None:
    """Settle every mirror whose window is over. One that cannot be settled now keeps no other waiting."""
    due = Mirror.objects.filter(stage=Stage.ASKING, closes_at__lte=clock.now()).select_related(
        "round", "leader"
    )
    failed = False
    for mirror in due:
        try:
            settle(mirror)
        except Exception as error:  # noqa: BLE001 - the others must be settled; only its type may be told
            log.error("mirror not settled", extra={"code": type(error).__name__})
            failed = True
    if failed:
        raise jobs.JobFailed("not_settled")


@engagements.on_withdrawal
def withdraw_under(engagement: Engagement) -> None:
    """Pausing, ending and erasing close every open link in the same transaction.

    A window that is over by the clock was not stopped by it: that is settled, whether or not a job came yet.
    What is only planned stays as it is: nobody was asked, and nobody will be without an agreement.
    """
    asking_now = Mirror.objects.filter(engagement=engagement, stage=Stage.ASKING)
    for mirror in asking_now.select_related("round", "leader"):
        if not settle(mirror):
            withdraw(mirror)


def withdraw(mirror: Mirror, *, by_the_leader: bool = True) -> None:
    """End the asking of a mirror, in the caller's transaction. Nothing of it is ever shown."""
    actor = mirror.leader.chain if by_the_leader else None
    changed = Mirror.objects.filter(pk=mirror.pk, stage=Stage.ASKING).update(
        stage=Stage.WITHDRAWN, version=F("version") + 1
    )
    # Read again now that the row is held: it may have been locked, and a round opened, since it was read.
    mirror.refresh_from_db()
    if not changed:
        return
    if mirror.round is not None:
        asking.withdraw(mirror.round, actor=actor)
    audit.record(
        mirror.leader.chain,
        "mirror.withdrawn",
        actor=actor,
        subject="mirror",
        subject_id=mirror.pk,
    )
