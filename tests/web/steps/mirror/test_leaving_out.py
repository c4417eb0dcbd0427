"""Looking again, a behaviour can be left out: where its group changed, the others are not lost with it."""

from __future__ import annotations

import pytest

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.core.mirror import Confidence
from hansei.web.common.asking.models import RoundItem
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy.errors import Stale
from hansei.web.steps.mirror import again, comparing, selectors, services
from hansei.web.steps.mirror.models import Behaviour, Mirror, Stage
from hansei.web.steps.mirror.ways_out import ways_out
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
from tests.web.steps.mirror.test_in_words import EXPECTED
from tests.web.steps.mirror.test_looking_again import MONTHS, expected_and_locked, seen
from tests.world import World, sign_in

#: Seen by reports alone; by peers, reports and further off.
CODES = ("LL-D1", "LL-S8")


@pytest.fixture
def first(world: World) -> Mirror:
    return seen(world, locked(world, CODES), 2)


def leave(person: Person) -> None:
    person.left_on = clock.now().date()
    person.save()


def codes(mirror: Mirror) -> list[str]:
    return [row.code for row in mirror.behaviours.all()]


def outlook(world: World, mirror: Mirror) -> str:
    return sign_in(world.leader).get(f"/mirror/{mirror.pk}/outlook/").content.decode()


def test_a_behaviour_whose_only_group_changed_is_left_out_and_the_others_are_looked_at_again(
    world: World, first: Mirror
) -> None:
    leave(world.reports[0])
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        page = outlook(world, mirror)
        assert "Nobody whom you ask is placed to see this" in page
        assert "You can ask somebody who is, or leave it out." in page
        assert "Choose again" not in page
        leaves_out = f"/mirror/{mirror.pk}/leave-out/"
        assert f'href="{leaves_out}"' in page
        browser = sign_in(world.leader)
        sent = browser.post(leaves_out, {"codes": ["LL-S8"]}, follow=True)
        assert "Left out:" in sent.content.decode()
        assert "Go on to what you expect" in sent.content.decode()
        assert codes(mirror) == ["LL-S8"]
        seen(world, expected_and_locked(world, mirror), 4)
    # What was left out was asked of nobody, and shows no then and now.
    assert set(RoundItem.objects.filter(round=mirror.round).values_list("ref", flat=True)) == {"LL-S8"}
    assert again.after(row_of(first, "LL-D1")) == []
    assert [row.mirror for row in again.after(row_of(first, "LL-S8"))] == [mirror]
    assert comparing.compared(row_of(mirror, "LL-S8"))


def test_until_the_lock_it_is_taken_in_again_in_its_old_place_and_then_no_more(
    world: World, first: Mirror
) -> None:
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        services.choose(mirror, ["LL-S8"])
        assert [row.code for row in again.left_out(mirror)] == ["LL-D1"]
        expected(mirror)
        kept = row_of(mirror, "LL-S8").sealed_self
        page = f"/mirror/{mirror.pk}/leave-out/"
        assert f'href="{page}"' in outlook(world, mirror)
        sign_in(world.leader).post(page, {"codes": ["LL-S8", "LL-D1"]})
        assert codes(mirror) == list(CODES)
        assert row_of(mirror, "LL-S8").sealed_self == kept
        expected_and_locked(world, mirror)
        with pytest.raises(Stale):
            services.choose(mirror, ["LL-S8"])
        assert sign_in(world.leader).get(page).status_code == 302
        assert codes(mirror) == list(CODES)


def test_one_at_least_stays_and_nothing_else_comes_in(world: World, first: Mirror) -> None:
    mirror = services.look_again(first)
    for chosen in ([], ["LL-S4"], ["LL-S8", "LL-S4"]):
        with pytest.raises(NotPossible):
            services.choose(mirror, chosen)
        sent = sign_in(world.leader).post(f"/mirror/{mirror.pk}/leave-out/", {"codes": chosen})
        assert sent.status_code == 400
    assert codes(mirror) == list(CODES)


