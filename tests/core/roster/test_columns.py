"""Columns as other systems export them are told by their headings; what is not told is not read."""

from __future__ import annotations

import pytest

from hansei.core.roster import Field, read, restored, table

F = Field
LATTICE = (
    "Employee ID,First name,Last name,Preferred full name,Work email,Title,Department,Manager email,Status,"
    "Start date,Birthdate,Gender,Time zone"
)
CULTURE_AMP = (
    "Name,Preferred Name,Employee Id,Email,Date of Birth,Start Date,End Date,Language,Manager Email,Timezone,"
    "Mobile Phone Number,Manager,Job Title,Job Title Level,Department,Division,Country,Gender,Race/Ethnicity"
)
QUALTRICS = (
    "First Name\tLast Name\tEmail\tUniqueIdentifier\tEmployeeID\tManagerID\tLanguage\tOrg Unit Description"
    "\tTenure"
)
_CULTURE_AMP = (
    "name preferred external_id email left_on language manager_email zone title unit division manager"
)
GERMAN = (
    "Personalnummer;Nachname;Vorname;E-Mail-Adresse;Stellenbezeichnung;Abteilung;Bereich;Führungskraft;"
    "Sprache;Zeitzone;Austrittsdatum;Gehalt"
)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (LATTICE, "external_id first last name email title unit manager_email status zone"),
        (
            CULTURE_AMP,
            _CULTURE_AMP,
        ),
        (QUALTRICS, "first last email external_id manager_id language unit"),
        (GERMAN, "external_id last first email title unit division manager language zone left_on"),
    ],
    ids=["Lattice", "Culture Amp", "Qualtrics", "German"],
)
def test_an_export_is_recognized(head: str, expected: str) -> None:
    delimiter = next(one for one in "\t;," if one in head)
    row = delimiter.join("Klaus Amt" if "hrungskraft" in one else "x" for one in head.split(delimiter))
    assert set(table(read(f"{head}\n{row}\n".encode())).places) == set(expected.split())


def test_birthday_pay_and_origin_are_not_read_and_are_named() -> None:
    found = table(read(f"{CULTURE_AMP}\n{CULTURE_AMP.replace(',', ' x,')}\n".encode()))
    assert {"Date of Birth", "Gender", "Race/Ethnicity", "Start Date"} <= set(found.not_read)
    kept = repr(found.raw())
    assert "Email x" in kept
    assert "Birth" not in kept
    assert "Ethnicity" not in kept


def test_a_mail_address_of_ones_own_is_never_taken_for_the_one_at_work() -> None:
    found = table(read(b"Personal email,Email,Work email,Name\nown@x.example,b@x.example,w@x.example,A B\n"))
    assert found.value(found.rows[0], F.EMAIL) == "w@x.example"
    assert found.not_read == ("Personal email", "Email")


@pytest.mark.parametrize(
    ("below", "field"), [("ja", F.LEADER), ("nein", F.LEADER), ("Vos, Marianne", F.MANAGER)]
)
def test_fuehrungskraft_is_who_leads_or_whether_as_what_stands_below_it(below: str, field: Field) -> None:
    found = table(read(f'E-Mail;Name;Führungskraft\na@x.example;A B;"{below}"\n'.encode()))
    assert field in found.places


def test_a_table_that_was_put_away_comes_back_the_same() -> None:
    found = table(read(b"Name,Shoe,Email\nA B,38,a@x.example\n\nC D,39\n"))
    again = restored(found.raw(), {field.value: text for field, text in found.headings.items()})
    assert again.raw() == found.raw()
    assert [row.number for row in again.rows] == [2, 4]
    assert dict(again.headings) == dict(found.headings)
