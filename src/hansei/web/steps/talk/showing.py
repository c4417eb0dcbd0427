"""A report made ready for a page: picture, table, places, lines. Counts and questions, never a verdict."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.talk import (
    LEAST_TURNS,
    LEAST_UNITS,
    After,
    Code,
    Family,
    LeaderCode,
    Place,
    Report,
    Unit,
)
from hansei.web.ground.ui.shapes import Cell, Column
from hansei.web.steps.talk import counting
from hansei.web.steps.talk.forms import OverruleForm
from hansei.web.steps.talk.naming import code_keys, code_name, code_value, leader_keys
from hansei.web.steps.talk.selectors import Opened

FAMILIES = (Family.ASK, Family.RECEIVE, Family.PARTNER, Family.INFORM, Family.TELL)


# --------------------------------------------------------------------------------------------------- report
@dataclass(frozen=True)
class FamilyRow:
    """One line of the table that is the legend."""

    kind: str
    name: str
    note: str
    units: int
    share: str
    between: str


@dataclass(frozen=True)
class Part:
    """A piece of what somebody said; marked where it is the telling that a place is about."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Turn:
    """What one of the two said around a place."""

    who: str
    coach: bool
    parts: tuple[Part, ...]
    before: bool
    after: bool


@dataclass(frozen=True)
class Shown:
    """A place of telling in its context, with its question."""

    letter: str
    minute: int | None
    turns: tuple[Turn, ...]
    question: str
    permitted: bool
    lines: tuple["Line", ...]
    practise: str


@dataclass(frozen=True)
class Line:
    """One thing that was said, and how it counts. `kept`: other words of the coach's for it."""

    number: int
    who: str
    words: str
    code: str
    overruled: bool
    form: OverruleForm | None
    kept: str = ""


def shown(opened: Opened, *, own: bool, coach: str) -> dict[str, Any]:
    """Everything that the page of a report shows. `own`: the reader is the coach, who can overrule."""
    report = opened.report
    you = _("You") if own else coach
    return {
        "report": report,
        "english": report.english,
        "ribbon": report.ribbon if report.ribbon.parts else None,
        "note": ribbon_note(report),
        "families": families(report),
        "left_out": left_out(report),
        "shares": report.shares is not None,
        "between": counting.between_note() if report.between else "",
        "asked_for": asked_for(),
        "least": LEAST_UNITS,
        "facts": counting.facts(report),
        "followed": followed(report),
        "places": [_place(at, place, opened, you, own=own) for at, place in enumerate(report.places)],
        "found": [
            {
                "words": one.text,
                "minute": one.minute,
                "who": one.speaker,
                "lines": one.units if own and opened.overrules_all else (),
            }
            for one in report.discoveries
        ],
        "lines": [_line(unit, opened, own=own) for unit in report.units if unit.coach],
        # What the leader said, line by line, for the coach alone, where both said yes to its being overruled.
        "theirs": [_line(unit, opened, own=False) for unit in report.units if unit.leader]
        if own and opened.overrules_all
        else [],
        "you": you,
        "overruled": len(opened.own_overruled),
        "keys": code_keys() if own else [],
        "leader_keys": leader_keys() if own else [],
        "draft": library.scheme().draft_note.get(get_language()),
    }


@dataclass(frozen=True)
class Overruled:
    """A line that was overruled, for the page before it is taken out."""

    words: str
    was: str
    code: str


def overruled_lines(opened: Opened) -> list[Overruled]:
    """What would stand in the file of training data, in order."""
    units = opened.coded.units
    return [
        Overruled(units[number].text, code_name(units[number].code), code_name(code))
        for number, code in sorted(opened.own_overruled.items())
    ]


def ribbon_note(report: Report) -> str:
    """How to read the picture."""
    said = ngettext(
        "Each stroke is one thing the coach said, %(n)s in all.",
        "Each stroke is one thing the coach said, %(n)s in all.",
        report.coach_units,
    ) % {"n": report.coach_units}
    parts = [said, _("Above the line it calls on the leader; below it brings in something of the coach’s.")]
    if not report.memory:
        parts.append(
            _("A gap is a turn of the leader, or of somebody else.")
            if report.others
            else _("A gap is the leader’s turn.")
        )
    if report.discoveries:
        parts.append(_("A square marks something the leader found out."))
    parts.append(_("Short ticks on the line are neutral: greetings, time, what was agreed."))
    if report.unsure:
        parts.append(_("Small rings could not be coded."))
    return " ".join(parts)


