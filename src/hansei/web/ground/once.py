"""A memory for reads while one page is put together: what several apps ask alike is asked once.

It lasts as long as a `with once():` block and no longer: nothing goes from one request to another. Whatever
is written inside a block is not seen by a read that was already asked there, so a block is for reading alone.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

_MEMORY: ContextVar[dict[Hashable, Any] | None] = ContextVar("once", default=None)


@contextmanager
def once() -> Iterator[None]:
    """Until the block ends, functions with `asked_once` answer the same question from memory.

    A block inside another one is part of that one. However a block ends, its memory is gone.
    """
    if _MEMORY.get() is not None:
        yield
        return
    token = _MEMORY.set({})
    try:
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
        if memory is None:
            return function(*args, **kwargs)
        key = (function, args, tuple(sorted(kwargs.items())))
        if key not in memory:
            memory[key] = function(*args, **kwargs)
        answer = memory[key]
        return cast(R, list(answer)) if isinstance(answer, list) else answer

    return asked
