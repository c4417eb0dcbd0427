"""A text in every language."""

import pytest
from pydantic import ValidationError

from hansei.core.library import MissingPlaceholder, Text

DATED = Text(en="until {planned_end}, {hours} hours", de="{hours} Stunden bis {planned_end}")


@pytest.mark.parametrize("lang", ["de", "de-at", "de-AT", "de_CH", "DE", " de "])
def test_any_german_is_german(lang):
    assert Text(en="yes", de="ja").get(lang) == "ja"


@pytest.mark.parametrize("lang", ["en", "en-GB", "fr", "den", "x-pseudo", "", None])
def test_every_other_language_falls_back_to_english(lang):
    assert Text(en="yes", de="ja").get(lang) == "yes"


def test_filling_puts_in_every_value_and_leaves_other_values_aside():
    assert DATED.fill("de", planned_end="Mai", hours=12, unused="x") == "12 Stunden bis Mai"


@pytest.mark.parametrize("values", [{"hours": 12}, {"hours": 12, "planned_end": None}])
def test_a_missing_value_is_named_and_the_others_are_not(values):
    with pytest.raises(MissingPlaceholder) as caught:
        DATED.fill("en", **values)
    assert caught.value.name == "planned_end"
    assert "planned_end" in str(caught.value)
    assert "12" not in str(caught.value)


def test_zero_is_a_value():
    assert DATED.fill("en", planned_end="May", hours=0) == "until May, 0 hours"


def test_a_value_that_looks_like_a_placeholder_is_left_as_it_is():
    assert DATED.fill("en", planned_end="{hours}", hours="{hours.__class__}") == (
        "until {hours}, {hours.__class__} hours"
    )


def test_placeholders_are_listed_once_and_in_order():
    assert Text(en="{b} {a} {b}", de="{a} {b}").placeholders == ("b", "a")


def test_an_error_in_a_text_does_not_repeat_it():
    with pytest.raises(ValidationError) as caught:
        Text(en="sesame {Open} ", de="")
    assert "sesame" not in str(caught.value)
    assert "Open" not in str(caught.value)
