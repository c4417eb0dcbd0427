"""The talk report: what was said, counted; places of telling in context; what the leader found out."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from hansei.core import library
from hansei.core.library import Text, When
from hansei.core.pictures.ribbon import Gap, Item, Kind, Ribbon, Stroke, parted
from hansei.core.talk import between
from hansei.core.talk.between import LEAST_UNITS, Betweens, Matrix
from hansei.core.talk.codes import QUESTIONS, TELLING, Code, Family, Flag, LeaderCode
from hansei.core.talk.coding import Coded, Unit, flagged
from hansei.core.talk.following import After, Followed, Silence, ends_open, followed, seconds, silence

Counts = Counter[Code | LeaderCode | None]

_IDEAS = (Code.ADVISE, Code.ADVOCATE_POLICY, Code.LEADING_QUESTION)
_AROUND = 3  # how many units before and after are shown with a place


class Side(StrEnum):
    """Who of the two."""

    COACH = "coach"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of the units that count: all but structure, small words and unsure ones.

    `open` is of questions, `permission` of informing and advising; None where there is nothing to share out.
    `reflections_per_question` belongs on a screen only beside the number of questions.
    """

    families: Mapping[Family, float]
    ask_receive: float
    tell: float
    open: float | None
    permission: float | None
    reflections_per_question: float | None


@dataclass(frozen=True, slots=True)
class Said:
    """A part of a line: marked where it is the telling that the place is about."""

    text: str
    marked: bool
    unit: Unit


@dataclass(frozen=True, slots=True)
class Line:
    """What one said around a place of telling; `cut` where the turn goes on before or after."""

    speaker: str
    coach: bool
    said: tuple[Said, ...]
    cut_before: bool
    cut_after: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of telling within one turn, what stood before and after, and one question to the coach."""

    letter: str
    code: Code
    units: tuple[Unit, ...]
    lines: tuple[Line, ...]
    question: Text
    minute: int | None
    permitted: bool


@dataclass(frozen=True, slots=True)
class Discovery:
    """What the leader found out, in the leader's own words."""

    number: int
    speaker: str
    text: str
    units: tuple[Unit, ...]
    minute: int | None


@dataclass(frozen=True, slots=True)
class LongestTurn:
    """The longest turn of the coach."""

    words: int
    turn: int
    minute: int | None


@dataclass(frozen=True)
class Report:
    """Everything that is said of a talk. `shares` is None under twenty units that count.

    In a talk that is not in English there are turns and words only: no counts, no places, no ribbon.
    In a talk from memory nobody else speaks: there is no share of words, no first idea, and nothing followed.
    Where more than two speak, `leader` is the one who is coached: what the others say has no code and counts
    as words and time of theirs alone. `gap_named_by` is who first put a finding into words, as far as the
    codes say: the leader by finding something out, the coach by confronting.
    `seconds` is empty where the file has no times; `ends_open`: the last turn, whose end is not known, is not
    in it. `unnamed`: how many pieces the file leaves without a speaker; each counts with a neighbour.
    `ends` are the seconds at which the turns end, by their number, as far as the file knows.
    """

    coach: str
    leader: str | None
    speakers: tuple[str, ...]
    english: bool
    memory: bool
    minutes: int | None
    unnamed: int
    units: tuple[Unit, ...]
    counts: Mapping[Code, int]
    families: Mapping[Family, int]
    leader_counts: Mapping[LeaderCode, int]
    coach_units: int
    counted: int
    unsure: int
    shares: Shares | None
    words: Mapping[str, int]
    turns: Mapping[str, int]
    coach_word_share: float | None
    longest_turn: LongestTurn | None
    first_idea: Side | None
    gap_named_by: Side | None
    seconds: Mapping[str, float]
    ends_open: bool
    followed: Mapping[After, Followed]
    silence: Silence | None
    flags: Mapping[Flag, int]
    places: tuple[Place, ...]
    discoveries: tuple[Discovery, ...]
    ribbon: Ribbon
    overruled: tuple[tuple[Code | LeaderCode | None, Code | LeaderCode | None], ...]
    matrix: Callable[[], Matrix | None] = field(compare=False, repr=False)
    ends: tuple[float | None, ...] = ()

    @cached_property
    def between(self) -> Betweens | None:
        """Between what bounds the shares lie; None without them, or if the coder's errors are not known."""
        matrix = self.matrix() if self.shares else None
        if matrix is None:
            return None
        heard: Counter[Code] = Counter()
        certain: Counter[Code] = Counter()
        for unit in self.units:
            if unit.coach and isinstance(unit.code, Code):
                # What the coach overruled has no probability: it is certain.
                (certain if unit.probability is None else heard)[unit.code] += 1
        return between.betweens(heard, certain, matrix)

    @property
    def others(self) -> tuple[str, ...]:
        """Who else was there, beside the two."""
        return tuple(name for name in self.speakers if name not in (self.coach, self.leader))

    @property
    def questions(self) -> int:
        """How many open and closed questions there were."""
        return self.counts[Code.OPEN_QUESTION] + self.counts[Code.CLOSED_QUESTION]

    @property
    def policies(self) -> int:
        """How often a standard was advocated."""
        return self.counts[Code.ADVOCATE_POLICY]


