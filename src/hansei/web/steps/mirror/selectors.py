"""Reads of a leader's mirrors, always for that leader. Observed values come out of `seen` alone."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hansei.core import library
from hansei.core.anonymity import (
    K_MIRROR,
    NotShown,
    Released,
    Shown,
    Source,
    restore,
    restore_occasions,
)
from hansei.core.mirror import Confidence, Outlook, held_back, order, outlook, together
from hansei.web.common.asking.selectors import not_askable, partition, replies_in_words
from hansei.web.common.engagements.selectors import current
from hansei.web.common.people import selectors as people
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.releases.models import FrozenRelease
from hansei.web.common.releases.selectors import release_of
from hansei.web.ground.once import asked_once
from hansei.web.ground.prepared import Prepared, PreparedExists
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror.models import Behaviour, Finding, Mirror, Prediction, Stage
from hansei.web.steps.mirror.own import known

#: Of each source, how many are proposed and how many are listed; others are found by their names.
MOST_PROPOSED = 12
MOST_LISTED = 50

_MERGED = {Source.PEERS, Source.REPORTS}
SOURCES = (Source.BOSS, Source.PEERS, Source.REPORTS, Source.FURTHER)


def at(model: str, name: str, pk: UUID) -> str:
    """Where a sealed value belongs: it opens nowhere else."""
    return f"mirror.{model}.{name}:{pk}"


def mirrors(leader: Person) -> list[Mirror]:
    """A leader's mirrors, newest first."""
    return _MIRRORS.all(leader=leader.pk)


_MIRRORS = Prepared[Mirror](
    lambda leader: Mirror.objects.filter(leader=leader).select_related("round", "engagement"),
    leader=Person._meta.get_field("id"),
)


def has_any(leader: Person) -> bool:
    """Whether there is any mirror of this person."""
    return Mirror.objects.filter(leader=leader).exists()


def under_way(leader: Person) -> Mirror | None:
    """The mirror that is planned or asked now; there is one at most."""
    found = Mirror.objects.filter(leader=leader, stage__in=[Stage.PLANNING, Stage.ASKING])
    return found.select_related("round", "leader", "engagement").first()


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
    """Behaviours a mirror can show. What the boss alone could see comes as a reply in words: see in_words."""
    return list(library.find(direction or None, focus or None, words, lang))


def in_words(row: Behaviour) -> bool:
    """Whether the boss alone could see it: then there are no marks, but a reply in words under their name."""
    try:
        return known(row).in_words
    except library.UnknownEntry:
        return False


def chart(leader: Person) -> dict[Source, list[Person]]:
    """People around a leader, from the org chart; at most MOST_LISTED of each source."""
    boss = people.boss(leader)
    found = {
        Source.BOSS: [boss] if boss else [],
        Source.PEERS: people.peers(leader),
        Source.REPORTS: people.reports(leader),
        Source.FURTHER: people.further_off(leader),
    }
    return {source: some(persons, MOST_LISTED) for source, persons in found.items()}


def proposed(leader: Person) -> dict[Source, list[Person]]:
    """Those of the org chart who are proposed: everybody near, at most MOST_PROPOSED of each source."""
    return {source: some(persons, MOST_PROPOSED) for source, persons in chart(leader).items()}


