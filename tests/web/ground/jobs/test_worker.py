"""The worker as a process: killed in the middle, asked to stop, and with the database away."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import OperationalError, connections
from django_tasks_db.models import DBTaskResult

from hansei.web.common.people.models import Organization, Unit
from hansei.web.ground.jobs import worker as worker_module
from hansei.web.ground.jobs.models import Beat, Rhythm
from hansei.web.ground.jobs.services import enqueue
from hansei.web.ground.jobs.worker import Worker

VICTIM = Path(__file__).with_name("victim.py")
Start = Callable[..., "subprocess.Popen[bytes]"]


def address_of(alias: str) -> str:
    """The address of the test database, for another process."""
    connection = connections[alias]
    settings = connection.settings_dict
    name = str(settings["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    user, password = quote(settings["USER"], safe=""), quote(settings["PASSWORD"], safe="")
    return f"postgres://{user}:{password}@{quote(settings['HOST'], safe='')}:{settings['PORT']}/{name}"


@pytest.fixture
def elsewhere() -> dict[str, str]:
    """The environment in which another process works on the databases of this test."""
    return os.environ | {
        "DATABASE_URL": address_of("default"),
        "KEYS_URL": address_of("keys"),
        "PYTHONPATH": os.pathsep.join(["src", *filter(None, [os.environ.get("PYTHONPATH")])]),
    }


@pytest.fixture
def start(tmp_path: Path, elsewhere: dict[str, str]) -> Iterator[Start]:
    """Start a worker that stays at `where` (before, inside, after its effect; "nowhere" works on)."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(where: str, *, lost_after: float = 60) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, str(VICTIM), where, str(tmp_path), str(lost_after)],
            env=elsewhere,
            stderr=subprocess.PIPE,
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def eventually(true: Callable[[], bool]) -> bool:
    """Whether it becomes true before a limit that only a broken worker reaches."""
    for _ in range(1200):
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["before", "inside", "after"])
def test_a_worker_killed_in_the_middle_loses_nothing_and_nothing_is_done_twice(
    where: str, start: Start, tmp_path: Path, declare: Callable[..., None]
) -> None:
    Organization.objects.create(id=1, name="waiting")
    declare("test.found_unit", lambda: None)
    enqueue("test.found_unit")
    victim = start(where)
    assert eventually((tmp_path / "here").exists)
    victim.kill()
    victim.wait()
    assert DBTaskResult.objects.get().status == "RUNNING"
    assert Unit.objects.count() == (1 if where == "after" else 0)
    # Its successor takes a worker for dead after a shorter while than the real one, which would be a minute.
    start("nowhere", lost_after=1)
    assert eventually(lambda: not DBTaskResult.objects.exists())
    assert Unit.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_is_asked_to_stop_finishes_the_task_in_hand(declare: Callable[..., None]) -> None:
    done: list[str] = []
    beats: list[bool] = []
    worker = Worker()

    def stop_in_the_middle(one: str) -> None:
        worker.stop()
        done.append(one)
        beats.append(Beat.objects.filter(worker=worker.id).exists())

    declare("test.stop", stop_in_the_middle)
    enqueue("test.stop", 1)
    enqueue("test.stop", 2)
    worker.start()
    assert len(done) == 1
    assert beats == [True], "what a worker without a beat holds counts as lost"
    assert DBTaskResult.objects.get().status == "READY"
    assert not Beat.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_task_that_could_not_be_put_away_is_let_go_and_run_again(
    declare: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []
    worker = Worker(lost_after=timedelta(seconds=1))
    limit = threading.Timer(20, worker.stop)
    limit.start()
    monkeypatch.setattr(worker_module, "HOUSEKEEPING", 0.1)
    monkeypatch.setattr(worker_module, "BEAT", 0.05)
    finish = worker_module.queue.finish

    def away(*_: object) -> None:
        monkeypatch.setattr(worker_module.queue, "finish", finish)
        raise OperationalError

    def note() -> None:
        done.append(1)
        if len(done) == 2:
            worker.stop()

    monkeypatch.setattr(worker_module.queue, "finish", away)
    declare("test.note", note)
    enqueue("test.note")
    worker.start()
    limit.cancel()
    assert len(done) == 2
    assert not DBTaskResult.objects.exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_works_until_it_is_asked_to_stop_and_then_stops_cleanly(
    number: signal.Signals, elsewhere: dict[str, str]
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "from hansei.cli import main; main()", "worker"],
        env=elsewhere,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        # Asked between its first beat and its first look at the clock, a
        # worker stops before that look, and rightly so: wait for the look.
        assert eventually(lambda: process.poll() is not None or Rhythm.objects.exists())
        assert Beat.objects.exists()
        process.send_signal(number)
        said, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert (process.returncode, errors) == (0, "")
    assert "Stop it with Ctrl-C." in said
    assert not Beat.objects.exists()
