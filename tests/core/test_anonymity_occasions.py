"""Occasions: from k up or not at all, by numbers of people alone, in an order that tells nothing."""

from __future__ import annotations

import itertools
import pickle
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.anonymity import (
    BelowFloor,
    NotAuthentic,
    Occasions,
    Source,
    occasions_to_json,
    release_occasions,
    restore_occasions,
)

KEY = b"k" * 32
GROUPS = (Source.PEERS, Source.REPORTS, Source.FURTHER)


def shuffled(texts: Sequence[str]) -> Sequence[str]:
    return random.Random(1).sample(texts, len(texts))


def everybody_of(*codes: str, number: int = 20) -> dict[tuple[str, Source], int]:
    """So many were asked in each source that the number of occasions tells nothing."""
    return {(code, source): number for code in codes for source in GROUPS}


def texts(source: Source, number: int) -> list[str]:
    return [f"{source} {n}" for n in range(number)]


@pytest.mark.parametrize("k", [4, 5])
@pytest.mark.parametrize("merged", [True, False])
def test_whatever_the_numbers_a_cell_is_whole_from_k_up_and_empty_below(k: int, merged: bool) -> None:
    shown, held = 0, 0
    for numbers in itertools.product(range(k + 2), repeat=3):
        by_source = dict(zip(GROUPS, numbers, strict=True))
        told = release_occasions(
            {("LL-S8", source): texts(source, number) for source, number in by_source.items()},
            everybody_of("LL-S8"), merged=merged, shuffle=shuffled, k=k,
        )  # fmt: skip
        cells: dict[Source, list[str]] = {source: texts(source, n) for source, n in by_source.items()}
        if merged:
            cells[Source.AROUND] = cells.pop(Source.PEERS) + cells.pop(Source.REPORTS)
        for source in Source:
            wanted = cells.get(source, [])
            if len(wanted) >= k:
                shown += 1
                assert sorted(told.of("LL-S8", source)) == sorted(wanted)
            else:
                held += 1
                assert told.of("LL-S8", source) == ()
        assert bool(told) == any(len(cell) >= k for cell in cells.values())
    assert shown
    assert held


@given(st.lists(st.text(max_size=5), min_size=4, max_size=9), st.randoms())
def test_nothing_of_the_order_in_which_they_lay_comes_through(
    given_: list[str], chance: random.Random
) -> None:
    again = list(given_)
    chance.shuffle(again)
    first, second = (
        release_occasions(
            {("LL-S8", Source.REPORTS): each}, everybody_of("LL-S8"), merged=False, shuffle=shuffled
        )
        for each in (given_, again)
    )
    assert first.of("LL-S8", Source.REPORTS) == second.of("LL-S8", Source.REPORTS)


@given(st.lists(st.text(max_size=4), min_size=4, max_size=6), st.lists(st.text(max_size=4), max_size=3))
def test_whether_something_is_shown_does_not_depend_on_what_was_written(
    many: list[str], few: list[str]
) -> None:
    told = release_occasions(
        {("LL-S8", Source.PEERS): many, ("LL-S8", Source.REPORTS): few},
        everybody_of("LL-S8"),
        merged=False,
        shuffle=shuffled,
    )
    assert len(told.of("LL-S8", Source.PEERS)) == len(many)
    assert told.of("LL-S8", Source.REPORTS) == ()


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize("k", [4, 5])
def test_that_everybody_told_one_is_never_said_where_more_than_the_minimum_were_asked(
    k: int, merged: bool
) -> None:
    for number in range(k + 1, k + 4):
        asked = {("LL-S8", Source.REPORTS): number}
        if merged:
            asked = {("LL-S8", Source.PEERS): number - 2, ("LL-S8", Source.REPORTS): 2}
        written = {place: texts(place[1], people) for place, people in asked.items()}
        told = release_occasions(written, asked, merged=merged, shuffle=shuffled, k=k)
        shown = told.of("LL-S8", Source.AROUND if merged else Source.REPORTS)
        assert len(shown) == number - 1
        assert set(shown) < {text for some in written.values() for text in some}


def test_which_one_stays_unread_is_drawn_by_lot() -> None:
    asked, all_of_them = {("LL-S8", Source.REPORTS): 5}, texts(Source.REPORTS, 5)
    left: set[str] = set()
    for seed in range(40):
        chance = random.Random(seed)
        told = release_occasions(
            {("LL-S8", Source.REPORTS): all_of_them},
            asked,
            merged=False,
            shuffle=lambda some: chance.sample(some, len(some)),  # noqa: B023 - used up in this turn
        )
        left |= set(all_of_them) - set(told.of("LL-S8", Source.REPORTS))
    assert left == set(all_of_them)


def test_of_exactly_the_minimum_all_are_read_or_none() -> None:
    asked = {("LL-S8", Source.REPORTS): 4}
    for number in range(5):
        told = release_occasions(
            {("LL-S8", Source.REPORTS): texts(Source.REPORTS, number)}, asked, merged=False, shuffle=shuffled
        )
        assert len(told.of("LL-S8", Source.REPORTS)) == (4 if number == 4 else 0)


def test_what_one_of_the_two_alone_was_asked_about_is_held_back_where_they_stand_together() -> None:
    asked = {("LL-S8", Source.PEERS): 9}
    told = {
        merged: release_occasions(
            {("LL-S8", Source.PEERS): texts(Source.PEERS, 6)}, asked, merged=merged, shuffle=shuffled
        )
        for merged in (True, False)
    }
    assert not told[True]
    assert len(told[False].of("LL-S8", Source.PEERS)) == 6


def test_behaviours_do_not_add_up() -> None:
    told = release_occasions(
        {(code, Source.REPORTS): texts(Source.REPORTS, 2) for code in ("LL-S8", "LL-S4")},
        everybody_of("LL-S8", "LL-S4"), merged=False, shuffle=shuffled,
    )  # fmt: skip
    assert not told


@pytest.mark.parametrize("source", [Source.BOSS, Source.AROUND])
def test_the_words_of_a_boss_are_no_occasion(source: Source) -> None:
    with pytest.raises(ValueError, match="peers, reports"):
        release_occasions(
            {("LL-S8", source): ["a"] * 5}, everybody_of("LL-S8"), merged=False, shuffle=shuffled
        )


def test_k_can_be_raised_and_never_lowered() -> None:
    with pytest.raises(BelowFloor):
        release_occasions({}, {}, merged=False, shuffle=shuffled, k=3)


def test_what_is_stored_comes_back_whole_and_nothing_else_does() -> None:
    told = release_occasions(
        {("LL-S8", Source.REPORTS): ["ä", "b", "c", "d"]},
        everybody_of("LL-S8"),
        merged=False,
        shuffle=shuffled,
    )
    stored = occasions_to_json(told, KEY)
    assert restore_occasions(stored, KEY).of("LL-S8", Source.REPORTS) == told.of("LL-S8", Source.REPORTS)
    for wrong in (stored.replace(b'"b"', b'"x"'), stored[:-1]):
        with pytest.raises(NotAuthentic):
            restore_occasions(wrong, KEY)
    with pytest.raises(NotAuthentic):
        restore_occasions(stored, b"x" * 32)


def test_nothing_but_the_gate_makes_them_and_none_prints_itself() -> None:
    with pytest.raises(TypeError):
        Occasions({}, gate=None)
    told = release_occasions(
        {("LL-S8", Source.PEERS): ["secret"] * 4}, everybody_of("LL-S8"), merged=False, shuffle=shuffled
    )
    assert "secret" not in repr(told)
    with pytest.raises(TypeError):
        pickle.dumps(told)
