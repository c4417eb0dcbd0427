"""A second coach says yes or no before anything begins, and before anything is theirs to see."""

from __future__ import annotations

import importlib

import pytest
from django.apps import apps
from django.core import mail as outbox

from hansei.core import clock
from hansei.core.agreement import State
from hansei.web.common.engagements import protecting, seconds, selectors, services
from hansei.web.common.engagements.models import AgreementVersion, Engagement, SecondAsked
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.jobs import services as jobs
from tests.web.pages import read
from tests.world import World, on_the_bench, sign_in


@pytest.fixture
def second(agreed: World) -> Person:
    on_the_bench(agreed.stranger)
    return agreed.stranger


def now(world: World) -> Engagement:
    assert world.engagement is not None
    return Engagement.objects.select_related("leader", "coach", "second_coach").get(pk=world.engagement.pk)


def named(world: World, second: Person | None) -> Engagement:
    row = now(world)
    services.name_people(row, world.leader, read_at=row.version, second_coach=second, third_person=None)
    return now(world)


def signed_by_both(world: World) -> Engagement:
    for person in (world.leader, world.coach):
        row = now(world)
        services.sign(row, person, read_at=row.version)
    return now(world)


def page_of(person: Person) -> str:
    (asked,) = seconds.asks(person)
    return f"/stand-behind/{asked.pk}/"


def test_whoever_is_named_is_asked_and_learns_the_coach_and_not_the_leader(
    agreed: World, second: Person
) -> None:
    named(agreed, second)
    jobs.run_all(future=True)
    assert [one.to for one in outbox.outbox if second.email in one.to] == [[second.email]]
    browser = sign_in(second)
    for address in ("/", page_of(second)):
        page = read(browser.get(address)).text
        assert "Tomasz Lind" in page
        assert "Marianne" not in page
    assert "You are free not to." in read(browser.get("/")).text
    engagement = now(agreed)
    for end in ("", "behind/", "note/", "people/", "version/2/"):
        assert browser.get(f"/agreement/{engagement.pk}/{end}").status_code == 404, end


def test_nothing_begins_for_them_before_their_yes_whoever_signs(agreed: World, second: Person) -> None:
    named(agreed, second)
    row = signed_by_both(agreed)
    assert row.second_coach is None
    assert selectors.newest_version(row).in_force_on is None
    assert (row.state, selectors.behind(second)) == (State.AGREED, []), "what was agreed before holds"
    with pytest.raises(NotPossible):
        protecting.write_note(row, agreed.coach, "Hello")
    assert not SharedItem.objects.exists()
    sign_in(second).post(page_of(second), {"answer": "yes"})
    row = now(agreed)
    assert row.second_coach == second
    assert selectors.newest_version(row).in_force_on is not None
    assert not SecondAsked.objects.exists(), "it holds: from here on they step back"
    protecting.write_note(row, agreed.coach, "Hello")


def test_a_yes_before_the_signatures_begins_with_the_last_of_them(agreed: World, second: Person) -> None:
    named(agreed, second)
    (asked,) = seconds.asks(second)
    services.answer_second(asked, second, yes=True)
    assert now(agreed).second_coach is None
    assert signed_by_both(agreed).second_coach == second


def test_a_no_is_a_no_however_often_the_two_sign_and_is_not_asked_again(
    agreed: World, second: Person
) -> None:
    named(agreed, second)
    browser = sign_in(second)
    assert browser.post(page_of(second), {"answer": "no"}).status_code == 302
    row = signed_by_both(agreed)
    assert row.second_coach is None
    page = read(sign_in(agreed.leader).get(f"/agreement/{row.pk}/")).text
    assert "would rather not. No reason is asked." in page
    assert second.name not in read(sign_in(agreed.leader).get(f"/agreement/{row.pk}/people/")).text
    for before in (False, True):
        if before:
            named(agreed, None)
        with pytest.raises(NotPossible):
            named(agreed, second)
    assert seconds.asks(second) == []
    assert SecondAsked.objects.get().answer == seconds.NO
    # And without them it holds.
    assert selectors.newest_version(signed_by_both(agreed)).in_force_on is not None


def test_until_it_holds_they_may_say_otherwise(agreed: World, second: Person) -> None:
    named(agreed, second)
    browser, address = sign_in(second), page_of(second)
    for answer in ("no", "yes", "no"):
        browser.post(address, {"answer": answer})
        assert SecondAsked.objects.get().answer == answer
    signed_by_both(agreed)
    browser.post(address, {"answer": "yes"})
    assert now(agreed).second_coach == second
    assert browser.get(address).status_code == 404
    assert browser.post(address, {"answer": "no"}).status_code == 404


@pytest.mark.parametrize("data", [{}, {"answer": ""}, {"answer": "perhaps"}])
def test_what_is_no_answer_changes_nothing(agreed: World, second: Person, data: dict[str, str]) -> None:
    named(agreed, second)
    assert sign_in(second).post(page_of(second), data).status_code == 400
    assert SecondAsked.objects.get().answer == ""


