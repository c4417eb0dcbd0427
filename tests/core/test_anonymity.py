from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import product
from types import MappingProxyType

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hansei.core import anonymity
from hansei.core.anonymity import (
    FLOORS,
    K_MIRROR,
    K_PULSE,
    NOT_SHOWN,
    BelowFloor,
    Inconsistent,
    Kind,
    NotAuthentic,
    NotShown,
    Partition,
    PeopleBand,
    Released,
    Response,
    Shown,
    Source,
    Tally,
    release,
    restore,
    to_json,
)

BOSS, PEERS, REPORTS, AROUND, FURTHER = (
    Source.BOSS,
    Source.PEERS,
    Source.REPORTS,
    Source.AROUND,
    Source.FURTHER,
)
KEY, OTHER_KEY = b"k" * 32, b"o" * 32

Answers = Mapping[tuple[str, Source], list[int]]


def opened(answers: Answers, k: int = 4, asked: Mapping[Source, int] = MappingProxyType({})) -> Released:
    """A closed round: as many people answered in a source as its busiest item has answers.

    As many were asked, if `asked` says nothing else.
    """
    people = {source: 0 for _, source in answers}
    for (_, source), given_ in answers.items():
        people[source] = max(people[source], len(given_))
    partition = Partition({source: asked.get(source, number) for source, number in people.items()})
    return release(partition, people, {place: Tally.of(a) for place, a in answers.items()}, k=k)


def told(cell: Shown | NotShown) -> tuple[object, ...] | None:
    return None if isinstance(cell, NotShown) else dataclasses.astuple(cell)


def one(*ratings: int) -> Shown:
    cell = opened({("item", REPORTS): list(ratings)}).cell("item", REPORTS)
    assert isinstance(cell, Shown)
    return cell


def spelled(counts: tuple[int, ...]) -> list[int]:
    return [rating for rating, number in enumerate(counts, 1) for _ in range(number)]


ratings_ = st.lists(st.integers(1, 5), min_size=4, max_size=25)
answers_ = st.lists(st.integers(0, 5), max_size=12)
rounds_ = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from([PEERS, REPORTS, FURTHER])),
    answers_,
    max_size=9,
)


# How coarse


@pytest.mark.parametrize(
    ("ratings", "value", "end"),
    [
        ([1, 1, 1, 1], "1.5", "low"),
        ([1, 1, 2, 2], "1.5", "low"),
        ([1, 2, 2, 2], "2.0", ""),  # 1.75, a tie: towards the middle
        ([2, 2, 2, 3], "2.5", ""),  # 2.25
        ([2, 3, 3, 3], "3.0", ""),  # 2.75
        ([3, 3, 3, 4], "3.0", ""),  # 3.25
        ([3, 4, 4, 4], "3.5", ""),  # 3.75
        ([4, 4, 4, 5], "4.0", ""),  # 4.25
        ([4, 4, 5, 5], "4.5", "high"),
        ([5, 5, 5, 5, 5, 5, 5], "4.5", "high"),
        ([1, 1, 2, 2, 2], "1.5", "low"),  # 1.6
        ([1] * 8, "1.3", "low"),
        ([1] * 7 + [3], "1.3", "low"),  # 1.25
        ([1] * 7 + [4], "1.4", ""),  # 1.375
        ([5] * 7 + [2], "4.6", ""),
        ([5] * 7 + [3], "4.7", "high"),
        ([1] * 13 + [2] * 7, "1.4", ""),  # 1.35, a tie that binary fractions get wrong
        ([5] * 13 + [4] * 7, "4.6", ""),
        ([2] * 9 + [3] * 11, "2.6", ""),  # 2.55
        ([3] * 8, "3.0", ""),
    ],
)
def test_a_mean_is_rounded_once_with_ties_to_the_middle_and_then_closed(
    ratings: list[int], value: str, end: str
) -> None:
    cell = one(*ratings)
    assert str(cell.value) == value
    assert (cell.low_end, cell.high_end) == (end == "low", end == "high")
    assert cell.people is (PeopleBand.UNDER_EIGHT if len(ratings) < 8 else PeopleBand.FROM_EIGHT)


