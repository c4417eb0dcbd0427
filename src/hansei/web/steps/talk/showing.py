"""A report made ready for a page: picture, table, places, lines. Counts and questions, never a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.talk import LEAST_UNITS, Code, Family, Flag, Place, Report, Unit
from hansei.web.ground.ui.shapes import Cell, Column
from hansei.web.steps.talk.forms import UNSAID, OverruleForm
from hansei.web.steps.talk.selectors import Counts, Opened

_FAMILIES = (Family.ASK, Family.RECEIVE, Family.PARTNER, Family.INFORM, Family.TELL)


# ---------------------------------------------------------------------------------------------------- names
def code_name(code: Any) -> str:
    """A code of the coach, with its family: Tells: advises."""
    if not isinstance(code, Code):
        return _("It cannot be said")
    lang, scheme = get_language(), library.scheme()
    named = scheme.code(code.value)
    return f"{scheme.family(named.family).name.get(lang)}: {named.name.get(lang)}"


def code_rule(code: Any) -> str:
    """When a sentence is heard as this code."""
    return library.scheme().code(code.value).rule.get(get_language()) if isinstance(code, Code) else ""


def code_value(code: Any) -> str:
    """A code as a form has it."""
    return code.value if isinstance(code, Code) else UNSAID


@dataclass(frozen=True)
class Heard:
    """How one sentence is heard."""

    words: str
    code: str
    rule: str


def heard(units: Sequence[Unit]) -> list[Heard]:
    """How other words would be heard, sentence by sentence."""
    return [Heard(unit.text, code_name(unit.code), code_rule(unit.code)) for unit in units]


# --------------------------------------------------------------------------------------------------- report
@dataclass(frozen=True)
class FamilyRow:
    """One line of the table that is the legend."""

    kind: str
    name: str
    note: str
    units: int
    share: str


@dataclass(frozen=True)
class Part:
    """A piece of what somebody said; marked where it is the telling that a place is about."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Turn:
    """What one of the two said around a place."""

    who: str
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


@dataclass(frozen=True)
class Line:
    """One thing that the coach said, and how it counts."""

    number: int
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
        "least": LEAST_UNITS,
        "facts": facts(report),
        "places": [_place(place, opened, you, own=own) for place in report.places],
        "found": [
            {"words": one.text, "minute": one.minute, "who": one.speaker} for one in report.discoveries
        ],
        "lines": [_line(unit, opened, own=own) for unit in report.units if unit.coach],
        "you": you,
        "draft": library.scheme().draft_note.get(get_language()),
    }


def ribbon_note(report: Report) -> str:
    """How to read the picture."""
    said = ngettext(
        "Each stroke is one thing the coach said, %(n)s in all.",
        "Each stroke is one thing the coach said, %(n)s in all.",
        report.coach_units,
    ) % {"n": report.coach_units}
    parts = [said, _("Above the line it calls on the leader; below it brings in something of the coach’s.")]
    if not report.memory:
        parts.append(_("A gap is the leader’s turn."))
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
    for family in _FAMILIES:
        word = scheme.family(family.value)
        share = report.shares.families[family] if report.shares else None
        rows.append(
            FamilyRow(
                family.value,
                word.name.get(lang),
                word.note.get(lang),
                report.families[family],
                _("%(n)s %%") % {"n": round(share * 100)} if share is not None else "",
            )
        )
    return rows


def left_out(report: Report) -> str:
    """What the table counts, and what not."""
    neutral = report.families[Family.NEUTRAL]
    return _("%(n)s of %(all)s units. Left out: neutral %(neutral)s, not to be coded %(unsure)s.") % {
        "n": report.counted,
        "all": report.coach_units,
        "neutral": neutral,
        "unsure": report.unsure,
    }


def facts(report: Report) -> list[tuple[str, str]]:
    """A few plain counts; a ratio only beside the number of questions, and only from twenty units."""
    said: list[tuple[str, str]] = []
    if report.english:
        said.append((_("Questions"), str(report.questions)))
        per = report.shares.reflections_per_question if report.shares else None
        if per is not None:
            said.append((_("Given back, for each question"), number_format(per, 1)))
        said.append((_("Questions right on one another"), str(report.flags[Flag.STACKED])))
        said.append((_("A standard was the reason"), str(report.policies)))
    if report.longest_turn is not None and not report.memory:
        said.append(
            (
                _("Longest turn of the coach"),
                ngettext("%(n)s word", "%(n)s words", report.longest_turn.words)
                % {"n": report.longest_turn.words},
            )
        )
    if not report.memory:
        said += [(_("Words of %(name)s") % {"name": name}, str(n)) for name, n in report.words.items()]
    return said


def _place(place: Place, opened: Opened, you: str, *, own: bool) -> Shown:
    turns = tuple(
        Turn(
            you if line.coach else line.speaker,
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
    )


def _line(unit: Unit, opened: Opened, *, own: bool) -> Line:
    form = None
    if own:
        form = OverruleForm(initial={"code": code_value(unit.code)}, auto_id=f"id_%s_{unit.number}")
    return Line(
        unit.number,
        unit.text,
        code_name(unit.code) if opened.coded.english else "",
        unit.number in opened.overruled,
        form,
        opened.wordings.get(unit.number, ""),
    )


# --------------------------------------------------------------------------------------------------- counts
def counts_row(one: Counts) -> dict[str, Any]:
    """The counts of one conversation, to take along."""
    lang, scheme = get_language(), library.scheme()
    families = {
        scheme.family(family.value).name.get(lang): one.data["families"][family.value] for family in _FAMILIES
    }
    units, overruled = one.data["coach_units"], len(one.data["overruled"])
    return {"month": one.month, "units": units, **families, "overruled": overruled}


def counts_table(found: Sequence[Counts]) -> dict[str, Any] | None:
    """One's own conversations beside each other: plain counts, month by month."""
    if not found:
        return None
    lang, scheme = get_language(), library.scheme()
    head = [
        Column(_("Month")),
        Column(_("Units"), figures=True),
        *[Column(scheme.family(family.value).name.get(lang), figures=True) for family in _FAMILIES],
        Column(_("Overruled"), figures=True),
    ]
    rows = []
    for one in found:
        data = one.data
        numbers = [data["coach_units"], *[data["families"][family.value] for family in _FAMILIES]]
        numbers.append(len(data["overruled"]))
        aside = _("from memory") if one.memory else ""
        month = date_format(date.fromisoformat(f"{one.month}-01"), "YEAR_MONTH_FORMAT")
        rows.append([Cell(month, aside), *[Cell(str(n)) for n in numbers]])
    return {"head": head, "rows": rows}
