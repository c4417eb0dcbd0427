"""How a process that runs for months takes memory and gives it back."""

import ctypes

# Of glibc's malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE = 128 * 1024


def share() -> None:
    """One heap for all threads, at its end and for what is large given back as soon as it is free.

    Left alone, glibc gives every thread a heap of its own, and raises what it calls large up to 32 MB: a
    server then keeps the most that each of its threads ever needed. Only one of them runs Python at a time,
    so they hardly wait for each other. Call it before there are threads. Another C library is left as it is.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    for what, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
        mallopt(what, value)
