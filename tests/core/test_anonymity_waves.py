"""Asking again: two rounds about one person, set side by side, tell nobody's answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.anonymity import Source, too_alike
from hansei.core.anonymity.waves import Wave

K = 4
SOURCES = (Source.BOSS, Source.PEERS, Source.REPORTS, Source.FURTHER)


def wave(**groups: str) -> Wave:
    return {Source(source): frozenset(group) for source, group in groups.items()}


def test_the_same_people_may_be_asked_again() -> None:
    whole = wave(boss="z", peers="abcde", reports="fgh", further="klmno")
    assert not too_alike(whole, whole, K)


@pytest.mark.parametrize("now", ["abcdefg", "abcdefghi", "abcdefgx", "abcdefx", "defgh", "abcdefxy"])
def test_a_group_that_differs_by_fewer_than_the_minimum_is_too_alike(now: str) -> None:
    assert too_alike(wave(reports=now), wave(reports="abcdefgh"), K)


@pytest.mark.parametrize("now", ["abcd", "abcdefghijkl", "abcdwxyz", "stuvw"])
def test_a_group_that_differs_by_the_minimum_is_not(now: str) -> None:
    assert not too_alike(wave(reports=now), wave(reports="abcdefgh"), K)


def test_a_minimum_that_was_raised_counts_here_too() -> None:
    assert too_alike(wave(reports="abcd"), wave(reports="abcdefgh"), 5) is False  # four are never shown then
    assert too_alike(wave(reports="abcde"), wave(reports="abcdefghi"), 5)


def test_asking_under_another_name_is_no_way_round() -> None:
    assert too_alike(wave(further="abcd"), wave(reports="abcde"), K)
    assert too_alike(wave(further="abcd"), wave(peers="ab", reports="cde"), K)


def test_peers_and_reports_shown_together_are_a_group_as_well() -> None:
    assert too_alike(wave(peers="ab", reports="cd"), wave(peers="ab", reports="cde"), K)
    assert not too_alike(wave(peers="abcde", reports="fgh"), wave(peers="abcde", reports="fgh"), K)


def test_the_boss_of_then_is_not_taken_out_of_a_group_of_now() -> None:
    assert too_alike(wave(peers="zabc"), wave(boss="z"), K)
    assert not too_alike(wave(peers="zabcd"), wave(boss="z"), K)


def test_another_boss_may_be_asked() -> None:
    assert not too_alike(wave(boss="y"), wave(boss="z"), K)


@st.composite
def waves(draw: st.DrawFn) -> Wave:
    places = draw(st.lists(st.sampled_from([*SOURCES, None]), min_size=12, max_size=12))
    found = {source: frozenset(n for n, at in enumerate(places) if at is source) for source in SOURCES}
    return {**found, Source.BOSS: frozenset(list(found[Source.BOSS])[:1])}


@given(waves(), waves())
def test_it_makes_no_difference_which_of_the_two_came_first(one: Wave, other: Wave) -> None:
    assert too_alike(one, other, K) == too_alike(other, one, K)


@given(waves(), waves())
def test_where_it_is_allowed_no_group_taken_from_another_leaves_fewer_than_the_minimum(
    one: Wave, other: Wave
) -> None:
    if too_alike(one, other, K):
        return
    for source, group in one.items():
        for other_source, before in other.items():
            if len(group) >= K and len(before) >= K:
                assert len(group ^ before) == 0 or len(group ^ before) >= K, (source, other_source)
