"""The coder that was learned from coded dialogues: two linear steps, weights in a small file, numpy alone.

The first step looks at each unit with its neighbours' words. The second looks at what the first made of the
units around it, of the turn and of the whole talk. Probabilities are tempered on dialogues left out.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hansei.core.talk import features, rules
from hansei.core.talk.codes import Code, LeaderCode
from hansei.core.talk.coding import Spoken

HERE = Path(__file__).parent / "weights"
WEIGHTS, CARD = "weights.npz", "card.json"

Array = npt.NDArray[np.float64]
SIDES = ("coach", "leader")
LABELS: dict[str, tuple[str, ...]] = {"coach": tuple(Code), "leader": tuple(LeaderCode)}

_FORM = 1
#: How much the form of telling counts beside what was learned; tried on dialogues left out.
_FORM_COUNTS = 2.5
_NEAR = 4


class BadWeights(ValueError):
    """A folder holds no weights that this version can use."""


@dataclass(frozen=True)
class Step:
    """One linear step: a row of weights for each feature, and what is added for each code."""

    weights: Array
    bias: Array


class LearnedCoder:
    """A coder with learned weights."""

    def __init__(
        self, first: Mapping[str, Step], second: Mapping[str, Step], card: Mapping[str, Any]
    ) -> None:
        self._first, self._second, self._card = first, second, card

    @classmethod
    def load(cls, folder: Path | None = None) -> "LearnedCoder":
        """The weights of a folder, else those that come with Hansei. Raises BadWeights."""
        place = folder or HERE
        try:
            card = json.loads((place / CARD).read_text("utf-8"))
            with np.load(place / WEIGHTS, allow_pickle=False) as file:
                held = {name: file[name] for name in file.files}
            if card["form"] != _FORM or card["buckets"] != features.BUCKETS:
                raise BadWeights("These weights are of another version of Hansei.")
            first = {side: _first(held, side) for side in SIDES}
            return cls(first, {side: _second(held, side) for side in SIDES}, card)
        except (OSError, KeyError, ValueError) as error:
            if isinstance(error, BadWeights):
                raise
        raise BadWeights("There are no weights that can be read in this folder.")

    def was_trained_on(self, data: bytes) -> bool:
        """Whether this very file was among those it learned from."""
        return hashlib.sha256(data).hexdigest() in self._card.get("data", [])

    def coach(self, talk: Sequence[Spoken]) -> list[Mapping[Code, float]]:
        """The codes of the coach's units."""
        said = [dict(zip(Code, map(float, row), strict=True)) for row in self._said(talk, "coach")]
        texts = [unit.text for unit in talk if unit.coach]
        return [leaned(text, one) for text, one in zip(texts, said, strict=True)]

    def leader(self, talk: Sequence[Spoken]) -> list[Mapping[LeaderCode, float]]:
        """The codes of everybody else's units."""
        return [dict(zip(LeaderCode, map(float, row), strict=True)) for row in self._said(talk, "leader")]

    def _said(self, talk: Sequence[Spoken], side: str) -> Array:
        before = {
            each: first_step(self._first[each], features.rows(talk, coach=each == "coach")) for each in SIDES
        }
        around = surroundings(talk, before)[side]
        step = self._second[side]
        temper = float(self._card["temperature"][side])
        return softmax((around @ step.weights + step.bias) / temper)


def leaned(text: str, said: Mapping[Code, float]) -> Mapping[Code, float]:
    """What was learned, weighed with what the form says where the form is that of telling.

    "You should", "I would", "the standard says": in a few lines without much around them the learned step
    hears these as small words, and a report that misses plain telling is not believed. What it costs on
    dialogues left out stands in docs/talk.md.
    """
    told = rules.form(text)
    if not (told[Code.ADVISE] or told[Code.ADVOCATE_POLICY]):
        return said
    by_form = rules.by_form(text)
    weights = {code: chance * by_form[code] ** _FORM_COUNTS for code, chance in said.items()}
    return {code: weight / sum(weights.values()) for code, weight in weights.items()}


