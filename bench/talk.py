"""How long a talk of an hour takes from the shell, the start of Python included, and how much memory."""

import csv
import os
import subprocess
import sys
from itertools import groupby, islice
from pathlib import Path
from time import perf_counter

_ROOT = Path(__file__).resolve().parent.parent
#: About as many as an hour has.
UNITS = 1_000
#: Seconds.
SLOWEST = 2.0
#: Times the bare products, each in the time of the processor.
LIMIT = 4.0
#: MB, at the most that was in use.
LARGEST = 300
#: How many products of the bare process make about the arithmetic of the network over such a talk.
PRODUCTS = 84
_BARE = f"""
import numpy as np
x, weights = np.ones((1024, 384), np.float32), np.ones((384, 1152), np.float32)
for _ in range({PRODUCTS}):
    x @ weights
"""


def measure(folder: Path) -> tuple[float, float, float, float]:
    """Of `hansei talk report` on one core: seconds on the clock and of the processor, MB (10**6 bytes) at the
    most; and seconds of the processor for a Python that does the same arithmetic and nothing else.

    Each starts anew from compiled files, as an installed one does. The first run compiles: it does not count.
    """
    folder.mkdir()
    talk = folder / "talk.txt"
    talk.write_text("\n".join(f"{who.title()}: {' '.join(units)}" for who, units in turns()), "utf-8")
    report = ["-m", "hansei", "talk", "report", str(talk), "--coach", "Coach", "--format", "json"]
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "compiled"), "OPENBLAS_NUM_THREADS": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    _run(report, env)
    clock, processor, megabytes = min(_run(report, env) for _ in range(3))
    bare = min(_run(["-c", _BARE], env)[1] for _ in range(3))
    return clock, processor, megabytes, bare


def turns() -> list[tuple[str, list[str]]]:
    """About an hour of talk: who speaks (`coach` or `leader`), and the units of their turn."""
    with (_ROOT / "training" / "written.csv").open(encoding="utf-8", newline="") as file:
        rows = list(islice(csv.DictReader(file), UNITS))
    found = groupby(rows, key=lambda row: (row["dialogue"], row["turn"], row["speaker"]))
    return [(speaker, [row["text"] for row in turn]) for (_, _, speaker), turn in found]


def _run(arguments: list[str], env: dict[str, str]) -> tuple[float, float, float]:
    begun = perf_counter()
    process = subprocess.Popen([sys.executable, *arguments], stdout=subprocess.DEVNULL, env=env)
    _pid, status, used = os.wait4(process.pid, 0)
    clock = perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError("The talk report did not work.")
    return clock, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6
