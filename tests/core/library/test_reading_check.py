"""No text of the library says what Hansei never says, in either language."""

import re

import pytest

from hansei.core import library

TEXTS = list(library.every_text())

NEVER_EN = [
    r"scor(e|es|ed|ing)",
    r"(in)?accura\w*",
    r"blind spots?",
    r"weak\w*",
    r"gaps?",
    r"you (should|must|ought|need to|have to)",
    r"(must|should|needs? to) be improved",
    r"(over|under)estimat\w*",
    r"recommend\w*",
    r"advise\w*",
    r"best practices?",
    r"observers?",
    r"dojo",
    r"trials?",
    r"fail to",
]
NEVER_DE = [
    r"scores?",
    r"punkt(zahl|e|stand|wert)\w*",
    r"(un)?zutreffend\w*",
    r"treffsicher\w*",
    r"akkurat\w*",
    r"blinde[rn]? flecke?n?",
    r"schw(ä|ae)che\w*",
    r"l(ü|ue)cken?",
    r"defizit\w*",
    r"sie (sollten|m(ü|ue)ssen|m(ü|ue)ssten)",
    r"(sollten|m(ü|ue)ssen|m(ü|ue)ssten) sie",
    r"(muss|sollte) verbessert werden",
    r"(ü|ue)bersch(ä|ae)tz\w*",
    r"untersch(ä|ae)tz\w*",
    r"empfehl\w*|empfohlen\w*",
    r"beobachter\w*",
    r"dojo",
]
GENDERED_EN = [r"he", r"she", r"his", r"her", r"hers", r"him", r"himself", r"herself"]
GENDERED_DE = [
    r"\w*mitarbeiter",
    r"kolleg(e|en)",
    r"vorgesetzter",
    r"chef\w*",
    r"leiter",
    r"\w+[*:_]in(nen)?",
    r"er|ihm|ihn|seine[mnrs]?",
]


def found(patterns: list[str], text: str) -> list[str]:
    return [each for each in patterns if re.search(rf"\b(?:{each})\b", text, re.IGNORECASE)]


# "er" or "ihn" stands for a thing that is masculine in German and named in the same sentence.
NOT_A_PERSON = {
    "behaviours: behaviours[50].gives": "der Fortschritt",
    "behaviours: behaviours[51].text": "der Fahrplan",
    "agreement: clauses[7].text": "der Text",
    "agreement: clauses[14].text": "der Name",
}


# Names of what a coach did, which is what the talk report counts: nobody is advised by them.
NAMES_AN_ACT = {"scheme: codes[7].name", "scheme: families[5].note"}


@pytest.mark.parametrize(("at", "text"), TEXTS, ids=[at for at, _ in TEXTS])
def test_no_text_judges_ranks_or_advises(at, text):
    assert found(NEVER_EN, text.en) == ([r"advise\w*"] if at in NAMES_AN_ACT else [])
    assert not found(NEVER_DE, text.de)


@pytest.mark.parametrize(("at", "text"), TEXTS, ids=[at for at, _ in TEXTS])
def test_no_text_guesses_anybodys_gender(at, text):
    assert not found(GENDERED_EN, text.en)
    assert found(GENDERED_DE, text.de) == ([GENDERED_DE[-1]] if at in NOT_A_PERSON else [])


def test_the_check_itself_finds_what_it_looks_for():
    assert found(NEVER_EN, "Your score shows a gap; you should work on it.") == [
        r"scor(e|es|ed|ing)",
        r"gaps?",
        r"you (should|must|ought|need to|have to)",
    ]
    assert found(NEVER_DE, "Ihre Schwäche: Das müssen Sie ändern.") == [
        r"schw(ä|ae)che\w*",
        r"(sollten|m(ü|ue)ssen|m(ü|ue)ssten) sie",
    ]
    assert found(GENDERED_DE, "Der Kollege und seine Mitarbeiter") == [
        r"\w*mitarbeiter",
        r"kolleg(e|en)",
        r"er|ihm|ihn|seine[mnrs]?",
    ]


def test_behaviours_are_acts_in_the_third_person_without_a_full_stop():
    for each in library.behaviours():
        assert not each.text.en.endswith(".")
        assert not each.text.de.endswith(".")
        assert re.match(r"[A-Z]\w*s |Openly backs |Openly accepts ", each.text.en), each.code
        assert re.match(r"[A-ZÄÖÜ]\w*t,? ", each.text.de), each.code


def test_german_questions_and_sentences_speak_to_the_reader_as_sie():
    for at, text in TEXTS:
        assert not re.search(r"\b(du|dich|dir|dein\w*|euch|euer)\b", text.de, re.IGNORECASE), at


def test_german_is_german_and_uses_german_quotation_marks():
    same = {"Leading Lean", "Lean Leadership", "Neutral"}
    for at, text in TEXTS:
        assert text.de not in {text.en} - same, at
        assert '"' not in text.de, at
        assert not re.search(r"\b(the|and|you|with)\b", text.de), at
