"""How sure a coder may sound: what odds are divided by, fitted on dialogues left out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

_TRIED = np.exp(np.linspace(np.log(0.4), np.log(4.0), 121))


def temperature(pairs: Sequence[tuple[Any, Sequence[Any]]], labels: Sequence[str]) -> float:
    """Where the chances of given codes are highest. `pairs` are chances of units and their codes."""
    rows, right = [], []
    for chances, codes in pairs:
        for row, code in zip(chances, codes, strict=True):
            if code is not None:
                rows.append(np.log(np.maximum(row, 1e-9)))
                right.append(labels.index(str(code)))
    if not rows:
        return 1.0
    odds, at = np.array(rows), np.array(right)
    losses = []
    for each in _TRIED:
        tempered = odds / each
        tempered -= tempered.max(axis=1, keepdims=True)
        whole = np.log(np.exp(tempered).sum(axis=1))
        losses.append(float((whole - tempered[np.arange(len(at)), at]).mean()))
    return round(float(_TRIED[int(np.argmin(losses))]), 3)
