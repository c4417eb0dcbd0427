"""What the library files hold. Each class at the bottom is one file; its JSON Schema is exported."""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Annotated, Literal, TypeVar

from pydantic import Field, StrictBool, StrictInt

from hansei.core.anonymity import Source
from hansei.core.library.text import Frozen, Text

Code = Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z][0-9]{1,2}$", description="two letters, letter, number")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$", description="lower case with underscores")]
Status = Literal["draft", "validated"]
Entry = TypeVar("Entry")


class UnknownEntry(LookupError):
    """There is no such entry in the library. Repeats nothing of what was asked for."""


def one(entries: Iterable[Entry], fits: Callable[[Entry], bool]) -> Entry:
    """The first entry that fits. Raises UnknownEntry."""
    for each in entries:
        if fits(each):
            return each
    raise UnknownEntry("There is no such entry in the library.")


class Focus(StrEnum):
    """Which of the two something is about. They are never mixed."""

    LEADING_LEAN = "leading_lean"
    LEAN_LEADERSHIP = "lean_leadership"


class Direction(StrEnum):
    """Where a behaviour points."""

    SELF = "self"
    UP = "up"
    PEERS = "peers"
    DOWN = "down"
    ORGANIZATION = "organization"


class Theme(StrEnum):
    """What a lean-leadership behaviour is about; here `direction` means goals."""

    VISION = "vision"
    DIRECTION = "direction"
    RESOURCES = "resources"
    DEPLOYMENT = "deployment"


class Period(StrEnum):
    """How far back a behaviour is asked about."""

    EIGHT_WEEKS = "eight_weeks"
    SIX_MONTHS = "six_months"


# behaviours.yaml


class Behaviour(Frozen):
    """One visible act, and who is placed to see it."""

    code: Code
    focus: Focus
    direction: Direction
    theme: Theme | None = Field(None, description="lean leadership only")
    belief: Key = Field(description="the belief that it is expected to feed, see beliefs.yaml")
    sources: tuple[Source, ...] = Field(
        min_length=1, description="who can see it and may be asked; the leader's own rating is no source"
    )
    period: Period
    single_witness: StrictBool = Field(
        False, description="only the boss could see it: no marks, a reply in words under the boss's name"
    )
    text: Text = Field(description="third person, one act; at most 14 words in English, 16 in German")
    gives: Text = Field(
        description="the experience it gives, as one of the people around would say it. "
        "On a screen only when the leader asks for it, after their own answer"
    )
    instead: Text | None = Field(
        None,
        description="neutral opposite, for whoever writes and checks the library. "
        "Never shown: not to a leader, not to those who answer",
    )
    src: str = Field(min_length=2, description="where the content comes from; codes in the head of the file")


class Behaviours(Frozen):
    """behaviours.yaml"""

    status: Status
    behaviours: tuple[Behaviour, ...] = Field(min_length=1)


# beliefs.yaml


class Belief(Frozen):
    """One sentence of the organization pulse, said after the stem."""

    id: Key
    text: Text
    reverse: StrictBool = Field(False, description="agreeing speaks against the belief")


class ScalePoint(Frozen):
    """One step of a scale: the value that is stored, and the words for it."""

    value: StrictInt = Field(ge=0, le=5)
    text: Text


class Pulse(Frozen):
    """beliefs.yaml: the sentences and how they are asked."""

    status: Status
    stem: Text
    scale: tuple[ScalePoint, ...]
    cannot_say: Text
    follow_up: Text
    beliefs: tuple[Belief, ...] = Field(min_length=1)


# agreement.yaml


class Condition(StrEnum):
    """When a clause is part of an agreement."""

    ALWAYS = "always"
    COACH_BELOW_LEADER = "coach_below_leader"


class ClauseField(Frozen):
    """Something a clause needs besides its words.

    `place`: "text" fills the placeholder of the same name; "beside" stands next to the clause, with
    `if_empty` where nothing was given; "setting" is used by the software and not shown as a value.
    """

    id: Key
    label: Text
    kind: Literal["number", "date", "person", "text"]
    place: Literal["text", "beside", "setting"]
    default: StrictInt | None = Field(None, ge=1, le=1000, description="starting value of a number")
    if_empty: Text | None = None


class Question(Frozen):
    """A question and its id."""

    id: Key
    text: Text


