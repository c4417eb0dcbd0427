"""A calendar file (.ics, RFC 5545), read for one question: what began in these days, under which title.

Somebody counts something in their own diary. The file is read from memory, nothing of it is kept, and what an
entry means is for its owner to say: here are titles with how often and how long, and a sum of those ticked.

What is read: single and repeated entries, exceptions, moved and cancelled ones, whole days, time zones by
their names. What repeats by the hour, or in a way that takes too long to follow, is left out and counted as
unread.
"""

from hansei.core.calendar.entries import (
    Diary,
    Entry,
    Kind,
    Title,
    between,
    meant,
    spans_of,
    summed,
    titles,
)
from hansei.core.calendar.reading import MOST_BYTES, Reason, Unreadable

__all__ = [
    "MOST_BYTES",
    "Diary",
    "Entry",
    "Kind",
    "Reason",
    "Title",
    "Unreadable",
    "between",
    "meant",
    "spans_of",
    "summed",
    "titles",
]
