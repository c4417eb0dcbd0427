"""The chain as its leader sees it: one picture, the sentence that may be said beside it, and one table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from hansei.core import clock, library
from hansei.core.anonymity import Belief, PeopleBand, Shown, Source
from hansei.core.chain import Direction, Reading
from hansei.core.pictures.chain import ChainData, Day, Lane, Ring, Stroke, Value, chain
from hansei.web.common.asking.wording import figure
from hansei.web.ground.ui.shapes import Cell, Column
from hansei.web.steps.chain.selectors import Lanes, Supposed
from hansei.web.steps.practice import showing as practice
from hansei.web.steps.practice.selectors import OpenTrial


@dataclass(frozen=True)
class Picture:
    """The chain with what is said beside it and the same in figures."""

    svg: SafeString
    sentence: str
    caption: str
    head: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def picture(found: Lanes, supposed: Supposed | None, written: date | None) -> Picture:
    """Everything that lies side by side."""
    data = _data(found, supposed, written)
    head = (Column(_("Day")), Column(_("What")), Column(_("Figure"), figures=True))
    # The picture escapes every text that it is given.
    return Picture(
        mark_safe(chain(data)),  # noqa: S308
        sentence(found.reading),
        _("The same in figures; 1 to 5 for what people experienced and believe"),
        head,
        [cells for _day, cells in sorted(_rows(found), key=lambda row: row[0])],
    )


def sentence(reading: Reading) -> str:
    """What may be said of it: never how it went, and never that one thing made another."""
    return {
        Reading.NO_WAVE: _(
            "The part that you lead has not been asked about this belief yet, or there is no figure that "
            "could be shown. No movement is the expected reading for months: people believe what they live "
            "through again and again."
        ),
        Reading.NOTHING_DONE: _(
            "There is no try-out yet to lay beside what people believe. No movement is the expected reading "
            "for months."
        ),
        Reading.TOO_EARLY: _(
            "It is early: fewer than two waves since your first try-out. No movement is the expected reading "
            "for months."
        ),
        Reading.SIDE_BY_SIDE: _(
            "They lie side by side, and no more than that: with one leader, nothing shows what came of what. "
            "No movement is the expected reading for months."
        ),
    }[reading]


def predicted(direction: Direction | None) -> str:
    """What the leader predicts of a belief, as predicted."""
    if direction is None:
        return ""
    words = {
        Direction.MORE: _("more true for people"),
        Direction.SAME: _("as it is"),
        Direction.LESS: _("less true for people"),
    }
    return _("predicted: %(direction)s") % {"direction": words[direction]}


def behaviour(code: str) -> str:
    """A behaviour in the reader's language; its code, where the library does not hold it any more."""
    try:
        return library.behaviour(code).text.get(get_language())
    except library.UnknownEntry:
        return code


def belief(ref: str) -> str:
    """A sentence of the pulse in the reader's language; its code, where the library does not hold it."""
    known = {one.id: one for one in library.beliefs()}
    return known[ref].text.get(get_language()) if ref in known else ref


def who(source: Source) -> str:
    """A source, as the leader is told of it."""
    return library.word_of_source(source.value).yours.get(get_language())


# ------------------------------------------------------------------------------------------------ the picture
def _data(found: Lanes, supposed: Supposed | None, written: date | None) -> ChainData:
    span = found.axis
    rings = tuple(_looked(found))
    strokes, lived, believed = tuple(_strokes(found)), tuple(_lived(found)), tuple(_believed(found))
    direction = supposed.direction if supposed is not None else None
    return ChainData(
        "chain",
        _("The chain: what you do, what people live through, what they come to believe"),
        Lane(
            _("What you do"),
            _("a stroke: a try-out; a ring: you looked in the mirror") if strokes or rings else "",
            empty=""
            if strokes or rings
            else _("no try-out looked back at yet, and nothing opened in the mirror"),
        ),
        Lane(
            _("What people live through"),
            behaviour(found.behaviour) if found.behaviour else "",
            empty="" if lived else _("nothing opened yet that could be shown"),
        ),
        Lane(
            _("What they come to believe"),
            _believed_about(found.belief) if found.belief else "",
            predicted(direction) if found.belief else "",
            empty="" if believed else _("no wave of the pulse yet about the part that you lead"),
        ),
        strokes,
        lived,
        believed,
        tuple(Day(span.at(day), _month(day)) for day in span.months()),
        Day(span.at(clock.now().date()), _("today")),
        Day(span.at(written), _("hypothesis")) if written is not None else None,
        rings,
    )


