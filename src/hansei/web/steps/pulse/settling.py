"""After a wave: each part is closed, counted, passed through the gate once and frozen.

Time decides, not a job: whoever comes first after the window, a page or the worker, settles it.
"""

import logging

from hansei.core import clock
from hansei.web.common.asking import beliefs
from hansei.web.common.asking import services as asking
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.vault import services as vault
from hansei.web.steps.pulse.models import Part

log = logging.getLogger("hansei.pulse")


def settle(part: Part) -> bool:
    """Close, count, freeze, and destroy the single answers of one part. True once that is done.

    Safe to call again at any point, and after a kill between any two steps; what was frozen first stays. Not
    counted is what was withdrawn by a restore, and the part of a leader who erased everything meanwhile.
    """
    if part.settled:
        return True
    round_ = part.round
    if round_ is not None:
        try:
            asking.ensure_closed(round_)
        except asking.StillOpen:
            return False
        head = part.heads.first() if part.of_one else None
        if asking.was_withdrawn(round_) or (part.of_one and head is None):
            beliefs.forget(round_)
        else:
            try:
                beliefs.freeze(round_, wave=part.wave_id, name=part.name, head=head)
            except vault.KeyGone:
                # A restore put back a database in which it was not counted yet; the answers' key is gone.
                beliefs.forget(round_)
    Part.objects.filter(pk=part.pk).update(settled=True)
    part.settled = True
    return True


@jobs.every(60)
def settle_due() -> None:
    """Settle every part whose time is over. One that cannot be settled now keeps no other waiting."""
    due = Part.objects.filter(settled=False, wave__closes_at__lte=clock.now()).select_related("round")
    failed = False
    for part in due:
        try:
            settle(part)
        except Exception as error:  # noqa: BLE001 - the others must be settled; only its type may be told
            log.error("part not settled", extra={"code": type(error).__name__})
            failed = True
    if failed:
        raise jobs.JobFailed("not_settled")
