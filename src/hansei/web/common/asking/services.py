"""Opening a round, sending answers, ending reminders. The close is in `closing`.

What is sent leaves no audit row, no time, no address: only sealed ratings under a token, and one bit beside
the invitation. A link is open or closed, never spent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import reverse

from hansei.core import clock, library
from hansei.core.anonymity import K_MIRROR, Inconsistent, Kind, Partition, Source, checked_k
from hansei.web.common.asking.closing import close, close_due, ensure_closed, withdraw, withdraw_about
from hansei.web.common.asking.models import (
    BELIEF,
    PART,
    GivenWords,
    Invitation,
    Progress,
    Round,
    RoundItem,
    Sent,
    SentWords,
)
from hansei.web.common.asking.selectors import (
    StillOpen,
    beside_earlier,
    by_secret,
    is_open,
    not_askable,
    occasions,
    respondents,
    takes_words,
    tallies,
    was_withdrawn,
)
from hansei.web.common.asking.tokens import (
    hash_of,
    place_of,
    secret_of,
    token_of,
    wording_place,
    words_place,
)
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.prepared import PreparedChange, PreparedUpsert
from hansei.web.ground.vault import services as vault

__all__ = [
    "LONGEST_WORDS", "Asked", "CannotBeAsked", "Closed", "Item", "NotAsked", "StillOpen", "TooAlike",
    "answer", "close", "close_due", "ensure_closed", "forget_occasions", "link", "occasions", "open_part",
    "open_round", "remind_due", "respondents", "send", "stop", "stop_reminders", "tallies", "was_withdrawn",
    "withdraw", "withdraw_about",
]  # fmt: skip

audit.register("round.opened")

#: A round is open six weeks at most; mail about it is kept a little longer.
LONGEST = timedelta(days=42)
#: When reminders are due, as parts of the time a round is open. Two at most.
REMINDERS = (0.5, 0.75)
RATINGS = range(6)
#: An occasion, or a reply in words: some sentences, not a letter.
LONGEST_WORDS = 1200


class Closed(Exception):
    """The link is closed: the time is over, or the round was withdrawn."""

    def __init__(self) -> None:
        super().__init__("this is closed")


class NotAsked(ValueError):
    """An item that this link does not ask about, or something that is no rating. Nothing was kept of it."""

    def __init__(self) -> None:
        super().__init__("this was not asked")


class CannotBeAsked(NotPossible):
    """Some people cannot be asked at present. `people` are they; why is nobody's business."""

    def __init__(self, people: Sequence[Person]) -> None:
        super().__init__("Somebody cannot be asked at present.")
        self.people = tuple(people)


class TooAlike(NotPossible):
    """Beside an earlier round among almost the same people, this one could tell what somebody answered."""

    def __init__(self) -> None:
        super().__init__("Almost the same people were asked about this before.")


@dataclass(frozen=True)
class Item:
    """One thing to ask about. Without a `period` it is that of the behaviour `ref` in the library.

    `in_words`: the boss alone is asked, for a reply in words. `wording`: what is asked where the library does
    not hold it; it is sealed with the answers.
    """

    ref: str
    sources: Sequence[str]
    period: str = ""
    in_words: bool = False
    wording: str = ""


@dataclass(frozen=True)
class Asked:
    """One person to ask, and as what."""

    person: Person
    source: str


# ------------------------------------------------------------------------------------------------- opening
def open_round(
    *,
    about: Person,
    kind: str,
    items: Sequence[Item],
    asked: Sequence[Asked],
    closes_at: datetime,
    k: int = K_MIRROR,
) -> Round:
    """Open a round and have the invitations mailed, in the caller's transaction if there is one.

    Each person is asked in one source, and each source about one item at least. Raises CannotBeAsked and
    TooAlike (nobody is asked then), ValueError for a plan that cannot be asked (BelowFloor for k),
    UnknownEntry for an item without a period that is not in the library.
    """
    now = clock.now()
    _check(items, asked, closes_at - now)
    placed = {Source(source) for item in items for source in item.sources}
    counted = Counter(Source(one.source) for one in asked)
    if not counted.keys() <= placed:
        raise Inconsistent("a source is asked about nothing")
    periods = [item.period or library.behaviour(item.ref).period for item in items]
    round_ = Round(
        about=about, kind=Kind(kind), opened_at=now, closes_at=closes_at, k=checked_k(k, Kind(kind)),
        asked=dict(Partition(counted).asked),
    )  # fmt: skip
    return _opened(round_, items, periods, asked, actor=about.chain)


