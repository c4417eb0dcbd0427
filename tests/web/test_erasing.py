"""Erasing: gone here at once, carried out again after every restore, and finished however it is cut off."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, models, transaction
from django.test import Client

from hansei.cli import keeping, start
from hansei.core import clock
from hansei.core.matching.eligibility import Hand
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation, Sent
from hansei.web.common.asking.tokens import secret_of
from hansei.web.common.bench import services as benches
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements import selectors, tasks
from hansei.web.common.engagements.models import Objective
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.audit import services as audit
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.vault import services as vault
from hansei.web.ground.vault.models import DataKey, ErasedScope
from hansei.web.outward.leave import services as leave
from hansei.web.steps.chain import selectors as chains
from hansei.web.steps.mirror import selectors as mirrors
from hansei.web.steps.practice import selectors as practice
from hansei.web.steps.ready import services as ready
from hansei.web.steps.ready.answers import Answers
from tests.web.pages import read
from tests.web.records import ALIASES, make_records
from tests.world import World, in_two_weeks, sign_in

#: Rows that are not the person's own: the directory belongs to the organization, a chair to the demo.
NOT_OWN = {
    ("people.Person", "manager"),
    ("people.Person_dotted", "from_person"),
    ("people.Person_dotted", "to_person"),
    ("demo.Seat", "person"),
    # What keeps a coach from being offered to somebody is that coach's, and the steward's.
    ("bench.Declaration", "about"),
    ("bench.NextBoss", "person"),
    ("bench.NextBoss", "boss"),
}
FINDING, OBJECTIVE, READY, TRIED, SUPPOSED = (
    "I ask for the number first.",
    "That I hear of it the same day",
    "What my boss says",
    "I ask before I answer.",
    "I ask before I say anything.",
)


@dataclass
class Story:
    """A leader with something in every table, and what was known of them before."""

    world: World
    links: list[str]
    leader_id: uuid.UUID
    chain: uuid.UUID
    private_scope: uuid.UUID
    scopes: list[uuid.UUID] = field(default_factory=list)

    @property
    def leader(self) -> Person:
        return Person.objects.get(pk=self.leader_id)


def tell(world: World) -> Story:
    make_records(world)
    leader = world.leader
    ready.write_readiness(leader, Answers(words={"price": READY}, outcome="yes"), seen="")
    benches.ask(leader, world.steward)
    benches.say_yes(leader, 2)
    benches.refer(leader, "Known for calm questions.", world.steward)
    benches.write_profile(leader, {"coaching_skill": "Two years of practice."})
    benches.write_case(leader, changed="They ask first.", seen_by="The shift", may_ask=True)
    benches.declare(leader, Hand.PAY, about=world.reports[0])
    another = asking.open_round(
        about=world.other_leader,
        kind="mirror",
        items=[asking.Item("LL-S6", ("peers",))],
        asked=[asking.Asked(one, "peers") for one in (leader, world.council, world.operator, world.stranger)],
        closes_at=in_two_weeks(),
    )
    asking.send(Invitation.objects.select_related("round").get(round=another, person=leader), {"LL-S6": 2})
    found = Invitation.objects.filter(round__about=leader, round__closed_at=None).select_related("round")
    assert world.engagement is not None
    return Story(
        world=world,
        links=[f"/a/{secret_of(one.round, one)}/" for one in found],
        leader_id=leader.pk,
        chain=leader.chain,
        private_scope=leader.private_scope,
        scopes=[world.engagement.scope, world.engagement.coach_scope],
    )


@pytest.fixture
def story(agreed: World) -> Story:
    return tell(agreed)


def rows_of(person: Person) -> dict[str, int]:
    """Every row from which a foreign key leads to this person, by model and field; see NOT_OWN."""
    found: dict[str, int] = {}
    for model in apps.get_models(include_auto_created=True):
        for one in model._meta.get_fields():
            if (
                not isinstance(one, models.ForeignKey | models.OneToOneField)
                or one.related_model is not Person
            ):
                continue
            number = model._default_manager.filter(**{one.name: person.pk}).count()
            if number and (model._meta.label, one.name) not in NOT_OWN:
                found[f"{model._meta.label}.{one.name}"] = number
    return found


def mentions_of(*known: uuid.UUID) -> set[str]:
    """Every table that holds one of these identifiers in a column that is no foreign key."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for one in model._meta.concrete_fields:
            if (
                isinstance(one, models.UUIDField)
                and model.objects.filter(**{f"{one.name}__in": known}).exists()
            ):
                found.add(f"{model._meta.label}.{one.name}")
    return found


