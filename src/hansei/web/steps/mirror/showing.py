"""One behaviour in a picture and in figures: before it is opened, and after.

Where peers and reports were put together and something else was expected of each, one diamond would be a
lie: the row then has none, and the sentence and the table say both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hansei.core.anonymity import NotShown, Shown, Source
from hansei.core.mirror import drawn
from hansei.core.pictures.marks import Experienced, MarksData, Row, three_marks
from hansei.web.common.asking.selectors import people_asked
from hansei.web.ground.ui import marks
from hansei.web.ground.ui.shapes import Cell, Column
from hansei.web.steps.mirror import saying, selectors, sentences
from hansei.web.steps.mirror.models import Mirror
from hansei.web.steps.mirror.selectors import Expected, Said, Seen


@dataclass(frozen=True)
class Picture:
    """A picture with its sentences and the same in figures."""

    svg: SafeString
    sentences: Sequence[str]
    caption: str
    head: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    asides: Sequence[str] = ()


def boss_of(mirror: Mirror) -> str:
    """The name of the boss who was asked; empty when none was."""
    if mirror.round is None:
        return ""
    return next((one.name for one, source in people_asked(mirror.round) if source is Source.BOSS), "")


def before(said: Said, boss: str) -> Picture:
    """What the leader rated and expected, and nothing else."""
    rows = [
        Row(
            saying.who(source),
            note=boss if source is Source.BOSS else "",
            expected=one.value or None,
            not_shown=_("not open yet"),
        )
        for source, one in said.expected.items()
    ]
    cells = [
        (Cell(saying.who(source)), _own(said), _expected([one])) for source, one in said.expected.items()
    ]
    head = (Column(_("Who")), Column(_("As I see it"), True), Column(_("Expected"), True))
    return Picture(_drawn(said, rows), [], _("The same in figures, 1 to 5"), head, cells)


def after(seen: Seen, boss: str) -> Picture:
    """The three marks of one behaviour that the leader has opened."""
    rows, cells = [], []
    for source, cell in seen.cells.items():
        expected = seen.expected_of(source)
        rows.append(_row(seen, source, cell, expected, boss))
        cells.append(
            (Cell(saying.who(source)), _own(seen.said), _expected(expected), _experienced(source, cell))
        )
    head = (
        Column(_("Who")),
        Column(_("As I see it"), True),
        Column(_("Expected"), True),
        Column(_("Experienced"), True),
    )
    return Picture(
        _drawn(seen.said, rows),
        sentences.after(seen, boss),
        _("The same in figures, 1 to 5"),
        head,
        cells,
        sentences.asides(seen),
    )


def _row(seen: Seen, source: Source, cell: Shown | NotShown, expected: list[Expected], boss: str) -> Row:
    values = {one.value for one in expected}
    mark = values.pop() if len(values) == 1 else 0
    note = boss if source is Source.BOSS else sentences.answered(seen.released, source)
    name = saying.who(source)
    if isinstance(cell, NotShown):
        return Row(
            name, note=note, expected=mark or None, not_shown=sentences.not_shown(source, seen.released)
        )
    placed = drawn(seen.said.self_rating or 0, mark, cell)
    assert placed.experienced is not None
    experienced = Experienced(placed.experienced, sentences.value(cell), placed.band)
    return Row(name, note=note, expected=mark or None, experienced=experienced)


def _drawn(said: Said, rows: Sequence[Row]) -> SafeString:
    text = saying.behaviour(said.row)
    data: MarksData = marks.picture("marks", text, said.self_rating or None, rows)
    # A row without a diamond may have two expectations, which the sentences say: "nothing expected" is not
    # said of it, nor of a row for which no chance to see it was expected.
    words = replace(
        data.words, unexpected=_("{source}: {experienced} experienced."), neither=_("{source}: {why}.")
    )
    # The picture escapes every text that it is given.
    return mark_safe(three_marks(replace(data, words=words)))  # noqa: S308


def _own(said: Said) -> Cell:
    return Cell(str(said.self_rating)) if said.self_rating else Cell(_("no occasion"), said=True)


def _expected(expected: Sequence[Expected]) -> Cell:
    def words(one: Expected) -> str:
        return str(one.value) if one.value else _("no chance")

    if len({(one.value, one.confidence) for one in expected}) == 1:
        one = expected[0]
        return Cell(words(one), saying.sure(one.confidence)) if one.value else Cell(words(one), said=True)
    return Cell(_("%(peers)s and %(reports)s") % {"peers": words(expected[0]), "reports": words(expected[1])})


def _experienced(source: Source, cell: Shown | NotShown) -> Cell:
    if isinstance(cell, NotShown):
        return Cell(_("no answer") if source is Source.BOSS else _("not shown"), said=True)
    return Cell(sentences.value(cell))


def locked(mirror: Mirror) -> list[dict[str, Any]]:
    """Everything that was rated and expected in a mirror, in words."""
    return [
        {
            "title": saying.behaviour(one.row),
            "row": one.row,
            "pairs": [
                (_("As I see it"), saying.own_step(one.self_rating, one.row)),
                *saying.boxes(one.expected),
            ],
            "known": one.known,
        }
        for one in selectors.said(mirror)
        if one.self_rating is not None
    ]
