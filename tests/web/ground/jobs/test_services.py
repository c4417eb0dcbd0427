"""Jobs: with their data, with ids alone, again when they fail, and without a word of anybody's."""

import json
import logging
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from hansei.core import clock
from hansei.web.ground.jobs import queue, services
from hansei.web.ground.jobs.models import Beat, Rhythm
from hansei.web.ground.jobs.registry import every
from hansei.web.ground.jobs.services import JobFailed, UnknownJob, enqueue, run_all
from hansei.web.ground.jobs.worker import Worker

pytestmark = pytest.mark.django_db
Declare = Callable[..., None]
SECRET = "she cried in the meeting"
SOME = "0b7c4a52-8d0e-4f5c-9d6b-3f0a6a1d2e4f"


def _row() -> DBTaskResult:
    return DBTaskResult.objects.get()


def _everything_stored() -> str:
    return json.dumps(list(DBTaskResult.objects.values()), default=str)


def test_a_job_is_done_with_the_ids_it_was_given_and_leaves_no_row(declare: Declare) -> None:
    done: list[tuple[str, ...]] = []
    declare("test.note", lambda *ids: done.append(ids))
    some = uuid.uuid4()
    enqueue("test.note", some, 7, "12")
    assert run_all() == 1
    assert done == [(str(some), "7", "12")]
    assert not DBTaskResult.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        SECRET,
        "",
        "7 ",
        "-1",
        "7\n",
        SOME.upper(),
        "{" + SOME + "}",
        True,
        1.5,
        None,
    ],
)
def test_anything_but_an_id_is_refused_without_repeating_it(declare: Declare, text: object) -> None:
    declare("test.note", lambda *ids: None)
    with pytest.raises(ValueError, match="a job is given ids, no text"):
        enqueue("test.note", text)  # type: ignore[arg-type]
    assert not DBTaskResult.objects.exists()


def test_a_job_that_nobody_declared_is_refused_at_once() -> None:
    with pytest.raises(UnknownJob):
        enqueue("test.nobody")


def test_a_job_is_there_only_if_the_data_are(declare: Declare) -> None:
    declare("test.note", lambda: None)

    with transaction.atomic():
        enqueue("test.note")
        assert DBTaskResult.objects.count() == 1
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_a_failed_job_is_tried_again_later_and_only_then(declare: Declare) -> None:
    tries: list[int] = []

    def fail_once() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise JobFailed("not_now")

    declare("test.once", fail_once)
    enqueue("test.once")
    with clock.frozen(clock.now()):
        assert run_all() == 1
        assert run_all() == 0
        with clock.shifted(queue.wait_after(1) - timedelta(seconds=1)):
            assert run_all() == 0
        with clock.shifted(queue.wait_after(1)):
            assert run_all() == 1
    assert len(tries) == 2
    assert not DBTaskResult.objects.exists()


def test_the_wait_grows_and_has_an_end() -> None:
    waits = [queue.wait_after(attempt) for attempt in range(1, queue.LIMIT + 1)]
    assert waits == sorted(waits)
    assert waits[0] < waits[1] < waits[-1] == queue.wait_after(1000) == timedelta(hours=6)


def test_a_job_that_keeps_failing_is_given_up_once_and_its_owner_is_told(declare: Declare) -> None:
    tries: list[str] = []
    given_up: list[str] = []

    def fail(one: str) -> None:
        tries.append(one)
        raise JobFailed("smtp_451")

    declare("test.fails", fail, given_up.append)
    enqueue("test.fails", 5)
    for _ in range(queue.LIMIT + 5):
        run_all(future=True)
    assert len(tries) == queue.LIMIT
    assert given_up == ["5"]
    assert (_row().status, _row().exception_class_path, _row().traceback) == ("FAILED", "smtp_451", "")


def test_what_waits_for_something_outside_is_never_given_up(declare: Declare) -> None:
    tries: list[int] = []

    def wait() -> None:
        tries.append(1)
        raise JobFailed("mail_not_set_up", waits=True)

    declare("test.waits", wait)
    enqueue("test.waits")
    for _ in range(queue.LIMIT * 2):
        run_all(future=True)
    assert len(tries) == queue.LIMIT * 2
    assert _row().status == "READY"
    assert _row().worker_ids == []


