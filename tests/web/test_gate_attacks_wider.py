"""The attacks of test_gate_attacks over the other figures: the pulse, the chain, totals of closes, jobs.

Each time two sets of answers that the gate makes alike are put behind the same questions, and whatever shows
or stores anything afterwards is compared byte by byte. A third set, which the gate does not make alike, says
that there was something to see. What is drawn anew each time (ids, sealed bytes of one length) is left out.
"""

from __future__ import annotations

import io
import json
import logging
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connections, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from hansei.core import clock
from hansei.core.anonymity import beliefs_to_json
from hansei.web.common.asking import beliefs
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Answer, Invitation
from hansei.web.common.asking.tokens import place_of
from hansei.web.common.engagements import closing
from hansei.web.common.engagements.models import CloseTotal, InTheBox, Slip
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import PartRelease
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.policy.logs import JsonLines
from hansei.web.ground.vault import services as vault
from hansei.web.steps.chain import services as chains
from hansei.web.steps.mirror.models import Mirror
from hansei.web.steps.mirror.settling import settle_due as settle_mirrors
from hansei.web.steps.pulse import services as pulses
from hansei.web.steps.pulse.models import Wave
from hansei.web.steps.pulse.parts import Plan
from hansei.web.steps.pulse.settling import settle_due as settle_parts
from tests.web.records import SUPPOSED
from tests.web.steps.mirror.mirrors import after_the_window, answered, locked
from tests.web.test_gate_attacks import _steady, different
from tests.world import World, agree, make, sign_in

Given = Mapping[str, list[int]]

#: Of one part seven answered, of another nine, of a small one four: nothing is shown of those.
ONE: Given = {"Works": [2] * 7, "Three": [3] * 9, "Small": [1] * 4}
#: Nobody alike any more, other spreads, other hidden people: all of it comes out the same.
OTHER: Given = {"Works": [1, 1, 1, 1, 3, 3, 4], "Three": [1, 1, 3, 3, 3, 3, 3, 5, 5], "Small": [5, 4, 2, 1]}
#: This does not come out the same, but for the part of which nothing is shown.
SEEN: Given = {"Works": [5] * 7, "Three": [5] * 9, "Small": [5] * 4}

_ID = re.compile(rb"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")
_SHOWING = ("/pulse", "/chain", "/mirror", "/yours", "/opened", "/coaching", "/people", "/steward")


