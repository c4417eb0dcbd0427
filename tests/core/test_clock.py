from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hansei.core import clock

NOON = datetime(2026, 3, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def the_clock_is_left_as_it_was() -> Iterator[None]:
    before = clock.offset()
    yield
    clock.set_offset(before)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().utcoffset() == timedelta(0)
    with clock.frozen(datetime(2026, 3, 24, 14, 0, tzinfo=timezone(2 * timedelta(hours=1)))):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC


def test_a_moved_clock_runs_on_and_stands_off_by_the_constant() -> None:
    clock.set_offset(-100 * DAY)
    assert clock.offset() == -100 * DAY
    first = clock.now()
    assert first < datetime.now(UTC) - 99 * DAY
    assert clock.now() >= first


def test_a_held_clock_stands_still_even_when_the_offset_changes() -> None:
    with clock.frozen(NOON) as held:
        clock.set_offset(3 * DAY)
        assert clock.now() == clock.now() == held == NOON


def test_a_block_leaves_the_clock_as_it_found_it_even_after_an_error() -> None:
    with clock.frozen(NOON):
        with pytest.raises(RuntimeError), clock.frozen(NOON + DAY):
            raise RuntimeError
        assert clock.now() == NOON
        with pytest.raises(RuntimeError), clock.shifted(DAY):
            raise RuntimeError
        assert clock.now() == NOON
    with pytest.raises(RuntimeError), clock.shifted(DAY):
        raise RuntimeError
    assert clock.offset() == timedelta(0)


def test_a_shift_moves_a_held_clock_and_a_running_one() -> None:
    with clock.frozen(NOON), clock.shifted(DAY) as then:
        assert then == clock.now() == NOON + DAY
        with clock.shifted(DAY):
            assert clock.now() == NOON + 2 * DAY
    with clock.shifted(-400 * DAY):
        assert clock.now() < datetime.now(UTC) - 399 * DAY


def test_a_held_clock_is_held_for_every_thread() -> None:
    seen: list[datetime] = []
    with clock.frozen(NOON):
        thread = threading.Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen == [NOON]


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"), clock.frozen(NOON.replace(tzinfo=None)):
        pass
