"""`python -m bench`: measure, and print a table. The exit code is 1 when something is over its limit."""

import argparse
import os
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

#: MB, of all processes together.
_MEMORY = 200
#: MB, of site-packages.
_SIZE = 350
_OF_AN_INSTALLATION = (
    "DATABASE_URL",
    "KEYS_URL",
    "EMAIL_URL",
    "HANSEI_ADDRESS",
    "HANSEI_MASTER_KEY",
    "HANSEI_SECRET_KEY",
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="requests of each kind")
    parser.add_argument(
        "--seconds", type=int, default=60, help="wait between the walk and weighing the memory"
    )
    parser.add_argument(
        "--otree",
        type=Path,
        metavar="V",
        help="measure answers against oTree alone; V: python -m venv V; V/bin/pip install otree",
    )
    arguments = parser.parse_args()
    table = Table("what", "measured", "against", "ratio", "of processor", "limit", "")
    # Measured is what the source holds, on SQLite, and no installation of whoever measures.
    for variable in _OF_AN_INSTALLATION:
        os.environ.pop(variable, None)
    over = []
    with tempfile.TemporaryDirectory(prefix="hansei-bench-") as folder:
        if arguments.otree:
            rows = [_against_otree(Path(folder), arguments.otree)]
        else:
            rows = _rows(Path(folder), arguments.rounds, arguments.seconds)
        for row in rows:
            *cells, within = row
            over.append(not within)
            table.add_row(*cells, "within" if within else "OVER")
    Console(width=132).print(table)
    return int(any(over))


def _against_otree(folder: Path, environment: Path) -> tuple[str, str, str, str, str, str, bool]:
    from bench import otree

    ours, theirs, version = otree.measure(folder / "otree", environment)
    ratio = ours / theirs
    against, limit = f"oTree {version}, {theirs:.0f}", f"from {otree.LIMIT:.0f} times"
    what = "answers in a second, one server"
    return what, f"{ours:.0f}", against, f"{ratio:.2f} times", "", limit, ratio >= otree.LIMIT


def _rows(folder: Path, times: int, seconds: int) -> list[tuple[str, str, str, str, str, str, bool]]:
    from bench import coder, gate, length, memory, rounds, scale, size, speed, talk, throughput

    rows = []
    megabytes, packages = size.measure()
    rows.append((f"{packages} packages", f"{megabytes:.0f} MB", "", "", "", f"{_SIZE} MB", megabytes < _SIZE))
    megabytes, processes, pages = memory.measure(folder / "memory", seconds)
    what = f"memory of {processes} processes, {seconds} s after {pages} pages"
    rows.append((what, f"{megabytes:.0f} MB", "", "", "", f"{_MEMORY} MB", megabytes < _MEMORY))
    through, plain = gate.measure()
    what = f"the gate: {gate.LEADERS} leaders, {gate.BEHAVIOURS} behaviours, 4 sources"
    against = f"plain means, {plain:.2f} s"
    within = through <= gate.LIMIT
    rows.append(
        (what, f"{through:.2f} s", against, f"{through / plain:.0f} times", "", f"{gate.LIMIT:.0f} s", within)
    )
    answers, posts = throughput.measure(folder / "throughput")
    share = answers / posts
    rows.append(
        (
            "answers in a second, one server",
            f"{answers:.0f}",
            f"bare posts, {posts:.0f}",
            f"{share:.2f} times",
            "",
            f"from {throughput.LIMIT} times",
            share >= throughput.LIMIT,
        )
    )
    clock, processor, megabytes, bare = talk.measure(folder / "talk")
    what, beside = f"a talk report of {talk.UNITS} units, from the shell", f"bare products, {bare:.2f} s"
    ratio = processor / bare
    within = clock <= talk.SLOWEST and ratio <= talk.LIMIT
    limit = f"{talk.SLOWEST:.0f} s; {talk.LIMIT:.0f} times"
    rows.append((what, f"{clock:.2f} s", beside, "", f"{ratio:.2f} times", limit, within))
    within = megabytes <= talk.LARGEST
    rows.append((f"{what}: memory", f"{megabytes:.0f} MB", "", "", "", f"{talk.LARGEST} MB", within))
    units, large = coder.measure()
    ratio = units / large
    rows.append(
        (
            "units coded in a second, one core",
            f"{units:.0f}",
            f"RoBERTa-base's architecture, {large:.0f}",
            "",
            f"{ratio:.0f} times",
            f"from {coder.LIMIT:.0f} times",
            ratio >= coder.LIMIT,
        )
    )
    grown = length.measure()
    _units, hour = grown[1]
    for hours, (units, each) in list(grown.items())[1:]:
        rows.append(
            (
                f"a talk of {hours} hours ({units} units), each unit",
                f"{each * 1000:.2f} ms",
                f"of an hour, {hour * 1000:.2f} ms",
                "",
                f"{each / hour:.2f} times",
                f"{length.LIMIT} times",
                each <= length.LIMIT * hour,
            )
        )
    os.environ["HANSEI_DATA"] = str(folder / "speed")
    for one in speed.measure(times):
        measured, bare = f"{one.median.clock:.2f} ms", f"{one.against}, {one.bare.clock:.2f} ms"
        rows.append(
            (
                one.name,
                measured,
                bare,
                f"{one.value:.2f} times",
                f"{one.processor:.2f} times",
                f"{one.limit:.0f} times",
                one.value <= one.limit,
            )
        )
    many, few = rounds.close()
    seconds, ratio = many * rounds.MANY / 1_000_000, many / few
    rows.append(
        (
            f"the close of a round with {rounds.MANY} answers",
            f"{seconds:.2f} s; one, {many:.0f} µs",
            f"one of {rounds.FEW}, {few:.0f} µs",
            "",
            f"{ratio:.2f} times",
            f"{rounds.SECONDS:.0f} s; {rounds.LIMIT} times",
            seconds <= rounds.SECONDS and ratio <= rounds.LIMIT,
        )
    )
    os.environ.pop("HANSEI_DATA")
    for name, many, few in scale.measure(folder / "scale", max(3, times // 20)):
        ratio = many / few
        beside = f"{few:.1f} ms with {scale.FEW}"
        rows.append(
            (
                name,
                f"{many:.1f} ms",
                beside,
                "",
                f"{ratio:.2f} times",
                f"{scale.LIMIT:.0f} times",
                ratio <= scale.LIMIT,
            )
        )
    return rows


if __name__ == "__main__":
    raise SystemExit(main())
