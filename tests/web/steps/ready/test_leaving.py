"""Everything of the first two steps can be taken out, and everything can be erased."""

from __future__ import annotations

import json

import pytest

from hansei.core import library
from hansei.web.common.people import leaving
from hansei.web.ground.vault import services as vault
from hansei.web.steps.ready import selectors, services
from hansei.web.steps.ready.answers import Answers
from hansei.web.steps.ready.leaving import erase, erase_scope, take_out
from hansei.web.steps.ready.look import Look, Rating
from hansei.web.steps.ready.models import FirstLook, Readiness
from tests.world import World

LOOK = Look(
    chosen=("LL-D2", "LL-S4"),
    ratings={"LL-D2": Rating(own=4, expected=2, sure="sure"), "LL-S4": None},
    why={"LL-D2": "They told me so."},
    what="hours_at_the_work",
    expected="6",
    counted="2.5",
    make="In my head only.",
)
ANSWERS = Answers(
    rulers={"importance_to_me": 7}, words={"whose_idea": "Mine."}, outcome="later", instead="A quiet hour"
)


@pytest.fixture
def wrote(world: World) -> World:
    services.keep(world.leader, LOOK)
    services.write_readiness(world.leader, ANSWERS, seen="")
    return world


def test_all_that_was_written_is_in_what_one_takes_out(wrote: World) -> None:
    taken = json.dumps(take_out(wrote.leader), ensure_ascii=False)
    for told in (
        library.behaviour("LL-D2").text.en, library.behaviour("LL-S4").text.en, "They told me so.",
        library.countable("hours_at_the_work").name.en, '"6"', '"2.5"', "In my head only.",
        "Whose idea was this?", "Mine.", "Later", "A quiet hour", "7",
    ):  # fmt: skip
        assert told in taken


def test_it_is_written_in_the_language_of_its_owner(wrote: World) -> None:
    wrote.leader.language = "de"
    assert library.behaviour("LL-D2").text.de in json.dumps(take_out(wrote.leader), ensure_ascii=False)


def test_nobody_takes_out_what_is_another_ones(wrote: World) -> None:
    assert take_out(wrote.other_leader) == {}


def test_both_tables_are_registered_with_the_way_out() -> None:
    (way,) = [way for way in leaving.ways() if way.app == "ready"]
    assert set(way.covers) == {FirstLook, Readiness}


def test_erasing_destroys_the_key_and_then_the_rows(wrote: World) -> None:
    stored = FirstLook.objects.get()
    services.keep(wrote.other_leader, LOOK)
    for _again in range(2):
        erase(wrote.leader)
        assert not vault.exists(wrote.leader.private_scope)
        assert not FirstLook.objects.filter(owner=wrote.leader).exists()
        assert not Readiness.objects.exists()
    with pytest.raises(vault.KeyGone):
        vault.open_(wrote.leader.private_scope, stored.sealed, at=selectors.place_of(stored))
    assert FirstLook.objects.get().owner == wrote.other_leader


def test_after_a_restore_an_erased_scope_is_erased_again(wrote: World) -> None:
    services.keep(wrote.other_leader, LOOK)
    assert erase_scope(wrote.leader.private_scope) == 2
    assert FirstLook.objects.get().owner == wrote.other_leader
    assert not Readiness.objects.exists()
