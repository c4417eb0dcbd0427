"""The same is looked at again: expected first, of people who may be asked again, then beside now."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import IntegrityError

from hansei.core import clock
from hansei.core.anonymity import Shown, Source
from hansei.web.common.asking.leaving import erase
from hansei.web.common.asking.models import Invitation
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import FrozenRelease
from hansei.web.steps.mirror import again, comparing, selectors, services
from hansei.web.steps.mirror.evidence import opened as evidence_of
from hansei.web.steps.mirror.models import Mirror, PersonAround, Reveal, Stage, Way
from tests.web.steps.mirror.mirrors import (
    after_the_window,
    answered,
    expected,
    links,
    locked,
    opened_all,
    planned,
    row_of,
)
from tests.world import World, sign_in

CODES = ("LL-S8",)
MONTHS = timedelta(days=120)


def seen(world: World, mirror: Mirror, rating: int) -> Mirror:
    """Everybody who is asked gives the same rating; the leader opens all of it."""
    answered(mirror, dict.fromkeys(links(mirror), rating))
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
    return mirror


@pytest.fixture
def first(world: World) -> Mirror:
    return seen(world, locked(world, CODES), 2)


def looked_again(world: World, first: Mirror, rating: int) -> Mirror:
    with clock.shifted(MONTHS):
        mirror = expected(services.look_again(first))
        services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
        return seen(world, mirror, rating)


def test_it_begins_with_the_same_behaviours_and_those_who_were_asked_and_nothing_expected(
    world: World, first: Mirror
) -> None:
    mirror = services.look_again(first)
    assert (mirror.way, mirror.follows, mirror.stage) == (Way.AGAIN, first, Stage.PLANNING)
    assert [row.code for row in mirror.behaviours.all()] == list(CODES)
    asked = Invitation.objects.filter(round=first.round).values_list("person", flat=True)
    assert {one.person_id for one in mirror.people.all()} == set(asked)
    assert selectors.still_open(mirror)
    with pytest.raises(NotPossible):
        services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))


def test_it_is_about_the_same_and_nothing_else(world: World, first: Mirror) -> None:
    mirror = services.look_again(first)
    for codes in (["LL-S6"], ["LL-S8", "LL-S6"], []):
        with pytest.raises(NotPossible):
            services.choose(mirror, codes)
    browser = sign_in(world.leader)
    assert browser.get(f"/mirror/{mirror.pk}/choose/").status_code == 302
    browser.post(f"/mirror/{mirror.pk}/choose/", {"to_self": ["LL-S6"]})
    assert [row.code for row in mirror.behaviours.all()] == list(CODES)


def test_before_it_was_seen_there_is_nothing_to_look_at_again(world: World) -> None:
    mirror = locked(world, CODES)
    with pytest.raises(NotPossible):
        services.look_again(mirror)
    with after_the_window(mirror):
        services.settle(mirror)
        mirror.refresh_from_db()
        with pytest.raises(NotPossible):
            services.look_again(mirror)
        sign_in(world.leader).post(f"/mirror/{mirror.pk}/again/")
    assert Mirror.objects.count() == 1


def test_one_at_a_time_and_only_while_the_mirror_is_switched_on(world: World, first: Mirror) -> None:
    Organization.objects.update(mirror_on=False)
    with pytest.raises(NotPossible):
        services.look_again(first)
    Organization.objects.update(mirror_on=True)
    services.look_again(first)
    with pytest.raises(NotPossible):
        services.look_again(first)


def test_the_database_holds_that_what_looks_again_follows_something(world: World) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Mirror.objects.create(leader=world.leader, started_on=clock.now().date(), way=Way.AGAIN)


def test_then_and_now_stand_side_by_side_once_both_were_opened(world: World, first: Mirror) -> None:
    mirror = looked_again(world, first, 4)
    row = row_of(mirror, "LL-S8")
    said = comparing.compared(row)
    assert len(said) == 3
    assert said[0].startswith("Your peers: 2 then, 4 now. Experienced more often: between ")
    page = sign_in(world.leader).get(f"/mirror/behaviour/{row.pk}/").content.decode()
    assert "Then and now" in page
    assert "Your reports: 2 then, 4 now." in page


def test_what_groups_of_this_size_do_by_chance_is_about_the_same(world: World, first: Mirror) -> None:
    mirror = looked_again(world, first, 3)
    said = comparing.compared(row_of(mirror, "LL-S8"))
    assert said
    assert all("About the same" in sentence for sentence in said)


def test_then_is_not_told_before_now_was_opened_and_now_not_before_it_is(world: World, first: Mirror) -> None:
    with clock.shifted(MONTHS):
        mirror = expected(services.look_again(first))
        services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
        answered(mirror, dict.fromkeys(links(mirror), 4))
    with after_the_window(mirror):
        services.settle(mirror)
        row = row_of(mirror, "LL-S8")
        page = sign_in(world.leader).get(f"/mirror/behaviour/{row.pk}/").content.decode()
        assert "Then and now" not in page
        with pytest.raises(selectors.NotYet):
            comparing.compared(row)
        services.reveal(row)
        assert comparing.compared(row)


def test_what_was_not_opened_then_is_told_beside_nothing(world: World, first: Mirror) -> None:
    mirror = looked_again(world, first, 4)
    row = row_of(mirror, "LL-S8")
    page = f"/mirror/behaviour/{row.pk}/"
    assert comparing.compared(row)
    assert "The time before" in sign_in(world.leader).get(page).content.decode()
    Reveal.objects.filter(prediction__behaviour=row_of(first, "LL-S8")).delete()
    assert comparing.compared(row) == []
    assert "The time before" not in sign_in(world.leader).get(page).content.decode()


def test_without_one_who_left_the_group_is_not_asked_again_and_the_page_says_which(
    world: World, first: Mirror
) -> None:
    left = world.reports[0]
    left.left_on = clock.now().date()
    left.save()
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        for person in world.reports[1:]:
            services.ask_also(mirror, person, Source.REPORTS)
        expected(mirror)
        page = sign_in(world.leader).get(f"/mirror/{mirror.pk}/outlook/").content.decode()
        assert "Your reports: one of those who were asked then cannot be asked as they were then." in page
        assert "Groups it is about: Your reports." in page
        closes = services.closing_time(world.leader, 14)
        with pytest.raises(services.TooAlike):
            services.lock(mirror, read_at=mirror.version, closes_at=closes)
        # Without the whole group the others can be asked again.
        assert "<li>The group is left out.</li>" in page
        PersonAround.objects.filter(mirror=mirror, source=Source.REPORTS).delete()
        services.lock(mirror, read_at=mirror.version, closes_at=closes)
        assert mirror.stage == Stage.ASKING


@pytest.mark.parametrize("erased", [True, False])
def test_no_page_tells_who_of_a_group_left_and_who_erased_that_they_were_asked(
    world: World, first: Mirror, erased: bool
) -> None:
    one = world.reports[0]
    if erased:
        erase(one)
    else:
        one.left_on = clock.now().date()
        one.save()
    page = sign_in(world.leader).get(f"/mirror/{first.pk}/again/").content.decode()
    assert "Your reports: one of those who were asked then cannot be asked as they were then." in page
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        listed = selectors.around(mirror)
        assert len(listed[Source.PEERS]) == len(world.peers)
        # Were all but one of them on the list, that one would be told.
        assert listed[Source.REPORTS] == []
        page = sign_in(world.leader).get(f"/mirror/{mirror.pk}/people/").content.decode()
        assert "Your reports: one of those who were asked then cannot be asked as they were then." in page
        for person in world.reports[1:]:
            assert re.search(rf'<input[^>]*value="{person.pk}"[^>]*>', page), person
            assert not re.search(rf'<input[^>]*value="{person.pk}"[^>]*checked', page), person


def test_a_group_is_asked_again_as_it_was_or_with_nobody_of_then_or_where_enough_stay_and_enough_change(
    world: World,
) -> None:
    mirror = planned(world, CODES)
    PersonAround.objects.filter(mirror=mirror).exclude(person__in=world.reports).delete()
    first = seen(world, expected_and_locked(world, mirror), 2)
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        PersonAround.objects.filter(mirror=mirror, person__in=world.reports[:3]).delete()
        with pytest.raises(services.TooAlike):  # four stay, three are left out
            expected_and_locked(world, mirror)
        for person in world.further[:4]:
            services.ask_also(mirror, person, Source.REPORTS)
        with pytest.raises(services.TooAlike):  # four come new, but three are still left out
            expected_and_locked(world, mirror)
        PersonAround.objects.filter(mirror=mirror, person__in=world.reports).delete()
        seen(world, expected_and_locked(world, mirror), 4)
        said = comparing.compared(row_of(mirror, "LL-S8"))
        assert said[0].endswith("Some of those who were asked are others than then.")


def expected_and_locked(world: World, mirror: Mirror) -> Mirror:
    mirror.refresh_from_db()
    expected(mirror)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    return mirror


@pytest.mark.parametrize("apart_then", [True, False])
def test_peers_and_reports_who_stood_apart_and_stand_together_are_not_said_to_have_no_figures(
    world: World, apart_then: bool
) -> None:
    five_and_five = [*world.peers, *world.reports[:5]]
    three_and_three = [*world.peers[:3], *world.reports[:3]]

    def answered_by(mirror: Mirror, persons: list[Person]) -> Mirror:
        answered(mirror, dict.fromkeys(persons, 3))
        with after_the_window(mirror):
            assert services.settle(mirror)
            opened_all(mirror)
        return mirror

    mirror = planned(world, ["LL-S6"])
    PersonAround.objects.filter(mirror=mirror).exclude(person__in=five_and_five).delete()
    then, now = (five_and_five, three_and_three) if apart_then else (three_and_three, five_and_five)
    first = answered_by(expected_and_locked(world, mirror), then)
    with clock.shifted(MONTHS):
        mirror = answered_by(expected_and_locked(world, services.look_again(first)), now)
    cells = {
        one.row.mirror_id: selectors.seen(one).cells
        for looked in (first, mirror)
        for one in selectors.said(looked)
    }
    assert all(isinstance(cell, Shown) for shown in cells.values() for cell in shown.values())
    assert Source.AROUND in cells[mirror.pk if apart_then else first.pk]
    said = comparing.compared(row_of(mirror, "LL-S6"))
    assert len(said) == (1 if apart_then else 2)
    for sentence in said:
        assert "the groups were put together in another way then" in sentence
        assert "at most" not in sentence


def test_looked_at_twice_a_behaviour_that_is_worked_on_is_one(world: World, first: Mirror) -> None:
    services.write_finding(row_of(first, "LL-S8"), words="I ask for the number.", choice="work")
    mirror = looked_again(world, first, 3)
    services.write_finding(row_of(mirror, "LL-S8"), words="Less than before.", choice="work")
    assert selectors.worked_on(world.leader) == {"LL-S8"}


def test_over_time_both_are_points_of_one_line(world: World, first: Mirror) -> None:
    looked_again(world, first, 4)
    assert [one.behaviour for one in evidence_of(world.leader)] == ["LL-S8", "LL-S8"]


def test_when_somebody_who_was_asked_leaves_or_erases_nothing_that_was_released_changes(
    world: World, first: Mirror
) -> None:
    browser = sign_in(world.leader)
    address = f"/mirror/behaviour/{row_of(first, 'LL-S8').pk}/"
    before, stored = browser.get(address).content, bytes(FrozenRelease.objects.get().sealed)
    left = world.reports[0]
    left.left_on = clock.now().date()
    left.save()
    assert _without_tokens(browser.get(address).content) == _without_tokens(before)
    erase(left)
    assert bytes(FrozenRelease.objects.get().sealed) == stored
    assert _without_tokens(browser.get(address).content) == _without_tokens(before)
    # Nor can the group be asked again without them, whoever has erased that they were asked.
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        assert [one.source for one in again.gone(first)] == [Source.REPORTS]
        for person in world.reports[1:]:
            services.ask_also(mirror, person, Source.REPORTS)
        assert again.beside(mirror).refused


def _without_tokens(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"', b"", page)
