"""What an import would do: whom it adds and changes, who could have left, and what it never does."""

from __future__ import annotations

import csv
import io
import zoneinfo
from collections import Counter
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hansei.core.roster import House, Known, Leaders, Plan, carried_out, plan, read, table

HOUSE = House(("en", "de"), frozenset(zoneinfo.available_timezones()), date(2026, 3, 17))
BOSS = Known("otto@x.example", "Otto Brandt", unit="Works", external_id="1", is_leader=True)
ANN = Known("ann@x.example", "Ann Lee", unit="Works", manager=BOSS.email, external_id="2")
BOB = Known("bob@x.example", "Bob Ray", manager=ANN.email)
GONE = Known("eve@x.example", "Eve Roth", here=False, external_id="9")
STEWARD = Known("ines@x.example", "Ines Falk", has_role=True)
EVERYBODY = (BOSS, ANN, BOB, GONE, STEWARD)


def planned(text: str, *known: Known, leaders: Leaders = Leaders.COLUMN) -> Plan:
    return plan(table(read(text.encode())), known or EVERYBODY, HOUSE, leaders)


def codes(made: Plan) -> list[tuple[int, str, str]]:
    return [(one.row, one.column, one.code) for one in made.problems]


def test_somebody_new_is_added_with_what_the_file_says_and_the_house_proposes() -> None:
    made = planned(
        "Email,Name,Title,Department,Manager Email,Time zone\n"
        "NEW@x.example,Nia Sol,Fitter,Hall 2,Ann@x.example,asia/tokyo\n"
    )
    assert [(one.email, one.name, one.row) for one in made.added] == [("new@x.example", "Nia Sol", 2)]
    assert made.added[0].facts == {
        "name": "Nia Sol", "title": "Fitter", "unit": "Hall 2", "manager": "ann@x.example",
        "zone": "Asia/Tokyo", "language": "en",
    }  # fmt: skip
    assert made.problems == ()


def test_a_change_says_from_what_to_what_and_a_blank_cell_says_nothing() -> None:
    made = planned(
        "Email,Name,Department,Manager Email\n"
        "bob@x.example,,Foundry,otto@x.example\nann@x.example,Ann Lee,,\n"
    )
    assert [(one.fact, one.was, one.will) for one in made.changed[0].changes] == [
        ("manager", "Ann Lee", "Otto Brandt"),
        ("unit", "", "Foundry"),
    ]
    assert (len(made.changed), made.unchanged) == (1, 1)


def test_nobody_who_signs_in_is_given_another_address_and_the_rest_of_the_row_holds() -> None:
    made = planned("Employee ID,Email,Title\n2,mine@x.example,Head\n")
    assert [(one.email, dict(one.facts)) for one in made.changed] == [("ann@x.example", {"title": "Head"})]
    assert codes(made) == [(2, "Email", "another_mail")]


def test_an_address_that_was_given_to_somebody_new_does_not_become_their_way_in() -> None:
    made = planned("Employee ID,Email,Name\n777,ann@x.example,Anna Leeds\n")
    assert made.changed == made.added == ()
    assert codes(made) == [(2, "Employee ID", "another_number")]
    assert "ann@x.example" not in {one.email for one in made.leaving}


def test_a_row_that_fits_two_people_is_left_to_people() -> None:
    made = planned("Employee ID,Email,Name\n1,ann@x.example,Ann Lee\n")
    assert codes(made) == [(2, "Employee ID", "number_of_another")]
    assert not made.changed


def test_whoever_left_does_not_come_back_by_a_file() -> None:
    assert codes(planned("Email,Name\neve@x.example,Eve Roth\n")) == [(2, "Email", "has_left")]


def test_roles_of_the_house_are_no_column_and_their_holders_are_not_offered_as_leaving() -> None:
    made = planned("Email,Name,is_steward,is_operator,is_council\nnew@x.example,Nia Sol,yes,yes,yes\n")
    assert set(made.added[0].facts) == {"name", "language", "zone"}
    assert made.with_role == ("Ines Falk",)
    assert {one.email for one in made.leaving} == {BOSS.email, ANN.email, BOB.email}


def test_who_could_have_left_is_said_by_status_by_date_or_by_not_being_named() -> None:
    made = planned(
        "Email,Name,Status,End Date\notto@x.example,Otto Brandt,active,2027-01-01\n"
        "ann@x.example,Ann Lee,Terminated,\nold@x.example,Old Man,,01.02.2020\n"
    )
    assert [(one.email, one.row) for one in made.leaving] == [("ann@x.example", 3), ("bob@x.example", 0)]
    assert made.added == ()
    after = {one.email: one.here for one in carried_out(made, EVERYBODY, ["bob@x.example", "otto@x.example"])}
    assert (after["bob@x.example"], after["otto@x.example"], after["ann@x.example"]) == (False, True, True)


