"""One of each record behind an address, at each step it can be at, and what every seat is to it.

How somebody stands to a record is written here by hand and never asked of the code under test: these are the
promises, and the walk over every address compares what happens with them.
"""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from hansei.core import clock, library, roster
from hansei.core.anonymity import Source
from hansei.core.chain import Direction
from hansei.core.matching.eligibility import Hand
from hansei.core.policy import Relation
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.common.asking.tokens import secret_of
from hansei.web.common.bench import services as benches
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements import closing, protecting, rechecks, seconds, sponsor_page, wishes
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement, Protection
from hansei.web.common.people.models import FirstStewardLink, Person
from hansei.web.common.releases.models import PartRelease, SharedItem
from hansei.web.outward.demo.models import Seat, ShutDoor, Stop
from hansei.web.outward.stewardship import importing
from hansei.web.steps.chain import services as chains
from hansei.web.steps.chain.selectors import Supposed
from hansei.web.steps.choose import services as choosing
from hansei.web.steps.choose.meeting import Answer as MeetingAnswer
from hansei.web.steps.choose.models import Meeting
from hansei.web.steps.conversations import services as conversations
from hansei.web.steps.conversations import writing
from hansei.web.steps.conversations.models import Conversation
from hansei.web.steps.mirror import own, thanking
from hansei.web.steps.mirror import services as mirrors
from hansei.web.steps.mirror.models import Mirror, ThanksLink
from hansei.web.steps.practice import services as practice
from hansei.web.steps.practice.origins import open_origin
from hansei.web.steps.pulse import services as pulses
from hansei.web.steps.pulse.parts import Plan
from hansei.web.steps.pulse.settling import settle as settle_part
from hansei.web.steps.ready import services as ready
from hansei.web.steps.ready.look import Look, Rating
from tests.web.steps.mirror.mirrors import after_the_window, answered, expected, links, opened_all, row_of
from tests.web.steps.practice import tries
from tests.web.steps.talk import talks as talking
from tests.world import World, on_the_bench, say_yes_behind, sign_in

R = Relation
ALIASES = ("default", "keys")
WRITTEN_BY_A_COACH = "They ask the shift first."
SECRET_OF_FIRST_STEWARD = "the-one-time-link-of-this-test"

#: What each seat is to the house as a whole. Whoever reaches an address is also ANYONE.
HOUSE: dict[str, set[Relation]] = {
    "nobody": set(),
    "leader": {R.SIGNED_IN, R.LEADER_SELF},
    "boss": {R.SIGNED_IN, R.LEADER_SELF},
    "coach": {R.SIGNED_IN, R.BENCH},
    "other leader": {R.SIGNED_IN, R.LEADER_SELF},
    "steward": {R.SIGNED_IN, R.STEWARD},
    "operator": {R.SIGNED_IN, R.OPERATOR},
    "council": {R.SIGNED_IN, R.COUNCIL},
    "stranger": {R.SIGNED_IN, R.BENCH},  # was asked whether they want to coach, and said yes
    "peer": {R.SIGNED_IN},
    "report": {R.SIGNED_IN},
}


@dataclass(frozen=True)
class Record:
    """One record at one step: the arguments of its address, and what each seat is to it."""

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    relations: dict[str, set[Relation]] = field(default_factory=dict)


