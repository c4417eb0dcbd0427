"""Queries whose SQL Django writes once, for what very many ask within a few minutes.

Django writes the SQL of a query anew each time it is asked, and for a single row that takes some ten times as
long as the database does. Here it writes it at the first call, with marks where the values go; every later
call puts its own values there. Kept is the question alone, nothing of an answer: each call asks the database.
So whatever differs between two calls, the time above all, has to be one of the values.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet
from django.db.models.constants import OnConflict
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery

M = TypeVar("M", bound=Model)


class _Sql(NamedTuple):
    words: str
    # Each is a value that stands there always, or the name of the one that a call brings.
    places: Sequence[tuple[Any, str | None]]


def _mark(field: "Field[Any, Any]", place: int) -> Any:
    """A value of the field's kind that nothing else in a query is."""
    match field.get_internal_type():
        case "UUIDField":
            return uuid.uuid4()
        case "CharField":
            return uuid.uuid4().hex
        case "DateTimeField":
            return datetime(1, 2, 3, tzinfo=UTC) + timedelta(microseconds=place)
        case kind:
            raise TypeError(f"no mark is known for a {kind}")


class _Query:
    """`build` makes the queryset, from one value by name for each of `holes`, whose field says its kind."""

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], /, **holes: "Field[Any, Any]") -> None:
        self._build = build
        self._holes = holes
        self._made: Any = None

    def _marked(self) -> tuple[QuerySet[Any, Any], dict[str, Any]]:
        marks = {name: _mark(field, place) for place, (name, field) in enumerate(self._holes.items())}
        return self._build(**marks), marks

    def _sql(self, alias: str, marks: Mapping[str, Any], words: str, given: Sequence[Any]) -> _Sql:
        here = connections[alias]
        names = {self._holes[name].get_db_prep_value(mark, here): name for name, mark in marks.items()}
        places = [(one, names.get(one)) for one in given]
        if {name for _, name in places} - {None} != set(marks):
            raise ValueError("a value of this query stands nowhere in it")
        return _Sql(words, places)

    def _values(self, here: BaseDatabaseWrapper, sql: _Sql, values: Mapping[str, Any]) -> list[Any]:
        ready = {name: field.get_db_prep_value(values[name], here) for name, field in self._holes.items()}
        return [one if name is None else ready[name] for one, name in sql.places]


class Prepared(_Query, Generic[M]):
    """A read of whole rows of one model, as its queryset makes them; `select_related` and `only` as usual."""

    def all(self, **values: Any) -> list[M]:
        """What the queryset would give now for these values."""
        if self._made is None:
            self._made = self._read()
        alias, sql, model, start, end, names, converters, beside = self._made
        here = connections[alias]
        with here.cursor() as cursor:
            cursor.execute(sql.words, self._values(here, sql, values))
            rows = [list(row) for row in cursor.fetchall()]
        found = []
        for row in rows:
            for place, (convert, expression) in converters:
                for one in convert:
                    row[place] = one(row[place], expression, here)
            instance = model.from_db(alias, names, row[start:end])
            for related in beside:
                related.populate(row, instance)
            found.append(instance)
        return found

    def first(self, **values: Any) -> M | None:
        """The first of `all`, or None."""
        return next(iter(self.all(**values)), None)

    def _read(self) -> tuple[Any, ...]:
        rows, marks = self._marked()
        alias = rows.db
        compiler = rows.query.get_compiler(alias)
        words, given = compiler.as_sql()
        kind = compiler.klass_info
        if kind is None or compiler.annotation_col_map:
            raise ValueError("a prepared read is of whole rows")
        # As QuerySet's ModelIterable does it.
        start, end = kind["select_fields"][0], kind["select_fields"][-1] + 1
        names = [one[0].target.attname for one in compiler.select[start:end]]
        converters = list(compiler.get_converters([one[0] for one in compiler.select]).items())
        # The stubs know a later Django.
        beside = get_related_populators(kind, compiler.select, alias)  # type: ignore[call-arg]
        sql = self._sql(alias, marks, words, given)
        return alias, sql, kind["model"], start, end, names, converters, beside


class PreparedExists(_Query):
    """Whether there is any row, as `QuerySet.exists`."""

    def ask(self, **values: Any) -> bool:
        """Whether there is one now for these values."""
        if self._made is None:
            rows, marks = self._marked()
            query: Any = rows.query.exists()
            self._made = rows.db, self._sql(rows.db, marks, *query.get_compiler(rows.db).as_sql())
        alias, sql = self._made
        here = connections[alias]
        with here.cursor() as cursor:
            cursor.execute(sql.words, self._values(here, sql, values))
            return cursor.fetchone() is not None


class PreparedChange(_Query):
    """`QuerySet.update` with the same fixed change each time."""

    def __init__(
        self,
        build: Callable[..., QuerySet[Any, Any]],
        change: Mapping[str, Any],
        /,
        **holes: "Field[Any, Any]",
    ) -> None:
        super().__init__(build, **holes)
        self._change = change

    def run(self, **values: Any) -> int:
        """Change the rows for these values; how many there were."""
        if self._made is None:
            rows, marks = self._marked()
            query: Any = rows.query.chain(UpdateQuery)
            query.add_update_values(self._change)
            self._made = rows.db, self._sql(rows.db, marks, *query.get_compiler(rows.db).as_sql())
        alias, sql = self._made
        here = connections[alias]
        with here.cursor() as cursor:
            cursor.execute(sql.words, self._values(here, sql, values))
            return int(cursor.rowcount)


class PreparedUpsert:
    """`bulk_create` with `update_conflicts`: rows are added, or take the place of those that are there.

    Where several rows are to be there all or none, the caller has a transaction open.
    """

    def __init__(self, model: type[Model], *, unique: Sequence[str], update: Sequence[str]) -> None:
        self._model = model
        self._unique, self._update = unique, update
        self._fields = model._meta.local_concrete_fields
        self._made: tuple[str, str] | None = None

    def run(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write `rows`: each has a value for every column, by its `attname`."""
        if self._made is None:
            self._made = self._write()
        alias, words = self._made
        here = connections[alias]
        values = [[one.get_db_prep_save(row[one.attname], here) for one in self._fields] for row in rows]
        if values:
            with here.cursor() as cursor:
                cursor.executemany(words, values)

    def _write(self) -> tuple[str, str]:
        alias = router.db_for_write(self._model)
        get = self._model._meta.get_field
        query: Any = InsertQuery(
            self._model,
            on_conflict=OnConflict.UPDATE,
            update_fields=[get(name) for name in self._update],
            unique_fields=[get(name) for name in self._unique],
        )
        query.insert_values(self._fields, [self._model()])
        [(words, given)] = query.get_compiler(alias).as_sql()
        if len(given) != len(self._fields):
            raise ValueError("a column of this model is written in more than one value")
        return alias, words
