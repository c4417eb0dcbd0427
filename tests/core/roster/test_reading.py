"""A file in any dialect is read to the same rows, and a hostile one is refused before it does anything."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from hansei.core.roster import Field, Unreadable, read, reading, table

HEAD = ["Employee Id", "Name", "Email", "Manager Email"]
ROWS = [
    ["0012", "Zoë Müller", "zoe@halden.example", ""],
    ["7", "Ann\nLee", "ann@halden.example", "zoe@halden.example"],
]


def _csv(delimiter: str) -> str:
    def cell(text: str) -> str:
        return f'"{text}"' if "\n" in text or delimiter in text else text

    return "\r\n".join(delimiter.join(cell(one) for one in row) for row in [HEAD, *ROWS])


def _xlsx(rows: list[list[object]], **sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for name, more in sheets.items():
        sheet = book.create_sheet(name)
        for row in more:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _values(data: bytes) -> list[tuple[str, ...]]:
    found = table(read(data))
    fields = (Field.EXTERNAL_ID, Field.NAME, Field.EMAIL, Field.MANAGER_EMAIL)
    return [tuple(found.value(row, field) for field in fields) for row in found.rows]


WHOLE = [
    ("0012", "Zoë Müller", "zoe@halden.example", ""),
    ("7", "Ann Lee", "ann@halden.example", "zoe@halden.example"),
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_dialect_of_csv_gives_the_same_rows(delimiter: str, encoding: str) -> None:
    assert _values(_csv(delimiter).encode(encoding)) == WHOLE


def test_a_file_that_names_its_delimiter_is_read_by_it_and_rows_keep_their_numbers() -> None:
    found = table(read(("sep=;\r\n" + _csv(";")).encode()))
    assert [row.number for row in found.rows] == [3, 4]


def test_a_workbook_gives_the_same_rows_and_numbers_lose_no_digit_and_gain_no_point() -> None:
    assert _values(_xlsx([HEAD, *ROWS])) == WHOLE
    assert _values(_xlsx([HEAD, [1234.0, "A B", "a@halden.example", None]]))[0][0] == "1234"
    assert reading.clean(date(2026, 3, 1)) == "2026-03-01"


def test_what_stands_above_the_head_and_on_other_sheets_is_passed_over() -> None:
    notes = [["Delete this tab before importing"], [None], ["Use the headings as they are"]]
    data = _xlsx(notes, people=[["Our people"], [], HEAD, *ROWS])
    assert _values(data) == WHOLE
    assert [row.number for row in table(read(data)).rows] == [4, 5]


def test_a_formula_in_a_workbook_is_what_it_last_showed_and_never_its_text() -> None:
    data = _xlsx([HEAD, ["1", '=HYPERLINK("http://x.example","A B")', "a@halden.example", ""]])
    assert _values(data) == [("1", "", "a@halden.example", "")]
    assert reading.clean('="00123"') == "00123"


def test_nothing_invisible_is_left_in_a_cell() -> None:
    assert reading.clean("\u202eAnn\u200b \u00a0Lee\x07\ufeff ") == "Ann Lee"
    assert reading.clean("Zoe\u0308") == "Zoë"


def _part(data: bytes, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The same workbook with one part replaced."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", method) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return kept.getvalue()


def test_entities_in_a_workbook_are_refused() -> None:
    swelling = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        whole = _xlsx([HEAD, *ROWS])
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            inside = archive.read(name)
        assert _values(_part(whole, name, inside)) == WHOLE
        with pytest.raises(Unreadable, match="broken"):
            read(
                _part(whole, name, swelling + inside.removeprefix(b"<?xml version='1.0' encoding='UTF-8'?>"))
            )


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _part(_xlsx([HEAD]), "xl/styles.xml", b" " * 1_000_000)
    assert len(bomb) < 20_000
    read(_xlsx([HEAD]))
    monkeypatch.setattr(reading, "MOST_UNPACKED", 900_000)
    with pytest.raises(Unreadable, match="too_large"):
        read(bomb)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_workbook_packed_so_that_it_unpacks_all_at_once_is_refused(method: int) -> None:
    whole = _xlsx([HEAD, *ROWS])
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        inside = archive.read("xl/workbook.xml")
    assert _values(_part(whole, "xl/workbook.xml", inside)) == WHOLE
    with pytest.raises(Unreadable, match="broken"):
        read(_part(whole, "xl/workbook.xml", inside, method))


def test_a_workbook_in_letters_that_nobody_knows_is_refused() -> None:
    unknown = b'<?xml version="1.0" encoding="rot13"?><workbook/>'
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml"):
        with pytest.raises(Unreadable, match="broken"):
            read(_part(_xlsx([HEAD, *ROWS]), name, unknown))


def test_more_rows_than_any_organization_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert len(_values(_csv(",").encode())) == 2
    for data in ((_csv(",") + "\nx,y,z,w\n").encode(), _xlsx([HEAD, *ROWS, ROWS[0]])):
        with pytest.raises(Unreadable, match="too_many_rows"):
            read(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\r\n\r\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "old_excel"),
        (b"PK\x03\x04 no workbook", "broken"),
        (b"\x00\x01\x81\x8d" * 9, "not_text"),
        (b"Name,Shoe size\nAnn,38\n", "no_columns"),
        (b"Name,Email\n", "no_rows"),
        (b'Name,Email\n"' + b"x" * 200_000, "broken"),
    ],
)
def test_what_is_no_list_of_people_is_refused_with_what_is_wrong(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        table(read(data))
    assert refused.value.code == code
