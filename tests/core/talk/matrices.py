"""Matrices of how a coder errs, for tests; and a card that has one, as training writes it."""

from __future__ import annotations

import json
from pathlib import Path

from hansei.core.talk import Code, Matrix


def matrix(right: float, units: int = 300) -> Matrix:
    """So many units of each code; `right` is the part that is heard as what it is."""
    size = len(Code)
    wrong = round(units * (1 - right) / (size - 1))
    return Matrix(
        tuple(
            tuple(units - wrong * (size - 1) if a == b else wrong for b in range(size)) for a in range(size)
        )
    )


def card(folder: Path, errs: Matrix) -> Path:
    """A card of weights with the matrix of what was left out, and some unsure units."""
    codes = [code.value for code in Code]
    units = [[*row, 7] for row in errs.units]
    confusion = {"given": codes, "heard": [*codes, "unsure"], "units": units}
    path = folder / "card.json"
    path.write_text(json.dumps({"left_out": {"coach": {"confusion": confusion}}}), "utf-8")
    return path
