"""Backup and restore: the main database and the key store, always apart.

A backup of the main database holds no key, nobody's sign-in, nothing of what was sent in an open round and
nothing of who sent it; a copy of the key store holds no key of an open round. So nobody can join a person
with an answer, however many backups they hold.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from hansei.cli import copies, start

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; it must not exist yet.")]


def backup(
    file: File,
    keys: Annotated[
        bool, typer.Option("--keys", help="The key store instead. Keep it apart, and for 30 days at most.")
    ] = False,
) -> None:
    """Copy the main database into FILE, or with --keys the key store. The server may go on meanwhile."""
    start.begin()
    start.apart()
    alias = "keys" if keys else "default"
    if start.pending(alias):
        raise start.Stop(f"The {start.NAMES[alias]} is not prepared for this version: hansei migrate")
    with _written(file) as part:
        if keys:
            copies.write_keys(part)
        else:
            copies.write_main(part)
    typer.echo(f"{file} holds the {start.NAMES[alias]}.")
    if keys:
        typer.echo("It opens with the master key alone: keep a copy of master.key at a third place.")


@contextmanager
def _written(file: Path) -> Iterator[Path]:
    """A file beside `file` to write to, readable by its owner alone; it takes its name when it is whole."""
    if file.exists():
        raise start.Stop(f"{file} exists already. Choose another name.")
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except OSError as error:
        raise start.Stop(f"{file} cannot be written: {error.strerror}.") from None
    try:
        yield part
        copies.to_disk(part)
        part.rename(file)
        copies.to_disk(file.parent)
    finally:
        part.unlink(missing_ok=True)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup of the main database.")],
    keys: Annotated[
        Path | None, typer.Option("--keys", metavar="FILE", help="A copy of the key store.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Yes, replace what is there.")] = False,
) -> None:
    """Put FILE in place of the main database, then carry out again every erasure since it was made.

    Keys of the copy are added to those that are here. The server must not run, and is not served before
    the erasures are carried out, however often this is interrupted.
    """
    start.begin()
    start.apart()
    if not yes:
        raise start.Stop("This replaces the main database with the backup. Add --yes to do it.")
    with start.hold(alone=True):
        copies.examine_main(file)
        copy = copies.read_keys(keys) if keys else copies.Keys([], [])
        if not keys and not start.has_rows("keys", "vault_datakey"):
            raise start.Stop(
                f"There is no key store here ({start.place('keys')}), and without it nothing sealed in the "
                "backup opens. Hand over the copy of it as well: hansei restore FILE --keys COPY --yes"
            )
        start.pending("keys")  # refuses a key store of a newer version before anything is changed
        with _marked():
            copies.replace_main(file)
        start.bring_up_to_date()
        erased, rows = _erase_again(copy)
        start.restoring().unlink()
    typer.echo(f"Restored. Erasures carried out again: {erased}; rows that went with them: {rows}.")


@contextmanager
def _marked() -> Iterator[None]:
    """Put up the mark that keeps this from being served. It stays, unless nothing was changed."""
    marker = start.restoring()
    there = marker.exists()
    marker.touch(mode=0o600)
    copies.to_disk(marker.parent)
    try:
        yield
    except start.Stop:
        if not there:
            marker.unlink()
        raise


def _erase_again(copy: copies.Keys) -> tuple[int, int]:
    from hansei.web.common.people import leaving
    from hansei.web.ground.audit import guards
    from hansei.web.ground.vault import services as vault

    start.set_clock()
    erased = vault.take_over(copy.keys, copy.erased)
    vault.plant_canary()
    rows = leaving.carry_out(sorted(erased))
    guards.require()
    return len(erased), rows
