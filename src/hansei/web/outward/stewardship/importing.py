"""A file of people: planned, kept for an hour, and written when its steward confirms what they saw."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import transaction

from hansei.core import clock, roster
from hansei.core.roster import Leaders, Plan, Table
from hansei.web.common.engagements.services import pause_for_leavers
from hansei.web.common.people import roster as directory
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.outward.stewardship.models import WAITS, Kind, Line, Waiting

audit.register("roster.imported")


@dataclass(frozen=True)
class Done:
    """What an import wrote."""

    added: int
    changed: int
    left: int


def usual(table: Table) -> Leaders:
    """Who becomes a leader unless something else is chosen: as the file says, if it says anything of it."""
    return Leaders.COLUMN if roster.Field.LEADER in table.places else Leaders.REPORTS


def planned(table: Table, leaders: Leaders) -> Plan:
    """What importing this would do now."""
    return roster.plan(table, directory.known(), directory.house(), leaders)


# -------------------------------------------------------------------------------------------------- waiting
def put_away(by: Person, table: Table) -> Waiting:
    """Keep a file for its steward until it is confirmed, in the place of an earlier one. Writes no person."""
    headings = {field.value: heading for field, heading in table.headings.items()}
    with transaction.atomic():
        Waiting.objects.filter(by=by).delete()
        waiting = Waiting(by=by, made_at=clock.now(), headings=headings, rows=table.raw())
        waiting.not_read = list(table.not_read)
        _plan_anew(waiting, usual(table), ticked=())
    return waiting


def choose_leaders(waiting: Waiting, leaders: Leaders) -> None:
    """Plan the file anew with another answer to who becomes a leader; ticks stay."""
    with transaction.atomic():
        held = _held(waiting)
        _plan_anew(held, leaders, _ticked(held))


def tick(waiting: Waiting, shown: Collection[int], left: Collection[int]) -> None:
    """Of the lines that were shown, these people have left and the others have not."""
    with transaction.atomic():
        lines = _held(waiting).lines.filter(kind=Kind.LEAVING, pk__in=shown)
        lines.update(left=False)
        lines.filter(pk__in=left).update(left=True)


def tick_all(waiting: Waiting, *, left: bool) -> None:
    """Everybody who could have left has, or nobody."""
    with transaction.atomic():
        _held(waiting).lines.filter(kind=Kind.LEAVING).update(left=left)


def drop(waiting: Waiting) -> None:
    """Forget the file."""
    waiting.delete()


def forget_old() -> int:
    """Forget every file that nobody confirmed within the hour. How many there were."""
    old = Waiting.objects.filter(made_at__lte=clock.now() - WAITS)
    count = old.count()
    old.delete()
    return count


# -------------------------------------------------------------------------------------------------- writing
def version(waiting: Waiting) -> str:
    """What is confirmed: the plan, and who was ticked as having left."""
    parts = [waiting.digest, *sorted(_ticked(waiting))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def confirm(waiting: Waiting, *, seen: str) -> Done:
    """Write what the steward saw, and forget the file. `seen`: the version on the page that was confirmed.

    Raises Stale, with the plan made anew, when the directory has changed so that something else would be
    done; NotPossible when the file is not there any more.
    """
    try:
        with transaction.atomic():
            directory.hold()
            held = _held(waiting)
            plan = planned(_table(held), Leaders(held.leaders))
            if seen != version(held) or plan.digest() != held.digest:
                raise Stale
            done = _write(held.by, plan, _ticked(held))
            held.delete()
            return done
    except Stale:
        with transaction.atomic():
            held = _held(waiting)
            _plan_anew(held, Leaders(held.leaders), _ticked(held))
        raise


def write_now(table: Table, leaders: Leaders, leave: Collection[str], *, seen: str) -> Done:
    """The same for whoever runs the server. Raises Stale when something else would be done than was shown."""
    with transaction.atomic():
        directory.hold()
        plan = planned(table, leaders)
        if plan.digest() != seen:
            raise Stale
        return _write(None, plan, leave)


def _write(by: Person | None, plan: Plan, leave: Collection[str]) -> Done:
    gone = directory.write(by, plan, leave)
    pause_for_leavers(gone)
    if by is not None:
        audit.record(by.chain, "roster.imported", actor=by.chain)
    return Done(len(plan.added), len(plan.changed), len(gone))


# --------------------------------------------------------------------------------------------------- inside
def _held(waiting: Waiting) -> Waiting:
    found = Waiting.objects.select_for_update(of=("self",)).select_related("by").filter(pk=waiting.pk).first()
    if found is None or found.made_at <= clock.now() - WAITS:
        raise NotPossible("This file is not here any more. Choose it again.")
    return found


def _table(waiting: Waiting) -> Table:
    return roster.restored(waiting.rows, waiting.headings)


def _ticked(waiting: Waiting) -> frozenset[str]:
    return frozenset(waiting.lines.filter(kind=Kind.LEAVING, left=True).values_list("email", flat=True))


def _plan_anew(waiting: Waiting, leaders: Leaders, ticked: Collection[str]) -> None:
    plan = planned(_table(waiting), leaders)
    waiting.leaders, waiting.digest, waiting.with_role = leaders, plan.digest(), list(plan.with_role)
    waiting.counts = {
        "added": len(plan.added),
        "changed": len(plan.changed),
        "leaving": len(plan.leaving),
        "problem": len(plan.problems),
        "left_out": len({one.row for one in plan.problems if one.left_out}),
        "unchanged": plan.unchanged,
    }
    waiting.save()
    waiting.lines.all().delete()
    Line.objects.bulk_create(_lines(waiting, plan, ticked), batch_size=1000)


def _lines(waiting: Waiting, plan: Plan, ticked: Collection[str]) -> Iterable[Line]:
    names = {entry.email: entry.name for entry in plan.added}
    for place, entry in enumerate(plan.added):
        facts = {fact: value for fact, value in entry.facts.items() if fact in ("title", "unit")}
        boss = str(entry.facts.get("manager", ""))
        said = {**facts, "manager": names.get(boss, boss), "leads": bool(entry.facts.get("is_leader"))}
        yield _line(waiting, Kind.ADDED, place, entry.row, entry.email, entry.name, said)
    for place, entry in enumerate(plan.changed):
        changes = [[change.fact, change.was, change.will] for change in entry.changes]
        yield _line(waiting, Kind.CHANGED, place, entry.row, entry.email, entry.name, changes)
    for place, one in enumerate(plan.leaving):
        line = _line(waiting, Kind.LEAVING, place, one.row, one.email, one.name, {})
        line.left = one.email in ticked
        yield line
    for place, problem in enumerate(plan.problems):
        said = {"column": problem.column, "code": problem.code, "left_out": problem.left_out}
        yield _line(waiting, Kind.PROBLEM, place, problem.row, "", problem.value, said)


def _line(waiting: Waiting, kind: Kind, place: int, row: int, email: str, name: str, said: object) -> Line:
    return Line(waiting=waiting, kind=kind, place=place, row=row, email=email, name=name[:120], said=said)
