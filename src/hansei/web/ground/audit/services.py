"""Writing and checking the audit.

An entry says which verb was done when, by whom and to what, all as identifiers. The actor is always the
`chain` of a person, never the person's own key: when everything about a person is erased, the chain stays
and leads nowhere.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from django.db import IntegrityError, transaction

from hansei.core import clock
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.prepared import Prepared

_VERB = re.compile(r"[a-z_]{1,30}\.[a-z_]{1,29}")
_SUBJECT = re.compile(r"([a-z_]{1,30}(\.[a-z_]{1,29})?)?")
_START = bytes(32)
#: Everyone who appends to one chain at the same moment loses at most once to each of the others.
_ATTEMPTS = 100
_AT_ONCE = 500
_verbs: set[str] = set()


class UnknownVerb(LookupError):
    """The verb was never registered: a spelling mistake must not go into a record that nobody can change."""

    def __init__(self, verb: str) -> None:
        super().__init__(f"{verb}: register it with audit.services.register() where the app's services begin")


class ChainBusy(Exception):
    """Too many wrote to one chain at the same moment."""

    def __init__(self) -> None:
        super().__init__("the audit chain is busy")


def register(*verbs: str) -> None:
    """Make verbs known, each "record.act" in lower-case letters; called where an app's services begin."""
    for verb in verbs:
        if not _VERB.fullmatch(verb):
            raise ValueError(f"{verb} is not a verb like agreement.signed")
        _verbs.add(verb)


def verbs() -> frozenset[str]:
    """All registered verbs."""
    return frozenset(_verbs)


def record(
    chain: UUID, verb: str, *, actor: UUID | None, subject: str = "", subject_id: UUID | None = None
) -> Entry:
    """Append an entry to `chain`, in the caller's transaction if there is one.

    `actor` is the `chain` of a person, or None for what the system did by itself. `subject` names a kind of
    record in lower-case letters, `subject_id` which. Raises UnknownVerb, ValueError (a subject with other
    characters), ChainBusy.
    """
    if verb not in _verbs:
        raise UnknownVerb(verb)
    if not _SUBJECT.fullmatch(subject):
        raise ValueError("an audit subject is a kind of record in lower-case letters")
    at = clock.now()
    with transaction.atomic():
        for _ in range(_ATTEMPTS):
            last = Entry.objects.filter(chain=chain).order_by("-number").values_list("number", "hash").first()
            number, previous = (1, _START) if last is None else (last[0] + 1, bytes(last[1]))
            entry = Entry(
                chain=chain, number=number, at=at, verb=verb, actor=actor,
                subject=subject, subject_id=subject_id, previous=previous,
            )  # fmt: skip
            entry.hash = _hash(entry)
            try:
                with transaction.atomic():
                    entry.save(force_insert=True)
            except IntegrityError:
                continue  # somebody else took this position; the savepoint keeps the caller's work
            return entry
    raise ChainBusy


def record_each(done: Iterable[tuple[UUID, str]], *, actor: UUID | None) -> int:
    """Append one entry to each of many chains at once: (chain, verb), every chain at most once.

    As `record` does it for one; for what changes thousands of people in one transaction. Returns how many.
    """
    asked = dict(done)
    if unknown := set(asked.values()) - _verbs:
        raise UnknownVerb(min(unknown))
    at, chains = clock.now(), list(asked)
    for start in range(0, len(chains), _AT_ONCE):
        _append(chains[start : start + _AT_ONCE], asked, at, actor)
    return len(chains)


def _append(chains: list[UUID], asked: dict[UUID, str], at: datetime, actor: UUID | None) -> None:
    for _ in range(_ATTEMPTS):
        newest: dict[UUID, tuple[int, bytes]] = {}
        found = Entry.objects.filter(chain__in=chains).order_by("chain", "number")
        for chain, number, hashed in found.values_list("chain", "number", "hash"):
            newest[chain] = (number, bytes(hashed))
        made = []
        for chain in chains:
            number, previous = newest.get(chain, (0, _START))
            entry = Entry(
                chain=chain, number=number + 1, at=at, verb=asked[chain], actor=actor,
                subject="", subject_id=None, previous=previous,
            )  # fmt: skip
            entry.hash = _hash(entry)
            made.append(entry)
        try:
            with transaction.atomic():
                Entry.objects.bulk_create(made)
        except IntegrityError:
            continue  # somebody else took one of these positions
        return
    raise ChainBusy


def entries(chain: UUID, *, verb: str | None = None) -> list[Entry]:
    """All entries of a chain, or those of one verb, oldest first."""
    found = Entry.objects.filter(chain=chain).order_by("number")
    return list(found.filter(verb=verb) if verb else found)


def newest(chain: UUID, *verbs: str) -> Entry | None:
    """The latest entry of these verbs in a chain, by its time."""
    return _newest(verbs).first(chain=chain)


@cache
def _newest(verbs: tuple[str, ...]) -> Prepared[Entry]:
    return Prepared[Entry](
        lambda chain: Entry.objects.filter(chain=chain, verb__in=verbs).order_by("-at", "-number")[:1],
        chain=Entry._meta.get_field("chain"),
    )


def verify(chain: UUID) -> int | None:
    """The number of the first position at which the chain is not what was written; None when it is whole.

    Found are: a changed value, an entry taken out or put in between, entries in another order. Not found is
    a chain cut off at its end, which the triggers have to prevent.
    """
    return next((number for _, number in _broken(Entry.objects.filter(chain=chain).order_by("number"))), None)


def broken_chains() -> list[UUID]:
    """Every chain that `verify` would find broken."""
    return sorted({chain for chain, _ in _broken(Entry.objects.order_by("chain", "number").iterator(2000))})


def _broken(found: Iterable[Entry]) -> Iterator[tuple[UUID, int]]:
    chain, number, previous = None, 0, _START
    for entry in found:
        if entry.chain != chain:
            chain, number, previous = entry.chain, 0, _START
        number += 1
        if entry.number != number or bytes(entry.previous) != previous or bytes(entry.hash) != _hash(entry):
            yield entry.chain, number
        previous = bytes(entry.hash)


def _hash(entry: Entry) -> bytes:
    """SHA-256 over every value of the entry and the hash before it, each preceded by its length."""
    at: datetime = entry.at
    pieces = (
        bytes(entry.previous),
        entry.id.bytes,
        entry.chain.bytes,
        str(entry.number).encode(),
        at.astimezone(UTC).isoformat(timespec="microseconds").encode(),
        entry.verb.encode(),
        entry.actor.bytes if entry.actor else b"",
        entry.subject.encode(),
        entry.subject_id.bytes if entry.subject_id else b"",
    )
    digest = hashlib.sha256(b"hansei.audit.1\x00")
    for piece in pieces:
        digest.update(len(piece).to_bytes(8, "big"))
        digest.update(piece)
    return digest.digest()