def test_nobody_answers_for_them(agreed: World, second: Person) -> None:
    named(agreed, second)
    (asked,) = seconds.asks(second)
    for seat, person in agreed.seats.items():
        if person == second or person is None:
            continue
        browser = sign_in(person)
        assert browser.get(f"/stand-behind/{asked.pk}/").status_code == 404, seat
        assert browser.post(f"/stand-behind/{asked.pk}/", {"answer": "yes"}).status_code == 404, seat
        with pytest.raises(NotPossible):
            services.answer_second(asked, person, yes=True)
    assert SecondAsked.objects.get().answer == ""


def _another(world: World) -> None:
    on_the_bench(world.peers[1])
    named(world, world.peers[1])


def _nobody(world: World) -> None:
    named(world, None)


def _as_it_was(world: World) -> None:
    services.leave_as_it_was(now(world), world.leader)


def _end(world: World) -> None:
    services.end(now(world), world.leader)


def _erase(world: World) -> None:
    leaving.erase(world.leader)


@pytest.mark.parametrize("take_back", [_another, _nobody, _as_it_was, _end, _erase])
@pytest.mark.parametrize("answer", [None, True])
def test_once_taken_back_they_are_asked_nothing_and_get_no_mail_any_more(
    agreed: World, second: Person, take_back: object, answer: bool | None
) -> None:
    named(agreed, second)
    address = page_of(second)
    (asked,) = seconds.asks(second)
    if answer is not None:
        services.answer_second(asked, second, yes=answer)
    assert callable(take_back)
    take_back(agreed)
    browser = sign_in(second)
    assert browser.get(address).status_code == 404
    assert "Tomasz Lind" not in read(browser.get("/")).text
    assert not SecondAsked.objects.filter(person=second).exists()
    outbox.outbox.clear()
    jobs.run_all(future=True)
    assert [one for one in outbox.outbox if second.email in one.to] == []


def test_whoever_stands_there_is_not_asked_again_when_the_term_changes(agreed: World, second: Person) -> None:
    named(agreed, second)
    sign_in(second).post(page_of(second), {"answer": "yes"})
    row = signed_by_both(agreed)
    services.draft(
        row, agreed.leader, read_at=row.version, conversations=9, planned_end=row.planned_end, hours=9
    )
    assert not SecondAsked.objects.exists()
    assert signed_by_both(agreed).second_coach == second
    assert selectors.newest_version(now(agreed)).in_force_on is not None


def test_asked_before_a_change_of_the_term_they_are_asked_once(agreed: World, second: Person) -> None:
    named(agreed, second)
    (asked,) = seconds.asks(second)
    services.answer_second(asked, second, yes=True)
    row = now(agreed)
    services.draft(
        row, agreed.leader, read_at=row.version, conversations=9, planned_end=row.planned_end, hours=9
    )
    assert SecondAsked.objects.get() == asked
    assert signed_by_both(agreed).second_coach == second


def test_whoever_stepped_back_can_be_asked_again_and_has_to_say_yes_again(
    agreed: World, second: Person
) -> None:
    named(agreed, second)
    sign_in(second).post(page_of(second), {"answer": "yes"})
    protecting.step_back(signed_by_both(agreed), second)
    named(agreed, second)
    assert signed_by_both(agreed).second_coach is None
    assert len(seconds.asks(second)) == 1


def test_they_take_out_that_they_were_asked_and_erase_it(agreed: World, second: Person) -> None:
    named(agreed, second)
    (part,) = [part for part in leaving.take_out(second).values() if "asked_to_stand_behind" in part]
    assert part["asked_to_stand_behind"][0]["coach"] == "Tomasz Lind"
    assert "Marianne" not in str(part)
    leaving.erase(second)
    assert not SecondAsked.objects.exists()


@pytest.fixture
def before_it_was_asked(agreed: World, second: Person) -> Engagement:
    """As 0.2 left it: named in a text that does not hold yet, and never asked."""
    row = named(agreed, second)
    SecondAsked.objects.all().delete()
    return row


def test_whoever_was_named_before_this_was_asked_is_asked_by_the_update(
    agreed: World, second: Person, before_it_was_asked: Engagement
) -> None:
    update = importlib.import_module(
        "hansei.web.common.engagements.migrations.0006_whoever_was_named"
    ).whoever_was_named_is_asked
    for _ in range(2):
        update(apps, None)
    assert len(seconds.asks(second)) == 1
    services.answer_second(seconds.asks(second)[0], second, yes=True)
    assert signed_by_both(agreed).second_coach == second
    # Who stands there already is not.
    row = now(agreed)
    services.draft(
        row, agreed.leader, read_at=row.version, conversations=9, planned_end=row.planned_end, hours=9
    )
    assert AgreementVersion.objects.filter(in_force_on=None, second_coach=second).exists()
    update(apps, None)
    assert seconds.asks(second) == []
    assert not SecondAsked.objects.exists()
    assert row.planned_end > clock.now().date()
