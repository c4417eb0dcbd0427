"""Coaching methods as data: what a file holds, what is wrong with one, and what to think about in one.

Thirteen come with Hansei. An organization's own is a file of the same shape; `examine` tells whoever wrote
it everything at once, with lines and fields, and never a word of the content.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, StrictBool

from hansei.core.library.checks import once, texts
from hansei.core.library.models import Key, Status, one
from hansei.core.library.reading import LibraryError, Place, field_name
from hansei.core.library.text import Frozen, Text, placeholders_of

Found = Iterator[tuple[Place, str]]


class Stage(Frozen):
    """One stage of a method. Nothing in it is ever required of a conversation."""

    id: Key
    name: Text
    purpose: Text = Field(description="what the stage is for, in a sentence")
    worth_having: Text = Field(description="what helps later if it is on record; a reminder, never a gate")
    ask: tuple[Text, ...] = Field((), max_length=9, description="open questions, samples, one at a time")


class Method(Frozen):
    """A way through one conversation."""

    id: Key
    label: Text = Field(description="a plain description, no brand")
    suggested_first: StrictBool = Field(False, description="offered to somebody new")
    free_order: StrictBool = Field(False, description="stages are to choose from, and no sequence")
    in_a_sentence: Text
    credit: Text | None = Field(None, description="whose idea it is")
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=12)


class Methods(Frozen):
    """methods.yaml, and every file with an organization's own methods."""

    status: Status = "draft"
    methods: tuple[Method, ...] = Field(min_length=1, max_length=40)

    def method(self, id_: str) -> Method:
        """The method with this id. Raises UnknownEntry."""
        return one(self.methods, lambda each: each.id == id_)


@dataclass(frozen=True)
class Remark:
    """Something about a file: an error, with which it cannot be used, or a warning to think about."""

    line: int
    field: str
    kind: Literal["error", "warning"]
    text: str


def errors(file: Methods) -> Found:
    """What the schema cannot say: ids are there once, and texts hold no placeholder."""
    yield from once([each.id for each in file.methods], ("methods",), "id")
    for n, method in enumerate(file.methods):
        yield from once([stage.id for stage in method.stages], ("methods", n, "stages"), "id")
        for place, text in texts(method, ("methods", n)):
            if placeholders_of(text.en) | placeholders_of(text.de):
                yield place, "has a placeholder, which is not filled here. Write it out."


def warnings(file: Methods) -> Found:
    """What whoever wrote the file might want to think about. Heuristics: a reader is the better judge."""
    for n, method in enumerate(file.methods):
        for m, stage in enumerate(method.stages):
            at: Place = ("methods", n, "stages", m)
            if not stage.ask:
                yield (*at, "ask"), "is empty. A stage without a question leaves whoever holds it alone."
            for k, text in enumerate(stage.ask):
                for language in ("en", "de"):
                    here: Place = (*at, "ask", k, language)
                    yield from ((here, said) for said in about_question(getattr(text, language), language))
        for place, text in texts(method, ("methods", n)):
            for language in ("en", "de"):
                if has_mark(getattr(text, language)):
                    yield (
                        (*place, language),
                        "holds a name that somebody owns. Describe the method, and credit its author.",
                    )


# --------------------------------------------------------------------------------------------- questions
_CLOSED = {
    "en": "am are can can't could did didn't do does doesn't don't had has have is isn't may might must "
    "shall should shouldn't was were will won't would wouldn't",
    "de": "bin darf dürfen ist sind war waren hat haben hatten hätten kann können könnten könnte muss müssen "
    "müssten soll sollen sollten sollte will wollen wollten wird werden würden würde wäre wären möchten "
    "möchte mögen gibt gab gäbe glauben denken finden tut tun geht gehen fühlen sehen wissen brauchen",
}
_LEADING = {
    "en": r"\b(isn't|aren't|don't|doesn't|didn't|wouldn't|shouldn't|couldn't|won't) (it|you|that|they|we)\b"
    r"|\bwhy (not|don't)\b|\bhave you (tried|considered|thought|asked)\b|\b(what|how) about\b"
    r"|\b(surely|obviously|of course)\b|\byou should\b",
    "de": r"\bnicht wahr\b|\boder nicht\b|\b(warum|wieso) (nicht|\w+ sie nicht)\b"
    r"|\bhaben sie (schon|einmal|mal)\b|\bwäre es nicht\b|\b(sollten|könnten|müssten) sie nicht\b"
    r"|\bwie wäre es,? wenn sie\b|\bwie wäre es mit\b|\b(sicher|natürlich|bestimmt)\b|\bsie sollten\b",
}
_ASK = {
    "en": r"(what|how|why|who|when|where|which)",
    "de": r"(was|wie|warum|wieso|weshalb|wer|wen|wem|wann|wo|welche[rsmn]?|woran|wofür|wodurch)",
}
_SECOND = {
    "en": rf"\b(and|or) {_ASK['en']} (is|are|was|were|do|does|did|would|could|can|will|might|else)\b",
    "de": rf"\b(und|oder) {_ASK['de']}\b",
}


