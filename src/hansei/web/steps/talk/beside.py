"""One's own conversations beside each other, for a page: counts, and shares with what chance leaves open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.pictures.shares import Stop, shares
from hansei.core.talk import Share, differ, of_counts
from hansei.core.talk.overtime import wilson
from hansei.web.ground.ui.shapes import Cell, Column
from hansei.web.steps.talk.selectors import Counts
from hansei.web.steps.talk.showing import FAMILIES


def counts_row(one: Counts) -> dict[str, Any]:
    """The counts of one conversation, to take along."""
    lang, scheme = get_language(), library.scheme()
    families = {
        scheme.family(family.value).name.get(lang): one.data["families"][family.value] for family in FAMILIES
    }
    units, overruled = one.data["coach_units"], len(one.data["overruled"])
    return {"month": one.month, "units": units, **families, "overruled": overruled}


def counts_table(found: Sequence[Counts]) -> dict[str, Any] | None:
    """One's own conversations beside each other: plain counts, month by month."""
    if not found:
        return None
    lang, scheme = get_language(), library.scheme()
    head = [
        Column(_("Month")),
        Column(_("Units"), figures=True),
        *[Column(scheme.family(family.value).name.get(lang), figures=True) for family in FAMILIES],
        Column(_("Overruled"), figures=True),
    ]
    rows = []
    for one in found:
        data = one.data
        numbers = [data["coach_units"], *[data["families"][family.value] for family in FAMILIES]]
        numbers.append(len(data["overruled"]))
        aside = _("from memory") if one.memory else ""
        month = date_format(date.fromisoformat(f"{one.month}-01"), "YEAR_MONTH_FORMAT")
        rows.append([Cell(month, aside), *[Cell(str(n)) for n in numbers]])
    return {"head": head, "rows": rows}


# ------------------------------------------------------------------------------------------------- over time
@dataclass(frozen=True)
class OverTime:
    """One family over one's own conversations, the oldest first."""

    name: str
    note: str
    picture: SafeString
    head: list[Column]
    rows: list[list[Cell]]
    said: str


def over_time(found: Sequence[Counts]) -> list[OverTime]:
    """Each family: a picture, its figures, and whether the last two months differ.

    Lines from memory are not beside whole conversations: they are chosen, and few.
    """
    whole = [one for one in reversed(found) if not one.memory]
    if not whole:
        return []
    lang, scheme = get_language(), library.scheme()
    head = [
        Column(_("Month")),
        Column(_("Units"), figures=True),
        Column(_("Share"), figures=True),
        Column(_("From – to"), figures=True),
    ]
    made = []
    for family in FAMILIES:
        word = scheme.family(family.value)
        stops = [
            (_month(one), one.data["families"][family.value], of_counts(one.data, family)) for one in whole
        ]
        made.append(
            OverTime(
                name=word.name.get(lang),
                note=word.note.get(lang),
                picture=_picture(family.value, word.name.get(lang), stops),
                head=head,
                rows=[_row(*stop) for stop in stops],
                said=_said([(month, share) for month, _units, share in stops]),
            )
        )
    return made


def _month(one: Counts) -> str:
    return date_format(date.fromisoformat(f"{one.month}-01"), "YEAR_MONTH_FORMAT")


def _percent(value: float) -> str:
    return _("%(n)s %%") % {"n": round(value * 100)}


def _row(month: str, units: int, share: Share | None) -> list[Cell]:
    if share is None:
        return [Cell(month), Cell(str(units)), Cell("–"), Cell(_("too few to say"))]
    between = f"{_percent(share.low)} – {_percent(share.high)}"
    return [Cell(month), Cell(f"{units} / {share.whole}"), Cell(_percent(share.value)), Cell(between)]


def _picture(prefix: str, name: str, stops: Sequence[tuple[str, int, Share | None]]) -> SafeString:
    return mark_safe(  # noqa: S308 (the picture escapes every text it is given)
        shares(
            f"time-{prefix}",
            _("%(family)s, over time") % {"family": name},
            [
                Stop(month, None if share is None else (share.low, share.value, share.high))
                for month, _units, share in stops
            ],
            _percent,
            _("too few to say"),
        )
    )


def _said(found: Sequence[tuple[str, Share | None]]) -> str:
    """Whether the last two months differ by more than chance leaves open.

    Within a month the order is not known: counts carry no day.
    """
    months: dict[str, tuple[int, int]] = {}
    for month, share in found:
        if share is not None:
            some, whole = months.get(month, (0, 0))
            months[month] = (some + share.some, whole + share.whole)
    if len(months) < 2:
        if len({month for month, _share in found}) < 2:
            return _("Conversations of one month alone: too few to say anything over time.")
        return _(
            "Fewer than two months hold a conversation of which twenty units count: too few to say anything"
            " over time."
        )
    (first, before), (second, last) = [(when, wilson(*of)) for when, of in months.items()][-2:]
    moved = {
        "first": first,
        "second": second,
        "before": _percent(before.value),
        "last": _percent(last.value),
    }
    if differ(before, last):
        return _("%(first)s: %(before)s, %(second)s: %(last)s. That is more than chance leaves open.") % moved
    return _("%(first)s: %(before)s, %(second)s: %(last)s. Too few to say whether it changed.") % moved
