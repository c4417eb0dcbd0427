"""The directory: who stands where, as far as it is known; nobody above themself, no address twice."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction

from hansei.core import clock
from hansei.web.common.people import selectors, services
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from tests.world import World, sign_in


def _person(name: str, **facts: object) -> Person:
    return Person.objects.create_user(f"{name}@halden.example", name=name, **facts)


# ------------------------------------------------------------------------------------------------------ reads
def test_a_line_is_followed_upwards_nearest_first(world: World) -> None:
    top = _person("top")
    Person.objects.filter(pk=world.boss.pk).update(manager=top)
    further = Person.objects.get(pk=world.further[0].pk)
    assert selectors.line_above(further) == [world.reports[0], world.leader, world.boss, top]
    assert selectors.line_above(top) == []


def test_a_circle_in_bad_data_ends(world: World) -> None:
    Person.objects.filter(pk=world.boss.pk).update(manager=world.leader)
    leader = Person.objects.get(pk=world.leader.pk)
    assert selectors.line_above(leader) == [world.boss]
    Person.objects.filter(pk=world.boss.pk).update(manager=world.boss)
    assert selectors.line_above(Person.objects.get(pk=world.boss.pk)) == []


def test_the_people_around_are_those_of_the_chart_who_are_still_here(world: World) -> None:
    leader = world.leader
    assert selectors.boss(leader) == world.boss
    assert set(selectors.peers(leader)) == set(world.peers)
    assert set(selectors.reports(leader)) == set(world.reports)
    assert set(selectors.further_off(leader)) == set(world.further)
    gone = [world.boss, world.peers[0], world.reports[1], world.further[0]]
    Person.objects.filter(pk__in=[one.pk for one in gone]).update(left_on=clock.now().date())
    leader = Person.objects.get(pk=leader.pk)
    around = [*selectors.peers(leader), *selectors.reports(leader), *selectors.further_off(leader)]
    assert selectors.boss(leader) is None
    assert not set(around) & set(gone)
    assert len(around) == len(world.peers) + len(world.reports) + len(world.further) - 3


def test_whoever_has_no_boss_has_no_peers(world: World) -> None:
    """Otherwise everybody without a boss would be the peer of everybody else without one."""
    assert selectors.peers(world.boss) == []
    assert selectors.boss(world.boss) is None


def test_a_search_finds_by_a_part_of_the_name_and_never_lists_everybody(world: World) -> None:
    assert selectors.find("ILS aa") == [world.stranger]
    assert selectors.find("  ") == selectors.find("") == []
    for number in range(60):
        _person(f"Zed {number}".replace(" ", ""))
    assert len(selectors.find("Zed")) == 50
    assert selectors.find("Nils", without=frozenset({world.stranger.pk})) == []
    Person.objects.filter(pk=world.stranger.pk).update(left_on=clock.now().date())
    assert selectors.find("Nils") == []


# ----------------------------------------------------------------------------------------------------- writes
def test_nobody_can_stand_above_themself(world: World) -> None:
    for boss in (world.leader, world.reports[0], world.further[0]):
        person = Person.objects.get(pk=world.leader.pk)
        with pytest.raises(services.NotPossible):
            services.change_person(world.steward, person, manager=Person.objects.get(pk=boss.pk))
    assert Person.objects.get(pk=world.leader.pk).manager == world.boss


def test_one_address_is_one_person_whatever_its_capitals(world: World) -> None:
    with pytest.raises(services.NotPossible):
        services.add_person(world.steward, email="Marianne.VOS@halden.example", name="Another")
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="MARIANNE.vos@halden.example", name="Another")
    browser = sign_in(world.steward)
    typed = {"name": "Another", "email": "MARIANNE.VOS@halden.example", "language": "en", "zone": "UTC"}
    page = browser.post("/stewardship/people/new/", typed)
    assert page.status_code == 400
    assert "Another" in page.content.decode(), "what was typed stays"
    assert Person.objects.filter(name="Another").count() == 0


def test_what_a_steward_changes_is_on_record_and_says_nothing_of_what(world: World) -> None:
    added = services.add_person(world.steward, email="new@halden.example", name="New One")
    services.change_person(world.steward, added, title="Head of nothing")
    entries = audit.entries(added.chain)
    assert [(entry.verb, entry.actor) for entry in entries] == [
        ("person.added", world.steward.chain), ("person.changed", world.steward.chain),
    ]  # fmt: skip
    assert {entry.subject for entry in entries} == {""}


def test_through_the_directory_nobody_becomes_the_operator_or_somebody_else(world: World) -> None:
    """What would open another's private space, or the server, is changed by no page and no service."""
    for fact in ("is_operator", "private_scope", "chain", "password", "email"):
        with pytest.raises(services.NotPossible):
            services.change_person(world.steward, world.stranger, **{fact: uuid.uuid4()})
    typed = {"name": "Nils Aas", "email": "n@halden.example", "language": "en", "zone": "Europe/Berlin"}
    typed |= {
        "is_operator": "on",
        "password": "another long one",
        "chain": str(uuid.uuid4()),
    }
    before = Person.objects.filter(pk=world.stranger.pk).values().get()
    browser = sign_in(world.steward)
    assert browser.post(f"/stewardship/people/{world.stranger.pk}/", typed).status_code == 302
    assert browser.post("/stewardship/people/new/", typed).status_code == 302
    changed = {"unit_id", "manager_id", "title"}  # left blank in the form
    after = Person.objects.filter(pk=world.stranger.pk).values().get()
    assert {name: value for name, value in after.items() if name not in changed} == {
        name: value for name, value in before.items() if name not in changed
    }
    made = Person.objects.get(email="n@halden.example")
    assert not made.is_operator
    assert not made.has_usable_password()


def test_a_person_leads_nowhere_from_what_was_erased(world: World) -> None:
    before = (world.leader.chain, world.leader.private_scope)
    services.loosen(world.leader)
    after = Person.objects.get(pk=world.leader.pk)
    assert (after.chain, after.private_scope) != before
    assert not Person.objects.filter(chain=before[0]).exists()


def test_when_somebody_signed_in_is_not_kept(world: World) -> None:
    """It would tell who considers coaching."""
    before = Person.objects.filter(pk=world.leader.pk).values().get()
    browser = sign_in(world.leader)
    browser.get("/")
    browser.post("/sign-in/logout/")
    assert Person.objects.filter(pk=world.leader.pk).values().get() == before
    assert "last_login" not in {field.column for field in Person._meta.concrete_fields}


# ------------------------------------------------------------------------------------------ language and zone
def test_pages_are_in_the_language_and_zone_of_whoever_reads_them(agreed: World) -> None:
    Person.objects.filter(pk=agreed.leader.pk).update(language="de", zone="Pacific/Auckland")
    page = sign_in(agreed.leader).get("/yours/").content.decode()
    assert '<html lang="de">' in page
    assert '<html lang="en">' in sign_in(agreed.coach).get("/yours/").content.decode()


@pytest.mark.parametrize("zone", ["Nowhere/At_all", "", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_breaks_no_page(world: World, zone: str) -> None:
    Person.objects.filter(pk=world.leader.pk).update(zone=zone)
    assert sign_in(world.leader).get("/").status_code == 200