def _believed_about(ref: str) -> str:
    return f"… {belief(ref)}"


def _strokes(found: Lanes) -> Iterator[Stroke]:
    for one in found.tried:
        said = f"{practice.day(one.row.due)}: {_tried(one)}."
        yield Stroke(found.axis.at(one.row.due), said, one.said is not None and one.said.came)


def _looked(found: Lanes) -> Iterator[Ring]:
    for day in found.looked:
        yield Ring(found.axis.at(day), f"{practice.day(day)}: {_in_the_mirror()}.")


def _in_the_mirror() -> str:
    return _("looked in the mirror")


def _lived(found: Lanes) -> Iterator[Value]:
    for one in found.lived:
        for source, cell in one.cells.items():
            words = _shown(cell)
            yield Value(
                found.axis.at(one.on),
                cell.value,
                f"{who(source)} {words}",
                f"{practice.day(one.on)}: {who(source)}, {words}.",
            )


def _believed(found: Lanes) -> Iterator[Value]:
    for wave in found.waves:
        one = wave.figures.get(found.belief)
        if one is not None:
            words = _belief(one)
            said = f"{practice.day(wave.closed_on)}: {words}."
            yield Value(found.axis.at(wave.closed_on), one.value, words, said)


# -------------------------------------------------------------------------------------------------- the table
def _rows(found: Lanes) -> Iterator[tuple[date, Sequence[Cell]]]:
    for one in found.tried:
        yield one.row.due, (_day(one.row.due), Cell(one.plan.what), _tried_cell(one))
    for day in found.looked:
        yield day, (_day(day), Cell(_("looked in the mirror")), Cell(""))
    for each in found.lived:
        for source, released in each.cells.items():
            what = _("%(who)s: experienced") % {"who": who(source)}
            yield each.on, (_day(each.on), Cell(what), Cell(_shown(released)))
    for wave in found.waves:
        if found.belief not in wave.asked:
            continue
        figures = wave.figures.get(found.belief)
        cell = Cell(_belief(figures)) if figures else Cell(_("not shown"), said=True)
        what = _("%(part)s: believed") % {"part": wave.name}
        yield wave.closed_on, (_day(wave.closed_on), Cell(what), cell)


def _tried(one: OpenTrial) -> str:
    if one.said is None or not one.said.came:
        return _("it did not come to it")
    counted = practice.count(one.happened)
    return counted or _("in words")


def _tried_cell(one: OpenTrial) -> Cell:
    return Cell(_tried(one), said=one.happened is None)


def _day(day: date) -> Cell:
    # In one line at every width.
    return Cell(practice.day(day, with_year=True).replace(" ", "\N{NO-BREAK SPACE}"))


def _month(day: date) -> str:
    return date_format(day, pgettext("format of a month on an axis, see Django's date filter", "M"))


def _shown(cell: Shown) -> str:
    tenths = cell.people is PeopleBand.FROM_EIGHT
    return figure(cell.value, low_end=cell.low_end, high_end=cell.high_end, tenths=tenths)


def _belief(one: Belief) -> str:
    tenths = one.people is PeopleBand.FROM_EIGHT
    return figure(one.value, low_end=one.low_end, high_end=one.high_end, tenths=tenths)