@dataclass
class Records:
    """All of them by kind, and requests that leave nothing behind."""

    world: World
    by_kind: dict[str | None, list[Record]]
    demo: bool = False
    sessions: dict[str, str] = field(default_factory=dict)
    browser: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def of(self, kind: str | None) -> list[Record]:
        """Every record of a kind. A kind that is new to the house has to be added here."""
        assert kind in self.by_kind, f"tests/web/records.py knows no record of the kind {kind}"
        return self.by_kind[kind]

    def relations(self, seat: str, record: Record) -> set[Relation]:
        """What a seat is to a record, and to the house."""
        visiting = {R.VISITOR} if self.demo else set()
        return {R.ANYONE} | HOUSE[seat] | visiting | record.relations.get(seat, set())

    @staticmethod
    def nowhere(record: Record) -> Record:
        """A record of the same shape that does not exist, and that nobody therefore is anything to."""
        return Record(f"no {record.name}", {n: _another(v) for n, v in record.arguments.items()})

    def ask(self, seat: str, method: str, url: str, /, **data: Any) -> Any:
        """One request in this seat's browser; whatever it did in either database is undone."""
        points = {alias: transaction.savepoint(using=alias) for alias in ALIASES}
        try:
            return getattr(self._sit(seat), method)(url, data)
        finally:
            for alias, point in points.items():
                transaction.savepoint_rollback(point, using=alias)
                # Rolled back to, a savepoint is still there: thousands of them, one in the other, each with
                # a lock of its own, are more than a PostgreSQL holds.
                transaction.savepoint_commit(point, using=alias)

    def send(self, seat: str, url: str, data: dict[str, Any]) -> Any:
        """One form sent by this seat; what it did stays."""
        return self._sit(seat).post(url, data)

    def _sit(self, seat: str) -> Client:
        # One browser in turn for everybody: making one loads all middleware afresh.
        person = self.world.seats[seat]
        if person is not None and seat not in self.sessions:
            self.sessions[seat] = sign_in(person).cookies["sessionid"].value
        kept = {"sessionid": self.sessions[seat]} if seat in self.sessions else {}
        self.browser.cookies = SimpleCookie(kept)
        return self.browser


def address(pattern: URLPattern, record: Record) -> str:
    """The address of a record."""
    names = pattern.pattern.converters
    missing = set(names) - set(record.arguments)
    assert not missing, f"{pattern.name} needs {sorted(missing)}, which tests/web/records.py does not give"
    return reverse(str(pattern.name), kwargs={name: record.arguments[name] for name in names})


def make_records(world: World, *, demo: bool = False) -> Records:
    """Everything at once, around the people of `world`, in which Marianne and Tomasz have agreed.

    `demo`: whether the database is a demo's; then everybody is a visitor who looks around in it.
    """
    Place.objects.filter(coach=world.coach).update(capacity=9)
    benches.ask(world.stranger, world.steward)
    benches.ask(world.coach, world.steward)
    benches.say_yes(world.stranger, 2)
    benches.refer(world.stranger, WRITTEN_BY_A_COACH, world.steward)
    records = Records(world, {None: [Record("the house")]}, demo=demo)
    _pulse(world, records.by_kind)
    _engagements(world, records.by_kind)
    _around(world, records.by_kind)
    _first_looks(world, records.by_kind)
    _mirrors(world, records.by_kind)
    _objectives(world, records.by_kind)
    _conversations(world, records.by_kind)
    _try_outs(world, records.by_kind)
    _chains(world, records.by_kind)
    _shared(world, records.by_kind)
    _sponsors(world, records.by_kind)
    _talks(world, records.by_kind)
    _choosing(world, records.by_kind)
    _doors_of_the_house(world, records.by_kind)
    for seat in world.seats:
        records._sit(seat)
    return records


# --------------------------------------------------------------------------------------------------- inside
def _another(value: Any) -> Any:
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    return 987_654_321 if isinstance(value, int) else f"no-{value}"[:43]


def _leads(world: World, name: str) -> Person:
    """One more leader, who sits in none of the seats."""
    email = f"{name.lower().replace(' ', '.')}@halden.example"
    return Person.objects.create_user(email, name=name, is_leader=True, unit=world.stranger.unit)


def _agree(leader: Person, coach: Person) -> Engagement:
    asked = engagements.name_coach(leader, coach)
    engagements.sign(asked, leader, read_at=asked.version)
    engagements.sign(asked, coach, read_at=asked.version)
    return Engagement.objects.select_related("leader", "coach").get(pk=asked.pk)


