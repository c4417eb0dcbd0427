"""What only whoever runs the server may change in the directory."""

from typing import Annotated

import typer

from hansei.cli import start


def readdress(
    old: Annotated[str, typer.Argument(help="The mail address as it is.")],
    new: Annotated[str, typer.Argument(help="The mail address as it is to be.")],
) -> None:
    """Give somebody another mail address to sign in with. They see that under Who looked."""
    start.begin()
    start.prepare()
    from hansei.web.common.people import services
    from hansei.web.common.people.models import Person

    person = Person.objects.filter(email__iexact=old, left_on=None).first()
    if person is None:
        raise start.Stop("Nobody in the directory has the first of these addresses.")
    try:
        services.readdress(person, new)
    except services.NotPossible as error:
        raise start.Stop(str(error)) from None
    typer.echo("Changed. Sessions and the password ended; the next sign-in is by a code to the new address.")
