"""Emptying a test database, whose guards refuse exactly that.

Django empties the databases with its flush command after each test that commits. `install()` wraps that one
command: the guards are off while it runs, and back before the next test.
"""

from __future__ import annotations

from typing import Any


def install() -> None:
    """Let Django's flush run with the guards taken off. Doing it twice does no harm."""
    from django.core.management.commands.flush import Command

    if getattr(Command, "guards_taken_off", False):
        return
    plain = Command.handle

    def handle(self: Command, **options: Any) -> Any:
        from hansei.web.ground.audit import guards

        with guards.taken_off(options["database"]):
            return plain(self, **options)

    Command.handle = handle  # type: ignore[method-assign]
    Command.guards_taken_off = True  # type: ignore[attr-defined]
