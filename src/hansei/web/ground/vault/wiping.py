"""Making sure that what was deleted from a table is in none of the database's files."""

import logging

from django.db import OperationalError, connections
from django.db.backends.utils import CursorWrapper

_log = logging.getLogger("hansei.vault")


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
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                done = not cursor.fetchone()[0]
            else:
                _rewrite(cursor, [connection.ops.quote_name(table) for table in tables])
                done = True
    except OperationalError:
        done = False
    if not done:
        _log.warning("a database was busy, and is cleared of deleted rows at the next occasion")
    return done


def _rewrite(cursor: CursorWrapper, tables: list[str]) -> None:
    cursor.execute("SET lock_timeout = '10s'")
    try:
        for table in tables:
            cursor.execute(f"VACUUM (FULL) {table}")
    finally:
        cursor.execute("RESET lock_timeout")
