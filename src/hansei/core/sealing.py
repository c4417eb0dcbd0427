"""Keys, sealing and opening: AES-256-GCM under a random nonce, and derived secrets by HMAC-SHA256.

What is sealed looks like this:  version (1 byte, now 1) | nonce (12 bytes) | ciphertext | tag (16 bytes).

The associated data ties a sealed value to its place: moved to another row or field it does not open. What
wraps a key and what seals a text carry different prefixes inside their associated data, so that neither can
pass for the other under the same key. A random nonce is safe for some four thousand million values under
one key; a scope holds thousands.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

__all__ = [
    "KEY_BYTES",
    "OVERHEAD",
    "CannotOpen",
    "derive",
    "new_key",
    "open_sealed",
    "seal",
    "unwrap",
    "wrap",
]

KEY_BYTES = 32
_VERSION = b"\x01"
_NONCE_BYTES = 12
_TAG_BYTES = 16
#: How much longer than the text something sealed is.
OVERHEAD = 1 + _NONCE_BYTES + _TAG_BYTES
_TEXT = b"hansei.seal.1\x00"
_KEY = b"hansei.wrap.1\x00"


class CannotOpen(Exception):
    """The wrong key, the wrong place, or a value that was changed. Which of them is not said."""

    def __init__(self) -> None:
        super().__init__("this cannot be opened here")


def new_key() -> bytes:
    """A fresh random key of 32 bytes from the operating system."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """Seal `plaintext` for the place `aad` names; sealed twice, it differs. ValueError: no 32-byte key."""
    return _lock(key, plaintext, _TEXT + aad)


def open_sealed(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    """What was sealed under this key for this place, or CannotOpen. ValueError: no 32-byte key."""
    return _unlock(key, sealed, _TEXT + aad)


def wrap(master: bytes, key: bytes, aad: bytes) -> bytes:
    """Seal the data key `key` under `master`, for the scope named by `aad`. ValueError: no 32-byte key."""
    return _lock(master, _checked(key), _KEY + aad)


def unwrap(master: bytes, wrapped: bytes, aad: bytes) -> bytes:
    """The data key that was wrapped for this scope, or CannotOpen. ValueError: no 32-byte master key."""
    return _unlock(master, wrapped, _KEY + aad)


def derive(key: bytes, purpose: str, *parts: bytes) -> bytes:
    """A secret of 32 bytes that only a holder of `key` can compute: HMAC-SHA256 over purpose and parts.

    Each piece is preceded by its length (8 bytes, big-endian), so no two different calls hash the same
    bytes: ("ab", "c") is not ("a", "bc"). ValueError: no 32-byte key, or no purpose.
    """
    if not purpose:
        raise ValueError("a derived secret needs a purpose")
    mac = hmac.new(_checked(key), digestmod=hashlib.sha256)
    for piece in (purpose.encode(), *parts):
        mac.update(len(piece).to_bytes(8, "big"))
        mac.update(piece)
    return mac.digest()


def _checked(key: bytes) -> bytes:
    # AESGCM would take 16 bytes without a word and be weaker for it.
    if len(key) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes")
    return key


def _lock(key: bytes, plaintext: bytes, aad: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return _VERSION + nonce + AESGCM(_checked(key)).encrypt(nonce, plaintext, aad)


def _unlock(key: bytes, sealed: bytes, aad: bytes) -> bytes:
    cipher = AESGCM(_checked(key))
    if len(sealed) < OVERHEAD or sealed[:1] != _VERSION:
        raise CannotOpen
    nonce, body = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, body, aad)
    except InvalidTag:
        # Without the cause: a traceback must not carry what was being opened.
        raise CannotOpen from None
