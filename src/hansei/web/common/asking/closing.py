"""The close: after it nothing that is stored joins an invitation to an answer.

In this order, so that a kill between any two steps leaves a round that the next call closes, or a closed one,
and never loses an answer that was sent:

1. The time is over (an early close moves `closes_at`): nothing is taken any more.
2. The round's key is destroyed. From here on nothing can be joined, whatever else is still there.
3. In one transaction: the close is claimed, what was sent is written anew as answers in shuffled order under
   new random keys and tokens, one of its own for each, so that not even two answers of one person stay
   together; what was sent goes, what reminders knew goes, mail about it goes. Occasions that nobody may read
   are not written anew: what was never there is in no file and no backup. None of this needs the round's key.
4. What was deleted is cleared out of the database's files, and the round is marked as settled.

A withdrawal deletes, in the caller's transaction, what step 3 would write anew, and does the rest after the
commit; killed in between, it is settled by the next `close_due`.
"""

import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from hansei.core import clock
from hansei.core.anonymity import Source, merges, readable
from hansei.web.common.asking.models import Answer, GivenWords, Invitation, Progress, Round, Sent, SentWords
from hansei.web.common.asking.selectors import StillOpen, asked_of, open_rounds_about, partition
from hansei.web.common.asking.tokens import place_of, words_place
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from hansei.web.ground.jobs.services import JobFailed
from hansei.web.ground.mail import services as mail
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.vault import services as vault
from hansei.web.ground.vault.wiping import wipe

log = logging.getLogger("hansei.asking")
audit.register("round.closed", "round.withdrawn")

_TOKEN_BYTES = 32
#: Tables from which the close removes what tells who answered. Mail does: a reminder went to who had not.
_CLEARED = (Sent, SentWords, Progress, Mail)


def close(round_: Round) -> None:
    """Close a round now, before its time if need be. A closed one stays as it is."""
    now = clock.now()
    Round.objects.filter(pk=round_.pk, closed_at=None, closes_at__gt=now).update(closes_at=now)
    ensure_closed(round_)


def ensure_closed(round_: Round) -> None:
    """Close a round whose time is over, unless that is done; `round_` is fresh afterwards.

    Called before anything is counted, and by a job. Two at once do it once. Raises StillOpen.
    """
    if round_.closed_at is not None and round_.settled:
        return
    round_.refresh_from_db()
    if round_.open_at(clock.now()):
        raise StillOpen
    inside = connection.in_atomic_block
    if round_.closed_at is None:
        if not inside:
            # Not inside a transaction, which might be taken back after the key is gone for good.
            _destroy_key(round_)
        _write_again(round_)
    if inside:
        transaction.on_commit(partial(settle, round_.pk), robust=True)
    else:
        settle(round_.pk)
    round_.refresh_from_db()


def withdraw(round_: Round, *, actor: UUID | None = None) -> None:
    """Close every link of a round at once, in the caller's transaction: the leader paused, ended or erased.

    What was sent by then is deleted uncounted, since nobody will see it; the round's key is destroyed when
    the transaction is committed. `actor` is the `chain` of who withdrew. A closed round stays as it is.
    """
    with transaction.atomic():
        if _taken_away(round_) is not None:
            audit.record(round_.chain, "round.withdrawn", actor=actor, subject="round", subject_id=round_.pk)
        transaction.on_commit(partial(settle, round_.pk), robust=True)
    round_.refresh_from_db()


def withdraw_about(person: Person, *, actor: UUID | None = None) -> None:
    """Withdraw every open round about this person, in the caller's transaction."""
    with transaction.atomic():
        for round_ in open_rounds_about(person):
            withdraw(round_, actor=actor)


def close_due() -> int:
    """Close every round whose time is over and settle what was left half done. How many.

    One that cannot be closed now keeps no other waiting; JobFailed then says that there was one.
    """
    over = Q(closed_at=None, closes_at__lte=clock.now()) | Q(closed_at__isnull=False, settled=False)
    done, failed = 0, False
    for round_ in Round.objects.filter(over):
        try:
            ensure_closed(round_)
        except Exception as error:  # noqa: BLE001 - the others must be closed; only its type may be told
            log.error("round not closed", extra={"code": type(error).__name__})
            failed = True
        else:
            done += 1
    if failed:
        raise JobFailed("not_closed")
    return done