def test_whoever_was_taken_on_again_is_not_gone() -> None:
    made = planned("Email,Name,Status\nann@x.example,Ann Lee,terminated\nann@x.example,Ann Lee,active\n", ANN)
    assert (made.leaving, made.unchanged) == ((), 1)


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        ("no mail,Nia Sol,,,,", "Email", "bad_mail"),
        ("аnn@x.example,Nia Sol,,,,", "Email", "bad_mail"),  # the first letter is Cyrillic
        (",Nia Sol,,,,", "Email", "no_mail"),
        ("new@x.example,,,,,", "Name", "no_name"),
        ("new@x.example,=cmd|x,,,,", "Name", "formula"),
        (f"new@x.example,{'x' * 121},,,,", "Name", "too_long"),
    ],
)
def test_a_bad_row_is_left_out_with_its_column_and_the_good_ones_are_not(
    cell: str, column: str, code: str
) -> None:
    made = planned(f"Email,Name,Manager,Language,Zone,Time zone\n{cell}\ngood@x.example,Good One,,,,\n")
    assert codes(made) == [(2, column, code)]
    assert made.problems[0].left_out
    assert [one.email for one in made.added] == ["good@x.example"]


@pytest.mark.parametrize(
    ("cell", "column", "code"),
    [
        ("nobody@x.example,,,", "Manager", "unknown_boss"),
        ("eve@x.example,,,", "Manager", "boss_has_left"),
        ("new@x.example,,,", "Manager", "own_boss"),
        (",Klingon,,", "Language", "unknown_language"),
        (",,Mars/North,", "Time zone", "unknown_zone"),
        (",,,perhaps", "Is leader", "yes_or_no"),
    ],
)
def test_what_is_wrong_in_one_cell_is_left_out_alone(cell: str, column: str, code: str) -> None:
    made = planned(f"Email,Name,Manager,Language,Time zone,Is leader\nnew@x.example,Nia Sol,{cell}\n")
    assert codes(made) == [(2, column, code)]
    assert not made.problems[0].left_out
    assert [one.email for one in made.added] == ["new@x.example"]


def test_of_two_rows_for_one_person_neither_is_taken_and_nobody_is_offered_as_leaving_for_it() -> None:
    made = planned(
        "Email,Name\nann@x.example,Ann Lee\nANN@x.example,Ann Other\notto@x.example,O\nbob@x.example,B\n"
    )
    assert codes(made) == [(2, "Email", "double_email"), (3, "Email", "double_email")]
    assert made.leaving == ()


def test_a_boss_is_found_by_address_by_number_and_by_name_and_two_of_one_name_are_nobody() -> None:
    twins = (Known("a1@x.example", "Kim Poe"), Known("a2@x.example", "Kim Poe"))
    head = "Email,Name,Manager\n"
    for cell, boss in [("2", ANN.email), ("ANN@x.example", ANN.email), ('"Lee, Ann"', ANN.email)]:
        made = planned(f"{head}new@x.example,Nia Sol,{cell}\n", *EVERYBODY, *twins)
        assert made.added[0].facts["manager"] == boss
    made = planned(f"{head}new@x.example,Nia Sol,Kim Poe\n", *EVERYBODY, *twins)
    assert codes(made) == [(2, "Manager", "several_bosses")]


def test_a_boss_who_is_new_in_the_same_file_is_found_whatever_the_order() -> None:
    made = planned("Email,Name,Manager Email\na@x.example,A A,b@x.example\nb@x.example,B B,otto@x.example\n")
    assert [one.facts["manager"] for one in made.added] == ["b@x.example", "otto@x.example"]


def test_nobody_comes_to_stand_above_themself() -> None:
    made = planned("Email,Name,Manager Email\notto@x.example,Otto Brandt,bob@x.example\n")
    assert codes(made) == [(2, "Manager Email", "circle")]
    assert made.changed == ()


def test_whoever_has_reports_can_become_a_leader_and_nobody_stops_being_one() -> None:
    text = (
        "Email,Name,Manager Email,Is leader\nnew@x.example,Nia Sol,bob@x.example,no\n"
        "bob@x.example,,,\notto@x.example,,,no\n"
    )
    by = {how: planned(text, leaders=how) for how in Leaders}
    leads = {how: {one.email for one in made.changed if "is_leader" in one.facts} for how, made in by.items()}
    assert leads == {Leaders.COLUMN: {BOSS.email}, Leaders.REPORTS: {BOB.email}, Leaders.KEEP: set()}