@given(ratings_)
def test_a_value_lies_on_its_grid_and_within_half_a_step_of_the_mean_unless_an_end_is_closed(
    ratings: list[int],
) -> None:
    cell = one(*ratings)
    step, low, high = (Fraction(1, 2), "1.5", "4.5") if len(ratings) < 8 else (Fraction(1, 10), "1.3", "4.7")
    value = Fraction(cell.value)
    assert value % step == 0
    assert Decimal(low) <= cell.value <= Decimal(high)
    assert cell.low_end == (cell.value == Decimal(low))
    assert cell.high_end == (cell.value == Decimal(high))
    off = value - Fraction(sum(ratings), len(ratings))
    assert abs(off) <= step / 2 or (cell.low_end and off > 0) or (cell.high_end and off < 0)


@given(ratings_)
def test_both_ends_of_the_scale_are_treated_alike(ratings: list[int]) -> None:
    cell, mirrored = one(*ratings), one(*(6 - rating for rating in ratings))
    assert mirrored.value == 6 - cell.value
    assert (mirrored.low_end, mirrored.high_end) == (cell.high_end, cell.low_end)
    assert mirrored.spread is cell.spread


@pytest.mark.parametrize("rating", [1, 2, 3, 4, 5])
def test_the_boss_is_shown_exactly_as_answered_and_from_one(rating: int) -> None:
    released = opened({("item", BOSS): [rating]})
    cell = released.cell("item", BOSS)
    assert told(cell) == (Decimal(rating), False, False, None, PeopleBand.ONE)
    assert released.response(BOSS) is None


def test_a_boss_without_a_rating_is_not_shown_whether_without_an_answer_or_without_a_chance_to_see() -> None:
    silent = release(Partition({BOSS: 1}), {}, {("item", BOSS): Tally()})
    unseen = release(Partition({BOSS: 1}), {BOSS: 1}, {("item", BOSS): Tally.of([0])})
    assert silent == unseen
    assert silent.cell("item", BOSS) is NOT_SHOWN


# What is shown at all


def test_a_cell_is_shown_from_k_ratings_and_no_chance_to_see_is_none() -> None:
    released = opened({("a", PEERS): [2, 3, 4, 5], ("b", PEERS): [2, 3, 4, 0], ("c", PEERS): [5, 5, 5]})
    assert isinstance(released.cell("a", PEERS), Shown)
    assert released.cell("b", PEERS) is NOT_SHOWN
    assert released.cell("c", PEERS) is NOT_SHOWN


@given(rounds_, st.integers(4, 7), st.data())
def test_nothing_but_the_numbers_of_people_decides_what_is_shown(
    answers: Answers, k: int, data: st.DataObject
) -> None:
    other = {
        place: [data.draw(st.integers(1, 5)) if answer else 0 for answer in given_]
        for place, given_ in answers.items()
    }
    first, second = opened(answers, k), opened(other, k)
    assert first.items == second.items
    assert first.sources == second.sources
    for source in Source:
        assert first.response(source) is second.response(source)
        assert first.asked(source) == second.asked(source)
        for item in first.items:
            one_, two = first.cell(item, source), second.cell(item, source)
            assert type(one_) is type(two)
            if isinstance(one_, Shown) and isinstance(two, Shown):
                assert one_.people is two.people


@given(rounds_, st.integers(4, 9))
def test_no_cell_rests_on_fewer_than_k_people(answers: Answers, k: int) -> None:
    released = opened(answers, k)
    for item in released.items:
        for source in released.sources:
            parts = (PEERS, REPORTS) if source is AROUND else (source,)
            usable = sum(1 for part in parts for answer in answers.get((item, part), []) if answer)
            assert isinstance(released.cell(item, source), Shown) == (usable >= k)