def _engagements(world: World, kinds: dict[str | None, list[Record]]) -> None:
    coach = world.coach
    assert world.engagement is not None
    # Marianne came under Otto after both were coached: nobody is offered who coaches one's boss or report.
    Person.objects.filter(pk=world.leader.pk).update(manager=None)
    ended = _agree(world.boss, coach)
    engagements.end(ended, coach)
    with_the_boss = _agree(world.boss, coach)
    Person.objects.filter(pk=world.leader.pk).update(manager=world.boss)
    asked = engagements.name_coach(world.other_leader, coach)
    paused = _agree(_leads(world, "Vera Sand"), coach)
    engagements.pause(paused, coach)
    declined = engagements.name_coach(_leads(world, "Ole Krag"), coach)
    engagements.decline(declined, coach)
    other_pair = _agree(_leads(world, "Asta Brun"), _other_coach(world))
    stands = [
        ("an agreement", world.engagement, {"leader": {R.LEADER}, "coach": {R.COACH}}),
        ("another agreement of the coach", with_the_boss, {"boss": {R.LEADER}, "coach": {R.COACH}}),
        ("a request", asked, {"other leader": {R.LEADER}, "coach": {R.ASKED_COACH}}),
        ("a paused agreement", paused, {"coach": {R.COACH}}),
        ("an ended agreement", ended, {"boss": {R.LEADER}}),
        ("a declined request", declined, {}),
        ("an agreement of two others", other_pair, {}),
    ]
    kinds["engagement"] = [Record(name, {"engagement_id": row.pk}, to) for name, row, to in stands]
    ended.refresh_from_db()
    closing.write(ended, world.boss, read_at=0, keep="That I ask first.", thanks="The night shift.")
    kinds["own_closings"] = [
        Record("what one kept", {}, {seat: {R.OWNER} for seat in ("leader", "boss", "other leader")})
    ]
    engagements.draft(
        with_the_boss,
        world.boss,
        read_at=with_the_boss.version,
        conversations=4,
        planned_end=with_the_boss.planned_end,
        hours=9,
    )
    Engagement.objects.filter(pk=with_the_boss.pk).update(suits_since=clock.now() - timedelta(days=100))
    assert rechecks.ask_all_due() == 1
    kinds["agreement_version"] = [
        Record(f"version {number} of {name}", {"engagement_id": row.pk, "number": number}, to)
        for number, (name, row, to) in ((1, stands[1]), (2, stands[1]), (1, stands[0]), (1, stands[2]))
    ]


def _around(world: World, kinds: dict[str | None, list[Record]]) -> None:
    """A coach from below their leader, with whoever protects them and stands behind them; and a wish."""
    leader = _leads(world, "Runa Holt")
    between, coach = (
        Person.objects.create_user(f"{name.lower()}@halden.example", name=f"{name} Moss", unit=leader.unit)
        for name in ("Ida", "Lars")
    )
    between.manager, coach.manager = leader, between
    between.save()
    coach.save()
    on_the_bench(coach)
    asked = engagements.name_coach(leader, coach)
    engagements.name_people(
        asked, leader, read_at=asked.version, second_coach=world.stranger, third_person=world.council
    )
    asked.refresh_from_db()
    for party in (leader, coach):
        engagements.sign(asked, party, read_at=asked.version)
    protection = Protection.objects.get(under=asked.pk)
    engagements.sign_protection(protection, world.council)
    say_yes_behind(world.stranger)
    asked.refresh_from_db()
    assert asked.state == "agreed"
    protecting.write_note(asked, coach, "I talk too much.")
    kinds["engagement"].append(
        Record("a protected agreement", {"engagement_id": asked.pk}, {"stranger": {R.SECOND_COACH}})
    )
    third = {"council": {R.THIRD_PERSON}}
    kinds["protection"] = [Record("a third person's clause", {"protection_id": protection.pk}, third)]
    asking = Engagement.objects.get(leader__name="Asta Brun")
    engagements.name_people(
        asking, asking.leader, read_at=asking.version, second_coach=world.stranger, third_person=None
    )
    (asked_second,) = seconds.asks(world.stranger)
    kinds["second_asked"] = [
        Record("whether to stand behind", {"asked_id": asked_second.pk}, {"stranger": {R.ASKED_SECOND}})
    ]
    assert world.engagement is not None
    wish = wishes.write(world.engagement, world.coach, "That the shift hears of it first.", wishes.COACH)
    kinds["wish"] = [Record("a wish", {"wish_id": wish.pk}, {"leader": {R.LEADER}})]


