"""Jobs: enqueued with the data they belong to, done by `hansei worker`, tried again when they fail.

A job's arguments are ids and nothing else: what it needs it reads when it runs, so that the task table holds
no text of anybody's. A finished job leaves no row; one that was given up keeps its code for two weeks.
"""

import re
from uuid import UUID

from django_tasks import task

from hansei.web.ground.jobs.registry import JobFailed, UnknownJob, every, find, job

__all__ = ["JobFailed", "UnknownJob", "enqueue", "every", "job", "run_all", "run_periodic"]

_ID = re.compile(r"[0-9]{1,19}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def enqueue(name: str, *ids: str | UUID | int) -> None:
    """Have the job `name` done with these ids, as soon as the caller's transaction is committed.

    The row is written in that transaction: no data without its job, no job without its data. Each id is a
    UUID or a whole number, or the text of one. Raises ValueError for anything else, UnknownJob for a name
    that is not declared.
    """
    find(name)
    run.enqueue(name, 1, [_checked(one) for one in ids])


def _checked(one: str | UUID | int) -> str:
    text = str(one)
    if isinstance(one, bool) or not isinstance(one, str | UUID | int) or not _ID.fullmatch(text):
        # Without the value: it may be what somebody wrote.
        raise ValueError("a job is given ids, no text")
    return text


@task()
def run(name: str, attempt: int, ids: list[str]) -> dict[str, str | bool] | None:
    """The one task there is: does the job `name`. None when done, else why not, as a code.

    Nothing leaves it as an exception, since django-tasks would keep the traceback with the texts in it.
    """
    try:
        find(name).function(*ids)
    except JobFailed as failure:
        return {"code": failure.code, "waits": failure.waits}
    except Exception as error:  # noqa: BLE001 - whatever it was, only its type may be told
        return {"code": type(error).__name__[:60], "waits": False}
    return None


def run_all(*, future: bool = False, loud: bool = False) -> int:
    """For tests: do here and now what is ready, and what that enqueues; each row once. How many were done.

    With `future`, also what waits for a later time. With `loud`, the first exception comes out as it is.
    """
    from hansei.web.ground.jobs.worker import Worker

    return Worker().run_ready(future=future, loud=loud)


def run_periodic() -> None:
    """For tests: do all periodic work here and now, due or not; exceptions come out as they are."""
    from hansei.web.ground.jobs.registry import periodic

    for one in periodic():
        one.function()
