"""Three marks on a line, in the reader's language: the words, and the table beside the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hansei.core.pictures.marks import MarksData, Row, Words
from hansei.web.ground.ui.shapes import Cell, Column


def words() -> Words:
    """The words of the picture."""
    return Words(
        mine=_("as I see it {value}"),
        expected=_("expected {value}"),
        experienced=_("{value} experienced"),
        scale=_("Scale from 1, {low}, to 5, {high}."),
        all_lines=_("As I see it: {value}, on every line."),
        both=_("{source}: expected {expected}, experienced {experienced}."),
        hidden=_("{source}: expected {expected}; {why}."),
        unexpected=_("{source}: nothing expected, experienced {experienced}."),
        neither=_("{source}: nothing expected; {why}."),
    )


def scale() -> tuple[str, str, str, str, str]:
    """The five steps, short enough to stand under an axis on a phone."""
    return (
        pgettext("under an axis", "never"),
        pgettext("under an axis", "seldom"),
        pgettext("under an axis", "about half"),
        pgettext("under an axis", "mostly"),
        pgettext("under an axis", "nearly every time"),
    )


def picture(prefix: str, behaviour: str, self_rating: int | None, rows: Sequence[Row]) -> MarksData:
    """A picture about one behaviour, ready for `{% marks %}`. `prefix` is unique on the page."""
    title = _("Three marks on a line: {behaviour}").replace("{behaviour}", behaviour)
    return MarksData(prefix, title, words(), scale(), tuple(rows), self_rating)


@dataclass(frozen=True)
class Figures:
    """The table beside a picture."""

    caption: str
    head: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def figures(data: MarksData) -> Figures:
    """The same in figures; what has none says so in words."""

    def said(value: int | None, aside: str = "") -> Cell:
        return Cell(_("not said"), said=True) if value is None else Cell(str(value), aside)

    def cells(row: Row) -> tuple[Cell, ...]:
        seen = Cell(row.experienced.label) if row.experienced else Cell(_("not shown"), said=True)
        return Cell(row.source), said(data.self_rating), said(row.expected, row.sure), seen

    head = (
        Column(_("Who")),
        Column(_("As I see it"), figures=True),
        Column(_("Expected"), figures=True),
        Column(_("Experienced"), figures=True),
    )
    return Figures(_("The same in figures, 1 to 5"), head, tuple(cells(row) for row in data.rows))
