"""Whether a behaviour in a leader's own words is one act that others can see: what to change, if anything.

Whoever is asked says how often they saw something, so it has to be one thing, and to be seen. This looks at
the form of a sentence in English or German and knows nothing of what it means: it can be wrong, it only ever
proposes, and the leader decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

#: One act is said in so many words; the library holds itself to the same. German needs some more.
MOST_WORDS: Final = {"en": 14, "de": 16}


class Doubt(StrEnum):
    """What stands in the way of seeing it."""

    TOO_SHORT = "too_short"  # one word, or none
    TOO_LONG = "too_long"
    TWO_ACTS = "two_acts"  # and, or, a second sentence
    FIRST_PERSON = "first_person"  # I ask: it is read by others
    TRAIT = "trait"  # is patient: a quality, not an act
    INSIDE = "inside"  # thinks, wants, tries: nobody sees it
    HOW_OFTEN = "how_often"  # always, more: that is what people answer
    NOT_DOING = "not_doing"  # does not interrupt: nobody sees what is not done


_TWO: Final = {
    "en": r"\b(and|or|as well as)\b|[/;&]",
    "de": r"\b(und|oder|sowie|beziehungsweise|bzw)\b|[/;&]",
}
_FIRST: Final = {"en": r"^(i|we|my)\b|\b(i|me)\b", "de": r"^(ich|wir|mein\w*)\b|\b(ich|mich|mir)\b"}
_BEING: Final = {"en": r"^(is|are|be|being|becomes?|remains?|stays?|has|have|shows?|acts?)\b", "de": (
    r"^(ist|sind|sei|wird|bleibt|hat|haben|zeigt|verhält sich|tritt|wirkt)\b"
)}  # fmt: skip
_QUALITIES: Final = {
    "en": (
        r"\b(patien(t|ce)|open(ness)?|humble|humility|honest(y)?|respect(ful)?|authentic(ity)?|supportive|"
        r"approachable|fair(ness)?|trustworthy|confiden(t|ce)|empath(y|etic)|inspiring|inspirational|visionary|"
        r"decisive|calm|friendly|strong|effective|proactive|positive|committed|commitment|curious|curiosity|"
        r"appreciative|appreciation|courage(ous)?|integrity|good|better|great|leader(ship)?|lean)\b"
    ),
    "de": (
        r"\b(geduld(ig)?|offen(heit)?|demut|demütig|ehrlich(keit)?|respekt(voll)?|authentisch|unterstützend|"
        r"nahbar|fair(ness)?|vertrauenswürdig|sicher|einfühlsam|empath(ie|isch)|inspirierend|visionär|"
        r"entschlossen|ruhig|freundlich|stark|wirksam|proaktiv|positiv|engagiert|engagement|neugier(ig)?|"
        r"wertschätz(end|ung)|mut(ig)?|integrität|gut|besser|führungsstark|vorbild(lich)?)\b"
    ),
}
_INSIDE: Final = {
    "en": (
        r"\b(thinks?|feels?|believes?|knows?|understands?|wants?|tries|try(?!-)|cares?|respects|values|trusts?|"
        r"appreciates?|intends?|hopes?|wishes|realizes?|accepts that|considers|is aware|is willing)\b"
    ),
    "de": (
        r"\b(denkt|fühlt|glaubt|weiß|versteht|will|möchte|versucht|respektiert|schätzt|vertraut|hofft|"
        r"beabsichtigt|wünscht|erkennt an|interessiert sich|bemüht sich|ist sich bewusst)\b"
    ),
}
_OFTEN: Final = {
    "en": r"\b(always|often|usually|regularly|sometimes|rarely|more|less|every time|frequently)\b",
    "de": (
        r"\b(immer|oft|häufig|meist|meistens|regelmäßig|manchmal|selten|mehr|weniger|öfter|jedes mal|stets)\b"
    ),
}
_NOT: Final = {
    "en": r"^(does not|doesn.t|do not|don.t|never|stops?|avoids?|refrains?)\b|\bno longer\b",
    "de": r"^(hört auf|vermeidet|unterlässt|nie|niemals)\b|\b(nie|niemals|nicht mehr)\b|\bnicht$",
}


#: A short form keeps its full stop, and figures what stands between them: neither ends or joins anything.
_SHORT: Final = (
    r"\b(z\. ?b|d\. ?h|u\. ?a|o\. ?ä|ca|evtl|ggf|inkl|max|nr|std|e\.g|i\.e|approx|dr|mr|mrs|ms|vs)\."
    r"|(?<=\d)[./:,](?=\s|\d)"
)
#: Words in quotes, both forms of one noun, and the order in which one thing is done: none is a second act.
_ONE: Final = r"[„“”\"«»][^„“”\"«»]*[„“”\"«»]|\b(?<=innen) und \w+|(?<=\berst\b)(.*)\bund (?=dann\b)"


def most_words(language: str) -> int:
    """How many words one act has at most in a language; any other than English and German is as English."""
    return MOST_WORDS.get(language, MOST_WORDS["en"])


def doubts(text: str, language: str) -> tuple[Doubt, ...]:
    """What makes this sentence hard to see, in a fixed order; nothing where it can stand as it is.

    `language`: "en" or "de"; any other is looked at as English.
    """
    return tuple(_doubts(text, language if language in MOST_WORDS else "en"))


def _doubts(text: str, lang: str) -> Iterator[Doubt]:
    whole = " ".join(text.lower().split()).rstrip(".!")
    count = len(whole.split())
    said = re.sub(_ONE, r"\1", re.sub(_SHORT, " ", whole))

    def has(patterns: dict[str, str]) -> bool:
        return re.search(patterns[lang], said) is not None

    if count < 2:
        yield Doubt.TOO_SHORT
    if count > MOST_WORDS[lang]:
        yield Doubt.TOO_LONG
    if has(_TWO) or re.search(r"[.!?]\s", said):
        yield Doubt.TWO_ACTS
    if has(_FIRST):
        yield Doubt.FIRST_PERSON
    if has(_BEING) and has(_QUALITIES):
        yield Doubt.TRAIT
    if has(_INSIDE):
        yield Doubt.INSIDE
    if has(_OFTEN):
        yield Doubt.HOW_OFTEN
    if has(_NOT):
        yield Doubt.NOT_DOING
