"""From a file to checked objects, and the questions that the rest of Hansei asks of the library."""

import unicodedata
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

from pydantic import ValidationError

from hansei.core.library import checks, methods, reading, room
from hansei.core.library.methods import Method, Methods
from hansei.core.library.models import (
    Agreement,
    Aid,
    Behaviour,
    Behaviours,
    Belief,
    Countable,
    Craft,
    CraftPage,
    PeriodWord,
    Pulse,
    Questions,
    Readiness,
    Scale,
    ScalePoint,
    SourceWord,
    UnknownEntry,
    Word,
    one,
)
from hansei.core.library.reading import LibraryError, Place, Tree
from hansei.core.library.room import Leaders, Moments
from hansei.core.library.talk_scheme import Scheme, problems
from hansei.core.library.text import Frozen, Text

Kind = Literal[
    "behaviours", "beliefs", "agreement", "questions", "scheme", "methods", "craft", "moments", "leaders"
]
WordKind = Literal["direction", "focus", "theme", "source", "period", "confidence", "unit"]
File = TypeVar("File", bound=Frozen)

HERE = Path(__file__).parent
MODELS: dict[str, type[Frozen]] = {
    "behaviours": Behaviours,
    "beliefs": Pulse,
    "agreement": Agreement,
    "questions": Questions,
    "scheme": Scheme,
    "methods": Methods,
    "craft": Craft,
    "moments": Moments,
    "leaders": Leaders,
}


# reading and checking


def read_behaviours(path: Path = HERE / "behaviours.yaml") -> Behaviours:
    """A checked behaviours file; beliefs are those of the library. Raises LibraryError."""
    known = [belief.id for belief in pulse().beliefs]
    return _read(path, Behaviours, lambda file: checks.behaviours(file, known))


def read_pulse(path: Path = HERE / "beliefs.yaml") -> Pulse:
    """A checked beliefs file. Raises LibraryError."""
    return _read(path, Pulse, checks.pulse)


def read_agreement(path: Path = HERE / "agreement.yaml") -> Agreement:
    """A checked agreement file. Raises LibraryError."""
    return _read(path, Agreement, checks.agreement)


def read_questions(path: Path = HERE / "questions.yaml") -> Questions:
    """A checked questions file. Raises LibraryError."""
    return _read(path, Questions, checks.questions)


def read_scheme(path: Path = HERE / "scheme.yaml") -> Scheme:
    """A checked file of the talk scheme. Raises LibraryError."""
    return _read(path, Scheme, problems)


def read_methods(path: Path = HERE / "methods.yaml") -> Methods:
    """A checked methods file, the library's or an organization's own. Raises LibraryError."""
    return _read(path, Methods, methods.errors)


def read_craft(path: Path = HERE / "craft.yaml") -> Craft:
    """A checked craft file. Raises LibraryError."""
    return _read(path, Craft, checks.craft)


def read_moments(path: Path = HERE / "moments.yaml") -> Moments:
    """A checked file of moments. Raises LibraryError."""
    return _read(path, Moments, room.moments)


def read_leaders(path: Path = HERE / "leaders.yaml") -> Leaders:
    """A checked file of invented leaders. Raises LibraryError."""
    return _read(path, Leaders, room.leaders)


def schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of one kind of file, for editors. Rules between fields are not in it."""
    if kind not in MODELS:
        raise UnknownEntry("There is no such kind of library file.")
    return MODELS[kind].model_json_schema()


def _read(path: Path, model: type[File], check: Callable[[File], checks.Found]) -> File:
    file, tree, found = examined(path, model, check)
    if found or file is None:
        place, problem = min(found, key=lambda each: tree.line(each[0]))
        raise LibraryError(tree.file, tree.line(place), shown(place, model), problem)
    return file


def examined(
    path: Path, model: type[File], check: Callable[[File], checks.Found]
) -> tuple[File | None, Tree, list[tuple[Place, str]]]:
    """What a file holds, and all that is wrong with it. Raises LibraryError where it cannot be read.

    A place is told to nobody before it went through `shown`.
    """
    tree = reading.read(path, _field_names(model))
    file, found = _validated(model, tree)
    if file is not None:
        found = list(check(file))
    return file, tree, _deepest(found)


def _deepest(found: list[tuple[Place, str]]) -> list[tuple[Place, str]]:
    # A list of nothing but faulty entries also counts as too short, which would hide the faults.
    places = [place for place, _ in found]
    return [
        (place, problem)
        for place, problem in found
        if not any(len(other) > len(place) and other[: len(place)] == place for other in places)
    ]


def _validated(model: type[File], tree: Tree) -> tuple[File | None, list[tuple[Place, str]]]:
    # Returns what is wrong instead of raising in the handler: the error to come must not carry
    # pydantic's along as its context.
    try:
        return model.model_validate(tree.value), []
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
    return None, [(each["loc"], _problem(each["type"], each.get("ctx", {}))) for each in problems]


def _problem(kind: str, context: dict[str, Any]) -> str:
    if kind == "value_error":
        return str(context["error"])
    if kind in ("enum", "literal_error"):
        return f"has a value not used here. Use {context['expected']}."
    return _PROBLEMS.get(kind, "does not fit. Compare it with the JSON Schema of this kind of file.")


_PROBLEMS = {
    "missing": "is missing. Add it.",
    "extra_forbidden": "is not known here. Check the spelling, or remove it.",
    "string_type": "needs a text. Put it in quotation marks.",
    "string_pattern_mismatch": "is not written as codes and ids are here. Compare it with its neighbours.",
    "string_too_short": "is too short. Write it out.",
    "bool_type": "needs true or false.",
    "int_type": "needs a whole number.",
    "greater_than_equal": "is too small. Take a larger number.",
    "less_than_equal": "is too large. Take a smaller number.",
    "tuple_type": "needs a list.",
    "too_short": "has too few entries. Add what is missing.",
    "too_long": "has too many entries. Remove some.",
    "model_type": "needs fields with names. A text needs en and de.",
}


def _field_names(model: type[Frozen]) -> frozenset[str]:
    known = {model}
    left = [model]
    while left:
        for field in left.pop().model_fields.values():
            below = set(_models(field.annotation)) - known
            known |= below
            left += below
    return frozenset(name for each in known for name in each.model_fields)


def _models(annotation: Any) -> Iterator[type[Frozen]]:
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        yield annotation
    for part in get_args(annotation):
        yield from _models(part)


def shown(place: Place, model: type[Frozen]) -> Place:
    """A place as it may be told."""
    # A name that is no field of ours was written by somebody: it is content too.
    known = _field_names(model)
    return tuple(part if isinstance(part, int) or part in known else "(unknown)" for part in place)


# asking


@cache
def _behaviours() -> Behaviours:
    return read_behaviours()


@cache
def pulse() -> Pulse:
    """The organization pulse: its sentences, and how they are asked."""
    return read_pulse()


@cache
def agreement() -> Agreement:
    """The clauses of the agreement, in the order in which they are read."""
    return read_agreement()


@cache
def _questions() -> Questions:
    return read_questions()


@cache
def scheme() -> Scheme:
    """The talk scheme: names and rules of families and codes, and the questions to a coach."""
    return read_scheme()


@cache
def _methods() -> Methods:
    return read_methods()


@cache
def craft() -> Craft:
    """The craft pages, in order."""
    return read_craft()


@cache
def moments() -> Moments:
    """The moments of the practice room, in order."""
    return read_moments()


@cache
def leaders() -> Leaders:
    """The invented leaders of the practice room, in order."""
    return read_leaders()


def coaching_methods() -> tuple[Method, ...]:
    """The thirteen methods that come with Hansei: the three suggested first, then the others."""
    return _methods().methods


def craft_page(id_: str) -> CraftPage:
    """The craft page with this id. Raises UnknownEntry."""
    return one(craft().pages, lambda each: each.id == id_)


def behaviours() -> tuple[Behaviour, ...]:
    """All behaviours: leading lean by direction, then lean leadership by theme."""
    return _behaviours().behaviours


def behaviour(code: str) -> Behaviour:
    """The behaviour with this code. Raises UnknownEntry."""
    return one(behaviours(), lambda each: each.code == code)


def beliefs() -> tuple[Belief, ...]:
    """The sentences of the pulse."""
    return pulse().beliefs


def belief(id_: str) -> Belief:
    """The sentence of the pulse with this id. Raises UnknownEntry."""
    return one(beliefs(), lambda each: each.id == id_)


def scale_of_beliefs() -> tuple[ScalePoint, ...]:
    """What is chosen from in the pulse: 1 to 5, then 0 for "I cannot say"."""
    return (*pulse().scale, ScalePoint(value=0, text=pulse().cannot_say))


def supporting(belief: str) -> tuple[Behaviour, ...]:
    """The behaviours that are expected to feed a belief. Raises UnknownEntry for an id that is none."""
    known = one(beliefs(), lambda each: each.id == belief)
    return tuple(each for each in behaviours() if each.belief == known.id)


def find(
    direction: str | None = None, focus: str | None = None, words: str = "", lang: str | None = "en"
) -> tuple[Behaviour, ...]:
    """Behaviours of a direction and a focus whose text in `lang`, or code, holds every one of `words`.

    Parts of words count, capitals and accents do not. In library order: nothing is ranked.
    """
    wanted = _folded(words).split()

    def fits(each: Behaviour) -> bool:
        text = _folded(f"{each.code} {each.text.get(lang)}")
        return (
            direction in (None, each.direction)
            and focus in (None, each.focus)
            and all(word in text for word in wanted)
        )

    return tuple(filter(fits, behaviours()))


def first_look() -> tuple[Countable, ...]:
    """What a leader may count by hand in their own last two weeks."""
    return _questions().countables


def countable(id_: str) -> Countable:
    """The countable with this id. Raises UnknownEntry."""
    return one(first_look(), lambda each: each.id == id_)


def readiness() -> Readiness:
    """Rulers, open questions and outcomes of the step "ready"."""
    return _questions().readiness


def aid() -> Aid:
    """The aid for telling leading lean from lean leadership."""
    return _questions().aid


def scale() -> Scale:
    """The rating scale, in words."""
    return _questions().scale


def scale_for_leader(period: str) -> tuple[ScalePoint, ...]:
    """What a leader chooses from for their own rating: 1 to 5, then 0 for "no occasion" in that period."""
    return (*scale().points, ScalePoint(value=0, text=word_of_period(period).no_occasion))


def scale_for_prediction() -> tuple[ScalePoint, ...]:
    """What a leader chooses from for what they expect of others: 1 to 5, then 0 for "no chance"."""
    return (*scale().points, ScalePoint(value=0, text=scale().no_chance_expected))


def scale_for_around() -> tuple[ScalePoint, ...]:
    """What people around choose from: 1 to 5, then 0 for "no chance to see"."""
    return (*scale().points, ScalePoint(value=0, text=scale().no_chance))


def words(kind: WordKind) -> tuple[Word, ...]:
    """The names of one kind, in the order in which screens list them. Raises UnknownEntry."""
    if kind not in checks.WORDS:
        raise UnknownEntry("There is no such kind of words in the library.")
    found: tuple[Word, ...] = getattr(_questions().words, kind)
    return found


def word(kind: WordKind, code: str) -> Word:
    """One name. Raises UnknownEntry."""
    return one(words(kind), lambda each: each.code == code)


def word_of_source(code: str) -> SourceWord:
    """A source: its name, how the leader is told of it, and how those who answer are. Raises UnknownEntry."""
    return one(_questions().words.source, lambda each: each.code == code)


def word_of_period(code: str) -> PeriodWord:
    """A period, with the sentences that depend on it. Raises UnknownEntry."""
    return one(_questions().words.period, lambda each: each.code == code)


def draft_note() -> Text:
    """That the library is a draft without validation. Belongs wherever results of it are shown."""
    return _questions().draft_note


def every_text() -> Iterator[tuple[str, Text]]:
    """Every text of the library with the way to it, for those who check or translate it."""
    for name, file in (
        ("behaviours", _behaviours()),
        ("beliefs", pulse()),
        ("agreement", agreement()),
        ("questions", _questions()),
        ("scheme", scheme()),
        ("methods", _methods()),
        ("craft", craft()),
        ("moments", moments()),
        ("leaders", leaders()),
    ):
        for place, text in checks.texts(file):
            yield f"{name}: {reading.field_name(place)}", text


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in apart if not unicodedata.combining(mark))
