"""Dialogues that were coded by hand or by machine, as a CSV file: for training and for measuring."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from hansei.core.talk.coding import Spoken
from hansei.core.talk.schemes import ANNOMI, HANSEI, Client, Scheme, Therapist

_COLUMNS = ("dialogue", "turn", "speaker", "text", "code")
_ANNOMI_COLUMNS = (
    "transcript_id",
    "utterance_id",
    "interlocutor",
    "utterance_text",
    "main_therapist_behaviour",
    "client_talk_type",
)
_ANNOMI_MORE = ("question", "reflection", "therapist_input")
_NOTHING = ("", "n/a")

Votes = Mapping[str, float]
Row = dict[str, str]


class BadDialogues(ValueError):
    """A file of coded dialogues cannot be used. Says the line and what is wrong, never what stands there."""


@dataclass(frozen=True)
class Dialogue:
    """One coded conversation. A unit without a code gives context and is not scored.

    `votes` has, for each unit, how its coders are divided, also where they differ: training learns from that.
    `more` has what else is known of units, by task. Dialogues of one `group` stay on one side of a fold;
    `fold` is set where the file says which.
    """

    name: str
    talk: tuple[Spoken, ...]
    codes: tuple[StrEnum | None, ...]
    votes: tuple[Votes, ...] = ()
    more: Mapping[str, tuple[Votes, ...]] = field(default_factory=dict)
    group: str = ""
    fold: str = ""

    @property
    def coach(self) -> list[Any]:
        """The codes of the units of the one who helps, in order."""
        return self._of(coach=True)

    @property
    def leader(self) -> list[Any]:
        """The codes of the other's units, in order."""
        return self._of(coach=False)

    def _of(self, *, coach: bool) -> list[StrEnum | None]:
        pairs = zip(self.talk, self.codes, strict=True)
        return [code for unit, code in pairs if unit.coach is coach]


def read_dialogues(data: bytes, scheme: Scheme = HANSEI) -> list[Dialogue]:
    """The dialogues of a CSV file, in its order. Raises BadDialogues.

    Hansei's own have the columns dialogue, turn, speaker (coach or leader), text and code (one of that
    side's, or empty where coders differed; then `code_a` and `code_b`, if there, say how). `retells`, if
    there, names the dialogue from which this was retold. Files of AnnoMI have their own columns. Other
    columns are let be.
    """
    return read_together([data], scheme)


def read_together(files: Sequence[bytes], scheme: Scheme = HANSEI) -> list[Dialogue]:
    """The dialogues of several files. Two files of AnnoMI may hold the same talks, by other annotators."""
    if scheme is ANNOMI:
        return _of_annomi([row for data in files for row in _rows(data, _ANNOMI_COLUMNS)])
    found = [each for data in files for each in _of_hansei(_rows(data, _COLUMNS))]
    if len({each.name for each in found}) < len(found):
        raise BadDialogues("Two files hold a dialogue of the same name.")
    return found


def _rows(data: bytes, columns: Sequence[str]) -> list[Row]:
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        rows = None
    if rows is None:
        raise BadDialogues("The file is no CSV in UTF-8.")
    if not rows or not set(columns) <= set(rows[0]):
        raise BadDialogues(f"The file needs a head and the columns {', '.join(columns)}.")
    return rows


# ---------------------------------------------------------------------------------------------------- Hansei
def _of_hansei(rows: Sequence[Row]) -> list[Dialogue]:
    found: dict[str, list[tuple[Spoken, StrEnum | None, Votes]]] = {}
    groups: dict[str, str] = {}
    for number, row in enumerate(rows, start=2):
        found.setdefault(row["dialogue"], []).append(_unit(row, number))
        groups.setdefault(row["dialogue"], row.get("retells") or row["dialogue"])
    return [
        Dialogue(
            name,
            tuple(spoken for spoken, _code, _votes in units),
            tuple(code for _spoken, code, _votes in units),
            tuple(votes for _spoken, _code, votes in units),
            group=groups[name],
        )
        for name, units in found.items()
    ]


