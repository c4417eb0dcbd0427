"""The learned coder's network: what it reads, how far it looks, and what it cannot be given."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hansei.core.talk import encoder, packed
from hansei.core.talk.coding import Spoken
from hansei.core.talk.encoder import AHEAD, BACK, HEADS, KINDS, WINDOW, Encoded, Network, read_again
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
    alone = [network.encode([unit]) for unit in numbers]
    assert np.abs(together.vectors - np.concatenate([each.vectors for each in alone])).max() < 1e-4
    assert len(network.encode([]).vectors) == 0


def plainly(unit: list[int], w: packed.Named, layers: int) -> Any:
    """One unit by the formulas, a layer after the other, nothing shared and nothing left out.

    Its vector, and what its pieces are found by when they are read again and what they give.
    """

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
    return np.concatenate([x[0], before.mean(axis=0)]), linear(before, "again.kv")


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
    encoded = network.encode(numbers)
    assert len(encoded.pieces) > 2 * encoder._ROWS
    for at, unit in enumerate(numbers):
        vector, pieces_of = plainly(unit, weights, network.layers)
        assert np.abs(vector).max() > 1
        assert np.abs(encoded.vectors[at] - vector).max() < 1e-4
        assert encoded.lengths[at] == len(unit)
        mine = encoded.pieces[encoded.begins[at] :][: len(unit)]
        assert np.abs(pieces_of).max() > 1
        assert np.abs(mine - pieces_of).max() < 1e-3


def test_a_unit_is_seen_among_its_neighbours_and_no_farther(network: Network, pieces: Pieces) -> None:
    encoded = network.encode(pieces.of([unit.text for unit in TALK]))
    told = features(TALK)
    assert told.shape == (len(TALK), WIDTH)
    before = network.context(encoded, told)
    moved = encoded.vectors.copy()
    moved[50] += 1
    apart = np.abs(network.context(replace(encoded, vectors=moved), told) - before).max(axis=1)
    reach = WINDOW * network.blocks
    assert apart[50 - reach : 50].max() > 1e-3
    assert apart[: 50 - reach].max() == 0


def _changed(encoded: Encoded, at: int) -> Encoded:
    """The same, but for the pieces of one unit; its vector, which others see too, stays as it was."""
    other = encoded.pieces[encoded.begins[at] :][: encoded.lengths[at]] + 3
    begins = encoded.begins.copy()
    begins[at] = len(encoded.pieces)
    return replace(encoded, pieces=np.concatenate([encoded.pieces, other]), begins=begins)


def test_a_unit_reads_again_the_pieces_in_its_sight_and_no_others(pieces: Pieces) -> None:
    weights = packed.read(HERE)[0]
    later = ("block1.", "block2.", "again1.")
    once = Network({name: each for name, each in weights.items() if not name.startswith(later)})
    assert (once.blocks, once.reads) == (1, 1)
    encoded = once.encode(pieces.of([unit.text for unit in TALK]))
    told = features(TALK)
    moved = once.context(_changed(encoded, 30), told) - once.context(encoded, told)
    starts = np.cumsum(encoded.lengths) - encoded.lengths
    first, end = starts[30], starts[30] + encoded.lengths[30]
    sees = (starts - BACK < end) & (starts + AHEAD > first)
    assert 3 <= sees.sum() <= 8
    assert np.abs(moved[sees]).max(axis=1).min() > 1e-5
    assert np.abs(moved[~sees]).max() == 0


def test_nothing_comes_from_farther_than_the_reach_also_among_the_shortest_units(
    network: Network, pieces: Pieces
) -> None:
    assert network.reads == network.blocks - 1
    talk = [Spoken(n, n % 2 == 0, "") for n in range(140)]
    encoded = network.encode(pieces.of([unit.text for unit in talk]))
    assert set(encoded.lengths) == {2}
    told = features(talk)
    moved = network.context(_changed(encoded, 70), told) - network.context(encoded, told)
    touched = np.flatnonzero(np.abs(moved).max(axis=1))
    assert abs(touched - 70).max() <= network.reach
    assert 70 - touched.min() > network.blocks * WINDOW, "reading again reaches farther than neighbours do"


def test_which_pieces_are_read_again_and_how_they_stand() -> None:
    # Two talks, one of four units and one of two; in which rows their pieces lie is another matter.
    lengths = np.array([3, 2, 40, 4, 5, 2])
    coach = np.array([True, False, False, True, True, False])
    begins = np.array([0, 50, 100, 10, 20, 30])
    rows, kinds = read_again(begins, lengths, coach, np.array([0, 0, 0, 0, 1, 1]))
    assert rows.shape == kinds.shape == (6, BACK + AHEAD)
    _rows, own = read_again(np.array([0, 3, 6]), np.array([3, 3, 3]), np.array([True, False, True]))
    assert own[2, BACK - 6 : BACK + 3].tolist() == [3, 3, 3, 2, 2, 2, 0, 0, 0]
    assert {*kinds.ravel(), *own.ravel()} == {-1, *range(KINDS)}

    def seen(unit: int, *steps: int) -> list[tuple[int, int]]:
        return [(int(rows[unit, BACK + step]), int(kinds[unit, BACK + step])) for step in steps]

    assert seen(0, 0, 2, 3, 4, 5, 31) == [(0, 0), (2, 0), (50, 6), (51, 6), (100, 6), (126, 6)]
    assert seen(1, -3, -1, 0, 1, 2) == [(0, 2), (2, 2), (50, 0), (51, 0), (100, 5)]
    assert seen(2, -5, -3, -2, -1, 0, 31) == [(0, 4), (2, 4), (50, 1), (51, 1), (100, 0), (131, 0)]
    assert seen(3, -24, -1, 0, 3) == [(116, 2), (139, 2), (10, 0), (13, 0)]
    assert kinds[3, BACK + 4 :].max() == -1, "nothing of the talk after"
    assert kinds[4, :BACK].max() == -1, "nor of the one before"
    assert seen(4, 0, 4, 5, 6) == [(20, 0), (24, 0), (30, 6), (31, 6)]
    assert kinds[0, :BACK].max() == kinds[5, BACK + 2 :].max() == -1


def test_a_long_talk_is_worked_out_in_parts_and_says_the_same(
    network: Network, pieces: Pieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = [replace(unit, turn=unit.turn + 100 * n) for n in range(4) for unit in TALK]
    numbers = pieces.of([unit.text for unit in talk])
    told = features(talk)
    whole = network.around(numbers, told)
    assert len(whole) == 240
    monkeypatch.setattr(encoder, "_TOGETHER", 800)
    assert sum(map(len, numbers)) > 3 * 800
    assert np.abs(network.around(numbers, told) - whole).max() < 1e-4
    cut = network.around(numbers[:140], told[:140])
    assert np.abs(cut[100:] - whole[100:140]).max() > 1e-2, "what stands beyond a part would be missed"
    assert network.around([], told[:0]).shape == (0, whole.shape[1])


def test_weights_from_before_units_read_again_can_still_be_used(tmp_path: Path) -> None:
    with np.load(HERE / packed.WEIGHTS) as file:
        kept = {name: file[name] for name in file.files if not name.startswith("again")}
        assert len(kept) < len(file.files)
    np.savez(tmp_path / packed.WEIGHTS, allow_pickle=False, **kept)
    card = json.loads((HERE / packed.CARD).read_text("utf-8"))
    (tmp_path / packed.CARD).write_text(json.dumps({**card, "form": 2}), "utf-8")
    old, new = LearnedCoder.load(tmp_path).said(TALK), LearnedCoder.load().said(TALK)
    for one, other in zip(old, new, strict=True):
        assert np.abs(one.sum(axis=1) - 1).max() < 1e-4
        assert np.abs(one - other).max() > 1e-2


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