def test_what_waits_after_its_last_but_one_failure_is_not_given_up_either(declare: Declare) -> None:
    failures = [JobFailed("smtp_451")] * (queue.LIMIT - 1) + [JobFailed("mail_not_set_up", waits=True)]

    def fail() -> None:
        raise failures.pop(0)

    declare("test.waits", fail)
    enqueue("test.waits")
    for _ in range(queue.LIMIT):
        run_all(future=True)
    assert failures == []
    assert _row().status == "READY"


def test_no_text_of_an_exception_reaches_the_task_table_or_the_log(
    declare: Declare, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leak() -> None:
        raise RuntimeError(SECRET)

    def leak_again(*_: str) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(logging.getLogger("hansei"), "propagate", True)
    declare("test.leaks", leak, leak_again)
    enqueue("test.leaks")
    for _ in range(queue.LIMIT):
        run_all(future=True)
        assert SECRET not in _everything_stored()
    assert _row().exception_class_path == "RuntimeError"
    assert {getattr(record, "code", None) for record in caplog.records} == {"RuntimeError"}
    assert {getattr(record, "job", None) for record in caplog.records} == {"test.leaks"}
    assert SECRET not in "".join(str(vars(record)) for record in caplog.records)


def test_the_code_of_a_failure_cannot_be_a_text() -> None:
    with pytest.raises(ValueError):
        JobFailed(SECRET)


def test_a_job_whose_name_is_no_longer_declared_does_not_stop_the_others(declare: Declare) -> None:
    done: list[int] = []
    declare("test.gone", lambda: None)
    declare("test.note", lambda: done.append(1))
    enqueue("test.gone")
    enqueue("test.note")
    DBTaskResult.objects.filter(args_kwargs__args__0="test.gone").update(
        args_kwargs={"args": ["test.removed", queue.LIMIT, []], "kwargs": {}}
    )
    assert run_all() == 2
    assert done == [1]
    assert (_row().status, _row().exception_class_path) == ("FAILED", "UnknownJob")


def test_two_workers_never_hold_the_same_task(declare: Declare) -> None:
    declare("test.note", lambda: None)
    enqueue("test.note")
    first, second = queue.claim(uuid.uuid4()), queue.claim(uuid.uuid4())
    assert first is not None
    assert second is None


def test_a_task_that_another_worker_takes_between_reading_and_claiming_is_left_to_it(
    declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare("test.note", lambda: None)
    enqueue("test.note")
    quick, slow = uuid.uuid4(), uuid.uuid4()
    now = clock.now

    def claimed_meanwhile() -> object:
        monkeypatch.setattr(clock, "now", now)
        assert queue.claim(quick, future=True) is not None
        return now()

    monkeypatch.setattr(clock, "now", claimed_meanwhile)
    assert queue.claim(slow, future=True) is None
    assert _row().worker_ids == [str(quick)]


def test_what_a_dead_worker_had_in_hand_is_run_again_and_a_living_one_keeps_its_task(
    declare: Declare,
) -> None:
    done: list[int] = []
    declare("test.note", lambda: done.append(1))
    enqueue("test.note")
    worker = uuid.uuid4()
    with clock.frozen(clock.now()):
        Beat.objects.create(worker=worker, beat_at=clock.now())
        assert queue.claim(worker) is not None
        with clock.shifted(timedelta(seconds=59)):
            assert queue.sweep(timedelta(seconds=60)) == 0
            assert run_all() == 0
        with clock.shifted(timedelta(seconds=61)):
            assert queue.sweep(timedelta(seconds=60)) == 1
            assert run_all() == 1
    assert done == [1]


def test_a_worker_that_was_taken_for_dead_cannot_put_away_what_another_took_over(declare: Declare) -> None:
    declare("test.note", lambda: None)
    enqueue("test.note")
    slow, quick = uuid.uuid4(), uuid.uuid4()
    held = queue.claim(slow)
    assert held is not None
    queue.sweep(timedelta(seconds=60))
    with clock.shifted(timedelta(seconds=1)):
        taken_over = queue.claim(quick)
    assert taken_over is not None
    queue.finish(held, None)
    assert _row().worker_ids[-1] == str(quick)
    queue.finish(taken_over, None)
    assert not DBTaskResult.objects.exists()


def test_a_task_that_kills_its_workers_is_given_up(declare: Declare) -> None:
    given_up: list[int] = []
    declare("test.deadly", lambda: None, lambda: given_up.append(1))
    enqueue("test.deadly")
    for _ in range(queue.LIVES):
        assert queue.claim(uuid.uuid4()) is not None
        queue.sweep(timedelta(seconds=60))
    assert (_row().status, _row().exception_class_path, given_up) == ("FAILED", "lost", [1])


def test_the_code_of_a_job_that_was_given_up_is_forgotten_after_two_weeks(declare: Declare) -> None:
    def fail() -> None:
        raise JobFailed("lost")

    declare("test.fails", fail)
    enqueue("test.fails")
    for _ in range(queue.LIMIT):
        run_all(future=True)
    with clock.shifted(timedelta(days=13)):
        queue.prune()
        assert DBTaskResult.objects.exists()
    with clock.shifted(timedelta(days=15)):
        queue.prune()
        assert not DBTaskResult.objects.exists()


def test_loud_tests_see_the_exception_itself(declare: Declare) -> None:
    def fail() -> None:
        raise KeyError("x")

    declare("test.fails", fail)
    enqueue("test.fails")
    with pytest.raises(KeyError):
        run_all(loud=True)


def test_periodic_work_returns_when_its_time_is_over_and_for_one_worker_alone(declare: Declare) -> None:
    turns: list[int] = []
    every(60)(lambda: turns.append(1))
    first, second = Worker(), Worker()
    with clock.frozen(clock.now()):
        first._do_periodic()
        second._do_periodic()
        assert len(turns) == 1
        with clock.shifted(timedelta(seconds=59)):
            second._do_periodic()
            assert len(turns) == 1
        with clock.shifted(timedelta(seconds=61)):
            second._do_periodic()
            first._do_periodic()
            assert len(turns) == 2


def test_a_turn_that_another_worker_takes_meanwhile_is_left_to_it(
    declare: Declare, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[int] = []
    every(60)(lambda: turns.append(1))
    quick, slow = Worker(), Worker()
    quick._do_periodic()
    now = clock.now

    def taken_meanwhile() -> object:
        monkeypatch.setattr(clock, "now", now)
        quick._do_periodic()
        return now()

    with clock.shifted(timedelta(seconds=61)):
        monkeypatch.setattr(clock, "now", taken_meanwhile)
        slow._do_periodic()
    assert len(turns) == 2


def test_periodic_work_that_fails_leaves_its_type_and_returns(
    declare: Declare, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[int] = []

    def fail() -> None:
        turns.append(1)
        raise RuntimeError(SECRET)

    monkeypatch.setattr(logging.getLogger("hansei"), "propagate", True)
    every(60)(fail)
    worker = Worker()
    worker._do_periodic()
    with clock.shifted(timedelta(seconds=61)):
        worker._do_periodic()
    assert len(turns) == 2
    assert {getattr(record, "code", None) for record in caplog.records} == {"RuntimeError"}
    assert SECRET not in caplog.text


def test_a_clock_that_was_moved_back_does_not_silence_periodic_work(declare: Declare) -> None:
    turns: list[int] = []
    every(60)(lambda: turns.append(1))
    worker = Worker()
    with clock.shifted(timedelta(days=30)):
        worker._do_periodic()
    worker._do_periodic()
    assert len(turns) == 2
    assert Rhythm.objects.count() == 1


def test_a_name_is_declared_once(declare: Declare) -> None:
    declare("test.note", lambda: None)
    with pytest.raises(ValueError):
        services.job("test.note")(lambda: None)
    with pytest.raises(ValueError):
        every(0)