def test_an_unknown_item_is_an_error_and_a_source_that_was_not_asked_is_not_shown() -> None:
    released = opened({("a", PEERS): [2, 3, 4, 5]})
    assert released.cell("a", FURTHER) is NOT_SHOWN
    assert released.asked(FURTHER) == 0
    with pytest.raises(KeyError):
        released.cell("b", PEERS)


@pytest.mark.parametrize(
    ("people", "asked", "band"),
    [
        (3, 3, None),
        (4, 11, Response.UNDER_HALF),
        (4, 10, Response.HALF),
        (6, 10, Response.HALF),
        (7, 10, Response.MOST),
        (10, 10, Response.MOST),
    ],
)
def test_how_many_answered_is_a_band_and_only_from_k(people: int, asked: int, band: Response | None) -> None:
    released = opened({("item", FURTHER): [3] * people}, asked={FURTHER: asked})
    assert released.response(FURTHER) is band
    assert released.asked(FURTHER) == asked


# Merging


def groups(peers: int, reports: int, k: int = 4) -> Released:
    """Six peers and six reports were asked; so many answered."""
    answers = {("item", PEERS): [2] * peers, ("item", REPORTS): [4] * reports}
    return opened(answers, k, {PEERS: 6, REPORTS: 6})


@pytest.mark.parametrize("k", [4, 5, 6])
def test_peers_and_reports_merge_only_if_both_are_under_k_and_show_only_if_they_reach_it_together(
    k: int,
) -> None:
    for peers, reports in product(range(7), repeat=2):
        released = groups(peers, reports, k)
        assert released.merged == (peers < k and reports < k)
        if released.merged:
            assert released.sources == (AROUND,)
            assert isinstance(released.cell("item", AROUND), Shown) == (peers + reports >= k)
            assert (released.response(AROUND) is None) == (peers + reports < k)
            assert released.asked(AROUND) == 12
            assert released.asked(PEERS) == released.asked(REPORTS) == 0
        else:
            assert released.sources == (PEERS, REPORTS)
            assert isinstance(released.cell("item", PEERS), Shown) == (peers >= k)
            assert isinstance(released.cell("item", REPORTS), Shown) == (reports >= k)


def test_the_merged_group_is_never_shown_beside_a_part_of_it() -> None:
    released = groups(3, 3)
    assert isinstance(released.cell("item", AROUND), Shown)
    for part in (PEERS, REPORTS):
        assert released.cell("item", part) is NOT_SHOWN
        assert released.response(part) is None


def test_merging_goes_by_people_who_answered_at_all_and_holds_for_the_whole_round() -> None:
    # Four peers answered something, only three of them item b: the round is not merged, so b stays hidden.
    released = opened(
        {("a", PEERS): [2, 3, 4, 5], ("a", REPORTS): [1, 1], ("b", PEERS): [2, 3, 4], ("b", REPORTS): [1, 1]}
    )
    assert not released.merged
    assert isinstance(released.cell("a", PEERS), Shown)
    assert released.cell("b", PEERS) is released.cell("b", REPORTS) is NOT_SHOWN
    # Once merged, merged for every item, also for one that only one of the two was asked about.
    released = opened({("a", PEERS): [2, 3], ("a", REPORTS): [4, 5], ("b", REPORTS): [1, 1]})
    assert isinstance(released.cell("a", AROUND), Shown)
    assert released.cell("b", AROUND) is released.cell("b", REPORTS) is NOT_SHOWN


def test_merged_answers_are_counted_as_one_group() -> None:
    cell = groups(3, 3).cell("item", AROUND)
    assert isinstance(cell, Shown)
    assert cell.value == Decimal("3.0")


def test_without_the_other_group_there_is_nothing_to_merge_with() -> None:
    assert opened({("item", PEERS): [1, 2, 3]}).sources == (PEERS,)
    assert opened({("item", PEERS): [1, 2, 3], ("item", REPORTS): []}).sources == (PEERS,)


