"""Whoever runs the server imports people as the steward's page does, after having seen what would happen."""

from __future__ import annotations

import pytest

from tests.cli.installation import Installation

FILE = (
    "Email;Name;Vorgesetzter;Status\n"
    "otto@halden.example;Otto Brandt;;\n"
    "ann@halden.example;Ann Lee;Otto Brandt;\n"
    "none;Nobody;;\n"
)
COUNT = (
    "from hansei.web.common.people.models import Person; print(Person.objects.filter(left_on=None).count())"
)


@pytest.mark.slow
def test_people_are_imported_by_a_command_once_and_not_at_all_by_a_dry_run(prepared: Installation) -> None:
    file = prepared.data.parent / "people.csv"
    file.write_text(FILE, encoding="cp1252")
    said = prepared.do("people", "import", file, "--dry-run")
    assert "2 would be added" in said
    assert "Row 4, column Email" in said
    assert prepared.python(COUNT).strip() == "0"
    assert "2 people added" in prepared.do("people", "import", file, "--yes")
    assert "0 would be added, 0 changed" in prepared.do("people", "import", file, "--yes")
    file.write_text(FILE.replace("Otto Brandt;\n", "Otto Brandt;ausgeschieden\n"), encoding="utf-8")
    assert "1 marked as having left" in prepared.do("people", "import", file, "--yes", "--mark-left")
    assert prepared.python(COUNT).strip() == "1"
    file.write_text(FILE, encoding="utf-8")
    assert "has left" in prepared.do("people", "import", file, "--dry-run")
    prepared.do("people", "bring-back", "ann@halden.example")
    assert prepared.python(COUNT).strip() == "2"
    assert "Nobody who left" in prepared.refuses("people", "bring-back", "ann@halden.example")
