"""The worker's loop: what is ready, what returns, and what others left when they died.

One process does one task at a time. A thread gives a sign of life every ten seconds; a worker that is killed
stops giving it, and after a minute its task goes to the next one. A worker that is asked to stop finishes the
task in hand.
"""

import logging
import threading
import time
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import Error, close_old_connections, connections
from django_tasks_db.models import DBTaskResult

from hansei.core import clock
from hansei.web.ground.jobs import queue, registry
from hansei.web.ground.jobs.models import Beat, Rhythm
from hansei.web.ground.jobs.services import run

log = logging.getLogger("hansei.job")

#: Seconds between two looks at an empty queue: what a person waits at most for a mail to be on its way.
POLL = 0.5
#: Seconds between two signs of life.
BEAT = 10.0
#: Seconds between two looks for periodic work that is due and for tasks that were lost.
HOUSEKEEPING = 5.0
#: A worker without a sign of life for this long is dead. Longer than a writer waits for a locked database.
LOST_AFTER = timedelta(seconds=60)


class Worker:
    """One worker. `start` works until `stop` is called, from a signal handler or another thread."""

    def __init__(self, *, lost_after: timedelta = LOST_AFTER) -> None:
        self.id: UUID = uuid4()
        self.lost_after = lost_after
        self._stopping = threading.Event()
        self._housekeeping_at = 0.0
        self._announced = False

    def stop(self) -> None:
        """Take nothing more in hand."""
        self._stopping.set()

    def start(self) -> None:
        """Work until stopped. A database that is away for a while is waited for."""
        beating = threading.Thread(target=self._keep_beating, name="beat", daemon=True)
        beating.start()
        while not self._stopping.is_set():
            try:
                close_old_connections()
                busy = self.step()
            except Error as error:
                self._database_away(error)
                # Whether the task in hand was put away is not known. Under a new name this worker lets go
                # of it, and it is swept like any other that was lost.
                self.id, self._announced, busy = uuid4(), False, False
            if not busy:
                self._stopping.wait(POLL)
        beating.join(timeout=BEAT)
        try:
            Beat.objects.filter(worker=self.id).delete()
        except Error as error:
            self._database_away(error)
        connections.close_all()

    def step(self) -> bool:
        """Do the housekeeping that is due and one task. Whether there was one."""
        if not self._announced:
            # Before anything is claimed: what a worker without a beat holds counts as lost.
            self._beat()
            self._announced = True
        if time.monotonic() >= self._housekeeping_at:
            self._housekeeping_at = time.monotonic() + HOUSEKEEPING
            queue.sweep(self.lost_after)
            self._do_periodic()
        if self._stopping.is_set():
            return False
        held = queue.claim(self.id)
        if held is None:
            return False
        self._do(held)
        return True

    def run_ready(self, *, future: bool, loud: bool) -> int:
        """Every task that is ready, each once; see services.run_all."""
        seen: list[UUID] = []
        while (held := queue.claim(self.id, future=future, without=seen)) is not None:
            seen.append(held.pk)
            self._do(held, loud=loud)
        return len(seen)

    def _do(self, held: DBTaskResult, *, loud: bool = False) -> None:
        arguments = held.args_kwargs["args"]
        if loud:
            registry.find(arguments[0]).function(*arguments[2])
            queue.finish(held, None)
        else:
            queue.finish(held, run.call(*arguments))

    def _do_periodic(self) -> None:
        """Periodic work that is due. A turn is claimed by moving the time of the next one on."""
        due = dict(Rhythm.objects.values_list("name", "due_at"))
        for one in registry.periodic():
            if self._stopping.is_set():
                return
            now, period = clock.now(), timedelta(seconds=one.seconds)
            if one.name not in due:
                # Two workers may meet it first together: the row that is there already stays.
                Rhythm.objects.bulk_create([Rhythm(name=one.name, due_at=now)], ignore_conflicts=True)
                due[one.name] = now
            # A time further off than one period comes from a clock that was moved.
            if now < due[one.name] <= now + period:
                continue
            turn = Rhythm.objects.filter(name=one.name, due_at=due[one.name])
            if not turn.update(due_at=now + period):
                continue
            try:
                one.function()
            except Exception as error:  # noqa: BLE001 - only its type may be told; the next turn comes
                code = error.code if isinstance(error, registry.JobFailed) else type(error).__name__
                log.warning("job failed", extra={"job": one.name, "code": code})

    def _beat(self) -> None:
        Beat.objects.update_or_create(worker=self.id, defaults={"beat_at": clock.now()})

    def _keep_beating(self) -> None:
        while not self._stopping.wait(BEAT):
            try:
                close_old_connections()
                self._beat()
            except Error as error:
                self._database_away(error)
        connections.close_all()

    def _database_away(self, error: Error) -> None:
        log.warning("database away", extra={"code": type(error).__name__})
        connections.close_all()
