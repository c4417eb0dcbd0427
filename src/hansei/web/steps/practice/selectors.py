"""Reads of a leader's try-outs, always for that leader."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from hansei.core import clock
from hansei.core.practice import Count, Point
from hansei.web.common.people.models import Person
from hansei.web.ground.prepared import Prepared, PreparedExists
from hansei.web.ground.vault import services as vault
from hansei.web.steps.practice.models import Outcome, Trial


def at(model: str, pk: UUID) -> str:
    """Where a sealed value belongs: it opens nowhere else."""
    return f"practice.{model}.sealed:{pk}"


class Step(StrEnum):
    """How far a try-out is."""

    DRAFT = "draft"  # can still be changed
    WAITING = "waiting"  # locked; nothing is written yet of what happened
    DONE = "done"


@dataclass(frozen=True)
class Plan:
    """What is tried, on which occasion, what is expected to be seen, and how often of how many times."""

    what: str
    occasion: str
    expected: str
    count: Count | None = None


@dataclass(frozen=True)
class Said:
    """What happened, and what the leader takes from it. `came`: whether it came to it at all."""

    came: bool
    happened: str
    number: int | None
    learned: str
    version: int
    written_on: date


@dataclass(frozen=True)
class OpenTrial:
    """A try-out, opened for its leader."""

    row: Trial
    plan: Plan
    said: Said | None

    @property
    def step(self) -> Step:
        if self.row.locked_at is None:
            return Step.DRAFT
        return Step.WAITING if self.said is None else Step.DONE

    @property
    def is_due(self) -> bool:
        """Whether the day by which it was meant to happen has come."""
        return self.row.due <= clock.now().date()

    @property
    def happened(self) -> Count | None:
        """How often it happened, where that was counted."""
        if self.said is None or self.said.number is None or self.plan.count is None:
            return None
        return Count(self.said.number, self.plan.count.times)

    @property
    def point(self) -> Point | None:
        """Its place in a run; None where nothing is counted, or nothing is locked."""
        if self.plan.count is None or self.row.locked_at is None:
            return None
        return Point(self.row.due, self.plan.count, self.happened)


def trials(leader: Person) -> list[OpenTrial]:
    """A leader's try-outs, opened, newest first."""
    return _opened(leader, Trial.objects.filter(leader=leader))


def trials_about(leader: Person, kind: str, ref: UUID) -> list[OpenTrial]:
    """Those about one thing, newest first."""
    return _opened(leader, Trial.objects.filter(leader=leader, about_kind=kind, about=ref))


def open_trial(row: Trial) -> OpenTrial:
    """One try-out."""
    return _opened(row.leader, [row])[0]


def has_any(leader: Person) -> bool:
    """Whether this person ever wrote one that is still here."""
    return _ANY.ask(leader=leader.pk)


_ANY = PreparedExists(lambda leader: Trial.objects.filter(leader=leader), leader=Person._meta.get_field("id"))


def waiting(leader: Person) -> list[Trial]:
    """Those that are locked and of which nothing is written yet; nothing of them is opened."""
    return _WAITING.all(leader=leader.pk)


_WAITING = Prepared[Trial](
    lambda leader: Trial.objects.filter(
        leader=leader, locked_at__isnull=False, outcome__isnull=True
    ).order_by("due", "id"),
    leader=Person._meta.get_field("id"),
)


def drafts(leader: Person) -> list[Trial]:
    """Those that are not locked yet; nothing of them is opened."""
    return list(Trial.objects.filter(leader=leader, locked_at__isnull=True))


def worked_on(row: Trial) -> UUID:
    """What a try-out works on: what it is about, else itself."""
    return row.about or row.pk


def threads(found: Iterable[OpenTrial]) -> list[list[OpenTrial]]:
    """Try-outs about the same thing, or planned one from the other, together: each newest first."""
    here = list(found)
    first = {one.row.pk: one.row for one in here}

    def root(row: Trial) -> UUID:
        seen = {row.pk}
        while row.about is None and row.follows_id in first and row.follows_id not in seen:
            row = first[row.follows_id]
            seen.add(row.pk)
        return worked_on(row)

    grouped: dict[UUID, list[OpenTrial]] = {}
    for one in here:
        grouped.setdefault(root(one.row), []).append(one)
    return list(grouped.values())


# --------------------------------------------------------------------------------------------------- inside
def _opened(leader: Person, found: Iterable[Trial]) -> list[OpenTrial]:
    rows = list(found)
    outcomes = {one.trial_id: one for one in Outcome.objects.filter(trial__in=rows)}
    sealed = {at("Trial", row.pk): bytes(row.sealed) for row in rows}
    sealed |= {at("Outcome", pk): bytes(one.sealed) for pk, one in outcomes.items()}
    opened = vault.open_all(leader.private_scope, sealed) if sealed else {}
    return [
        OpenTrial(
            row,
            _plan(json.loads(opened[at("Trial", row.pk)])),
            _said(outcomes[row.pk], json.loads(opened[at("Outcome", row.pk)]))
            if row.pk in outcomes
            else None,
        )
        for row in rows
    ]


def _plan(data: dict[str, Any]) -> Plan:
    count = Count(data["number"], data["times"]) if data["times"] else None
    return Plan(data["what"], data["occasion"], data["expected"], count)


def _said(row: Outcome, data: dict[str, Any]) -> Said:
    return Said(data["came"], data["happened"], data["number"], data["learned"], row.version, row.written_on)
