from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.anonymity import NotAuthentic, PeopleBand, Released, Shown, Source, restore, to_json
from tests.core.rounds import BOSS, FURTHER, PEERS, Answers, opened, rounds_, told

KEY, OTHER_KEY = b"k" * 32, b"o" * 32


# Nothing but the gate makes a release


def test_a_release_and_its_cells_cannot_be_made_by_hand() -> None:
    released = opened({("item", PEERS): [1, 2, 3, 4]})
    cell = released.cell("item", PEERS)
    assert isinstance(cell, Shown)
    with pytest.raises(TypeError):
        Shown(Decimal(3), False, False, None, PeopleBand.UNDER_EIGHT)  # type: ignore[call-arg]
    for key in (None, object(), True):
        with pytest.raises(TypeError, match="only release"):
            Shown(Decimal(3), False, False, None, PeopleBand.UNDER_EIGHT, gate=key)
        with pytest.raises(TypeError, match="only release"):
            Released(("item",), (PEERS,), 4, {}, {}, {}, gate=key)
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(cell, value=Decimal(5))  # type: ignore[call-arg]
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(released, k=1)  # type: ignore[call-arg]


def test_a_release_cannot_be_changed() -> None:
    released = opened({("item", PEERS): [1, 2, 3, 4]})
    cell = released.cell("item", PEERS)
    with pytest.raises(dataclasses.FrozenInstanceError):
        cell.value = Decimal(5)  # type: ignore[misc, union-attr]
    with pytest.raises(dataclasses.FrozenInstanceError):
        released.k = 1  # type: ignore[misc]
    for inside in (released._cells, released._asked, released._responses):
        with pytest.raises(TypeError):
            inside[PEERS] = None  # type: ignore[index]


@pytest.mark.parametrize("way", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_release_is_stored_in_one_way_only(way: object) -> None:
    released = opened({("item", PEERS): [1, 2, 3, 4]})
    for secret in (released, released.cell("item", PEERS)):
        with pytest.raises(TypeError, match="restore"):
            way(secret)  # type: ignore[operator]


@pytest.mark.parametrize("base", [Shown, Released])
def test_a_release_has_no_subclass_that_could_be_made_by_hand(base: type) -> None:
    with pytest.raises(TypeError):
        type("Forged", (base,), {"__post_init__": lambda self, gate: None})


# Stored and restored


@given(rounds_, st.integers(4, 6), st.one_of(st.none(), st.integers(1, 5)))
def test_a_stored_release_comes_back_as_it_was(answers: Answers, k: int, boss: int | None) -> None:
    full = dict(answers) | ({("a", BOSS): [boss]} if boss else {})
    released = opened(full, k, {FURTHER: 20})
    stored = to_json(released, KEY)
    again = restore(stored, KEY)
    assert again == released
    assert to_json(again, KEY) == stored
    for item in released.items:
        for source in Source:
            assert told(again.cell(item, source)) == told(released.cell(item, source))
    with pytest.raises(TypeError):
        again._cells["item", PEERS] = None  # type: ignore[index]


STORED = to_json(opened({("item", PEERS): [1, 2, 3, 4] * 2, ("item", BOSS): [2]}), KEY)


def test_the_stored_form_is_json_and_holds_nothing_that_was_not_released() -> None:
    content = json.loads(STORED)["release"]
    assert content == {
        "items": ["item"],
        "sources": ["boss", "peers"],
        "k": 4,
        "asked": {"boss": 1, "peers": 8},
        "responses": {"peers": "most"},
        "cells": {
            "boss": {
                "item": {"value": "2", "low_end": False, "high_end": False, "spread": None, "people": "one"}
            },
            "peers": {
                "item": {
                    "value": "2.5",
                    "low_end": False,
                    "high_end": False,
                    "spread": "mixed",
                    "people": "from_eight",
                }
            },
        },
    }


def test_any_changed_missing_or_added_byte_is_refused() -> None:
    changed = [STORED[:i] + bytes([STORED[i] ^ 1]) + STORED[i + 1 :] for i in range(len(STORED))]
    shorter = [STORED[:i] for i in range(len(STORED))]
    for bad in (*changed, *shorter, STORED + b" ", b" " + STORED, b"", b"{}", b"\xff\xfe", b"[" * 100_000):
        with pytest.raises(NotAuthentic):
            restore(bad, KEY)


def test_another_key_and_a_hash_without_a_key_are_refused() -> None:
    with pytest.raises(NotAuthentic):
        restore(STORED, OTHER_KEY)
    content = json.loads(STORED)
    content["mac"] = "0" * 64
    with pytest.raises(NotAuthentic):
        restore(json.dumps(content, separators=(",", ":")).encode(), KEY)


def test_the_keyed_hash_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmac.compare_digest", lambda a, b: False)
    with pytest.raises(NotAuthentic):
        restore(STORED, KEY)


def test_a_key_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        to_json(opened({}), b"short")
    with pytest.raises(ValueError, match="32 bytes"):
        restore(STORED, b"")
