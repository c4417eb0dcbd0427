"""A report as plain data, for whoever reads it with a program: everything in it, words included."""

from typing import Any

from hansei.core.talk.between import Between, Betweens
from hansei.core.talk.coding import Unit
from hansei.core.talk.reporting import Place, Report
from hansei.core.talk.stored import counts_only


def as_data(report: Report, lang: str = "en") -> dict[str, Any]:
    """The report as `hansei talk report --format json` prints it (docs/talk.md). Questions are in `lang`."""
    shares = report.shares
    return {
        "coach": report.coach,
        "leader": report.leader,
        "speakers": list(report.speakers),
        "english": report.english,
        "memory": report.memory,
        "minutes": report.minutes,
        "unnamed": report.unnamed,
        "counts": counts_only(report),
        "shares": None
        if shares is None
        else {
            "families": {family.value: round(share, 4) for family, share in shares.families.items()},
            "ask_receive": round(shares.ask_receive, 4),
            "tell": round(shares.tell, 4),
            "open": _rounded(shares.open),
            "permission": _rounded(shares.permission),
            "reflections_per_question": _rounded(shares.reflections_per_question),
        },
        "between": _betweens(report.between),
        "words": dict(report.words),
        "coach_word_share": _rounded(report.coach_word_share),
        "places": [_place(place, lang) for place in report.places],
        "discoveries": [
            {"number": each.number, "speaker": each.speaker, "minute": each.minute, "text": each.text}
            for each in report.discoveries
        ],
        "units": [_unit(unit, end) for unit, end in zip(report.units, _ends(report), strict=True)],
    }


def _betweens(found: Betweens | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "families": {family.value: _between(one) for family, one in found.families.items()},
        "ask_receive": _between(found.ask_receive),
        "tell": _between(found.tell),
        "open": _between(found.open),
        "permission": _between(found.permission),
    }


def _between(one: Between | None) -> dict[str, float] | None:
    if one is None:
        return None
    return {"estimate": round(one.estimate, 4), "low": round(one.low, 4), "high": round(one.high, 4)}


def _place(place: Place, lang: str) -> dict[str, Any]:
    return {
        "letter": place.letter,
        "code": place.code.value,
        "minute": place.minute,
        "permitted": place.permitted,
        "units": [unit.number for unit in place.units],
        "lines": [
            {
                "speaker": line.speaker,
                "said": [{"text": said.text, "telling": said.marked} for said in line.said],
            }
            for line in place.lines
        ],
        "question": place.question.get(lang),
    }


def _ends(report: Report) -> list[float | None]:
    """When each unit ends, where that is known: the last of a turn, if the file says when the turn ends."""
    following = [*(unit.turn for unit in report.units[1:]), None]
    return [
        report.ends[unit.turn] if unit.turn != then and unit.turn < len(report.ends) else None
        for unit, then in zip(report.units, following, strict=True)
    ]


def _unit(unit: Unit, end: float | None) -> dict[str, Any]:
    return {
        "number": unit.number,
        "turn": unit.turn,
        "speaker": unit.speaker,
        "start": unit.start,
        "end": end,
        "text": unit.text,
        "code": None if unit.code is None else unit.code.value,
        "family": None if unit.family is None else unit.family.value,
        "probability": unit.probability,
        "flags": sorted(flag.value for flag in unit.flags),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
