"""Lines that a coach overruled, as training data in the columns of training/dialogues.csv.

Only the coach's own units stand in it, and only those that were overruled. No word of anybody else's, no
name of a speaker, no time.
"""

import csv
import io
from collections.abc import Iterator, Mapping

from hansei.core.talk.codes import Code
from hansei.core.talk.coding import Coded

COLUMNS = ("dialogue", "turn", "unit", "id", "speaker", "text", "code", "code_a", "code_b", "unsure")


def rows(name: str, coded: Coded, overruled: Mapping[int, Code | None]) -> Iterator[dict[str, str]]:
    """One row for each overruled unit. `code_a` is what was heard, `code_b` and `code` what the coach says.

    `name` tells the conversation from others. Raises ValueError for a number that is no unit of the coach.
    """
    within: dict[int, int] = {}
    own = {unit.number for unit in coded.units if unit.coach}
    if not set(overruled) <= own:
        raise ValueError("only units of the coach can be taken out")
    for unit in coded.units:
        within[unit.turn] = within.get(unit.turn, 0) + 1
        if unit.number not in overruled:
            continue
        to = overruled[unit.number]
        yield {
            "dialogue": name,
            "turn": str(unit.turn + 1),
            "unit": str(within[unit.turn]),
            "id": f"{name}-{unit.turn + 1:02d}-{within[unit.turn]}",
            "speaker": "coach",
            "text": _safe(unit.text),
            "code": to.value if to else "",
            "code_a": unit.code.value if unit.code else "",
            "code_b": to.value if to else "",
            "unsure": "0" if to else "1",
        }


def as_csv(name: str, coded: Coded, overruled: Mapping[int, Code | None]) -> str:
    """The rows as a file, as `hansei talk train` and `hansei talk evaluate` read it."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(name, coded, overruled))
    return out.getvalue()


def _safe(text: str) -> str:
    # A spreadsheet would take such a line for a formula, and what stands in a transcript is anybody's.
    return f" {text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
