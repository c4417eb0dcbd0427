"""One note to everybody who was asked: thanks, and what the leader will try, in their own words.

It goes to all alike, whether or not they answered, since nobody knows who did. It asks nothing of anybody, so
it is no request and counts as none (rule 13); nothing follows it. The mail says only that there is a note: it
stands behind a link, sealed under a key of its own, for OPEN_FOR. That somebody opened it is kept nowhere.
"""

import base64
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from hansei.core import clock
from hansei.web.common.asking.models import Invitation
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import running
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.mail import services as mail
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import again, selectors
from hansei.web.steps.mirror.models import Mirror, Stage, Thanks, ThanksLink, Way
from hansei.web.steps.mirror.selectors import at

#: How long the note can be read, and how long it can be. In mails about it, it is kept no longer.
OPEN_FOR = timedelta(days=30)
LONGEST = 1200

audit.register("thanks.sent", "thanks.closed")


class Closed(Exception):
    """The note cannot be read any more."""

    def __init__(self) -> None:
        super().__init__("this is closed")


@dataclass(frozen=True)
class Note:
    """A note as it is read: by whom, in which words, until when."""

    leader: str
    words: str
    until: datetime


# ----------------------------------------------------------------------------------------------- the leader
def may_thank(mirror: Mirror) -> bool:
    """Whether a note can be written: something was seen, nothing was sent yet, and somebody would get it.

    After the last mark it is offered; a leader who stops before it may write one just as well.
    """
    return (
        mirror.stage == Stage.SEEING
        and selectors.switched_on()
        and running(mirror.leader) is not None
        and bool(selectors.opened_rows(mirror))
        and sent(mirror) is None
        and bool(readers(mirror))
    )


def readers(mirror: Mirror) -> list[Person]:
    """Everybody who was asked in it, or in one that asked more people beside it; once, and nobody who left.

    Where people are still being asked, they are not thanked yet.
    """
    family = _family(mirror)
    thanked = ThanksLink.objects.filter(thanks__mirror__in=family).values("person")
    asked = Invitation.objects.filter(round__in=family.values("round"), person__left_on=None)
    rows = asked.exclude(person__in=thanked).select_related("person").order_by("person__name", "pk")
    return list({one.person_id: one.person for one in rows}.values())


def _family(mirror: Mirror) -> QuerySet[Mirror]:
    first = again.first_of(mirror)
    return Mirror.objects.filter(Q(pk=first.pk) | Q(follows=first, way=Way.MORE), stage=Stage.SEEING)


def some_had_one(mirror: Mirror) -> bool:
    """Whether a note went out before, in this mirror or beside it: then this one goes to the others alone."""
    return Thanks.objects.filter(mirror__in=_family(mirror)).exists()


def send(mirror: Mirror, words: str) -> Thanks:
    """Have the note sent, once for a mirror, under an agreement in force.

    Raises Stale when one was sent already; NotPossible before anything was seen, without an agreement, while
    the mirror is switched off, for no words or more than LONGEST, and when nobody would get it.
    """
    leader, text = mirror.leader, words.strip()
    if not 0 < len(text) <= LONGEST:
        raise NotPossible("A note has some words, and is no letter.")
    scope = uuid.uuid4()
    # Before the data, so that nothing sealed is ever without its key.
    vault.ensure(scope, "note")
    try:
        with transaction.atomic():
            # First the agreement, as a pause does: it then waits for this, or this finds it paused.
            found = running(leader)
            rows = Engagement.objects.select_for_update(of=("self",))
            engagements.require_open(rows.filter(pk=found.pk).first() if found else None)
            if sent(mirror) is not None:
                raise Stale
            people = readers(mirror)
            if not may_thank(mirror):
                raise NotPossible("Thanks are said after seeing.")
            note = _kept(mirror, scope, text)
            _links(note, people)
            audit.record(
                leader.chain, "thanks.sent", actor=leader.chain, subject="mirror", subject_id=mirror.pk
            )
    except IntegrityError:
        raise Stale from None
    return note


def _kept(mirror: Mirror, scope: uuid.UUID, text: str) -> Thanks:
    now = clock.now()
    note = Thanks(leader=mirror.leader, mirror=mirror, scope=scope, sent_at=now, until=now + OPEN_FOR)
    note.sealed = vault.seal(mirror.leader.private_scope, text, at=at("Thanks", "sealed", note.pk))
    note.shared = vault.seal(scope, text, at=at("Thanks", "shared", note.pk))
    note.save(force_insert=True)
    return note


