"""`hansei methods`: which there are, whether a file of one's own can be used, and what it will look like."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Coaching methods: list them, check a file of your own.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def methods(context: typer.Context) -> None:
    """List the methods that conversations can follow: your own files, and those that come with Hansei."""
    if context.invoked_subcommand is not None:
        return
    from rich.console import Console
    from rich.text import Text

    from hansei.cli.methods_text import line
    from hansei.core import library
    from hansei.web.keyfiles import data_folder

    console = Console(highlight=False)
    folder = data_folder() / "methods"
    for file in library.own_files(folder, [each.id for each in library.coaching_methods()]):
        console.print(
            Text(f"{file.name}: {'can be chosen' if file.usable else 'cannot be used'}", style="bold")
        )
        for each in file.methods:
            console.print(line(each))
        if not file.usable:
            console.print(Text(f"  See: hansei methods check {folder / file.name}"), soft_wrap=True)
    console.print(Text("With Hansei", style="bold"))
    for each in library.coaching_methods():
        console.print(line(each))


@app.command()
def check(
    file: Annotated[Path, typer.Argument(help="A YAML file with methods of your own.")],
) -> None:
    """Say what is wrong with FILE, by line and field, and show how it will look. Exit code 1 on an error."""
    from rich.console import Console
    from rich.text import Text

    from hansei.cli.methods_text import preview, said
    from hansei.core import library

    found, remarks = library.examine(file)
    console = Console(highlight=False)
    for remark in remarks:
        console.print(said(file.name, remark), soft_wrap=True)
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
        console.print(preview(method))
    console.print(
        Text("The file can be used. Put it into the folder methods of the data folder."), soft_wrap=True
    )
