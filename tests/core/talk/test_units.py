"""Turns are parted into sentences; nothing is lost and nothing comes twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core.talk import units

signs = st.text(st.sampled_from(list("abc AB.?!…,;-'\"\n ")), max_size=200)


@given(signs)
def test_every_word_is_in_one_unit(text: str) -> None:
    found = units.split(text)
    letters = [sign for sign in text if sign.isalnum()]
    assert [sign for _at, piece in found for sign in piece if sign.isalnum()] == letters
    assert all(text[at:].startswith(piece) for at, piece in found)
    assert [at for at, _piece in found] == sorted({at for at, _piece in found})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Okay. What then?", ["Okay.", "What then?"]),
        ("What happens in you then? You could count.", ["What happens in you then?", "You could count."]),
        ("Ask Dr. Lind at 9 a.m. today.", ["Ask Dr. Lind at 9 a.m. today."]),
        ("It was 3.5 hours. So do I. Go.", ["It was 3.5 hours.", "So do I.", "Go."]),
        ("Well... maybe so. No!", ["Well... maybe so.", "No!"]),
        ('He said "no." And then?', ['He said "no."', "And then?"]),
        ("...", []),
        ("", []),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    assert [piece for _at, piece in units.split(text)] == expected


def test_a_long_stretch_without_a_full_stop_is_parted_at_its_seams() -> None:
    text = (
        "so i was thinking about the morning meeting and all of it " * 2
        + "and then what did you do about the board"
    )
    long = f"{text} because i think you should go there more often and then we can look at it"
    assert len(units.split(long)) > 1
