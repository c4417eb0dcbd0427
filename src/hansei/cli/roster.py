"""People from a file, for whoever runs the server: the same plan and the same writes as on the pages."""

from pathlib import Path
from typing import Annotated

import typer

from hansei.cli import start
from hansei.core.roster import Leaders

people = typer.Typer(help="The directory of people.", no_args_is_help=True)


@people.callback()
def _group() -> None:
    """The directory of people."""


@people.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A list of people, as CSV or XLSX.", dir_okay=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen, and stop.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    leaders: Annotated[
        Leaders | None, typer.Option(help="Who becomes a leader; otherwise by the file, if it says so.")
    ] = None,
    mark_left: Annotated[
        bool, typer.Option("--mark-left", help="Mark as having left whom the file says has left.")
    ] = False,
) -> None:
    """Import people: show what is added and changed and what is wrong, ask, then write."""
    start.begin()
    start.prepare()
    from hansei.core import roster
    from hansei.web.common.people.services import NotPossible
    from hansei.web.ground.policy.errors import Stale
    from hansei.web.outward.stewardship import import_sentences as sentences
    from hansei.web.outward.stewardship import importing

    try:
        table = roster.table(roster.read(file.read_bytes()))
    except roster.Unreadable as error:
        raise start.Stop(sentences.unreadable(error)) from None
    how = leaders or importing.usual(table)
    plan = importing.planned(table, how)
    leave = {one.email for one in plan.leaving if one.row} if mark_left else set()
    for problem in plan.problems:
        where = f"Row {problem.row}" + (f", column {problem.column}" if problem.column else "")
        typer.echo(f"{where}: {sentences.problem(problem.code, problem.value)}")
    not_named = sum(not one.row for one in plan.leaving)
    typer.echo(
        f"{len(plan.added)} would be added, {len(plan.changed)} changed, {len(leave)} marked as having left. "
        f"{plan.unchanged} stay as they are; {not_named} in the directory are not in the file and stay."
    )
    if dry_run or not (plan.added or plan.changed or leave):
        return
    if not yes:
        typer.confirm("Write this?", abort=True)
    try:
        done = importing.write_now(table, how, leave, seen=plan.digest())
    except Stale:
        raise start.Stop("Meanwhile the directory changed. Nothing was written; begin again.") from None
    except NotPossible as error:
        raise start.Stop(str(error)) from None
    typer.echo(sentences.done(done))


@people.command("operator")
def operator(
    email: Annotated[str, typer.Argument(help="The mail address of whoever runs the server.")],
    off: Annotated[bool, typer.Option("--off", help="Take the seat away again.")] = False,
) -> None:
    """Give somebody the operator's seat: a page of commands, and nothing of anybody."""
    start.begin()
    start.prepare()
    from hansei.web.common.people import services
    from hansei.web.common.people.models import Person

    person = Person.objects.filter(email__iexact=email, left_on=None).first()
    if person is None:
        raise start.Stop("Nobody in the directory has this address.")
    try:
        services.set_operator(person, on=not off)
    except services.NotPossible as error:
        raise start.Stop(str(error)) from None
    typer.echo("Changed.")


@people.command("bring-back")
def bring_back(email: Annotated[str, typer.Argument(help="The mail address they left with.")]) -> None:
    """Somebody who left is here again. Make sure first that their mail box is theirs: codes go there."""
    start.begin()
    start.prepare()
    from hansei.web.common.people import services
    from hansei.web.common.people.models import Person

    person = Person.objects.filter(email__iexact=email).exclude(left_on=None).first()
    if person is None:
        raise start.Stop("Nobody who left has this address.")
    services.bring_back(person)
    typer.echo("Here again. The next sign-in is by a code to this address.")
