"""What is done on its own: terms end, what is asked or due, and an erasure that was cut off is finished."""

import logging

from hansei.web.common.engagements import closing, rechecks, retention, services
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs.services import JobFailed, every
from hansei.web.ground.vault import services as vault

log = logging.getLogger("hansei.leaving")
_AT_ONCE = 500


@every(3600)
def end_terms() -> None:
    """The day after the planned end it is over."""
    services.end_terms()


@every(3600)
def ask_whether_it_suits() -> None:
    """After three conversations or ninety days both are asked; without an answer in two weeks it pauses."""
    rechecks.pause_unanswered()
    rechecks.ask_all_due()


@every(3600)
def delete_what_is_due() -> None:
    """What the signed text names a day for is deleted on that day."""
    retention.delete_due()


@every(3600)
def release_totals() -> None:
    """On the first of a month the box of closes is emptied, if there is enough in it."""
    closing.release_totals()


@every(60)
def finish_erasing() -> None:
    """Whoever still has a private space whose key is destroyed was not erased to the end.

    One that cannot be finished now keeps no other waiting; JobFailed then says that there was one.
    """
    erased, failed = sorted(vault.erased_scopes()), False
    for start in range(0, len(erased), _AT_ONCE):
        for person in Person.objects.filter(private_scope__in=erased[start : start + _AT_ONCE]):
            try:
                leaving.erase(person)
            except Exception as error:  # noqa: BLE001 - only its type may be told
                log.error("not erased to the end", extra={"code": type(error).__name__})
                failed = True
    if failed:
        raise JobFailed("not_erased")
