"""What is asked once while a page is put together is asked anew for the next one."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction
from django.utils.functional import SimpleLazyObject

from hansei.web.common.people.models import Organization, Person, Unit
from hansei.web.ground.once import asked_once, once
from hansei.web.ground.prepared import PreparedChange
from tests.web.pages import read
from tests.world import World, agree, sign_in

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


def _by_one_row(person: Person) -> None:
    row = Person.objects.get(pk=person.pk)
    row.name = "Changed"
    row.save()


def _by_a_query(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(name="Changed")


def _by_many_rows(person: Person) -> None:
    row = Person.objects.get(pk=person.pk)
    row.name = "Changed"
    Person.objects.bulk_update([row], ["name"])


def _by_words_written_once(person: Person) -> None:
    field = Person._meta.get_field("id")
    PreparedChange(lambda pk: Person.objects.filter(pk=pk), {"name": "Changed"}, pk=field).run(pk=person.pk)


def _by_hand(person: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_person SET name = 'Changed' WHERE email = %s", [person.email])


def _in_a_block_of_its_own(person: Person) -> None:
    with once():
        _by_a_query(person)


@pytest.mark.parametrize(
    "change",
    [
        _by_one_row,
        _by_a_query,
        _by_many_rows,
        _by_words_written_once,
        _by_hand,
        _in_a_block_of_its_own,
    ],
)
def test_what_is_written_inside_a_block_is_seen_there_at_once(
    world: World, change: Callable[[Person], None]
) -> None:
    with once():
        assert names_of(world.leader) == ["Marianne Vos", ""]
        change(world.leader)
        assert names_of(world.leader) == ["Changed", ""]
        Person.objects.filter(pk=world.leader.pk).update(name="Again")
        assert names_of(world.leader) == ["Again", ""]


def test_what_is_taken_back_is_not_remembered(world: World) -> None:
    def fails() -> None:
        with transaction.atomic():
            _by_a_query(world.leader)
            assert names_of(world.leader) == ["Changed", ""]
            raise ZeroDivisionError

    with once():
        assert names_of(world.leader) == ["Marianne Vos", ""]
        with pytest.raises(ZeroDivisionError):
            fails()
        assert names_of(world.leader) == ["Marianne Vos", ""]


def test_a_read_that_writes_is_not_remembered(world: World) -> None:
    @asked_once
    def counts_up(person: Person) -> str:
        name = Person.objects.get(pk=person.pk).name + "+"
        Person.objects.filter(pk=person.pk).update(name=name)
        return name

    with once():
        assert counts_up(world.leader) == "Marianne Vos+"
        assert counts_up(world.leader) == "Marianne Vos++"


def test_behind_a_lock_everything_is_asked_anew(world: World) -> None:
    with once(), transaction.atomic():
        names_of(world.leader)
        list(Person.objects.select_for_update().filter(pk=world.leader.pk))
        names_of(world.leader)
    # SQLite knows no lock of a row: there the transaction is one, from its first word on.
    assert len(ASKED) == 2


@pytest.mark.parametrize("alias", ["default", "keys"])
def test_a_statement_that_is_no_plain_read_ends_the_memory_of_its_block_alone(
    world: World, alias: str
) -> None:
    with once():
        names_of(world.leader)
        with transaction.atomic(using=alias):  # a SAVEPOINT here, a BEGIN where there is no transaction
            pass
        names_of(world.leader)
    assert len(ASKED) == 2
    with once():
        names_of(world.leader)
        names_of(world.leader)
    assert len(ASKED) == 3


def test_nothing_watches_a_database_when_no_block_is_open(world: World) -> None:
    with once():
        assert all(one.execute_wrappers for one in connections.all())
    assert not any(one.execute_wrappers for one in connections.all())


def test_two_people_in_one_process_see_each_their_own_first_page(world: World) -> None:
    agree(world)
    pages = {}
    for _ in range(2):
        for seat, person in world.seats.items():
            text = read(sign_in(person).get("/")).text
            assert pages.setdefault(seat, text) == text
    assert "Tomasz Lind" in pages["leader"]
    assert all("Marianne Vos" not in pages[seat] for seat in ("steward", "stranger", "other leader"))


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