def some(persons: list[Person], most: int) -> list[Person]:
    """At most so many, evenly from the whole list, so that it is not always those whose names come first."""
    if len(persons) <= most:
        return persons
    return [persons[place * len(persons) // most] for place in range(most)]


def candidates(
    mirror: Mirror,
    without: frozenset[UUID] = frozenset(),
    beside: dict[Source, list[Person]] | None = None,
) -> list["Candidate"]:
    """Whom the leader may tick: those on the list and those `beside` it, by source and name.

    Beside it are those of the org chart, unless others are given. Nobody of `without` is offered.
    """
    listed = around(mirror)
    there = {person.pk for persons in listed.values() for person in persons} | without
    offered_too = {
        source: [person for person in persons if person.pk not in there]
        for source, persons in (chart(mirror.leader) if beside is None else beside).items()
    }
    everybody = [person for persons in (*listed.values(), *offered_too.values()) for person in persons]
    refused = cannot_be_asked(mirror.leader, everybody)
    found = []
    for source in SOURCES:
        here = [Candidate(one, source, True, one.pk not in refused) for one in listed[source]]
        here += [Candidate(one, source, False, one.pk not in refused) for one in offered_too.get(source, [])]
        found += sorted(here, key=lambda each: (each.person.name, str(each.person.pk)))
    return found


def cannot_be_asked(leader: Person, persons: Iterable[Person]) -> frozenset[UUID]:
    """The ids of those who cannot be asked about this leader now; why is not said.

    The coach never is: whoever answers and is shown figures later can take their own answer out of them. To
    somebody who was asked first and coaches now no figures are opened: see seeing.open_finding_to_coach.
    """
    here = list(persons)
    with_coach = current(leader)
    coach = {one.pk for one in here if with_coach is not None and one.pk == with_coach.coach_id}
    return not_askable(here, leader) | coach


@dataclass(frozen=True)
class Candidate:
    """Somebody who may be asked: as what, whether on the list, and whether that is possible at present."""

    person: Person
    source: Source
    listed: bool
    askable: bool


def around(mirror: Mirror) -> dict[Source, list[Person]]:
    """Those the leader wants to ask, by source."""
    found: dict[Source, list[Person]] = {source: [] for source in SOURCES}
    for one in mirror.people.select_related("person").order_by("person__name"):
        found[Source(one.source)].append(one.person)
    return found


def asked_in(mirror: Mirror) -> dict[Source, int]:
    """How many people were asked in each source, as declared when asking began."""
    return dict(partition(mirror.round).asked) if mirror.round is not None else {}


def asked_about(row: Behaviour, numbers: dict[Source, int]) -> list[Source]:
    """The sources that are placed to see a behaviour and in which somebody is asked, in fixed order."""
    placed = known(row).sources
    return [source for source in SOURCES if source in placed and numbers.get(source)]


def outlooks(mirror: Mirror, merged: bool | None = None) -> list[tuple[Behaviour, list[Outlook]]]:
    """For each behaviour what can be said beforehand about each source placed to see it.

    `merged`: whether peers and reports will stand together, where an earlier round has settled it.
    """
    numbers = {source: len(found) for source, found in around(mirror).items()}
    k = minimum()
    said = []
    for behaviour in rows_of(mirror):
        placed = known(behaviour).sources
        sources = [source for source in SOURCES if source in placed]
        found = [outlook(source, numbers[source], k) for source in sources]
        if Source.PEERS in sources and Source.REPORTS in sources:
            both = together(numbers[Source.PEERS], numbers[Source.REPORTS], k, settled=merged)
            if both is not None:
                found = [o for o in found if o.source not in (Source.PEERS, Source.REPORTS)]
                found.append(both)
        elif merged:
            found = [held_back(o) if o.source in _MERGED and o.placed else o for o in found]
        said.append((behaviour, found))
    return said


def only_looks_down(mirror: Mirror) -> bool:
    """Whether everything that was chosen points at the people below (product: five directions)."""
    rows = rows_of(mirror)
    return bool(rows) and all(known(row).direction is library.Direction.DOWN for row in rows)


def focus_of(mirror: Mirror) -> library.Focus | None:
    """Which of the two this mirror is about; None while nothing is chosen."""
    return next((known(row).focus for row in rows_of(mirror)), None)


def rows_of(mirror: Mirror) -> list[Behaviour]:
    """The behaviours of a mirror, in order, with what is known of the leader's own."""
    return list(mirror.behaviours.select_related("own__leader"))


@dataclass(frozen=True)
class Expected:
    """What the leader expects of one source, and how sure they are. 0 is no chance to see.

    `words`: what they expect the boss to reply, where the reply is in words; the value is then 0.
    """

    value: int
    confidence: Confidence
    words: str = ""


@dataclass(frozen=True)
class Said:
    """One behaviour as the leader rated and expected it. Nothing that anybody else answered is in it."""

    row: Behaviour
    self_rating: int | None
    expected: dict[Source, Expected] = field(default_factory=dict)
    known: str = ""


@asked_once
def said(mirror: Mirror) -> list[Said]:
    """Everything the leader rated and expected in a mirror, in the order of its behaviours."""
    scope = mirror.leader.private_scope
    rows = _ROWS.all(mirror=mirror.pk)
    predictions: dict[UUID, list[Prediction]] = defaultdict(list)
    for prediction in _predictions(mirror):
        predictions[prediction.behaviour_id].append(prediction)
    sealed: dict[str, bytes] = {}
    for row in rows:
        row.mirror = mirror
        if row.sealed_self is not None:
            sealed[at("Behaviour", "self", row.pk)] = bytes(row.sealed_self)
        if row.sealed_known is not None:
            sealed[at("Behaviour", "known", row.pk)] = bytes(row.sealed_known)
        for prediction in predictions[row.pk]:
            sealed[at("Prediction", "sealed", prediction.pk)] = bytes(prediction.sealed)
    opened = vault.open_all(scope, sealed) if sealed else {}
    found = []
    for row in rows:
        expected: dict[Source, Expected] = {}
        for prediction in predictions[row.pk]:
            data = json.loads(opened[at("Prediction", "sealed", prediction.pk)])
            expected[Source(prediction.source)] = Expected(
                data["value"], Confidence(data["confidence"]), data.get("words", "")
            )
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


_ROWS = Prepared[Behaviour](
    lambda mirror: Behaviour.objects.filter(mirror=mirror).select_related("own__leader"),
    mirror=Mirror._meta.get_field("id"),
)


@asked_once
def _predictions(mirror: Mirror) -> list[Prediction]:
    return _PREDICTIONS.all(mirror=mirror.pk)


_PREDICTIONS = Prepared[Prediction](
    lambda mirror: Prediction.objects.filter(behaviour__mirror=mirror).select_related("reveal"),
    mirror=Mirror._meta.get_field("id"),
)


def to_expect(mirror: Mirror) -> dict[UUID, list[Source]]:
    """For each behaviour the sources for which an expectation is asked."""
    numbers = {source: len(found) for source, found in around(mirror).items()}
    return {row.pk: asked_about(row, numbers) for row in rows_of(mirror)}


def still_open(mirror: Mirror) -> list[Behaviour]:
    """The behaviours of which something has still to be rated or expected, or that nobody asked can see."""
    wanted = to_expect(mirror)
    return [
        one.row
        for one in said(mirror)
        if one.self_rating is None
        or not wanted[one.row.pk]
        or not set(wanted[one.row.pk]) <= set(one.expected)
    ]


def complete(mirror: Mirror) -> bool:
    """Whether everything has been rated and expected, so that it can be locked."""
    return mirror.behaviours.exists() and not still_open(mirror)


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
    return _opened(_predictions(mirror))


def all_opened(found: Iterable[Mirror]) -> dict[UUID, tuple[int, int]]:
    """By mirror, how many of its behaviours the leader has opened, and how many there are."""
    asked = list(found)
    if not asked:
        return {}
    there = Prediction.objects.filter(behaviour__mirror__in=asked).select_related("reveal").order_by()
    opened = _opened(there)
    rows = dict(Behaviour.objects.filter(mirror__in=asked).order_by().values_list("pk", "mirror"))
    of, seen_of = Counter(rows.values()), Counter(rows[pk] for pk in opened)
    return {mirror: (seen_of[mirror], number) for mirror, number in of.items()}


def _opened(predictions: Iterable[Prediction]) -> frozenset[UUID]:
    """The behaviours of which every expectation is locked and revealed."""
    opened: dict[UUID, bool] = {}
    for one in predictions:
        is_open = one.locked_at is not None and hasattr(one, "reveal")
        opened[one.behaviour_id] = is_open and opened.get(one.behaviour_id, True)
    return frozenset(pk for pk, is_open in opened.items() if is_open)


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
            return [self.said.expected[s] for s in (Source.PEERS, Source.REPORTS)]
        found = self.said.expected.get(source)
        return [found] if found else []


@dataclass(frozen=True)
class Occasion:
    """One occasion that somebody around remembers, in their words; of which source, and nothing else."""

    source: Source
    words: str


class NotYet(Exception):
    """Nothing observed is given out: not locked, not closed, or not opened by the leader."""


def seen(one: Said) -> Seen:
    """What was experienced of one behaviour. Raises NotYet before it is locked, released and opened."""
    if not revealed(one.row):
        raise NotYet
    released = _released(one.row.mirror)
    wanted = {Source(s) for s in one.expected}
    # Where only one of the two was asked about this, it stays under its own name, and is not shown.
    if released.merged and wanted >= _MERGED:
        wanted = wanted - _MERGED | {Source.AROUND}
    cells = {source: released.cell(one.row.code, source) for source in Source if source in wanted}
    return Seen(one, cells, released)


def occasions(one: Said) -> list[Occasion]:
    """What people around remember of one behaviour, past the gate. Raises NotYet as `seen` does."""
    if not revealed(one.row):
        raise NotYet
    row = _release_of(one.row.mirror)
    if row.occasions is None:
        return []
    text = vault.open_(row.scope, bytes(row.occasions), at=at("Release", "occasions", row.pk))
    told = restore_occasions(text.encode(), vault.derive(row.scope, "release", row.round.bytes))
    return [Occasion(source, words) for source in Source for words in told.of(one.row.code, source)]


def reply(one: Said) -> str:
    """What the boss wrote of a behaviour that they alone could see; empty when they did not. NotYet."""
    if not revealed(one.row) or one.row.mirror.round is None:
        raise NotYet
    return replies_in_words(one.row.mirror.round).get(one.row.code, "")


def _release_of(mirror: Mirror) -> FrozenRelease:
    row = release_of(mirror.round_id) if mirror.round_id else None
    if row is None:
        raise NotYet
    return row


def _released(mirror: Mirror) -> Released:
    row = _release_of(mirror)
    text = vault.open_(row.scope, bytes(row.sealed), at=at("Release", "sealed", row.pk))
    return restore(text.encode(), vault.derive(row.scope, "release", row.round.bytes))


@dataclass(frozen=True)
class OpenFinding:
    """A finding, opened for its leader. Its choice is empty until they have made one."""

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


def has_findings(leader: Person) -> bool:
    """Whether there is any finding."""
    return _FINDINGS.ask(leader=leader.pk)


_FINDINGS = PreparedExists(
    lambda leader: Finding.objects.filter(leader=leader), leader=Person._meta.get_field("id")
)


def count_findings(leader: Person) -> int:
    """How many findings there are."""
    return Finding.objects.filter(leader=leader).count()


def findings(leader: Person) -> list[OpenFinding]:
    """A leader's findings, the newest day first; of one day as their behaviours stand in the mirror."""
    rows = Finding.objects.filter(leader=leader).select_related(
        "behaviour__mirror", "behaviour__own__leader", "leader"
    )
    rows = rows.order_by("-written_on", "-behaviour__mirror__started_on", "behaviour__position", "id")
    return [open_finding(row) for row in rows]


def findings_in(mirror: Mirror) -> dict[UUID, OpenFinding]:
    """The findings of one mirror, by behaviour."""
    rows = Finding.objects.filter(behaviour__mirror=mirror).select_related(
        "behaviour__mirror", "behaviour__own__leader", "leader"
    )
    return {row.behaviour_id: open_finding(row) for row in rows}


def feeling(mirror: Mirror) -> str:
    """How the leader said this mirror leaves them; empty when they did not."""
    if mirror.feeling is None:
        return ""
    place = at("Mirror", "feeling", mirror.pk)
    # Sealed at one length for all answers; see `leaving_you`.
    return vault.open_(mirror.leader.private_scope, bytes(mirror.feeling), at=place).rstrip()


def finding_of(row: Behaviour) -> OpenFinding | None:
    """The finding about one behaviour of one mirror, if it was written."""
    found = _FINDING.first(behaviour=row.pk)
    return open_finding(found) if found else None


_FINDING = Prepared[Finding](
    lambda behaviour: Finding.objects.filter(behaviour=behaviour).select_related(
        "behaviour__mirror", "behaviour__own__leader", "leader"
    ),
    behaviour=Behaviour._meta.get_field("id"),
)


def worked_on(leader: Person) -> set[str]:
    """The behaviours that a leader is working on; looked at twice, one is still one."""
    return {found.code for found in findings(leader) if found.choice == "work"}


def by_choice(leader: Person) -> dict[str, list[OpenFinding]]:
    """Findings under what the leader wants to do about them."""
    grouped: dict[str, list[OpenFinding]] = defaultdict(list)
    for found in findings(leader):
        grouped[found.choice].append(found)
    return dict(grouped)
