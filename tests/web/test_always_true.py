"""What is always true, rule by rule, as far as it exists in this release: 1 to 4, 13 to 15, and the demo.

Each holds below the screens. A rule whose whole proof stands elsewhere has its shortest true statement here.
Rules 5 to 7, 9, 10 and 12 are in `test_always_true_seeing`; 8, 11 and what else there is of 7 and 15 in
`test_always_true_talking`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, models, transaction
from django.test import Client
from django.utils import translation

from hansei.core import clock
from hansei.core.agreement import State
from hansei.demo import load
from hansei.web.common.asking import selectors as asked
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Answer, Invitation
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements import eligible, selectors, services
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.audit import services as audit
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.mail.models import Mail
from hansei.web.steps.mirror import selectors as mirrors
from hansei.web.steps.mirror import services as mirror_services
from hansei.web.steps.ready import services as ready
from hansei.web.steps.ready.answers import Answers
from hansei.web.steps.ready.models import Readiness
from tests.web.ground.policy.test_every_address import _places
from tests.web.records import make_records
from tests.web.sights import sight, sights
from tests.web.steps.mirror.mirrors import (
    expected,
    links,
    locked,
    planned,
    row_of,
)
from tests.web.test_erasing import rows_of
from tests.world import World, agree, in_two_weeks, on_the_bench, sign_in

# ------------------------------------------------------------------------------------- 1. before it is agreed
OUTCOMES = {
    "yes": Answers(rulers={"want": 9}, words={"whose_idea": "mine"}, outcome="yes"),
    "later": Answers(outcome="later"),
    "no": Answers(
        rulers={"want": 1}, words={"whose_idea": "theirs, all of it, from the beginning"}, outcome="no"
    ),
    "something else": Answers(outcome="other_help", instead="A quiet hour"),
}


@pytest.mark.slow
def test_1_whether_somebody_said_yes_later_no_or_nothing_looks_the_same_from_every_other_seat(
    world: World,
) -> None:
    nothing, rows = sights(world, without=["leader"]), _rows_besides(Readiness)
    assert sum(len(seen) for seen in nothing.values()) > 60
    seen_by_the_leader, lengths = set(), set()
    for answers in OUTCOMES.values():
        held = Readiness.objects.filter(owner=world.leader).first()
        ready.erase_readiness(world.leader) if held else None
        ready.write_readiness(world.leader, answers, seen="")
        assert sights(world, without=["leader"]) == nothing
        # Neither can it be told from any other table, nor at rest from the length of what is sealed.
        assert _rows_besides(Readiness) == rows
        lengths.add(len(bytes(Readiness.objects.get().sealed)))
        seen_by_the_leader.add(sign_in(world.leader).get("/ready/").content.count(b"checked"))
        jobs.run_periodic()
    assert len(lengths) == 1
    assert Mail.objects.count() == Entry.objects.count() == 0


def _rows_besides(*left_out: type[models.Model]) -> dict[str, int]:
    from django.apps import apps

    skipped = {"sessions.Session", "vault.DataKey", *(model._meta.label for model in left_out)}
    found = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    return {label: number for label, number in found.items() if label not in skipped and number}


def test_1_a_request_is_mailed_once_followed_by_no_reminder_and_silence_is_no_consent(
    world: World, mailoutbox: list[EmailMessage]
) -> None:
    request = services.name_coach(world.leader, world.coach)
    services.sign(request, world.leader, read_at=request.version)
    for days in (1, 7, 30, 90, 190):
        with clock.shifted(timedelta(days=days)):
            jobs.run_all(future=True)
            jobs.run_periodic()
    request.refresh_from_db()
    assert request.state == State.CHOOSING
    # That somebody asked, and that they signed; nothing else in half a year.
    assert [mail.to for mail in mailoutbox] == [[world.coach.email]] * 2
    assert not selectors.running(world.leader)


@pytest.mark.slow
def test_1_nobody_else_can_write_anything_about_a_leader_through_any_address(agreed: World) -> None:
    records = make_records(agreed)
    about = agreed.other_leader  # has asked a coach, and agreed with nobody
    before = rows_of(about)
    typed = {
        "words": "You should walk the line",
        "focus": "leading_lean",
        "direction": "down",
        "version": "1",
    }
    tried = 0
    for _action, _kind, url, _record in _places(records):
        with transaction.atomic():
            for seat in records.world.seats:
                # The coach who was asked may say yes or no; that is all.
                if seat != "other leader" and not (seat == "coach" and url.endswith(("/not-now/", "/sign/"))):
                    records.send(seat, url, typed)
                    tried += 1
            assert rows_of(about) == before, url
            transaction.set_rollback(True)
    assert tried > 500


def test_1_a_pause_closes_every_open_link_with_the_same_press(agreed: World) -> None:
    mirror = locked(agreed)
    open_links = [f"/a/{secret}/" for secret in links(mirror).values()]
    assert {Client().get(link).status_code for link in open_links} == {200}
    assert agreed.engagement is not None
    sign_in(agreed.coach).post(f"/agreement/{agreed.engagement.pk}/pause/")
    assert {Client().get(link).status_code for link in open_links} == {410}


# ------------------------------------------------------------------------------------------ 2. that it exists
@pytest.mark.slow
def test_2_that_two_have_agreed_changes_nothing_that_anybody_else_can_see(world: World) -> None:
    theirs = ("leader", "coach")
    before = sights(world, without=theirs)
    # The leader's boss is not offered this coach meanwhile, and sees what a coach without a place looks like.
    Place.objects.filter(coach=world.coach).update(capacity=0)
    meanwhile = {**before, "boss": sight(world.boss)}
    Place.objects.filter(coach=world.coach).update(capacity=2)
    assert meanwhile != before
    request = services.name_coach(world.leader, world.coach)
    assert sights(world, without=theirs) == meanwhile
    for party in (world.leader, world.coach):
        services.sign(request, party, read_at=request.version)
    assert sights(world, without=theirs) == meanwhile
    services.end(request, world.leader)
    assert sights(world, without=theirs) == before


@pytest.mark.parametrize(
    ("taken", "places", "shown"),
    [(4, 20, None), (5, 20, 5), (5, 10, 5), (5, 9, None), (10, 14, None), (8, 20, 5), (10, 20, 10)],
)
def test_2_the_steward_sees_places_taken_from_five_on_both_sides_in_steps_and_no_name(
    world: World, taken: int, places: int, shown: int | None
) -> None:
    Place.objects.update(capacity=places)
    for number in range(taken):
        leader = Person.objects.create_user(f"l{number}@halden.example", name=f"Led {number}", is_leader=True)
        Engagement.objects.create(
            leader=leader,
            coach=world.coach,
            state=State.AGREED,
            asked_on=clock.now(),
            planned_end=clock.now(),
        )
    page = sign_in(world.steward).get("/stewardship/").content.decode()
    assert re.findall(r"(\d+) of them are taken", page) == ([str(shown)] if shown else [])
    assert "Led " not in page


# ----------------------------------------------------------------------------------------- 3. whose objective
def test_3_nobody_but_its_leader_writes_or_changes_an_objective(agreed: World) -> None:
    words = "That I hear of it the same day"
    row = services.write_objective(agreed.leader, words=words, focus="leading_lean", direction="down")
    typed = {"words": "Ours", "focus": "lean_leadership", "direction": "up", "version": row.version}
    for seat, person in agreed.seats.items():
        if seat != "leader":
            for end in ("", "open/", "close/", "drop/"):
                sign_in(person).post(f"/objectives/{row.pk}/{end}", typed)
    row.refresh_from_db()
    assert (selectors.open_objective(row).words, row.version) == (words, 1)
    assert not SharedItem.objects.exists()
    sign_in(agreed.leader).post(f"/objectives/{row.pk}/", typed)
    row.refresh_from_db()
    assert selectors.open_objective(row).words == "Ours"


# ------------------------------------------------------------------------------------ 4. who is never offered
def _above(world: World) -> Person:
    return world.boss


def _two_levels_above(world: World) -> Person:
    top = Person.objects.create_user("top@halden.example", name="Top Most")
    Person.objects.filter(pk=world.boss.pk).update(manager=top)
    return top


def _dotted(world: World) -> Person:
    world.leader.dotted.add(world.stranger)
    return world.stranger


def _two_dotted_levels_above(world: World) -> Person:
    Person.objects.filter(pk=world.council.pk).update(manager=world.stranger)
    world.leader.dotted.add(world.council)
    return world.stranger


def _reports(world: World) -> Person:
    return world.reports[0]


def _reports_by_a_dotted_line(world: World) -> Person:
    world.stranger.dotted.add(world.leader)
    return world.stranger


def _has_left(world: World) -> Person:
    Person.objects.filter(pk=world.stranger.pk).update(left_on=clock.now().date())
    return world.stranger


def _themself(world: World) -> Person:
    return world.leader


@pytest.mark.parametrize(
    "who",
    [
        _above, _two_levels_above, _dotted, _two_dotted_levels_above, _reports, _reports_by_a_dotted_line,
        _has_left, _themself,
    ],
)  # fmt: skip
def test_4_whoever_has_power_over_the_leader_or_reports_to_them_is_offered_by_no_way(
    world: World, who: Callable[[World], Person]
) -> None:
    person = who(world)
    on_the_bench(person)
    leader = Person.objects.get(pk=world.leader.pk)
    assert eligible.offered(leader) == [world.coach]
    with pytest.raises(NotPossible):
        services.name_coach(leader, person)
    browser = sign_in(leader)
    for path in ("name", "ask"):
        assert f"/coach/{person.pk}/{path}/" not in browser.get(f"/coach/{person.pk}/").content.decode()
        assert browser.post(f"/coach/{person.pk}/{path}/").status_code in {302, 404}
    assert not Engagement.objects.exists()


def test_4_a_coach_from_further_below_is_coached_with_only_under_protection(world: World) -> None:
    coach = world.further[0]
    on_the_bench(coach)
    assert coach not in eligible.offered(world.leader)
    asked = services.name_coach(world.leader, coach)
    for party in (world.leader, coach):
        services.sign(asked, party, read_at=asked.version)
    asked.refresh_from_db()
    assert (asked.protected, asked.state) == (True, State.CHOOSING)
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=asked.pk).update(state=State.AGREED)


def test_4_a_coach_is_offered_by_their_own_yes_and_with_a_free_place_alone(world: World) -> None:
    Place.objects.filter(coach=world.coach).update(capacity=1)
    assert eligible.offered(world.leader) == [world.coach]
    agree(world)
    assert eligible.offered(world.other_leader) == []
    Place.objects.all().delete()
    assert eligible.offered(world.other_leader) == []


# ------------------------------------------------------------------------------------------ 13. not too often
def _round(about: Person, *persons: Person) -> Any:
    return asking.open_round(
        about=about,
        kind="mirror",
        items=[asking.Item("LL-S8", ("peers",))],
        asked=[asking.Asked(person, "peers") for person in persons],
        closes_at=in_two_weeks(),
    )


def test_13_nobody_has_two_open_requests_and_two_people_none_about_each_other(world: World) -> None:
    one, other, peers = world.leader, world.other_leader, world.peers
    first = _round(one, *peers, other)
    for about, persons in ((other, peers[:1]), (other, [one]), (world.boss, [peers[0], *world.further])):
        with pytest.raises(asking.CannotBeAsked):
            _round(about, *persons)
    assert Invitation.objects.count() == 6, "whoever cannot be asked keeps everybody else from it, not half"
    asking.close(first)
    assert _round(other, one, *peers)


def test_13_nobody_is_asked_more_than_four_times_a_quarter_over_everything(world: World) -> None:
    abouts = [world.leader, world.other_leader, world.boss, world.council, world.operator]
    for about in abouts[:4]:
        asking.close(_round(about, *world.peers))
    with pytest.raises(asking.CannotBeAsked):
        _round(abouts[4], *world.peers)
    with clock.shifted(asked.QUARTER + timedelta(hours=1)):
        assert _round(abouts[4], *world.peers)


# ----------------------------------------------------------------------------------------------- 14. the mail
def test_14_no_mail_says_whom_or_what_it_is_about_and_no_link_in_one_opens_anything_private(
    agreed: World, mailoutbox: list[EmailMessage]
) -> None:
    mirror = locked(agreed)
    jobs.run_all(future=True)
    with clock.shifted(timedelta(days=11)):
        jobs.run_periodic()
        jobs.run_all(future=True)
    assert mirror.round is not None
    people = list(Person.objects.all())
    names = "|".join(part for person in people for part in person.name.split())
    private = re.compile(
        rf"\b(coach\w*|mirror|feedback|leaders?|rat(ed|ings?)|agreement|finding|{names})\b", re.IGNORECASE
    )
    assert len(mailoutbox) > 2 * len(agreed.peers)
    assert {mail.from_email for mail in mailoutbox} == {"Hansei <no-reply@127.0.0.1>"}
    for mail in mailoutbox:
        said = f"{mail.subject} {mail.body}"
        assert not private.search(re.sub(r"https?://\S+", "", said)), private.search(said)
    opened = set()
    for link in {found for mail in mailoutbox for found in _links(mail)}:
        fresh = Client()
        page = fresh.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
        opened.add(page.status_code)
        assert not fresh.cookies.get("sessionid"), "no link signs anybody in"
        text = page.content.decode()
        named = {person.name for person in people if person.name in text}
        assert named <= {"Marianne Vos", "Ruth Adler"}, (
            "at most who asks, and whom the house names for questions"
        )
        assert "Tomasz" not in text
    assert opened == {200}


def _links(mail: EmailMessage) -> Iterator[str]:
    yield from re.findall(r"http://127\.0\.0\.1:8000\S*", str(mail.body))
    if stop := mail.extra_headers.get("List-Unsubscribe"):
        yield stop.strip("<>")


# ----------------------------------------------------------------------------------------------- 15. switches
def test_15_a_mirror_that_is_switched_off_is_refused_below_the_screens(agreed: World) -> None:
    mirror = expected(planned(agreed))
    row = row_of(mirror, "LL-S8")
    Organization.objects.update(mirror_on=False)
    source = next(iter(mirrors.to_expect(mirror)[row.pk]))
    acts: list[Callable[[], object]] = [
        lambda: mirror_services.start(agreed.other_leader),
        lambda: mirror_services.choose(mirror, ["LL-D1"]),
        lambda: mirror_services.ask_also(mirror, agreed.stranger, source),
        lambda: mirror_services.ask_these(mirror, {agreed.peers[0]: source}),
        lambda: mirror_services.expect(mirror, row, self_rating=1, expected={}),
        lambda: mirror_services.say_known(mirror, row, "I knew"),
        lambda: mirror_services.lock(mirror, read_at=mirror.version, closes_at=in_two_weeks()),
    ]
    before = _rows_besides()
    for act in acts:
        with pytest.raises(NotPossible):
            act()
    browser = sign_in(agreed.leader)
    browser.post("/mirror/start/")
    browser.post(f"/mirror/{mirror.pk}/lock/", {"version": mirror.version, "days": "14"})
    assert _rows_besides() == before
    assert not Invitation.objects.exists()
    with translation.override("en"):
        assert "/lock/" not in browser.get("/").content.decode()


# ------------------------------------------------------------------------------------- a demo is nowhere else
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_organization SET is_demo = %s",
        """INSERT INTO people_organization (id, name, product_name, mirror_on, k_mirror, backup_days,
           misconduct_rules, contact_inside, contact_outside, code_of_ethics, is_demo, clock_offset)
           VALUES (1, 'x', 'x', %s, 4, 30, '', '', '', '', %s, 0)""",
        "UPDATE people_organization SET clock_offset = 3600",
    ],
)
def test_no_statement_turns_a_database_with_people_into_a_demo(world: World, statement: str) -> None:
    if statement.startswith("INSERT"):
        Organization.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [True] * statement.count("%s"))
    assert not Organization.objects.filter(is_demo=True).exists()
    assert Client().get("/look-around/").status_code == 404


def test_no_service_and_no_row_turns_a_database_with_people_into_a_demo(world: World) -> None:
    house = Organization.objects.get()
    house.is_demo = True
    with pytest.raises(IntegrityError), transaction.atomic():
        house.save()
    with pytest.raises(load.NotEmpty):
        load.load()
    browser = sign_in(world.steward)
    browser.post(
        "/stewardship/house/",
        {"name": "Halden", "product_name": "Hansei", "is_demo": "on", "backup_days": 30},
    )
    assert not Organization.objects.filter(is_demo=True).exists()


def test_the_mark_can_be_made_on_an_empty_database(db: None) -> None:
    """So that the refusals above are about something."""
    Organization.objects.create(id=1, name="Halden Pumps", is_demo=True)
    assert Client().get("/look-around/").status_code == 200
    assert audit.broken_chains() == []
    assert not Answer.objects.exists()
    assert not Objective.objects.exists()
