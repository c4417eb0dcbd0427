"""The one clock of the product: real time, moved by a constant in the demo and held still in tests.

Nothing else may ask the machine for the time, or the demo would show two times at once. The state belongs
to the process, not to a thread: a browser test that holds the clock must hold it for the server it talks
to as well. A state is replaced as a whole, so a reader sees the old one or the new one, never half of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

__all__ = ["frozen", "now", "offset", "set_offset", "shifted"]


class _State(NamedTuple):
    offset: timedelta
    held: datetime | None


_state = _State(timedelta(0), None)


def _set(state: _State) -> None:
    global _state
    _state = state


def now() -> datetime:
    """The present moment, aware and in UTC: the held one if there is one, else real time plus the offset."""
    state = _state
    return state.held if state.held is not None else datetime.now(UTC) + state.offset


def offset() -> timedelta:
    """How far the clock stands from real time; zero outside a demo. A held clock does not change it."""
    return _state.offset


def set_offset(by: timedelta) -> None:
    """Let the clock run `by` ahead of real time (behind it, if negative) from here on, in this process."""
    _set(_state._replace(offset=by))


@contextmanager
def frozen(at: datetime) -> Iterator[datetime]:
    """Hold the clock at `at` inside the block; afterwards it is as it was before.

    `at` must be aware (any zone; it is turned into UTC), else ValueError.
    """
    if at.tzinfo is None or at.utcoffset() is None:
        raise ValueError("the clock is held at a moment with a time zone, not at a naive one")
    before, held = _state, at.astimezone(UTC)
    _set(before._replace(held=held))
    try:
        yield held
    finally:
        _set(before)


@contextmanager
def shifted(by: timedelta) -> Iterator[datetime]:
    """Move the clock, running or held, by `by` inside the block; afterwards it is as it was before."""
    before = _state
    held = None if before.held is None else before.held + by
    _set(_State(before.offset if held is not None else before.offset + by, held))
    try:
        yield now()
    finally:
        _set(before)
