"""Who could head a part, for a page that lists them: as `parts.Line` has it, without reading everybody."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Count

from hansei.web.common.people.models import Person


class Heads:
    """Who has people below. Only these are read; the people right below them are counted by the database."""

    def __init__(self) -> None:
        self._below: dict[UUID, list[UUID]] = defaultdict(list)
        self._manager: dict[UUID, UUID | None] = {}
        self._leaders: set[UUID] = set()
        here = Person.objects.filter(left_on=None, manager__isnull=False).order_by()
        self._right_below: dict[UUID | None, int] = dict(here.values_list("manager").annotate(Count("pk")))
        managers = Person.objects.filter(manager__isnull=False).order_by().values("manager")
        facts = Person.objects.filter(pk__in=managers).values_list("pk", "manager_id", "is_leader", "left_on")
        for pk, manager, leads, left in facts:
            if manager is not None:
                self._below[manager].append(pk)
            self._manager[pk] = manager
            if leads and left is None:
                self._leaders.add(pk)
        self._tops = [pk for pk, manager in self._manager.items() if manager is None]

    def people(self, head: UUID) -> int:
        """How many are below `head` in the line and here."""
        seen = set(self._walk(head))
        found = sum(self._right_below.get(one, 0) for one in seen)
        # In a circle of bad data a head stands below itself.
        return found - (head in self._leaders and self._manager.get(head) in seen)

    def leads(self, person: UUID) -> bool:
        """Whether this is a leader, here, with somebody below."""
        return person in self._leaders and self.people(person) > 0

    def from_the_top(self, most: int) -> list[UUID]:
        """At most so many of those who lead: nearest to the top, of one level those with most below."""
        found: list[UUID] = []
        level, seen = self._tops, set(self._tops)
        while level and len(found) < most:
            leading = [one for one in level if self.leads(one)]
            found += sorted(leading, key=self.people, reverse=True)
            level = [one for head in level for one in self._below.get(head, ()) if one not in seen]
            seen |= set(level)
        return found[:most]

    def _walk(self, head: UUID) -> Iterator[UUID]:
        seen, ahead = {head}, [head]
        while ahead:
            one = ahead.pop()
            yield one
            fresh = [below for below in self._below.get(one, ()) if below not in seen]
            seen |= set(fresh)
            ahead += fresh
