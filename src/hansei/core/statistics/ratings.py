"""A researcher's own file of ratings, read row by row: a bad row is named and left out, the others stay."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hansei.core.anonymity import Source
from hansei.core.roster.reading import Grid, Unreadable, read

COLUMNS: Final = ("leader", "behaviour", "source", "observer", "wave", "score")
SELF: Final = "self"
SOURCES: Final = (SELF, *(source.value for source in Source))
_LONGEST: Final = 200
_HIGHEST: Final = 5

_WHOLE: Final = {
    "empty": "The file is empty.",
    "not_text": "The file is not text.",
    "old_excel": "The file is an old workbook, or has a password. Save it as CSV.",
    "too_large": "The file unpacks to more than is read.",
    "too_many_rows": "The file has more rows than are read.",
}


class BadFile(Exception):
    """The file as a whole cannot be read. Its message is a sentence, without anything of the content."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One row that was left out: its number in the file, the field, and a sentence."""

    row: int
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Rating:
    """One row. `score` 0 is no chance to see.

    The leader is the observer in two cases: with the source `self` it is the own rating, with another source
    what the leader expects that people of it say.
    """

    leader: str
    behaviour: str
    source: str
    observer: str
    wave: int
    score: int

    @property
    def is_own(self) -> bool:
        """The leader's own rating."""
        return self.source == SELF

    @property
    def is_expected(self) -> bool:
        """What the leader expects of this source."""
        return not self.is_own and self.observer == self.leader


def read_ratings(data: bytes) -> tuple[list[Rating], list[Problem]]:
    """The ratings of a CSV file (or a workbook's first sheet that fits), and the rows that were left out.

    The first row names the columns, in any order; others beside them are ignored.
    BadFile: it cannot be read, or a column is missing.
    """
    try:
        grids = read(data)
    except Unreadable as error:
        raise BadFile(_WHOLE.get(error.code, "The file cannot be read.")) from None
    found = [(grid, head) for grid in grids if grid.rows and (head := _head(grid))]
    if not found:
        missing = _missing(grids[0])
        raise BadFile(f"Row 1 names no column {', '.join(missing)}. Needed are: {', '.join(COLUMNS)}.")
    return _rows(*found[0])


def _head(grid: Grid) -> dict[str, int] | None:
    named = [cell.casefold() for cell in grid.rows[0].cells]
    if _missing(grid):
        return None
    return {column: named.index(column) for column in COLUMNS}


def _missing(grid: Grid) -> list[str]:
    named = {cell.casefold() for cell in grid.rows[0].cells} if grid.rows else set()
    return [column for column in COLUMNS if column not in named]


def _rows(grid: Grid, head: dict[str, int]) -> tuple[list[Rating], list[Problem]]:
    ratings: dict[tuple[str, str, str, str, int], int] = {}
    first: dict[tuple[str, str, str, str, int], int] = {}
    problems = []
    for row in grid.rows[1:]:
        cells = {column: row.cells[place] if place < len(row.cells) else "" for column, place in head.items()}
        said = _wrong(cells)
        key = (cells["leader"], cells["behaviour"], cells["source"].casefold(), cells["observer"])
        if said is None:
            place = (*key, int(cells["wave"]))
            if place not in ratings:
                ratings[place], first[place] = int(cells["score"]), row.number
                continue
            said = ("observer", f"rated the same in row {first[place]} already; that one counts")
        problems.append(Problem(row.number, *said))
    return [Rating(*place, score) for place, score in ratings.items()], problems


def _wrong(cells: dict[str, str]) -> tuple[str, str] | None:
    for column in ("leader", "behaviour", "observer"):
        if not cells[column]:
            return column, "is empty"
        if len(cells[column]) > _LONGEST:
            return column, f"is longer than {_LONGEST} characters"
    source = cells["source"].casefold()
    if source not in SOURCES:
        return "source", f"is none of {', '.join(SOURCES)}"
    if source == SELF and cells["observer"] != cells["leader"]:
        return "observer", "is not the leader, whose own rating this is"
    if not _whole(cells["wave"], 1, 9999):
        return "wave", "is not a whole number from 1"
    if not _whole(cells["score"], 0, _HIGHEST):
        return "score", f"is not 1 to {_HIGHEST}, or 0 for no chance to see"
    return None


def _whole(cell: str, least: int, most: int) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) <= 6 and least <= int(cell) <= most