def settle(round_id: UUID) -> None:
    """Destroy the key of a closed round and clear the database's files of what the close removed."""
    round_ = Round.objects.filter(pk=round_id, closed_at__isnull=False, settled=False).first()
    if round_ is None:
        return
    _destroy_key(round_)
    if wipe("default", *(model._meta.db_table for model in _CLEARED)):
        Round.objects.filter(pk=round_id).update(settled=True)


def _destroy_key(round_: Round) -> None:
    if vault.exists(round_.key_scope):
        vault.destroy(round_.key_scope)


def _write_again(round_: Round) -> None:
    """Step 3. Nothing happens when another call was first."""
    with transaction.atomic():
        sent = _taken_away(round_)
        if sent is None:
            return
        ratings, texts = sent
        told = {(one.source, bytes(one.token)) for one in (*ratings, *texts)}
        counted = {source: sum(1 for of, _ in told if of == source) for source in round_.asked}
        anew = _under_new_tokens(round_, ratings, place_of)
        Answer.objects.bulk_create(Answer(round=round_, **one) for one in anew)
        anew = _under_new_tokens(round_, _that_may_be_read(round_, texts, counted), words_place)
        GivenWords.objects.bulk_create(GivenWords(round=round_, **one) for one in anew)
        Round.objects.filter(pk=round_.pk).update(respondents=counted)
        audit.record(round_.chain, "round.closed", actor=None, subject="round", subject_id=round_.pk)


def _that_may_be_read(
    round_: Round, texts: Sequence[SentWords], counted: Mapping[str, int]
) -> list[SentWords]:
    """Of all that was written the boss's replies, and the occasions that their gate lets through."""
    refs = {item.pk: item.ref for item in round_.items.all()}
    written: dict[tuple[str, Source], list[SentWords]] = {}
    for one in texts:
        if one.source != Source.BOSS:
            written.setdefault((refs[one.item_id], Source(one.source)), []).append(one)
    if not written:
        return list(texts)
    answered = {Source(source): number for source, number in counted.items()}
    merged = merges(partition(round_), answered, round_.k, round_.merged)
    kept = readable(written, asked_of(round_), merged=merged, shuffle=_shuffled, k=round_.k)
    return [one for one in texts if one.source == Source.BOSS] + [
        one for some in kept.values() for one in some
    ]


def _shuffled(texts: Sequence[SentWords]) -> list[SentWords]:
    return secrets.SystemRandom().sample(texts, len(texts))


def _taken_away(round_: Round) -> tuple[list[Sent], list[SentWords]] | None:
    """Claim the close; take away what was sent, and all that tells by whom. None when somebody was first."""
    if not Round.objects.filter(pk=round_.pk, closed_at=None).update(closed_at=clock.now()):
        return None
    # Waits for answers being sent: each of them holds its row here until it is committed.
    progress = Progress.objects.filter(invitation__round=round_)
    list(progress.order_by("pk").select_for_update(of=("self",)).values_list("pk"))
    progress.delete()
    sent = list(Sent.objects.filter(round=round_)), list(SentWords.objects.filter(round=round_))
    for kind in (Sent, SentWords):
        kind._default_manager.filter(round=round_).delete()
    mail.forget(list(Invitation.objects.filter(round=round_).values_list("pk", flat=True)))
    return sent


def _under_new_tokens(
    round_: Round, sent: Sequence[Sent | SentWords], place_in: Callable[[bytes, int], str]
) -> list[dict[str, Any]]:
    """The same in another order, sealed for new places. Without their key they are gone, and the rows too."""
    try:
        keys = vault.look_up(round_.answers_scope)
        before = [place_in(bytes(one.token), one.item_id) for one in sent]
        opened = keys.open_all(
            round_.answers_scope, {place: one.value for place, one in zip(before, sent, strict=True)}
        )
        tokens = [secrets.token_bytes(_TOKEN_BYTES) for _ in sent]
        places = [place_in(token, one.item_id) for token, one in zip(tokens, sent, strict=True)]
        texts = {place: opened[was] for place, was in zip(places, before, strict=True)}
        sealed = keys.seal_all(round_.answers_scope, texts)
    except vault.KeyGone:
        return []
    again = [
        {"token": token, "item_id": one.item_id, "source": one.source, "value": sealed[place]}
        for token, place, one in zip(tokens, places, sent, strict=True)
    ]
    secrets.SystemRandom().shuffle(again)
    return again
