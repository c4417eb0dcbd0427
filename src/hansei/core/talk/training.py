"""How the learned coder is made. Needs scikit-learn, which running Hansei does not.

The same files and the same seed give the same weights. Whole dialogues are kept apart throughout: between
folds, and within a fold between what the first step learns from and what the second step sees of it.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from hansei.core.talk import features, learned, measuring
from hansei.core.talk.codes import Code, LeaderCode
from hansei.core.talk.dialogues import Dialogue, read_dialogues
from hansei.core.talk.learned import LABELS, SIDES, Array, Step

FOLDS, INNER_FOLDS = 7, 4
_LEAST_SEEN = 3  # a feature of fewer units is left out
_FIRST_C, _SECOND_C, _BALANCE = 2.0, 0.3, 0.5

Steps = tuple[dict[str, Step], dict[str, Step]]


class TooFew(ValueError):
    """There are too few dialogues to keep some apart."""


def train(files: Sequence[bytes], out: Path, seed: int) -> dict[str, Any]:
    """Learn from coded dialogues, write weights and card into `out`, and return the figures.

    The figures are of dialogues left out, fold by fold; the temperature of a fold is that of the others.
    Raises BadDialogues and TooFew.
    """
    dialogues = [each for data in files for each in read_dialogues(data)]
    if len(dialogues) < FOLDS:
        raise TooFew(f"At least {FOLDS} dialogues are needed.")
    folds = _folds(dialogues, FOLDS, seed)
    held = []
    for fold in folds:
        rest = [each for each in dialogues if each not in fold]
        steps = _learn(rest, seed)
        held.append({side: [_odds(steps, each, side) for each in fold] for side in SIDES})
    answered = []
    for at, fold in enumerate(folds):
        others = [n for n in range(len(folds)) if n != at]
        temper = {side: _temperature(held, folds, others, side) for side in SIDES}
        for n, each in enumerate(fold):
            coach = learned.softmax(held[at]["coach"][n] / temper["coach"])
            leader = learned.softmax(held[at]["leader"][n] / temper["leader"])
            answered.append(
                measuring.Answered(
                    each,
                    [dict(zip(Code, map(float, row), strict=True)) for row in coach],
                    [dict(zip(LeaderCode, map(float, row), strict=True)) for row in leader],
                )
            )
    figures = measuring.figures(answered)
    temper = {side: _temperature(held, folds, list(range(len(folds))), side) for side in SIDES}
    card = {
        "form": 1,
        "buckets": features.BUCKETS,
        "seed": seed,
        "data": [hashlib.sha256(data).hexdigest() for data in files],
        "temperature": temper,
        "left_out": {"folds": FOLDS, **figures},
    }
    _write(_learn(dialogues, seed), card, out)
    return figures


def _folds(dialogues: Sequence[Dialogue], count: int, seed: int) -> list[list[Dialogue]]:
    order = np.random.default_rng(seed).permutation(len(dialogues))
    return [[dialogues[n] for n in order[at::count]] for at in range(count)]


def _learn(dialogues: Sequence[Dialogue], seed: int) -> Steps:
    first = _learn_first(dialogues, seed)
    seen: list[tuple[Dialogue, dict[str, Array]]] = []
    for fold in _folds(dialogues, INNER_FOLDS, seed + 1):
        steps = _learn_first([each for each in dialogues if each not in fold], seed)
        seen += [(each, _before(steps, each)) for each in fold]
    second = {}
    for side in SIDES:
        xs = np.concatenate([learned.surroundings(each.talk, before)[side] for each, before in seen])
        ys = np.array([code or "" for each, _before in seen for code in _codes(each, side)])
        model = LogisticRegression(
            C=_SECOND_C, max_iter=2000, class_weight=_balanced(ys[ys != ""]), random_state=seed
        ).fit(xs[ys != ""], ys[ys != ""])
        second[side] = _step(model.coef_, model.intercept_, model.classes_, side)
    return first, second


def _learn_first(dialogues: Sequence[Dialogue], seed: int) -> dict[str, Step]:
    first = {}
    for side in SIDES:
        found = [row for each in dialogues for row in _rows(each, side)]
        ys = np.array([code or "" for each in dialogues for code in _codes(each, side)])
        xs = _matrix(found)[ys != ""]
        ys = ys[ys != ""]
        often = np.flatnonzero(np.asarray((xs != 0).sum(axis=0)).ravel() >= _LEAST_SEEN)
        xs = xs[:, often]
        weights = np.zeros((features.BUCKETS, len(LABELS[side])))
        bias = np.full(len(LABELS[side]), -20.0)
        for n, label in enumerate(LABELS[side]):
            if (ys == label).any():
                model = LogisticRegression(
                    C=_FIRST_C, solver="liblinear", class_weight="balanced", random_state=seed
                ).fit(xs, ys == label)
                weights[often, n], bias[n] = model.coef_[0], model.intercept_[0]
        first[side] = Step(weights, bias)
    return first


@cache
def _rows(dialogue: Dialogue, side: str) -> list[features.Row]:
    return features.rows(dialogue.talk, coach=side == "coach")


def _codes(dialogue: Dialogue, side: str) -> Sequence[Code | LeaderCode | None]:
    return dialogue.coach if side == "coach" else dialogue.leader


def _matrix(found: Sequence[features.Row]) -> Any:
    columns = [bucket for row in found for bucket in row.buckets]
    values = [value for row in found for value in row.values]
    ends = np.cumsum([0, *(len(row.buckets) for row in found)])
    return csr_matrix((values, columns, ends), shape=(len(found), features.BUCKETS))


def _balanced(ys: Any) -> dict[str, float]:
    labels, counts = np.unique(ys, return_counts=True)
    return {
        str(label): float((len(ys) / len(labels) / n) ** _BALANCE)
        for label, n in zip(labels, counts, strict=True)
    }


def _step(coef: Array, intercept: Array, classes: Sequence[str], side: str) -> Step:
    weights = np.zeros((coef.shape[1], len(LABELS[side])))
    bias = np.full(len(LABELS[side]), -20.0)
    for n, label in enumerate(classes):
        at = LABELS[side].index(label)
        weights[:, at], bias[at] = coef[n], intercept[n]
    return Step(weights, bias)


def _before(steps: Mapping[str, Step], dialogue: Dialogue) -> dict[str, Array]:
    return {side: learned.first_step(steps[side], _rows(dialogue, side)) for side in SIDES}


def _odds(steps: Steps, dialogue: Dialogue, side: str) -> Array:
    first, second = steps
    around = learned.surroundings(dialogue.talk, _before(first, dialogue))[side]
    return np.asarray(around @ second[side].weights + second[side].bias)


def _temperature(
    held: Sequence[Mapping[str, Sequence[Array]]],
    folds: Sequence[Sequence[Dialogue]],
    which: Sequence[int],
    side: str,
) -> float:
    """What odds are divided by, so that certainty on dialogues left out is as often right as it says."""
    odds = np.concatenate([each for at in which for each in held[at][side]])
    codes = [code for at in which for each in folds[at] for code in _codes(each, side)]
    known = [n for n, code in enumerate(codes) if code is not None]
    right = [LABELS[side].index(str(codes[n])) for n in known]

    def loss(temper: float) -> float:
        chances = learned.softmax(odds[known] / temper)
        return float(-np.log(chances[np.arange(len(right)), right] + 1e-9).mean())

    return round(float(minimize_scalar(loss, bounds=(0.3, 5.0), method="bounded").x), 3)


def _write(steps: Steps, card: Mapping[str, Any], out: Path) -> None:
    first, second = steps
    held: dict[str, Any] = {}
    for side in SIDES:
        used = np.flatnonzero(np.abs(first[side].weights).max(axis=1) > 0)
        held[f"{side}_buckets"] = used.astype(np.int32)
        held[f"{side}_weights"] = first[side].weights[used].astype(np.float16)
        held[f"{side}_bias"] = first[side].bias.astype(np.float32)
        held[f"{side}_second"] = second[side].weights.astype(np.float32)
        held[f"{side}_second_bias"] = second[side].bias.astype(np.float32)
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out / learned.WEIGHTS, **held)
    (out / learned.CARD).write_text(json.dumps(card, indent=1) + "\n", "utf-8")