def _other_coach(world: World) -> Person:
    coach = Person.objects.create_user("rut.falk@halden.example", name="Rut Falk", unit=world.coach.unit)
    on_the_bench(coach)
    return coach


LOOK = Look(
    chosen=("LL-S8",),
    ratings={"LL-S8": Rating(own=4, expected=2, sure="sure")},
    why={"LL-S8": "I do not ask."},
)


def _first_looks(world: World, kinds: dict[str | None, list[Record]]) -> None:
    looks = [(seat, ready.keep(_seated(world, seat), LOOK)) for seat in ("leader", "other leader", "peer")]
    kinds["first_look"] = [
        Record(f"a first look of the {seat}", {"look_id": row.pk}, {seat: {R.OWNER}}) for seat, row in looks
    ]
    owners = ("leader", "boss", "other leader", "peer")
    kinds["own_first_looks"] = [Record("one's own first looks", {}, {seat: {R.OWNER} for seat in owners})]


def _seated(world: World, seat: str) -> Person:
    person = world.seats[seat]
    assert person is not None
    return person


def _mirrors(world: World, kinds: dict[str | None, list[Record]]) -> None:
    seen = _seen(world)
    more = _asked_more(world, seen)
    again = _seen_again(seen)
    asking = expected(_planned(world.leader))
    mirrors.lock(asking, read_at=asking.version, closes_at=mirrors.closing_time(world.leader, 14))
    planned = _planned(world.boss)
    by_seat = [
        ("leader", "that was seen", seen),
        ("leader", "that asked more people", more),
        ("leader", "that looked again", again),
        ("leader", "that is asked", asking),
        ("boss", "planned", planned),
    ]
    kinds["mirror"] = [
        Record(f"a mirror of the {seat} {step}", {"mirror_id": row.pk}, {seat: {R.OWNER}})
        for seat, step, row in by_seat
    ]
    kinds["mirror_behaviour"] = [
        Record(f"a behaviour in the mirror {step}", {"behaviour_id": row.pk}, {seat: {R.OWNER}})
        for seat, step, mirror in by_seat
        for row in mirror.behaviours.all()[:1]
    ]
    finding = mirrors.write_finding(row_of(seen, "LL-S8"), words="I ask for the number first.", choice="work")
    assert world.engagement is not None
    mirrors.open_finding_to_coach(finding, world.engagement)
    kinds["finding"] = [Record("a finding", {"finding_id": finding.pk}, {"leader": {R.OWNER}})]
    owners = {seat: {R.OWNER} for seat in ("leader", "boss", "other leader")}
    kinds["own_mirrors"] = [Record("one's own mirrors", {}, owners)]
    with_more = owners | {"peer": {R.OWNER}}
    kinds["own_objectives"] = [Record("one's own objectives", {}, with_more)]
    kinds["own_everything"] = [Record("all that is one's own", {}, with_more)]
    kinds["invitation_link"] = _links(world, seen, asking)
    kinds["thanks_link"] = [_note(world, seen)]


def _asked_more(world: World, first: Mirror) -> Mirror:
    """Beside the first, other people about one of its behaviours; what they said was opened."""
    with clock.frozen(clock.now() - timedelta(days=24)):
        mirror = mirrors.ask_more(row_of(first, "LL-S8"))
        for number in range(4):
            email = f"night{number}@halden.example"
            person = Person.objects.create_user(email, name=f"Night {number}", unit=world.stranger.unit)
            mirrors.ask_also(mirror, person, Source.FURTHER)
        mirror.refresh_from_db()
        expected(mirror)
        # Too soon for seven days: the next look begins before them.
        ends = clock.now() + timedelta(days=3)
        mirrors.lock(mirror, read_at=mirror.version, closes_at=ends)
        answered(mirror, dict.fromkeys(links(mirror), 2))
    with after_the_window(mirror):
        assert mirrors.settle(mirror)
        opened_all(mirror)
    return mirror