def report(
    coded: Coded,
    overruled: Mapping[int, Code | LeaderCode | None] | None = None,
    *,
    matrix: Callable[[], Matrix | None] = between.shipped,
) -> Report:
    """The report of a coded talk. `overruled` are codes that the coach gave, by the number of the unit.

    None in it says that it cannot be told. `matrix` gives how the coder errs, once it is asked for; whoever
    has a coder of their own gives its matrix, or `lambda: None`. Raises ValueError for a number that is no
    unit, for a code of the other side, and for what somebody says who is neither of the two.
    """
    changes = dict(overruled or {})
    if not set(changes) <= set(range(len(coded.units))):
        raise ValueError("only units of the talk can be overruled")
    for number, to in changes.items():
        if not fits(coded.units[number], to):
            raise ValueError("a unit gets a code of its own side")
    units = tuple(_settled(coded, changes))
    coach = [unit for unit in units if unit.coach]
    counts: Counts = Counter(unit.code for unit in coach)
    leader = Counter(unit.code for unit in units if not unit.coach)
    families = {family: sum(counts[code] for code in Code if code.family is family) for family in Family}
    counted = sum(families.values()) - families[Family.NEUTRAL]
    discoveries = tuple(_discoveries(units))
    places = tuple(_places(units))
    words, turns = _words(units)
    minutes = None if coded.seconds is None else round(coded.seconds / 60)
    return Report(
        coach=coded.coach,
        leader=coded.leader,
        speakers=coded.speakers,
        english=coded.english,
        memory=coded.memory,
        minutes=minutes,
        unnamed=coded.unnamed,
        units=units,
        counts={code: counts[code] for code in Code},
        families=families,
        leader_counts={code: leader[code] for code in LeaderCode},
        coach_units=len(coach),
        counted=counted,
        unsure=counts[None] if coded.english else 0,
        shares=_shares(counts, families, counted) if counted >= LEAST_UNITS else None,
        words=words,
        turns=turns,
        coach_word_share=_part(words.get(coded.coach, 0), sum(words.values())) if not coded.memory else None,
        longest_turn=_longest(coach),
        first_idea=None if coded.memory else _first(units, (*_IDEAS, LeaderCode.COMMITMENT)),
        gap_named_by=None if coded.memory else _first(units, (Code.CONFRONT, LeaderCode.DISCOVERY)),
        seconds=seconds(coded),
        ends_open=ends_open(coded),
        followed=followed(units) if coded.english and not coded.memory else {},
        silence=silence(coded, units) if coded.english else None,
        flags={flag: sum(flag in unit.flags for unit in coach) for flag in Flag},
        places=places,
        discoveries=discoveries,
        ribbon=parted(list(_items(units, places, discoveries)) if coded.english else [], minutes),
        overruled=tuple(
            (unit.code, changes[unit.number])
            for unit in coded.units
            if unit.number in changes and unit.code != changes[unit.number]
        ),
        matrix=matrix,
        ends=coded.ends,
    )


def fits(unit: Unit, to: Code | LeaderCode | None) -> bool:
    """Whether this unit can have this code: the coach's have one of twelve, the leader's one of four.

    What anybody else says has none.
    """
    return not unit.other and (to is None or isinstance(to, Code if unit.coach else LeaderCode))


def _settled(coded: Coded, changes: Mapping[int, Code | LeaderCode | None]) -> Sequence[Unit]:
    if not changes:
        return coded.units
    # The coach's word is certain: it has no probability.
    return flagged(
        [
            replace(unit, code=changes[unit.number], probability=None) if unit.number in changes else unit
            for unit in coded.units
        ]
    )


# ------------------------------------------------------------------------------------------------- counting
def _shares(counts: Counts, families: Mapping[Family, int], counted: int) -> Shares:
    calling = families[Family.ASK] + families[Family.RECEIVE] + families[Family.PARTNER]
    asked = families[Family.ASK]
    return Shares(
        families={family: n / counted for family, n in families.items() if family is not Family.NEUTRAL},
        ask_receive=calling / counted,
        tell=families[Family.TELL] / counted,
        open=_part(counts[Code.OPEN_QUESTION], asked + counts[Code.LEADING_QUESTION]),
        permission=_part(counts[Code.INFORM], counts[Code.INFORM] + counts[Code.ADVISE]),
        reflections_per_question=_part(counts[Code.REFLECTION], asked),
    )


