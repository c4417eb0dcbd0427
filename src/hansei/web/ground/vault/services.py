"""Data keys: made before their data, destroyed before their rows.

Whoever writes something private calls `ensure` for its scope, then `seal`. A value is tied to its scope and
to `at`, the place where it stands: "label.Model.field:<row id>". Keys are looked up each time and never
kept in memory, so that a destroyed key is gone at once for every process of the installation.
"""

import hashlib
from collections.abc import Collection, Mapping
from functools import cache
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction
from django.db.models import QuerySet

from hansei.core import sealing
from hansei.web.ground.policy.errors import Erased, Missing
from hansei.web.ground.prepared import Prepared
from hansei.web.ground.vault.models import DataKey, ErasedScope
from hansei.web.ground.vault.router import KEYS
from hansei.web.ground.vault.wiping import wipe

#: What a scope is: a person's private space, an engagement (what its two share), the coach's own side of
#: one, a round of asking, the answers of a closed round, what was released, a transcript,
#: and a note to people around.
KINDS = frozenset({"person", "engagement", "coach_side", "round", "answers", "release", "transcript", "note"})

#: Never leaves the installation: with the key of an open round, two backups would join person and answer.
NEVER_IN_A_BACKUP = frozenset({"round"})

#: A key without data, from which one sees whether the store and the master key belong together.
CANARY = UUID(int=0)
_CANARY_KIND = "canary"


class KeyGone(Erased):
    """There is no key for this scope: it was destroyed, or never made. What it sealed stays unreadable."""

    def __init__(self) -> None:
        super().__init__("there is no key for this any more")


class KeyMissing(KeyGone, Missing):
    """There is no key for this scope, and none was destroyed: never made, or the key store is not whole."""


class WrongMasterKey(ImproperlyConfigured):
    """The key store was written under another master key, or was changed."""

    def __init__(self) -> None:
        super().__init__(
            "The key store does not open with the master key of this installation. "
            "Put back the copy of master.key (or of HANSEI_MASTER_KEY) that belongs to it."
        )


@cache
def _master_from(digits: str) -> bytes:
    # Any length of 64 hexadecimal digits or more becomes a key of 32 bytes.
    return hashlib.sha256(b"hansei.master.1\x00" + digits.lower().encode("ascii")).digest()


def _wrapping_aad(scope: UUID, kind: str) -> bytes:
    return scope.bytes + kind.encode("ascii")


def _aad(scope: UUID, at: str) -> bytes:
    return scope.bytes + at.encode("utf-8")


def _wrap_new(scope: UUID, kind: str) -> bytes:
    return sealing.wrap(_master_from(settings.MASTER_KEY), sealing.new_key(), _wrapping_aad(scope, kind))


def unwrapped(scope: UUID, kind: str, wrapped: bytes | memoryview) -> bytes:
    """The data key inside `wrapped`. Raises WrongMasterKey."""
    try:
        return sealing.unwrap(_master_from(settings.MASTER_KEY), bytes(wrapped), _wrapping_aad(scope, kind))
    except sealing.CannotOpen:
        raise WrongMasterKey from None


def _one_at_a_time(scope: UUID) -> None:
    """Let making and destroying the same key wait for each other. SQLite writes one at a time anyway."""
    connection = connections[KEYS]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [scope.hex])


class Keys:
    """Keys that were looked up together, for one act of a moment. Whoever keeps them breaks every promise."""

    def __init__(self, held: Mapping[UUID, bytes]) -> None:
        self._held = held

    def __repr__(self) -> str:
        return "<Keys>"

    def seal_all(self, scope: UUID, texts: Mapping[str, str]) -> dict[str, bytes]:
        """Seal several texts, each for the place it is given under."""
        key = self._held[scope]
        return {at: sealing.seal(key, text.encode("utf-8"), _aad(scope, at)) for at, text in texts.items()}

    def open_all(self, scope: UUID, sealed: Mapping[str, bytes | memoryview]) -> dict[str, str]:
        """The texts sealed in this scope for these places. Raises sealing.CannotOpen."""
        key = self._held[scope]
        opened = {at: sealing.open_sealed(key, bytes(one), _aad(scope, at)) for at, one in sealed.items()}
        return {at: text.decode("utf-8") for at, text in opened.items()}

    def derive(self, scope: UUID, purpose: str, *parts: bytes) -> bytes:
        """A secret of 32 bytes that only a holder of the scope's key can compute."""
        return sealing.derive(self._held[scope], purpose, *parts)


@cache
def _of_scopes(number: int) -> Prepared[DataKey]:
    def rows(**scopes: UUID) -> QuerySet[DataKey]:
        wanted = list(scopes.values())
        # The list of erased scopes has the last word, whatever a restore or a copy may have put back.
        erased = ErasedScope.objects.filter(scope__in=wanted)
        return DataKey.objects.filter(scope__in=wanted).exclude(scope__in=erased)

    return Prepared(rows, **{f"scope{n}": DataKey._meta.get_field("scope") for n in range(number)})


def look_up(*scopes: UUID) -> Keys:
    """The keys of all these scopes, by one look into the key store.

    Raises KeyGone when one has none, as KeyMissing when none of those without was ever destroyed.
    """
    rows = _of_scopes(len(scopes)).all(**{f"scope{n}": scope for n, scope in enumerate(scopes)})
    held = {row.scope: unwrapped(row.scope, row.kind, row.wrapped) for row in rows}
    if without := set(scopes) - set(held):
        raise KeyGone if ErasedScope.objects.filter(scope__in=without).exists() else KeyMissing
    return Keys(held)


