"""One's own conversations beside each other, for a page: counts, and shares with how sure they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.pictures import shares as pictures
from hansei.core.talk import Family, Matrix, overtime
from hansei.core.talk.between import shipped
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
        rows.append([Cell(_month(one.month), aside), *[Cell(str(n)) for n in numbers]])
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
    matrix = shipped()
    shares = [overtime.of_counts(one.data, matrix) for one in whole]
    last = _last_two([one for one, share in zip(whole, shares, strict=True) if share])
    moved = _moved(last, matrix)
    made = []
    for family in FAMILIES:
        word = scheme.family(family.value)
        stops = [
            (_month(one.month), one.data["families"][family.value], each[family] if each else None)
            for one, each in zip(whole, shares, strict=True)
        ]
        made.append(
            OverTime(
                name=word.name.get(lang),
                note=word.note.get(lang),
                picture=_picture(family.value, word.name.get(lang), stops),
                head=head,
                rows=[_row(*stop) for stop in stops],
                said=_said(last, family, moved) if last else _too_few(whole),
            )
        )
    return made


def _last_two(found: Sequence[Counts]) -> list[tuple[str, list[Counts]]]:
    """The last two months with all that was counted in them; nothing where there are not two.

    Within a month the order is not known: counts carry no day.
    """
    months: dict[str, list[Counts]] = {}
    for one in found:
        months.setdefault(one.month, []).append(one)
    return list(months.items())[-2:] if len(months) > 1 else []


def _moved(months: Sequence[tuple[str, list[Counts]]], matrix: Matrix | None) -> frozenset[Family] | None:
    """The families whose shares differ between the two months by more than chance and errors leave open.

    None where how the program errs is not known.
    """
    if matrix is None:
        return None
    if not months:
        return frozenset()
    before, after = (overtime.together([overtime.tally(one.data) for one in held]) for _when, held in months)
    return overtime.changed(before, after, matrix)


def _month(month: str) -> str:
    return date_format(date.fromisoformat(f"{month}-01"), "YEAR_MONTH_FORMAT")


def _percent(value: float) -> str:
    return _("%(n)s %%") % {"n": round(value * 100)}


def _row(month: str, units: int, share: overtime.Share | None) -> list[Cell]:
    if share is None:
        return [Cell(month), Cell(str(units)), Cell("–"), Cell(_("too few to say"))]
    lies = share.between
    between = f"{_percent(lies.low)} – {_percent(lies.high)}" if lies else "–"
    return [Cell(month), Cell(f"{units} / {share.whole}"), Cell(_percent(share.value)), Cell(between)]


def _picture(prefix: str, name: str, stops: Sequence[tuple[str, int, overtime.Share | None]]) -> SafeString:
    return mark_safe(  # noqa: S308 (the picture escapes every text it is given)
        pictures.shares(
            f"time-{prefix}",
            _("%(family)s, over time") % {"family": name},
            [_stop(month, share) for month, _units, share in stops],
            _percent,
            _("too few to say"),
        )
    )


def _stop(month: str, share: overtime.Share | None) -> pictures.Stop:
    if share is None:
        return pictures.Stop(month, None)
    lies = share.between
    return pictures.Stop(month, share.value, (lies.low, lies.high) if lies else None)


def _too_few(found: Sequence[Counts]) -> str:
    if len({one.month for one in found}) < 2:
        return _("Conversations of one month alone: too few to say anything over time.")
    return _(
        "Fewer than two months hold a conversation of which twenty units count: too few to say anything"
        " over time."
    )


def _said(months: Sequence[tuple[str, list[Counts]]], family: Family, moved: frozenset[Family] | None) -> str:
    """Whether the two months differ by more than chance and the coder's errors leave open."""
    (first, before), (second, last) = ((_month(when), _together(held, family)) for when, held in months)
    found = {"first": first, "second": second, "before": before, "last": last}
    if moved is None:
        said = _("%(first)s: %(before)s, %(second)s: %(last)s. How the program errs is not known.")
    elif family in moved:
        said = _(
            "%(first)s: %(before)s, %(second)s: %(last)s. That is more than chance and errors of the"
            " program leave open."
        )
    else:
        said = _("%(first)s: %(before)s, %(second)s: %(last)s. Too few to say whether it changed.")
    return said % found


def _together(held: Sequence[Counts], family: Family) -> str:
    """The share of a family in all of them."""
    some = sum(one.data["families"][family.value] for one in held)
    return _percent(some / sum(one.data["counted"] for one in held))