def _part(some: int, whole: int) -> float | None:
    return some / whole if whole else None


def _words(units: Sequence[Unit]) -> tuple[dict[str, int], dict[str, int]]:
    words: Counter[str] = Counter()
    turns: Counter[str] = Counter()
    for _turn, group in _turns(units):
        turns[group[0].speaker] += 1
        words[group[0].speaker] += sum(unit.words for unit in group)
    return dict(words), dict(turns)


def _turns(units: Sequence[Unit]) -> Iterator[tuple[int, list[Unit]]]:
    for turn, group in groupby(units, key=lambda unit: unit.turn):
        yield turn, list(group)


def _longest(coach: Sequence[Unit]) -> LongestTurn | None:
    turns = [
        LongestTurn(sum(unit.words for unit in group), turn, group[0].minute) for turn, group in _turns(coach)
    ]
    return max(turns, key=lambda each: each.words, default=None)


def _first(units: Sequence[Unit], codes: Sequence[Code | LeaderCode]) -> Side | None:
    """Whose unit is the first with one of these codes."""
    for unit in units:
        if unit.code in codes:
            return Side.COACH if unit.coach else Side.LEADER
    return None


# ----------------------------------------------------------------------------------------- places of telling
def _places(units: Sequence[Unit]) -> Iterator[Place]:
    turns = dict(_turns(units))
    ideas = [unit.number for unit in units if unit.code is LeaderCode.COMMITMENT]
    first_idea = min(ideas, default=len(units))
    runs = groupby(units, key=lambda unit: (unit.turn, unit.family is Family.TELL))
    telling = [tuple(run) for (_turn, tells), run in runs if tells]
    for at, run in enumerate(telling):
        which = next(code for code in TELLING if any(unit.code is code for unit in run))
        first = run[0]
        holds = set()
        permitted = all(Flag.PERMITTED in unit.flags for unit in run)
        if permitted:
            holds.add(When.PERMITTED)
        if first.number < first_idea:
            holds.add(When.BEFORE_IDEA)
        if any(unit.number < first.number and unit.code in QUESTIONS for unit in turns[first.turn]):
            holds.add(When.AFTER_QUESTION)
        yield Place(
            letter=letter(at),
            code=which,
            units=run,
            lines=tuple(_lines(turns, run)),
            question=library.scheme().question(which, holds),
            minute=first.minute,
            permitted=permitted,
        )


def letter(at: int) -> str:
    """The name of a place by its order: a to z, then aa, ab and on."""
    name = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("a") + rest) + name
    return name


def _lines(turns: Mapping[int, list[Unit]], run: tuple[Unit, ...]) -> Iterator[Line]:
    """The end of the turn before, the turn itself around the telling, the beginning of the turn after."""
    first, last, turn = run[0].number, run[-1].number, run[0].turn
    for number in (turn - 1, turn, turn + 1):
        group = turns.get(number, [])
        if not group:
            continue
        if number < turn:
            shown = group[-_AROUND:]
        elif number > turn:
            shown = group[:_AROUND]
        else:
            shown = [unit for unit in group if first - _AROUND <= unit.number <= last + _AROUND]
        yield Line(
            speaker=group[0].speaker,
            coach=group[0].coach,
            said=tuple(Said(unit.text, first <= unit.number <= last, unit) for unit in shown),
            cut_before=shown[0] is not group[0],
            cut_after=shown[-1] is not group[-1],
        )


def _discoveries(units: Sequence[Unit]) -> Iterator[Discovery]:
    runs = groupby(units, key=lambda unit: (unit.turn, unit.code is LeaderCode.DISCOVERY))
    found = [tuple(run) for (_turn, discovers), run in runs if discovers]
    for number, run in enumerate(found, start=1):
        yield Discovery(number, run[0].speaker, " ".join(unit.text for unit in run), run, run[0].minute)


# ------------------------------------------------------------------------------------------------ the ribbon
def _items(
    units: Sequence[Unit], places: Sequence[Place], discoveries: Sequence[Discovery]
) -> Iterator[Item]:
    letters = {place.units[0].number: place.letter for place in places}
    for turn, group in _turns(units):
        if group[0].coach:
            for unit in group:
                kind = Kind(unit.family.value) if unit.family else Kind.UNSURE
                yield Stroke(kind, unit.minute, letters.get(unit.number, ""))
        else:
            found = tuple(each.number for each in discoveries if each.units[0].turn == turn)
            yield Gap(found, group[0].minute)
