"""What importing a file would do: who is added, what changes, who could have left, what is wrong.

People are known by their mail address, in small letters. An address is never changed here, and neither is a
number (`external_id`) that somebody has: who signs in as whom rests on the address, so a row that fits one
person by its address and another by its number is left to people. Whoever left does not come back by a file:
others may read their mail box by now.
"""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from hansei.core.roster.columns import Field, Table
from hansei.core.roster.wanted import House, Problem, Wanted, leaves_out, understand


class Leaders(StrEnum):
    """Who becomes a leader by an import."""

    COLUMN = "column"  # as the file says, where it says so
    REPORTS = "reports"  # whoever has at least one report; nobody stops being one
    KEEP = "keep"  # nobody


@dataclass(frozen=True)
class Known:
    """Somebody in the directory. Bosses are mail addresses."""

    email: str
    name: str
    title: str = ""
    unit: str = ""
    manager: str = ""
    dotted: frozenset[str] = frozenset()
    language: str = "en"
    zone: str = "Europe/Berlin"
    is_leader: bool = False
    external_id: str = ""
    here: bool = True
    has_role: bool = False


@dataclass(frozen=True)
class Change:
    """One fact, as it was and as it would be, as texts for a reader; people stand by their names."""

    fact: str
    was: str
    will: str


#: One fact as it is to be: a text, yes or no, or the addresses of several people.
Fact = str | bool | frozenset[str]


@dataclass(frozen=True)
class Entry:
    """Somebody who is added or changed: the facts as they are to be, and how to show them."""

    row: int
    email: str
    name: str
    facts: Mapping[str, Fact]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Leaving:
    """Somebody who could be marked as having left. `row`: where the file says so; 0: not named in it."""

    email: str
    name: str
    row: int


@dataclass(frozen=True)
class Plan:
    """All that an import would do. Nothing of it is done by making it."""

    added: tuple[Entry, ...] = ()
    changed: tuple[Entry, ...] = ()
    leaving: tuple[Leaving, ...] = ()
    problems: tuple[Problem, ...] = ()
    unchanged: int = 0
    #: not named in the file, and not offered as leaving: they hold a role here
    with_role: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.leaving)

    def digest(self) -> str:
        """What was read and confirmed: differs when anything that would be done differs."""
        parts = [repr((e.email, sorted((k, _steady(v)) for k, v in e.facts.items()))) for e in self.added]
        parts += [
            repr((e.email, sorted((k, _steady(v)) for k, v in e.facts.items()), e.changes))
            for e in self.changed
        ]
        parts += [repr((one.email, one.row)) for one in self.leaving]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _steady(value: Fact) -> str:
    return repr(sorted(value)) if isinstance(value, frozenset) else repr(value)


_PLAIN = ("external_id", "name", "title", "unit", "language", "zone", "is_leader")


def plan(table: Table, directory: Iterable[Known], house: House, leaders: Leaders) -> Plan:
    """What importing `table` into `directory` would do. Done and planned again, the plan is empty."""
    return _Planning(table, list(directory), house, leaders).plan()


