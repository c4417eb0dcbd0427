"""What a leader takes out of the chain, and how it is erased. Its lanes go where they come from."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
from hansei.web.steps.chain import selectors
from hansei.web.steps.chain.models import Hypothesis


def take_out(person: Person) -> dict[str, Any]:
    """Every version of the hypothesis, oldest first."""
    found = [
        {
            "we_do": one.supposed.do,
            "so_that_people_live_through": one.supposed.live,
            "and_come_to_believe": one.supposed.believe,
            "written_on": one.row.written_on.isoformat(),
        }
        for one in reversed(selectors.versions(person))
    ]
    return {"hypothesis": found} if found else {}


def erase(person: Person) -> None:
    """The key first, the rows after. Safe to run again."""
    vault.destroy(person.private_scope)
    Hypothesis.objects.filter(leader=person).delete()


@leaving.keeps
def keeps(person: Person) -> Iterator[leaving.Own]:
    """The hypothesis, where there is one."""
    if selectors.has_hypothesis(person):
        yield leaving.Own(_("The chain"), reverse("chain"))


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """After a restore: rows under a scope whose key was destroyed."""
    deleted, _by_model = Hypothesis.objects.filter(leader__private_scope=scope).delete()
    return deleted


leaving.register("chain", exporter=take_out, eraser=erase, covers=[Hypothesis])
