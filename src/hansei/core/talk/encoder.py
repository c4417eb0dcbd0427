"""The trained network, run with numpy: units become vectors, then each is seen among its neighbours.

First part: a transformer of a few layers over the pieces of a unit (MiniLM, cut). Its last layer is worked
out for the first piece alone, which looks at all the others. Second part: a smaller one over the units of
the talk, each looking `WINDOW` units back and ahead; between its layers each unit, which knows by then what
stands around it, reads again: `BACK` pieces before its first and `AHEAD` from it on, most often its own and
some of those that follow. The work grows with the length of a talk and with nothing else: a talk is worked
out in parts, in a part what is said twice is worked out once, and so is one piece at one place in a unit, as
far as it has not looked at others yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from hansei.core.talk.features import COACH

Array = npt.NDArray[np.float32]
Weights = Mapping[str, npt.NDArray[np.generic]]

HEADS, HEAD = 12, 32
CONTEXT_HEADS = 4
WINDOW = 8
READ_HEADS = 8
#: How many pieces before a unit's first and from it on are read again.
BACK, AHEAD = 24, 32
#: How a piece stands to the unit that reads it: own, then of the same and of the other side: of the unit
#: before, of one before that, of one after.
KINDS = 7
_WIDTH = HEADS * HEAD
_ROWS = 1024  # pieces worked on at once: small enough to stay near the processor
_BEGUN = 16_384  # pieces whose beginning is held at once
_TOGETHER = 24_576  # pieces of a talk worked on at once, so that a long one takes no more memory
_READERS = 64  # units that read again at once
_SMALL = np.float32(1e-12)
_SLOPE = np.float32(0.7978845608)
_CUBE = np.float32(0.7978845608 * 0.044715)
_PLACES = 256  # more than a unit has pieces


class _Scratch:
    """Memory to work in, of one call: no other thread sees it, and nothing that was said outlives it."""

    def __init__(self) -> None:
        self._held: dict[str, Array] = {}

    def __call__(self, name: str, rows: int, width: int) -> Array:
        held = self._held.get(name)
        if held is None or held.size < rows * width:
            held = self._held[name] = np.empty(rows * width, np.float32)
        return held[: rows * width].reshape(rows, width)


@dataclass(frozen=True)
class _Begun:
    """Each piece at each place once, in order, with what it asks and answers in the first layer."""

    keys: npt.NDArray[np.int64]
    rows: Array
    qkv: Array


@dataclass(frozen=True)
class Encoded:
    """Units of a talk, each by itself.

    A vector of each; and where its pieces begin among the rows of `pieces`, and how many they are. A row has
    what the piece is found by when it is read again, then what it gives; equal units share rows.
    """

    vectors: Array
    pieces: Array
    begins: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]


def read_again(
    begins: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.int64],
    coach: npt.NDArray[np.bool_],
    talks: npt.NDArray[np.int64] | None = None,
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Which pieces each unit reads again, and how they stand to it.

    `begins` and `lengths` say in which rows the pieces of each unit lie, `coach` whether the coach speaks,
    `talks` of which talk it is (all of one, if not given). Two tables, a row for each unit and BACK + AHEAD
    columns in the order of the talk: the row of a piece, and which of the KINDS it is, -1 where there is
    none.
    """
    unit = np.repeat(np.arange(len(lengths)), lengths)
    firsts = np.cumsum(lengths) - lengths
    at = firsts[:, None] + np.arange(-BACK, AHEAD)
    there = (at >= 0) & (at < len(unit))
    at = at.clip(0, len(unit) - 1)
    whose = unit[at]
    if talks is not None:
        there &= talks[whose] == talks[:, None]
    away = whose - np.arange(len(lengths))[:, None]
    other = coach[whose] != coach[:, None]
    kinds = np.select([away == 0, away == -1, away < -1], [0 * other, 1 + other, 3 + other], 5 + other)
    return (begins - firsts)[whose] + at, np.where(there, kinds, -1)