def _seen_again(first: Mirror) -> Mirror:
    with clock.frozen(clock.now() - timedelta(days=20)):
        mirror = expected(mirrors.look_again(first))
        mirrors.lock(mirror, read_at=mirror.version, closes_at=mirrors.closing_time(first.leader, 7))
        answered(mirror, dict.fromkeys(links(mirror), 4))
    with after_the_window(mirror):
        assert mirrors.settle(mirror)
        opened_all(mirror)
    return mirror


def _planned(leader: Person) -> Mirror:
    mirror = mirrors.start(leader)
    mirrors.choose(mirror, ["LL-S8", "LL-S4"])
    own.write(
        leader, text=f"Asks the early shift first, {len(own.all_of(leader))}",
        focus=library.Focus.LEADING_LEAN, direction=library.Direction.DOWN,
        sources=[Source.REPORTS], period=library.Period.EIGHT_WEEKS,
    )  # fmt: skip
    return mirror


def _seen(world: World) -> Mirror:
    with clock.frozen(clock.now() - timedelta(days=40)):
        mirror = expected(_planned(world.leader))
        mirrors.lock(mirror, read_at=mirror.version, closes_at=mirrors.closing_time(world.leader, 14))
        answered(mirror, dict.fromkeys([*world.peers, *world.reports], 3))
        for one in Invitation.objects.filter(round=mirror.round, source="reports").select_related("round"):
            asking.send(one, {}, {"LL-S8": "It was said before anybody had asked."})
    with after_the_window(mirror):
        assert mirrors.settle(mirror)
        opened_all(mirror)
    return mirror


def _links(world: World, closed: Mirror, asking: Mirror) -> list[Record]:
    """Whoever holds a link is its holder, signed in as anybody or as nobody."""
    everybody = {seat: {R.HOLDER} for seat in world.seats}
    open_one = Invitation.objects.select_related("round").get(round=asking.round, person=world.peers[0])
    closed_one = Invitation.objects.get(round=closed.round, person=world.peers[0])
    secret = "a-link-whose-key-is-gone-but-that-was-mailed"
    Invitation.objects.filter(pk=closed_one.pk).update(
        secret_hash=hashlib.sha256(secret.encode()).hexdigest()
    )
    return [
        Record("an open link", {"secret": secret_of(open_one.round, open_one)}, everybody),
        Record("a closed link", {"secret": secret}, everybody),
    ]


def _note(world: World, seen: Mirror) -> Record:
    """A note of thanks: whoever holds its link is its holder."""
    thanking.send(seen, "Thank you. I will ask before I say anything.")
    row = ThanksLink.objects.select_related("thanks").get(thanks__mirror=seen, person=world.peers[0])
    secret = thanking.link(row).rstrip("/").rsplit("/", 1)[-1]
    return Record("a note of thanks", {"secret": secret}, {seat: {R.HOLDER} for seat in world.seats})


def _objectives(world: World, kinds: dict[str | None, list[Record]]) -> None:
    assert world.engagement is not None
    kinds["objective"] = []
    # The peer led once, and is no leader any more; what they wrote then is still theirs.
    for seat in ("leader", "boss", "peer"):
        row = engagements.write_objective(
            _seated(world, seat),
            words="That I hear of it the same day",
            focus="leading_lean",
            direction="down",
        )
        kinds["objective"].append(
            Record(f"an objective of the {seat}", {"objective_id": row.pk}, {seat: {R.OWNER}})
        )
        if seat == "leader":
            payload = {"words": "That I hear of it", "focus": row.focus, "direction": row.direction}
            engagements.open_to_coach(world.engagement, kind="objective", ref=row.pk, payload=payload)


