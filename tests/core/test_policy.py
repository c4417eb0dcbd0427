"""The table: deny by default, no spelling mistake, nobody who may everything."""

from __future__ import annotations

import pytest

from hansei.core.policy import ACTIONS, Relation, UnknownAction, allowed, table


def test_without_a_relation_that_may_the_answer_is_no() -> None:
    for action, may in ACTIONS.items():
        if Relation.ANYONE not in may:
            assert not allowed((), action).allowed
            assert not allowed(set(Relation) - may, action).allowed


def test_each_relation_that_may_is_enough() -> None:
    for action, may in ACTIONS.items():
        for relation in may:
            assert allowed({relation}, action).allowed


def test_an_unknown_action_raises_even_for_everybody_at_once() -> None:
    with pytest.raises(UnknownAction):
        allowed(set(Relation), "finding.raed")


def test_no_relation_may_everything_or_even_half() -> None:
    for relation in Relation:
        may = [action for action, relations in ACTIONS.items() if relation in relations]
        assert len(may) < len(ACTIONS) / 2, relation


def test_nobody_but_the_leader_has_an_action_on_what_is_the_leaders_own() -> None:
    own = ("first_look.read", "readiness", "objective", "mirror", "finding")
    for action, relations in ACTIONS.items():
        if action.startswith(own):
            assert relations <= {Relation.OWNER, Relation.LEADER_SELF}, action


def test_the_steward_operator_and_council_reach_no_record_of_a_person() -> None:
    for role in (Relation.STEWARD, Relation.OPERATOR, Relation.COUNCIL):
        may = {action for action, relations in ACTIONS.items() if role in relations}
        facts = {
            "stewardship.read",
            "bench.ask",
            "bench.refer",
            "directory.import",
            "directory.read",
            "directory.write",
            "house.components",
            "house.operate",
            "house.settle",
            "house.watch",
            "method.read",
            "pulse.open",
        }
        assert may <= facts


def test_the_table_lists_every_action() -> None:
    printed = table()
    for action in ACTIONS:
        assert f"`{action}`" in printed
