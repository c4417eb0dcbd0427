"""Between the pure core and what is stored: a talk as text for sealing, coded, and heard again."""

import json
from dataclasses import replace

from hansei.core.talk import (
    MEMORY_SPEAKER,
    Coded,
    Transcript,
    Unit,
    Utterance,
    code,
)


def transcript_text(transcript: Transcript, coach: str = "", leader: str = "") -> str:
    """A transcript as text for sealing, with who coached and who was coached once that is known."""
    said = [[each.speaker, each.text, each.start, each.end, each.named] for each in transcript.utterances]
    told = {"coach": coach, "leader": leader, "said": said, "named": transcript.coach}
    return json.dumps(told, ensure_ascii=False)


def transcript_from(text: str) -> tuple[Transcript, str, str]:
    """What `transcript_text` wrote: the transcript, who coached in it and who was coached, or nothing."""
    data = json.loads(text)
    said = Transcript(tuple(Utterance(*each) for each in data["said"]), coach=data.get("named", ""))
    return said, data["coach"], data.get("leader", "")


def hear(transcript: Transcript, coach: str, leader: str = "") -> Coded:
    """A talk with its codes. Without `leader` it is whoever speaks most beside the coach."""
    return code(transcript, coach=coach, leader=leader or None)


def hear_lines(transcript: Transcript) -> Coded:
    """The coach's own lines with their codes."""
    return code(transcript, coach=MEMORY_SPEAKER)


def heard_instead(coded: Coded, number: int, words: str) -> list[Unit]:
    """How other words would be heard in place of one unit of the coach. Nothing is kept of it."""
    said: list[Utterance] = []
    turns: list[int] = []
    at = 0
    for unit in coded.units:
        here = replace(unit, text=words) if unit.number == number else unit
        if turns and turns[-1] == unit.turn:
            said[-1] = replace(said[-1], text=f"{said[-1].text} {here.text}")
        else:
            said.append(Utterance(unit.speaker, here.text, unit.start))
            turns.append(unit.turn)
        if unit.number == number:
            at = len(turns) - 1
    heard = code(Transcript(tuple(said), memory=coded.memory), coach=coded.coach, leader=coded.leader)
    kept = {unit.text for unit in coded.units if unit.turn == coded.units[number].turn} - {
        coded.units[number].text
    }
    # The turn's other units are as they were: what is left is what the other words became.
    found = [unit for unit in heard.units if unit.turn == at]
    return [unit for unit in found if unit.text not in kept] or found
