"""The shipped coder hears plain telling, also in a few lines without much around them."""

from __future__ import annotations

import pytest

from hansei.core.talk import Code, Family, from_memory
from hansei.core.talk.coding import code
from hansei.core.talk.learned import LearnedCoder

OPENING = "What would you like to use the time for?"
CLOSING = "What did you notice when they went quiet?"


@pytest.mark.parametrize(
    "told",
    [
        "You should wait longer before you speak.",
        "I would start with the morning meeting.",
        "In Vicenza they count to ten, you should do that on Friday.",
    ],
)
def test_plain_telling_among_questions_is_heard_or_left_open_and_never_taken_for_something_else(
    told: str,
) -> None:
    codes = _heard([OPENING, "So it matters to you.", told, CLOSING, "What happened then?"])
    found = {code for text, code in codes.items() if text in told}
    assert found
    assert {code.family for code in found if code} <= {Family.TELL}


def test_questions_stay_questions() -> None:
    codes = _heard([OPENING, CLOSING, "What happened then?", "And you?", "How was that?"])
    assert not any(code and code.family is Family.TELL for code in codes.values())


def _heard(lines: list[str]) -> dict[str, Code | None]:
    talk = from_memory("\n".join(lines))
    coded = code(talk, coach=talk.speakers[0], coder=LearnedCoder.load())
    return {unit.text: unit.code for unit in coded.units if unit.code is None or isinstance(unit.code, Code)}
