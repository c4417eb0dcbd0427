"""How a mirror leaves the leader: for them alone, at one length for all answers, to be taken back."""

from django.db.models.functions import Length

from hansei.core import sealing
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy.errors import Erased
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import selectors
from hansei.web.steps.mirror.models import Mirror, Stage
from hansei.web.steps.mirror.selectors import at

FEELINGS = ("useful", "uneasy", "upset", "angry")
#: What is offered a pause.
HARD = frozenset({"upset", "angry"})
#: Every answer is sealed at this length, so that what is stored does not tell one from the other.
_LENGTH = 16
_SEALED = _LENGTH + sealing.OVERHEAD


def say_feeling(mirror: Mirror, feeling: str) -> None:
    """How the mirror leaves the leader. Sealed; only their own page reads it. NotPossible before seeing."""
    if feeling not in FEELINGS or mirror.stage != Stage.SEEING:
        raise NotPossible("This is asked after seeing.")
    Mirror.objects.filter(pk=mirror.pk).update(feeling=_sealed(mirror, feeling))


def take_feeling_back(mirror: Mirror) -> None:
    """It is blank again, as if nothing had been said."""
    Mirror.objects.filter(pk=mirror.pk).update(feeling=None)


def _sealed(mirror: Mirror, said: str) -> bytes:
    text = said.ljust(_LENGTH)
    return vault.seal(mirror.leader.private_scope, text, at=at("Mirror", "feeling", mirror.pk))


def fill_up() -> None:
    """Write anew what was sealed before all answers had one length; what has it is not opened.

    What cannot be opened stays as it is. What was said anew or taken back meanwhile is not written over.
    """
    short = Mirror.objects.annotate(long=Length("feeling")).exclude(long=_SEALED)
    for mirror in short.filter(feeling__isnull=False).select_related("leader"):
        try:
            sealed = _sealed(mirror, selectors.feeling(mirror))
        except (Erased, sealing.CannotOpen):
            continue
        Mirror.objects.filter(pk=mirror.pk, feeling=mirror.feeling).update(feeling=sealed)
