"""What is settled in the house, for whoever watches it: values, texts, history, and nothing of a person."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import clock
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.services import agreement_texts, default_end
from hansei.web.common.people.models import Organization, Person, Settled
from hansei.web.common.people.selectors import settled
from hansei.web.outward.stewardship.forms import HouseForm

PAGE = 50


def values() -> list[tuple[str, str]]:
    """Each setting by its question, as it is now."""
    house = Organization.get()
    return [(_label(name), shown(str(getattr(house, name, "")))) for name in HouseForm.base_fields]


def texts() -> list[tuple[str, str]]:
    """The agreement as it would be given to two people today, without any two people in it."""
    nobody = Engagement(planned_end=default_end(clock.now().date()))
    by_language = agreement_texts(nobody, {"conversations": "–", "leader_hours": "–"})
    clauses = by_language.get(get_language() or "en") or by_language["en"]
    return [(clause["title"], clause["text"]) for clause in clauses]


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