def _conversations(world: World, kinds: dict[str | None, list[Record]]) -> None:
    """One that was held, one that has begun, one planned without a method; and what was written down."""
    assert world.engagement is not None
    both = {"leader": {R.LEADER}, "coach": {R.COACH}}
    with_the_boss = {"boss": {R.LEADER}, "coach": {R.COACH}}
    held, begun = _talk(world.engagement, "grow"), _talk(world.engagement, "humble_inquiry", end=False)
    other = Engagement.objects.select_related("leader", "coach").get(leader=world.boss, state="agreed")
    planned = conversations.plan(other, world.boss, day=clock.now().date(), focus="leading_lean")
    shown = [
        ("that was held", held, both),
        ("that has begun", begun, both),
        ("planned", planned, with_the_boss),
    ]
    kinds["conversation"] = [
        Record(f"a conversation {step}", {"conversation_id": row.pk}, to) for step, row, to in shown
    ]
    kinds["conversation_stage"] = [
        Record(f"a stage of one {step}", {"conversation_id": row.pk, "number": 2}, to)
        for step, row, to in shown[:2]
    ]
    notes = [
        ("leader", writing.write(begun, world.leader, kind="leader", words="For me alone.", stage="pure")),
        ("coach", writing.write(begun, world.coach, kind="coach", words="I spoke too soon.", stage="pure")),
        ("coach", writing.write(held, world.coach, kind="shared", words="A word to both.")),
        ("leader", writing.write(held, world.leader, kind="shared", words="An answer to both.")),
    ]
    kinds["conversation_note"] = [
        Record(f"a note of the {seat}", {"note_id": row.pk}, {seat: {R.OWNER}}) for seat, row in notes
    ]
    writing.write_found_out(held, world.leader, words="I wait for the number.", read_at=0)
    writing.open_found_out(held)
    conversations.say_named_first(held, world.coach, "leader")
    kinds["own_coach_notes"] = [Record("a coach's own notes", {}, {"coach": {R.OWNER}})]
    kinds["conversations_of"] = [
        Record(f"the conversations of {one.name}", one.arguments, one.relations)
        for one in kinds["engagement"]
        if one.name not in {"a request", "a declined request", "an ended agreement"}
    ]
    # To a method or a page of craft nobody is anything; who may read them rests on the house.
    kinds["method"] = [Record("a method", {"method_id": "grow"})]
    kinds["craft_page"] = [Record("a page of craft", {"page_id": "harm"})]


def _talk(engagement: Engagement, method: str, *, end: bool = True) -> Conversation:
    row = conversations.plan(engagement, engagement.coach, method=method)
    conversations.begin(row, engagement.leader)
    if end:
        conversations.end(row, engagement.leader)
    return Conversation.objects.select_related("engagement__leader", "engagement__coach").get(pk=row.pk)


def _try_outs(world: World, kinds: dict[str | None, list[Record]]) -> None:
    assert world.engagement is not None
    leader = world.leader
    finding = open_origin(leader, "finding", kinds["finding"][0].arguments["finding_id"])
    done = tries.done(leader, "I ask before I answer.", about=finding)
    tries.done(leader, "I ask twice.", about=finding, days=9)
    practice.open_to_coach(done, world.engagement)
    rows = [
        ("leader", "that was looked back at", done),
        ("leader", "that waits", tries.locked(leader, "I go there first.")),
        ("leader", "that is not locked", tries.drafted(leader, "I say what I do not know.")),
        ("boss", "that waits", tries.locked(world.boss, "I come without slides.")),
        ("peer", "of somebody who led once", tries.locked(_seated(world, "peer"), "I thank first.")),
    ]
    kinds["trial"] = [
        Record(f"a try-out of the {seat} {step}", {"trial_id": row.pk}, {seat: {R.OWNER}})
        for seat, step, row in rows
    ]
    owners = ("leader", "boss", "other leader", "peer")
    kinds["own_trials"] = [Record("one's own try-outs", {}, {seat: {R.OWNER} for seat in owners})]


SUPPOSED = Supposed(
    "I ask before I say anything.",
    "They are asked first.",
    "It pays to speak up.",
    "LL-S8",
    "",
    Direction.MORE,
)


def _chains(world: World, kinds: dict[str | None, list[Record]]) -> None:
    """The leader's is written twice and opened; the peer led once, and what they supposed is still theirs."""
    assert world.engagement is not None
    for seat, before in (("leader", 0), ("leader", 1), ("boss", 0), ("peer", 0)):
        chains.write(_seated(world, seat), SUPPOSED, read_at=before)
    chains.open_to_coach(world.leader, world.engagement)
    owners = ("leader", "boss", "other leader", "peer")
    kinds["own_chain"] = [Record("one's own chain", {}, {seat: {R.OWNER} for seat in owners})]


