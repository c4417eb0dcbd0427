"""Which parts a wave may have: nobody in two of them, and nobody's people hidden in a part of others.

Only the directory decides here, never who can be asked at present: that would tell the steward who has an
open request, and so who is coached.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible

#: Everybody but its leaders sees only parts that hold so many leaders of one level (rule 7).
LEADERS = 3


class Refused(NotPossible):
    """This wave cannot be opened. `why` is a word that the page turns into a sentence; `name` the part."""

    def __init__(self, why: str, name: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.name = name


@dataclass(frozen=True)
class Plan:
    """One part as it is planned: one head, whose figures they are, or several, and then for everybody."""

    name: str
    heads: Sequence[Person]

    @property
    def of_one(self) -> bool:
        return len(self.heads) == 1


class Line:
    """Who stands below whom, as the directory knows it now; the ids of all, without those who left."""

    def __init__(self) -> None:
        self._below: dict[UUID, list[UUID]] = defaultdict(list)
        self._leaders: set[UUID] = set()
        self._gone: set[UUID] = set()
        facts = Person.objects.values_list("pk", "manager_id", "is_leader", "left_on")
        for pk, manager, leads, left in facts:
            if manager is not None:
                self._below[manager].append(pk)
            if left is not None:
                self._gone.add(pk)
            elif leads:
                self._leaders.add(pk)

    def below(self, head: UUID) -> frozenset[UUID]:
        """Everybody below `head` in the line who is here. A circle in bad data ends."""
        return frozenset(self._walk(head)) - self._gone - {head}

    def members(self, heads: Collection[UUID]) -> frozenset[UUID]:
        """Who belongs to a part: below its one head, or below its heads with these themselves."""
        found: set[UUID] = set()
        for head in heads:
            found |= self.below(head)
        return frozenset(found if len(heads) == 1 else found | set(heads))

    def leads(self, person: UUID) -> bool:
        """Whether this is a leader, here, with somebody below."""
        return person in self._leaders and bool(self.below(person))

    def first_leaders(self, head: UUID) -> list[UUID]:
        """The leaders below `head` who have people of their own and no such leader between."""
        return list(self._first(head, {head}))

    def _first(self, head: UUID, seen: set[UUID]) -> Iterator[UUID]:
        for one in self._below.get(head, ()):
            if one in seen:
                continue
            seen.add(one)
            if self.leads(one):
                yield one
            else:
                yield from self._first(one, seen)

    def _walk(self, head: UUID) -> Iterator[UUID]:
        seen, ahead = {head}, [head]
        while ahead:
            for one in self._below.get(ahead.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    ahead.append(one)
                    yield one


def check(plans: Sequence[Plan], line: Line, *, k: int, lately: Iterable[Collection[UUID]] = ()) -> None:
    """Refused, unless each part may be asked and nobody is in two. `lately`: heads of parts asked lately."""
    if not plans:
        raise Refused("nothing")
    taken: set[UUID] = set()
    resting = [line.members(heads) | frozenset(heads) for heads in lately]
    for plan in plans:
        members = _check_one(plan, line, k)
        if members & taken:
            raise Refused("twice", plan.name)
        taken |= members
        if any(members & before for before in resting):
            raise Refused("lately", plan.name)


def _check_one(plan: Plan, line: Line, k: int) -> frozenset[UUID]:
    heads = [head.pk for head in plan.heads]
    if not heads or len(set(heads)) < len(heads) or not all(line.leads(head) for head in heads):
        raise Refused("no_leader", plan.name)
    members = line.members(heads)
    if plan.of_one:
        # A leader's own part may hold the people of other leaders, but never of one or two.
        inside = line.first_leaders(heads[0])
        if inside:
            _hold_enough(inside, members, line, plan.name, "leaders_inside")
    else:
        if any(one in line.below(other) for one in heads for other in heads):
            raise Refused("above", plan.name)
        _hold_enough(heads, members, line, plan.name, "leaders")
    if len(members) < k:
        raise Refused("too_small", plan.name)
    return members


def _hold_enough(heads: Sequence[UUID], members: Collection[UUID], line: Line, name: str, why: str) -> None:
    if len(heads) < LEADERS:
        raise Refused(why, name)
    # Three leaders of whom one brings nearly everybody are one.
    if any(2 * len(line.below(head)) > len(members) for head in heads):
        raise Refused("mostly_one", name)