def test_boss_and_further_are_never_merged_with_anyone() -> None:
    released = opened({("item", BOSS): [2], ("item", PEERS): [1, 2, 3], ("item", FURTHER): [3, 3, 3]})
    assert released.sources == (BOSS, PEERS, FURTHER)
    assert released.cell("item", FURTHER) is NOT_SHOWN


def test_sources_stand_in_a_fixed_order() -> None:
    everyone = {("item", source): [3] * 4 for source in (FURTHER, REPORTS, PEERS)} | {("item", BOSS): [1]}
    assert opened(everyone).sources == (BOSS, PEERS, REPORTS, FURTHER)
    assert opened(everyone, k=5).sources == (BOSS, AROUND, FURTHER)


@given(rounds_, st.data())
def test_there_is_no_total_over_sources(answers: Answers, data: st.DataObject) -> None:
    """What one source answered changes nothing that is shown of another."""
    assume(answers)
    changing = data.draw(st.sampled_from(sorted({source for _, source in answers})))
    other = {
        (item, source): [6 - answer if answer and source is changing else answer for answer in given_]
        for (item, source), given_ in answers.items()
    }
    first, second = opened(answers), opened(other)
    for source in first.sources:
        if source is not changing and not (source is AROUND and changing in (PEERS, REPORTS)):
            assert [first.cell(i, source) for i in first.items] == [
                second.cell(i, source) for i in second.items
            ]


@given(rounds_, st.permutations(["a", "b", "c"]))
def test_relabelling_the_items_changes_nothing_else(answers: Answers, labels: list[str]) -> None:
    new = dict(zip("abc", labels, strict=True))
    renamed = {(new[item], source): given_ for (item, source), given_ in answers.items()}
    first, second = opened(answers), opened(renamed)
    assert second.items == tuple(sorted(new[item] for item in first.items))
    for source in Source:
        assert first.response(source) is second.response(source)
        for item in first.items:
            assert first.cell(item, source) == second.cell(new[item], source)


@given(rounds_, st.randoms())
def test_the_order_in_which_answers_came_in_leaves_no_trace(answers: Answers, random: object) -> None:
    shuffle = random.shuffle  # type: ignore[attr-defined]
    places = list(answers)
    shuffle(places)
    reordered = {place: sorted(answers[place]) for place in places}
    assert to_json(opened(reordered), KEY) == to_json(opened(answers), KEY)


# The floors


def test_the_floors_are_four_for_a_mirror_and_five_for_respect_and_pulse() -> None:
    assert (K_MIRROR, K_PULSE) == (4, 5)
    assert FLOORS == {Kind.MIRROR: 4, Kind.RESPECT: 5, Kind.PULSE: 5}


@pytest.mark.parametrize("kind", Kind)
def test_k_can_be_raised_and_never_lowered(kind: Kind) -> None:
    partition, counts = Partition({PEERS: 9}), {("item", PEERS): Tally.of([3] * 9)}
    floor = FLOORS[kind]
    for k in (floor, floor + 1, 9):
        assert release(partition, {PEERS: 9}, counts, k=k, kind=kind).k == k
    for k in (floor - 1, 1, 0, -1):
        with pytest.raises(BelowFloor, match="not lowered"):
            release(partition, {PEERS: 9}, counts, k=k, kind=kind)
        with pytest.raises(BelowFloor):
            anonymity.checked_k(k, kind)


@pytest.mark.parametrize("k", [True, 4.0, "5", None])
def test_k_is_a_whole_number(k: object) -> None:
    with pytest.raises(BelowFloor):
        anonymity.checked_k(k)  # type: ignore[arg-type]


def test_a_raised_k_hides_what_a_lower_one_shows() -> None:
    answers: Answers = {("item", FURTHER): [3, 3, 3, 3, 3]}
    assert isinstance(opened(answers, k=5).cell("item", FURTHER), Shown)
    assert opened(answers, k=6).cell("item", FURTHER) is NOT_SHOWN