class Network:
    """Weights by name, and what they make of a talk."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        # `_gelu` gives the double, which is made good here.
        self._w: Mapping[str, Array] = {
            name: value * np.float32(0.5) if name.endswith(".down") else value
            for name, value in weights.items()
        }
        self.layers = sum(name.startswith("layer") and name.endswith(".qkv") for name in weights)
        self.blocks = sum(name.startswith("block") and name.endswith(".qkv") for name in weights)
        self.reads = sum(name.startswith("again") and name.endswith(".q") for name in weights)
        #: No unit is seen from one farther away, over all layers: a unit has two pieces at least.
        self.reach = self.blocks * WINDOW + max(BACK, AHEAD) // 2

    def around(self, units: Sequence[Sequence[int]], features: Array) -> Array:
        """A vector for each unit that knows of the units around it, in the order of the talk.

        `units` are numbers of pieces, `features` a row for each unit as `features.features` gives it.
        """
        found = [np.empty((0, self._w["enter"].shape[1]), np.float32)]
        for load in _loads(range(len(units)), [len(unit) for unit in units], _TOGETHER):
            part = slice(max(0, load[0] - self.reach), load[-1] + 1 + self.reach)
            seen = self.context(self.encode(units[part]), features[part])
            found.append(seen[load[0] - part.start :][: len(load)])
        return np.concatenate(found)

    # ------------------------------------------------------------------------------------------ first part
    def encode(self, units: Sequence[Sequence[int]]) -> Encoded:
        """What is known of each unit by itself; units are given as numbers of pieces."""
        once: dict[tuple[int, ...], int] = {}
        which = [once.setdefault(tuple(unit), len(once)) for unit in units]
        known = list(once)
        lengths = [len(unit) for unit in known]
        order = sorted(range(len(known)), key=lambda at: lengths[at])
        begins = np.zeros(len(known), np.int64)
        begins[order] = np.cumsum([0, *(lengths[at] for at in order)])[:-1]
        vectors = np.zeros((len(known), 2 * _WIDTH), np.float32)
        pieces = np.empty((sum(lengths), self._w["again.kv"].shape[1] if self.reads else 0), np.float32)
        scratch = _Scratch()
        for many in _loads(order, lengths, _BEGUN):
            begun = self._begun([known[at] for at in many])
            for few in _loads(many, lengths, _ROWS):
                rows = slice(begins[few[0]], begins[few[-1]] + lengths[few[-1]])
                vectors[few] = self._of_some([known[at] for at in few], begun, scratch, pieces[rows])
        return Encoded(vectors[which], pieces, begins[which], np.array(lengths, np.int64)[which])

    def _begun(self, units: Sequence[tuple[int, ...]]) -> _Begun:
        keys = np.unique(_keys(units))
        numbers, places = np.divmod(keys, _PLACES)
        rows = self._w["words"][numbers].astype(np.float32)
        rows *= self._w["words.scale"][numbers][:, None]
        rows += self._w["places"][places]
        _normed(rows, self._w["words.norm"], self._w["words.norm.bias"])
        return _Begun(keys, rows, self._linear(rows, "layer0.qkv") if self.layers > 1 else rows)

    def _of_some(
        self, units: Sequence[tuple[int, ...]], begun: _Begun, scratch: _Scratch, pieces: Array
    ) -> Array:
        # Units of one length lie together, so that attention needs no padding and the rest one long matrix.
        groups: list[tuple[int, int, int]] = []
        row = 0
        for length, alike in groupby(units, key=len):
            count = len(list(alike))
            groups.append((row, count, length))
            row += count * length
        at = np.searchsorted(begun.keys, _keys(units))
        x = np.take(begun.rows, at, axis=0, out=scratch("x", row, _WIDTH), mode="clip")
        for layer in range(self.layers - 1):
            qkv = scratch("qkv", row, 3 * _WIDTH)
            if layer == 0:
                np.take(begun.qkv, at, axis=0, out=qkv, mode="clip")
            else:
                self._linear(x, f"layer{layer}.qkv", qkv)
            self._after(x, _attended(qkv, groups, scratch), f"layer{layer}", scratch)
        if self.reads:
            self._linear(x, "again.kv", pieces)
        means = np.concatenate(
            [
                x[row : row + count * length].reshape(count, length, -1).mean(axis=1)
                for row, count, length in groups
            ]
        )
        return np.concatenate([self._last(x, f"layer{self.layers - 1}", groups, scratch), means], axis=1)

    def _last(self, x: Array, name: str, groups: Sequence[tuple[int, int, int]], scratch: _Scratch) -> Array:
        weight, bias = self._w[f"{name}.qkv"], self._w[f"{name}.qkv.bias"]
        kv = scratch("qkv", len(x), 2 * _WIDTH)
        np.matmul(x, weight[:, _WIDTH:], out=kv)
        kv += bias[_WIDTH:]
        begins = np.concatenate([row + length * np.arange(count) for row, count, length in groups])
        first: Array = x[begins]
        asked: Array = first @ weight[:, :_WIDTH] + bias[:_WIDTH]
        seen = np.empty_like(asked)
        at = 0
        for row, count, length in groups:
            part = kv[row : row + count * length].reshape(count, length, 2, HEADS, HEAD)
            q = asked[at : at + count].reshape(count, HEADS, 1, HEAD)
            k, v = (part[:, :, which].transpose(0, 2, 1, 3) for which in range(2))
            weights = _softmax(q @ k.transpose(0, 1, 3, 2))
            seen[at : at + count] = (weights @ v).reshape(count, -1)
            at += count
        self._after(first, seen, name, scratch)
        return first

    def _after(self, x: Array, seen: Array, name: str, scratch: _Scratch) -> None:
        """What follows attention in a layer: `x` becomes its outcome."""
        y = self._linear(seen, f"{name}.out", scratch("y", *x.shape))
        y += x
        _normed(y, self._w[f"{name}.norm1"], self._w[f"{name}.norm1.bias"])
        size = (len(x), self._w[f"{name}.up"].shape[1])
        inner = self._linear(y, f"{name}.up", scratch("inner", *size))
        _gelu(inner, scratch("within", *size))
        self._linear(inner, f"{name}.down", x)
        x += y
        _normed(x, self._w[f"{name}.norm2"], self._w[f"{name}.norm2.bias"])

    def _linear(self, x: Array, name: str, out: Array | None = None) -> Array:
        found: Array = np.matmul(x, self._w[name], out=out)
        found += self._w[f"{name}.bias"]
        return found

    # ----------------------------------------------------------------------------------------- second part
    def context(self, encoded: Encoded, features: Array) -> Array:
        """What is known of each unit beside those around it; a row for each, as `around` gives it."""
        x = self._linear(encoded.vectors, "enter") + features @ self._w["enter.features"]
        _normed(x, self._w["enter.norm"], self._w["enter.norm.bias"])
        if self.reads:
            coach = features[:, COACH] > 0.5
            rows, kinds = read_again(encoded.begins, encoded.lengths, coach)
        for block in range(self.blocks):
            name = f"block{block}"
            x += self._linear(self._near(self._normal(x, f"{name}.norm1"), name), f"{name}.out")
            inner = self._linear(self._normal(x, f"{name}.norm2"), f"{name}.up")
            _gelu(inner, np.empty_like(inner))
            x += self._linear(inner, f"{name}.down")
            if block < self.reads:
                x += self._again(x, encoded.pieces, rows, kinds, f"again{block}")
        return self._normal(x, "leave.norm")

    def _again(
        self, x: Array, pieces: Array, rows: npt.NDArray[np.int64], kinds: npt.NDArray[np.int64], name: str
    ) -> Array:
        q = self._linear(self._normal(x, f"{name}.norm"), f"{name}.q")
        # The kind of a place where there is no piece is -1: the last row.
        near = np.concatenate([self._w[f"{name}.near"], np.full((1, READ_HEADS), -1e9, np.float32)])
        seen = np.empty_like(q)
        for begins in range(0, len(x), _READERS):
            some = slice(begins, begins + _READERS)
            kv = pieces[rows[some]].reshape(-1, BACK + AHEAD, 2, READ_HEADS, q.shape[1] // READ_HEADS)
            k, v = kv[:, :, 0].transpose(0, 2, 3, 1), kv[:, :, 1].transpose(0, 2, 1, 3)
            odds = (q[some].reshape(-1, READ_HEADS, 1, k.shape[2]) @ k)[:, :, 0]
            weights = _softmax(odds + near[kinds[some]].transpose(0, 2, 1))
            seen[some] = (weights[:, :, None] @ v).reshape(-1, q.shape[1])
        return self._linear(seen, f"{name}.out")

    def _near(self, x: Array, name: str) -> Array:
        q, k, v = np.split(self._linear(x, f"{name}.qkv"), 3, axis=1)
        nothing = np.zeros((WINDOW, x.shape[1]), np.float32)
        k, v = np.concatenate([nothing, k, nothing]), np.concatenate([nothing, v, nothing])
        count, width = q.shape
        heads = (count, CONTEXT_HEADS, width // CONTEXT_HEADS)
        odds = np.empty((count, CONTEXT_HEADS, 2 * WINDOW + 1), np.float32)
        for step in range(2 * WINDOW + 1):
            odds[:, :, step] = (q * k[step : step + count]).reshape(heads).sum(axis=2)
            odds[:, :, step] += self._w[f"{name}.near"][:, step]
            there = np.arange(count) + step - WINDOW
            odds[(there < 0) | (there >= count), :, step] = -1e9
        weights = _softmax(odds)
        found = np.zeros(heads, np.float32)
        for step in range(2 * WINDOW + 1):
            found += v[step : step + count].reshape(heads) * weights[:, :, step, None]
        return found.reshape(count, width)

    def _normal(self, x: Array, name: str) -> Array:
        found = x.copy()
        _normed(found, self._w[name], self._w[f"{name}.bias"])
        return found

    def head(self, x: Array, name: str) -> Array:
        """The odds of one side's codes."""
        return self._linear(x, f"head.{name}")