def open_part(
    *, items: Sequence[str], people: Sequence[Person], closes_at: datetime, k: int, actor: UUID
) -> Round:
    """Open the round of one part of the organization in the pulse: about nobody, and each is asked the same.

    `items`: ids of beliefs. `actor`: the chain of who opens it. Raises as open_round does, UnknownEntry for
    an item that is no belief.
    """
    asked = [Asked(person, PART) for person in people]
    _check([Item(ref, (PART,)) for ref in items], asked, closes_at - clock.now())
    round_ = Round(
        kind=Kind.PULSE, opened_at=clock.now(), closes_at=closes_at, k=checked_k(k, Kind.PULSE),
        asked={PART: len(asked)},
    )  # fmt: skip
    beliefs = [Item(library.belief(ref).id, (PART,)) for ref in items]
    return _opened(round_, beliefs, [BELIEF for _ in items], asked, actor=actor)


def _opened(
    round_: Round, items: Sequence[Item], periods: Sequence[str], asked: Sequence[Asked], *, actor: UUID
) -> Round:
    about = round_.about
    # Before the data, so that nothing sealed is ever without its key.
    vault.ensure(round_.key_scope, "round")
    vault.ensure(round_.answers_scope, "answers")
    worded = {
        item.ref: vault.seal(round_.answers_scope, item.wording, at=wording_place(round_, item.ref))
        for item in items
        if item.wording
    }
    with transaction.atomic():
        people = {one.person.pk for one in asked} | ({about.pk} if about else set())
        # Two rounds that ask the same person, or ask crosswise, wait for each other here.
        list(
            Person.objects.filter(pk__in=people)
            .order_by("pk")
            .select_for_update(no_key=True)
            .values_list("pk")
        )
        refused = not_askable([one.person for one in asked], about)
        if refused:
            raise CannotBeAsked([one.person for one in asked if one.person.pk in refused])
        sources = {item.ref: item.sources for item in items}
        # Parts of the pulse are kept apart by whoever opens a wave of it.
        if about:
            people_as = [(one.person.pk, one.source) for one in asked]
            beside = beside_earlier(about, sources, people_as, round_.k, worded=worded)
            if beside.refused:
                raise TooAlike
            round_.merged = beside.merged
        round_.save(force_insert=True)
        RoundItem.objects.bulk_create(
            RoundItem(
                round=round_, ref=item.ref, position=place, sources=sorted(item.sources), period=period,
                in_words=item.in_words, wording=worded.get(item.ref),
            )
            for place, (item, period) in enumerate(zip(items, periods, strict=True), start=1)
        )  # fmt: skip
        invitations = [Invitation(round=round_, person=one.person, source=one.source) for one in asked]
        keys = vault.look_up(round_.key_scope)
        for invitation in invitations:
            invitation.secret_hash = hash_of(secret_of(round_, invitation, keys))
        Invitation.objects.bulk_create(invitations)
        Progress.objects.bulk_create(Progress(invitation=one) for one in invitations)
        for invitation in invitations:
            mail.send("asking.invitation", to=invitation.person, ref=invitation.pk, number=0)
        audit.record(round_.chain, "round.opened", actor=actor, subject="round", subject_id=round_.pk)
    return round_


def _check(items: Sequence[Item], asked: Sequence[Asked], window: timedelta) -> None:
    if not timedelta(0) < window <= LONGEST:
        raise ValueError("a round closes later than now and within six weeks")
    if not asked or len({one.person.pk for one in asked}) < len(asked):
        raise Inconsistent("somebody is asked, and each person in one source")
    if not items or len({item.ref for item in items}) < len(items):
        raise Inconsistent("something is asked, and each item once")
    if any(item.in_words and set(item.sources) != {Source.BOSS} for item in items):
        raise Inconsistent("a reply in words is asked of the boss alone")


def link(invitation: Invitation) -> str:
    """The path of an invitation's link. It exists only while the round is open: Closed."""
    if not is_open(invitation.round):
        raise Closed
    try:
        return reverse("answer", kwargs={"secret": secret_of(invitation.round, invitation)})
    except vault.KeyGone:
        raise Closed from None


# ------------------------------------------------------------------------------------------------- sending
def answer(secret: str, values: Mapping[str, int]) -> None:
    """Send answers by a link: `values` are ratings by item ref, 0 (no chance to see) to 5.

    What was sent before for these items is replaced; other items stay as they were. When this returns, the
    answers are kept. Raises Closed (also for a link that leads nowhere), NotAsked; then nothing is kept.
    """
    invitation = by_secret(secret)
    if invitation is None:
        raise Closed
    send(invitation, values)


