"""Student's t, whose quantiles an interval of a small group needs."""

from __future__ import annotations

from math import exp, lgamma, log
from typing import Final

_STEPS: Final = 400
_TINY: Final = 1e-300


def quantile(share: float, freedom: float) -> float:
    """Below which value of t so large a share lies, for any positive degrees of freedom; to some ten digits.

    By bisection of the distribution, which is an incomplete beta function. ValueError: a share not between 0
    and 1, or no freedom.
    """
    if not 0 < share < 1 or freedom <= 0:
        raise ValueError("a share is between 0 and 1, and degrees of freedom are positive")
    if share < 0.5:
        return -quantile(1 - share, freedom)
    low, high = 0.0, 1.0
    while _below(high, freedom) < share:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, freedom) < share else (low, middle)
    return (low + high) / 2


def _below(t: float, freedom: float) -> float:
    return 1 - _beta(freedom / 2, 0.5, freedom / (freedom + t * t)) / 2


def _beta(a: float, b: float, x: float) -> float:
    """The regularized incomplete beta function (Abramowitz & Stegun 26.5.8, its continued fraction)."""
    if x >= 1:
        return 1.0
    if x <= 0:
        return 0.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta(b, a, 1 - x)
    front = exp(a * log(x) + b * log(1 - x) + lgamma(a + b) - lgamma(a) - lgamma(b)) / a
    value, above, below = 1.0, 1.0, 0.0
    for step in range(_STEPS):
        half = step // 2
        if step == 0:
            term = 1.0
        elif step % 2:
            term = -(a + half) * (a + b + half) * x / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) * x / ((a + 2 * half - 1) * (a + 2 * half))
        below = 1 / ((1 + term * below) or _TINY)
        above = (1 + term / above) or _TINY
        value *= above * below
        if step and abs(1 - above * below) < 1e-15:
            break
    return front * (value - 1)
