"""Writing what an import planned: the directory as core plans with it, and all changes of a plan at once."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError

from hansei.core import clock
from hansei.core.roster import Entry, House, Known, Plan
from hansei.web.common.people.models import Organization, Person, Unit
from hansei.web.common.people.services import CHANGEABLE, NotPossible
from hansei.web.common.people.zones import HOME, ZONES
from hansei.web.ground.audit import services as audit

#: What a file can never say of anybody: who signs in as whom, and who runs the house.
_PLAIN = frozenset({"name", "title", "language", "zone", "is_leader", "external_id"})


def house() -> House:
    """What is known here when a file is read."""
    codes = tuple(code for code, _name in settings.LANGUAGES)
    return House(codes, frozenset(ZONES), clock.now().date(), settings.LANGUAGE_CODE[:2], HOME)


def hold() -> None:
    """Hold the directory until the end of the transaction: what is planned then is what is written."""
    list(Organization.objects.select_for_update().filter(pk=1).values_list("pk"))


def known() -> list[Known]:
    """Everybody, those who left as well, as a plan needs them: two queries."""
    dotted: dict[str, set[str]] = {}
    lines = Person.dotted.through.objects.values_list("from_person__email", "to_person__email")
    for below, above in lines:
        dotted.setdefault(below, set()).add(above)
    people = Person.objects.order_by("email").values_list(
        "email", "name", "title", "unit__name", "manager__email", "language", "zone", "is_leader",
        "external_id", "left_on", "is_steward", "is_operator", "is_council",
    )  # fmt: skip
    return [
        Known(
            email=email,
            name=name,
            title=title,
            unit=unit or "",
            manager=manager or "",
            dotted=frozenset(dotted.get(email, ())),
            language=language,
            zone=zone,
            is_leader=is_leader,
            external_id=external_id,
            here=left_on is None,
            has_role=steward or operator or council,
        )
        for (
            email, name, title, unit, manager, language, zone, is_leader, external_id, left_on, steward,
            operator, council,
        ) in people
    ]  # fmt: skip


def write(by: Person | None, plan: Plan, leave: Collection[str]) -> list[Person]:
    """Write a plan, in the caller's transaction, with one line in the audit of each person.

    `leave`: the addresses of those, among the plan's, who have left. Returns them. `by` is None for whoever
    runs the server. Raises NotPossible when somebody was written at the same moment.
    """
    there = {person.email: person for person in Person.objects.all()}
    units = _units(plan)
    new = {entry.email: _made(entry, units) for entry in plan.added}
    everybody = there | new
    for entry in plan.added:
        new[entry.email].manager = everybody.get(str(entry.facts.get("manager", "")))
    going = [there[one.email] for one in plan.leaving if one.email in leave]
    try:
        Person.objects.bulk_create(new.values(), batch_size=500)
        for entry in plan.changed:
            facts = _columns(entry, units, everybody)
            if facts:
                Person.objects.filter(pk=there[entry.email].pk).update(**facts)
    except IntegrityError:
        raise NotPossible("Somebody in this file was written to the directory just now.") from None
    _dotted((*plan.added, *plan.changed), everybody)
    today = clock.now().date()
    for start in range(0, len(going), 500):
        batch = [person.pk for person in going[start : start + 500]]
        Person.objects.filter(pk__in=batch).update(left_on=today)
    actor = by.chain if by else None
    left = {person.chain for person in going}
    changed = {there[entry.email].chain for entry in plan.changed} | left
    audit.record_each(((person.chain, "person.added") for person in new.values()), actor=actor)
    audit.record_each(((chain, "person.changed") for chain in sorted(changed)), actor=actor)
    return going


def _made(entry: Entry, units: dict[str, Unit]) -> Person:
    facts = {fact: value for fact, value in entry.facts.items() if fact in _PLAIN}
    person = Person(email=entry.email, unit=units.get(str(entry.facts.get("unit", ""))), **facts)
    person.set_unusable_password()
    return person


def _columns(entry: Entry, units: dict[str, Unit], everybody: dict[str, Person]) -> dict[str, Any]:
    facts: dict[str, Any] = {fact: value for fact, value in entry.facts.items() if fact in _PLAIN}
    if "unit" in entry.facts:
        facts["unit"] = units[str(entry.facts["unit"])]
    if "manager" in entry.facts:
        facts["manager"] = everybody[str(entry.facts["manager"])]
    assert facts.keys() <= CHANGEABLE
    return facts


def _units(plan: Plan) -> dict[str, Unit]:
    """Every part of the organization by its name; those that are new are made, below the one they are in."""
    units: dict[str, Unit] = {}
    for unit in Unit.objects.order_by("pk"):
        units.setdefault(unit.name, unit)
    above: dict[str, str] = {}
    for entry in (*plan.added, *plan.changed):
        name, division = str(entry.facts.get("unit", "")), str(entry.facts.get("division", ""))
        if name and name not in units and not above.get(name):
            above[name] = division if division != name else ""
    for division in {one for one in above.values() if one and one not in units}:
        units[division] = Unit.objects.create(name=division)
    for name, division in above.items():
        if name not in units:
            units[name] = Unit.objects.create(name=name, parent=units.get(division))
    return units


def _dotted(entries: Iterable[Entry], everybody: dict[str, Person]) -> None:
    through = Person.dotted.through
    lines = []
    for entry in entries:
        above = entry.facts.get("dotted")
        if isinstance(above, frozenset):
            person = everybody[entry.email]
            through.objects.filter(from_person_id=person.pk).delete()
            lines += [
                through(from_person_id=person.pk, to_person_id=everybody[email].pk) for email in sorted(above)
            ]
    through.objects.bulk_create(lines, batch_size=500)
