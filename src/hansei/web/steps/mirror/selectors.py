"""Reads of a leader's mirrors, always for that leader. Observed values come out of `seen` alone."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from hansei.core import library
from hansei.core.anonymity import K_MIRROR, NotShown, Released, Shown, Source, restore
from hansei.core.mirror import Confidence, Outlook, differs, order, outlook, together
from hansei.web.common.people import selectors as people
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.releases.selectors import release_of
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror.models import Behaviour, Finding, Mirror, Prediction, Stage

SOURCES = (Source.BOSS, Source.PEERS, Source.REPORTS, Source.FURTHER)


def at(model: str, name: str, pk: UUID) -> str:
    """Where a sealed value belongs: it opens nowhere else."""
    return f"mirror.{model}.{name}:{pk}"


def mirrors(leader: Person) -> list[Mirror]:
    """A leader's mirrors, newest first."""
    return list(Mirror.objects.filter(leader=leader).select_related("round", "engagement"))


def switched_on() -> bool:
    """Whether the organization has switched the mirror on."""
    house = Organization.get()
    return house is not None and house.mirror_on


def minimum() -> int:
    """How many have to answer in each source here. An organization may raise it."""
    house = Organization.get()
    return max(K_MIRROR, house.k_mirror if house else K_MIRROR)


def offered(
    direction: str = "", focus: str = "", words: str = "", lang: str = "en"
) -> list[library.Behaviour]:
    """Behaviours a mirror can show: what one person alone could see comes without marks and is left out."""
    found = library.find(direction or None, focus or None, words, lang)
    return [behaviour for behaviour in found if not behaviour.single_witness]


def proposed(leader: Person) -> dict[Source, list[Person]]:
    """People around a leader, from the org chart."""
    boss = people.boss(leader)
    return {
        Source.BOSS: [boss] if boss else [],
        Source.PEERS: people.peers(leader),
        Source.REPORTS: people.reports(leader),
        Source.FURTHER: people.further_off(leader),
    }


def around(mirror: Mirror) -> dict[Source, list[Person]]:
    """Those the leader wants to ask, by source."""
    found: dict[Source, list[Person]] = {source: [] for source in SOURCES}
    for one in mirror.people.select_related("person").order_by("person__name"):
        found[Source(one.source)].append(one.person)
    return found


def asked_about(code: str, numbers: dict[Source, int]) -> list[Source]:
    """The sources that are placed to see a behaviour and in which somebody is asked, in fixed order."""
    placed = {Source(source.value) for source in library.behaviour(code).sources}
    return [source for source in SOURCES if source in placed and numbers.get(source)]


def outlooks(mirror: Mirror) -> list[tuple[Behaviour, list[Outlook]]]:
    """For each behaviour what can be said beforehand about each source placed to see it."""
    numbers = {source: len(found) for source, found in around(mirror).items()}
    k = minimum()
    said = []
    for behaviour in mirror.behaviours.all():
        placed = [Source(s.value) for s in library.behaviour(behaviour.code).sources]
        sources = [source for source in SOURCES if source in placed]
        found = [outlook(source, numbers[source], k) for source in sources]
        if Source.PEERS in sources and Source.REPORTS in sources:
            merged = together(numbers[Source.PEERS], numbers[Source.REPORTS], k)
            if merged is not None:
                found = [o for o in found if o.source not in (Source.PEERS, Source.REPORTS)]
                found.append(merged)
        said.append((behaviour, found))
    return said


@dataclass(frozen=True)
class Expected:
    """What the leader expects of one source, and how sure they are. 0 is no chance to see."""

    value: int
    confidence: Confidence


@dataclass(frozen=True)
class Said:
    """One behaviour as the leader rated and expected it. Nothing that anybody else answered is in it."""

    row: Behaviour
    self_rating: int | None
    expected: dict[Source, Expected] = field(default_factory=dict)
    known: str = ""

    @property
    def differing(self) -> list[Source]:
        """Sources from which the leader expects something else than their own rating."""
        if self.self_rating is None:
            return []
        return [s for s, e in self.expected.items() if differs(self.self_rating, e.value)]


def said(mirror: Mirror) -> list[Said]:
    """Everything the leader rated and expected in a mirror, in the order of its behaviours."""
    scope = mirror.leader.private_scope
    rows = list(mirror.behaviours.prefetch_related("predictions"))
    sealed: dict[str, bytes] = {}
    for row in rows:
        if row.sealed_self is not None:
            sealed[at("Behaviour", "self", row.pk)] = bytes(row.sealed_self)
        if row.sealed_known is not None:
            sealed[at("Behaviour", "known", row.pk)] = bytes(row.sealed_known)
        for prediction in row.predictions.all():
            sealed[at("Prediction", "sealed", prediction.pk)] = bytes(prediction.sealed)
    opened = vault.open_all(scope, sealed) if sealed else {}
    found = []
    for row in rows:
        expected: dict[Source, Expected] = {}
        for prediction in row.predictions.all():
            data = json.loads(opened[at("Prediction", "sealed", prediction.pk)])
            expected[Source(prediction.source)] = Expected(data["value"], Confidence(data["confidence"]))
        own = opened.get(at("Behaviour", "self", row.pk))
        found.append(
            Said(
                row,
                int(own) if own is not None else None,
                {source: expected[source] for source in SOURCES if source in expected},
                opened.get(at("Behaviour", "known", row.pk), ""),
            )
        )
    return found


