"""What scheme.yaml holds, and what the talk report asks of it."""

from collections.abc import Collection, Iterator
from enum import StrEnum

from pydantic import Field

from hansei.core.library.models import Key, Status, one
from hansei.core.library.reading import Place
from hansei.core.library.text import Frozen, Text


class When(StrEnum):
    """What is so at a place of telling, for the question that goes with it."""

    PERMITTED = "permitted"
    AFTER_QUESTION = "after_question"
    BEFORE_IDEA = "before_idea"
    ALWAYS = "always"


class FamilyWord(Frozen):
    """A family of codes by its name."""

    id: Key
    name: Text
    note: Text = Field(description="what belongs to it, in a few words")


class CodeWord(Frozen):
    """A code of the coach by its name, and when a sentence is one."""

    id: Key
    family: Key
    name: Text
    rule: Text


class LeaderWord(Frozen):
    """A code of the leader by its name."""

    id: Key
    name: Text
    rule: Text


class PlaceQuestion(Frozen):
    """One question to the coach about a place of telling."""

    code: Key
    when: When
    text: Text


class Scheme(Frozen):
    """scheme.yaml"""

    status: Status
    draft_note: Text
    families: tuple[FamilyWord, ...]
    codes: tuple[CodeWord, ...]
    leader: tuple[LeaderWord, ...]
    questions: tuple[PlaceQuestion, ...]

    def family(self, id_: str) -> FamilyWord:
        """The family with this id. Raises UnknownEntry."""
        return one(self.families, lambda each: each.id == id_)

    def code(self, id_: str) -> CodeWord:
        """The coach's code with this id. Raises UnknownEntry."""
        return one(self.codes, lambda each: each.id == id_)

    def leader_code(self, id_: str) -> LeaderWord:
        """The leader's code with this id. Raises UnknownEntry."""
        return one(self.leader, lambda each: each.id == id_)

    def question(self, code: str, holds: Collection[When]) -> Text:
        """The first question of a code whose condition is among `holds`. Raises UnknownEntry."""
        fits = {*holds, When.ALWAYS}
        return one(self.questions, lambda each: each.code == code and each.when in fits).text


def problems(scheme: Scheme) -> Iterator[tuple[Place, str]]:
    """What a schema cannot say: each id once, families that exist, a question for every kind of telling."""
    parts = (("families", scheme.families), ("codes", scheme.codes), ("leader", scheme.leader))
    for name, entries in parts:
        ids = [entry.id for entry in entries]
        for n, id_ in enumerate(ids):
            if id_ in ids[:n]:
                yield (name, n, "id"), "is there twice. Give each entry its own."
    families = {each.id for each in scheme.families}
    for n, code in enumerate(scheme.codes):
        if code.family not in families:
            yield ("codes", n, "family"), "is no family of this file. Check its spelling."
        always = any(each.code == code.id and each.when is When.ALWAYS for each in scheme.questions)
        if code.family == "tell" and not always:
            yield ("codes", n, "id"), "has no question for every case. Add one with when: always."
    codes = {each.id for each in scheme.codes}
    for n, question in enumerate(scheme.questions):
        if question.code not in codes:
            yield ("questions", n, "code"), "is no code of this file. Check its spelling."
