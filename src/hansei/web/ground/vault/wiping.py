"""Making sure that what was deleted from a table is in none of the database's files."""

import logging
import re
import time
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.utils import CursorWrapper

_log = logging.getLogger("hansei.vault")

_TURNS = 12
_PAUSE = 0.05  # seconds more before each further turn


def wipe(alias: str, *tables: str) -> bool:
    """Clear deleted rows of `tables` out of the files of database `alias`; True when that was done.

    SQLite overwrites a deleted row in its page (`secure_delete`), but the write-ahead log keeps the pages as
    they were: it is written back and cut to nothing. PostgreSQL leaves the bytes of a deleted row in its
    page, even after a plain VACUUM: the table is written anew and the old file goes. Its own write-ahead
    log is beyond a client's reach and is recycled by the server.

    Does nothing inside a transaction (call it after the commit). False also when others held the database
    throughout the waiting time: what was deleted can no longer be reached, and the next call clears it.
    """
    connection = connections[alias]
    if connection.in_atomic_block:
        return False
    held_by = "held"
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                done = not cursor.fetchone()[0]
            else:
                done = _rewrite(cursor, [connection.ops.quote_name(table) for table in tables])
    except OperationalError as error:
        done, held_by = False, type(error.__cause__ or error).__name__
    if not done:
        _log.warning(
            "a database was busy, and is cleared of deleted rows at the next occasion",
            extra={"code": held_by},
        )
    return done


def _rewrite(cursor: CursorWrapper, tables: list[str]) -> bool:
    """Write the tables anew; False when rows stayed because another session could still see them."""
    cursor.execute("SET lock_timeout = '10s'")
    try:
        done = [_without_dead_rows(cursor, table) for table in tables]
        return all(done)
    finally:
        cursor.execute("RESET lock_timeout")


def _without_dead_rows(cursor: CursorWrapper, table: str) -> bool:
    # PostgreSQL carries a deleted row over while any session's view of the database is older than the
    # deletion, for a moment also while one connects. It says how many, and another turn takes them. Writing
    # the table anew also reckons with writes that last in other databases of the same server (its own view
    # of the data begins before them); the plain VACUUM before it does not, and leaves no deleted row that
    # would have to be carried over.
    left: list[int] = []

    def hear(notice: Any) -> None:
        if found := re.search(r"\d+", notice.message_detail or ""):
            left.append(int(found.group()))

    connection = cursor.connection
    connection.add_notice_handler(hear)
    try:
        for turn in range(_TURNS):
            time.sleep(turn * _PAUSE)
            cursor.execute(f"VACUUM {table}")
            left.clear()
            cursor.execute(f"VACUUM (FULL, VERBOSE) {table}")
            if not any(left[:1]):
                return True
        return False
    finally:
        connection.remove_notice_handler(hear)