def _loads(order: Sequence[int], lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """The units in order, in loads of at most so many pieces, or of one unit."""
    load: list[int] = []
    rows = 0
    for at in order:
        if load and rows + lengths[at] > most:
            yield load
            load, rows = [], 0
        load.append(at)
        rows += lengths[at]
    if load:
        yield load


def _keys(units: Sequence[tuple[int, ...]]) -> npt.NDArray[np.int64]:
    """A number for each piece together with its place."""
    return np.fromiter(
        (piece * _PLACES + place for unit in units for place, piece in enumerate(unit)),
        np.int64,
        sum(map(len, units)),
    )


def _attended(qkv: Array, groups: Sequence[tuple[int, int, int]], scratch: _Scratch) -> Array:
    """What each piece sees of the pieces of its unit."""
    seen = scratch("seen", len(qkv), _WIDTH)
    for row, count, length in groups:
        part = qkv[row : row + count * length].reshape(count, length, 3, HEADS, HEAD)
        q, k, v = (part[:, :, which].transpose(0, 2, 1, 3) for which in range(3))
        weights = _softmax(q @ k.transpose(0, 1, 3, 2))
        mixed = seen[row : row + count * length].reshape(count, length, HEADS, HEAD)
        np.matmul(weights, v, out=mixed.transpose(0, 2, 1, 3))
    return seen


def _normed(x: Array, weight: Array, bias: Array) -> None:
    """Layer norm, in place."""
    x -= x.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", x, x)
    spread /= np.float32(x.shape[1])
    spread += _SMALL
    x *= (np.float32(1) / np.sqrt(spread))[:, None]
    x *= weight
    x += bias


def _gelu(x: Array, within: Array) -> None:
    """Twice the smooth hinge, by its formula with tanh, in place; the weights that follow are halved."""
    np.multiply(x, x, out=within)
    within *= _CUBE
    within += _SLOPE
    within *= x
    np.tanh(within, out=within)
    within += np.float32(1)
    x *= within


def _softmax(odds: Array) -> Array:
    odds -= odds.max(axis=-1, keepdims=True)
    np.exp(odds, out=odds)
    odds /= odds.sum(axis=-1, keepdims=True)
    return odds
