"""What is possible instead where almost the same people were asked before: tried out, so that it holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hansei.core.anonymity import Source
from hansei.web.common.asking.models import Invitation
from hansei.web.common.asking.selectors import Beside
from hansei.web.common.engagements.selectors import current
from hansei.web.common.people import selectors as people
from hansei.web.common.people.models import Person
from hansei.web.steps.mirror import again, selectors
from hansei.web.steps.mirror.models import Behaviour, Mirror, Way

_Listed = Mapping[Source, Sequence[Person]]


@dataclass(frozen=True)
class WaysOut:
    """What a leader can do. Of people, as far as the directory tells; whether they can be asked today is not
    in it."""

    as_then: bool = False  #: the groups just as they were asked then
    others: bool = False  #: nobody who was asked then
    mixed: bool = False  #: so many stay, and so many come or go, that neither part is too small
    without_groups: bool = False  #: everything that is looked at can be seen by somebody else
    without_what_they_see: bool = False  #: the groups, and the behaviours that nobody else could see
    without_behaviours: bool = False  #: the behaviours that are too alike, of those looked at again

    @property
    def by_people(self) -> bool:
        """Whether any of it is a change of whom to ask."""
        return any((self.as_then, self.others, self.mixed, self.without_groups, self.without_what_they_see))


def ways_out(mirror: Mirror, found: Beside) -> WaysOut:
    """What is possible instead of a plan of which something is refused; nothing where nothing is."""
    if not found.refused:
        return WaysOut()
    rows, listed = selectors.rows_of(mirror), selectors.around(mirror)
    groups = frozenset[Source]().union(*found.refused.values())
    without = {source: [] if source in groups else persons for source, persons in listed.items()}
    left = [row for row in rows if _anybody(row, without)]
    can_leave = bool(left) and _passes(mirror, left, without)
    kept = [row for row in rows if row.code not in found.refused and _anybody(row, listed)]
    before = _before(mirror, found)
    others = _enough_others(mirror, before)
    then = before[0] if before and mirror.way != Way.MORE else None
    return WaysOut(
        as_then=then is not None and _as_then(mirror, rows, listed, groups, then),
        others=others,
        mixed=then is not None and all(_mixed(then, source, others=others) for source in groups),
        without_groups=can_leave and len(left) == len(rows),
        without_what_they_see=can_leave and len(left) < len(rows),
        without_behaviours=mirror.way == Way.AGAIN and bool(kept) and _passes(mirror, kept, listed),
    )


def _anybody(row: Behaviour, listed: _Listed) -> bool:
    return bool(selectors.asked_about(row, {source: len(persons) for source, persons in listed.items()}))


def _passes(mirror: Mirror, rows: Sequence[Behaviour], listed: _Listed) -> bool:
    return not again.would_be(mirror.leader, rows, listed).refused


def _before(mirror: Mirror, found: Beside) -> list[Mirror]:
    """The mirrors about the same: the one that this follows first, then the newest."""
    there = [one for one in selectors.mirrors(mirror.leader) if one.pk != mirror.pk and one.round is not None]
    same = [one for one in there if {row.code for row in selectors.rows_of(one)} & found.refused.keys()]
    return sorted(same or there, key=lambda one: one.pk != mirror.follows_id)


def _as_then(
    mirror: Mirror, rows: Sequence[Behaviour], listed: _Listed, groups: frozenset[Source], then: Mirror
) -> bool:
    if groups & {one.source for one in again.gone(then)}:
        return False
    here = again.still_here(then)
    moved = {person.pk for source in groups for person in here[source]}
    asked = {source: [one for one in persons if one.pk not in moved] for source, persons in listed.items()}
    asked |= {source: here[source] for source in groups}
    return _passes(mirror, rows, asked)


def _enough_others(mirror: Mirror, before: Sequence[Mirror]) -> bool:
    asked = Invitation.objects.filter(round__in=[one.round_id for one in before])
    without = {mirror.leader_id, *asked.values_list("person", flat=True)}
    with_coach = current(mirror.leader)
    if with_coach is not None:
        without.add(with_coach.coach_id)
    return people.so_many(selectors.minimum(), without=without)


def _mixed(then: Mirror, source: Source, *, others: bool) -> bool:
    """Whether enough of a group can stay, and enough come new, or go: it loses nobody, or enough of them."""
    k, here = selectors.minimum(), len(again.still_here(then)[source])
    asked = selectors.asked_in(then).get(source, 0)
    return here >= k and (asked >= 2 * k or (others and asked == here))
