"""The task table as the worker sees it: claim, finish, try again, give up, take back what was lost.

Each change is one conditional update, so that two workers never hold the same task and a worker that was
taken for dead cannot overwrite what its successor did.
"""

import logging
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from hansei.core import clock
from hansei.web.ground.jobs.models import Beat
from hansei.web.ground.jobs.registry import UnknownJob, find
from hansei.web.ground.jobs.services import run

log = logging.getLogger("hansei.job")

#: A job is given up after this many attempts: a little over a day.
LIMIT = 10
#: The wait after the first failure; each further wait is four times as long, up to the longest.
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=6)
#: The wait of a job whose fault lies outside.
OUTSIDE_WAIT = timedelta(minutes=5)
#: A task that outlived this many workers is given up: it may be what kills them.
LIVES = 5
#: How long the code of a job that was given up is kept.
KEPT = timedelta(days=14)


def wait_after(attempt: int) -> timedelta:
    """How long to wait after the failure of attempt number `attempt` (from 1)."""
    return min(FIRST_WAIT * 4 ** min(attempt - 1, 10), LONGEST_WAIT)


def claim(worker: UUID, *, future: bool = False, without: Collection[UUID] = ()) -> DBTaskResult | None:
    """Take the next task that is due for `worker`, or None. Reading alone does not lock the database."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=run.module_path)
    if not future:
        # Not .ready() of the package, which asks the machine's clock and not ours.
        ready = ready.filter(Q(run_after=get_date_max()) | Q(run_after__lte=clock.now()))
    while (found := ready.exclude(pk__in=without).first()) is not None:
        found.started_at = clock.now()
        found.worker_ids = [*found.worker_ids, str(worker)]
        still_ready = DBTaskResult.objects.filter(
            pk=found.pk, status=TaskResultStatus.READY, run_after=found.run_after
        )
        if still_ready.update(
            status=TaskResultStatus.RUNNING, started_at=found.started_at, worker_ids=found.worker_ids
        ):
            return found
    return None


def finish(held: DBTaskResult, failure: dict[str, str | bool] | None) -> None:
    """Put away a task that was run: gone when done, back with a wait when it failed, given up at the end."""
    mine = DBTaskResult.objects.filter(
        pk=held.pk, status=TaskResultStatus.RUNNING, started_at=held.started_at
    )
    name, attempt, ids = held.args_kwargs["args"]
    if failure is None:
        mine.delete()
        return
    code, waits = str(failure["code"]), bool(failure["waits"])
    log.warning("job failed", extra={"job": name, "code": code, "count": attempt})
    if not waits and attempt >= LIMIT:
        _give_up(mine, name, ids, code)
        return
    mine.update(
        status=TaskResultStatus.READY,
        run_after=clock.now() + (OUTSIDE_WAIT if waits else wait_after(attempt)),
        args_kwargs={"args": [name, attempt if waits else attempt + 1, ids], "kwargs": {}},
        worker_ids=[],
    )


def _give_up(mine: QuerySet[DBTaskResult], name: str, ids: list[str], code: str) -> None:
    log.error("job given up", extra={"job": name, "code": code})
    with transaction.atomic():
        # The code stands where django-tasks keeps the exception's class; the traceback stays empty.
        if not mine.update(
            status=TaskResultStatus.FAILED, finished_at=clock.now(), exception_class_path=code, traceback=""
        ):
            return
        try:
            with transaction.atomic():
                gave_up = find(name).gave_up
                if gave_up is not None:
                    gave_up(*ids)
        except UnknownJob:
            return
        except Exception as error:  # noqa: BLE001 - the task must end all the same
            log.error("job failed", extra={"job": name, "code": type(error).__name__})


def sweep(lost_after: timedelta) -> int:
    """Hand back what dead workers had in hand; a worker is dead without a beat for `lost_after`. How many."""
    now = clock.now()
    alive = Beat.objects.filter(beat_at__range=(now - lost_after, now + lost_after))
    living = {str(worker) for worker in alive.values_list("worker", flat=True)}
    swept = 0
    for held in DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, task_path=run.module_path):
        if held.worker_ids and held.worker_ids[-1] in living:
            continue
        swept += 1
        name, _attempt, ids = held.args_kwargs["args"]
        mine = DBTaskResult.objects.filter(
            pk=held.pk, status=TaskResultStatus.RUNNING, started_at=held.started_at
        )
        if len(held.worker_ids) >= LIVES:
            _give_up(mine, name, ids, "lost")
        elif mine.update(status=TaskResultStatus.READY):
            log.warning("job failed", extra={"job": name, "code": "lost"})
    Beat.objects.exclude(worker__in=living).delete()
    return swept


def prune() -> None:
    """Forget the jobs that were given up long enough ago."""
    DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=clock.now() - KEPT).delete()
