"""The commands of an installation. Each error is one sentence, and the exit code is then 1."""

import sys
from typing import Annotated

import typer

from hansei import __version__
from hansei.cli import checking, demo, directory, keeping, methods, mirror, roster, serve, start, talk, worker

app = typer.Typer(
    name="hansei",
    help="Hansei: coaching for leaders, by an organization's own people.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop.", is_eager=True)
    ] = False,
) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def policy() -> None:
    """Print who may do what: the one table that every address asks."""
    from hansei.core.policy import table

    typer.echo(table(), nl=False)


app.command("serve")(serve.serve)
app.command("demo")(demo.demo)
app.add_typer(roster.people, name="people")
app.command("readdress")(directory.readdress)
app.command("steward-link")(serve.steward_link)
app.command("worker")(worker.worker)
app.command("migrate")(start.migrate)
app.command("check")(checking.check)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
app.add_typer(talk.app, name="talk")
app.add_typer(methods.app, name="methods")
app.add_typer(mirror.app, name="mirror")


def main() -> None:
    """Run a command; what can go wrong on a machine becomes a sentence instead of a traceback."""
    try:
        app()
    except Exception as error:
        sentence = start.sentence(error)
        if sentence is None:
            raise
        typer.echo(sentence, err=True)
        sys.exit(1)