def readable(story: Story) -> list[str]:
    """What of the leader's own words opens."""
    leader, found = story.leader, []
    for what, open_ in {
        "objectives": lambda: [one.words for one in selectors.objectives(leader)],
        "findings": lambda: [one.words for one in mirrors.findings(leader)],
        "try-outs": lambda: [one.plan.what for one in practice.trials(leader)],
        "hypothesis": lambda: [one.supposed.do for one in chains.versions(leader)],
        "everything": lambda: [str(leaving.take_out(leader).get("ready", ""))],
    }.items():
        try:
            words = open_()
        except vault.KeyGone:
            continue
        if any(one in " ".join(words) for one in (FINDING, OBJECTIVE, READY, TRIED, SUPPOSED)):
            found.append(what)
    return found


# ------------------------------------------------------------------------------------------- through the page
def test_erasing_through_the_page_leaves_no_row_and_nothing_that_opens(story: Story) -> None:
    before = rows_of(story.leader)
    assert len(before) >= 12, f"the leader has something everywhere: {before}"
    assert readable(story) == ["objectives", "findings", "try-outs", "hypothesis", "everything"]
    browser = sign_in(story.leader)
    assert read(browser.get("/yours/")).links.count("/yours/erase/") == 1
    assert browser.get("/yours/erase/").status_code == 200
    assert rows_of(story.leader) == before, "looking at the page erases nothing"
    assert browser.post("/yours/erase/").status_code == 302
    assert rows_of(story.leader) == {}
    assert readable(story) == []
    assert leaving.take_out(story.leader) == {}
    assert not any(vault.exists(scope) for scope in (story.private_scope, *story.scopes))


def test_every_open_link_is_closed_and_the_coach_sees_nothing_any_more(story: Story) -> None:
    world = story.world
    assert world.engagement is not None
    coach = sign_in(world.coach)
    item = SharedItem.objects.filter(owner=story.leader)[0]
    shared, coaching = f"/opened/{item.pk}/", f"/coaching/{world.engagement.pk}/"
    assert coach.get(shared).status_code == coach.get(coaching).status_code == 200
    assert "Marianne Vos" in coach.get("/").content.decode()
    assert all(Client().get(link).status_code == 200 for link in story.links)
    sign_in(story.leader).post("/yours/erase/")
    assert coach.get(shared).status_code == coach.get(coaching).status_code == 404
    assert "Marianne Vos" not in coach.get("/").content.decode()
    for link in story.links:
        assert Client().get(link).status_code in {404, 410}
        assert Client().post(link, {"b1": "3"}).status_code in {404, 410}


def test_the_chain_ends_with_an_erased_entry_and_leads_nowhere(story: Story) -> None:
    assert story.world.engagement is not None
    engagement = story.world.engagement.pk
    sign_in(story.leader).post("/yours/erase/")
    for chain, verb in ((story.chain, "everything.erased"), (engagement, "engagement.erased")):
        entries = audit.entries(chain)
        assert (entries[-1].verb, entries[-1].actor) == (verb, None)
        assert len(entries) > 3
        assert audit.verify(chain) is None
    assert story.leader.chain != story.chain
    assert story.leader.private_scope != story.private_scope
    assert not Person.objects.filter(chain=story.chain).exists()
    left = mentions_of(story.chain, story.private_scope, *story.scopes, engagement)
    # The coach got mail about a coaching; which one it was can no longer be told.
    assert left == {"audit.Entry.chain", "audit.Entry.actor", "vault.ErasedScope.scope", "mail.Mail.ref"}
    assert audit.entries(story.leader.chain) == []


