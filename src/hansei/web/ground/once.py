"""A memory for reads while one page is put together: what several apps ask alike is asked once.

It lasts as long as a `with once():` block and no longer: nothing goes from one request to another, nor from
one thread to another. With the first write inside a block, a lock included, it is over for the rest of that
block: from then on everything is asked each time. So what is read after a change, or behind a lock, is never
older.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.db import connections

P = ParamSpec("P")
R = TypeVar("R")


class _Memory:
    def __init__(self) -> None:
        self.answers: dict[Hashable, Any] = {}
        self.keeps = True

    def watch(self, execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        """Around each statement to a database: whatever is no plain read ends the memory."""
        if not (isinstance(sql, str) and sql.startswith("SELECT ") and " FOR " not in sql):
            self.keeps = False
            self.answers.clear()
        return execute(sql, *rest)


_MEMORY: ContextVar[_Memory | None] = ContextVar("once", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Until the block ends or writes, functions with `asked_once` answer the same question from memory.

    A block inside another one is part of that one. However a block ends, its memory is gone.
    """
    if _MEMORY.get() is not None:
        yield
        return
    memory = _Memory()
    token = _MEMORY.set(memory)
    try:
        with ExitStack() as watched:
            for connection in connections.all():
                watched.enter_context(connection.execute_wrapper(memory.watch))
            yield
    finally:
        _MEMORY.reset(token)


def asked_once(function: Callable[P, R]) -> Callable[P, R]:
    """A read that is asked once in a block of `once`, for each of its arguments; outside of one, every time.

    Rows among the arguments are the same where their kind and primary key are, as everywhere in Django; what
    has no hash raises TypeError. Of an answer that is a list everybody gets a list of their own; the rows in
    it are the same.
    """

    @wraps(function)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        memory = _MEMORY.get()
        if memory is None or not memory.keeps:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key in memory.answers:
            answer = memory.answers[key]
        else:
            answer = function(*args, **kwargs)
            if memory.keeps:
                memory.answers[key] = answer
        return cast(R, list(answer)) if isinstance(answer, list) else answer

    return asked
