"""What is asked once while a page is put together is asked anew for the next one."""

from __future__ import annotations

import threading

import pytest
from django.utils.functional import SimpleLazyObject

from hansei.web.common.people.models import Organization, Person, Unit
from hansei.web.ground.once import asked_once, once
from tests.world import World

ASKED: list[object] = []


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    ASKED.clear()


@asked_once
def names_of(person: Person, after: str = "") -> list[str]:
    ASKED.append(person)
    return [Person.objects.get(pk=person.pk).name, after]


@asked_once
def nothing_of(person: Person) -> None:
    ASKED.append(person)


def test_inside_a_block_a_question_is_asked_once_whoever_brings_the_row(world: World) -> None:
    same = Person.objects.get(pk=world.leader.pk)
    with once():
        for one in (world.leader, same, SimpleLazyObject(lambda: same)):
            assert names_of(one) == ["Marianne Vos", ""]  # type: ignore[arg-type]
        assert len(ASKED) == 1
        assert names_of(same, "x") == names_of(same, "x") == ["Marianne Vos", "x"]
        assert names_of(same, after="y") == names_of(same, after="y") == ["Marianne Vos", "y"]
        assert len(ASKED) == 3


def test_no_answer_is_an_answer_too(world: World) -> None:
    with once():
        for _ in range(2):
            nothing_of(world.leader)
    assert len(ASKED) == 1


def test_outside_a_block_it_is_asked_every_time(world: World) -> None:
    for name in ("First", "Second"):
        Person.objects.filter(pk=world.leader.pk).update(name=name)
        assert names_of(world.leader) == [name, ""]


def test_a_change_is_seen_in_the_next_block_and_after_a_block(world: World) -> None:
    for name in ("First", "Second"):
        Person.objects.filter(pk=world.leader.pk).update(name=name)
        with once():
            assert names_of(world.leader) == [name, ""]
    Person.objects.filter(pk=world.leader.pk).update(name="Third")
    assert names_of(world.leader) == ["Third", ""]


def test_a_block_that_fails_leaves_nothing(world: World) -> None:
    def fails() -> None:
        with once():
            names_of(world.leader)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    Person.objects.filter(pk=world.leader.pk).update(name="Second")
    assert names_of(world.leader) == ["Second", ""]
    with once():
        assert names_of(world.leader) == ["Second", ""]


def test_a_block_in_a_block_belongs_to_it_and_does_not_end_it(world: World) -> None:
    with once():
        names_of(world.leader)
        with once():
            names_of(world.leader)
        names_of(world.leader)
    assert len(ASKED) == 1


def test_two_people_share_nothing(world: World) -> None:
    with once():
        assert names_of(world.leader) == ["Marianne Vos", ""]
        assert names_of(world.coach) == ["Tomasz Lind", ""]
        assert names_of(world.leader) == ["Marianne Vos", ""]


def test_rows_of_two_kinds_with_one_key_share_nothing(world: World) -> None:
    @asked_once
    def kind_of(row: Person | Unit) -> str:
        return type(row).__name__

    with once():
        assert kind_of(Unit(pk=world.leader.pk)) == "Unit"
        assert kind_of(world.leader) == "Person"


def test_two_questions_about_one_person_share_nothing(world: World) -> None:
    with once():
        nothing_of(world.leader)
        assert names_of(world.leader) == ["Marianne Vos", ""]


def test_nobody_changes_the_list_of_somebody_else(world: World) -> None:
    with once():
        names_of(world.leader).clear()
        names_of(world.leader).append("x")
        assert names_of(world.leader) == ["Marianne Vos", ""]


def test_another_request_at_the_same_time_has_a_memory_of_its_own() -> None:
    @asked_once
    def here() -> int:
        return threading.get_ident()

    there: list[int] = []
    with once():
        own = here()
        for other in [threading.Thread(target=lambda: there.append(here())) for _ in range(2)]:
            other.start()
            other.join()
        assert own == here()
    assert own not in there


def test_the_organization_is_the_one_that_is_there_now(world: World) -> None:
    for name in ("First", "Second"):
        Organization.objects.update(name=name)
        with once():
            found = Organization.get()
            assert found is not None
            assert found is Organization.get()
            assert found.name == name
