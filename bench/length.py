"""Whether a talk report costs as much a unit however long the talk is: 1 hour, 10 hours, 100 hours.

From the transcript to the report, tokenisation and the coder included, in one process and on one core. The
words are those of training/written.csv, over again with another small word before each unit: what is said
twice is worked out once, and would make the longer talk look cheaper than it is.
"""

import csv
import os
import subprocess
import sys
from itertools import count, groupby, islice
from pathlib import Path
from statistics import median
from time import process_time

_ROOT = Path(__file__).resolve().parent.parent
#: About as many units as an hour has, and how often each length is measured. A hundred hours take minutes.
UNITS, ROUNDS = 1_000, {1: 3, 10: 1, 100: 1}
#: Times the time of one unit in a talk of an hour, at the most.
LIMIT = 1.5
_BEFORE = ("So", "And", "Well", "Now", "Right", "Then", "Look", "Okay")


def measure() -> dict[int, tuple[int, float]]:
    """For each number of hours the units that were coded, and the seconds of one core's time for each.

    In a process of its own, whose products take one thread.
    """
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.length"], cwd=_ROOT, env=env, check=True, capture_output=True, text=True
    )
    rows = (line.split() for line in done.stdout.splitlines())
    return {int(hours): (int(units), float(seconds)) for hours, units, seconds in rows}


def _measured(hours: int) -> tuple[int, float]:
    from hansei.core.talk import Transcript, Utterance, code, report

    with (_ROOT / "training" / "written.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    said = (
        (f"{_BEFORE[again % len(_BEFORE)]}, {row['text']}", row, again) for again in count() for row in rows
    )
    turns = groupby(
        islice(said, UNITS * hours),
        key=lambda one: (one[2], one[1]["dialogue"], one[1]["turn"], one[1]["speaker"]),
    )
    talk = Transcript(
        tuple(Utterance(who.title(), " ".join(text for text, *_ in turn)) for (*_, who), turn in turns)
    )
    took = []
    units = 0
    for _ in range(ROUNDS[hours]):
        begun = process_time()
        units = len(report(code(talk, "Coach")).units)
        took.append((process_time() - begun) / units)
    return units, median(took)


if __name__ == "__main__":
    _measured(1)  # reads the weights: it does not count
    for each in ROUNDS:
        print(each, *_measured(each), flush=True)
