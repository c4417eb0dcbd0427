"""Between a coded talk and JSON, for sealed storage; and what is kept when the words are gone."""

import json
from collections.abc import Mapping
from typing import Any

from hansei.core.talk.codes import Code, Flag, LeaderCode
from hansei.core.talk.coding import Coded, Unit, most_words
from hansei.core.talk.reporting import Report
from hansei.core.talk.transcript import count_words

_FORM = 1


class Damaged(ValueError):
    """Stored text is no coded talk. Holds nothing of it."""

    def __init__(self) -> None:
        super().__init__("this is no stored talk")


def to_json(coded: Coded) -> str:
    """A coded talk as text; it holds every word that was said."""
    return json.dumps(
        {
            "form": _FORM,
            "coach": coded.coach,
            "leader": coded.leader,
            "english": coded.english,
            "memory": coded.memory,
            "seconds": coded.seconds,
            "ends": coded.ends,
            "unnamed": coded.unnamed,
            "units": [_packed(unit) for unit in coded.units],
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def from_json(text: str) -> Coded:
    """The talk that `to_json` wrote. Raises Damaged, with nothing of the text in it or behind it."""
    try:
        return _coded(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        pass
    raise Damaged


def counts_only(report: Report) -> dict[str, Any]:
    """What stays of a report when the words are erased: figures and codes, no word and no name.

    `overruled` are pairs of codes: what the coder had said, and what the coach said. The figures of each
    code and family are numbers of units.
    """
    shares = report.shares
    coach_words = report.words.get(report.coach, 0)
    return {
        "form": _FORM,
        "english": report.english,
        "memory": report.memory,
        "minutes": report.minutes,
        "coach_units": report.coach_units,
        "counted": report.counted,
        "unsure": report.unsure,
        "codes": {code.value: n for code, n in report.counts.items()},
        "families": {family.value: n for family, n in report.families.items()},
        "leader_codes": {code.value: n for code, n in report.leader_counts.items()},
        "flags": {flag.value: n for flag, n in report.flags.items()},
        "tell_share": None if shares is None else round(shares.tell, 4),
        "ask_receive_share": None if shares is None else round(shares.ask_receive, 4),
        "words": {"coach": coach_words, "others": sum(report.words.values()) - coach_words},
        "turns": {
            "coach": report.turns.get(report.coach, 0),
            "others": sum(report.turns.values()) - report.turns.get(report.coach, 0),
        },
        "longest_turn": None if report.longest_turn is None else report.longest_turn.words,
        "seconds": {
            "coach": _whole(report.seconds.get(report.coach)),
            "others": _whole(sum(report.seconds.values()) - report.seconds.get(report.coach, 0))
            if report.seconds
            else None,
        },
        "followed": {
            after.value: {
                "turns": one.turns,
                **{code.value: n for code, n in one.did.items()},
                "none": one.none,
                "words": one.words,
            }
            for after, one in report.followed.items()
        },
        "silence": None
        if report.silence is None
        else {
            "questions": report.silence.questions,
            "middle": round(report.silence.middle, 1),
            "longest": round(report.silence.longest, 1),
        },
        "first_idea": None if report.first_idea is None else report.first_idea.value,
        "gap_named_by": None if report.gap_named_by is None else report.gap_named_by.value,
        "places": len(report.places),
        "discoveries": len(report.discoveries),
        "overruled": [[was and was.value, now and now.value] for was, now in report.overruled],
    }


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds)


def _packed(unit: Unit) -> dict[str, Any]:
    return {
        "turn": unit.turn,
        "speaker": unit.speaker,
        "text": unit.text,
        "start": unit.start,
        "code": None if unit.code is None else unit.code.value,
        "probability": unit.probability,
        "flags": sorted(flag.value for flag in unit.flags),
    }


def _coded(packed: Mapping[str, Any]) -> Coded:
    if packed["form"] != _FORM:
        raise ValueError
    coach = packed["coach"]
    # In what was stored before, everybody beside the coach was taken for the leader; neither ends nor how
    # many pieces had no speaker were kept.
    leader = packed.get("leader") or most_words(
        ((str(each["speaker"]), count_words(str(each["text"]))) for each in packed["units"]), coach
    )
    units = tuple(_unit(number, each, coach, leader) for number, each in enumerate(packed["units"]))
    ends, unnamed = tuple(packed.get("ends", ())), int(packed.get("unnamed", 0))
    english, memory = bool(packed["english"]), bool(packed["memory"])
    return Coded(coach, units, english, memory, packed["seconds"], ends, unnamed, leader)


def _unit(number: int, packed: Mapping[str, Any], coach: str, leader: str | None) -> Unit:
    own = packed["speaker"] == coach
    other = packed["speaker"] not in (coach, leader)
    code = None if other else packed["code"]
    return Unit(
        number=number,
        turn=int(packed["turn"]),
        speaker=str(packed["speaker"]),
        coach=own,
        text=str(packed["text"]),
        start=packed["start"],
        code=None if code is None else Code(code) if own else LeaderCode(code),
        probability=None if other else packed["probability"],
        flags=frozenset(Flag(flag) for flag in packed["flags"]),
        other=other,
    )
