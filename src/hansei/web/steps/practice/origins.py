"""What a try-out can be about. A step that has such a thing registers how its leader's own one is opened.

So practice knows nothing of mirrors: the mirror says what a finding is. Objectives are registered here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.engagements import selectors as engagements
from hansei.web.common.engagements.models import Objective
from hansei.web.common.people.models import Person


@dataclass(frozen=True)
class Origin:
    """What a try-out is about, opened for its leader.

    `words` are the leader's own; `url` is where it stands, `begin` where a try-out about it is written.
    `behaviour` is its code in the library, if there is one. `workable`: whether one may be locked about it.
    """

    kind: str
    ref: UUID
    label: str
    words: str
    url: str
    begin: str
    behaviour: str = ""
    workable: bool = True


Opener = Callable[[Person, UUID], Origin | None]
Offers = Callable[[Person], Iterable[Origin]]
_OPENERS: dict[str, Opener] = {}
_OFFERS: dict[str, Offers] = {}


def register(kind: str, *, opener: Opener, offers: Offers) -> None:
    """Called once by a step at start, for one kind of thing that a try-out can be about.

    `opener`: the leader's own one, or None if it is gone or not theirs. `offers`: those one may begin from.
    """
    _OPENERS[kind] = opener
    _OFFERS[kind] = offers


def open_origin(leader: Person, kind: str, ref: UUID | None) -> Origin | None:
    """What this is about; None for nothing, for what is gone, and for what is somebody else's."""
    opener = _OPENERS.get(kind)
    return opener(leader, ref) if opener is not None and ref is not None else None


def offered(leader: Person) -> list[Origin]:
    """Everything of a leader's that a try-out may begin from; findings before objectives."""
    return [one for kind in sorted(_OFFERS) for one in _OFFERS[kind](leader)]


def _objective(leader: Person, ref: UUID) -> Origin | None:
    row = Objective.objects.filter(pk=ref, leader=leader).select_related("leader").first()
    return _of(engagements.open_objective(row)) if row is not None else None


def _objectives(leader: Person) -> Iterable[Origin]:
    return map(_of, engagements.objectives(leader))


def _of(found: engagements.OpenObjective) -> Origin:
    place = {"objective_id": found.row.pk}
    return Origin(
        "objective",
        found.row.pk,
        _("An objective"),
        found.words,
        reverse("objective", kwargs=place),
        reverse("try_objective", kwargs=place),
    )


register("objective", opener=_objective, offers=_objectives)