def _shared(world: World, kinds: dict[str | None, list[Record]]) -> None:
    rows = SharedItem.objects.filter(owner=world.leader)
    kinds["shared"] = [
        Record(f"an opened {row.kind}", {"item_id": row.pk}, {"coach": {R.READER}}) for row in rows
    ]
    assert {row.kind for row in rows} == {"objective", "finding", "found_out", "trial", "hypothesis"}
    note = SharedItem.objects.get(kind="note")
    kinds["shared"].append(Record("a note", {"item_id": note.pk}, {"stranger": {R.READER}}))


def _sponsors(world: World, kinds: dict[str | None, list[Record]]) -> None:
    assert world.engagement is not None
    seat = sponsor_page.make_seat(world.engagement, world.leader, world.boss)
    said = sponsor_page.content(
        world.engagement, facts=["planned_end"], chosen=[], summary="That I hear of it the same day"
    )
    sponsor_page.sign_page(seat, read_at=seat.version, said=said, shown=sponsor_page.digest(said))
    kinds["sponsor_seat"] = [Record("a sponsor's seat", {"seat_id": seat.pk}, {"boss": {R.SPONSOR}})]


def _pulse(world: World, kinds: dict[str | None, list[Record]]) -> None:
    head = _seated(world, "leader")
    began = clock.now() - timedelta(days=60)
    with clock.frozen(began):
        wave = pulses.open_wave(_seated(world, "steward"), [Plan("Works", [head])], weeks=1)
    with clock.frozen(wave.closes_at + timedelta(hours=1)):
        for part in wave.parts.all():
            settle_part(part)
    kinds["own_beliefs"] = [
        Record("one's own part", {}, {seat: {R.OWNER} for seat in ("leader", "boss", "other leader")})
    ]
    kinds["part_release"] = [
        Record("what the leader's part believes", {"release_id": row.pk}, {"leader": {R.OWNER}})
        for row in PartRelease.objects.filter(head=head)
    ]


def _talks(world: World, kinds: dict[str | None, list[Record]]) -> None:
    both = {"leader": {R.LEADER}, "coach": {R.COACH}}
    with clock.frozen(clock.now() - timedelta(days=6)):
        opened = [talking.both_said_yes(world, days=-n) for n in range(3)]
    with clock.frozen(clock.now() - timedelta(days=2)):
        coded = talking.coded(world, opened[0])
        unasked = talking.taken_in(world, opened[1])
    waiting = talking.proposed(world, days=1)
    kinds["talk_proposal"] = [
        Record("a proposal that waits", {"proposal_id": waiting.pk}, both),
        Record("an open conversation", {"proposal_id": opened[2].pk}, both),
        Record("a conversation that was sent in", {"proposal_id": opened[0].pk}, both),
    ]
    kinds["talk"] = [
        Record("lines from memory", {"talk_id": talking.remembered(world).pk}, {"coach": {R.OWNER}}),
        Record("a report for both", {"talk_id": coded.pk}, {"leader": {R.LEADER}, "coach": {R.OWNER}}),
        Record("a file that was read", {"talk_id": unasked.pk}, {"coach": {R.OWNER}}),
    ]
    owners = {seat: {R.OWNER} for seat in ("leader", "boss", "other leader", "coach")}
    kinds["own_talk"] = [Record("one's own conversations", {}, owners)]
    _practice_room(kinds)


def _practice_room(kinds: dict[str | None, list[Record]]) -> None:
    """The coach coaches; the stranger stands behind one who does. One's own reports are one's own."""
    who = {"coach": {R.OWNER}, "stranger": {R.OWNER}}
    kinds["practice_room"] = [Record("the practice room", {}, who)]
    kinds["dojo_line"] = [Record("a leader's line", {"line_id": "just_tell_me"}, who)]
    kinds["dojo_leader"] = [Record("an invented leader", {"leader_id": "henrik"}, who)]
    memory, both, _unread = kinds["talk"]
    kinds["dojo_own"] = [
        Record(f"moments in {one.name}", one.arguments, {"coach": {R.OWNER}}) for one in (memory, both)
    ]


