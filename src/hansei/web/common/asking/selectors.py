"""Reads of rounds. Nothing here tells who answered, or how many did before the close."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from hansei.core import clock
from hansei.core.anonymity import (
    Earlier,
    Kind,
    Partition,
    Source,
    Tally,
    Wave,
    group_of,
    group_tells_all,
    merges,
    merging,
)
from hansei.core.anonymity import tells_all as could_tell_all
from hansei.web.common.asking.models import PART, Answer, GivenWords, Invitation, Round, RoundItem
from hansei.web.common.asking.tokens import hash_of, place_of, wording_place, words_place
from hansei.web.common.people.models import Organization, Person
from hansei.web.ground.prepared import Prepared
from hansei.web.ground.vault import services as vault

#: Nobody is asked more often than this, over everything.
QUARTER = timedelta(days=90)
MOST_A_QUARTER = 4


_SAID = (
    "source",
    "round__kind",
    "round__closes_at",
    "round__closed_at",
    "round__key_scope",
    "round__answers_scope",
    "round__asked",
    "round__k",
    "round__merged",
    "round__about__name",
    "person__language",
    "person__zone",
)


class StillOpen(Exception):
    """Answers are still taken, or were not yet written again: nothing is counted before that."""

    def __init__(self) -> None:
        super().__init__("this round is not closed")


def by_secret(secret: str) -> Invitation | None:
    """The invitation behind a link, open or closed, with its round, the person and who it is about.

    The links of somebody who left lead nowhere: their mail box may be read by others by now.
    """
    return _BEHIND.first(secret_hash=hash_of(secret))


def _behind(secret_hash: str) -> QuerySet[Invitation]:
    found = Invitation.objects.filter(secret_hash=secret_hash, person__left_on=None)
    # Of the two people only what a page says of them.
    return found.select_related("round", "round__about", "person").only(*_SAID)


_BEHIND = Prepared[Invitation](_behind, secret_hash=Invitation._meta.get_field("secret_hash"))


def is_open(round_: Round) -> bool:
    """Whether answers are taken now. Time decides, whether or not anybody has tidied up; and while the
    organization has its kind off, nobody is asked and nothing is taken (rule 15)."""
    return round_.open_at(clock.now()) and not _switched_off(round_.kind)


def _switched_off(kind: str) -> bool:
    house = _SWITCHES.first()
    return house is not None and not getattr(house, f"{kind}_on")


_SWITCHES = Prepared[Organization](
    lambda: Organization.objects.filter(id=1).only(*(f"{kind.value}_on" for kind in Kind))
)


def rounds_about(person: Person, kind: Kind = Kind.MIRROR) -> list[Round]:
    """All rounds of one kind about this person, newest first."""
    return list(Round.objects.filter(about=person, kind=kind).order_by("-opened_at", "pk"))


def open_rounds_about(person: Person) -> list[Round]:
    """Rounds about this person whose links are open now."""
    return list(Round.objects.filter(about=person, closed_at=None, closes_at__gt=clock.now()))


def people_asked(round_: Round) -> list[tuple[Person, Source]]:
    """Who was asked, and as what, by name: for the leader, who chose them. Says nothing of who answered."""
    found = _ASKED_IN.all(round_id=round_.pk)
    return [(invitation.person, Source(invitation.source)) for invitation in found]


_ASKED_IN = Prepared[Invitation](
    lambda round_id: (
        Invitation.objects.filter(round=round_id).select_related("person").order_by("person__name", "pk")
    ),
    round_id=Round._meta.get_field("id"),
)


# --------------------------------------------------------------------------------- who can be asked (rule 13)
def not_askable(people: Iterable[Person], about: Person | None) -> frozenset[UUID]:
    """The ids of those among `people` who cannot be asked about `about` now; None: about nobody, in a pulse.

    Somebody who left, the person themself, whoever has an open request or had four in the last 90 days over
    everything, and whoever has a request about them open at `about`. A screen never says which of these it
    is: that would tell that somebody else is being coached.
    """
    here = {person.pk: person for person in people}
    refused = {pk for pk, person in here.items() if person.left_on is not None}
    now = clock.now()
    running = Invitation.objects.filter(round__closed_at=None, round__closes_at__gt=now)
    refused |= set(running.filter(person__in=here).values_list("person", flat=True))
    if about is not None:
        refused |= {about.pk} & here.keys()
        crosswise = running.filter(person=about, round__about__in=here)
        refused |= set(crosswise.values_list("round__about", flat=True))
    lately = Invitation.objects.filter(person__in=here, round__opened_at__gt=now - QUARTER)
    counted = lately.order_by().values("person").annotate(times=Count("pk")).filter(times__gte=MOST_A_QUARTER)
    return frozenset(refused | set(counted.values_list("person", flat=True)))


def askable(person: Person, about: Person) -> bool:
    """Whether `person` can be asked about `about` now; see not_askable."""
    return not not_askable([person], about)


@dataclass(frozen=True)
class Beside:
    """What a round that is to be opened would be beside all earlier ones about the same person.

    `refused`: the refs that cannot be asked of just these people, each with the sources it is about.
    `merged`: whether peers and reports have to stand together, or alone; None: by the numbers who answer.
    """

    refused: Mapping[str, frozenset[Source]]
    merged: bool | None


def beside_earlier(
    about: Person,
    items: Mapping[str, Collection[str]],
    asked: Iterable[tuple[UUID, str]],
    k: int,
    *,
    worded: Collection[str] = (),
) -> Beside:
    """Whether `items` (refs, each with its sources) may be asked, beside all earlier rounds about a person.

    `asked` says whom, and as what; `worded`, which of the refs are in the leader's own words. Beside whatever
    was shown or still will be, it could tell what somebody answered: see core.anonymity.waves. What somebody
    worded may be the same as anything, in other words: so it is set beside everything, and everything beside
    it.
    """
    now: dict[str, set[Hashable]] = defaultdict(set)
    for person, source in asked:
        now[source].add(person)
    waves = {ref: _wave(sources, now) for ref, sources in items.items()}
    earlier: dict[str, list[Earlier]] = {ref: [] for ref in items}
    shown = Q(closed_at=None) | Q(respondents__isnull=False)
    for before in Round.objects.filter(shown, about=about).prefetch_related("items"):
        then, merged = _asked_in(before), _merged(before)
        for item in before.items.all():
            wave = Earlier(_wave(item.sources, then), before.k, merged)
            for ref, others in earlier.items():
                if ref == item.ref or ref in worded or item.wording is not None:
                    others.append(wave)
    return Beside(*merging(waves, earlier, k))


def _wave(sources: Iterable[str], people: Mapping[str, set[Hashable]]) -> Wave:
    return {Source(source): frozenset(people[source]) for source in sources if source in people}


def _merged(round_: Round) -> bool | None:
    """Whether peers and reports stand together in a round; None while that is not known."""
    if round_.closed_at is None:
        return round_.merged
    return merges(partition(round_), respondents(round_), round_.k, round_.merged)


def _asked_in(round_: Round) -> Mapping[str, set[Hashable]]:
    """Who was asked, by source; somebody whose invitation was erased since counts as somebody unknown."""
    found: dict[str, set[Hashable]] = defaultdict(set)
    for person, source in Invitation.objects.filter(round=round_).values_list("person", "source"):
        found[source].add(person)
    for source, number in round_.asked.items():
        found[source] |= {(round_.pk, source, place) for place in range(len(found[source]), number)}
    return found


# ------------------------------------------------------------------------------------------- after the close
def partition(round_: Round) -> Partition:
    """How many were asked in each source, as declared when the round opened."""
    return Partition({Source(source): number for source, number in round_.asked.items()})


def was_withdrawn(round_: Round) -> bool:
    """Whether it ended without anything to count: stopped by the leader, or by a restore."""
    return round_.closed_at is not None and round_.respondents is None


def respondents(round_: Round) -> Mapping[Source, int]:
    """How many of each source sent at least one answer; for the gate alone. Nobody in a withdrawn round.

    Raises StillOpen.
    """
    if round_.closed_at is None:
        raise StillOpen
    return {Source(source): number for source, number in (round_.respondents or {}).items()}


def respondents_of_part(round_: Round) -> int:
    """How many of one part answered anything in the pulse; for the gate alone. StillOpen."""
    if round_.closed_at is None:
        raise StillOpen
    return int((round_.respondents or {}).get(PART, 0))


def tallies_of_part(round_: Round) -> Mapping[str, Tally]:
    """What one part answered to each item of the pulse, counted; for the gate alone. As `tallies`."""
    return {ref: Tally.of(ratings) for (ref, _), ratings in _ratings(round_).items()}


def tallies(round_: Round) -> Mapping[tuple[str, Source], Tally]:
    """What each source answered to each item it was asked about, counted; for the gate alone.

    An item nobody answered has an empty tally. Raises StillOpen before the close, vault KeyGone once erased.
    """
    return {(ref, Source(source)): Tally.of(ratings) for (ref, source), ratings in _ratings(round_).items()}


def _ratings(round_: Round) -> Mapping[tuple[str, str], list[int]]:
    if round_.closed_at is None:
        raise StillOpen
    given: dict[tuple[str, str], list[int]] = {
        (item.ref, source): []
        for item in round_.items.all()
        for source in item.sources
        if round_.asked.get(source)
    }
    answers = list(Answer.objects.filter(round=round_).select_related("item"))
    places = {place_of(bytes(answer.token), answer.item_id): answer for answer in answers}
    opened = vault.open_all(round_.answers_scope, {place: one.value for place, one in places.items()})
    for place, answer in places.items():
        given[answer.item.ref, answer.source].append(int(opened[place]))
    return given


def asked_of(round_: Round) -> Mapping[tuple[str, Source], int]:
    """How many were asked about each item in each source."""
    return {
        (item.ref, Source(source)): round_.asked[source]
        for item in round_.items.all()
        for source in item.sources
        if round_.asked.get(source)
    }


# ------------------------------------------------------------------------------------- what somebody is told
def tells_all(invitation: Invitation) -> bool:
    """Whether what is shown later can tell that everybody answered who is asked as this person is."""
    round_ = invitation.round
    if round_.kind == Kind.PULSE:
        return group_tells_all(round_.asked[PART], round_.k)
    return could_tell_all(Source(invitation.source), partition(round_).asked, round_.k, round_.merged)


# ------------------------------------------------------------------------------------------------- in words
def takes_words(invitation: Invitation, item: RoundItem) -> bool:
    """Whether this person may write something about this item, and not rate it alone.

    The boss replies to what they alone could see. Others may tell an occasion, where so many are asked that
    it could be shown at all: nobody is asked to write what nobody may ever read.
    """
    if invitation.source in (Source.BOSS, PART):
        return item.in_words
    return _group(invitation, item) >= invitation.round.k


def one_goes_unread(invitation: Invitation, item: RoundItem) -> bool:
    """Whether one occasion is left out by lot if everybody told one of this; see core.anonymity.occasions."""
    return _group(invitation, item) > invitation.round.k


def _group(invitation: Invitation, item: RoundItem) -> int:
    round_ = invitation.round
    return group_of(
        Source(invitation.source), partition(round_).asked, [Source(source) for source in item.sources],
        round_.k, round_.merged,
    )  # fmt: skip


def occasions(round_: Round) -> Mapping[tuple[str, Source], list[str]]:
    """The occasions that were written, by item and source; for their gate alone. StillOpen; KeyGone."""
    found: dict[tuple[str, Source], list[str]] = defaultdict(list)
    for one, text in _words(round_, GivenWords.objects.exclude(source=Source.BOSS)):
        found[one.item.ref, Source(one.source)].append(text)
    return dict(found)


def replies_in_words(round_: Round) -> Mapping[str, str]:
    """What the boss replied, by item ref: nothing before the close, and nothing once it is erased."""
    if round_.closed_at is None:
        return {}
    try:
        return {
            one.item.ref: text for one, text in _words(round_, GivenWords.objects.filter(source=Source.BOSS))
        }
    except vault.KeyGone:
        return {}


def _words(round_: Round, rows: QuerySet[GivenWords]) -> list[tuple[GivenWords, str]]:
    if round_.closed_at is None:
        raise StillOpen
    places = {
        words_place(bytes(one.token), one.item_id): one
        for one in rows.filter(round=round_).select_related("item")
    }
    if not places:
        return []
    opened = vault.open_all(round_.answers_scope, {place: one.value for place, one in places.items()})
    return [(one, opened[place]) for place, one in places.items()]


def wordings(round_: Round) -> Mapping[str, str]:
    """How the leader worded the items that are their own, by ref. KeyGone once erased."""
    sealed = {wording_place(round_, item.ref): item for item in round_.in_order if item.wording is not None}
    if not sealed:
        return {}
    opened = vault.open_all(
        round_.answers_scope, {at: bytes(item.wording or b"") for at, item in sealed.items()}
    )
    return {item.ref: opened[at] for at, item in sealed.items()}
