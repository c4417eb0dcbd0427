"""One row, understood: who is meant, and what the file says of them. What cannot be understood is a problem.

A blank cell says nothing: what is known stays. So a file with a few columns changes those alone.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from hansei.core.roster.columns import NO, YES, Field, Table, plain
from hansei.core.roster.reading import Row

#: How long a fact may be.
LONGEST: Final = MappingProxyType(
    {"name": 120, "title": 120, "unit": 120, "division": 120, "external_id": 64}
)

_MAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ACTIVE = _words(
    """active aktiv yes y ja j true 1 onleave leave leaveofabsence created invited new current employed
    beurlaubt elternzeit angestellt"""
)
_GONE = _words(
    """terminated inactive deceased suspended left former no n nein false 0 ausgeschieden inaktiv ausgetreten
    verlassen gekuendigt deactivated"""
)
_SUFFIXES = _words("jr sr ii iii iv phd mba dr md")
_DATES = ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d.%m.%y")
_LANGUAGES: Mapping[str, str] = MappingProxyType(
    {"english": "en", "englisch": "en", "anglais": "en", "german": "de", "deutsch": "de", "allemand": "de"}
)


@dataclass(frozen=True)
class Problem:
    """Something in the file that was not taken as it stands.

    `column` is the heading in the file, "" for the row as a whole; `value` what stands there or who else is
    meant; `left_out`: nothing of this row is imported. Otherwise all of it is but what the problem is about.
    """

    row: int
    column: str
    code: str
    value: str = ""
    left_out: bool = False


@dataclass(frozen=True)
class House:
    """What an installation knows: languages, time zones, and what somebody new gets."""

    languages: tuple[str, ...]
    zones: frozenset[str]
    today: date
    language: str = "en"
    zone: str = "Europe/Berlin"


@dataclass
class Wanted:
    """What one row says. `facts` holds plain facts by name; only what the row says something about."""

    row: int
    email: str = ""
    external_id: str = ""
    gone: bool = False
    facts: dict[str, str | bool] = field(default_factory=dict)
    #: (column, what stands there) of the boss and of each boss by a dotted line
    manager: tuple[Field, str] | None = None
    dotted: tuple[str, ...] = ()


def understand(table: Table, house: House) -> tuple[list[Wanted], list[Problem]]:
    """Every row, with what is wrong with it. Rows that are wrong as a whole are not among the first."""
    zones = {plain(zone): zone for zone in house.zones}
    wanted, problems = [], []
    for row in table.rows:
        one, found = _Reading(table, row, house, zones).all()
        problems += found
        if one is not None:
            wanted.append(one)
    return wanted, problems


def is_mail(text: str) -> bool:
    """Whether this, in small letters, is a mail address as a directory can hold one.

    Letters beyond ASCII are refused: two addresses that look alike must not be two people.
    """
    return len(text) <= 254 and _MAIL.fullmatch(text) is not None


class _Reading:
    def __init__(self, table: Table, row: Row, house: House, zones: Mapping[str, str]) -> None:
        self.table, self.row, self.house, self.zones = table, row, house, zones
        self.problems: list[Problem] = []

    def all(self) -> tuple[Wanted | None, list[Problem]]:
        wanted = Wanted(self.row.number)
        for field_ in self.table.places:
            # It would run in whatever this name or title is later exported to.
            if self.value(field_).startswith("="):
                self.problem(field_, "formula", left_out=True)
        if self.problems:
            return None, self.problems
        wanted.gone = self._gone()
        if not self._identity(wanted):
            return None, self.problems
        if not wanted.gone:
            self._facts(wanted)
        if any(problem.left_out for problem in self.problems):
            return None, self.problems
        return wanted, self.problems

    def value(self, field_: Field) -> str:
        return self.table.value(self.row, field_)

    def problem(self, field_: Field | None, code: str, value: str | None = None, *, left_out: bool) -> None:
        heading = self.table.headings.get(field_, "") if field_ else ""
        shown = self.value(field_) if value is None and field_ else value or ""
        self.problems.append(Problem(self.row.number, heading, code, shown[:120], left_out))

    def _identity(self, wanted: Wanted) -> bool:
        email, external_id = self.value(Field.EMAIL).lower(), self.value(Field.EXTERNAL_ID)
        if len(external_id) > LONGEST["external_id"]:
            self.problem(Field.EXTERNAL_ID, "too_long", left_out=True)
            return False
        if email and not is_mail(email):
            self.problem(Field.EMAIL, "bad_mail", left_out=True)
            return False
        if not email and not external_id:
            self.problem(Field.EMAIL, "no_mail", left_out=True)
            return False
        wanted.email, wanted.external_id = email, external_id
        return True

    def _gone(self) -> bool:
        left_on = self.value(Field.LEFT_ON)
        if left_on:
            day = _day(left_on)
            if day is None:
                self.problem(Field.LEFT_ON, "bad_date", left_out=False)
            elif day < self.house.today:
                return True
        status = plain(self.value(Field.STATUS))
        if status in _GONE:
            return True
        if status and status not in _ACTIVE:
            self.problem(Field.STATUS, "unknown_status", left_out=False)
        return False

    def _facts(self, wanted: Wanted) -> None:
        name = self._name()
        if len(name) > LONGEST["name"]:
            self.problem(self._named_by(), "too_long", left_out=True)
        elif name:
            wanted.facts["name"] = name
        for fact, field_ in (("title", Field.TITLE), ("unit", Field.UNIT), ("division", Field.DIVISION)):
            value = self.value(field_)
            if len(value) > LONGEST[fact]:
                self.problem(field_, "too_long", left_out=False)
            elif value:
                wanted.facts[fact] = value
        self._language(wanted)
        self._zone(wanted)
        self._leads(wanted)
        for field_ in (Field.MANAGER_EMAIL, Field.MANAGER_ID, Field.MANAGER, Field.MANAGER_NAME):
            if self.value(field_):
                wanted.manager = (field_, self.value(field_))
                break
        wanted.dotted = tuple(one for one in re.split(r"\s*[;,|]\s*", self.value(Field.DOTTED)) if one)

    def _named_by(self) -> Field:
        there = (one for one in (Field.NAME, Field.LAST, Field.FIRST) if one in self.table.places)
        return next(there, Field.PREFERRED)

    def _name(self) -> str:
        """As somebody wants to be called, as far as the file tells."""
        full = _turned(self.value(Field.NAME))
        first, last = self.value(Field.FIRST), self.value(Field.LAST)
        preferred, called = self.value(Field.PREFERRED), self.value(Field.PREFERRED_LAST)
        if not full and (first or last):
            full = " ".join(part for part in (first, last) if part)
        if " " in preferred:
            return preferred
        if preferred or called:
            parts = full.split()
            given = preferred or first or (parts[0] if parts else "")
            family = called or last or " ".join(parts[1:])
            return " ".join(part for part in (given, family) if part)
        return full

    def _language(self, wanted: Wanted) -> None:
        given = self.value(Field.LANGUAGE)
        if not given:
            return
        code = re.split(r"[-_ (]", given.lower())[0]
        code = _LANGUAGES.get(code, code)
        if code in self.house.languages:
            wanted.facts["language"] = code
        else:
            self.problem(Field.LANGUAGE, "unknown_language", left_out=False)

    def _zone(self, wanted: Wanted) -> None:
        given = self.value(Field.ZONE)
        if not given:
            return
        zone = self.zones.get(plain(given))
        if zone:
            wanted.facts["zone"] = zone
        else:
            self.problem(Field.ZONE, "unknown_zone", left_out=False)

    def _leads(self, wanted: Wanted) -> None:
        given = plain(self.value(Field.LEADER))
        if given in YES:
            wanted.facts["is_leader"] = True
        elif given in NO:
            wanted.facts["is_leader"] = False
        elif given:
            self.problem(Field.LEADER, "yes_or_no", left_out=False)


def _turned(name: str) -> str:
    """ "Vos, Marianne" as "Marianne Vos"; "Sam Okoro, Jr." as it is."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) != 2 or not all(parts) or plain(parts[1]) in _SUFFIXES:
        return name
    return f"{parts[1]} {parts[0]}"


def _day(text: str) -> date | None:
    for form in _DATES:
        try:
            # A day alone: there is no zone to it.
            return datetime.strptime(text[:10], form).date()  # noqa: DTZ007
        except ValueError:
            continue
    return None


def leaves_out(problems: Iterable[Problem]) -> frozenset[int]:
    """The rows of which nothing is imported."""
    return frozenset(problem.row for problem in problems if problem.left_out)
