"""What is done on its own: an erasure that was cut off is finished."""

from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs.services import every
from hansei.web.ground.vault import services as vault

_AT_ONCE = 500


@every(60)
def finish_erasing() -> None:
    """Whoever still has a private space whose key is destroyed was not erased to the end."""
    erased = sorted(vault.erased_scopes())
    for start in range(0, len(erased), _AT_ONCE):
        for person in Person.objects.filter(private_scope__in=erased[start : start + _AT_ONCE]):
            leaving.erase(person)