def first_step(step: Step, found: Sequence[features.Row]) -> Array:
    """Probabilities from each unit's own features: one against the rest for each code, then made one."""
    odds = np.zeros((len(found), len(step.bias)))
    for at, row in enumerate(found):
        odds[at] = np.asarray(row.values) @ step.weights[list(row.buckets)] + step.bias
    chances = 1 / (1 + np.exp(-odds))
    return np.asarray(chances / np.maximum(chances.sum(axis=1, keepdims=True), 1e-12))


def softmax(odds: Array) -> Array:
    """Odds as probabilities."""
    grown = np.exp(odds - odds.max(axis=1, keepdims=True)) if len(odds) else odds
    return np.asarray(grown / grown.sum(axis=1, keepdims=True)) if len(odds) else odds


def surroundings(talk: Sequence[Spoken], before: Mapping[str, Array]) -> dict[str, Array]:
    """What the second step looks at, for each side: what the first made of the unit and all around it."""
    sizes = {side: len(LABELS[side]) for side in SIDES}
    width = sum(sizes.values())
    everything = np.zeros((len(talk), width))
    where: dict[str, list[int]] = {side: [] for side in SIDES}
    for at, unit in enumerate(talk):
        side = "coach" if unit.coach else "leader"
        chances = before[side][len(where[side])]
        begins = 0 if unit.coach else sizes["coach"]
        everything[at, begins : begins + sizes[side]] = chances
        where[side].append(at)
    means = [before[side].mean(axis=0) if len(before[side]) else np.zeros(sizes[side]) for side in SIDES]
    whole = np.concatenate(means)
    turns = _turn_means(talk, everything)
    found = {}
    for side in SIDES:
        found[side] = np.array(
            [
                _around(talk, everything, before[side], where[side], n, turns, whole)
                for n in range(len(where[side]))
            ]
        ).reshape(len(where[side]), second_width(side))
    return found


def second_width(side: str) -> int:
    """How many numbers the second step looks at."""
    return 5 * len(LABELS[side]) + 3 * sum(map(len, LABELS.values())) + 2


def _turn_means(talk: Sequence[Spoken], everything: Array) -> dict[int, Array]:
    means = {}
    for turn, group in groupby(range(len(talk)), key=lambda at: talk[at].turn):
        means[turn] = everything[list(group)].mean(axis=0)
    return means


def _around(
    talk: Sequence[Spoken],
    everything: Array,
    own: Array,
    where: list[int],
    n: int,
    turns: dict[int, Array],
    whole: Array,
) -> Array:
    at = where[n]
    nothing = np.zeros(own.shape[1])
    side = slice(0, len(Code)) if talk[at].coach else slice(len(Code), None)
    beside = everything[at - 1] if at else np.zeros(everything.shape[1])
    after = everything[at + 1] if at + 1 < len(talk) else np.zeros(everything.shape[1])
    same_before = n > 0 and talk[where[n - 1]].turn == talk[at].turn
    same_after = n + 1 < len(where) and talk[where[n + 1]].turn == talk[at].turn
    near = [own[m] for m in range(max(0, n - _NEAR), min(len(own), n + _NEAR + 1)) if m != n]
    return np.concatenate(
        [
            np.log(own[n] + 1e-3),
            beside,
            after,
            own[n - 1] if n and not same_before else nothing,
            own[n + 1] if n + 1 < len(own) and not same_after else nothing,
            2 * np.mean(near, axis=0) if near else nothing,
            2 * turns[talk[at].turn][side],
            3 * whole,
            [float(same_before), float(same_after)],
        ]
    )


def _first(held: Mapping[str, Any], side: str) -> Step:
    bias = held[f"{side}_bias"].astype(np.float64)
    weights = np.zeros((features.BUCKETS, len(bias)))
    weights[held[f"{side}_buckets"]] = held[f"{side}_weights"]
    return _checked(Step(weights, bias), side, features.BUCKETS)


def _second(held: Mapping[str, Any], side: str) -> Step:
    step = Step(held[f"{side}_second"].astype(np.float64), held[f"{side}_second_bias"].astype(np.float64))
    return _checked(step, side, second_width(side))


def _checked(step: Step, side: str, height: int) -> Step:
    size = len(LABELS[side])
    if step.weights.shape != (height, size) or step.bias.shape != (size,):
        raise BadWeights("These weights are of another version of Hansei.")
    return step
