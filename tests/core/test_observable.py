"""A behaviour in one's own words: one act that others can see, or what to change, in two languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hansei.core import library
from hansei.core.library.checks import MOST_WORDS_DE, MOST_WORDS_EN
from hansei.core.observable import MOST_WORDS, Doubt, doubts


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("code", [one.code for one in library.behaviours()])
def test_every_behaviour_of_the_library_can_stand_as_it_is(code: str, language: str) -> None:
    assert doubts(library.behaviour(code).text.get(language), language) == ()


def test_the_library_holds_itself_to_the_same_length() -> None:
    assert MOST_WORDS == {"en": MOST_WORDS_EN, "de": MOST_WORDS_DE}


@pytest.mark.parametrize(
    ("language", "text", "doubt"),
    [
        ("en", "Listens", Doubt.TOO_SHORT),
        ("de", "Zuhören", Doubt.TOO_SHORT),
        ("en", " ".join(["asks"] * 15), Doubt.TOO_LONG),
        ("de", " ".join(["fragt"] * 17), Doubt.TOO_LONG),
        ("en", "Asks a question and waits for the answer", Doubt.TWO_ACTS),
        ("en", "Thanks or greets the shift", Doubt.TWO_ACTS),
        ("en", "Asks a question. Waits for the answer", Doubt.TWO_ACTS),
        ("de", "Stellt eine Frage und wartet auf die Antwort", Doubt.TWO_ACTS),
        ("de", "Grüßt die Schicht oder dankt ihr", Doubt.TWO_ACTS),
        ("en", "I ask the shift first", Doubt.FIRST_PERSON),
        ("de", "Ich frage zuerst die Schicht", Doubt.FIRST_PERSON),
        ("en", "Is patient with the shift", Doubt.TRAIT),
        ("en", "Shows respect to everybody", Doubt.TRAIT),
        ("de", "Ist geduldig mit der Schicht", Doubt.TRAIT),
        ("de", "Zeigt Wertschätzung im Gespräch", Doubt.TRAIT),
        ("en", "Wants to hear bad news early", Doubt.INSIDE),
        ("en", "Tries to let others finish", Doubt.INSIDE),
        ("de", "Versteht die Sorgen der Schicht", Doubt.INSIDE),
        ("de", "Versucht andere ausreden zu lassen", Doubt.INSIDE),
        ("en", "Always asks the shift first", Doubt.HOW_OFTEN),
        ("de", "Fragt immer zuerst die Schicht", Doubt.HOW_OFTEN),
        ("en", "Does not interrupt people", Doubt.NOT_DOING),
        ("en", "Stops interrupting people", Doubt.NOT_DOING),
        ("de", "Unterbricht andere nicht", Doubt.NOT_DOING),
        ("de", "Hört auf andere zu unterbrechen", Doubt.NOT_DOING),
    ],
)
def test_what_stands_in_the_way_of_seeing_it_is_named(language: str, text: str, doubt: Doubt) -> None:
    assert doubts(text, language) == (doubt,)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Asks the early shift what went wrong before asking for the number."),
        ("en", "Lets the handover run to its end without looking at the phone"),
        ("de", "Fragt die Frühschicht nach der Störung, bevor die Zahl zur Sprache kommt."),
        ("de", "Lässt die Übergabe zu Ende laufen, ohne auf das Telefon zu sehen"),
        ("de", "Fragt z. B. nach dem Grund"),
        ("de", "Fragt am 1. Tag d.h. sofort nach dem Grund"),
        ("en", "Asks for instance, e.g. in the handover, what went wrong"),
        ("en", "Answers the phone of the 24/7 shift"),
    ],
)
def test_one_act_that_can_be_seen_can_stand_as_it_is(language: str, text: str) -> None:
    assert doubts(text, language) == ()


@given(st.text(), st.sampled_from(["en", "de", "fr", ""]))
def test_whatever_is_typed_gets_an_answer(text: str, language: str) -> None:
    found = doubts(text, language)
    assert len(set(found)) == len(found)
    assert found == doubts(f"  {text}  ", language)
