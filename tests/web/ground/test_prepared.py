"""A prepared query gives what its queryset gives, each time anew."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError, transaction

from hansei.web.common.people.models import Organization, Person, Unit
from hansei.web.ground.prepared import Prepared, PreparedChange, PreparedExists, PreparedUpsert
from tests.world import World

_PK = Person._meta.get_field("id")


def test_it_gives_what_its_queryset_gives(world: World) -> None:
    def asked(pk: uuid.UUID) -> object:
        return Person.objects.filter(pk=pk).select_related("unit").only("name", "left_on", "unit__name")

    prepared = Prepared[Person](asked, pk=_PK)
    for person in Person.objects.all():
        [expected], [found] = asked(person.pk), prepared.all(pk=person.pk)  # type: ignore[misc]
        assert (found, found.name, found.left_on) == (expected, expected.name, expected.left_on)
        assert found.unit == expected.unit
        assert found.get_deferred_fields() == expected.get_deferred_fields()
    assert prepared.first(pk=uuid.uuid4()) is None


def test_nothing_of_an_answer_is_kept(world: World) -> None:
    prepared = Prepared[Organization](lambda: Organization.objects.filter(id=1))
    for name in ("First", "Second"):
        Organization.objects.update(name=name)
        found = prepared.first()
        assert found is not None
        assert found.name == name


def test_each_call_has_its_own_values(world: World) -> None:
    def left(pk: uuid.UUID, other: uuid.UUID) -> object:
        return Person.objects.filter(pk__in=[pk, other]).exclude(pk__in=Person.objects.filter(pk=other))

    one, two = Person.objects.all()[:2]
    prepared = Prepared[Person](left, pk=_PK, other=_PK)
    assert prepared.all(pk=one.pk, other=two.pk) == [one]
    assert prepared.all(pk=two.pk, other=one.pk) == [two]


def test_whether_there_is_any_is_asked_anew_each_time(world: World) -> None:
    with_units = PreparedExists(
        lambda name: Person.objects.filter(unit__name=name).select_related("unit").order_by("name"),
        name=Unit._meta.get_field("name"),
    )
    assert with_units.ask(name="Works")
    assert not with_units.ask(name="Nowhere")
    Unit.objects.filter(name="Works").update(name="Nowhere")
    assert not with_units.ask(name="Works")
    assert with_units.ask(name="Nowhere")
    assert PreparedExists(Person.objects.all).ask()


def test_a_change_tells_how_many_rows_it_changed(world: World) -> None:
    person = Person.objects.all()[0]
    change = PreparedChange(lambda pk: Person.objects.filter(pk=pk), {"name": "Changed"}, pk=_PK)
    assert change.run(pk=uuid.uuid4()) == 0
    assert change.run(pk=person.pk) == 1
    assert list(Person.objects.filter(name="Changed")) == [person]


def test_an_upsert_adds_replaces_and_is_refused_like_any_other_row(world: World) -> None:
    upsert = PreparedUpsert(Unit, unique=["id"], update=["name"])
    rows = [{"id": uuid.uuid4(), "name": name, "parent_id": None} for name in ("One", "Two")]
    upsert.run(rows)
    upsert.run([rows[0] | {"name": "Another"}])
    names = Unit.objects.filter(pk__in=[row["id"] for row in rows]).values_list("name", flat=True)
    assert set(names) == {"Another", "Two"}
    with pytest.raises(IntegrityError), transaction.atomic():
        upsert.run([{"id": uuid.uuid4(), "name": None, "parent_id": None}])


def test_a_value_that_stands_nowhere_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="nowhere"):
        Prepared[Person](lambda pk: Person.objects.all(), pk=_PK).all(pk=uuid.uuid4())
