"""Coaching methods in a terminal."""

from rich.console import Group
from rich.padding import Padding
from rich.text import Text

from hansei.core.library import Method, Remark


def said(name: str, remark: Remark) -> Text:
    """One remark about a file, with its place."""
    text = Text(f"{name}, line {remark.line}, field {remark.field}: ")
    text.append(f"{remark.kind}: ", style="bold red" if remark.kind == "error" else "bold yellow")
    return text.append(remark.text)


def line(method: Method) -> Text:
    """A method in a list."""
    first = " (suggested first)" if method.suggested_first else ""
    return Text(f"  {method.id}: {method.label.en}, {len(method.stages)} stages{first}")


def preview(method: Method) -> Group:
    """A method as it will be seen, in both languages."""
    parts: list[Padding | Text] = [
        Text(f"{method.label.en} / {method.label.de}", style="bold"),
        Text(method.in_a_sentence.en),
        Text(method.in_a_sentence.de, style="dim"),
    ]
    for number, stage in enumerate(method.stages, 1):
        lines = [
            Text(f"{number}. {stage.name.en} / {stage.name.de}", style="bold"),
            Text(f"{stage.purpose.en} / {stage.purpose.de}"),
            *(Text(f"? {ask.en} / {ask.de}", style="italic") for ask in stage.ask),
            Text(f"○ {stage.worth_having.en} / {stage.worth_having.de}", style="dim"),
        ]
        parts.append(Padding(Group(*lines), (1, 0, 0, 2)))
    return Group(*parts, Text(""))