def test_what_the_boss_alone_could_see_is_left_out_where_there_is_no_boss_any_more(world: World) -> None:
    mirror = expected(planned(world, ["LL-S8"]))
    services.choose(mirror, ["LL-S8", "LL-U1"])
    services.expect(
        mirror, row_of(mirror, "LL-U1"),
        self_rating=4, expected={Source.BOSS: (0, Confidence.SURE)}, words=EXPECTED,
    )  # fmt: skip
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    answered(mirror, {person: 2 for person in links(mirror) if person != world.boss})
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
    first = mirror
    leave(world.boss)
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        assert "or leave it out" in outlook(world, mirror)
        with pytest.raises(NotPossible):
            services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
        services.choose(mirror, ["LL-S8"])
        assert expected_and_locked(world, mirror).stage == Stage.ASKING


def test_leaving_one_out_is_offered_where_the_same_group_would_be_asked_almost_as_it_was(
    world: World, first: Mirror
) -> None:
    leave(world.reports[0])
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        for person in world.reports[1:]:
            services.ask_also(mirror, person, Source.REPORTS)
        found = ways_out(mirror, again.beside(mirror))
        # Both behaviours are about that group: left out goes the group, and with it what it alone could see.
        assert not found.as_then
        assert not found.without_groups
        assert not found.without_behaviours
        assert found.without_what_they_see
        page = outlook(world, mirror)
        assert "The group is left out, and with it what nobody else could see." in page
        assert "Just the people of that time" not in page


def test_what_is_offered_is_possible(world: World) -> None:
    """Two behaviours of which one is about the group that changed: each way that is named can be locked."""
    first = seen(world, locked(world, ("LL-D1", "LL-P1")), 2)
    assert Source.REPORTS not in selectors.said(first)[1].expected
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        services.ask_these(
            mirror,
            {p: s for s, found in selectors.around(mirror).items() for p in found if p != world.reports[0]},
        )
        found = ways_out(mirror, again.beside(mirror))
        assert found.as_then
        assert found.without_behaviours
        page = outlook(world, mirror)
        assert "Just the people of that time are asked." in page
        assert "What this is about is left out, and the rest is asked." in page
        services.choose(mirror, ["LL-P1"])
        assert not again.beside(mirror).refused
        services.choose(mirror, ["LL-D1", "LL-P1"])
        services.ask_also(mirror, world.reports[0], Source.REPORTS)
        assert expected_and_locked(world, mirror).stage == Stage.ASKING


def test_leaving_one_out_lets_no_group_through_that_is_refused_for_another(
    world: World, first: Mirror
) -> None:
    """What stays is held to the same rule as with it: fewer behaviours show less, and nothing more."""
    leave(world.reports[0])
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        for person in world.reports[1:]:
            services.ask_also(mirror, person, Source.REPORTS)
        assert again.beside(mirror).refused == {code: {Source.REPORTS} for code in CODES}
        for kept in CODES:
            services.choose(mirror, [kept])
            assert again.beside(mirror).refused == {kept: {Source.REPORTS}}
            with pytest.raises(services.TooAlike):
                expected_and_locked(world, mirror)
        mirror.refresh_from_db()
        assert mirror.stage == Stage.PLANNING


def test_with_one_behaviour_there_is_nothing_to_leave_out_and_no_page_offers_it(world: World) -> None:
    first = seen(world, locked(world, ("LL-D1",)), 2)
    leave(world.reports[0])
    with clock.shifted(MONTHS):
        mirror = services.look_again(first)
        page = outlook(world, mirror)
        assert "You can ask somebody who is." in page
        assert "leave" not in page.lower().replace("leave-out", "")
        browser = sign_in(world.leader)
        assert browser.get(f"/mirror/{mirror.pk}/leave-out/").status_code == 302
        assert "leave-out" not in browser.get(f"/mirror/{mirror.pk}/").content.decode()


def test_in_a_first_mirror_nothing_is_left_out_on_that_page(world: World) -> None:
    mirror = planned(world, CODES)
    assert (
        sign_in(world.leader).post(f"/mirror/{mirror.pk}/leave-out/", {"codes": ["LL-S8"]}).status_code == 302
    )
    assert Behaviour.objects.filter(mirror=mirror).count() == 2
