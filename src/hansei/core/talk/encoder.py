"""The trained network, run with numpy: units become vectors, then each is seen among its neighbours.

First part: a transformer of a few layers over the pieces of a unit (MiniLM, cut). Its last layer is worked
out for the first piece alone, which looks at all the others. Second part: a smaller one over the units of
the talk, each looking `WINDOW` units back and ahead. The work grows with the length of a talk and with
nothing else.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]
Weights = Mapping[str, npt.NDArray[np.generic]]

HEADS, HEAD = 12, 32
CONTEXT_HEADS = 4
WINDOW = 8
_ROWS = 2048  # pieces worked on at once: small enough to stay near the processor
_UNITS = 4096  # units worked on at once in the second part
_SMALL = np.float32(1e-12)


class Network:
    """Weights by name, and what they make of a talk."""

    def __init__(self, weights: Mapping[str, Array]) -> None:
        self._w = weights
        self.layers = sum(name.startswith("layer") and name.endswith(".qkv") for name in weights)
        self.blocks = sum(name.startswith("block") and name.endswith(".qkv") for name in weights)

    # ------------------------------------------------------------------------------------------ first part
    def encode(self, units: Sequence[Sequence[int]]) -> Array:
        """A vector for each unit, given as numbers of pieces."""
        once: dict[tuple[int, ...], int] = {}
        which = [once.setdefault(tuple(unit), len(once)) for unit in units]
        known = list(once)
        order = sorted(range(len(known)), key=lambda at: len(known[at]))
        found = np.zeros((len(known), 2 * HEADS * HEAD), np.float32)
        begins = 0
        while begins < len(order):
            ends, rows = begins, 0
            while ends < len(order) and (rows == 0 or rows + len(known[order[ends]]) <= _ROWS):
                rows += len(known[order[ends]])
                ends += 1
            chosen = order[begins:ends]
            found[chosen] = self._encode([known[at] for at in chosen])
            begins = ends
        return found[which] if which else found

    def _encode(self, units: Sequence[tuple[int, ...]]) -> Array:
        # Units of one length lie together, so that attention needs no padding and the rest one long matrix.
        lengths = [len(unit) for unit in units]
        groups: list[tuple[int, int, int]] = []
        row = 0
        for length in sorted(set(lengths)):
            count = lengths.count(length)
            groups.append((row, count, length))
            row += count * length
        numbers = np.fromiter((piece for unit in units for piece in unit), np.int64, sum(lengths))
        places = np.concatenate([np.tile(np.arange(length), count) for _row, count, length in groups])
        x = self._words(numbers) + self._w["places"][places]
        _normed(x, self._w["words.norm"], self._w["words.norm.bias"])
        for layer in range(self.layers - 1):
            x = self._layer(x, f"layer{layer}", groups)
        begins = np.concatenate([row + length * np.arange(count) for row, count, length in groups])
        means = np.concatenate(
            [
                x[row : row + count * length].reshape(count, length, -1).mean(axis=1)
                for row, count, length in groups
            ]
        )
        return np.concatenate([self._last(x, f"layer{self.layers - 1}", groups, begins), means], axis=1)

    def _words(self, numbers: npt.NDArray[np.int64]) -> Array:
        rows = self._w["words"][numbers].astype(np.float32)
        rows *= self._w["words.scale"][numbers][:, None]
        return rows

    def _layer(self, x: Array, name: str, groups: Sequence[tuple[int, int, int]]) -> Array:
        qkv = self._linear(x, f"{name}.qkv")
        seen = np.empty_like(x)
        for row, count, length in groups:
            part = qkv[row : row + count * length].reshape(count, length, 3, HEADS, HEAD)
            q, k, v = (part[:, :, which].transpose(0, 2, 1, 3) for which in range(3))
            weights = _softmax(q @ k.transpose(0, 1, 3, 2))
            mixed = (weights @ v).transpose(0, 2, 1, 3)
            seen[row : row + count * length] = mixed.reshape(count * length, -1)
        return self._after(x, seen, name)

    def _last(
        self, x: Array, name: str, groups: Sequence[tuple[int, int, int]], begins: npt.NDArray[np.int64]
    ) -> Array:
        width = HEADS * HEAD
        weight, bias = self._w[f"{name}.qkv"], self._w[f"{name}.qkv.bias"]
        kv = x @ weight[:, width:] + bias[width:]
        asked = x[begins] @ weight[:, :width] + bias[:width]
        seen = np.empty_like(asked)
        at = 0
        for row, count, length in groups:
            part = kv[row : row + count * length].reshape(count, length, 2, HEADS, HEAD)
            q = asked[at : at + count].reshape(count, HEADS, 1, HEAD)
            k, v = (part[:, :, which].transpose(0, 2, 1, 3) for which in range(2))
            weights = _softmax(q @ k.transpose(0, 1, 3, 2))
            seen[at : at + count] = (weights @ v).reshape(count, -1)
            at += count
        return self._after(x[begins], seen, name)

    def _after(self, x: Array, seen: Array, name: str) -> Array:
        x = self._linear(seen, f"{name}.out") + x
        _normed(x, self._w[f"{name}.norm1"], self._w[f"{name}.norm1.bias"])
        inner = self._linear(x, f"{name}.up")
        _gelu(inner)
        x = self._linear(inner, f"{name}.down") + x
        _normed(x, self._w[f"{name}.norm2"], self._w[f"{name}.norm2.bias"])
        return x

    def _linear(self, x: Array, name: str) -> Array:
        found: Array = x @ self._w[name]
        found += self._w[f"{name}.bias"]
        return found

    # ----------------------------------------------------------------------------------------- second part
    def context(self, vectors: Array, features: Array) -> Array:
        """A vector for each unit that knows of the units around it; in the order of the talk."""
        x = self._linear(vectors, "enter") + features @ self._w["enter.features"]
        _normed(x, self._w["enter.norm"], self._w["enter.norm.bias"])
        for block in range(self.blocks):
            name = f"block{block}"
            x += self._linear(self._around(self._normal(x, f"{name}.norm1"), name), f"{name}.out")
            inner = self._linear(self._normal(x, f"{name}.norm2"), f"{name}.up")
            _gelu(inner)
            x += self._linear(inner, f"{name}.down")
        return self._normal(x, "leave.norm")

    def _around(self, x: Array, name: str) -> Array:
        q, k, v = np.split(self._linear(x, f"{name}.qkv"), 3, axis=1)
        nothing = np.zeros((WINDOW, x.shape[1]), np.float32)
        k, v = np.concatenate([nothing, k, nothing]), np.concatenate([nothing, v, nothing])
        parts = [
            self._window(
                q[at : at + _UNITS],
                k[at : at + _UNITS + 2 * WINDOW],
                v[at : at + _UNITS + 2 * WINDOW],
                at,
                len(x),
                name,
            )
            for at in range(0, len(x), _UNITS)
        ]
        return np.concatenate(parts) if parts else x

    def _window(self, q: Array, k: Array, v: Array, begins: int, whole: int, name: str) -> Array:
        count, width = q.shape
        heads = (count, CONTEXT_HEADS, width // CONTEXT_HEADS)
        odds = np.empty((count, CONTEXT_HEADS, 2 * WINDOW + 1), np.float32)
        at = np.arange(begins, begins + count)
        for step in range(2 * WINDOW + 1):
            odds[:, :, step] = (q * k[step : step + count]).reshape(heads).sum(axis=2)
            odds[:, :, step] += self._w[f"{name}.near"][:, step]
            there = at + step - WINDOW
            odds[(there < 0) | (there >= whole), :, step] = -1e9
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


def _normed(x: Array, weight: Array, bias: Array) -> None:
    """Layer norm, in place."""
    x -= x.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", x, x)[:, None] / np.float32(x.shape[1])
    x /= np.sqrt(spread + _SMALL)
    x *= weight
    x += bias


def _gelu(x: Array) -> None:
    """The smooth hinge, by its formula with tanh, in place."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += np.float32(1)
    inner *= x
    inner *= np.float32(0.7978845608)
    np.tanh(inner, out=inner)
    inner += np.float32(1)
    inner *= np.float32(0.5)
    x *= inner


def _softmax(odds: Array) -> Array:
    odds -= odds.max(axis=-1, keepdims=True)
    np.exp(odds, out=odds)
    odds /= odds.sum(axis=-1, keepdims=True)
    return odds
