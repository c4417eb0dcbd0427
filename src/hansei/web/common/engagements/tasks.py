"""What is done on its own: terms end, and an erasure that was cut off is finished."""

import logging

from hansei.web.common.engagements import services
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