@pytest.fixture
def world(db: None) -> World:
    found = make()
    agree(found)
    return found


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is undone in both databases."""
    points = {alias: transaction.savepoint(using=alias) for alias in ("default", "keys")}
    try:
        yield
    finally:
        for alias, point in points.items():
            transaction.savepoint_rollback(point, using=alias)


def pages_of(person: Person) -> dict[str, bytes]:
    """Every page that links lead to from the first one, without what is drawn anew for each request."""
    browser, waiting = sign_in(person), ["/", reverse("pulse")]
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    while waiting:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = browser.get(address)
        found[_plain(address.encode()).decode()] = _plain(_steady(answer.content))
        links = re.findall(r'href="(/[^"#?]*)', answer.content.decode(errors="replace"))
        waiting += [link for link in links if link.startswith(_SHOWING)]
    return found


def _plain(content: bytes) -> bytes:
    return _ID.sub(b"-", content)


def taken_out(person: Person) -> dict[str, bytes]:
    """Everything that somebody takes out: what each app hands over, and the file with its size."""
    found = {
        f"taken out of {way.app}": _plain(
            json.dumps(way.exporter(person), sort_keys=True, default=str).encode()
        )
        for way in leaving.ways()
    }
    file = sign_in(person).post(reverse("take_out"))
    with zipfile.ZipFile(io.BytesIO(file.content)) as inside:
        found |= {f"in the file, {name}": _plain(inside.read(name)) for name in inside.namelist()}
    return found


# ------------------------------------------------------------------------------------------------ the pulse
def leads(name: str, people: int) -> Person:
    head = Person.objects.create_user(f"{name.lower()}@halden.example", name=name, is_leader=True)
    for number in range(people):
        Person.objects.create_user(
            f"{name.lower()}{number}@halden.example", name=f"{name} {number}", manager=head
        )
    return head


@pytest.fixture
def wave(world: World) -> Wave:
    """A wave that is closed, of which nothing was counted yet; and a leader who supposes something."""
    heads = [leads(name, 5) for name in ("Nora", "Piet", "Rosa")]
    small = leads("Klara", 5)
    chains.write(world.leader, SUPPOSED, read_at=0)
    plans = [Plan("Works", [world.leader]), Plan("Three", heads), Plan("Small", [small])]
    found = pulses.open_wave(world.steward, plans, weeks=1)
    for part in found.parts.all():
        asked = Invitation.objects.filter(round=part.round).select_related("round").order_by("person__name")
        for one in list(asked)[: len(ONE[part.name])]:
            asking.send(one, {item.ref: 3 for item in one.items})
    with clock.frozen(found.closes_at + timedelta(minutes=1)):
        for part in found.parts.all():
            assert part.round is not None
            asking.ensure_closed(part.round)
    return found


def pulse_of(world: World, wave: Wave, given: Given, *, backwards: bool = False) -> dict[str, bytes]:
    """All that is shown and stored once these were counted; then it is undone."""
    with undone(), clock.frozen(wave.closes_at + timedelta(minutes=2)):
        for part in wave.parts.select_related("round"):
            assert part.round is not None
            for item in part.round.items.all():
                rows = list(Answer.objects.filter(round=part.round, item=item).order_by("pk"))
                ratings = given[part.name][:: -1 if backwards else 1]
                for row, rating in zip(rows, ratings, strict=True):
                    place = place_of(bytes(row.token), row.item_id)
                    row.value = vault.seal(part.round.answers_scope, str(rating), at=place)
                    row.save(update_fields=["value"])
        settle_parts()
        assert not Answer.objects.exists()
        shown: dict[str, bytes] = {}
        klara = Person.objects.get(name="Klara")
        for person in (world.leader, klara, world.coach, world.steward, world.boss, world.stranger):
            shown |= {f"{person.name} {at}": page for at, page in pages_of(person).items()}
        for person in (world.leader, klara, world.coach, world.steward, world.boss, world.stranger):
            shown |= {f"{person.name}, {name}": data for name, data in taken_out(person).items()}
        for row in PartRelease.objects.all():
            # Written once more under one key: the keyed hash in front is of this row's own scope.
            shown[f"stored of {row.name}"] = beliefs_to_json(beliefs._restored(row), bytes(32))
            shown[f"size of what is sealed of {row.name}"] = str(len(bytes(row.sealed))).encode()
        return shown


@pytest.mark.slow
def test_a_wave_whose_answers_the_gate_makes_alike_looks_alike_to_everybody(world: World, wave: Wave) -> None:
    one, other = pulse_of(world, wave, ONE), pulse_of(world, wave, OTHER)
    assert different(one, other) == []
    assert different(other, pulse_of(world, wave, OTHER, backwards=True)) == []
    seen = pulse_of(world, wave, SEEN)
    differing = set(different(one, seen))
    # There was something to see, on the pages, along the chain, in what is taken out and in what is stored.
    leader = world.leader.name
    pages = {f"{leader} {reverse(name)}" for name in ("pulse", "pulse_own", "chain")}
    assert pages <= differing, sorted(differing)
    assert {"stored of Works", "stored of Three"} <= differing
    assert [name for name in differing if name.startswith(f"{leader}, taken out of")]
    assert {f"{leader}, in the file, everything.{kind}" for kind in ("json", "html")} <= differing
    assert f"{world.stranger.name} {reverse('pulse')}" in differing
    # Of the part under the minimum nothing differs, and of Marianne's nobody else's page does.
    assert "stored of Small" not in differing
    theirs = {world.coach.name, world.steward.name, world.boss.name, world.stranger.name, "Klara"}
    elsewhere = {name for name in differing if name.split(" /")[0] in theirs}
    assert {name.partition(" /")[2] for name in elsewhere} <= {"pulse/", ""}, elsewhere


# ------------------------------------------------------------------------------------- the totals of closes
def boxed(yes: list[bool]) -> None:
    """So many leaders answered at a close, each in one way; their slips lie in the box."""
    asked = closing.questions()
    for number, one in enumerate(yes):
        name = f"L{number}"
        leader = Person.objects.create_user(f"{name}@halden.example", name=name, is_leader=True)
        closing._put_in(leader, dict.fromkeys(asked, closing.YES if one else closing.NO))


def totals_of(world: World, yes: list[bool]) -> dict[str, bytes]:
    first = (clock.now() + timedelta(days=40)).replace(day=1)
    with undone(), clock.frozen(first):
        boxed(yes)
        counted = closing.release_totals()
        shown: dict[str, bytes] = {"counted": str(counted).encode()}
        for person in (world.steward, world.council, world.operator):
            shown |= {f"{person.name} {at}": page for at, page in pages_of(person).items()}
        fields = [field.name for field in CloseTotal._meta.fields if field.name != "id"]
        shown["stored"] = repr(list(CloseTotal.objects.values_list(*fields))).encode()
        shown["left behind"] = f"{Slip.objects.count()} {InTheBox.objects.count()}".encode()
        if not counted:
            # What waits tells by its size as little as by its order.
            sizes = {len(bytes(row.sealed)) for row in Slip.objects.all()}
            shown["sizes"] = repr(sizes).encode()
        return shown


def test_closes_that_count_alike_look_alike_and_leave_nothing_behind(world: World) -> None:
    one = totals_of(world, [True, *[False] * 8])
    assert one["counted"] == b"True"
    assert one["left behind"] == b"0 0"
    assert different(one, totals_of(world, [*[False] * 6, True, True, True])) == []
    # Nobody at all is said like one in nine.
    assert different(one, totals_of(world, [False] * 9)) == []
    differing = different(one, totals_of(world, [True] * 9))
    assert "stored" in differing
    assert [name for name in differing if name.startswith(world.steward.name)]


def test_of_seven_closes_nothing_is_shown_whatever_they_said(world: World) -> None:
    few = totals_of(world, [True] * 7)
    assert few["counted"] == b"False"
    assert different(few, totals_of(world, [False, True, False, True, False, True, False])) == []


# ------------------------------------------------------------------------------------------------ the jobs
def traces_of(act: Callable[[], None], at: datetime) -> dict[str, bytes]:
    """What a job leaves where whoever runs the server looks: queue and results, mails as they went out,
    audit, log, and rows by table.
    """
    went_out = len(outbox())
    lines: list[str] = []
    heard = logging.Handler()
    heard.setFormatter(JsonLines())
    heard.emit = lambda record: lines.append(heard.format(record))  # type: ignore[method-assign]
    logging.getLogger("hansei").addHandler(heard)
    try:
        with undone(), clock.frozen(at):
            audited = Entry.objects.count()
            act()
            jobs.run_all(future=True, loud=True)
            kept = {
                "queue": list(
                    DBTaskResult.objects.order_by("args_kwargs").values_list(
                        "status",
                        "task_path",
                        "args_kwargs",
                        "return_value",
                        "exception_class_path",
                        "traceback",
                    )
                ),
                "letters": [
                    (one.subject, one.body, one.from_email, one.to, sorted(one.extra_headers.items()))
                    for one in outbox()[went_out:]
                ],
                "mails": sorted(Mail.objects.values_list("kind", "number")),
                "audit": sorted(Entry.objects.values_list("verb", "subject")),
                "more audit": Entry.objects.count() - audited,
                "log": [
                    {k: v for k, v in json.loads(line).items() if k not in {"at", "ms", "number"}}
                    for line in lines
                ],
                "rows": _rows(),
            }
            return {name: _plain(repr(found).encode()) for name, found in kept.items()}
    finally:
        logging.getLogger("hansei").removeHandler(heard)


def outbox() -> list[EmailMessage]:
    """What was sent so far; there is no list before the first."""
    sent: list[EmailMessage] = getattr(mail, "outbox", [])
    return sent


def _rows() -> dict[str, int]:
    found: dict[str, Any] = {}
    for alias in ("default", "keys"):
        connection = connections[alias]
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
                found[f"{alias}.{table}"] = cursor.fetchone()[0]
    return found


def test_a_job_that_counts_leaves_the_same_traces_whatever_was_answered(world: World) -> None:
    """Not even answers that look different afterwards: what was said is no business of a queue or a log."""
    mirror = locked(world, ["LL-S8"])
    people = [*world.peers[:2], *world.reports]

    def counted(ratings: list[int]) -> dict[str, bytes]:
        with undone():
            answered(mirror, dict(zip(people, ratings, strict=True)))
            with after_the_window(mirror):
                return traces_of(settle_mirrors, clock.now())

    one = counted([1, 1, 2, 2, 2, 2, 2, 2, 2])
    assert b"mirror.released" in one["audit"]
    assert one["more audit"] != b"0"
    assert b"(" in one["mails"]
    assert b"@halden.example" in one["letters"]
    assert b"mirror" in one["rows"]
    assert different(one, counted([5, 4, 5, 5, 5, 1, 3, 5, 0])) == []
    assert Mirror.objects.get().stage == "asking"


def test_so_does_the_job_that_counts_a_wave(world: World, wave: Wave) -> None:
    def counted(given: Given) -> dict[str, bytes]:
        with undone():
            for part in wave.parts.select_related("round"):
                assert part.round is not None
                for row in Answer.objects.filter(round=part.round):
                    place = place_of(bytes(row.token), row.item_id)
                    row.value = vault.seal(part.round.answers_scope, str(given[part.name][0]), at=place)
                    row.save(update_fields=["value"])
            return traces_of(settle_parts, wave.closes_at + timedelta(minutes=2))

    one = counted(ONE)
    assert re.search(rb"releases_partrelease': 3", one["rows"])
    assert different(one, counted(SEEN)) == []
