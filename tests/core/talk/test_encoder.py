"""The learned coder's network: what it reads, how far it looks, and what it cannot be given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hansei.core.talk import encoder, packed
from hansei.core.talk.coding import Spoken
from hansei.core.talk.encoder import HEADS, WINDOW, Network
from hansei.core.talk.features import WIDTH, features
from hansei.core.talk.learned import HERE, BadWeights, LearnedCoder
from hansei.core.talk.wordpieces import BEGIN, END, MASK, PAD, UNKNOWN, Pieces

TALK = [
    Spoken(at // 2, at // 2 % 2 == 0, text)
    for at, text in enumerate(
        [f"What did you see on day {n}, and who said it?" if n % 3 else f"Okay, {n}." for n in range(60)]
    )
]


@pytest.fixture(scope="module")
def network() -> Network:
    return Network(packed.read(HERE)[0])


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(packed.read(HERE)[1])


def test_the_longest_piece_comes_first_and_accents_and_capitals_make_no_difference() -> None:
    small = Pieces([PAD, UNKNOWN, BEGIN, END, MASK, "cafe", "ca", "##s", "##fe", "'", "?"])
    assert small.of(["Cafés?"]) == [[2, 5, 7, 10, 3]]
    assert small.of(["CAFE’S"]) == small.of(["cafe's"])
    assert small.of(["zebra"]) == [[2, 1, 3]]


def test_of_a_unit_without_end_both_ends_are_kept(pieces: Pieces) -> None:
    (found,) = pieces.of(["first " + "and so on " * 10_000 + "last?"], 20)
    assert len(found) == 20
    (short,) = pieces.of(["first last?"], 20)
    assert found[:2] == short[:2]
    assert found[-3:] == short[-3:]


def test_a_unit_is_read_the_same_alone_and_among_many(network: Network, pieces: Pieces) -> None:
    numbers = pieces.of([unit.text for unit in TALK])
    assert len({len(unit) for unit in numbers}) > 1
    together = network.encode(numbers)
    alone = np.concatenate([network.encode([unit]) for unit in numbers])
    assert np.abs(together - alone).max() < 1e-4
    assert len(network.encode([])) == 0


def plainly(unit: list[int], w: packed.Named, layers: int) -> Any:
    """One unit by the formulas, a layer after the other, nothing shared and nothing left out."""

    def normal(x: Any, name: str) -> Any:
        x = x - x.mean(axis=1, keepdims=True)
        return x / np.sqrt((x**2).mean(axis=1, keepdims=True) + 1e-12) * w[name] + w[f"{name}.bias"]

    def linear(x: Any, name: str) -> Any:
        return x @ w[name] + w[f"{name}.bias"]

    begun = w["words"][unit].astype(float) * w["words.scale"][unit][:, None] + w["places"][: len(unit)]
    x = normal(begun, "words.norm")
    for layer in range(layers):
        name = f"layer{layer}"
        before = x
        seen = []
        for q, k, v in zip(
            *[np.split(each, HEADS, axis=1) for each in np.split(linear(x, f"{name}.qkv"), 3, axis=1)],
            strict=True,
        ):
            odds = np.exp(q @ k.T)
            seen.append(odds / odds.sum(axis=1, keepdims=True) @ v)
        x = normal(linear(np.concatenate(seen, axis=1), f"{name}.out") + x, f"{name}.norm1")
        inner = linear(x, f"{name}.up")
        inner = inner * (1 + np.tanh(np.sqrt(2 / np.pi) * (inner + 0.044715 * inner**3))) / 2
        x = normal(linear(inner, f"{name}.down") + x, f"{name}.norm2")
    return np.concatenate([x[0], before.mean(axis=0)])


def test_what_is_shared_and_laid_together_for_speed_gives_what_the_formulas_give(
    network: Network, pieces: Pieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Small loads, so that some hold one unit, and what is said twice falls into two of them.
    monkeypatch.setattr(encoder, "_ROWS", 40)
    monkeypatch.setattr(encoder, "_BEGUN", 90)
    talk = [
        *TALK[:20],
        Spoken(99, True, "Yeah."),
        *TALK[:4],
        Spoken(99, True, "What, and why, and who? " * 9),
    ]
    numbers = pieces.of([unit.text for unit in talk])
    weights = packed.read(HERE)[0]
    by_formula = np.array([plainly(unit, weights, network.layers) for unit in numbers])
    assert np.abs(by_formula).max() > 1
    assert np.abs(network.encode(numbers) - by_formula).max() < 1e-4


def test_a_unit_is_seen_among_its_neighbours_and_no_farther(network: Network, pieces: Pieces) -> None:
    vectors = network.encode(pieces.of([unit.text for unit in TALK]))
    told = features(TALK)
    assert told.shape == (len(TALK), WIDTH)
    before = network.context(vectors, told)
    moved = vectors.copy()
    moved[50] += 1
    apart = np.abs(network.context(moved, told) - before).max(axis=1)
    reach = WINDOW * network.blocks
    assert apart[50 - reach : 50].max() > 1e-3
    assert apart[: 50 - reach].max() == 0


def test_probabilities_make_one_for_each_side_also_of_nothing_and_of_one_side_alone() -> None:
    coder = LearnedCoder.load()
    for talk in (TALK, TALK[:1], [Spoken(1, False, "...")], []):
        for rows, coach in zip(coder.both(talk), (True, False), strict=True):
            assert len(rows) == sum(unit.coach is coach for unit in talk)
            assert all(abs(sum(row.values()) - 1) < 1e-4 for row in rows)


def test_what_is_packed_is_read_again_almost_the_same(tmp_path: Path) -> None:
    chance = np.random.default_rng(1)
    whole = {"words": chance.normal(size=(300, 64)), "enter": chance.normal(size=(80, 80)), "b": np.ones(3)}
    packed.write(tmp_path, whole, ["a", "ü"], {"scheme": "hansei"})
    held, vocabulary, card = packed.read(tmp_path)
    assert vocabulary == ["a", "ü"]
    assert card["scheme"] == "hansei"
    assert held["words"].dtype == np.int8
    assert np.abs(held["words"] * held["words.scale"][:, None] - whole["words"]).max() < 0.03
    assert np.abs(held["enter"] - whole["enter"]).max() < 0.03
    assert (held["b"] == 1).all()


@pytest.mark.parametrize("spoil", ["form", "weights", "card", "scheme"])
def test_weights_of_another_making_are_refused_in_a_sentence(tmp_path: Path, spoil: str) -> None:
    weights, card = (HERE / packed.WEIGHTS).read_bytes(), json.loads((HERE / packed.CARD).read_text("utf-8"))
    if spoil == "form":
        card["form"] = 1
    elif spoil == "scheme":
        card["scheme"] = "nobody's"
    (tmp_path / packed.WEIGHTS).write_bytes(weights[:5000] if spoil == "weights" else weights)
    (tmp_path / packed.CARD).write_text("{" if spoil == "card" else json.dumps(card), "utf-8")
    with pytest.raises(BadWeights, match=r"\.$"):
        LearnedCoder.load(tmp_path)
