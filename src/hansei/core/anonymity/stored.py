"""Storing a release, and the only way back: by its keyed hash."""

from __future__ import annotations

import hmac
import json
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from hansei.core.anonymity.gate import GATE, Released, Shown
from hansei.core.anonymity.terms import PeopleBand, Response, Source, Spread
from hansei.core.sealing import derive

# A stored release: {"mac":"<64 hex digits>","release":<body>}. The frame is fixed, so that nothing is parsed
# before the keyed hash over the body's own bytes has been checked.
_FRAME: Final = (b'{"mac":"', b'","release":', b"}")
_MAC_DIGITS: Final = 64
_PURPOSE: Final = "hansei.anonymity.release.1"


class NotAuthentic(Exception):
    """This is not, byte for byte, what the gate wrote under this key."""

    def __init__(self) -> None:
        super().__init__("this release did not come from the gate, or was changed since")


def to_json(released: Released, key: bytes) -> bytes:
    """The release as JSON with a keyed hash over it.

    `key` (32 bytes) belongs to this one round, derived for it: under a shared key one round's release could
    be put in another's place.
    """
    cells: dict[str, dict[str, dict[str, object]]] = {source: {} for source in released.sources}
    for (item, source), cell in released._cells.items():
        cells[source][item] = {
            "value": str(cell.value),
            "low_end": cell.low_end,
            "high_end": cell.high_end,
            "spread": cell.spread,
            "people": cell.people,
        }
    content = {
        "items": released.items,
        "sources": released.sources,
        "k": released.k,
        "asked": dict(released._asked),
        "responses": dict(released._responses),
        "cells": cells,
    }
    return framed(json.dumps(content, sort_keys=True, separators=(",", ":")).encode(), key, _PURPOSE)


def framed(body: bytes, key: bytes, purpose: str) -> bytes:
    """The bytes of a release with their keyed hash before them."""
    start, middle, end = _FRAME
    return start + derive(key, purpose, body).hex().encode() + middle + body + end


def unframed(data: bytes, key: bytes, purpose: str) -> bytes:
    """The bytes inside; NotAuthentic unless it is exactly what framed() made under `key` for this purpose."""
    start, middle, end = _FRAME
    head = len(start) + _MAC_DIGITS
    body = data[head + len(middle) : -len(end)]
    mac = derive(key, purpose, body).hex().encode()
    if not hmac.compare_digest(start + mac + middle + body + end, data):
        raise NotAuthentic
    return body


def restore(data: bytes, key: bytes) -> Released:
    """A stored release, as it was; NotAuthentic unless it is exactly what to_json() wrote under `key`."""
    content = json.loads(unframed(data, key, _PURPOSE))
    return Released(
        items=tuple(content["items"]),
        sources=tuple(Source(source) for source in content["sources"]),
        k=content["k"],
        _asked=MappingProxyType({Source(source): n for source, n in content["asked"].items()}),
        _responses=MappingProxyType({Source(s): Response(band) for s, band in content["responses"].items()}),
        _cells=MappingProxyType(
            {
                (item, Source(source)): Shown(
                    Decimal(cell["value"]),
                    cell["low_end"],
                    cell["high_end"],
                    cell["spread"] and Spread(cell["spread"]),
                    PeopleBand(cell["people"]),
                    gate=GATE,
                )
                for source, row in content["cells"].items()
                for item, cell in row.items()
            }
        ),
        gate=GATE,
    )
