"""Asking again: two rounds about one person, set side by side, tell nobody's answer."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.anonymity import Earlier, More, Source, alike, asks_more, merging, too_alike
from hansei.core.anonymity.waves import Wave

K = 4
SOURCES = (Source.BOSS, Source.PEERS, Source.REPORTS, Source.FURTHER)


def wave(**groups: str) -> Wave:
    return {Source(source): frozenset(group) for source, group in groups.items()}


@pytest.mark.parametrize("then", [True, False])
def test_the_same_people_may_be_asked_again(then: bool) -> None:
    whole = wave(boss="z", peers="abcde", reports="fgh", further="klmno")
    refused, merged = merging({"item": whole}, {"item": [Earlier(whole, K, then)]}, K)
    assert (refused, merged) == ({}, then)


def test_shown_together_then_and_alone_now_six_peers_would_set_two_reports_apart() -> None:
    """So peers and reports stand together again, whatever the numbers; or alone, where they stood alone."""
    whole = wave(peers="abcdef", reports="gh")
    for then in (True, False):
        assert alike(whole, [Earlier(whole, K, then)], K)
        assert alike(whole, [Earlier(whole, K, then)], K, merged=not then)
        assert not alike(whole, [Earlier(whole, K, then)], K, merged=then)
    # Where each could be shown alone, both ways are as good: nothing has to be settled.
    whole = wave(peers="abcde", reports="fghij")
    assert merging({"item": whole}, {"item": [Earlier(whole, K, merged=True)]}, K) == ({}, None)


def test_one_way_is_settled_for_the_whole_round_and_what_it_leaves_over_is_named() -> None:
    whole, alone = wave(peers="abcdef", reports="gh"), wave(peers="abcdef")
    now = {"both": whole, "peers": alone, "new": whole}
    before = {"both": [Earlier(whole, K, merged=True)], "peers": [Earlier(alone, K, merged=True)]}
    assert merging(now, before, K) == ({}, True)
    before["new"] = [Earlier(whole, K, merged=False)]
    refused, merged = merging(now, before, K)
    assert (refused, merged) == ({"both": {Source.PEERS}}, False)


@pytest.mark.parametrize("now", ["abcdefg", "abcdefghi", "abcdefgx", "abcdefx", "defgh", "abcdefxy"])
def test_a_group_that_differs_by_fewer_than_the_minimum_is_too_alike(now: str) -> None:
    assert too_alike(wave(reports=now), wave(reports="abcdefgh"), K)


@pytest.mark.parametrize("now", ["abcd", "abcdefghijkl", "abcdwxyz", "stuvw"])
def test_a_group_that_differs_by_the_minimum_is_not(now: str) -> None:
    assert not too_alike(wave(reports=now), wave(reports="abcdefgh"), K)


@pytest.mark.parametrize(
    ("then", "k_then", "now", "k_now"),
    [
        ("abcde", 4, "abcdef", 6),  # raised: the five were shown, under the minimum of their time
        ("abcdef", 6, "abcde", 4),  # lowered: the five can be shown now
        ("abcdefgh", 4, "abcd", 4),
        ("abcdefghij", 4, "abcdefghijklmn", 5),  # four come new, of whom five are promised
    ],
)
def test_each_group_is_shown_under_its_own_minimum_and_no_part_is_smaller_than_the_greatest(
    then: str, k_then: int, now: str, k_now: int
) -> None:
    found = alike(wave(reports=now), [Earlier(wave(reports=then), k_then)], k_now)
    assert bool(found) == ((k_then, k_now) != (4, 4))


def test_peers_and_reports_of_then_were_merged_by_the_minimum_of_then() -> None:
    """Under six, five peers and five reports stood together; under four they stand apart, less one."""
    then, now = wave(peers="abcde", reports="fghij"), wave(peers="abcde", reports="fghi")
    assert alike(now, [Earlier(then, 6)], 4)
    assert not alike(then, [Earlier(then, 6)], 6)


def test_a_group_that_was_never_shown_is_in_nobodys_way() -> None:
    assert not alike(wave(reports="abcde"), [Earlier(wave(reports="abcd"), 5)], 5)
    assert too_alike(wave(reports="abcde"), wave(reports="abcdefghi"), 5)


def _others(begins: int) -> str:
    return "".join(chr(0x400 + begins + n) for n in range(4))


def test_where_too_much_is_not_known_nothing_is_asked() -> None:
    """Twelve peers who became reports, and as many other rounds of which nobody knows how they were shown."""
    now = wave(peers="abcd", reports="efghij")
    unsure = [Earlier(wave(peers=f"{n}1234"[:5], reports=f"{n}6789"[:5]), K) for n in "klmnopqr"]
    assert alike(now, [Earlier(wave(peers="abcde", reports="fghij"), K), *unsure], K) == {
        Source.PEERS,
        Source.REPORTS,
    }
    # Where nobody is in two of them nobody is set apart: refused, since it cannot be looked at.
    apart = [wave(peers=_others(8 * n), reports=_others(8 * n + 4)) for n in range(len(unsure))]
    assert alike(now, [Earlier(one, K) for one in apart], K) == {Source.PEERS, Source.REPORTS}
    assert not alike(now, [Earlier(one, K) for one in apart[:1]], K)
    assert not alike(now, [Earlier(one, K, merged=True) for one in apart], K)
    known = [one._replace(merged=False) for one in unsure]
    assert not alike(now, known, K, merged=False)
    # And is quickly said of hundreds that are known.
    many = [Earlier(wave(peers="abcd", reports="efghij"), K, merged=False)] * 500
    assert not alike(now, many, K, merged=False)


def test_asking_under_another_name_is_no_way_round() -> None:
    assert too_alike(wave(further="abcd"), wave(reports="abcde"), K)
    assert too_alike(wave(further="abcd"), wave(peers="ab", reports="cde"), K)


def test_peers_and_reports_shown_together_are_a_group_as_well() -> None:
    assert too_alike(wave(peers="ab", reports="cd"), wave(peers="ab", reports="cde"), K)
    # It is not known whether they were, nor whether they will be: both have to be possible.
    assert too_alike(wave(peers="abcde", reports="fgh"), wave(peers="abcde", reports="fgh"), K)
    assert not too_alike(wave(peers="abcd", reports="efgh"), wave(peers="abcd", reports="efgh"), K)


def test_of_all_waves_before_it_is_not_the_last_alone_that_counts() -> None:
    first, last = wave(reports="abcdefgh"), wave(reports="stuvwxyz")
    assert not too_alike(wave(reports="abcdefg"), last, K)
    for before in ([first, last], [last, first]):
        assert too_alike(wave(reports="abcdefg"), before, K)


def test_whoever_answers_by_name_now_is_not_taken_out_of_a_group_of_then() -> None:
    assert too_alike(wave(boss="z", peers="abcd"), wave(peers="zabcd"), K)
    assert not too_alike(wave(boss="z", peers="abcd"), wave(boss="z", peers="abcd"), K)


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


def test_with_fewer_items_nothing_is_let_through_that_would_set_somebody_apart() -> None:
    """Whatever is left out of a round: of the rest, each stands beside what was before as it may."""
    chance = Random(7)
    said = Counter[bool]()
    for _ in range(100):
        plan = []
        for _item in range(3):
            one, other = _drawn(chance), _drawn(chance)
            plan.append((one, [Earlier(chance.choice((one, other)), K, chance.random() < 0.5)]))
        for left_out in range(-1, len(plan)):
            now = {item: one for item, (one, _before) in enumerate(plan) if item != left_out}
            before = {item: plan[item][1] for item in now}
            refused, merged = merging(now, before, K)
            for item, one in now.items():
                apart = alike(one, before[item], K, merged=merged)
                assert refused.get(item, frozenset()) == apart
                said[bool(apart)] += 1
    assert min(said[True], said[False]) > 100


def _drawn(chance: Random) -> Wave:
    places = [chance.choice([*SOURCES, None]) for _ in range(12)]
    found = {source: frozenset(n for n, at in enumerate(places) if at is source) for source in SOURCES}
    return {**found, Source.BOSS: frozenset(list(found[Source.BOSS])[:1])}


# ---------------------------------------------------------------------------------------------- more people
@pytest.mark.parametrize(
    ("now", "says"),
    [
        (wave(reports="pqrs"), More.POSSIBLE),
        (wave(peers="pq", reports="rs"), More.POSSIBLE),  # together they can be shown
        (wave(peers="pq", further="rs"), More.TOO_FEW),  # these two never stand together
        (wave(reports="pqr"), More.TOO_FEW),
        (wave(boss="p"), More.TOO_FEW),
        (wave(reports="pqrs", further="a"), More.ASKED_BEFORE),
        (wave(boss="a", reports="pqrs"), More.ASKED_BEFORE),
    ],
)
def test_more_people_are_nobody_of_before_and_enough_to_be_shown(now: Wave, says: More) -> None:
    assert asks_more(now, [wave(peers="xyzw"), wave(boss="a")], K) is says


def test_a_minimum_raised_since_counts_for_what_was_asked_before_too() -> None:
    now, then = wave(reports="abcdefgh"), wave(reports="abcd")
    assert not alike(now, [Earlier(then, 4)], 4)
    assert alike(now, [Earlier(then, 4)], 5)
    assert alike(now, [Earlier(then, 5)], 4) == frozenset(), "under five a group of four was never shown"
    assert alike(wave(reports="abcdefghi"), [Earlier(wave(reports="abcde"), 5)], 4)