def send(
    invitation: Invitation,
    values: Mapping[str, int],
    words: Mapping[str, str] | None = None,
    *,
    take_back: bool = False,
) -> None:
    """As `answer`, for an invitation that was found by its link.

    `words`: by item ref, one occasion that somebody remembers, or the boss's reply; what was written before
    about these is replaced. `take_back` first deletes everything in words that was sent by this link; whoever
    then has sent nothing has not answered.
    Raises NotAsked too for words where none are asked, empty or over LONGEST_WORDS.
    """
    round_, words = invitation.round, words or {}
    if not is_open(round_):
        raise Closed
    items = {item.ref: item for item in invitation.items}
    if not values.keys() | words.keys() <= items.keys():
        raise NotAsked
    if any(isinstance(value, bool) or value not in RATINGS for value in values.values()):
        raise NotAsked
    if any(items[ref].in_words for ref in values):
        raise NotAsked
    for ref, text in words.items():
        if not takes_words(invitation, items[ref]) or not 0 < len(text.strip()) <= LONGEST_WORDS:
            raise NotAsked
    if not (values or words or take_back):
        return
    try:
        keys = vault.look_up(round_.key_scope, round_.answers_scope)
        token = token_of(round_, invitation, keys)
        ratings = {place_of(token, items[ref].pk): (ref, str(int(value))) for ref, value in values.items()}
        texts = {words_place(token, items[ref].pk): (ref, text.strip()) for ref, text in words.items()}
        sealed = keys.seal_all(
            round_.answers_scope, {at: given for at, (_, given) in (ratings | texts).items()}
        )
    except vault.KeyGone:
        raise Closed from None

    def row(at: str, ref: str) -> dict[str, Any]:
        return {
            "id": uuid4(), "round_id": round_.pk, "token": token, "item_id": items[ref].pk,
            "source": invitation.source, "value": sealed[at],
        }  # fmt: skip

    try:
        with transaction.atomic():
            # First this: whoever closes the round takes it away first, so an answer is either written
            # before that and counted, or finds nothing here and is refused.
            if not _ANSWERED.run(invitation=invitation.pk, now=clock.now()):
                raise Closed
            if take_back:
                SentWords.objects.filter(round=round_, token=token).delete()
            _KEPT_RATINGS.run([row(at, ref) for at, (ref, _) in ratings.items()])
            if texts:
                _KEPT_WORDS.run([row(at, ref) for at, (ref, _) in texts.items()])
            # Whoever took back all they sent is reminded as if they had sent nothing.
            if take_back and not any(
                kind._default_manager.filter(round=round_, token=token).exists() for kind in (Sent, SentWords)
            ):
                _still_open(invitation.pk, clock.now()).update(answered=False)
    except IntegrityError:
        # Erased in between. Without the cause, which would quote the row.
        raise Closed from None


def _still_open(invitation: UUID, now: datetime) -> QuerySet[Progress]:
    return Progress.objects.filter(
        pk=invitation, invitation__round__closed_at=None, invitation__round__closes_at__gt=now
    )


_ANSWERED = PreparedChange(
    _still_open,
    {"answered": True},
    invitation=Invitation._meta.get_field("id"),
    now=Round._meta.get_field("closes_at"),
)
_KEPT_RATINGS, _KEPT_WORDS = (
    PreparedUpsert(model, unique=["token", "item"], update=["value"]) for model in (Sent, SentWords)
)


# ----------------------------------------------------------------------------------------------- reminding
def stop(secret: str) -> None:
    """No more reminders for this link. Twice does no harm. Raises Closed."""
    invitation = by_secret(secret)
    if invitation is None:
        raise Closed
    stop_reminders(invitation)


def stop_reminders(invitation: Invitation) -> None:
    """As `stop`, for an invitation that was found by its link."""
    if not _still_open(invitation.pk, clock.now()).update(stopped=True):
        raise Closed


def remind_due() -> int:
    """Have reminders sent that are due, to whoever has neither answered nor stopped them. How many.

    At one half and at three quarters of the time; whoever was missed at the first gets only the second.
    """
    now, sent = clock.now(), 0
    for round_ in Round.objects.filter(closed_at=None, closes_at__gt=now):
        window = round_.closes_at - round_.opened_at
        due = sum(now >= round_.opened_at + window * part for part in REMINDERS)
        if not due or not is_open(round_):
            continue
        with transaction.atomic():
            waiting = Progress.objects.filter(
                invitation__round=round_, invitation__round__closed_at=None,
                answered=False, stopped=False, reminders__lt=due,
            ).select_related("invitation__person")  # fmt: skip
            held = list(waiting.order_by("pk").select_for_update(of=("self",)))
            for one in held:
                mail.send("asking.reminder", to=one.invitation.person, ref=one.pk, number=due)
            Progress.objects.filter(pk__in=[one.pk for one in held]).update(reminders=due)
        sent += len(held)
    return sent


def forget_occasions(round_: Round) -> None:
    """Delete the occasions of a closed round, in the caller's transaction: what may be read was released.

    A reply of the boss stays. StillOpen.
    """
    if round_.closed_at is None:
        raise StillOpen
    GivenWords.objects.filter(round=round_).exclude(source=Source.BOSS).delete()
