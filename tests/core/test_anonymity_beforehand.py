"""Who is told before answering that what is shown can prove that all did: every way to answer is tried."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import astuple
from functools import cache
from itertools import combinations_with_replacement, product

import pytest

from hansei.core.anonymity import (
    K_PULSE,
    Partition,
    Shown,
    Source,
    Tally,
    group_of,
    group_tells_all,
    readable,
    release,
    release_beliefs,
    sure_together,
    tells_all,
)
from hansei.core.anonymity.terms import RATINGS
from hansei.core.mirror import together
from tests.core.rounds import AROUND, BOSS, FURTHER, PEERS, REPORTS, opened

Seen = tuple[object, ...]
MERGED = (None, True, False)
MOST = 12  # people, of whom every set of ratings is tried


def rated(number: int) -> Tally:
    return Tally((0, 0, number, 0, 0))


def figures(number: int) -> set[Seen]:
    """Every figure that so many people who rate can give."""
    found = set()
    for given in combinations_with_replacement(RATINGS, number):
        cell = opened({("item", FURTHER): list(given)}).cell("item", FURTHER)
        assert isinstance(cell, Shown)
        found.add(astuple(cell))
    return found


@cache
def kinds(number: int) -> frozenset[frozenset[int]]:
    """Of each figure that so many can give, how many else can give it: all that it tells of numbers."""
    every = _every_figure()
    return frozenset(frozenset(n for n, found in every.items() if one in found) for one in every[number])


@cache
def _every_figure() -> dict[int, set[Seen]]:
    return {number: figures(number) for number in range(4, MOST + 1)}


def ways(asked: dict[Source, int], k: int, merged: bool | None) -> Iterator[tuple[dict[Source, int], Seen]]:
    """Every number of people who may answer, and rate the item or not, with all that may be shown then."""
    for numbers in product(*(range(number + 1) for number in asked.values())):
        answered = dict(zip(asked, numbers, strict=True))
        for left in range(sum(numbers) + 1):
            usable, rest = {}, left  # so many rate the item, of the first source first
            for source, number in answered.items():
                usable[source] = min(number, rest)
                rest -= usable[source]
            counts = {("item", source): rated(number) for source, number in usable.items()}
            released = release(Partition(asked), answered, counts, k=k, merged=merged)
            usable[AROUND] = left
            cells = [(source, released.cell("item", source)) for source in released.sources]
            told = [kinds(usable[source]) if isinstance(cell, Shown) else {None} for source, cell in cells]
            for figures_ in product(*told):
                yield answered, (released.sources, *map(released.response, released.sources), *figures_)


def proven(asked: dict[Source, int], k: int, merged: bool | None) -> set[Source]:
    """The sources of which something that is shown leaves one possibility: that everybody answered."""
    possible: dict[Seen, set[tuple[int, ...]]] = defaultdict(set)
    for answered, seen in ways(asked, k, merged):
        possible[seen].add(tuple(answered.values()))
    return {
        source
        for place, (source, number) in enumerate(asked.items())
        if number and any(all(one[place] == number for one in found) for found in possible.values())
    }


@pytest.mark.slow
@pytest.mark.parametrize("merged", MERGED)
@pytest.mark.parametrize("k", [4, 5])
def test_told_are_just_those_of_whom_it_can_be_proven_that_they_all_answered(
    k: int, merged: bool | None
) -> None:
    told = 0
    larger = [(0, 8), (9, 0), (10, 0), (11, 0), (1, 8), (2, 10), (3, 6), (4, 5), (8, 4)]
    for peers, reports in [*product(range(6), range(6)), *larger]:
        asked = {PEERS: peers, REPORTS: reports}
        for_real = proven(asked, k, merged if peers and reports else None)
        assert {source for source in asked if tells_all(source, asked, k, merged)} == for_real, asked
        told += bool(for_real)
    assert 0 < told < 45


@pytest.mark.parametrize(("peers", "reports"), [(2, 2), (1, 3), (3, 1)])
def test_two_groups_that_are_k_together_are_told_both(peers: int, reports: int) -> None:
    asked = {PEERS: peers, REPORTS: reports}
    for merged in (None, True):
        assert tells_all(PEERS, asked, 4, merged)
        assert tells_all(REPORTS, asked, 4, merged)
    # Where it was settled that they stand alone, nothing of either is ever shown.
    assert not tells_all(PEERS, asked, 4, merged=False)


def test_one_peer_beside_many_reports_is_told_and_the_reports_need_not_be() -> None:
    for reports in (3, 6, 20):
        asked = {PEERS: 1, REPORTS: reports}
        assert tells_all(PEERS, asked, 4)
        assert tells_all(REPORTS, asked, 4) == (reports == 3)
    assert not tells_all(PEERS, {PEERS: 1, REPORTS: 6}, 4, merged=True)
    # Two beside ten: "about half answered" of twelve is five, of whom three at most are reports.
    assert tells_all(PEERS, {PEERS: 2, REPORTS: 10}, 4)
    assert PEERS in proven({PEERS: 2, REPORTS: 10}, 4, None)


def test_people_further_off_are_told_as_a_group_of_their_own_and_the_boss_by_name() -> None:
    asked = {BOSS: 1, PEERS: 6, REPORTS: 6, FURTHER: 4}
    assert [source for source in asked if tells_all(source, asked, 4)] == [FURTHER]
    assert not tells_all(AROUND, asked, 4)


@pytest.mark.slow
@pytest.mark.parametrize("k", [4, 5, 7, 8, 9, 10, 11])
def test_a_group_by_itself_is_told_just_where_it_can_be_proven_that_all_answered(k: int) -> None:
    told = [asked for asked in range(1, MOST) if group_tells_all(asked, k)]
    assert told == [asked for asked in range(1, MOST) if proven({FURTHER: asked}, k, None)]
    assert told == [asked for asked in range(1, MOST) if tells_all(FURTHER, {FURTHER: asked}, k)]
    assert told == sorted({8: {8, 9}, 9: {9, 10}}.get(k, {k, 8, 9} if k < 8 else {k}))


@pytest.mark.slow
def test_a_part_is_told_just_where_what_it_believes_can_prove_that_all_answered() -> None:
    k = K_PULSE
    possible: dict[int, dict[Seen, set[int]]] = {asked: defaultdict(set) for asked in range(4, 11)}
    for rating in range(11):
        for given in combinations_with_replacement(RATINGS, rating):
            tally = Tally.of(given)
            for asked, seen in possible.items():
                for answered in range(rating, asked + 1):
                    believed = release_beliefs(asked, answered, {"item": tally}, k=k)
                    seen[believed.response, *map(astuple, believed.shown.values())].add(answered)
    for asked, seen in possible.items():
        assert group_tells_all(asked, k) == any(found == {asked} for found in seen.values()), asked


def test_who_stands_together_for_sure_is_decided_once_and_the_outlook_says_the_same() -> None:
    for peers, reports, merged in product(range(7), range(7), MERGED):
        asked = {PEERS: peers, REPORTS: reports}
        sure = sure_together(asked, 4, merged)
        assert (together(peers, reports, 4, settled=merged) is not None) == sure
        each = [
            release(Partition(asked), {PEERS: p, REPORTS: r}, {}, merged=merged).merged
            for p, r in product(range(peers + 1), range(reports + 1))
        ]
        assert all(each) == sure


@pytest.mark.parametrize("placed", [(PEERS, REPORTS), (PEERS,), (REPORTS, FURTHER)])
@pytest.mark.parametrize("merged", MERGED)
def test_where_so_many_are_asked_of_one_group_an_occasion_can_be_read_and_never_without_k(
    merged: bool | None, placed: tuple[Source, ...]
) -> None:
    for peers, reports in product(range(8), range(8)):
        numbers = {PEERS: peers, REPORTS: reports, FURTHER: 4}
        asked = {("item", source): numbers[source] for source in placed}
        telling = [s for s in placed if group_of(s, numbers, placed, 4, merged) >= 4]
        written = {("item", source): [source] * numbers[source] for source in telling}
        together_ = sure_together(numbers, 4, merged)
        shown = readable(written, asked, merged=together_, shuffle=lambda texts: texts)
        assert all(len(texts) >= 4 for texts in shown.values())
        # Whoever gets a box may be read, and where they are sure to stand together, under that name alone.
        for source in telling:
            assert ("item", AROUND if together_ and source is not FURTHER else source) in shown
