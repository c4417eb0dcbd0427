"""What a leader takes out of the first two steps, and how it is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
from hansei.web.steps.ready import selectors, showing
from hansei.web.steps.ready.models import FirstLook, Readiness
from hansei.web.steps.ready.selectors import Kept


def take_out(person: Person) -> dict[str, Any]:
    """Kept first looks and what was written about being ready, in the language of the person."""
    with translation.override(person.language):
        parts = {
            "first_looks": [_look(kept) for kept in selectors.kept_looks(person)],
            "readiness": _readiness(person),
        }
    return {name: part for name, part in parts.items() if part}


def _look(kept: Kept) -> dict[str, Any]:
    look = kept.look
    behaviours = []
    for code in look.chosen:
        rating = look.ratings.get(code)
        behaviours.append(
            {
                "behaviour": showing.text_of(code, kept.texts),
                "as_i_see_it": rating.own if rating else None,
                "expected": rating.expected if rating else None,
                "how_sure": rating.sure if rating else None,
                "what_i_know": look.why.get(code, ""),
            }
        )
    data: dict[str, Any] = {"kept_on": kept.row.kept_on.isoformat(), "behaviours": behaviours}
    counted = showing.counting(look, kept.texts)
    if counted is not None:
        data["counted"] = {
            "what": counted.name,
            "expected": look.expected,
            "counted": look.counted,
            "what_i_make_of_it": look.make,
        }
    return data


def _readiness(person: Person) -> dict[str, Any]:
    said = selectors.readiness_of(person)
    if not said.say_anything:
        return {}
    ready, lang = library.readiness(), person.language
    texts = {ruler.id: ruler.text.get(lang) for ruler in ready.rulers}
    texts |= {question.id: question.text.get(lang) for question in ready.questions}
    texts |= {outcome.id: outcome.text.get(lang) for outcome in ready.outcomes}
    return {
        "rulers_0_to_10": [{"question": texts.get(k, k), "answer": v} for k, v in said.rulers.items()],
        "questions": [{"question": texts.get(k, k), "answer": v} for k, v in said.words.items() if v],
        "answer": texts.get(said.outcome, said.outcome),
        "something_else": said.instead,
    }


def erase(person: Person) -> None:
    """The key first, the rows after. Safe to run again."""
    vault.destroy(person.private_scope)
    FirstLook.objects.filter(owner=person).delete()
    Readiness.objects.filter(owner=person).delete()


@leaving.keeps
def keeps(person: Person) -> Iterator[leaving.Own]:
    """Kept first looks; what was written about being ready is a leader's to open."""
    if selectors.looks_of(person).exists():
        yield leaving.Own(_("First looks that you kept"), reverse("first_look_mine"))
    if person.is_leader and Readiness.objects.filter(owner=person).exists():
        yield leaving.Own(_("What you wrote about being ready"), reverse("ready"))


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """After a restore: rows under a scope whose key was destroyed."""
    looks, _by_model = FirstLook.objects.filter(owner__private_scope=scope).delete()
    readiness, _by_model = Readiness.objects.filter(owner__private_scope=scope).delete()
    return looks + readiness


leaving.register("ready", exporter=take_out, eraser=erase, covers=[FirstLook, Readiness])
