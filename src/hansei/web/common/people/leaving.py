"""The way out, collected: every app says what it keeps of somebody, hands it over, and erases it.

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
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail

audit.register("everything.erased")

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


@dataclass(frozen=True)
class Own:
    """Something that a person has here: a line on their own page, with a link where it has a page."""

    title: str
    url: str = ""
    note: str = ""


_WAYS: dict[str, Way] = {}
_KEEPERS: list[Callable[[Person], Iterable[Own]]] = []
_FIRST: list[Eraser] = []
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


def keeps(keeper: Callable[[Person], Iterable[Own]]) -> Callable[[Person], Iterable[Own]]:
    """Register what an app has that a person wrote or agreed to under their name; nothing while it is empty.

    Whoever has something here may erase everything, also when they are no leader, or none any more.
    """
    _KEEPERS.append(keeper)
    return keeper


def own(person: Person) -> list[Own]:
    """What this person has here, in the order in which the apps stand."""
    return [one for keeper in _KEEPERS for one in keeper(person)]


def first(destroy: Eraser) -> Eraser:
    """Register what is done before all else when everything is erased: the person's own key is destroyed.

    From then on an erasure that was cut off can be found, and is finished.
    """
    _FIRST.append(destroy)
    return destroy


def erase(person: Person) -> None:
    """Erase all that is this person's own: keys first, rows after. May be run again after a failure.

    The directory entry stays, with a new private space; the audit's chain ends and leads nowhere.
    """
    for destroy in _FIRST:
        destroy(person)
    for way in ways():
        way.eraser(person)
    with transaction.atomic():
        mail.forget_person(person.pk)
        audit.record(person.chain, "everything.erased", actor=None)
        loosen(person)


def by_scope(erase_rows: Callable[[UUID], int]) -> Callable[[UUID], int]:
    """Register how rows sealed under one scope are deleted when its erasure is carried out again.

    Used after a restore: the key is gone, the person may have gone from the row. Returns rows deleted.
    """
    _BY_SCOPE.append(erase_rows)
    return erase_rows


def delete_under(scope: UUID) -> int:
    """Delete, in every app, the rows sealed under one scope whose key was destroyed. Returns rows deleted."""
    return sum(erase_rows(scope) for erase_rows in _BY_SCOPE)


def after_restore(tidy: Callable[[], None]) -> Callable[[], None]:
    """Register what must be made true before a restored database may be served."""
    _AFTER_RESTORE.append(tidy)
    return tidy


def carry_out(erased: Iterable[UUID]) -> int:
    """Carry out again, after a restore, every erasure the key store remembers. Returns rows deleted."""
    deleted = 0
    with transaction.atomic():
        for scope in erased:
            deleted += delete_under(scope)
            # Last, since the rows above are found by it. Whatever else was theirs goes as it did the first
            # time: mail to them, their place on the bench, that they were asked about others.
            for person in Person.objects.filter(private_scope=scope):
                erase(person)
    for tidy in _AFTER_RESTORE:
        tidy()
    return deleted