# Numbers that cannot be true


def test_numbers_that_cannot_be_true_together_release_nothing() -> None:
    four = Tally.of([1, 2, 3, 4])
    for asked, people, counts in (
        ({PEERS: 4}, {PEERS: 5}, {}),
        ({PEERS: 4}, {PEERS: -1}, {}),
        ({PEERS: 4}, {PEERS: 3}, {("item", PEERS): four}),
        ({PEERS: 4}, {PEERS: 4}, {("item", PEERS): four + Tally(no_chance=1)}),
        ({PEERS: 4}, {REPORTS: 4}, {}),
        ({PEERS: 4}, {PEERS: 4}, {("item", REPORTS): Tally(no_chance=1)}),
        ({PEERS: 4}, {PEERS: 4}, {("item", AROUND): four}),
        ({PEERS: 4, REPORTS: 0}, {PEERS: 4, REPORTS: 1}, {}),
        ({BOSS: 1}, {BOSS: 1}, {("item", BOSS): Tally.of([1, 5])}),
    ):
        with pytest.raises(Inconsistent) as caught:
            release(Partition(asked), people, counts)
        assert not any(letter.isdigit() for letter in str(caught.value))


@pytest.mark.parametrize("asked", [{PEERS: -1}, {AROUND: 4}, {BOSS: 2}])
def test_a_partition_that_makes_no_sense_is_refused(asked: dict[Source, int]) -> None:
    with pytest.raises(Inconsistent):
        Partition(asked)


@pytest.mark.parametrize("answer", [-1, 6, 2.5, "3"])
def test_an_answer_is_nought_to_five(answer: object) -> None:
    with pytest.raises(Inconsistent):
        Tally.of([answer])  # type: ignore[list-item]


@pytest.mark.parametrize("numbers", [((1, 2, 3, 4), 0), ((1, 2, 3, 4, -1), 0), ((0, 0, 0, 0, 0), -1)])
def test_a_tally_is_five_numbers_and_one(numbers: tuple[tuple[int, ...], int]) -> None:
    with pytest.raises(Inconsistent):
        Tally(*numbers)  # type: ignore[arg-type]


@given(answers_)
def test_a_tally_counts_what_it_was_given(answers: list[int]) -> None:
    tally = Tally.of(answers)
    assert tally.no_chance == answers.count(0)
    assert spelled(tally.ratings) == sorted(answer for answer in answers if answer)
    assert tally.usable == len(answers) - answers.count(0)


def test_a_partition_does_not_change_when_what_it_was_made_from_does() -> None:
    asked = {PEERS: 4}
    partition = Partition(asked)
    asked[PEERS] = 9
    assert partition.asked == {PEERS: 4}
    with pytest.raises(TypeError):
        partition.asked[PEERS] = 9  # type: ignore[index]


def test_neither_a_tally_nor_a_release_writes_itself_into_a_log() -> None:
    released = opened({("item", PEERS): [1, 2, 3, 4]})
    for secret in (Tally.of([1, 2]), released, released.cell("item", PEERS)):
        assert not any(letter.isdigit() for letter in repr(secret) + str(secret))


# Nothing but the gate makes a release


def test_a_release_and_its_cells_cannot_be_made_by_hand() -> None:
    released = opened({("item", PEERS): [1, 2, 3, 4]})
    cell = released.cell("item", PEERS)
    assert isinstance(cell, Shown)
    with pytest.raises(TypeError):
        Shown(Decimal(3), False, False, None, PeopleBand.UNDER_EIGHT)  # type: ignore[call-arg]
    for key in (None, object(), True):
        with pytest.raises(TypeError, match="only release"):
            Shown(Decimal(3), False, False, None, PeopleBand.UNDER_EIGHT, gate=key)
        with pytest.raises(TypeError, match="only release"):
            Released(("item",), (PEERS,), 4, {}, {}, {}, gate=key)
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(cell, value=Decimal(5))  # type: ignore[call-arg]
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(released, k=1)  # type: ignore[call-arg]


