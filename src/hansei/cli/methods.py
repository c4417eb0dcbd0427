"""`hansei methods`: which there are, whether a file of one's own can be used, and what it will look like."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console, Group
from rich.padding import Padding
from rich.text import Text

from hansei.core import library
from hansei.core.library import Method, Remark

app = typer.Typer(help="Coaching methods: list them, check a file of your own.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def methods(context: typer.Context) -> None:
    """List the methods that conversations can follow: your own files, and those that come with Hansei."""
    if context.invoked_subcommand is not None:
        return
    from hansei.web.keyfiles import data_folder

    console = Console(highlight=False)
    folder = data_folder() / "methods"
    for file in library.own_files(folder, [each.id for each in library.coaching_methods()]):
        console.print(
            Text(f"{file.name}: {'can be chosen' if file.usable else 'cannot be used'}", style="bold")
        )
        for each in file.methods:
            console.print(_line(each))
        if not file.usable:
            console.print(Text(f"  See: hansei methods check {folder / file.name}"), soft_wrap=True)
    console.print(Text("With Hansei", style="bold"))
    for each in library.coaching_methods():
        console.print(_line(each))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A YAML file with methods of your own.")],
) -> None:
    """Say what is wrong with FILE, by line and field, and show how it will look. Exit code 1 on an error."""
    found, remarks = library.examine(file)
    console = Console(highlight=False)
    for remark in remarks:
        console.print(_said(file.name, remark), soft_wrap=True)
    if found is None:
        errors = [one for one in remarks if one.kind == "error"]
        console.print(Text(f"{len(errors)} to mend; the file cannot be used."))
        raise typer.Exit(1)
    taken = {each.id for each in library.coaching_methods()}
    twice = [each for each in found.methods if each.id in taken]
    for each in twice:
        console.print(
            Text(f"{file.name}: the id {each.id} comes with Hansei already. Give yours another."),
            soft_wrap=True,
        )
    if twice:
        raise typer.Exit(1)
    for method in found.methods:
        console.print(_preview(method))
    console.print(
        Text("The file can be used. Put it into the folder methods of the data folder."), soft_wrap=True
    )


def _said(name: str, remark: Remark) -> Text:
    text = Text(f"{name}, line {remark.line}, field {remark.field}: ")
    text.append(f"{remark.kind}: ", style="bold red" if remark.kind == "error" else "bold yellow")
    return text.append(remark.text)


def _line(method: Method) -> Text:
    first = " (suggested first)" if method.suggested_first else ""
    return Text(f"  {method.id}: {method.label.en}, {len(method.stages)} stages{first}")


def _preview(method: Method) -> Group:
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
