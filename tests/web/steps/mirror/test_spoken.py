"""What the mirror says to a leader is held to what it asks of a coach: it does not tell, lead or confront.

Every English text of the mirror is read by the rules of form of the talk report, and not by what was learned:
so this does not change with the coder's weights. What these rules find is looked at by a person, and stands
below with the reason why it may stay.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hansei.core.talk.rules import form
from hansei.core.talk.units import split

ROOT = Path(__file__).resolve().parents[4]

#: What is never said to a leader, by the names that the rules give it.
TELLING = ("advise", "advocate_policy", "leading", "confront")

#: Found by form, read by a person, and kept.
REVIEWED = {
    "Copy what you want to keep.": "about words that would be lost on a page, not about leading",
    "If you want to talk with %(coach)s soon after you have seen it, "
    "choose a day on which both of you can.": "an offer; the leader asks for the talk, or leaves it",
    "Before you keep it": "a heading; no *but* is in it",
    "This looks at the words alone and can be wrong.": "it is wrong itself, not the leader",
    "For instance: Asks the early shift what went wrong before asking for the number": (
        "an example of how a behaviour is worded"
    ),
}


def texts() -> list[str]:
    """Every English text of the mirror, as the catalogue has collected it from its code and its pages."""
    catalogue = (ROOT / "src/hansei/locale/de/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    found = []
    for block in catalogue.split("\n\n"):
        if "web/steps/mirror/" in block and not block.startswith("#~"):
            said = re.finditer(r'^msgid(?:_plural)? ((?:"[^\n]*"\n?)+)', block, re.MULTILINE)
            found += ["".join(re.findall(r'"(.*)"', one[1])).replace('\\"', '"') for one in said]
    return found


def told(text: str) -> list[tuple[str, list[str]]]:
    """The units of a text that tell, lead or confront by their form."""
    found = []
    for _begins, unit in split(text):
        said = form(unit)
        # "What do you want to look at?" has the words of advice; a question tells only where it leads.
        kinds = [kind for kind in TELLING if said[kind] and (kind == "leading" or not said["?"])]
        if kinds:
            found.append((unit, kinds))
    return found


def test_no_sentence_of_the_mirror_tells_leads_or_confronts_but_those_that_a_person_has_read() -> None:
    every = texts()
    assert len(every) > 300
    assert "What do you make of this?" in every
    assert [one for text in every for one in told(text) if one[0] not in REVIEWED] == []


@pytest.mark.parametrize(
    "text",
    [
        "You should ask before you answer.",
        "Have you considered asking first?",
        "The policy requires that you ask first.",
        "That is wrong.",
    ],
)
def test_what_tells_would_be_found(text: str) -> None:
    assert told(text)
