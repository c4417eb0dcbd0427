"""Who read what of a person's own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from hansei.web.common.engagements.opened import shown
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from hansei.web.ground.audit.models import Entry

NOBODY = UUID(int=0)
_LOOKING = ("item.read", "item.taken_out")


@dataclass(frozen=True)
class Look:
    """One reading by somebody else, or what they took out as a file, as its owner sees it."""

    who: str
    what: str
    at: datetime
    taken_out: bool = False


def looks(person: Person) -> list[Look]:
    """Every reading of this person's record by somebody else, and every taking out, newest first."""
    read = [entry for verb in _LOOKING for entry in audit.entries(person.chain, verb=verb)]
    return _looks(sorted(read, key=lambda entry: (entry.at, entry.number), reverse=True))


def last_look(person: Person) -> Look | None:
    """The first of `looks`; the others are not read."""
    found = audit.newest(person.chain, *_LOOKING)
    return next(iter(_looks([found])), None) if found is not None else None


def _looks(read: list[Entry]) -> list[Look]:
    names: dict[UUID, str] = dict(
        Person.objects.filter(chain__in={e.actor for e in read}).values_list("chain", "name")
    )
    return [
        Look(
            names.get(e.actor or NOBODY, _("somebody who is gone")),
            str(shown(e.subject).inline),
            e.at,
            e.verb == "item.taken_out",
        )
        for e in read
    ]


def readdressed(person: Person) -> list[datetime]:
    """When the mail address with which this person signs in was changed, newest first."""
    return [entry.at for entry in reversed(audit.entries(person.chain, verb="person.readdressed"))]
