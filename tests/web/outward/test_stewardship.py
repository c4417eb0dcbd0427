"""A steward runs coaching and never gets inside: not by the bench, the directory or somebody's address."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hansei.core import clock
from hansei.core.agreement import State
from hansei.core.anonymity.totals import steward_total
from hansei.web.common.bench.models import Asked, Place
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people import services as people
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.mail.models import Mail
from tests.world import World, agree, sign_in


def _form(person: Person, **changed: object) -> dict[str, object]:
    facts = {
        "name": person.name, "email": person.email, "title": person.title, "unit": person.unit.name,
        "manager": person.manager.email if person.manager else "", "language": person.language,
        "zone": person.zone, **({"is_leader": "on"} if person.is_leader else {}),
    }  # fmt: skip
    return {**facts, **changed}


def test_a_steward_cannot_move_a_leaders_address_to_a_mailbox_of_their_own(agreed: World) -> None:
    browser = sign_in(agreed.steward)
    form = _form(agreed.leader, email="mine@halden.example", title="Head")
    assert browser.post(f"/stewardship/people/{agreed.leader.pk}/", form).status_code == 302
    agreed.leader.refresh_from_db()
    assert (agreed.leader.title, agreed.leader.email) == ("Head", "marianne.vos@halden.example")
    with pytest.raises(NotPossible):
        people.change_person(agreed.steward, agreed.leader, email="mine@halden.example")


def test_an_address_changed_by_the_operator_ends_sessions_and_is_seen(agreed: World) -> None:
    browser = sign_in(agreed.leader)
    assert browser.get("/objectives/").status_code == 200
    people.readdress(agreed.leader, "new@halden.example")
    assert browser.get("/objectives/").status_code == 302
    again = sign_in(Person.objects.get(pk=agreed.leader.pk))
    assert "changed the mail address" in again.get("/yours/who-looked/").content.decode()


def test_places_taken_are_shown_only_from_five_on_both_sides(world: World) -> None:
    browser = sign_in(world.steward)
    Place.objects.update(capacity=9)
    for name in range(4):
        leader = Person.objects.create_user(f"l{name}@halden.example", name=f"L {name}", is_leader=True)
        agree_as(world, leader)
    assert "of them are taken" not in browser.get("/stewardship/").content.decode()
    agree(world)
    Place.objects.update(capacity=10)
    assert "At least 5 of them are taken" in browser.get("/stewardship/").content.decode()
    Place.objects.update(capacity=9)
    assert "of them are taken" not in browser.get("/stewardship/").content.decode()


def test_the_total_does_not_tell_when_one_more_started(world: World) -> None:
    assert [steward_total(n, 20) for n in (4, 5, 6, 9, 10)] == [None, 5, 5, 5, 10]
    assert steward_total(20, 4) is None


def agree_as(world: World, leader: Person) -> None:
    world.leader, kept = leader, world.leader
    agree(world)
    world.leader = kept


def test_a_no_to_coaching_and_no_answer_leave_the_same(world: World) -> None:
    browser = sign_in(world.steward)
    browser.post(f"/stewardship/people/{world.stranger.pk}/ask/")
    browser.post(f"/stewardship/people/{world.peers[0].pk}/ask/")
    browser.get("/stewardship/")
    before = browser.get("/stewardship/").content.decode()
    sign_in(world.stranger).get("/bench/")
    assert Asked.objects.count() == 2
    assert _plain(browser.get("/stewardship/").content.decode()) == _plain(before)
    sign_in(world.stranger).post("/bench/", {"capacity": "1"})
    # A yes of somebody for whom no reference is on record looks the same as well.
    assert _plain(browser.get("/stewardship/").content.decode()) == _plain(before)
    browser.post(f"/bench/reference/{world.stranger.pk}/", {"words": "Asked for by name."})
    assert world.stranger.name in browser.get("/stewardship/").content.decode()


def test_a_steward_does_not_coach(world: World) -> None:
    sign_in(world.steward).post(f"/stewardship/people/{world.steward.pk}/ask/")
    assert not Asked.objects.exists()


def test_who_leaves_signs_in_no_more_and_what_they_are_in_pauses(agreed: World) -> None:
    browser = sign_in(agreed.leader)
    Mail.objects.all().delete()
    form = _form(agreed.leader, has_left="on")
    assert sign_in(agreed.steward).post(f"/stewardship/people/{agreed.leader.pk}/", form).status_code == 302
    assert browser.get("/objectives/").status_code == 302
    agreed.engagement.refresh_from_db()
    assert agreed.engagement.state == State.PAUSED
    assert Mail.objects.filter(to=agreed.coach, kind="engagements.news").exists()


def test_a_change_that_is_refused_pauses_nothing(agreed: World) -> None:
    form = _form(agreed.leader, has_left="on", manager=agreed.reports[0].email)
    assert sign_in(agreed.steward).post(f"/stewardship/people/{agreed.leader.pk}/", form).status_code == 400
    agreed.engagement.refresh_from_db()
    assert agreed.engagement.state == State.AGREED


def test_a_term_that_is_over_ends_by_itself_and_both_are_told(agreed: World) -> None:
    assert engagements.end_terms() == 0
    Mail.objects.all().delete()
    with clock.shifted(timedelta(days=183)):
        assert engagements.end_terms() == 1
        assert engagements.end_terms() == 0
    assert Engagement.objects.get().state == State.ENDED
    assert set(Mail.objects.values_list("to", flat=True)) == {agreed.leader.pk, agreed.coach.pk}


def test_the_minimum_can_be_raised_and_not_lowered(world: World) -> None:
    browser = sign_in(world.steward)
    settled = {"name": "Halden Pumps", "product_name": "Spiegel", "mirror_on": "on", "k_mirror": "3"}
    settled |= {"backup_days": "30", "keep_shared_days": "90", "keep_coach_days": "30", "k_pulse": "5"}
    assert browser.post("/stewardship/house/", settled).status_code == 400
    assert Organization.get().k_mirror == 4
    assert browser.post("/stewardship/house/", {**settled, "k_mirror": "6"}).status_code == 302
    assert (Organization.get().k_mirror, Organization.get().product_name) == (6, "Spiegel")


def test_whoever_is_asked_to_coach_gets_a_mail_that_says_nothing(world: World) -> None:
    sign_in(world.steward).post(f"/stewardship/people/{world.stranger.pk}/ask/")
    assert list(Mail.objects.values_list("kind", "to")) == [("bench.asked", world.stranger.pk)]


def _plain(page: str) -> str:
    import re

    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page)
