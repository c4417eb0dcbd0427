"""Looking again at the same, and asking more people beside a mirror that was seen.

Both are mirrors of their own, which follow another: everything is expected and locked before anybody is
asked, and passes the gate by itself. Nothing of one is ever counted into the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from hansei.core import clock
from hansei.core.anonymity import More, Source, asks_more
from hansei.web.common.asking.models import Invitation
from hansei.web.common.asking.selectors import Beside, beside_earlier
from hansei.web.common.asking.services import Asked
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import current
from hansei.web.common.people import selectors as people
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.prepared import Prepared
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import selectors
from hansei.web.steps.mirror.models import Behaviour, Mirror, PersonAround, Stage, Way
from hansei.web.steps.mirror.own import known

audit.register("mirror.again", "mirror.more")


class NotMore(NotPossible):
    """These are not more people: somebody was asked before, or they are too few, as `why` says."""

    def __init__(self, why: More) -> None:
        super().__init__("These are not more people.")
        self.why = why


def first_of(mirror: Mirror) -> Mirror:
    """The mirror that this one stands beside: itself, unless it asked more people."""
    return mirror.follows if mirror.way == Way.MORE and mirror.follows is not None else mirror


def more_about(row: Behaviour) -> list[Behaviour]:
    """The same behaviour in mirrors that asked more people beside this one, oldest first."""
    return _MORE_ABOUT.all(mirror=row.mirror_id, code=row.code)


def before(row: Behaviour) -> Behaviour | None:
    """The same behaviour in the mirror that this one looks at again, if the leader opened it there."""
    mirror = row.mirror
    if mirror.way != Way.AGAIN or mirror.follows_id is None:
        return None
    then = (
        Behaviour.objects.filter(mirror=mirror.follows_id, code=row.code)
        .select_related("mirror__leader", "mirror__round")
        .first()
    )
    return then if then is not None and selectors.revealed(then) else None


def after(row: Behaviour) -> list[Behaviour]:
    """The same behaviour in mirrors that looked again at this one and have something to see, oldest first."""
    return _AFTER.all(mirror=row.mirror_id, code=row.code)


def _beside(way: Way) -> Prepared[Behaviour]:
    """The behaviours of one code in mirrors that follow another in this way and have something to see."""
    return Prepared[Behaviour](
        lambda mirror, code: (
            Behaviour.objects.filter(
                mirror__follows=mirror, mirror__way=way, mirror__stage=Stage.SEEING, code=code
            )
            .select_related("mirror__leader", "mirror__round")
            .order_by("mirror__locked_at", "mirror")
        ),
        mirror=Mirror._meta.get_field("id"),
        code=Behaviour._meta.get_field("code"),
    )


_MORE_ABOUT, _AFTER = _beside(Way.MORE), _beside(Way.AGAIN)


def asked_already(mirror: Mirror) -> frozenset[UUID]:
    """Everybody who was asked in this mirror or in others beside it; of more people, those before them."""
    first = first_of(mirror)
    rounds = Mirror.objects.filter(Q(pk=first.pk) | Q(follows=first, way=Way.MORE))
    if mirror.way == Way.MORE:
        rounds = rounds.exclude(pk=mirror.pk)
    asked = Invitation.objects.filter(round__in=rounds.exclude(round=None).values("round"))
    return frozenset(asked.values_list("person", flat=True))


def was_asked(mirror: Mirror, person: UUID) -> bool:
    """Whether this person was asked in this mirror or in another beside it. Nobody knows who answered."""
    first = first_of(mirror)
    rounds = Mirror.objects.filter(Q(pk=first.pk) | Q(follows=first, way=Way.MORE)).exclude(round=None)
    return Invitation.objects.filter(round__in=rounds.values("round"), person=person).exists()


def can_look_again(mirror: Mirror) -> bool:
    """Whether there is something to look at again: seen, at least in part, and not itself beside another."""
    return mirror.stage == Stage.SEEING and mirror.way != Way.MORE and bool(selectors.opened_rows(mirror))


def can_ask_more(row: Behaviour) -> bool:
    """Whether more people can be asked about it: the leader has opened it, in a mirror of its own."""
    return row.mirror.stage == Stage.SEEING and row.mirror.way != Way.MORE and selectors.revealed(row)


def about_what_the_boss_saw(mirror: Mirror) -> bool:
    """Whether more people are asked here about what the boss alone is placed to see."""
    if mirror.way != Way.MORE or mirror.follows is None:
        return False
    codes = {row.code for row in selectors.rows_of(mirror)}
    return any(selectors.in_words(row) for row in selectors.rows_of(mirror.follows) if row.code in codes)


def enough_left(row: Behaviour) -> bool:
    """Whether so many are in the directory who were not asked in its mirror that something could be shown."""
    without = asked_already(row.mirror) | {row.mirror.leader_id}
    with_coach = current(row.mirror.leader)
    if with_coach is not None:
        without |= {with_coach.coach_id}
    return people.so_many(selectors.minimum(), without=without)


def placed_in(mirror: Mirror) -> list[Source]:
    """As what somebody can be asked in a plan; where more people are asked, as who can see that behaviour."""
    if mirror.way != Way.MORE:
        return list(selectors.SOURCES)
    placed = {source for row in selectors.rows_of(mirror) for source in known(row).sources}
    return [source for source in selectors.SOURCES if source in placed]


def still_here(mirror: Mirror) -> dict[Source, list[Person]]:
    """Those who were asked in a mirror and have not left since, as what they were asked."""
    found: dict[Source, list[Person]] = {source: [] for source in selectors.SOURCES}
    asked = Invitation.objects.filter(round=mirror.round_id, person__left_on=None).select_related("person")
    for one in asked.order_by("person__name", "pk"):
        found[Source(one.source)].append(one.person)
    return found


def look_again(mirror: Mirror, engagement: Engagement) -> Mirror:
    """Begin to look at the same behaviours again, with the groups that can be asked as they were then.

    A group of which somebody cannot be asked as then begins with nobody: asked without them it would be too
    alike, and whoever was the only one without a tick could be told to have erased that they were asked.

    In the caller's hands is the agreement. NotPossible: nothing was seen yet, or a mirror is under way.
    """
    if not can_look_again(mirror):
        raise NotPossible("There is nothing to look at again yet.")
    rows = _still_there(selectors.rows_of(mirror))
    changed = {one.source for one in gone(mirror)}
    here = {source: found for source, found in still_here(mirror).items() if source not in changed}
    around = [(person, source) for source, found in here.items() for person in found]
    return _begun(mirror, Way.AGAIN, engagement, rows, around, "mirror.again")


def same(mirror: Mirror) -> list[Behaviour]:
    """What can be looked at in a plan that looks again: the behaviours of then; in any other, nothing."""
    if mirror.way != Way.AGAIN or mirror.follows is None:
        return []
    return _still_there(selectors.rows_of(mirror.follows))


def left_out(mirror: Mirror) -> list[Behaviour]:
    """Of the behaviours of then, those that a plan that looks again leaves out."""
    there = {row.code for row in selectors.rows_of(mirror)}
    return [row for row in same(mirror) if row.code not in there]


def ask_more(row: Behaviour, engagement: Engagement) -> Mirror:
    """Begin to ask more people about one behaviour that was seen: nobody who was asked in that mirror."""
    if not can_ask_more(row):
        raise NotPossible("More people can be asked about what was seen.")
    if not enough_left(row):
        raise NotPossible("Nothing of so few could be shown.")
    there = asked_already(row.mirror)
    around = [
        (person, source)
        for source, found in _proposed_more(row).items()
        for person in found
        if person.pk not in there
    ]
    return _begun(row.mirror, Way.MORE, engagement, [row], around, "mirror.more")


def beside_the_list(mirror: Mirror) -> dict[Source, list[Person]]:
    """Whom a plan offers beside those on its list; of what the boss alone can see, those further up."""
    if about_what_the_boss_saw(mirror):
        return {Source.FURTHER: people.further_up(mirror.leader)}
    placed = placed_in(mirror)
    return {source: found for source, found in selectors.chart(mirror.leader).items() if source in placed}


def _proposed_more(row: Behaviour) -> dict[Source, list[Person]]:
    leader = row.mirror.leader
    if selectors.in_words(row):
        return {Source.FURTHER: selectors.some(people.further_up(leader), selectors.MOST_PROPOSED)}
    return {s: found for s, found in selectors.proposed(leader).items() if s in known(row).sources}


def _begun(
    first: Mirror,
    way: Way,
    engagement: Engagement,
    rows: list[Behaviour],
    around: Iterable[tuple[Person, Source]],
    verb: str,
) -> Mirror:
    leader = first.leader
    if not rows:
        raise NotPossible("None of these behaviours is in the library any more.")
    vault.ensure(leader.private_scope, "person")
    try:
        with transaction.atomic():
            mirror = Mirror.objects.create(
                leader=leader, engagement=engagement, started_on=clock.now().date(), way=way, follows=first
            )
            Behaviour.objects.bulk_create(
                Behaviour(mirror=mirror, code=row.code, own=row.own, position=place)
                for place, row in enumerate(rows, 1)
            )
            people = [PersonAround(mirror=mirror, person=person, source=source) for person, source in around]
            PersonAround.objects.bulk_create(people)
            audit.record(leader.chain, verb, actor=leader.chain, subject="mirror", subject_id=mirror.pk)
    except IntegrityError:
        raise NotPossible("A mirror is under way already.") from None
    return mirror


def _still_there(rows: Iterable[Behaviour]) -> list[Behaviour]:
    offered = {one.code for one in selectors.offered()}
    return [row for row in rows if row.own is not None or row.code in offered]


def beside(mirror: Mirror) -> Beside:
    """What this plan would be beside all earlier rounds about its leader, and what of it cannot be asked."""
    return would_be(mirror.leader, selectors.rows_of(mirror), selectors.around(mirror))


def would_be(leader: Person, rows: Sequence[Behaviour], listed: Mapping[Source, Sequence[Person]]) -> Beside:
    """The same of any plan: these behaviours, asked of these people."""
    numbers = {source: len(found) for source, found in listed.items()}
    items = {row.code: selectors.asked_about(row, numbers) for row in rows}
    useful = {source for sources in items.values() for source in sources}
    return beside_earlier(
        leader,
        {code: [str(source) for source in sources] for code, sources in items.items()},
        [(person.pk, source) for source in useful for person in listed[source]],
        selectors.minimum(),
        worded={row.code for row in rows if row.own is not None},
    )


def too_alike(mirror: Mirror, found: Beside) -> list[tuple[Behaviour, frozenset[Source]]]:
    """The behaviours of which almost the same people were asked before, so that an answer could be told.

    With each, the sources that it is about.
    """
    rows = selectors.rows_of(mirror)
    return [(row, found.refused[row.code]) for row in rows if row.code in found.refused]


def asked_for(mirror: Mirror) -> list[Asked]:
    """Those on the list of a plan who are placed to see something in it."""
    useful = {source for sources in selectors.to_expect(mirror).values() for source in sources}
    listed = selectors.around(mirror)
    return [Asked(person, source) for source in useful for person in listed[source]]


def more_or_not(mirror: Mirror, asked: Iterable[Asked]) -> More:
    """Whether these people are more people beside the mirror that `mirror` follows; POSSIBLE for others."""
    if mirror.way != Way.MORE:
        return More.POSSIBLE
    now: dict[Source, set[UUID]] = {}
    for one in asked:
        now.setdefault(Source(one.source), set()).add(one.person.pk)
    wave = {source: frozenset(people) for source, people in now.items()}
    return asks_more(wave, [{Source.FURTHER: asked_already(mirror)}], selectors.minimum())


def require_more(mirror: Mirror, asked: Iterable[Asked]) -> None:
    """Refuse to ask as more people whoever is not; in the transaction that locks. Raises NotMore."""
    why = more_or_not(mirror, asked)
    if why is not More.POSSIBLE:
        raise NotMore(why)


@dataclass(frozen=True)
class Gone:
    """How many of those who were asked in a source cannot be asked as then.

    They left, or erased that they were asked; which of the two is told to nobody.
    """

    source: Source
    number: int


def gone(first: Mirror) -> list[Gone]:
    """Of those who were asked in this mirror, by source; a group that is whole is not in it."""
    here, asked = still_here(first), selectors.asked_in(first)
    missing = {source: asked.get(source, 0) - len(here[source]) for source in selectors.SOURCES}
    return [Gone(source, number) for source, number in missing.items() if number > 0]
