"""The gate of the pulse: mean and share together tell no answer; the same proof finds broken ones."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction

import pytest

from hansei.core.anonymity import (
    NOT_SHOWN,
    Belief,
    Believed,
    BelowFloor,
    Inconsistent,
    NotAuthentic,
    Response,
    Tally,
    beliefs_to_json,
    release_beliefs,
    restore_beliefs,
)
from tests.core.gate_proof import Gate, Ratings, every_set, leaks, origins

KEY = b"k" * 32
SIZES = range(5, 13)


def believed(ratings: Ratings, *, cannot_say: int = 0, k: int = 5) -> Believed:
    people = sum(ratings) + cannot_say
    return release_beliefs(people, people, {"problems_welcome": Tally(ratings, cannot_say)}, k=k)


def cell(ratings: Ratings) -> Belief:
    shown = believed(ratings).cell("problems_welcome")
    assert isinstance(shown, Belief)
    return shown


def the_gate(ratings: Ratings) -> bytes:
    """Everything that leaves, down to the last byte of the stored form."""
    return beliefs_to_json(believed(ratings), KEY)


def mean(ratings: Ratings) -> Fraction:
    return Fraction(sum(step * count for step, count in enumerate(ratings, 1)), sum(ratings))


def share(ratings: Ratings) -> Fraction:
    return Fraction(ratings[3] + ratings[4], sum(ratings))


def test_nothing_that_leaves_tells_of_unanimity_and_under_eight_it_comes_from_four_sets_at_least() -> None:
    assert leaks(the_gate, SIZES) == []
    assert from_one_set(the_gate) == []


def test_from_eight_it_comes_from_three_sets_at_least_and_beside_a_share_from_four() -> None:
    with_a_share = 0
    for people in range(8, 13):
        for output, sets in origins(cell, people).items():
            assert isinstance(output, Belief)
            with_a_share += output.share is not None
            assert len(sets) >= (4 if output.share else 3)
    assert with_a_share > 40


def test_mean_and_share_never_say_that_all_or_none_stand_on_one_side_unless_the_mean_alone_does() -> None:
    for people in range(8, 13):
        alone = origins(lambda ratings: cell(ratings).value, people)
        for output, sets in origins(cell, people).items():
            assert isinstance(output, Belief)
            if output.share is None:
                continue
            before = {share(ratings) for ratings in alone[output.value]}
            after = {share(ratings) for ratings in sets}
            for end in (0, 1):
                assert after != {end}
                assert before == {end} or len(after) > 1 or end not in after


@pytest.mark.parametrize("k", [5, 6, 8, 9])
def test_a_raised_minimum_leaks_no_more_and_under_it_nothing_is_said(k: int) -> None:
    assert leaks(lambda ratings: beliefs_to_json(believed(ratings, k=k), KEY), range(k, 10)) == []
    for people in range(1, k):
        few = {beliefs_to_json(believed(ratings, k=k), KEY) for ratings in every_set(people)}
        assert len(few) == 1
        nothing = believed((people, 0, 0, 0, 0), k=k)
        assert nothing.cell("problems_welcome") == NOT_SHOWN
        assert nothing.response is None


def test_who_cannot_say_counts_as_having_answered_and_not_as_one_of_the_minimum() -> None:
    assert believed((1, 1, 1, 1, 0), cannot_say=4).cell("problems_welcome") == NOT_SHOWN
    assert believed((1, 1, 1, 1, 0), cannot_say=4).response is Response.MOST
    shown = believed((1, 1, 1, 1, 1), cannot_say=4).cell("problems_welcome")
    assert isinstance(shown, Belief)
    assert shown.share is None  # five rated, whoever else could not say


def test_the_share_stands_in_tenths_between_closed_ends() -> None:
    shares = [cell(ratings).share for people in range(8, 13) for ratings in every_set(people)]
    seen = {one.percent for one in shares if one is not None}
    assert seen == {20, 30, 40, 50, 60, 70, 80}
    wide = cell((2, 2, 4, 1, 1)).share  # 2.7 of ten
    assert wide is not None
    assert (wide.percent, wide.low_end, wide.high_end) == (20, True, False)


# What follows are gates that were not built. Each looks harmless, and the proof must find its leak.
def nearest(tenths: Fraction) -> int:
    return round(tenths)


def share_unrounded(ratings: Ratings) -> Hashable:
    return cell(ratings).value, share(ratings)


def share_closed_at_twenty_and_eighty_alone(ratings: Ratings) -> Hashable:
    """The rule as it was first written: not enough beside a mean."""
    shown = cell(ratings)
    return shown.value, min(max(nearest(share(ratings) * 10), 2), 8) if sum(ratings) >= 8 else None


def share_under_eight(ratings: Ratings) -> Hashable:
    return cell(ratings).value, min(max(nearest(share(ratings) * 10), 2), 8)


def share_with_open_ends(ratings: Ratings) -> Hashable:
    return cell(ratings).value, nearest(share(ratings) * 10) if sum(ratings) >= 8 else None


def mean_unrounded(ratings: Ratings) -> Hashable:
    return mean(ratings), cell(ratings).share


@dataclass(frozen=True)
class Broken:
    gate: Gate
    tells_unanimity: bool


BROKEN = [
    Broken(share_unrounded, tells_unanimity=True),
    Broken(share_closed_at_twenty_and_eighty_alone, tells_unanimity=False),
    Broken(share_under_eight, tells_unanimity=False),
    Broken(share_with_open_ends, tells_unanimity=True),
    Broken(mean_unrounded, tells_unanimity=True),
]


def from_one_set(gate: Gate) -> list[list[Ratings]]:
    """Outputs from which every answer could be read."""
    return [sets for people in SIZES for sets in origins(gate, people).values() if len(sets) == 1]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.gate.__name__)
def test_the_proof_finds_the_leak_in_a_broken_gate(broken: Broken) -> None:
    assert from_one_set(broken.gate)
    assert any(leak.unanimous for leak in leaks(broken.gate, SIZES)) == broken.tells_unanimity


def test_an_exact_mean_beside_a_share_would_name_every_answer() -> None:
    """Why the ends of the share move with the mean."""
    found = origins(share_closed_at_twenty_and_eighty_alone, 8)
    assert found[cell((4, 0, 0, 4, 0)).value, 5] == [(4, 0, 0, 4, 0)]
    assert cell((4, 0, 0, 4, 0)).share == cell((3, 1, 1, 3, 0)).share


def test_numbers_that_cannot_be_true_release_nothing() -> None:
    with pytest.raises(Inconsistent):
        release_beliefs(4, 5, {})
    with pytest.raises(Inconsistent):
        release_beliefs(9, 5, {"problems_welcome": Tally((2, 2, 2, 0, 0))})
    with pytest.raises(BelowFloor):
        release_beliefs(9, 9, {}, k=4)


def test_what_was_stored_comes_back_as_it_was_and_only_by_its_keyed_hash() -> None:
    for ratings in ((1, 2, 3, 2, 1), (0, 0, 5, 0, 0), (0, 1, 0, 1, 0), (2, 2, 4, 1, 1)):
        stored = beliefs_to_json(believed(ratings), KEY)
        assert beliefs_to_json(restore_beliefs(stored, KEY), KEY) == stored
        assert restore_beliefs(stored, KEY) == believed(ratings)
        for other in (stored.replace(b'"k":5', b'"k":6'), stored[:-1], b"{}"):
            with pytest.raises(NotAuthentic):
                restore_beliefs(other, KEY)
        with pytest.raises(NotAuthentic):
            restore_beliefs(stored, b"x" * 32)


def test_neither_a_release_nor_a_figure_is_made_by_hand_or_says_anything_in_a_log() -> None:
    shown = cell((1, 2, 3, 2, 1))
    with pytest.raises(TypeError):
        Belief(shown.value, False, False, None, shown.people, gate=object())
    assert "3" not in repr(shown) + repr(believed((1, 2, 3, 2, 1)))
