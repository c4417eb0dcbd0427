"""The coder that was learned from coded dialogues: a small network, run with numpy."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from hansei.core.talk import packed, rules
from hansei.core.talk.codes import Code, LeaderCode
from hansei.core.talk.coding import Spoken
from hansei.core.talk.encoder import Array, Network
from hansei.core.talk.features import TELLS, features
from hansei.core.talk.packed import BadWeights
from hansei.core.talk.schemes import HANSEI, SCHEMES, Scheme
from hansei.core.talk.wordpieces import Pieces

__all__ = ["HERE", "BadWeights", "LearnedCoder"]

HERE = Path(__file__).parent / "weights"
#: How much the form of telling counts beside what was learned; tried on dialogues left out.
_FORM_COUNTS = 1.0


class LearnedCoder:
    """A coder with learned weights, of the scheme they were learned for."""

    def __init__(self, network: Network, pieces: Pieces, card: Mapping[str, Any]) -> None:
        self._network, self._pieces, self._card = network, pieces, card
        self.scheme: Scheme = SCHEMES[card["scheme"]]

    @classmethod
    def load(cls, folder: Path | None = None) -> "LearnedCoder":
        """The weights of a folder, else those that come with Hansei. Raises BadWeights."""
        weights, pieces, card = packed.read(folder or HERE)
        try:
            made = cls(Network(weights), Pieces(pieces), card)
            made.said([Spoken(1, True, "What?"), Spoken(2, False, "That.")])
        except (KeyError, ValueError, IndexError, TypeError):
            made = None
        if made is None:
            raise BadWeights("These weights are of another version of Hansei.")
        return made

    def was_trained_on(self, data: bytes) -> bool:
        """Whether this very file was among those it learned from."""
        return hashlib.sha256(data).hexdigest() in self._card.get("data", [])

    def coach(self, talk: Sequence[Spoken]) -> list[Mapping[Code, float]]:
        """The codes of the coach's units."""
        return self.both(talk)[0]

    def leader(self, talk: Sequence[Spoken]) -> list[Mapping[LeaderCode, float]]:
        """The codes of everybody else's units."""
        return self.both(talk)[1]

    def both(self, talk: Sequence[Spoken]) -> tuple[list[Mapping[Any, float]], list[Mapping[Any, float]]]:
        """Both at once, which takes half as long."""
        told = features(talk)
        sides: list[list[Mapping[Any, float]]] = [
            [dict(zip(codes, row, strict=True)) for row in rows.tolist()]
            for codes, rows in zip(self.scheme.codes, self._said(talk, told), strict=True)
        ]
        one, other = sides
        if self.scheme is HANSEI:
            tells = told[:, TELLS].max(axis=1, initial=0) > 0
            coach = [(unit.text, tell) for unit, tell in zip(talk, tells, strict=True) if unit.coach]
            one = [
                leaned(text, said) if tell else said for (text, tell), said in zip(coach, one, strict=True)
            ]
        return one, other

    def said(self, talk: Sequence[Spoken]) -> tuple[Array, Array]:
        """Probabilities of each side's units, one row a unit, in the order of the scheme's codes."""
        return self._said(talk, features(talk))

    def _said(self, talk: Sequence[Spoken], told: Array) -> tuple[Array, Array]:
        network = self._network
        pieces = self._pieces.of([unit.text for unit in talk], self.scheme.most_pieces)
        around = network.around(pieces, told)
        coach = np.array([unit.coach for unit in talk], bool)
        rows = (around[coach], around[~coach])
        one, other = (
            chances(network.head(row, side), self._card["temperature"][side])
            for row, side in zip(rows, self.scheme.sides, strict=True)
        )
        return one, other


def leaned(text: str, said: Mapping[Any, float]) -> Mapping[Any, float]:
    """What was learned, weighed with what the form says; for a unit whose form is that of telling.

    "You should", "I would", "the standard says": in a few lines without much around them the network may take
    these for giving back, and a report that misses plain telling is not believed. What it changes stands in
    docs/talk.md.
    """
    by_form = rules.by_form(text)
    weights = {code: chance * by_form[code] ** _FORM_COUNTS for code, chance in said.items()}
    whole = sum(weights.values())
    return {code: weight / whole for code, weight in weights.items()}


def chances(odds: Array, temperature: float) -> Array:
    """Odds as probabilities; the temperature was fitted on dialogues left out."""
    grown: Array = odds / np.float32(temperature)
    grown -= grown.max(axis=1, keepdims=True, initial=-1e9)
    np.exp(grown, out=grown)
    grown /= grown.sum(axis=1, keepdims=True)
    return grown
