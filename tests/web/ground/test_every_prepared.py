"""A question whose SQL is written once holds nothing of whom it was written for, and nothing of the time."""

from __future__ import annotations

import gc
import importlib
import itertools
import pkgutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Field, Model

import hansei.web
from hansei.core import clock
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from hansei.web.ground.prepared import Prepared, PreparedChange, PreparedExists, _Query
from hansei.web.steps.ready import services as ready
from hansei.web.steps.ready.answers import Answers
from tests.web.records import make_records
from tests.world import World

pytestmark = pytest.mark.slow

LATER = timedelta(days=400)


def _modules() -> Iterator[str]:
    for one in pkgutil.walk_packages(hansei.web.__path__, "hansei.web."):
        if "migrations" not in one.name and not one.name.endswith((".settings", ".wsgi")):
            yield one.name


def _questions() -> list[_Query]:
    for name in _modules():
        importlib.import_module(name)
    audit.newest(Person.objects.all()[0].chain, "item.read", "item.taken_out")
    found = [one for one in gc.get_objects() if issubclass(type(one), _Query)]
    return [one for one in found if one._build.__module__.startswith("hansei.")]


def _values(field: Field[Any, Any]) -> list[Any]:
    if field.get_internal_type() == "DateTimeField":
        return [clock.now() - LATER, clock.now(), clock.now() + LATER]
    model: Any = Person if field.name == "chain" else field.model
    found = list(model._default_manager.order_by("pk").values_list(field.name, flat=True))
    return found[:40]


def _asked_with(question: _Query) -> list[dict[str, Any]]:
    names = list(question._holes)
    every = itertools.product(*(_values(question._holes[name]) for name in names))
    found = [dict(zip(names, values, strict=True)) for values in every]
    return found + found[::-1]  # each after another one, either way round


def _row(row: Model, *over: Model) -> Any:
    """All that was read of a row and of those beside it, which may lead back to it."""
    beside = {
        name: _row(one, row, *over)
        for name, one in row._state.fields_cache.items()
        if isinstance(one, Model) and not any(one is other for other in (row, *over))
    }
    return type(row), row.pk, {k: v for k, v in vars(row).items() if k != "_state"}, beside


def _compare(question: _Query, answers: set[str]) -> None:
    build: Callable[..., Any] = question._build
    for values in _asked_with(question):
        if isinstance(question, PreparedExists):
            found, expected = question.ask(**values), build(**values).exists()
        else:
            assert isinstance(question, Prepared)
            found, expected = list(map(_row, question.all(**values))), list(map(_row, build(**values)))
        assert found == expected
        answers.add(repr(found))


def _is_a_word(value: Any) -> bool:
    """Such as a state or the kind of an entry is; no key, no day."""
    return isinstance(value, str) and len(value) < 20 and not any(sign.isdigit() for sign in value)


def test_every_one_gives_each_their_own_and_now(agreed: World) -> None:
    make_records(agreed)
    ready.write_readiness(agreed.leader, Answers(outcome="yes"), seen="")
    audit.record(agreed.leader.chain, "item.read", actor=agreed.coach.chain)
    questions = [one for one in _questions() if not isinstance(one, PreparedChange)]
    assert len(questions) > 25
    alike = []
    for question in questions:
        answers: set[str] = set()
        _compare(question, answers)
        with clock.frozen(clock.now() + LATER):
            _compare(question, answers)
        # Nothing stands in its words that could be somebody's, or a moment.
        fixed = [value for value, name in question._made[1].places if name is None]
        assert all(isinstance(value, bool | int) or _is_a_word(value) for value in fixed), (question, fixed)
        if question._holes and len(answers) < 2:
            alike.append(_name(question))
    # There was something to mix up.
    assert not alike


def _name(question: _Query) -> str:
    values = _asked_with(question)[0]
    return f"{question._build(**values).model.__name__} by {', '.join(question._holes)}"
