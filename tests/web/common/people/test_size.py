"""A large organization: the demo can have one, and what is asked of the directory does not grow with it."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.demo import crowd
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements.eligible import candidates
from hansei.web.common.people.models import Person, Unit
from hansei.web.common.people.selectors import line_above, lines_above
from tests.web.pages import read
from tests.world import World, on_the_bench, sign_in


def _gathered() -> list[tuple[str, ...]]:
    facts = ("email", "name", "title", "unit__name", "unit__parent__name", "manager__email")
    return list(Person.objects.filter(email__contains="@valves.").order_by("email").values_list(*facts))


def test_the_same_people_are_invented_each_time_in_one_line_with_units_and_coaches(world: World) -> None:
    crowd.gather(500)
    first = _gathered()
    assert len(first) == 500
    assert Place.objects.filter(coach__email__contains="@valves.").count() == 2
    tops = [one for one in first if one[5] is None]
    assert [one[2] for one in tops] == ["Managing director, Valves"]
    everybody = list(Person.objects.select_related("manager"))
    assert max(len(line) for line in lines_above(everybody).values()) >= 3
    leaders = Person.objects.filter(email__contains="@valves.", is_leader=True)
    bosses = Person.objects.filter(email__contains="@valves.", reports__isnull=False).distinct()
    assert set(leaders) == set(bosses)
    assert Unit.objects.filter(parent__name="Halden Valves").count() >= 5
    Person.objects.filter(email__contains="@valves.").delete()
    empty = Unit.objects.filter(people=None)
    empty.update(parent=None)
    empty.delete()
    crowd.gather(500)
    assert _gathered() == first


def test_twenty_thousand_have_different_names() -> None:
    import random

    names = [f"{first}.{family}".lower() for first, family in crowd._names(20_000, random.Random(29))]
    assert len(set(names)) == 20_000


def test_many_lines_are_the_same_as_each_alone_and_a_circle_ends(world: World) -> None:
    Person.objects.filter(pk=world.boss.pk).update(manager=world.reports[0])
    people = list(Person.objects.all())
    with CaptureQueriesContext(connection) as asked:
        lines = lines_above(people)
    assert len(asked) <= 2
    assert lines == {one.pk: [boss.pk for boss in line_above(one)] for one in people}
    below = lines_above([world.further[0]])
    assert len(below[world.further[0].pk]) == 3


def test_more_coaches_take_no_more_questions_and_the_bench_shows_fifty_of_them(world: World) -> None:
    with CaptureQueriesContext(connection) as few:
        assert len(candidates(world.leader)) == 1
    crowd.gather(300)
    rest = Person.objects.filter(email__contains="@valves.", bench_place=None)[:80]
    for one in rest:
        on_the_bench(one)
    with CaptureQueriesContext(connection) as many:
        assert len(candidates(world.leader)) > 80
    assert len(many) <= len(few) + 5
    browser = sign_in(world.steward)
    assert "1 to 50 of 82" in read(browser.get("/stewardship/")).text
    assert "Tomasz Lind" in read(browser.get("/stewardship/?q=tomasz")).text
