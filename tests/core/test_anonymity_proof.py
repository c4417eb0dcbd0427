"""No output of the gate tells an answer, and the same proof finds the leak in gates that are broken."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import comb

import pytest

from hansei.core import anonymity
from hansei.core.anonymity import Partition, Shown, Source, Spread, Tally
from hansei.core.mirror import BOUND, drawn, reading
from tests.core.gate_proof import SIZES, Gate, Ratings, every_set, leaks, origins

KEY = b"k" * 32


def released(ratings: Ratings, k: int = 4) -> anonymity.Released:
    """A round in which everybody who was asked answered: the most that anyone could know beside it."""
    people = sum(ratings)
    tally = {("item", Source.REPORTS): Tally(ratings)}
    return anonymity.release(Partition({Source.REPORTS: people}), {Source.REPORTS: people}, tally, k=k)


def cell(ratings: Ratings) -> Shown:
    shown = released(ratings).cell("item", Source.REPORTS)
    assert isinstance(shown, Shown)
    return shown


def the_gate(ratings: Ratings) -> bytes:
    """Everything that leaves, down to the last byte of the stored form."""
    return anonymity.to_json(released(ratings), KEY)


def mean(ratings: Ratings) -> Fraction:
    return Fraction(sum(step * count for step, count in enumerate(ratings, 1)), sum(ratings))


def variance(ratings: Ratings) -> Fraction:
    squares = Fraction(sum(step**2 * count for step, count in enumerate(ratings, 1)), sum(ratings))
    return squares - mean(ratings) ** 2


def test_the_enumeration_is_complete() -> None:
    for people in SIZES:
        sets = list(every_set(people))
        assert len(sets) == len(set(sets)) == comb(people + 4, 4)
        assert {sum(ratings) for ratings in sets} == {people}


def test_no_output_tells_of_unanimity_and_under_eight_none_comes_from_fewer_than_four_sets() -> None:
    assert leaks(the_gate) == []


@pytest.mark.parametrize("k", [5, 6, 8, 9, 12])
def test_a_raised_minimum_leaks_no_more(k: int) -> None:
    assert leaks(lambda ratings: anonymity.to_json(released(ratings, k), KEY)) == []


def test_from_eight_every_output_comes_from_at_least_three_sets_and_beside_a_spread_from_five() -> None:
    for people in range(8, 17):
        for output, sets in origins(cell, people).items():
            assert isinstance(output, Shown)
            assert len(sets) >= (5 if output.spread else 3)


def test_every_sentence_and_every_mark_made_from_what_was_released_is_as_safe_as_the_gate() -> None:
    def gate(ratings: Ratings) -> Hashable:
        shown = cell(ratings)
        return shown, *(reading(p, shown) for p in range(6)), drawn(3, 3, shown)

    assert leaks(gate) == []


def test_in_a_merged_group_nothing_tells_the_peers_answers_from_the_reports() -> None:
    def together(peers: Ratings, reports: Ratings) -> bytes:
        asked = {Source.PEERS: 3, Source.REPORTS: 3}
        counts = {("item", Source.PEERS): Tally(peers), ("item", Source.REPORTS): Tally(reports)}
        people = {Source.PEERS: sum(peers), Source.REPORTS: sum(reports)}
        return anonymity.to_json(anonymity.release(Partition(asked), people, counts), KEY)

    seen: dict[tuple[int, Ratings], set[bytes]] = {}
    for one, two in product(range(4), repeat=2):
        for peers, reports in product(every_set(one), every_set(two)):
            first, second, third, fourth, fifth = (a + b for a, b in zip(peers, reports, strict=True))
            both = (first, second, third, fourth, fifth)
            seen.setdefault((one + two, both), set()).add(together(peers, reports))
    assert {len(outputs) for outputs in seen.values()} == {1}


# What follows are gates that were not built. Each looks harmless, and the proof must find its leak.


def no_coarsening(ratings: Ratings) -> Hashable:
    return mean(ratings)


def unanimity_as_a_band_of_its_own(ratings: Ratings) -> Hashable:
    return cell(ratings), "all alike" if max(ratings) == sum(ratings) else "apart"


def a_sentence_from_the_unrounded_mean(ratings: Ratings) -> Hashable:
    return cell(ratings), "close" if abs(2 - mean(ratings)) < BOUND else "different"


def open_ends(ratings: Ratings) -> Hashable:
    step = 2 if sum(ratings) < 8 else 10
    return round(mean(ratings) * step)


def a_spread_beside_every_mean(ratings: Ratings) -> Hashable:
    return cell(ratings), (variance(ratings) >= Fraction(1, 4)) if sum(ratings) >= 8 else None


def a_spread_under_eight(ratings: Ratings) -> Hashable:
    return cell(ratings), variance(ratings) >= 1, variance(ratings) >= Fraction(169, 100)


@dataclass(frozen=True)
class Broken:
    gate: Gate
    tells_unanimity: bool


BROKEN = [
    Broken(no_coarsening, tells_unanimity=True),
    Broken(unanimity_as_a_band_of_its_own, tells_unanimity=True),
    Broken(a_sentence_from_the_unrounded_mean, tells_unanimity=False),
    Broken(open_ends, tells_unanimity=True),
    Broken(a_spread_beside_every_mean, tells_unanimity=True),
    Broken(a_spread_under_eight, tells_unanimity=False),
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.gate.__name__)
def test_the_proof_finds_the_leak_in_a_broken_gate(broken: Broken) -> None:
    found = leaks(broken.gate)
    assert found
    assert any(leak.unanimous for leak in found) == broken.tells_unanimity


def test_a_spread_beside_a_mean_near_an_end_would_name_every_rating() -> None:
    """Why none stands there: with the very bands that are used, some outputs come from one set alone."""

    def careless(ratings: Ratings) -> Hashable:
        return cell(ratings).value, variance(ratings) >= 1, variance(ratings) >= Fraction(169, 100)

    assert origins(careless, 8)[Decimal("1.5"), True, True] == [(7, 0, 0, 0, 1)]
    assert cell((7, 0, 0, 0, 1)).spread is None


def test_what_an_answerer_can_take_out_is_no_more_than_is_written_down() -> None:
    """A limit, written down: where the rest is told to someone who answered and also sees the release."""
    told = {
        (people, shown.value, own)
        for people in range(4, 8)
        for shown, sets in origins(cell, people).items()
        for own in range(5)
        if isinstance(shown, Shown) and len([ratings for ratings in sets if ratings[own]]) == 1
    }
    low = {(4, Decimal("1.5"), 2), (4, Decimal("2.0"), 4), (5, Decimal("1.5"), 3), (6, Decimal("1.5"), 4)}
    assert told == low | {(people, 6 - value, 4 - own) for people, value, own in low}


def test_a_spread_stands_beside_every_mean_from_two_to_four_and_beside_no_other() -> None:
    for people in SIZES:
        for ratings in every_set(people):
            shown = cell(ratings)
            beside = people >= 8 and 2 <= shown.value <= 4
            assert (shown.spread is not None) == beside
            if beside:
                deviation = float(variance(ratings)) ** 0.5
                expected = Spread.CLOSE if deviation < 1 else Spread.MIXED if deviation < 1.3 else Spread.FAR
                assert shown.spread is expected
