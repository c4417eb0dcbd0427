from __future__ import annotations

import traceback
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core import sealing
from hansei.core.sealing import CannotOpen

KEY = bytes(range(32))
OTHER = bytes(range(1, 33))
PLACE = b"ready.Note.words:7"


@given(st.binary(max_size=200), st.binary(max_size=40))
def test_what_was_sealed_opens_under_its_key_and_in_its_place(text: bytes, place: bytes) -> None:
    assert sealing.open_sealed(KEY, sealing.seal(KEY, text, place), place) == text


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_it_opens_in_no_other_place(place: bytes, other: bytes) -> None:
    if place != other:
        with pytest.raises(CannotOpen):
            sealing.open_sealed(KEY, sealing.seal(KEY, b"words", place), other)


def test_it_opens_under_no_other_key() -> None:
    with pytest.raises(CannotOpen):
        sealing.open_sealed(OTHER, sealing.seal(KEY, b"words", PLACE), PLACE)


def test_no_byte_of_it_can_be_changed_added_or_left_out() -> None:
    sealed = sealing.seal(KEY, b"words", PLACE)
    changed = [sealed[:i] + bytes([sealed[i] ^ 1]) + sealed[i + 1 :] for i in range(len(sealed))]
    shorter = [sealed[:i] for i in range(len(sealed))]
    for bad in (*changed, *shorter, sealed + b"\x00"):
        with pytest.raises(CannotOpen):
            sealing.open_sealed(KEY, bad, PLACE)


def test_one_text_sealed_twice_cannot_be_recognised() -> None:
    assert sealing.seal(KEY, b"words", PLACE) != sealing.seal(KEY, b"words", PLACE)


def test_the_layout_is_a_version_a_nonce_and_a_tag() -> None:
    sealed = sealing.seal(KEY, b"words", PLACE)
    assert sealed[0] == 1
    assert len(sealed) == 1 + 12 + len(b"words") + 16


def test_a_wrapped_key_and_a_sealed_text_never_pass_for_each_other() -> None:
    with pytest.raises(CannotOpen):
        sealing.open_sealed(KEY, sealing.wrap(KEY, OTHER, PLACE), PLACE)
    with pytest.raises(CannotOpen):
        sealing.unwrap(KEY, sealing.seal(KEY, OTHER, PLACE), PLACE)


def test_a_wrapped_key_comes_back_for_its_scope_only() -> None:
    wrapped = sealing.wrap(KEY, OTHER, b"scope 1")
    assert sealing.unwrap(KEY, wrapped, b"scope 1") == OTHER
    with pytest.raises(CannotOpen):
        sealing.unwrap(KEY, wrapped, b"scope 2")


@pytest.mark.parametrize("short", [b"", b"x" * 16, b"x" * 31, b"x" * 33])
def test_a_key_of_another_length_is_refused_everywhere(short: bytes) -> None:
    uses: tuple[Callable[[], bytes], ...] = (
        lambda: sealing.seal(short, b"", b""),
        lambda: sealing.open_sealed(short, b"", b""),
        lambda: sealing.wrap(short, KEY, b""),
        lambda: sealing.wrap(KEY, short, b""),
        lambda: sealing.unwrap(short, b"", b""),
        lambda: sealing.derive(short, "link"),
    )
    for use in uses:
        with pytest.raises(ValueError, match="32 bytes"):
            use()


def test_new_keys_are_32_bytes_and_differ() -> None:
    keys = {sealing.new_key() for _ in range(50)}
    assert len(keys) == 50
    assert {len(key) for key in keys} == {32}


def test_a_failure_carries_neither_its_cause_nor_what_was_inside() -> None:
    sealed = sealing.seal(KEY, b"a very private line", PLACE)
    with pytest.raises(CannotOpen) as caught:
        sealing.open_sealed(OTHER, sealed, PLACE)
    told = "".join(traceback.format_exception(caught.value))
    assert "InvalidTag" not in told
    assert "private line" not in told


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_different_parts_always_derive_different_secrets(one: list[bytes], two: list[bytes]) -> None:
    same = sealing.derive(KEY, "link", *one) == sealing.derive(KEY, "link", *two)
    assert same == (one == two)


def test_key_and_purpose_keep_derived_secrets_apart() -> None:
    assert sealing.derive(KEY, "link", b"1") != sealing.derive(KEY, "answer", b"1")
    assert sealing.derive(KEY, "link", b"1") != sealing.derive(OTHER, "link", b"1")
    assert sealing.derive(KEY, "lin", b"k1") != sealing.derive(KEY, "link", b"1")
    assert len(sealing.derive(KEY, "link", b"1")) == 32
    with pytest.raises(ValueError, match="purpose"):
        sealing.derive(KEY, "")


def test_a_derived_secret_stays_the_same_from_release_to_release() -> None:
    # Stored links and tokens hang on these very bytes.
    assert sealing.derive(KEY, "link", b"1").hex() == (
        "81aaa74cde0ec76b8308999de757e412b16a47f7e4f587847edc8ab4bc2705de"
    )
