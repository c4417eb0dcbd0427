"""What a schema cannot say: rules between fields, entries and files.

Each check yields (place, what is wrong and what to do), and never a word of the content.
"""

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum

from hansei.core.anonymity import Source
from hansei.core.library.models import (
    Agreement,
    Behaviour,
    Behaviours,
    Clause,
    Condition,
    Craft,
    Direction,
    Focus,
    Period,
    Pulse,
    Questions,
    ScalePoint,
    Theme,
)
from hansei.core.library.reading import Place
from hansei.core.library.text import Frozen, Text, placeholders_of

Found = Iterator[tuple[Place, str]]

MOST_WORDS_EN = 14
MOST_WORDS_DE = 16
MOST_REVERSED = 3
CONFIDENCES = ("not_sure", "fairly_sure", "sure")
UNITS = ("hours", "times")


def behaviours(file: Behaviours, beliefs: Collection[str]) -> Found:
    """Codes, word counts, sources, beliefs, and what each focus must and must not have."""
    yield from once([each.code for each in file.behaviours], ("behaviours",), "code")
    for n, each in enumerate(file.behaviours):
        yield from _behaviour(each, ("behaviours", n), beliefs)


def _behaviour(each: Behaviour, at: Place, beliefs: Collection[str]) -> Found:
    if len(each.text.en.split()) > MOST_WORDS_EN:
        yield (*at, "text", "en"), f"has more than {MOST_WORDS_EN} words. Shorten it to one visible act."
    if len(each.text.de.split()) > MOST_WORDS_DE:
        yield (*at, "text", "de"), f"has more than {MOST_WORDS_DE} words. Shorten it to one visible act."
    yield from _no_placeholders(each, at)
    if len(set(each.sources)) != len(each.sources):
        yield (*at, "sources"), "names a source twice. Keep one."
    if Source.AROUND in each.sources:
        yield (*at, "sources"), "names a merged source. Name boss, peers, reports or further."
    if each.single_witness and each.sources != (Source.BOSS,):
        yield (
            (*at, "single_witness"),
            "is only for what the boss alone can see. Remove it, or fit sources.",
        )
    if not each.single_witness and each.sources == (Source.BOSS,):
        yield (*at, "sources"), "names the boss alone. Add single_witness: true, or another source."
    if each.belief not in beliefs:
        yield (*at, "belief"), "is not the id of a belief. Take one from beliefs.yaml."
    if each.focus is Focus.LEADING_LEAN:
        if each.instead is None:
            yield (*at, "instead"), "is missing; leading lean needs it. Write the neutral opposite."
        if each.theme is not None:
            yield (*at, "theme"), "is for lean leadership only. Remove it."
    else:
        if each.theme is None:
            yield (*at, "theme"), "is missing; lean leadership needs it. Add one of: " + _names(Theme) + "."
        if each.instead is not None:
            yield (*at, "instead"), "is for leading lean only, since plans differ. Remove it."


def pulse(file: Pulse) -> Found:
    """Ids, the five steps, and not too many reversed sentences."""
    yield from once([each.id for each in file.beliefs], ("beliefs",), "id")
    yield from _steps(file.scale, ("scale",))
    reversed_ = [n for n, each in enumerate(file.beliefs) if each.reverse]
    if len(reversed_) > MOST_REVERSED:
        at: Place = ("beliefs", reversed_[MOST_REVERSED], "reverse")
        yield at, f"makes more than {MOST_REVERSED} reversed sentences. Turn one round."
    yield from _no_placeholders(file)


def agreement(file: Agreement) -> Found:
    """Ids, and that every placeholder has its field and every field its place, in both languages."""
    yield from once([each.id for each in file.clauses], ("clauses",), "id")
    seen: set[str] = set()
    for n, clause in enumerate(file.clauses):
        yield from _clause(clause, ("clauses", n))
        for m, field in enumerate(clause.fields):
            if field.id in seen:
                yield ("clauses", n, "fields", m, "id"), "is there twice. Give each field an id of its own."
            seen.add(field.id)