@dataclass
class _Planning:
    table: Table
    directory: list[Known]
    house: House
    leaders: Leaders
    problems: list[Problem] = field(default_factory=list)

    def plan(self) -> Plan:
        self.known = {one.email: one for one in self.directory}
        self.by_number = {one.external_id: one for one in self.directory if one.external_id}
        wanted, self.problems = understand(self.table, self.house)
        self.rows: dict[str, Wanted] = {}
        self.aliases: dict[str, str] = {}
        gone: dict[str, Wanted] = {}
        for one in self._without_doubles(wanted):
            email = self._who(one)
            if email is not None:
                (gone if one.gone else self.rows)[email] = one
        self.new = {email for email in self.rows if email not in self.known}
        self._resolve_people()
        entries = [self._entry(email, one) for email, one in self.rows.items()]
        return Plan(
            added=tuple(one for one in entries if one.email in self.new),
            changed=tuple(one for one in entries if one.email not in self.new and one.changes),
            leaving=self._leaving(gone),
            problems=tuple(sorted(self.problems, key=lambda p: (p.row, p.column, p.code))),
            unchanged=sum(one.email not in self.new and not one.changes for one in entries),
            with_role=tuple(
                one.name
                for one in self.directory
                if one.here and one.has_role and one.email not in self.meant
            ),
        )

    # ------------------------------------------------------------------------------------------- who is meant
    def _without_doubles(self, wanted: list[Wanted]) -> list[Wanted]:
        """Which of two rows for one person is right nobody can know here: neither is taken.

        Whoever left and was taken on again stands there twice, once as gone: the row that is not gone holds.
        """
        here = [one for one in wanted if not one.gone]
        taken = {one.email for one in here if one.email} | {
            one.external_id for one in here if one.external_id
        }
        doubled: set[int] = set()
        for field_, key in ((Field.EMAIL, "email"), (Field.EXTERNAL_ID, "external_id")):
            rows: dict[str, list[Wanted]] = defaultdict(list)
            for one in here:
                if value := getattr(one, key):
                    rows[value].append(one)
            for value, several in rows.items():
                if len(several) > 1:
                    for one in several:
                        self._problem(one.row, field_, f"double_{key}", value, left_out=True)
                        doubled.add(one.row)
        # Meant all the same: they are in the file.
        self.meant = {one.email for one in wanted if one.row in doubled and one.email}
        self.meant |= {
            self.by_number[one.external_id].email for one in wanted if one.external_id in self.by_number
        }
        out = leaves_out(self.problems)
        for row in self.table.rows:
            if row.number in out:
                self.meant |= self._meant_by(
                    self.table.value(row, Field.EMAIL).lower(), self.table.value(row, Field.EXTERNAL_ID)
                )
        gone = [one for one in wanted if one.gone and not {one.email, one.external_id} & taken]
        return [one for one in here if one.row not in doubled] + gone

    def _meant_by(self, email: str, number: str) -> set[str]:
        found = {email} if email in self.known else set()
        return found | ({self.by_number[number].email} if number in self.by_number else set())

    def _who(self, one: Wanted) -> str | None:
        """The address of the one whom this row is about; None when the row is left out."""
        by_mail, by_number = self.known.get(one.email), self.by_number.get(one.external_id)
        self.meant |= {known.email for known in (by_mail, by_number) if known}
        if by_mail and by_number and by_mail is not by_number:
            return self._refuse(one, Field.EXTERNAL_ID, "number_of_another", by_number.name)
        if by_mail and one.external_id and by_mail.external_id not in ("", one.external_id):
            # An address that was given to somebody new: they would sign in as the one before.
            return self._refuse(one, Field.EXTERNAL_ID, "another_number", by_mail.name)
        found = by_mail or by_number
        if found is None:
            if one.gone:
                return None
            if not one.email:
                return self._refuse(one, Field.EMAIL, "no_mail")
            if not one.facts.get("name"):
                return self._refuse(one, Field.NAME, "no_name")
            return one.email
        if not found.here:
            return None if one.gone else self._refuse(one, Field.EMAIL, "has_left", found.name)
        if by_mail is None and one.email:
            self._problem(one.row, Field.EMAIL, "another_mail", found.email, left_out=False)
            self.aliases[one.email] = found.email
        if found.email in self.rows:
            return self._refuse(one, Field.EMAIL, "double_email", found.email)
        return found.email

    def _refuse(self, one: Wanted, field_: Field, code: str, value: str = "") -> str | None:
        """Leave the row out: nobody is meant by it."""
        self._problem(one.row, field_, code, value or one.email, left_out=True)
        return None

    def _problem(self, row: int, field_: Field, code: str, value: str, *, left_out: bool) -> None:
        self.problems.append(Problem(row, self.table.headings.get(field_, ""), code, value[:120], left_out))

    # ------------------------------------------------------------------------------------------------- bosses
    def _resolve_people(self) -> None:
        numbers = {known.external_id: email for email, known in self.known.items() if known.external_id}
        numbers |= {one.external_id: email for email, one in self.rows.items() if one.external_id}
        names: dict[str, set[str]] = defaultdict(set)
        for email, known in self.known.items():
            if known.here:
                names[self._name_of(email).casefold()].add(email)
        for email in self.new:
            names[self._name_of(email).casefold()].add(email)
        self.numbers, self.names = numbers, names
        self.bosses: dict[str, str] = {}
        self.dotted: dict[str, frozenset[str]] = {}
        for email, one in self.rows.items():
            if one.manager is not None:
                boss = self._find(one, *one.manager)
                if boss == email:
                    self._problem(one.row, one.manager[0], "own_boss", one.manager[1], left_out=False)
                elif boss:
                    self.bosses[email] = boss
            lines = {self._find(one, Field.DOTTED, text) for text in one.dotted} - {None, email}
            if lines:
                self.dotted[email] = frozenset(line for line in lines if line)
        self._break_circles()

    def _name_of(self, email: str) -> str:
        row = self.rows.get(email)
        if row is not None and row.facts.get("name"):
            return str(row.facts["name"])
        return self.known[email].name if email in self.known else email

    def _find(self, one: Wanted, field_: Field, text: str) -> str | None:
        """Whom a cell names as boss, by address, number or name. None, with a problem, when it is nobody."""
        candidates: set[str] = set()
        if "@" in text:
            mail = self.aliases.get(text.lower(), text.lower())
            candidates = {mail} if mail in self.known or mail in self.new else set()
        elif field_ is not Field.MANAGER_NAME and text in self.numbers:
            candidates = {self.numbers[text]}
        elif field_ is not Field.MANAGER_ID:
            candidates = self.names.get(_turned_name(text).casefold(), set())
        if len(candidates) > 1:
            self._problem(one.row, field_, "several_bosses", text, left_out=False)
            return None
        found = next(iter(candidates), None)
        if found is None:
            self._problem(one.row, field_, "unknown_boss", text, left_out=False)
        elif found in self.known and not self.known[found].here:
            self._problem(one.row, field_, "boss_has_left", text, left_out=False)
            return None
        return found

    def _break_circles(self) -> None:
        """Whoever would stand above themself through this file keeps the boss they have."""
        while True:
            lines = {email: known.manager for email, known in self.known.items()} | self.bosses
            circle = [
                email
                for email in _in_circles(lines)
                if email in self.bosses and self.bosses[email] != self._boss_now(email)
            ]
            if not circle:
                return
            for email in circle:
                one = self.rows[email]
                assert one.manager is not None
                self._problem(one.row, one.manager[0], "circle", one.manager[1], left_out=False)
                del self.bosses[email]

    def _boss_now(self, email: str) -> str:
        return self.known[email].manager if email in self.known else ""

    # ------------------------------------------------------------------------------------------------ entries
    def _facts(self, email: str, one: Wanted) -> dict[str, Fact]:
        facts: dict[str, Fact] = dict(one.facts)
        if one.external_id:
            facts["external_id"] = one.external_id
        if self.leaders is not Leaders.COLUMN:
            facts.pop("is_leader", None)
        if self.leaders is Leaders.REPORTS and email in self._with_reports:
            facts["is_leader"] = True
        if email in self.bosses:
            facts["manager"] = self.bosses[email]
        if email in self.dotted:
            facts["dotted"] = self.dotted[email]
        return facts

    @property
    def _with_reports(self) -> frozenset[str]:
        if not hasattr(self, "_leading"):
            lines = {email: known.manager for email, known in self.known.items() if known.here}
            lines |= dict.fromkeys(self.new, "") | self.bosses
            self._leading = frozenset(lines.values()) - {""}
        return self._leading

    def _entry(self, email: str, one: Wanted) -> Entry:
        facts = self._facts(email, one)
        if email in self.new:
            facts.setdefault("language", self.house.language)
            facts.setdefault("zone", self.house.zone)
            return Entry(one.row, email, str(facts["name"]), facts)
        known = self.known[email]
        facts.pop("division", None)  # where a new part of the organization stands, and nothing of a person
        changed = {fact: value for fact, value in facts.items() if value != getattr(known, fact)}
        changes = tuple(
            Change(fact, self._shown(getattr(known, fact)), self._shown(changed[fact]))
            if fact in _PLAIN
            else Change(fact, self._people(getattr(known, fact)), self._people(changed[fact]))
            for fact in sorted(changed)
        )
        if changed and "unit" in changed and one.facts.get("division"):
            changed["division"] = one.facts["division"]
        return Entry(one.row, email, known.name, changed, changes)

    @staticmethod
    def _shown(value: Fact) -> str:
        return ("yes" if value else "no") if isinstance(value, bool) else str(value)

    def _people(self, value: Fact) -> str:
        if isinstance(value, frozenset):
            return ", ".join(sorted(self._name_of(email) for email in value))
        return self._name_of(str(value)) if value else ""

    def _leaving(self, gone: Mapping[str, Wanted]) -> tuple[Leaving, ...]:
        found = []
        for one in self.directory:
            if not one.here or one.has_role or one.email in self.rows:
                continue
            if one.email in gone:
                found.append(Leaving(one.email, one.name, gone[one.email].row))
            elif one.email not in self.meant:
                found.append(Leaving(one.email, one.name, 0))
        return tuple(sorted(found, key=lambda one: (not one.row, one.name.casefold(), one.email)))