def test_a_release_cannot_be_changed() -> None:
    released = opened({("item", PEERS): [1, 2, 3, 4]})
    cell = released.cell("item", PEERS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        cell.value = Decimal(5)  # type: ignore[misc, union-attr]
    with pytest.raises(dataclasses.FrozenInstanceError):
        released.k = 1  # type: ignore[misc]
    for inside in (released._cells, released._asked, released._responses):
        with pytest.raises(TypeError):
            inside[PEERS] = None  # type: ignore[index]


@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_release_is_stored_in_one_way_only(way: object) -> None:
    released = opened({("item", PEERS): [1, 2, 3, 4]})
    for secret in (released, released.cell("item", PEERS)):
        with pytest.raises(TypeError, match="restore"):
            way(secret)  # type: ignore[operator]


@pytest.mark.parametrize("base", [Shown, Released])
def test_a_release_has_no_subclass_that_could_be_made_by_hand(base: type) -> None:
    with pytest.raises(TypeError):
        type("Forged", (base,), {"__post_init__": lambda self, gate: None})


# Stored and restored


@given(rounds_, st.integers(4, 6), st.one_of(st.none(), st.integers(1, 5)))
def test_a_stored_release_comes_back_as_it_was(answers: Answers, k: int, boss: int | None) -> None:
    full = dict(answers) | ({("a", BOSS): [boss]} if boss else {})
    released = opened(full, k, {FURTHER: 20})
    stored = to_json(released, KEY)
    again = restore(stored, KEY)
    assert again == released
    assert to_json(again, KEY) == stored
    for item in released.items:
        for source in Source:
            assert told(again.cell(item, source)) == told(released.cell(item, source))
    with pytest.raises(TypeError):
        again._cells["item", PEERS] = None  # type: ignore[index]


STORED = to_json(opened({("item", PEERS): [1, 2, 3, 4] * 2, ("item", BOSS): [2]}), KEY)


def test_the_stored_form_is_json_and_holds_nothing_that_was_not_released() -> None:
    content = json.loads(STORED)["release"]
    assert content == {
        "items": ["item"],
        "sources": ["boss", "peers"],
        "k": 4,
        "asked": {"boss": 1, "peers": 8},
        "responses": {"peers": "most"},
        "cells": {
            "boss": {
                "item": {"value": "2", "low_end": False, "high_end": False, "spread": None, "people": "one"}
            },
            "peers": {
                "item": {
                    "value": "2.5",
                    "low_end": False,
                    "high_end": False,
                    "spread": "mixed",
                    "people": "from_eight",
                }
            },
        },
    }


def test_any_changed_missing_or_added_byte_is_refused() -> None:
    changed = [STORED[:i] + bytes([STORED[i] ^ 1]) + STORED[i + 1 :] for i in range(len(STORED))]
    shorter = [STORED[:i] for i in range(len(STORED))]
    for bad in (*changed, *shorter, STORED + b" ", b" " + STORED, b"", b"{}", b"\xff\xfe", b"[" * 100_000):
        with pytest.raises(NotAuthentic):
            restore(bad, KEY)


def test_another_key_and_a_hash_without_a_key_are_refused() -> None:
    with pytest.raises(NotAuthentic):
        restore(STORED, OTHER_KEY)
    content = json.loads(STORED)
    content["mac"] = "0" * 64
    with pytest.raises(NotAuthentic):
        restore(json.dumps(content, separators=(",", ":")).encode(), KEY)


def test_the_keyed_hash_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmac.compare_digest", lambda a, b: False)
    with pytest.raises(NotAuthentic):
        restore(STORED, KEY)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        to_json(opened({}), b"short")
    with pytest.raises(ValueError, match="32 bytes"):
        restore(STORED, b"")
