"""The way out, collected: every app says how it hands over and how it erases what is somebody's.

`outward.leave` walks this registry, so it needs to know no step. A test finds every model with a path to
a person that nobody covers.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import models, transaction

from hansei.web.common.people.models import Person
from hansei.web.common.people.services import loosen

#: Plain data of one app about its owner: strings, numbers, lists and mappings, ready for JSON.
Exporter = Callable[[Person], dict[str, Any]]
Eraser = Callable[[Person], None]


@dataclass(frozen=True)
class Way:
    """What an app registered. `covers` are its models that lead to a person."""

    app: str
    exporter: Exporter
    eraser: Eraser
    covers: tuple[type[models.Model], ...]


_WAYS: dict[str, Way] = {}
_AFTER_RESTORE: list[Callable[[], None]] = []
_BY_SCOPE: list[Callable[[UUID], int]] = []


def register(app: str, *, exporter: Exporter, eraser: Eraser, covers: Iterable[type[models.Model]]) -> None:
    """Called once by each app at start. The eraser destroys keys before rows and may be run again."""
    _WAYS[app] = Way(app, exporter, eraser, tuple(covers))


def ways() -> list[Way]:
    """All registered ways, sorted by app, so that exports are always in the same order."""
    return [_WAYS[app] for app in sorted(_WAYS)]


def take_out(person: Person) -> dict[str, dict[str, Any]]:
    """Everything that is this person's, by app; apps that hold nothing are left out."""
    found = {way.app: way.exporter(person) for way in ways()}
    return {app: data for app, data in found.items() if data}


def by_scope(erase: Callable[[UUID], int]) -> Callable[[UUID], int]:
    """Register how rows sealed under one scope are deleted when its erasure is carried out again.

    Used after a restore: the key is gone, the person may have gone from the row. Returns rows deleted.
    """
    _BY_SCOPE.append(erase)
    return erase


def after_restore(tidy: Callable[[], None]) -> Callable[[], None]:
    """Register what must be made true before a restored database may be served."""
    _AFTER_RESTORE.append(tidy)
    return tidy


def carry_out(erased: Iterable[UUID]) -> int:
    """Carry out again, after a restore, every erasure the key store remembers. Returns rows deleted."""
    deleted = 0
    with transaction.atomic():
        for scope in erased:
            for erase in _BY_SCOPE:
                deleted += erase(scope)
            # Last, since the rows above are found by it: the directory entry stays, and leads nowhere.
            for person in Person.objects.filter(private_scope=scope):
                loosen(person)
    for tidy in _AFTER_RESTORE:
        tidy()
    return deleted