def _key(scope: UUID) -> bytes:
    return look_up(scope)._held[scope]


def ensure(scope: UUID, kind: str) -> None:
    """Make the key of `scope` if it has none; it is committed in the key store before this returns.

    Raises KeyGone for a scope that was erased, ValueError for an unknown kind or a scope of another kind.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is not a kind of scope")
    known = DataKey.objects.filter(scope=scope).values_list("kind", flat=True).first()
    if known is None:
        with transaction.atomic(using=KEYS, durable=True):
            _one_at_a_time(scope)
            if ErasedScope.objects.filter(scope=scope).exists():
                raise KeyGone
            known = DataKey.objects.filter(scope=scope).values_list("kind", flat=True).first()
            if known is None:
                DataKey.objects.create(scope=scope, kind=kind, wrapped=_wrap_new(scope, kind))
                return
    if known != kind:
        raise ValueError("this scope is of another kind")


def seal(scope: UUID, text: str, *, at: str) -> bytes:
    """Seal `text` for the place `at`. Raises KeyGone when the scope has no key."""
    return sealing.seal(_key(scope), text.encode("utf-8"), _aad(scope, at))


def open_(scope: UUID, sealed: bytes | memoryview, *, at: str) -> str:
    """The text that was sealed in this scope for this place.

    Raises KeyGone when the key is gone, sealing.CannotOpen when the value was changed or stood elsewhere.
    """
    return sealing.open_sealed(_key(scope), bytes(sealed), _aad(scope, at)).decode("utf-8")


def seal_all(scope: UUID, texts: Mapping[str, str]) -> dict[str, bytes]:
    """Seal several texts, each for the place it is given under. The key is looked up once. KeyGone."""
    return look_up(scope).seal_all(scope, texts)


def open_all(scope: UUID, sealed: Mapping[str, bytes | memoryview]) -> dict[str, str]:
    """The texts sealed in this scope for these places. The key is looked up once. Raises as `open_` does."""
    return look_up(scope).open_all(scope, sealed)


def derive(scope: UUID, purpose: str, *parts: bytes) -> bytes:
    """A secret of 32 bytes that only a holder of the scope's key can compute. Raises KeyGone."""
    return sealing.derive(_key(scope), purpose, *parts)


def exists(scope: UUID) -> bool:
    """Whether the scope has a key."""
    return DataKey.objects.filter(scope=scope).exclude(scope__in=ErasedScope.objects.all()).exists()


def destroy(scope: UUID, *more: UUID) -> None:
    """Destroy the keys of these scopes for good, in the key store's files too; call it before deleting rows.

    Each goes on the list of erased scopes, and never gets a key again. Doing it twice does no harm.
    """
    scopes = sorted({scope, *more})
    with transaction.atomic(using=KEYS, durable=True):
        for each in scopes:
            _one_at_a_time(each)
        ErasedScope.objects.bulk_create([ErasedScope(scope=each) for each in scopes], ignore_conflicts=True)
        DataKey.objects.filter(scope__in=scopes).delete()
    settle()


def settle() -> bool:
    """Clear destroyed keys out of the key store's files: after destroying, and when a server starts.

    False when the key store was busy all the time, or inside a transaction: the next call clears them.
    """
    return wipe(KEYS, DataKey._meta.db_table)


def erased_scopes() -> frozenset[UUID]:
    """Every scope whose key was destroyed."""
    return frozenset(ErasedScope.objects.values_list("scope", flat=True))


def plant_canary() -> None:
    """Put the canary into a key store that has none, after making sure that its keys open. WrongMasterKey."""
    verify_master_key()
    if not DataKey.objects.filter(scope=CANARY).exists():
        canary = DataKey(scope=CANARY, kind=_CANARY_KIND, wrapped=_wrap_new(CANARY, _CANARY_KIND))
        DataKey.objects.bulk_create([canary], ignore_conflicts=True)


def verify_master_key() -> None:
    """Raise WrongMasterKey when the key store does not open with this installation's master key."""
    first = DataKey.objects.order_by("scope").first()
    if first is not None:
        unwrapped(first.scope, first.kind, first.wrapped)


def take_over(keys: Collection[tuple[UUID, str, bytes]], erased: Collection[UUID]) -> frozenset[UUID]:
    """Bring keys and erased scopes from a copy back into the key store; returns all scopes erased by now.

    The list of this store and that of the copy are joined, and what is on either has no key afterwards.
    Raises WrongMasterKey before anything is written when a key of the copy does not open.
    """
    for scope, kind, wrapped in keys:
        unwrapped(scope, kind, wrapped)
    with transaction.atomic(using=KEYS, durable=True):
        ErasedScope.objects.bulk_create([ErasedScope(scope=each) for each in erased], ignore_conflicts=True)
        gone = erased_scopes()
        DataKey.objects.bulk_create(
            [
                DataKey(scope=scope, kind=kind, wrapped=wrapped)
                for scope, kind, wrapped in keys
                if scope not in gone
            ],
            update_conflicts=True,
            unique_fields=["scope"],
            update_fields=["kind", "wrapped"],
        )
        DataKey.objects.filter(scope__in=ErasedScope.objects.all()).delete()
    settle()
    return gone