def _unit(row: Row, number: int) -> tuple[Spoken, StrEnum | None, Votes]:
    if row["speaker"] not in ("coach", "leader") or not (row["turn"] or "").isdigit():
        raise BadDialogues(f"Row {number}: the speaker is coach or leader, the turn a whole number.")
    coach = row["speaker"] == "coach"
    known = HANSEI.codes[0 if coach else 1]
    code = _code(row["code"], known, number)
    given = [code] if code else [_code(row.get(name), known, number) for name in ("code_a", "code_b")]
    return Spoken(int(row["turn"]), coach, row["text"] or ""), code, _divided(given)


def _code(said: str | None, known: type[StrEnum], number: int) -> StrEnum | None:
    if not said:
        return None
    if said not in set(known):
        raise BadDialogues(f"Row {number}: this is no code of that side. Use {', '.join(known)}.")
    return known(said)


def _divided(given: Sequence[str | None]) -> Votes:
    counted = Counter(str(code) for code in given if code)
    return {code: count / counted.total() for code, count in counted.items()}


# ---------------------------------------------------------------------------------------------------- AnnoMI
def _of_annomi(rows: Sequence[Row]) -> list[Dialogue]:
    """Several rows of one utterance are several annotators: its code is what most of them gave."""
    talks: dict[str, dict[int, list[Row]]] = {}
    for number, row in enumerate(rows, start=2):
        if row["interlocutor"] not in ("therapist", "client") or not (row["utterance_id"] or "").isdigit():
            raise BadDialogues(f"Row {number}: the speaker is therapist or client, the turn a whole number.")
        talks.setdefault(row["transcript_id"], {}).setdefault(int(row["utterance_id"]), []).append(row)
    return [_annomi_talk(name, dict(sorted(units.items()))) for name, units in talks.items()]


def _annomi_talk(name: str, units: Mapping[int, Sequence[Row]]) -> Dialogue:
    talk, codes, votes = [], [], []
    more: dict[str, list[Votes]] = {task: [] for task in _ANNOMI_MORE}
    for number, rows in units.items():
        coach = rows[0]["interlocutor"] == "therapist"
        known: type[Therapist] | type[Client] = Therapist if coach else Client
        column = "main_therapist_behaviour" if coach else "client_talk_type"
        divided = _divided([row[column] for row in rows if row[column] in set(known)])
        talk.append(Spoken(number, coach, rows[0]["utterance_text"] or ""))
        codes.append(known(max(divided, key=lambda code: divided[code])) if divided else None)
        votes.append(divided)
        for task in _ANNOMI_MORE:
            more[task].append(_divided([_kind(row, task) for row in rows]) if coach else {})
    first = next(iter(units.values()))[0]
    group = first.get("group") or first.get("video_url") or name
    return Dialogue(
        name,
        tuple(talk),
        tuple(codes),
        tuple(votes),
        {task: tuple(each) for task, each in more.items()},
        group,
        next((row["fold_train"] for rows in units.values() for row in rows if row.get("fold_train")), ""),
    )


def _kind(row: Row, task: str) -> str | None:
    """Whether a turn holds a question, a reflection, input, and of which kind."""
    there = row.get(f"{task}_exists", "")
    if there not in ("True", "False"):
        return None
    kind = row.get(f"{task}_subtype") or ""
    return "none" if there == "False" else "some" if kind in _NOTHING else kind


#: What else is learned from AnnoMI beside its codes, each with its kinds.
MORE: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    HANSEI.name: {},
    ANNOMI.name: {
        "question": ("none", "some", "open", "closed"),
        "reflection": ("none", "some", "simple", "complex"),
        "therapist_input": ("none", "some", "information", "advice", "options", "negotiation"),
    },
}