def test_what_is_others_stays(story: Story) -> None:
    world = story.world
    objective = Objective.objects.get(leader=world.boss)
    kept = Place.objects.get(coach=world.coach)
    sign_in(story.leader).post("/yours/erase/")
    assert selectors.open_objective(Objective.objects.get(pk=objective.pk)).words == OBJECTIVE
    assert Place.objects.filter(pk=kept.pk).exists()
    assert rows_of(world.boss) != {}
    assert selectors.coached_by(world.coach), "the coach's other leaders"
    # What the leader answered about somebody else goes too, as long as it can be found.
    assert not Sent.objects.filter(round__about=world.other_leader).exists()
    browser = sign_in(story.leader)
    assert browser.get("/").status_code == 200, "the directory entry stays, and they can sign in"


def test_whoever_erased_can_begin_again(story: Story) -> None:
    browser = sign_in(story.leader)
    browser.post("/yours/erase/")
    form = {"words": "Afresh", "focus": "leading_lean", "direction": "up"}
    assert browser.post("/objectives/new/", form).status_code == 302
    assert "Afresh" in browser.get("/objectives/").content.decode()
    coach = Person.objects.get(name="Rut Falk")
    assert browser.post(f"/coach/{coach.pk}/name/").status_code == 302
    assert "Read the agreement" in browser.get("/").content.decode()
    browser.post("/yours/erase/")
    assert rows_of(story.leader) == {}


def test_somebody_who_leads_no_more_may_still_erase_and_nobody_else_may(story: Story) -> None:
    Person.objects.filter(pk=story.leader_id).update(is_leader=False)
    browser = sign_in(story.leader)
    assert "/yours/erase/" in read(browser.get("/yours/")).links
    browser.post("/yours/erase/")
    assert rows_of(story.leader) == {}
    assert browser.get("/yours/erase/").status_code == 404, "nothing is left to erase"
    for person in (story.world.coach, story.world.steward, story.world.stranger):
        assert sign_in(person).post("/yours/erase/").status_code == 404


# ------------------------------------------------------------------------------------- keys first, rows after
class Killed(BaseException):
    """The process ends here: nothing after it is done."""


@dataclass
class Deadline:
    """Ends the process at the nth thing that is destroyed or deleted, and writes down what it was."""

    at: int
    done: list[str] = field(default_factory=list)

    def tick(self, what: str) -> None:
        self.done.append(what)
        if len(self.done) == self.at:
            raise Killed


def watch(monkeypatch: pytest.MonkeyPatch, deadline: Deadline) -> None:
    destroy, delete, one = vault.destroy, models.QuerySet.delete, models.Model.delete

    def destroys(*scopes: uuid.UUID) -> None:
        deadline.tick("key")
        destroy(*scopes)

    def deletes(self: Any) -> Any:
        if self.model._meta.app_label not in {"vault", "sessions"} and self.exists():
            deadline.tick(f"rows {self.model._meta.label}")
        return delete(self)

    def deletes_one(self: Any, *args: Any, **options: Any) -> Any:
        deadline.tick(f"rows {self._meta.label}")
        return one(self, *args, **options)

    monkeypatch.setattr(vault, "destroy", destroys)
    monkeypatch.setattr(models.QuerySet, "delete", deletes)
    monkeypatch.setattr(models.Model, "delete", deletes_one)


