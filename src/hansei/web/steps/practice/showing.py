"""Try-outs as pages show them: in words, in a run chart with its figures, and to a coach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hansei.core.pictures.run_chart import Mark, Stop
from hansei.core.practice import Count, Point, middle, run
from hansei.web.ground.ui import runs
from hansei.web.ground.ui.shapes import Cell, Column
from hansei.web.steps.practice.selectors import OpenTrial


def day(on: date, *, with_year: bool = False) -> str:
    """A day: 24 March."""
    return date_format(on, "DATE_FORMAT" if with_year else pgettext("format of a day", "j F"))


def count(found: Count | None) -> str:
    """So many of so many: 2 of 5; nothing where nothing was counted."""
    return _("%(number)s of %(times)s") % {"number": found.number, "times": found.times} if found else ""


@dataclass(frozen=True)
class Entry:
    """One line of the readable record."""

    opened: OpenTrial
    url: str
    day: str
    expected_count: str
    happened_count: str


def entry(opened: OpenTrial) -> Entry:
    """A try-out as its leader reads it."""
    return Entry(
        opened,
        reverse("try_out", kwargs={"trial_id": opened.row.pk}),
        day(opened.row.due, with_year=True),
        count(opened.plan.count),
        count(opened.happened),
    )


@dataclass(frozen=True)
class Chart:
    """A run chart with the same in figures."""

    title: str
    svg: SafeString
    note: str
    caption: str
    head: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def chart(thread: Sequence[OpenTrial], *, prefix: str, title: str) -> Chart | None:
    """The run of one thread; None where fewer than two of its try-outs count something."""
    points = run([one.point for one in thread if one.point is not None])
    if len(points) < 2:
        return None
    return drawn(points, prefix=prefix, title=title)


def drawn(points: Sequence[Point], *, prefix: str, title: str) -> Chart:
    """A run of points, oldest first."""
    line = middle(points)
    rows = [
        (
            Cell(day(point.on, with_year=True)),
            Cell(count(point.expected)),
            Cell(count(point.happened)) if point.happened else Cell(_("not yet"), said=True),
        )
        for point in points
    ]
    note = _("The dashed line is the middle of what happened: half of the try-outs lie on it or above.")
    return Chart(
        title,
        runs.drawn(prefix, title, [_stop(point) for point in points], line),
        note if line is not None else "",
        _("The same in figures"),
        (Column(_("By")), Column(_("Expected"), figures=True), Column(_("Happened"), figures=True)),
        rows,
    )


def _stop(point: Point) -> Stop:
    happened = point.happened
    return Stop(
        day(point.on),
        Mark(point.expected.share, count(point.expected)),
        Mark(happened.share, count(happened)) if happened else None,
    )


# ----------------------------------------------------------------------------------------------- to a coach
def facts(opened: dict[str, Any]) -> dict[str, Any]:
    """An opened try-out in its reader's language; the words are the leader's, as they were."""
    return {
        "what": opened["what"],
        "occasion": opened["occasion"],
        "day": day(date.fromisoformat(opened["due"]), with_year=True),
        "expected": opened["expected"],
        "expected_count": _shared_count(opened["count"]),
        "came": opened["came"],
        "happened": opened["happened"],
        "happened_count": _shared_count(opened["happened_count"]),
        "learned": opened["learned"],
    }


def _shared_count(found: list[int]) -> str:
    return count(Count(*found)) if found else ""
