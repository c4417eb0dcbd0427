"""A file of people is shown before it is written, written as it was shown, and moves nobody's sign-in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hansei.core import clock, roster
from hansei.core.agreement import State
from hansei.core.roster import Leaders, carried_out
from hansei.web.common.people import roster as directory
from hansei.web.common.people import services as people
from hansei.web.common.people.models import Person, Unit
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy import uploads
from hansei.web.ground.policy.errors import Stale
from hansei.web.outward.stewardship import importing
from hansei.web.outward.stewardship.models import Line, Waiting
from tests.web.pages import read
from tests.world import World, sign_in

FILE = (
    "Employee ID,Name,Email,Title,Department,Division,Manager Email,Dotted line,Date of Birth\n"
    "77,Nia Sol,Nia.Sol@halden.example,Fitter,Hall 2,Plant South,marianne.vos@halden.example,,1990-01-01\n"
    "12,Marianne Vos,marianne.vos@halden.example,Head of Works,Works,,otto.brandt@halden.example,"
    "greta.stein@halden.example,1970-02-02\n"
    ",Sam Okoro,sam.okoro@halden.example,,,,nobody@halden.example,,\n"
    ",,no mail,,,,,,\n"
)


def send(browser: Client, text: str = FILE) -> Any:
    return browser.post("/stewardship/people/import/", {"people": SimpleUploadedFile("p.csv", text.encode())})


def shown(browser: Client, text: str = FILE) -> tuple[str, str]:
    """The address of the preview, and the version that stands on it."""
    url = send(browser, text)["Location"]
    return url, version(browser, url)


def version(browser: Client, url: str) -> str:
    return str(read(browser.get(url)).form(having="seen").fields["seen"].values[0])


def confirm(browser: Client, text: str = FILE) -> Any:
    url, seen = shown(browser, text)
    return browser.post(url, {"act": "confirm", "seen": seen}, follow=True)


def entries() -> list[tuple[Any, ...]]:
    facts = ("email", "name", "title", "unit__name", "manager__email", "external_id", "left_on", "is_leader")
    return list(Person.objects.order_by("email").values_list(*facts))


def test_nothing_is_written_until_it_is_confirmed(world: World) -> None:
    browser, before = sign_in(world.steward), entries()
    url, _seen = shown(browser)
    page = read(browser.get(f"{url}?show=added")).text
    assert "Nia Sol" in page
    assert entries() == before
    assert not Unit.objects.filter(name="Hall 2").exists()
    browser.post(url, {"act": "drop"})
    assert not Waiting.objects.exists()
    assert entries() == before


def test_what_was_shown_is_written_and_the_bad_row_lost_none_of_the_good(world: World) -> None:
    page = confirm(sign_in(world.steward))
    assert "1 person added, 1 changed" in read(page).text
    nia = Person.objects.select_related("unit__parent", "manager").get(email="nia.sol@halden.example")
    assert (nia.name, nia.title, nia.external_id, nia.manager) == ("Nia Sol", "Fitter", "77", world.leader)
    assert nia.unit is not None
    assert nia.unit.parent is not None
    assert (nia.unit.name, nia.unit.parent.name) == ("Hall 2", "Plant South")
    assert not nia.has_usable_password()
    world.leader.refresh_from_db()
    assert (world.leader.title, world.leader.external_id) == ("Head of Works", "12")
    assert [one.name for one in world.leader.dotted.all()] == ["Greta Stein"]
    assert [one.verb for one in audit.entries(nia.chain)] == ["person.added"]
    assert [one.actor for one in audit.entries(world.leader.chain)][-1] == world.steward.chain
    assert audit.broken_chains() == []


def test_the_same_file_a_second_time_changes_nothing(world: World) -> None:
    browser = sign_in(world.steward)
    confirm(browser)
    before, written = entries(), len(audit.entries(world.leader.chain))
    assert Unit.objects.filter(name="Hall 2").count() == 1
    url, _seen = shown(browser)
    assert "There is nothing to write" in read(browser.get(url)).text
    assert Waiting.objects.get().counts["unchanged"] == 3
    assert (entries(), len(audit.entries(world.leader.chain))) == (before, written)


def test_errors_name_row_and_column(world: World) -> None:
    browser = sign_in(world.steward)
    url, _seen = shown(browser)
    page = read(browser.get(f"{url}?show=problem")).text
    assert "Row 5, column “Email”" in page
    assert "“no mail” is no mail address" in page
    assert "Row 4, column “Manager Email”" in page


def test_columns_that_are_not_recognized_are_kept_nowhere(world: World) -> None:
    browser = sign_in(world.steward)
    url, _seen = shown(browser)
    waiting = Waiting.objects.get()
    kept = repr((waiting.rows, [line.said for line in Line.objects.all()]))
    assert "Head of Works" in kept
    assert "1990-01-01" not in kept
    assert "Date of Birth" in read(browser.get(url)).text


def test_what_changed_meanwhile_is_shown_again_and_nothing_was_written(world: World) -> None:
    browser = sign_in(world.steward)
    url, seen = shown(browser)
    people.change_person(world.steward, world.leader, title="Head of Everything")
    answer = browser.post(url, {"act": "confirm", "seen": seen})
    assert answer.status_code == 409
    assert "Head of Everything → Head of Works" in read(browser.get(f"{url}?show=changed")).text
    assert not Person.objects.filter(email="nia.sol@halden.example").exists()
    again = browser.post(url, {"act": "confirm", "seen": version(browser, url)})
    assert again.status_code == 302
    assert Person.objects.filter(email="nia.sol@halden.example").exists()


def test_a_change_that_does_not_matter_to_the_file_stops_nobody(world: World) -> None:
    browser = sign_in(world.steward)
    url, seen = shown(browser)
    people.change_person(world.steward, world.stranger, title="Astronomer")
    assert browser.post(url, {"act": "confirm", "seen": seen}).status_code == 302


def test_who_is_not_in_the_file_stays_unless_they_are_ticked(agreed: World) -> None:
    browser = sign_in(agreed.steward)
    url, _seen = shown(browser)
    assert Line.objects.filter(kind="leaving").count() > 10
    left = Line.objects.get(kind="leaving", email=agreed.coach.email)
    also = Line.objects.get(kind="leaving", email=agreed.stranger.email)
    browser.post(url, {"act": "tick", "shown": [left.pk, also.pk], "left": [left.pk]})
    coach = sign_in(agreed.coach)
    assert coach.get("/yours/").status_code == 200
    browser.post(url, {"act": "confirm", "seen": version(browser, url)})
    assert set(Person.objects.exclude(left_on=None)) == {agreed.coach}
    assert coach.get("/yours/").status_code == 302
    assert agreed.engagement is not None
    agreed.engagement.refresh_from_db()
    assert agreed.engagement.state == State.PAUSED


def test_ticks_that_were_made_after_the_page_was_read_are_not_confirmed_with_it(world: World) -> None:
    browser = sign_in(world.steward)
    url, seen = shown(browser)
    browser.post(url, {"act": "tick_all"})
    assert browser.post(url, {"act": "confirm", "seen": seen}).status_code == 409
    assert not Person.objects.exclude(left_on=None).exists()


def test_no_file_makes_a_steward_an_operator_or_the_council_or_moves_an_address(world: World) -> None:
    text = (
        "Employee ID,Email,Name,is_steward,Steward,Operator,Council,is_council,Password,left_on,chain\n"
        "5,new@halden.example,New One,yes,yes,yes,yes,yes,secret,,x\n"
        "12,mine@halden.example,Marianne Vos,yes,,,,,,,\n"
    )
    people.change_person(world.steward, world.leader, external_id="12")
    confirm(sign_in(world.steward), text)
    new = Person.objects.get(email="new@halden.example")
    assert not any((new.is_steward, new.is_operator, new.is_council, new.has_usable_password()))
    world.leader.refresh_from_db()
    assert world.leader.email == "marianne.vos@halden.example"
    assert not Person.objects.filter(email="mine@halden.example").exists()


def test_of_another_steward_a_file_is_not_there_and_after_an_hour_it_is_gone(world: World) -> None:
    browser = sign_in(world.steward)
    url, seen = shown(browser)
    people.change_person(world.steward, world.peers[0], is_steward=True)
    other = sign_in(Person.objects.get(pk=world.peers[0].pk))
    assert other.get("/stewardship/people/import/").status_code == 200
    assert other.get(url).status_code == 404
    waiting = Waiting.objects.get()
    with clock.shifted(timedelta(minutes=59)):
        assert importing.forget_old() == 0
    with clock.shifted(timedelta(minutes=61)):
        assert sign_in(world.steward).get(url).status_code == 404
        with pytest.raises(people.NotPossible):
            importing.confirm(waiting, seen=seen)
        assert importing.forget_old() == 1
    assert not Line.objects.exists()


@pytest.mark.parametrize("leaders", Leaders)
def test_what_is_written_is_what_the_plan_says_whoever_leads(world: World, leaders: Leaders) -> None:
    table = roster.table(roster.read(FILE.encode()))
    before, plan = directory.known(), importing.planned(table, leaders)
    leave = [world.stranger.email, world.steward.email]
    done = importing.write_now(table, leaders, leave, seen=plan.digest())
    assert (done.added, done.left) == (1, 1)
    after = {one.email: one for one in carried_out(plan, before, leave)}
    assert {one.email: one for one in directory.known()} == after
    assert importing.planned(table, leaders).added == ()
    with pytest.raises(Stale):
        importing.write_now(table, leaders, [], seen=plan.digest())


def test_a_file_that_cannot_be_read_says_why_and_a_huge_one_is_refused(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in(world.steward)
    answer = send(browser, "Shoe,Size\n1,2\n")
    assert answer.status_code == 400
    assert "No column with mail addresses" in read(answer).text
    assert browser.post("/stewardship/people/import/").status_code == 400
    monkeypatch.setattr(uploads, "MOST_BYTES", 100)
    answer = send(browser)
    assert answer.status_code == 413
    assert "larger than" in read(answer).text
    assert not Waiting.objects.exists()


def test_a_number_of_somebody_else_is_refused_on_a_page_as_well(world: World) -> None:
    people.change_person(world.steward, world.leader, external_id="12")
    with pytest.raises(people.NotPossible):
        people.change_person(world.steward, world.stranger, external_id="12")


@pytest.mark.slow
def test_five_thousand_people_take_few_statements_and_the_preview_as_few_as_with_five(world: World) -> None:
    rows = [f"p{n}@halden.example,Person {n},p{n // 9}@halden.example,Unit {n // 90}" for n in range(1, 5001)]
    browser = sign_in(world.steward)
    head = "Email,Name,Manager Email,Department\n"
    few, _seen = shown(browser, head + "\n".join(rows[:5]))
    with CaptureQueriesContext(connection) as small:
        browser.get(few)
    url, seen = shown(browser, head + "\n".join(rows))
    with CaptureQueriesContext(connection) as large:
        page = read(browser.get(f"{url}?show=added"))
    assert len(large) <= len(small) + 1
    assert "1 to 50 of 5000" in page.text
    with CaptureQueriesContext(connection) as writing:
        assert browser.post(url, {"act": "confirm", "seen": seen}).status_code == 302
    assert Person.objects.count() > 5000
    assert len(writing) < 400