def _clause(clause: Clause, at: Place) -> Found:
    english = placeholders_of(clause.text.en)
    if placeholders_of(clause.text.de) != english:
        yield (*at, "text", "de"), "has other placeholders than the English text. Use the same ones."
    filled = {field.id for field in clause.fields if field.place == "text"}
    if english - filled:
        yield (*at, "text", "en"), "has a placeholder without a field. Add a field with place: text."
    for m, field in enumerate(clause.fields):
        here: Place = (*at, "fields", m)
        if field.place == "text" and field.id not in english:
            yield (*here, "place"), "says text, but the text has no such placeholder. Use beside or setting."
        if field.place == "beside" and field.if_empty is None:
            yield (*here, "if_empty"), "is missing. Say what stands there when nothing was given."
        if field.default is not None and field.kind != "number":
            yield (*here, "default"), "is only for numbers. Remove it."
        if field.place == "setting" and field.default is None:
            yield (*here, "default"), "is missing. A setting needs a starting value."
    if ("third_person" in clause.signed_by) is not (clause.applies_when is Condition.COACH_BELOW_LEADER):
        yield (*at, "signed_by"), "names a third person just where the coach is below the leader. Change one."
    yield from once([each.id for each in clause.questions], (*at, "questions"), "id")


def questions(file: Questions) -> Found:
    """Ids, the five steps, every name that the software asks for, one answer of the aid for each focus."""
    yield from _steps(file.scale.points, ("scale", "points"))
    yield from once([each.id for each in file.countables], ("countables",), "id")
    for part in ("rulers", "questions", "outcomes"):
        ids = [each.id for each in getattr(file.readiness, part)]
        yield from once(ids, ("readiness", part), "id")
    yield from once([each.id for each in file.aid.questions], ("aid", "questions"), "id")
    for n, question in enumerate(file.aid.questions):
        if {answer.focus for answer in question.answers} != set(Focus):
            yield ("aid", "questions", n, "answers"), "needs one answer for each focus. Add the missing one."
    for kind, expected in WORDS.items():
        codes = [word.code for word in getattr(file.words, kind)]
        at: Place = ("words", kind)
        yield from once(codes, at, "code")
        if set(codes) != set(expected):
            yield at, "needs exactly these codes: " + ", ".join(expected) + "."
    for n, word in enumerate(file.words.source):
        if (word.asked_as is None) is not (word.code == Source.AROUND):
            yield ("words", "source", n, "asked_as"), "belongs to every source but the merged one. Change it."
    yield from _no_placeholders(file)


def craft(file: Craft) -> Found:
    """Ids, and no placeholder."""
    yield from once([each.id for each in file.pages], ("pages",), "id")
    yield from _no_placeholders(file)


WORDS: dict[str, Sequence[str]] = {
    "direction": tuple(Direction),
    "focus": tuple(Focus),
    "theme": tuple(Theme),
    "source": tuple(Source),
    "period": tuple(Period),
    "confidence": CONFIDENCES,
    "unit": UNITS,
}


def texts(part: Frozen, at: Place = ()) -> Iterator[tuple[Place, Text]]:
    """Every text in a part of the library, with the way to it."""
    for name in type(part).model_fields:
        value = getattr(part, name)
        below = [((*at, name), value)]
        if isinstance(value, tuple):
            below = [((*at, name, n), each) for n, each in enumerate(value)]
        for place, each in below:
            if isinstance(each, Text):
                yield place, each
            elif isinstance(each, Frozen):
                yield from texts(each, place)


def _no_placeholders(part: Frozen, at: Place = ()) -> Found:
    for place, text in texts(part, at):
        if placeholders_of(text.en) | placeholders_of(text.de):
            yield place, "has a placeholder, which is not filled here. Write it out."


def once(values: Sequence[str], at: Place, field: str) -> Found:
    """A fault for each value that is there a second time."""
    seen: set[str] = set()
    for n, value in enumerate(values):
        if value in seen:
            yield (*at, n, field), "is there twice. Give each entry its own."
        seen.add(value)


def _steps(points: Sequence[ScalePoint], at: Place) -> Found:
    if [point.value for point in points] != [1, 2, 3, 4, 5]:
        yield at, "needs the values 1 to 5, each once and in this order."


def _names(kind: type[StrEnum]) -> str:
    return ", ".join(kind)