@pytest.mark.parametrize(
    ("head", "cells", "name"),
    [
        ("Name,Preferred Name", "Emma Akin,Em", "Em Akin"),
        ("First name,Last name", "Emma,van Akin", "Emma van Akin"),
        ("First name,Last name,Preferred name", "Emma,Akin,Emi Akin", "Emi Akin"),
        ("Nachname,Vorname", "Müller,Zoë", "Zoë Müller"),
        ("Name", '"Akin, Emma"', "Emma Akin"),
        ("Name", '"Sam Okoro, Jr."', "Sam Okoro, Jr."),
    ],
)
def test_people_are_called_as_they_want_to_be(head: str, cells: str, name: str) -> None:
    assert planned(f"Email,{head}\nnew@x.example,{cells}\n").added[0].name == name


# ------------------------------------------------------------------------------------------------ properties
_MAILS = [f"p{n}@x.example" for n in range(7)]
_KNOWN = st.builds(
    Known,
    email=st.sampled_from(_MAILS),
    name=st.sampled_from(["Ann Lee", "Bob Ray", "Kim Poe"]),
    unit=st.sampled_from(["", "Works"]),
    external_id=st.sampled_from(["", *"1234"]),
    here=st.sampled_from([True, True, True, False]),
    has_role=st.sampled_from([False, False, True]),
    is_leader=st.booleans(),
)
_REFS = st.sampled_from(["", "", *_MAILS, "1", "2", "3", "Ann Lee", "Bob Ray", "nobody"])
_ROWS = st.fixed_dictionaries(
    {
        "Email": st.sampled_from(["", "not one", *_MAILS, *(mail.upper() for mail in _MAILS)]),
        "Employee ID": st.sampled_from(["", "", *"12345"]),
        "Name": st.sampled_from(["", "Ann Lee", "Bob Ray", "Ray, Bob", "Mo Day"]),
        "Department": st.sampled_from(["", "Works", "Foundry"]),
        "Manager": _REFS,
        "Dotted line": st.lists(_REFS, max_size=2).map("; ".join),
        "Language": st.sampled_from(["", "en-GB", "Deutsch", "tlh"]),
        "Status": st.sampled_from(["", "active", "terminated", "who knows"]),
        "Is leader": st.sampled_from(["", "yes", "no"]),
    }
)


@st.composite
def directories(draw: st.DrawFn) -> list[Known]:
    """A directory as it can be: addresses and numbers are there once, and nobody stands above themself."""
    people = draw(st.lists(_KNOWN, max_size=6, unique_by=lambda one: one.email))
    made: list[Known] = []
    for one in people:
        boss = draw(st.sampled_from(["", *(before.email for before in made)]))
        number = one.external_id if one.external_id not in {other.external_id for other in made} else ""
        made.append(Known(**{**vars(one), "manager": boss, "external_id": number}))
    return made


def _file(rows: list[dict[str, str]]) -> bytes:
    kept = io.StringIO()
    writer = csv.DictWriter(kept, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return kept.getvalue().encode()


@settings(max_examples=150, deadline=None)
@given(directories(), st.lists(_ROWS, min_size=1, max_size=7), st.sampled_from(Leaders), st.data())
def test_done_and_planned_again_there_is_nothing_to_do(
    directory: list[Known], rows: list[dict[str, str]], leaders: Leaders, data: Any
) -> None:
    if not any("".join(row.values()) for row in rows):
        return
    found = table(read(_file(rows)))
    made = plan(found, directory, HOUSE, leaders)
    leave = data.draw(st.sets(st.sampled_from([one.email for one in made.leaving] or [""])))
    names = Counter(one.name for one in directory)
    # Whoever shares a name and leaves makes it mean somebody: then there is something to do.
    assume(not any(one.email in leave and names[one.name] > 1 for one in directory))
    after = carried_out(made, directory, leave)
    again = plan(found, after, HOUSE, leaders)
    assert (again.added, again.changed) == ((), ())
    assert {one.email for one in again.leaving} == {one.email for one in made.leaving} - leave
    _holds(directory, after, leave)


def _holds(before: list[Known], after: list[Known], leave: set[str]) -> None:
    was, now = {one.email: one for one in before}, {one.email: one for one in after}
    assert len(now) == len(after)
    for email, one in was.items():
        assert now[email].external_id == one.external_id or not one.external_id
        assert now[email].has_role is one.has_role
        assert now[email].here is (one.here and email not in leave)
        if not one.here:
            assert now[email] == one
    numbers = [one.external_id for one in after if one.external_id]
    assert len(numbers) == len(set(numbers))
    for one in after:
        above, seen = one.manager, set()
        while above:
            assert above not in seen | {one.email}
            seen.add(above)
            above = now[above].manager
