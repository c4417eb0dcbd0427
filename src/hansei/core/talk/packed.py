"""Weights in a folder: matrices in eight bits with a scale for each column, and a card with their story."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

WEIGHTS, CARD = "weights.npz", "card.json"
# 2: from before units read again. A Hansei of then would leave that out and code wrongly, so the form is new.
_FORM, _FORMS = 3, (2, 3)
_PIECES = "pieces"

Named = dict[str, npt.NDArray[Any]]


class BadWeights(ValueError):
    """A folder holds no weights that this version can use."""


def write(folder: Path, weights: Mapping[str, npt.NDArray[Any]], pieces: Sequence[str], card: Any) -> None:
    """Write weights (matrices in rows of what goes in), vocabulary and card."""
    held: Named = {_PIECES: np.frombuffer("\n".join(pieces).encode(), np.uint8)}
    for name, value in weights.items():
        if value.ndim == 2 and value.size > 4096:
            # A row of its own for each piece of a word, else a column: the numbers of one lie close together.
            axis = 1 if name == "words" else 0
            scale = np.maximum(np.abs(value).max(axis=axis, keepdims=True), 1e-8) / 127
            held[name] = np.clip(np.rint(value / scale), -127, 127).astype(np.int8)
            held[f"{name}.scale"] = scale.ravel().astype(np.float32)
        else:
            held[name] = value.astype(np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / WEIGHTS, allow_pickle=False, **held)
    (folder / CARD).write_text(json.dumps({"form": _FORM, **card}, indent=1) + "\n", "utf-8")


def read(folder: Path) -> tuple[Named, list[str], dict[str, Any]]:
    """Weights ready to multiply with (`words` stays in eight bits), vocabulary, card. Raises BadWeights."""
    try:
        card = json.loads((folder / CARD).read_text("utf-8"))
        # Opened here, so that it is closed also where it is no such file.
        with (folder / WEIGHTS).open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            held = {name: file[name] for name in file.files}
        pieces = held.pop(_PIECES).tobytes().decode().split("\n")
        form = card["form"]
    except (OSError, EOFError, BadZipFile, KeyError, ValueError, TypeError, AttributeError):
        held = None
    if held is None:
        raise BadWeights("There are no weights that can be read in this folder.")
    if form not in _FORMS:
        raise BadWeights("These weights are of another version of Hansei.")
    for name in [name for name in held if name.endswith(".scale") and name != "words.scale"]:
        whole = name.removesuffix(".scale")
        held[whole] = held[whole].astype(np.float32) * held.pop(name)
    return held, pieces, card
