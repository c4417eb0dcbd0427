"""What a leader heads in the pulse goes with them; what their part believes is handed over by `asking`."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.steps.pulse import selectors
from hansei.web.steps.pulse.models import Part


def take_out(person: Person) -> dict[str, Any]:
    """In which waves this person headed a part, by themself or among others."""
    found = Part.objects.filter(heads=person).select_related("wave").order_by("wave__opened_at", "pk")
    parts = [{"part": part.name, "opened": part.wave.opened_at.isoformat()} for part in found]
    return {"parts_headed": parts} if parts else {}


def erase(person: Person) -> None:
    """That they headed a part. One of theirs alone that is still asked is then never counted."""
    Part.heads.through.objects.filter(person=person).delete()


@leaving.keeps
def keeps(person: Person) -> Iterator[leaving.Own]:
    """What one's own part believes."""
    if selectors.has_own(person):
        yield leaving.Own(_("What your part believes"), reverse("pulse_own"))


leaving.register("pulse", exporter=take_out, eraser=erase, covers=[Part, Part.heads.through])