def to_expect(mirror: Mirror) -> dict[UUID, list[Source]]:
    """For each behaviour the sources for which an expectation is asked."""
    numbers = {source: len(found) for source, found in around(mirror).items()}
    return {row.pk: asked_about(row.code, numbers) for row in mirror.behaviours.all()}


def complete(mirror: Mirror) -> bool:
    """Whether everything has been rated and expected, so that it can be locked."""
    wanted = to_expect(mirror)
    rows = said(mirror)
    return bool(rows) and all(
        one.self_rating is not None and wanted[one.row.pk] and set(wanted[one.row.pk]) <= set(one.expected)
        for one in rows
    )


def in_order(mirror: Mirror) -> list[Said]:
    """The behaviours in which to see them: those the leader was surest of first."""
    rows = said(mirror)
    by_pk = {one.row.pk: one for one in rows}
    sure = {one.row.pk: [e.confidence for e in one.expected.values()] for one in rows}
    return [by_pk[pk] for pk in order([one.row.pk for one in rows], sure)]


def revealed(row: Behaviour) -> bool:
    """Whether the leader has opened this behaviour: every one of its expectations is locked and revealed."""
    return row.pk in opened_rows(row.mirror)


def opened_rows(mirror: Mirror) -> frozenset[UUID]:
    """The behaviours of a mirror that the leader has opened."""
    found = (
        Prediction.objects.filter(behaviour__mirror=mirror)
        .order_by()
        .values("behaviour")
        .annotate(
            of=Count("pk"), opened=Count("reveal", filter=Q(locked_at__isnull=False, reveal__isnull=False))
        )
    )
    return frozenset(one["behaviour"] for one in found if one["of"] == one["opened"])


def next_to_open(mirror: Mirror) -> UUID | None:
    """The behaviour that comes next in the leader's order of confidence; None when all are open."""
    there = opened_rows(mirror)
    return next((one.row.pk for one in in_order(mirror) if one.row.pk not in there), None)


@dataclass(frozen=True)
class Seen:
    """One behaviour with what was experienced, for the leader, after the reveal."""

    said: Said
    cells: dict[Source, Shown | NotShown]
    released: Released

    def expected_of(self, source: Source) -> list[Expected]:
        """The expectation of a source; of two sources that were merged, both."""
        if source is Source.AROUND:
            return [self.said.expected[s] for s in (Source.PEERS, Source.REPORTS) if s in self.said.expected]
        found = self.said.expected.get(source)
        return [found] if found else []


class NotYet(Exception):
    """Nothing observed is given out: not locked, not closed, or not opened by the leader."""


def seen(one: Said) -> Seen:
    """What was experienced of one behaviour. Raises NotYet before it is locked, released and opened."""
    if not revealed(one.row):
        raise NotYet
    released = _released(one.row.mirror)
    wanted = {Source(s) for s in one.expected}
    if released.merged and wanted & {Source.PEERS, Source.REPORTS}:
        wanted = wanted - {Source.PEERS, Source.REPORTS} | {Source.AROUND}
    cells = {source: released.cell(one.row.code, source) for source in Source if source in wanted}
    return Seen(one, cells, released)


def _released(mirror: Mirror) -> Released:
    row = release_of(mirror.round_id) if mirror.round_id and mirror.stage == Stage.SEEING else None
    if row is None:
        raise NotYet
    text = vault.open_(row.scope, bytes(row.sealed), at=at("Release", "sealed", row.pk))
    return restore(text.encode(), vault.derive(row.scope, "release", row.round.bytes))


@dataclass(frozen=True)
class OpenFinding:
    """A finding, opened for its leader."""

    row: Finding
    words: str
    choice: str
    around: str = ""

    @property
    def code(self) -> str:
        return self.row.behaviour.code


def open_finding(row: Finding) -> OpenFinding:
    data: dict[str, Any] = json.loads(
        vault.open_(row.leader.private_scope, bytes(row.sealed), at=at("Finding", "sealed", row.pk))
    )
    return OpenFinding(row, data["words"], data["choice"], data.get("around", ""))


def findings(leader: Person) -> list[OpenFinding]:
    """A leader's findings, newest first."""
    rows = Finding.objects.filter(leader=leader).select_related("behaviour__mirror", "leader")
    return [open_finding(row) for row in rows]


def finding_of(row: Behaviour) -> OpenFinding | None:
    """The finding about one behaviour of one mirror, if it was written."""
    found = Finding.objects.filter(behaviour=row).select_related("behaviour__mirror", "leader").first()
    return open_finding(found) if found else None


def worked_on(leader: Person, *, but: Behaviour) -> int:
    """How many findings a leader is working on, without the one about `but`."""
    return sum(1 for f in findings(leader) if f.choice == "work" and f.row.behaviour_id != but.pk)


def by_choice(leader: Person) -> dict[str, list[OpenFinding]]:
    """Findings under what the leader wants to do about them."""
    grouped: dict[str, list[OpenFinding]] = defaultdict(list)
    for found in findings(leader):
        grouped[found.choice].append(found)
    return dict(grouped)
