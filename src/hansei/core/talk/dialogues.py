"""Dialogues that were coded by hand or by rule, as a CSV file: for training and for measuring."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from hansei.core.talk.codes import Code, LeaderCode
from hansei.core.talk.coding import Spoken

_COLUMNS = ("dialogue", "turn", "speaker", "text", "code")


class BadDialogues(ValueError):
    """A file of coded dialogues cannot be used. Says the line and what is wrong, never what stands there."""


@dataclass(frozen=True)
class Dialogue:
    """One coded conversation. A unit without a code gives context and is neither learned from nor scored."""

    name: str
    talk: tuple[Spoken, ...]
    codes: tuple[Code | LeaderCode | None, ...]

    @property
    def coach(self) -> list[Code | None]:
        """The codes of the coach's units, in order."""
        return [code if isinstance(code, Code) else None for code in self._of(coach=True)]

    @property
    def leader(self) -> list[LeaderCode | None]:
        """The codes of the leader's units, in order."""
        return [code if isinstance(code, LeaderCode) else None for code in self._of(coach=False)]

    def _of(self, *, coach: bool) -> list[Code | LeaderCode | None]:
        pairs = zip(self.talk, self.codes, strict=True)
        return [code for unit, code in pairs if unit.coach is coach]


def read_dialogues(data: bytes) -> list[Dialogue]:
    """The dialogues of a CSV file with the columns dialogue, turn, speaker, text and code, in its order.

    Other columns are let be. `speaker` is coach or leader; `code` is one of that side's, or empty where
    coders differed. Raises BadDialogues.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        rows = None
    if rows is None:
        raise BadDialogues("The file is no CSV in UTF-8.")
    if not rows or not set(_COLUMNS) <= set(rows[0]):
        raise BadDialogues(f"The file needs a head and the columns {', '.join(_COLUMNS)}.")
    found: dict[str, list[tuple[Spoken, Code | LeaderCode | None]]] = {}
    for number, row in enumerate(rows, start=2):
        found.setdefault(row["dialogue"], []).append(_unit(row, number))
    return [
        Dialogue(name, tuple(spoken for spoken, _code in units), tuple(code for _spoken, code in units))
        for name, units in found.items()
    ]


def _unit(row: dict[str, str], number: int) -> tuple[Spoken, Code | LeaderCode | None]:
    if row["speaker"] not in ("coach", "leader") or not (row["turn"] or "").isdigit():
        raise BadDialogues(f"Row {number}: the speaker is coach or leader, the turn a whole number.")
    coach = row["speaker"] == "coach"
    known: Iterable[str] = Code if coach else LeaderCode
    code: Code | LeaderCode | None = None
    if row["code"]:
        if row["code"] not in set(known):
            raise BadDialogues(f"Row {number}: this is no code of that side. Use {', '.join(known)}.")
        code = Code(row["code"]) if coach else LeaderCode(row["code"])
    return Spoken(int(row["turn"]), coach, row["text"] or ""), code