def about_question(question: str, language: str) -> Iterator[str]:
    """What may be wrong with one question in "en" or "de", each a sentence. Nothing for a good one."""
    bare = question.casefold().replace("’", "'")
    if question.count("?") > 1 or re.search(_SECOND[language], bare):
        yield "seems to hold two questions. Ask one at a time."
    elif not question.rstrip(" »”\"'").endswith("?"):
        yield "does not end as a question does."
    first = re.split(r"[^\w']+", bare.lstrip("¿»„“\"' "), maxsplit=1)[0]
    if re.search(_LEADING[language], bare):
        yield "seems to lead: it holds an answer already. Ask for theirs."
    elif first in _CLOSED[language].split():
        yield "seems closed: yes or no would answer it. Begin with what or how."


#: Marks of others that no text here may carry (the rights register). Capitals count where the word is common.
_MARKS = re.compile(
    r"\bToyota\b|\bShingo\b|(?i:\bresults pyramid\b|\bstakeholder cent(?:er|r)ed coaching\b|\bmini-?survey\b"
    r"|\bimmunity to change\b|\bPCC markers\b)|\bACHIEVE\b|[®™]"
)


def has_mark(text: str) -> bool:
    """Whether a text carries a name that the rights register says not to use."""
    return bool(_MARKS.search(text))


# ------------------------------------------------------------------------------------------- an own file
def examine(path: Path) -> tuple[Methods | None, list[Remark]]:
    """Everything there is to say about a file, by line; the methods too if it can be used."""
    from hansei.core.library.loader import examined, shown

    try:
        file, tree, found = examined(path, Methods, errors)
    except LibraryError as error:
        return None, [Remark(error.line, error.field, "error", error.problem)]
    remarks = [
        Remark(tree.line(place), field_name(shown(place, Methods)), "error", said) for place, said in found
    ]
    if file is None or remarks:
        return None, sorted(set(remarks), key=_by_line)
    thoughts = [
        Remark(tree.line(place), field_name(place), "warning", said) for place, said in warnings(file)
    ]
    return file, sorted(thoughts, key=_by_line)


def _by_line(remark: Remark) -> tuple[int, str, str]:
    return remark.line, remark.field, remark.text


@dataclass(frozen=True)
class OwnFile:
    """One file of an organization's own: its name, its methods if it can be used, and what to say of it."""

    name: str
    methods: tuple[Method, ...]
    remarks: tuple[Remark, ...]

    @property
    def usable(self) -> bool:
        """Whether its methods can be chosen."""
        return bool(self.methods)


def own_files(folder: Path, taken: Sequence[str]) -> list[OwnFile]:
    """Every `*.yaml` in a folder, by name. An id that stands in `taken` or in an earlier file counts as an
    error of the later one: a conversation is never held under another method than was chosen."""
    known, found = set(taken), []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
        file, remarks = examine(path)
        methods = file.methods if file else ()
        if twice := [each.id for each in methods if each.id in known]:
            remarks = [
                Remark(
                    1, "methods", "error", f"{len(twice)} of its ids are taken already. Give them others."
                ),
                *remarks,
            ]
            methods = ()
        known |= {each.id for each in methods}
        found.append(OwnFile(path.name, methods, tuple(remarks)))
    return found
