"""The way out: what is taken out of mirrors, and that erasing leaves nothing."""

from __future__ import annotations

import json

from hansei.web.common.people import leaving
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import selectors, services
from hansei.web.steps.mirror.leaving import erase, erase_scope, take_out
from hansei.web.steps.mirror.models import Behaviour, Finding, Mirror, PersonAround, Prediction, Reveal
from tests.web.steps.mirror.mirrors import after_the_window, answered, expected, locked, planned, row_of
from tests.world import World

MODELS = (Mirror, Behaviour, Prediction, Reveal, PersonAround, Finding)


def seen_and_written(world: World) -> Mirror:
    mirror = expected(planned(world))
    services.say_known(mirror, row_of(mirror, "LL-S8"), "They told me.")
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    answered(mirror, dict.fromkeys(world.peers, 3) | dict.fromkeys(world.reports, 1))
    with after_the_window(mirror):
        services.settle(mirror)
        first = selectors.in_order(mirror)[0].row
        services.reveal(first)
        services.write_finding(first, words="Mine.", choice="work", around="Meetings at six.")
        services.say_feeling(mirror, "uneasy")
    return mirror


def test_what_is_taken_out_holds_what_was_opened_in_sentences_and_nothing_that_was_not(world: World) -> None:
    seen_and_written(world)
    found = take_out(world.leader)["mirrors"][0]
    first, second, _third = found["behaviours"]
    assert first["how_it_was_experienced"] == [
        "Your peers: about what you expected.",
        "Your reports: you expected 3; 1.5 or less was experienced.",
        (
            "People further off: fewer than four answered. "
            "Nothing of theirs is shown to anyone, and that says nothing about what they saw."
        ),
    ]
    assert first["what_i_know"] == "They told me."
    assert first["my_finding"]["words"] == "Mine."
    assert found["how_it_left_me"] == "uneasy"
    assert "how_it_was_experienced" not in second
    assert second["expected"]["Your reports"] == "3 about half the time, fairly sure"
    json.dumps(found)


def test_nothing_is_taken_out_for_somebody_who_was_only_asked(world: World) -> None:
    seen_and_written(world)
    assert take_out(world.peers[0]) == {}
    assert take_out(world.coach) == {}


def test_erasing_leaves_no_row_and_no_key_and_can_be_done_again(world: World) -> None:
    seen_and_written(world)
    scope = world.leader.private_scope
    erase(world.leader)
    erase(world.leader)
    assert not vault.exists(scope)
    assert not [model for model in MODELS if model.objects.exists()]


def test_everything_of_a_leader_is_erased_by_all_apps_together_while_people_are_asked(world: World) -> None:
    locked(world)
    for way in leaving.ways():
        way.eraser(world.leader)
    assert not [model for model in MODELS if model.objects.exists()]


def test_somebody_who_was_on_a_list_and_erases_everything_is_on_no_list(world: World) -> None:
    planned(world)
    erase(world.peers[0])
    assert not PersonAround.objects.filter(person=world.peers[0]).exists()
    assert Mirror.objects.exists()


def test_after_a_restore_the_rows_of_an_erased_scope_go_again(world: World) -> None:
    seen_and_written(world)
    assert erase_scope(world.leader.private_scope) > 0
    assert erase_scope(world.leader.private_scope) == 0
    assert not [model for model in MODELS if model.objects.exists()]