def test_a_persons_own_key_goes_before_any_row(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = Deadline(at=0)
    with monkeypatch.context() as watched:
        watch(watched, seen)
        leaving.erase(story.leader)
    assert seen.done[0] == "key"
    assert len([one for one in seen.done if one.startswith("rows")]) > 8
    with monkeypatch.context() as watched:
        watch(watched, Deadline(at=2))
        person = story.world.boss
        with pytest.raises(Killed):
            leaving.erase(person)
    assert not vault.exists(person.private_scope)


@pytest.mark.slow
def test_killed_before_any_step_the_worker_finishes_it(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    step, killed = 1, True
    while killed:
        points = {alias: transaction.savepoint(using=alias) for alias in ALIASES}
        deadline = Deadline(at=step)
        with monkeypatch.context() as watched:
            watch(watched, deadline)
            try:
                leaving.erase(story.leader)
                killed = False
            except Killed:
                pass
        if killed and step == 1:
            assert len(readable(story)) == 5, "nothing was begun"
        elif killed:
            assert readable(story) == [], deadline.done
            # Whatever is half gone, the way to erase once more stays in reach.
            for url in ("/", "/yours/", "/yours/erase/"):
                assert sign_in(story.leader).get(url).status_code == 200, (url, deadline.done)
            tasks.finish_erasing()
        if step > 1:
            assert rows_of(story.leader) == {}, deadline.done
            assert story.leader.private_scope != story.private_scope
            assert audit.entries(story.chain)[-1].verb == "everything.erased"
        for alias, point in points.items():
            transaction.savepoint_rollback(point, using=alias)
            transaction.savepoint_commit(point, using=alias)
        step += 1
    assert step > 15, "as many steps as there are keys and tables"


def test_killed_in_the_middle_whoever_presses_again_is_done(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as watched:
        watch(watched, Deadline(at=9))
        with pytest.raises(Killed):
            leave.erase(story.leader)
    assert rows_of(story.leader) != {}
    assert sign_in(story.leader).post("/yours/erase/").status_code == 302
    assert rows_of(story.leader) == {}


def test_the_worker_finishes_nothing_that_was_not_begun(story: Story) -> None:
    before = rows_of(story.leader)
    jobs.run_periodic()
    assert rows_of(story.leader) == before
    assert story.leader.private_scope == story.private_scope


# ----------------------------------------------------------------------------------------- backup and restore
@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands are called in this process, which is set up already."""
    monkeypatch.setattr(start, "begin", lambda: None)


@pytest.fixture
def anew(begun: None) -> Callable[..., None]:
    """Set up a new machine from a backup of the main database and a copy of the key store."""

    def set_up(main: Path, keys: Path) -> None:
        for model in (DataKey, ErasedScope):
            model.objects.all().delete()
        keeping.restore(main, keys=keys, yes=True)

    return set_up


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_yesterdays_backup_opens_with_the_keys_of_before_and_with_those_of_after_it_does_not(
    agreed: World, anew: Callable[..., None], tmp_path: Path
) -> None:
    story = tell(agreed)
    sealed = Objective.objects.get(leader=story.leader)
    before = rows_of(story.leader)
    main, keys_before, keys_after = (tmp_path / name for name in ("main", "keys-before", "keys-after"))
    keeping.backup(main)
    keeping.backup(keys_before, keys=True)
    sign_in(story.leader).post("/yours/erase/")
    keeping.backup(keys_after, keys=True)

    # With the copy from before, everything of yesterday is there and opens; links are closed all the same.
    anew(main, keys_before)
    assert readable(story) == ["objectives", "findings", "try-outs", "hypothesis", "everything"]
    assert rows_of(story.leader).keys() == before.keys() - {"mail.Mail.to"}, "mail is in no backup"
    assert story.leader.private_scope == story.private_scope
    assert all(Client().get(link).status_code == 410 for link in story.links)

    # With the copy from after, nothing opens and there is no row.
    anew(main, keys_after)
    with pytest.raises(vault.KeyGone):
        vault.open_(story.private_scope, bytes(sealed.sealed), at=selectors.objective_at(sealed.pk))
    assert readable(story) == []
    assert rows_of(story.leader) == {}
    assert story.leader.private_scope != story.private_scope
    assert story.leader.chain != story.chain
    assert audit.entries(story.chain)[-1].verb == "everything.erased"
    assert not Person.objects.filter(chain=story.chain).exists()
    # Everybody else has what they had.
    assert selectors.objectives(story.world.boss)[0].words == OBJECTIVE
    assert sign_in(story.leader).get("/").status_code == 200
    for connection in connections.all():
        connection.close()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_restore_on_the_same_machine_needs_no_copy_of_the_keys_to_erase_again(
    agreed: World, begun: None, tmp_path: Path
) -> None:
    story = tell(agreed)
    keeping.backup(tmp_path / "main")
    sign_in(story.leader).post("/yours/erase/")
    for _ in range(2):
        keeping.restore(tmp_path / "main", keys=None, yes=True)
        assert rows_of(story.leader) == {}
        assert readable(story) == []
    with clock.shifted(in_two_weeks() - clock.now()):
        jobs.run_periodic()
    assert selectors.objectives(story.world.boss)[0].words == OBJECTIVE
    for connection in connections.all():
        connection.close()
