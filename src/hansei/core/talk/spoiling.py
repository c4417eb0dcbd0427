"""Talks as bad microphones, programs and typists write them: to learn from, and to measure by."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from hansei.core.talk.coding import Spoken

_SIGNS = re.compile(r"[^\w\s']|_")
MISHEARD = 0.15


def in_capitals(talk: Sequence[Spoken], _chance: random.Random, _pool: Sequence[str]) -> list[Spoken]:
    """Everything in capitals."""
    return [replace(unit, text=unit.text.upper()) for unit in talk]


def without_signs(talk: Sequence[Spoken], _chance: random.Random, _pool: Sequence[str]) -> list[Spoken]:
    """Small letters without any punctuation."""
    return [replace(unit, text=_bare(unit.text)) for unit in talk]


def misheard(talk: Sequence[Spoken], chance: random.Random, pool: Sequence[str]) -> list[Spoken]:
    """Of the words, 15 in a hundred are another one of `pool`, or missing."""
    return [replace(unit, text=_misheard(unit.text, chance, pool)) for unit in talk]


def swapped(talk: Sequence[Spoken], _chance: random.Random, _pool: Sequence[str]) -> list[Spoken]:
    """From the middle on, each speaks under the other's name."""
    half = len(talk) // 2
    return [unit if at < half else replace(unit, coach=not unit.coach) for at, unit in enumerate(talk)]


Way = Callable[[Sequence[Spoken], random.Random, Sequence[str]], list[Spoken]]
WAYS: dict[str, Way] = {
    "in_capitals": in_capitals,
    "without_signs": without_signs,
    "misheard": misheard,
    "swapped_halfway": swapped,
}


def _bare(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", text.lower()).split()) or text


def _misheard(text: str, chance: random.Random, pool: Sequence[str]) -> str:
    found = []
    for word in text.split():
        if chance.random() >= MISHEARD:
            found.append(word)
        elif chance.random() < 0.7:
            found.append(chance.choice(pool))
    return " ".join(found) or text
