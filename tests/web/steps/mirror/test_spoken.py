"""What is said to a leader is held to what is asked of a coach: it does not tell, lead or confront.

Every English text that a leader can meet is read here by rules of form: those of the talk report, and two
of its own, for what is written and not spoken: a sentence or a part of one that begins as an order, and what
is said to be needed or better. No learned coder reads them: it learned from talk, takes most of what is
written on a page for telling, and hears otherwise with other weights. What the rules find was looked at by a
person and stands in `read_by_eye` with the reason why it may stay; a new sentence that they find is looked
at, or mended.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from hansei.core.talk.rules import form
from hansei.core.talk.units import split
from tests.web.steps.mirror.read_by_eye import REVIEWED

ROOT = Path(__file__).resolve().parents[4]

#: What is never said to a leader, by the names that the rules give it.
TELLING = ("advise", "advocate_policy", "leading", "confront")
#: Where a leader goes. Not the practice room and the bench, which are a coach's, nor what stewards do.
WHERE = (
    "steps/mirror", "steps/ready", "steps/choose", "steps/practice", "steps/chain", "steps/conversations",
    "steps/pulse", "common/asking", "common/engagements", "common/people", "ground/ui", "outward/leave",
    "outward/sponsor",
)  # fmt: skip
#: What of the library is said to leaders. `instead`, of behaviours, is never shown.
LIBRARY = ("behaviours", "questions", "agreement", "beliefs")

_ORDERS = (
    "add ask avoid be begin bring change check choose close come consider copy count decide delete "
    "do don't drop enter expect export fill find give go have hear hold invite keep leave let listen "
    "look make mark name never note open pick plan please put rate read remember say see send set "
    "sign speak spend start stay stop take talk tell thank think tick try turn type use wait walk "
    "watch write"
).replace(" ", "|")
#: At the beginning, or after a colon, a semicolon or a dash. Without a stop it is a name or a button.
_ORDER = re.compile(rf"(?:^|[:;–—] )[“\"'(]?(?:{_ORDERS})\b", re.IGNORECASE)
_NEEDED = re.compile(
    r"\byou (?:\w+ )?(?:should|must|ought to|have to|had better)\b"
    r"|\b(?:had better|better to|best to|(?:is|are) best|wise to|worth|good to|helps to)\b",
    re.IGNORECASE,
)
_STOPS = re.compile(r"[.!:]\W*$")


def texts(where: str) -> list[str]:
    """Every English text of one app, as the catalogue has collected it from its code and its pages."""
    catalogue = (ROOT / "src/hansei/locale/de/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    found = []
    for block in catalogue.split("\n\n"):
        if f"web/{where}/" in block and not block.startswith("#~"):
            said = re.finditer(r'^msgid(?:_plural)? ((?:"[^\n]*"\n?)+)', block, re.MULTILINE)
            found += ["".join(re.findall(r'"(.*)"', one[1])).replace('\\"', '"') for one in said]
    return found


def library(name: str) -> list[str]:
    """Every English text of one file of the library that is shown."""
    data = yaml.safe_load((ROOT / f"src/hansei/core/library/{name}.yaml").read_text(encoding="utf-8"))
    return list(_english(data))


def _english(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for one in data:
            yield from _english(one)
    elif isinstance(data, dict):
        for key, one in data.items():
            if key == "en" and isinstance(one, str):
                yield one
            elif key != "instead":
                yield from _english(one)


def told(text: str) -> list[tuple[str, list[str]]]:
    """The units of a text that tell, lead or confront by their form."""
    found = []
    for _begins, unit in split(text):
        said = form(unit)
        # "What do you want to look at?" has the words of advice; a question tells only where it leads.
        kinds = [kind for kind in TELLING if said[kind] and (kind == "leading" or not said["?"])]
        if not said["?"] and _STOPS.search(text):
            kinds += ["order"] * bool(_ORDER.search(unit)) + ["needed"] * bool(_NEEDED.search(unit))
        if kinds:
            found.append((unit, kinds))
    return found


@pytest.mark.parametrize("where", WHERE)
def test_no_sentence_that_a_leader_meets_tells_leads_or_confronts_but_those_that_a_person_has_read(
    where: str,
) -> None:
    every = texts(where)
    assert len(every) > 40
    assert [one for text in every for one in told(text) if one[0] not in REVIEWED] == []


@pytest.mark.parametrize("name", LIBRARY)
def test_nor_does_the_library(name: str) -> None:
    every = library(name)
    assert len(every) > 20
    assert [one for text in every for one in told(text) if one[0] not in REVIEWED] == []


def test_the_texts_are_those_of_the_screens() -> None:
    assert "What do you make of this?" in texts("steps/mirror")
    assert "A first look, for you alone" in texts("steps/ready")
    assert "What would happen if you said no?" in library("questions")
    assert "I can see that this leader is still learning" in library("behaviours")
    assert "Expects others to improve while own routines stay as they are" not in library("behaviours")


@pytest.mark.parametrize(
    "text",
    [
        "You should ask before you answer.",
        "Have you considered asking first?",
        "The policy requires that you ask first.",
        "That is wrong.",
        "They were asked until 3 May, each about the weeks before: leave some months in between.",
        "Keep the one that matters more to you; the other can stand on its own.",
        "All of your four peers would have to answer: ask more people, or expect to see nothing from them.",
        "Listen first.",
        "It is better to wait.",
        "Thanks are best said.",
        "You really must see them.",
    ],
)
def test_what_tells_would_be_found(text: str) -> None:
    assert told(text)


@pytest.mark.parametrize("text", ["Ask more people", "%(name)s: for you alone.", "You lock it and ask."])
def test_a_button_a_name_and_what_the_leader_does_are_no_orders(text: str) -> None:
    assert not told(text)