def _turned_name(text: str) -> str:
    last, comma, first = text.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else text


def _in_circles(lines: Mapping[str, str]) -> list[str]:
    """Everybody who stands above themself. Each line is walked once."""
    done: set[str] = set()
    found: list[str] = []
    for start in lines:
        path: dict[str, int] = {}
        here = start
        while here and here not in done and here not in path:
            path[here] = len(path)
            here = lines.get(here, "")
        if here in path:
            found += list(path)[path[here] :]
        done |= set(path)
    return found


def carried_out(plan: Plan, directory: Iterable[Known], leave: Collection[str] = ()) -> list[Known]:
    """The directory after `plan`, in which those in `leave` have left, as far as they could."""
    facts = {entry.email: _of_a_person(entry.facts) for entry in (*plan.added, *plan.changed)}
    could = {one.email for one in plan.leaving} & set(leave)
    after = []
    for one in directory:
        changed = replace(one, **facts.pop(one.email, {}))  # type: ignore[arg-type]
        after.append(replace(changed, here=False) if one.email in could else changed)
    return after + [Known(email=email, **new) for email, new in facts.items()]  # type: ignore[arg-type]


def _of_a_person(facts: Mapping[str, Fact]) -> dict[str, Fact]:
    return {fact: value for fact, value in facts.items() if fact != "division"}
