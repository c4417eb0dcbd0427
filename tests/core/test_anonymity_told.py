"""What is left to tell is counted, the docs hold what was counted, and the rules keep it that small."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hansei.core.anonymity.told import REFUSED, SHAPES, every_set, knowing_ones_own, table_of_sizes, ways

DOC = (Path(__file__).parents[2] / "docs" / "gate.md").read_text("utf-8")


def test_every_way_to_rate_is_counted_once() -> None:
    for people in (4, 7):
        assert sum(ways(ratings) for ratings in every_set(people)) == 5**people


def test_the_docs_hold_the_table_of_what_ones_own_answer_tells() -> None:
    lines = table_of_sizes(range(4, 10))
    assert len(lines) == 8
    for line in lines:
        assert line in DOC


def test_who_knows_their_own_answer_knows_all_others_in_less_than_one_of_a_hundred_cases() -> None:
    told = {people: knowing_ones_own(people) for people in range(4, 9)}
    assert 0 < told[4] < 0.01
    assert all(share <= told[4] for share in told.values())


def test_the_exact_mean_would_tell_it_far_more_often() -> None:
    def exact(ratings: tuple[int, ...]) -> int:
        return sum(step * number for step, number in enumerate(ratings, 1))

    assert knowing_ones_own(4, exact) > 2 * knowing_ones_own(4)


def test_the_docs_name_every_pair_of_waves_that_was_counted() -> None:
    rows = re.findall(r"^\| (\d+) \| (\d+) \| (\d+) \| (yes|no) \|", DOC, re.MULTILINE)
    assert [tuple(map(int, row[:3])) for row in rows] == [tuple(shape) for shape in (*SHAPES, *REFUSED)]
    assert [row[3] for row in rows] == ["yes"] * len(SHAPES) + ["no"] * len(REFUSED)


@pytest.mark.slow
def test_the_docs_hold_the_table_of_two_waves() -> None:
    from hansei.core.anonymity.told import table_of_waves

    for line in table_of_waves():
        assert line in DOC
