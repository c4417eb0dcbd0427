"""Shares over time: one disc for each, a line between its bounds, and all of it read out."""

from __future__ import annotations

import re

import pytest

from hansei.core.pictures.shares import Stop, shares


def percent(share: float) -> str:
    return f"{round(share * 100)} %"


def test_a_share_stands_where_it_was_counted_and_its_line_between_its_bounds() -> None:
    stops = [
        Stop("May", 0.5, (0.25, 0.75)), Stop("June", 0.5, (0.25, 0.45)),
        Stop("July", None), Stop("August", 0.5),
    ]  # fmt: skip
    made = shares("a", "Asks", stops, percent, "too few")
    discs = re.findall(r'class="share" cx="[\d.]+%" cy="(\d+)"', made)
    lines = re.findall(r'class="chance" x1="[\d.]+%" x2="[\d.]+%" y1="(\d+)" y2="(\d+)"', made)
    assert len(discs) == 3
    assert len(set(discs)) == 1
    (low, high), (_low, below) = lines
    assert int(high) < int(discs[0]) < int(low), "a higher share lies higher up"
    assert int(below) > int(discs[1]), "a share outside of its bounds stands beside its line"
    assert made.count('class="few"') == 1
    assert "May: 50 % (25 % – 75 %). June: 50 % (25 % – 45 %). July: too few. August: 50 %." in made


@pytest.mark.parametrize(
    ("share", "bounds"),
    [(0.5, (0.5, 0.4)), (0.5, (-0.1, 0.6)), (1.1, (0.1, 0.6)), (0.5, (0.1, 1.2)), (-0.1, None)],
)
def test_bounds_stand_in_their_order_and_all_from_0_to_1(
    share: float, bounds: tuple[float, float] | None
) -> None:
    with pytest.raises(ValueError, match="lie from 0 to 1"):
        Stop("May", share, bounds)
