"""A round of several leaders: stable, the best stable outcome for each leader, no more than the places."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.matching.rounds import blocking, propose

LEADERS, COACHES = ("ada", "bo", "cy", "di"), ("x", "y", "z")
Case = tuple[dict[str, list[str]], dict[str, list[str]], dict[str, int]]


def _some_of(people: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.permutations(people).flatmap(
        lambda order: st.integers(0, len(order)).map(lambda n: list(order[:n]))
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Up to four leaders and three coaches who want some of each other."""
    wishes = {leader: draw(_some_of(COACHES)) for leader in LEADERS}
    orders = {coach: draw(_some_of(LEADERS)) for coach in COACHES}
    return wishes, orders, {coach: draw(st.integers(0, 2)) for coach in COACHES}


def _possible(case: Case) -> Iterator[dict[str, str]]:
    """Every outcome in which everybody is wanted and no coach has too many."""
    wishes, orders, places = case
    ways = [[None, *(c for c in wishes[one] if one in orders[c])] for one in LEADERS]
    for chosen in product(*ways):
        if all(chosen.count(coach) <= places[coach] for coach in COACHES):
            yield {leader: coach for leader, coach in zip(LEADERS, chosen, strict=True) if coach is not None}


@given(cases())
def test_it_is_possible_and_no_two_would_rather_have_each_other(case: Case) -> None:
    outcome = propose(*case)
    assert outcome in list(_possible(case))
    assert blocking(outcome, *case) == []


@given(cases())
def test_no_other_stable_outcome_is_better_for_any_leader(case: Case) -> None:
    wishes = case[0]
    mine = propose(*case)

    def place(leader: str, outcome: dict[str, str]) -> int:
        return wishes[leader].index(outcome[leader]) if leader in outcome else len(wishes[leader])

    stable = [one for one in _possible(case) if not blocking(one, *case)]
    assert mine in stable
    for other in stable:
        assert all(place(leader, mine) <= place(leader, other) for leader in LEADERS)
        assert set(other) == set(mine), "who stays without a coach is the same in all of them"


@given(cases(), _some_of(COACHES))
def test_no_leader_gains_by_saying_another_order(case: Case, said: list[str]) -> None:
    wishes, orders, places = case
    true = wishes["ada"]
    honest = propose(*case).get("ada")
    other = propose({**wishes, "ada": said}, orders, places).get("ada")
    if other in true:
        assert honest is not None
        assert true.index(honest) <= true.index(other)


def test_unstable_is_found() -> None:
    wishes, orders = {"ada": ["x", "y"], "bo": ["x"]}, {"x": ["ada", "bo"], "y": ["ada"]}
    assert blocking({"ada": "y", "bo": "x"}, wishes, orders, {"x": 1, "y": 1}) == [("ada", "x")]
    assert propose(wishes, orders, {"x": 1, "y": 1}) == {"ada": "x"}
    assert propose(wishes, orders, {"x": 2}) == {"ada": "x", "bo": "x"}


def test_somebody_twice_in_an_order_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        propose({"ada": ["x", "x"]}, {"x": ["ada"]}, {"x": 1})
