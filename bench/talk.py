"""How long a talk of an hour takes from the shell, the start of Python included, and how much memory."""

import csv
import os
import subprocess
import sys
import time
from itertools import groupby, islice
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
#: About as many as an hour has.
UNITS = 1_000
#: Seconds.
SLOWEST = 2.0
#: MB, at the most that was in use.
LARGEST = 300


def measure(folder: Path) -> tuple[float, float, float]:
    """Of `hansei talk report`: seconds on the clock and of the processor, MB (10**6 bytes) at the most."""
    folder.mkdir()
    talk = folder / "talk.txt"
    with (_ROOT / "training" / "written.csv").open(encoding="utf-8", newline="") as file:
        rows = list(islice(csv.DictReader(file), UNITS))
    turns = groupby(rows, key=lambda row: (row["dialogue"], row["turn"], row["speaker"]))
    lines = [
        f"{speaker.title()}: " + " ".join(row["text"] for row in turn) for (_, _, speaker), turn in turns
    ]
    talk.write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "-m", "hansei", "talk", "report", talk, "--coach", "Coach", "--format", "json"]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, used = os.wait4(process.pid, 0)
    clock = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError("The talk report did not work.")
    return clock, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6
