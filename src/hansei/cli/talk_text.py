"""A talk report in a terminal."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table
from rich.text import Text

from hansei.cli.talk_page import LIMITS, NO_NORM, NOT_ENGLISH, facts
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


def show(report: Report) -> None:
    """Print the report to standard output, in colours where the terminal has some."""
    console = Console(highlight=False, markup=False, emoji=False)
    if not report.english:
        console.print(NOT_ENGLISH)
    else:
        for part in report.ribbon.parts:
            for row in _rows(part):
                console.print(row, no_wrap=True, overflow="crop")
            console.print()
        console.print(_table(report))
        console.print(NO_NORM)
    for fact in facts(report):
        console.print(fact)
    for each in report.discoveries:
        console.print(f"\nFound out {each.number}{_minute(each.minute)}, {each.speaker}:\n  {each.text}")
    for place in report.places:
        name = library.scheme().code(place.code).name.get("en")
        console.print(f"\nPlace {place.letter}{_minute(place.minute)} ({name})", style="bold")
        for line in place.lines:
            said = Text(f"  {'You' if line.coach else line.speaker}: ")
            said.append("… " if line.cut_before else "")
            for at, each_said in enumerate(line.said):
                said.append(" " if at else "")
                said.append(each_said.text, "underline" if each_said.marked else "")
            said.append(" …" if line.cut_after else "")
            console.print(said)
        console.print(f"  → {place.question.get('en')}", style="italic")
    if report.english:
        console.print(f"\n{LIMITS} {library.scheme().draft_note.get('en')}", style="dim")


def _rows(part: Part) -> Iterator[Text]:
    """Found things, seven rows of strokes, letters of places."""
    rows = [Text() for _ in range(9)]
    if part.minutes is not None:
        yield Text(f"minute {part.minutes[0]}", "dim")
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


def _table(report: Report) -> Table:
    left = report.coach_units - report.counted - report.unsure
    table = Table(
        title=f"{report.counted} of {report.coach_units} units; {left} neutral, {report.unsure} not coded",
        title_justify="left",
        box=None,
    )
    table.add_column("Family")
    table.add_column("Units", justify="right")
    table.add_column("Share", justify="right")
    for family in Family:
        if family is not Family.NEUTRAL:
            share = "" if report.shares is None else f"{report.shares.families[family]:.0%}"
            name = library.scheme().family(family).name.get("en")
            table.add_row(name, str(report.families[family]), share)
    return table


def _minute(minute: int | None) -> str:
    return "" if minute is None else f", minute {minute}"
