"""What jobs there are. An app declares its own in tasks.py, which is read at start."""

import re
from collections.abc import Callable
from dataclasses import dataclass

JobFunction = Callable[..., None]
_CODE = re.compile(r"[A-Za-z0-9_.]{1,60}")


class JobFailed(Exception):
    """A job could not do its work now, and says so by a code.

    `code`: letters, digits, dot and underscore, at most 60 of them; anything else raises ValueError, so that
    no text of anybody's reaches the log or the task table. With `waits` the fault lies outside (mail is not
    set up): the job is tried again every five minutes for as long as it takes, and no attempt is counted.
    """

    def __init__(self, code: str, *, waits: bool = False) -> None:
        if not _CODE.fullmatch(code):
            raise ValueError("the code of a failed job is a name, not a text")
        super().__init__(code)
        self.code = code
        self.waits = waits


class UnknownJob(LookupError):
    """No job of this name is declared."""


@dataclass(frozen=True)
class Job:
    """A declared job. `gave_up` is called with the same ids when the last attempt failed."""

    name: str
    function: JobFunction
    gave_up: JobFunction | None


@dataclass(frozen=True)
class Periodic:
    """Work that returns every `seconds`."""

    name: str
    function: Callable[[], None]
    seconds: int


_JOBS: dict[str, Job] = {}
_PERIODIC: dict[str, Periodic] = {}


def job(name: str, *, gave_up: JobFunction | None = None) -> Callable[[JobFunction], JobFunction]:
    """Declare a job; it is called with the ids it was enqueued with, as strings, outside any transaction.

    Every job must bear being run twice: a worker that is killed after the work and before it could say so
    leaves the job to the next worker. So claim what you change by a conditional update
    (`filter(pk=..., state="waiting").update(state="done")`), in one transaction with the rest of the effect.
    Return without a word when there is nothing left to do; raise JobFailed to be tried again.
    """

    def declare(function: JobFunction) -> JobFunction:
        if name in _JOBS:
            raise ValueError(f"two jobs are called {name}")
        _JOBS[name] = Job(name, function, gave_up)
        return function

    return declare


def every(seconds: int) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """Declare work that returns every `seconds` (at least 1), on one worker at a time.

    It is done first when a worker meets it first. What fails is logged by its code and left until next time;
    like a job, it must bear being cut off and run again.
    """
    if seconds < 1:
        raise ValueError("periodic work returns every second at most")

    def declare(function: Callable[[], None]) -> Callable[[], None]:
        name = f"{function.__module__}.{function.__qualname__}"
        if name in _PERIODIC:
            raise ValueError(f"two periodic jobs are called {name}")
        _PERIODIC[name] = Periodic(name, function, seconds)
        return function

    return declare


def find(name: str) -> Job:
    """The job called `name`. Raises UnknownJob."""
    try:
        return _JOBS[name]
    except KeyError:
        raise UnknownJob(name) from None


def periodic() -> tuple[Periodic, ...]:
    """All periodic work."""
    return tuple(_PERIODIC.values())
