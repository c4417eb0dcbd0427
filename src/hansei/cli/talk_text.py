"""A talk report in a terminal."""

from collections.abc import Iterator
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hansei.cli.talk_words import between, counted_notes, facts, followed, minute, percent, say
from hansei.core import library
from hansei.core.pictures.ribbon import Kind, Part, Stroke
from hansei.core.talk import Family, Report

# Rows from top to bottom; the axis is the fourth. Height and sign tell the families apart, colour only adds.
_STROKES = {
    Kind.ASK: ("┃┃┃─   ", "blue"),
    Kind.RECEIVE: (" ╎╎─   ", "green"),
    Kind.PARTNER: ("  ◦─   ", ""),
    Kind.INFORM: ("   ─┊  ", ""),
    Kind.TELL: ("   ─┃┃┃", "bold"),
    Kind.NEUTRAL: ("   ┼   ", "dim"),
    Kind.UNSURE: ("   ○   ", "dim"),
}
_GAP = "   ─   "


def show(report: Report, lang: str = "en", into: TextIO | None = None) -> None:
    """Print the report in English or German, `into` something else than standard output if there is one.

    In colours where a terminal has some.
    """
    console = Console(highlight=False, markup=False, emoji=False, file=into)
    if not report.english:
        console.print(say(lang, "not_english"))
    else:
        for part in report.ribbon.parts:
            for row in _rows(part, lang):
                console.print(row, no_wrap=True, overflow="crop")
            console.print()
        console.print(Text(_caption(report, lang), "italic"))
        console.print(_table(report, lang))
        for note in counted_notes(report, lang):
            console.print(note)
    for fact in facts(report, lang):
        console.print(fact)
    if report.followed:
        console.print(f"\n{say(lang, 'followed')}", style="bold")
        for sentence in followed(report, lang):
            console.print(sentence)
        console.print(say(lang, "after_note"))
    for each in report.discoveries:
        found = say(lang, "found_one", n=each.number) + minute(lang, each.minute)
        console.print(f"\n{found}, {each.speaker}:\n  {each.text}")
    for place in report.places:
        name = library.scheme().code(place.code).name.get(lang)
        where = say(lang, "place", letter=place.letter) + minute(lang, place.minute)
        asked = say(lang, "asked_for") if place.permitted else ""
        console.print(f"\n{where} ({name}{asked})", style="bold")
        for line in place.lines:
            said = Text(f"  {say(lang, 'you') if line.coach else line.speaker}: ")
            said.append("… " if line.cut_before else "")
            for at, each_said in enumerate(line.said):
                said.append(" " if at else "")
                said.append(each_said.text, "underline" if each_said.marked else "")
            said.append(" …" if line.cut_after else "")
            console.print(said)
        console.print(f"  → {place.question.get(lang)}", style="italic")
    if report.english:
        limits = f"{say(lang, 'limits')} {library.scheme().draft_note.get(lang)}"
        console.print(f"\n{limits}", style="dim")


def _rows(part: Part, lang: str) -> Iterator[Text]:
    """Found things, seven rows of strokes, letters of places."""
    rows = [Text() for _ in range(9)]
    if part.minutes is not None:
        yield Text(say(lang, "at_minute", n=part.minutes[0]), "dim")
    for item in part.items:
        if isinstance(item, Stroke):
            signs, style = _STROKES[item.kind]
            cells = [" ", *signs, item.letter[:1] or " "]
            for row, sign in zip(rows, cells, strict=True):
                row.append(sign, style if sign not in "─" else "dim")
            continue
        found = "".join(f"■{number}" for number in item.found) or " "
        rows[0].append(found, "red")
        for row, sign in zip(rows[1:8], _GAP, strict=True):
            row.append(sign * len(found), "dim")
        rows[8].append(" " * len(found))
    yield from rows


def _caption(report: Report, lang: str) -> str:
    """What the table counts. Before it, not its title: that breaks where the table ends."""
    return say(
        lang,
        "caption",
        counted=report.counted,
        all=report.coach_units,
        neutral=report.coach_units - report.counted - report.unsure,
        unsure=report.unsure,
    )


def _table(report: Report, lang: str) -> Table:
    table = Table(box=None)
    table.add_column(say(lang, "family"))
    table.add_column(say(lang, "units"), justify="right")
    if report.shares:
        table.add_column(say(lang, "share"), justify="right")
    for family in Family:
        if family is not Family.NEUTRAL:
            row = [library.scheme().family(family).name.get(lang), str(report.families[family])]
            if report.shares:
                row.append(percent(lang, report.shares.families[family]))
            if report.between:
                row.append(between(lang, report.between.families[family]))
            table.add_row(*row)
    return table