def _links(note: Thanks, people: Sequence[Person]) -> None:
    keys = vault.look_up(note.scope)
    links = [ThanksLink(thanks=note, person=person) for person in people]
    for one in links:
        one.secret_hash = _hash(_secret(note, one, keys))
    ThanksLink.objects.bulk_create(links)
    for one in links:
        mail.send("mirror.thanks", to=one.person, ref=one.pk, number=0)


def sent(mirror: Mirror) -> Thanks | None:
    """The note of a mirror, if there is one."""
    return Thanks.objects.filter(mirror=mirror).select_related("leader").first()


def words_of(note: Thanks) -> str:
    """What the leader wrote, for them alone; it stays theirs when the links are closed."""
    place = at("Thanks", "sealed", note.pk)
    return vault.open_(note.leader.private_scope, bytes(note.sealed), at=place)


def is_open(note: Thanks) -> bool:
    """Whether the links of a note open it now."""
    return note.shared is not None and clock.now() < note.until


def close(note: Thanks) -> None:
    """The leader closes every link of it. Nobody is told. May be repeated."""
    with transaction.atomic():
        if _ended(note):
            chain = note.leader.chain
            audit.record(chain, "thanks.closed", actor=chain, subject="mirror", subject_id=note.mirror_id)
    tidy()


@engagements.on_withdrawal
def close_under(engagement: Engagement) -> None:
    """Pausing, ending and erasing close every open link in the same transaction, these too."""
    for note in Thanks.objects.filter(leader=engagement.leader_id, until__gt=clock.now()):
        _ended(note)
    transaction.on_commit(tidy, robust=True)


def _ended(note: Thanks) -> bool:
    now = clock.now()
    return bool(Thanks.objects.filter(pk=note.pk, until__gt=now).update(until=now))


@jobs.every(3600)
def tidy() -> None:
    """Destroy the keys of notes that are over, with what they sealed, and forget the mails about them."""
    for note in Thanks.objects.filter(until__lte=clock.now(), shared__isnull=False):
        vault.destroy(note.scope)
        mail.forget(list(note.links.values_list("pk", flat=True)))
        Thanks.objects.filter(pk=note.pk).update(shared=None)


# ---------------------------------------------------------------------------------------------- who reads it
def by_secret(secret: str) -> ThanksLink | None:
    """The link with this secret, open or closed. Of somebody who left it leads nowhere."""
    found = ThanksLink.objects.filter(secret_hash=_hash(secret), person__left_on=None)
    return found.select_related("thanks__leader", "person").first()


def link(row: ThanksLink) -> str:
    """The path of a link. Raises Closed."""
    if not is_open(row.thanks):
        raise Closed
    try:
        secret = _secret(row.thanks, row, vault.look_up(row.thanks.scope))
    except vault.KeyGone:
        raise Closed from None
    return reverse("thanks_note", kwargs={"secret": secret})


def read(row: ThanksLink) -> Note:
    """What a link opens. Reading leaves no trace. Raises Closed."""
    note = row.thanks
    if note.shared is None or not is_open(note):
        raise Closed
    try:
        words = vault.open_(note.scope, bytes(note.shared), at=at("Thanks", "shared", note.pk))
    except vault.KeyGone:
        raise Closed from None
    return Note(note.leader.name, words, note.until)


def _secret(note: Thanks, row: ThanksLink, keys: vault.Keys) -> str:
    derived = keys.derive(note.scope, "thanks", row.pk.bytes)
    return base64.urlsafe_b64encode(derived).decode("ascii").rstrip("=")


def _hash(secret: str) -> str:
    # The secret has 256 random bits, so a plain hash cannot be searched.
    return hashlib.sha256(secret.encode()).hexdigest()


# ------------------------------------------------------------------------------------------------ leaving
def erase(person: Person) -> None:
    """The notes of a leader, keys first; and that a person got any. Safe to run again."""
    mine = Thanks.objects.filter(leader=person)
    if scopes := list(mine.values_list("scope", flat=True)):
        vault.destroy(*scopes)
    mine_sent, got = ThanksLink.objects.filter(thanks__in=mine), ThanksLink.objects.filter(person=person)
    for links in (mine_sent, got):
        mail.forget(list(links.values_list("pk", flat=True)))
    mine.delete()
    got.delete()


def erase_scope(scope: uuid.UUID) -> int:
    """After a restore: a note that was closed stays closed, one whose leader erased it goes."""
    closed = Thanks.objects.filter(scope=scope).update(shared=None, until=clock.now())
    return closed + Thanks.objects.filter(leader__private_scope=scope).delete()[0]
