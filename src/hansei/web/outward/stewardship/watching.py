"""What is settled in the house, for whoever watches it: values, texts, history, and nothing of a person."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.web.common.people.models import Organization, Person, Settled
from hansei.web.common.people.selectors import settled
from hansei.web.outward.stewardship.forms import HouseForm

PAGE = 50


def values() -> list[tuple[str, str]]:
    """Each setting by its question, as it is now."""
    house = Organization.get()
    return [(_label(name), shown(str(getattr(house, name, "")))) for name in HouseForm.base_fields]


def texts() -> list[tuple[str, str]]:
    """The agreement as two people would be given it today; what only they can fill in is left open."""
    language = get_language() or "en"
    house = Organization.get()
    facts = dict(library.agreement().default) | {
        name: getattr(house, name, "") for name in HouseForm.base_fields
    }
    clauses = library.agreement().clauses_for(coach_below_leader=False)
    return [(clause.title.get(language), _filled(clause, language, facts)) for clause in clauses]


def _filled(clause: library.Clause, language: str, facts: dict[str, Any]) -> str:
    known = {
        field.id: str(facts.get(field.id) or (field.if_empty.get(language) if field.if_empty else "…"))
        for field in clause.fields
    }
    return clause.text.fill(language, **known)


def history(request: HttpRequest, *, of: type[Person] | None = None) -> dict[str, Any]:
    """One page of what was settled; with the stewards' names only where `of` says whose they are."""
    page = Paginator(settled(), PAGE).get_page(request.GET.get("page"))
    names: dict[Any, str] = {}
    if of is not None:
        found = of.objects.filter(chain__in=[row.by for row in page])
        names = dict(found.values_list("chain", "name"))
    return {"history": [_row(row, names) for row in page], "history_page": page}


def _row(row: Settled, names: dict[Any, str]) -> dict[str, Any]:
    change = _("%(was)s → %(will)s") % {"was": shown(row.was), "will": shown(row.now)}
    return {"what": _label(row.what), "at": row.at, "change": change, "who": names.get(row.by, "")}


def _label(name: str) -> str:
    return str(HouseForm.base_fields[name].label)


def shown(value: str) -> str:
    """A value for a reader: yes and no in their language, nothing as a dash."""
    return {"True": _("yes"), "False": _("no"), "": "–"}.get(value, value)
