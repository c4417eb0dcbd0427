"""How a process that runs for months takes memory and gives it back."""

import ctypes

# Of glibc's malloc.h.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_LARGE = 128 * 1024


def share() -> None:
    """One heap for all threads; what is free at its end, and what is large, goes back at once.

    Left alone, glibc gives threads heaps of their own, up to eight for each core, and raises what it calls
    large up to 32 MB: a server then keeps the most that each of its threads ever needed. Only one of them
    runs Python at a time, so they hardly wait for each other. Call it before there are threads. Another C
    library is left as it is.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    for what, value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, _LARGE), (_TRIM_THRESHOLD, _LARGE)):
        mallopt(what, value)
