"""What a leader takes out of practice, and how it is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
from hansei.web.steps.practice import selectors, showing
from hansei.web.steps.practice.models import Outcome, Trial
from hansei.web.steps.practice.origins import open_origin
from hansei.web.steps.practice.selectors import OpenTrial


def take_out(person: Person) -> dict[str, Any]:
    """Every try-out, oldest first, in the language of the person."""
    with translation.override(person.language):
        found = [_trial(person, one) for one in reversed(selectors.trials(person))]
    return {"try_outs": found} if found else {}


def _trial(person: Person, one: OpenTrial) -> dict[str, Any]:
    about = open_origin(person, one.row.about_kind, one.row.about)
    data: dict[str, Any] = {
        "about": about.words if about else "",
        "what": one.plan.what,
        "on_which_occasion": one.plan.occasion,
        "by": one.row.due.isoformat(),
        "what_i_expect_to_see": one.plan.expected,
        "expected_count": showing.count(one.plan.count),
        "locked_at": one.row.locked_at.isoformat() if one.row.locked_at else None,
    }
    if one.said is not None:
        data |= {
            "it_came_to_it": one.said.came,
            "what_happened": one.said.happened,
            "happened_count": showing.count(one.happened),
            "what_i_take_from_it": one.said.learned,
            "looked_back_on": one.said.written_on.isoformat(),
        }
    return data


def erase(person: Person) -> None:
    """The key first, the rows after. Safe to run again."""
    vault.destroy(person.private_scope)
    Trial.objects.filter(leader=person).delete()


@leaving.keeps
def keeps(person: Person) -> Iterator[leaving.Own]:
    """Try-outs, where there are some."""
    if selectors.has_any(person):
        yield leaving.Own(_("Try-outs"), reverse("try_outs"))


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """After a restore: rows under a scope whose key was destroyed."""
    deleted, _by_model = Trial.objects.filter(leader__private_scope=scope).delete()
    return deleted


leaving.register("practice", exporter=take_out, eraser=erase, covers=[Trial, Outcome])
