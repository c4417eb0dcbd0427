"""How many units the coder takes in a second, beside the architecture of RoBERTa-base, on one core.

RoBERTa-base is what published coders of such talk are made from. Its numbers here are random, which takes as
long as learned ones. It is run with numpy as ours is, in fp32, units of one length together, so that nothing
is padded, and reads each unit alone, while ours sees a unit among the eight before and the eight after it,
and reads again what stands around it.
"""

import os
import subprocess
import sys
from itertools import groupby
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
import numpy.typing as npt

from bench.talk import turns

Array = npt.NDArray[np.float32]

_ROOT = Path(__file__).resolve().parent.parent
#: Ours takes a talk of an hour; the large one this many units of it.
SAMPLE = 50
#: Times as many in a second, at least.
LIMIT = 50.0
_ROUNDS = 5
_LAYERS, _WIDTH, _HEADS, _INNER, _WORDS, _PLACES = 12, 768, 12, 3072, 50_265, 514


def measure() -> tuple[float, float]:
    """Units a second of one core's time, tokenisation included: ours, and the large one.

    In a process of its own, whose products take one thread.
    """
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.coder"], cwd=_ROOT, env=env, check=True, capture_output=True, text=True
    )
    ours, large = map(float, done.stdout.split())
    return ours, large


def _measured() -> tuple[float, float]:
    from hansei.core.talk import packed
    from hansei.core.talk.coding import Spoken
    from hansei.core.talk.learned import HERE, LearnedCoder
    from hansei.core.talk.wordpieces import Pieces

    talk = [Spoken(at, who == "coach", text) for at, (who, units) in enumerate(turns()) for text in units]
    coder, pieces, large = LearnedCoder.load(), Pieces(packed.read(HERE)[1]), _Large()
    sample = [unit.text for unit in talk[:: len(talk) // SAMPLE]]
    coder.both(talk)
    large.read(pieces.of(sample[:5]))
    ours, theirs = [], []
    for _ in range(_ROUNDS):  # they take turns, so that whatever else the machine does falls on both
        begun = process_time()
        coder.both(talk)
        between = process_time()
        large.read(pieces.of(sample))
        ours.append(len(talk) / (between - begun))
        theirs.append(len(sample) / (process_time() - between))
    return median(ours), median(theirs)


class _Large:
    """RoBERTa-base's architecture: what comes out of its last layer for the first piece of each unit."""

    def __init__(self) -> None:
        chance = np.random.default_rng(1)

        def made(*shape: int) -> Array:
            return chance.standard_normal(shape, np.float32) * np.float32(0.02)

        self._words, self._places = made(_WORDS, _WIDTH), made(_PLACES, _WIDTH)
        self._layers = [
            (made(_WIDTH, 3 * _WIDTH), made(_WIDTH, _WIDTH), made(_WIDTH, _INNER), made(_INNER, _WIDTH))
            for _ in range(_LAYERS)
        ]

    def read(self, units: list[list[int]]) -> list[Array]:
        found = []
        for length, alike in groupby(sorted(units, key=len), key=len):
            ids = np.array(list(alike))
            x = self._words[ids % _WORDS] + self._places[:length]
            for layer in self._layers:
                x = _layer(x, *layer)
            found.append(x[:, 0])
        return found


def _layer(x: Array, qkv: Array, out: Array, up: Array, down: Array) -> Array:
    count, length, width = x.shape
    q, k, v = (
        part.reshape(count, length, _HEADS, -1).transpose(0, 2, 1, 3)
        for part in np.split((x.reshape(-1, width) @ qkv).reshape(count, length, -1), 3, axis=2)
    )
    odds: Any = q @ k.transpose(0, 1, 3, 2) * np.float32(1 / 8)
    np.exp(odds - odds.max(-1, keepdims=True), out=odds)
    odds /= odds.sum(-1, keepdims=True)
    seen = (odds @ v).transpose(0, 2, 1, 3).reshape(-1, width)
    y = _normed(x.reshape(-1, width) + seen @ out)
    inner = y @ up
    inner *= 0.5 * (1 + np.tanh(np.float32(0.79788456) * (inner + np.float32(0.044715) * inner**3)))
    return _normed(y + inner @ down).reshape(count, length, width)


def _normed(x: Array) -> Array:
    x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + np.float32(1e-5))


if __name__ == "__main__":
    print(*_measured())
