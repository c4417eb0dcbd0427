"""A file as it comes, read into rows of plain texts: CSV of whatever dialect, or XLSX.

Nothing in a file is run, followed or believed: a formula is what it last showed, an entity is refused, and
a file that unpacks to more than it should is not unpacked.
"""

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from xml.etree.ElementTree import ParseError

#: An organization of 50,000, with what stands above the head row.
MOST_ROWS: Final = 50_200
MOST_COLUMNS: Final = 200
#: What a workbook may unpack to, in bytes. A sheet of 50,000 people and 20 columns takes some 60 MB.
MOST_UNPACKED: Final = 160_000_000
_MOST_PARTS: Final = 500
_MOST_SHEETS: Final = 10
_UNPACKED_BY_AND_BY: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
#: What spreadsheets write around a number that is to stay a text: ="00123"
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_DELIMITERS = (",", ";", "\t", "|")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, ParseError, ValueError, TypeError, LookupError, OverflowError,
    AttributeError, OSError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip


class Unreadable(Exception):
    """The file as a whole cannot be read. `code` says why; nothing of its content is in it."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """One sheet: rows that hold anything, in order."""

    rows: tuple[Row, ...]


def read(data: bytes) -> list[Grid]:
    """Every way of reading this file that may be meant: sheets of a workbook, or a text by each delimiter.

    Raises Unreadable with empty, old_excel, not_text, broken, too_large or too_many_rows.
    """
    if not data.strip():
        raise Unreadable("empty")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        # The old format, and what Excel makes of a workbook with a password.
        raise Unreadable("old_excel")
    grids = _workbook(data) if data.startswith(b"PK\x03\x04") else _text(_decoded(data))
    if not any(grid.rows for grid in grids):
        raise Unreadable("empty")
    return grids


def clean(value: object) -> str:
    """One cell as plain text on one line: composed letters, nothing invisible, no whitespace around."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    text = unicodedata.normalize("NFC", str(value))
    wrapped = _TEXT_FORMULA.fullmatch(text.strip())
    if wrapped:
        text = wrapped[1]
    text = " ".join(_INVISIBLE.sub("", text).split())
    return "".join(one for one in text if unicodedata.category(one) not in {"Cc", "Cs"})


# ----------------------------------------------------------------------------------------------------- text
def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data[1:200:2].count(0) > 20:
        encodings = ["utf-16-le"]
    elif data[0:200:2].count(0) > 20:
        encodings = ["utf-16-be"]
    else:
        # What Excel calls CSV without more words is the encoding of Western Windows.
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("not_text")


def _text(text: str) -> list[Grid]:
    told = re.match(r'"?sep=(.)"?\r?\n', text)
    delimiters: tuple[str, ...]
    if told:
        text, delimiters = text[told.end() :], (told[1],)
    else:
        top = text[:20_000]
        # Those that are there at all, the most frequent first.
        there = [one for one in _DELIMITERS if one in top]
        delimiters = tuple(sorted(there, key=top.count, reverse=True)) or (",",)
    skipped = 1 if told else 0
    return [_parsed(text, delimiter, skipped) for delimiter in delimiters]


def _parsed(text: str, delimiter: str, skipped: int) -> Grid:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return _grid((number + skipped, cells) for number, cells in enumerate(reader, start=1))
    except csv.Error:
        raise Unreadable("broken") from None


# ------------------------------------------------------------------------------------------------- workbook
def _workbook(data: bytes) -> list[Grid]:
    # Large, and needed for a workbook alone.
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    if not openpyxl.DEFUSEDXML:  # a workbook whose text swells when it is read, or that reads our files
        raise Unreadable("broken")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            # Packed in another way it is unpacked whole before anybody can count it.
            if any(part.compress_type not in _UNPACKED_BY_AND_BY for part in parts):
                raise Unreadable("broken")
            # A part is never unpacked beyond the size it states here.
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable("too_large")
        # As last shown: with formulas their text would come instead of what people saw.
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            return [_sheet(sheet) for sheet in shown[:_MOST_SHEETS]]
        finally:
            book.close()
    except (*_BROKEN, InvalidFileException):
        raise Unreadable("broken") from None


def _sheet(sheet: Any) -> Grid:
    # The size a sheet states may be a lie: rows are counted as they come.
    sheet.reset_dimensions()
    return _grid(enumerate(sheet.values, start=1))


def _grid(rows: Iterable[tuple[int, Iterable[object]]]) -> Grid:
    def kept() -> Iterator[Row]:
        for number, cells in rows:
            if number > MOST_ROWS:
                raise Unreadable("too_many_rows")
            read = tuple(clean(cell) for cell in list(cells)[:MOST_COLUMNS])
            if any(read):
                yield Row(number, read)

    return Grid(tuple(kept()))
