"""Whoever watches the house reads what is settled and when, and nothing about anybody; roles stay apart."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hansei.web.common.bench import services as benches
from hansei.web.common.engagements import sponsor_page
from hansei.web.common.people import services as people
from hansei.web.common.people.models import Organization, Person, Settled
from hansei.web.common.people.selectors import switched_on
from hansei.web.outward.stewardship import services as stewardship
from hansei.web.steps.mirror import services as mirrors
from tests.web.pages import Walk, read
from tests.world import World, sign_in


def _settle(world: World, **changed: object) -> int:
    browser = sign_in(world.steward)
    form = read(browser.get("/stewardship/house/")).form(having="k_pulse")
    data = dict(form.data())
    for name, value in changed.items():
        data.pop(name) if value is None else data.update({name: value})
    return browser.post("/stewardship/house/", data).status_code


def test_a_switch_that_is_off_refuses_below_the_screens_and_its_history_says_since_when(
    agreed: World,
) -> None:
    mirrors.start(agreed.leader)
    agreed.leader.refresh_from_db()
    assert _settle(agreed, mirror_on=None, k_pulse="7") == 302
    assert not switched_on("mirror")
    assert switched_on("talk")
    with pytest.raises(people.NotPossible):
        mirrors.start(agreed.boss)
    rows = {(row.what, row.was, row.now, row.by) for row in Settled.objects.all()}
    chain = agreed.steward.chain
    assert rows == {("mirror_on", "True", "False", chain), ("k_pulse", "5", "7", chain)}
    assert "Ines Falk" in read(sign_in(agreed.steward).get("/stewardship/house/")).text


def test_nothing_that_was_kept_as_it_was_is_in_the_history(world: World) -> None:
    assert _settle(world) == 302
    assert not Settled.objects.exists()


def test_the_minimum_of_the_pulse_is_never_lowered_by_a_page_a_service_or_the_database(world: World) -> None:
    assert _settle(world, k_pulse="4") == 400
    with pytest.raises(IntegrityError), transaction.atomic():
        people.change_house(world.steward, k_pulse=4)
    assert Organization.objects.get().k_pulse == 5
    assert not Settled.objects.exists()
    with pytest.raises(people.NotPossible):
        people.change_house(world.steward, is_demo=True)


def test_what_was_settled_stays_on_record(world: World) -> None:
    people.change_house(world.steward, k_pulse=6)
    for change in (lambda: Settled.objects.update(now="5"), lambda: Settled.objects.all().delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert Settled.objects.get().now == "6"


def test_the_council_reads_settings_texts_and_history_and_nothing_about_anybody(agreed: World) -> None:
    people.change_house(agreed.steward, respect_on=False, k_mirror=6)
    browser = sign_in(agreed.council)
    page = read(browser.get("/house/")).text
    for words in ("Asking about respect for coaches is switched on", "yes → no", "4 → 6", "The agreement"):
        assert words in page
    pages = Walk(browser.get).pages
    assert "/house/" in pages
    names = set(Person.objects.exclude(pk=agreed.council.pk).values_list("name", flat=True))
    assert len(names) > 20
    assert not [(url, name) for url, one in pages.items() for name in names if name in one.text]


def test_the_operator_finds_commands_and_nothing_about_anybody(agreed: World) -> None:
    browser = sign_in(agreed.operator)
    assert "hansei check" in read(browser.get("/server/")).text
    names = set(Person.objects.exclude(pk=agreed.operator.pk).values_list("name", flat=True))
    pages = Walk(browser.get).pages
    assert not [(url, name) for url, one in pages.items() for name in names if name in one.text]


def test_steward_operator_and_council_are_different_people(world: World) -> None:
    for person, role in [
        (world.council, "is_steward"), (world.operator, "is_steward"), (world.operator, "is_council"),
        (world.steward, "is_council"),
    ]:  # fmt: skip
        with pytest.raises(people.Apart):
            stewardship.change(world.steward, person, {role: True})
    with pytest.raises(people.Apart):
        people.set_operator(world.steward, on=True)
    stewardship.change(world.steward, world.stranger, {"is_council": True})
    assert Person.objects.get(pk=world.stranger.pk).is_council
    assert Person.objects.filter(is_steward=True).count() == 1


def test_no_steward_makes_an_operator(world: World) -> None:
    with pytest.raises(people.NotPossible):
        stewardship.change(world.steward, world.stranger, {"is_operator": True})


def test_whoever_is_on_the_bench_does_not_run_coaching_until_they_left_it(world: World) -> None:
    with pytest.raises(people.Apart):
        stewardship.change(world.steward, world.coach, {"is_steward": True})
    benches.leave(world.coach)
    stewardship.change(world.steward, Person.objects.get(pk=world.coach.pk), {"is_steward": True})
    with pytest.raises(people.NotPossible):
        benches.say_yes(Person.objects.get(pk=world.coach.pk), 1)


def test_a_sponsor_who_comes_to_run_coaching_reads_the_page_no_more_and_nobody_is_told(agreed: World) -> None:
    assert agreed.engagement is not None
    seat = sponsor_page.make_seat(agreed.engagement, agreed.leader, agreed.boss)
    browser, url = sign_in(agreed.boss), reverse("sponsored", args=[seat.pk])
    assert browser.get(url).status_code == 200
    stewardship.change(agreed.steward, agreed.boss, {"is_steward": True})
    assert browser.get(url).status_code == 404
    assert "Marianne" not in read(browser.get("/")).text
    stewardship.change(agreed.steward, Person.objects.get(pk=agreed.boss.pk), {"is_steward": False})
    assert browser.get(url).status_code == 200


def test_the_last_steward_can_neither_leave_nor_stop(world: World) -> None:
    from hansei.core import clock

    for facts in ({"is_steward": False}, {"left_on": clock.now().date()}):
        with pytest.raises(people.Apart):
            stewardship.change(world.steward, Person.objects.get(pk=world.steward.pk), facts)
    stewardship.change(world.steward, world.stranger, {"is_steward": True})
    stewardship.change(world.stranger, Person.objects.get(pk=world.steward.pk), {"is_steward": False})
    assert list(Person.objects.filter(is_steward=True)) == [world.stranger]