def families(report: Report) -> list[FamilyRow]:
    """The table beside the picture; no shares under twenty units."""
    lang, scheme = get_language(), library.scheme()
    rows = []
    for family in FAMILIES:
        word = scheme.family(family.value)
        share = report.shares.families[family] if report.shares else None
        bounds = report.between.families[family] if report.between else None
        rows.append(
            FamilyRow(
                family.value,
                word.name.get(lang),
                word.note.get(lang),
                report.families[family],
                counting.percent(share) if share is not None else "",
                counting.between(bounds) if bounds is not None else "",
            )
        )
    return rows


def asked_for() -> str:
    """What is said of a place of telling for which there was leave."""
    return _("The leader had asked for it, or said yes to it.")


def left_out(report: Report) -> str:
    """What the table counts, and what not."""
    neutral = report.families[Family.NEUTRAL]
    return _("%(n)s of %(all)s units. Left out: neutral %(neutral)s, not to be coded %(unsure)s.") % {
        "n": report.counted,
        "all": report.coach_units,
        "neutral": neutral,
        "unsure": report.unsure,
    }


def followed(report: Report) -> dict[str, Any] | None:
    """What the leader did in the next turn: a table of counts, and a note."""
    if not report.followed:
        return None
    lang, scheme = get_language(), library.scheme()
    names = {
        After.OPEN_QUESTION: scheme.code(Code.OPEN_QUESTION.value).name.get(lang),
        After.REFLECTION: scheme.code(Code.REFLECTION.value).name.get(lang),
        After.ADVICE: _("advice, or a standard"),
    }
    did = (LeaderCode.DISCOVERY, LeaderCode.COMMITMENT, LeaderCode.CONCERN)
    head = [
        Column(_("The coach’s turn came to")),
        Column(_("Turns"), figures=True),
        Column(_("Found out"), figures=True),
        Column(_("Own step"), figures=True),
        Column(_("Doubt"), figures=True),
        Column(_("None"), figures=True),
        Column(_("Words"), figures=True),
    ]
    rows = []
    for after, one in report.followed.items():
        aside = "" if one.tells else _("too few to say")
        words = "–" if one.words is None else number_format(one.words, 0)
        numbers = [one.turns, *(one.did[code] for code in did), one.none]
        rows.append([Cell(names[after], aside), *[Cell(str(n)) for n in numbers], Cell(words)])
    note = _(
        "How many of the leader’s next turns held each: something found out, a next step of their own,"
        " a doubt, none of these. Words: in the middle one of these turns. Fewer than %(n)s turns are too few"
        " to say. That one came after the other does not say that it came of it."
    ) % {"n": LEAST_TURNS}
    return {"head": head, "rows": rows, "note": note}


def _place(at: int, place: Place, opened: Opened, you: str, *, own: bool) -> Shown:
    turns = tuple(
        Turn(
            you if line.coach else line.speaker,
            line.coach,
            tuple(Part(said.text, said.marked) for said in line.said),
            line.cut_before,
            line.cut_after,
        )
        for line in place.lines
    )
    return Shown(
        letter=place.letter,
        minute=place.minute,
        turns=turns,
        question=place.question.get(get_language()),
        permitted=place.permitted,
        lines=tuple(_line(unit, opened, own=own) for unit in place.units),
        # The practice room counts the same places from one on.
        practise=f"{reverse('dojo_own', args=[opened.row.pk])}?place={at + 1}",
    )


def _line(unit: Unit, opened: Opened, *, own: bool) -> Line:
    form = None
    if own:
        form = OverruleForm(
            initial={"code": code_value(unit.code)}, leader=False, auto_id=f"id_%s_{unit.number}"
        )
    return Line(
        unit.number,
        unit.speaker,
        unit.text,
        code_name(unit.code) if opened.coded.english else "",
        unit.number in opened.overruled,
        form,
        opened.wordings.get(unit.number, ""),
    )