def _choosing(world: World, kinds: dict[str | None, list[Record]]) -> None:
    """A coach whom every leader sees, what the coach in the seat wrote, and first meetings asked for."""
    other = Person.objects.get(name="Rut Falk")
    benches.write_profile(other, {"coaching_skill": WRITTEN_BY_A_COACH, "tool_skill": WRITTEN_BY_A_COACH})
    benches.write_case(other, changed=WRITTEN_BY_A_COACH, seen_by=WRITTEN_BY_A_COACH, may_ask=True)
    kinds["candidate"] = [Record("a coach on the bench", {"coach_id": other.pk})]
    case = benches.write_case(world.coach, changed=WRITTEN_BY_A_COACH, seen_by="", may_ask=False)
    others = benches.write_case(other, changed=WRITTEN_BY_A_COACH, seen_by="", may_ask=False)
    kinds["case"] = [
        Record("a case of the coach", {"case_id": case.pk}, {"coach": {R.OWNER}}),
        Record("a case of another coach", {"case_id": others.pk}),
    ]
    declared = benches.declare(world.coach, Hand.UNSAID, about=world.council)
    kinds["declaration"] = [
        Record("what the coach declared", {"declaration_id": declared.pk}, {"coach": {R.OWNER}})
    ]
    soon = clock.now() + timedelta(days=5)
    asked = choosing.ask(_leads(world, "Kaja Moe"), world.coach, [soon])
    answered = choosing.ask(_leads(world, "Siri Lund"), world.coach, [soon])
    choosing.answer(answered, MeetingAnswer.NOT_NOW)
    lapsed = choosing.ask(_leads(world, "Nora Vik"), world.coach, [soon])
    Meeting.objects.filter(pk=lapsed.pk).update(lapses_at=clock.now())
    kinds["first_meeting"] = [
        Record("a first meeting", {"meeting_id": asked.pk}, {"coach": {R.ASKED_COACH}}),
        Record("one that was answered", {"meeting_id": answered.pk}, {"coach": {R.ASKED_COACH}}),
        Record("one that is over", {"meeting_id": lapsed.pk}),
    ]


def _doors_of_the_house(world: World, kinds: dict[str | None, list[Record]]) -> None:
    FirstStewardLink.objects.create(
        secret_hash=hashlib.sha256(SECRET_OF_FIRST_STEWARD.encode()).hexdigest(),
        valid_until=clock.now() + timedelta(minutes=30),
    )
    holders = {seat: {R.FIRST_STEWARD} for seat in world.seats}
    kinds["first_steward_link"] = [Record("the one-time link", {"secret": SECRET_OF_FIRST_STEWARD}, holders)]
    # The steward's pages show anybody by their entry; to the entry itself nobody is anything.
    kinds["person"] = [Record("an entry of the directory", {"person_id": world.peers[1].pk})]
    people = Person.objects.filter(pk=world.peers[1].pk).values_list("email", "name")
    file = "Email,Name\n" + "".join(f"{email},{name} K\n" for email, name in people)
    waiting = importing.put_away(world.steward, roster.table(roster.read(file.encode())))
    kinds["waiting_import"] = [
        Record("a file that waits", {"waiting_id": waiting.pk}, {"steward": {R.OWNER}})
    ]
    seat = Seat.objects.create(key="a-seat", rank=1, group="leaders", person=world.leader)
    door = ShutDoor.objects.create(rank=1, seat=seat, path="/")
    kinds["demo_seat"] = [Record("a seat", {"key": seat.key})]
    stop = Stop.objects.create(rank=1, seat=seat, path="/")
    kinds["demo_stop"] = [Record("a stop of the tour", {"rank": stop.rank})]
    kinds["demo_door"] = [Record("a shut door", {"door_id": door.pk})]