class Clause(Frozen):
    """One clause: what both sign."""

    id: Key
    title: Text
    applies_when: Condition = Condition.ALWAYS
    signed_by: tuple[Literal["leader", "coach", "third_person"], ...] = Field(
        ("leader", "coach"), min_length=1
    )
    text: Text
    fields: tuple[ClauseField, ...] = ()
    questions: tuple[Question, ...] = Field((), description="asked of the leader alone")

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names that `text.fill` must be given, in order."""
        return self.text.placeholders

    @property
    def needs(self) -> tuple[ClauseField, ...]:
        """What stands beside the clause."""
        return tuple(field for field in self.fields if field.place == "beside")

    @property
    def default(self) -> dict[str, int]:
        """The starting values of the clause, by field id. A fresh dict each time."""
        return {field.id: field.default for field in self.fields if field.default is not None}


class Agreement(Frozen):
    """agreement.yaml"""

    status: Status
    clauses: tuple[Clause, ...] = Field(min_length=1)

    def clause(self, id_: str) -> Clause:
        """The clause with this id. Raises UnknownEntry."""
        return one(self.clauses, lambda each: each.id == id_)

    def clauses_for(self, *, coach_below_leader: bool) -> tuple[Clause, ...]:
        """The clauses of an agreement between these two, in order."""
        return tuple(
            clause for clause in self.clauses if clause.applies_when is Condition.ALWAYS or coach_below_leader
        )

    @property
    def default(self) -> dict[str, int]:
        """The starting values of all clauses, by field id."""
        return {name: value for clause in self.clauses for name, value in clause.default.items()}


# questions.yaml


class Countable(Frozen):
    """Something a leader can count by hand in their own last two weeks, after saying what they expect."""

    id: Key
    direction: Direction
    unit: Literal["hours", "times"] = Field(description="hours may be given in halves; times are whole")
    most: StrictInt = Field(ge=1, le=1000, description="larger than this is a slip of the finger")
    name: Text
    ask: Text = Field(description="asked twice: as expected, then as counted")
    count: Text = Field(description="how to count it by hand")
    calendar: Literal["held", "kept", "dropped"] | None = Field(
        None, description="which entries of a calendar file can mean it; left out where no calendar knows it"
    )


class Ruler(Frozen):
    """A private ruler from 0 to 10. It decides nothing."""

    id: Key
    text: Text
    low: Text
    high: Text


class Outcome(Frozen):
    """A private answer to "do you want this?", and the state it leads to in the leader's own space."""

    id: Key
    text: Text
    line: Text = Field(description="what then happens, in a sentence")
    leads_to: Literal["choosing", "considering", "declined"]


class Readiness(Frozen):
    """Rulers, questions and outcomes of the step "ready". All private; nothing here ever gates."""

    rulers: tuple[Ruler, ...]
    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]
    outside_line: Text = Field(
        description="offered where a no would cost something; shown to the leader alone"
    )


class AidAnswer(Frozen):
    """An answer of the aid. `focus` says under which heading it is laid down; nothing is added up."""

    focus: Focus
    text: Text


class AidQuestion(Frozen):
    """One question of the aid with one answer for each focus."""

    id: Key
    text: Text
    answers: tuple[AidAnswer, ...] = Field(min_length=2, max_length=2)


class Aid(Frozen):
    """ "The aid "which of the two is it?": three questions, then the leader says it. No advice, no result."""

    name: Text
    questions: tuple[AidQuestion, ...] = Field(min_length=1)
    closing: Text


class Word(Frozen):
    """The name of something on a screen, and one line that explains it."""

    code: Key
    name: Text
    line: Text


class SourceWord(Word):
    """A source. `yours` is said to the leader, `asked_as` to the one who answers."""

    yours: Text
    expects: Text = Field(description="the question for a prediction")
    asked_as: Text | None = Field(None, description="none for merged sources: nobody is asked as one")


class PeriodWord(Word):
    """A period, with the sentences that depend on it."""

    no_occasion: Text
    asks_leader: Text
    asks_around: Text


class Scale(Frozen):
    """The rating scale: how often, when there was occasion. 1 to 5; 0 is "could not tell" and is missing."""

    points: tuple[ScalePoint, ...]
    no_chance: Text = Field(description="0 for people around")
    no_chance_expected: Text = Field(description="0 in a prediction")


class Words(Frozen):
    """Names and one-line explanations, by kind."""

    direction: tuple[Word, ...]
    focus: tuple[Word, ...]
    theme: tuple[Word, ...]
    source: tuple[SourceWord, ...]
    period: tuple[PeriodWord, ...]
    confidence: tuple[Word, ...]
    unit: tuple[Word, ...]


class Questions(Frozen):
    """questions.yaml"""

    status: Status
    draft_note: Text
    scale: Scale
    countables: tuple[Countable, ...] = Field(min_length=1)
    readiness: Readiness
    aid: Aid
    words: Words


# craft.yaml


class CraftPage(Frozen):
    """One page of craft, for a coach who asks for it. Never a verdict."""

    id: Key
    title: Text
    contacts: StrictBool = Field(False, description="the house's contacts and rules stand on the page")
    lead: Text = Field(description="what the page is for")
    heard: tuple[Text, ...] = Field(min_length=1, description="what people say")
    say: tuple[Text, ...] = Field(min_length=2, max_length=3, description="what one could say")
    leave: tuple[Text, ...] = Field(min_length=1, description="what is better left")
    help: Text = Field(description="where help is")


class Craft(Frozen):
    """craft.yaml"""

    status: Status
    pages: tuple[CraftPage, ...] = Field(min_length=1)
