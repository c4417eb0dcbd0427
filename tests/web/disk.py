"""The files of a database, read by another process.

A process that opens and closes such a file itself gives up every lock that SQLite holds on it for this
process (POSIX), and what then writes at the same moment damages the write-ahead log: "disk I/O error".
"""

from __future__ import annotations

import subprocess
from pathlib import Path


def stored_bytes(path: Path) -> bytes:
    """What lies in the file, as a thief of the disk finds it."""
    return subprocess.run(["cat", "--", str(path)], stdout=subprocess.PIPE, check=True).stdout
