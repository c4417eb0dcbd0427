"""What is sealed in a request for a first meeting: times, and what the coach answered."""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Answer(StrEnum):
    """What the coach said. No answer is none of these, and never becomes one."""

    YES = "yes"
    OTHER = "other"  # another time, which holds once the leader takes it
    NOT_NOW = "not_now"


@dataclass(frozen=True)
class Said:
    """Times that the leader offered; the answer; the time that it is about."""

    times: tuple[datetime, ...]
    answer: Answer | None = None
    at: datetime | None = None

    @property
    def agreed(self) -> bool:
        """Whether the two have a time."""
        return self.answer is Answer.YES

    @property
    def last(self) -> datetime:
        """The last time named by either."""
        return max([*self.times, *([self.at] if self.at else [])])

    def taken(self) -> "Said":
        """The other time suits the leader too."""
        return replace(self, answer=Answer.YES)


#: What is sealed is filled up to a multiple of this, so that its length does not tell the answer.
BLOCK = 1024


def written(said: Said) -> str:
    text = json.dumps(
        {
            "times": [time.isoformat() for time in said.times],
            "answer": said.answer.value if said.answer else "",
            "at": said.at.isoformat() if said.at else "",
        }
    )
    return text + " " * (-len(text) % BLOCK)


def read(text: str) -> Said:
    data = json.loads(text)
    return Said(
        times=tuple(datetime.fromisoformat(one) for one in data["times"]),
        answer=Answer(data["answer"]) if data["answer"] else None,
        at=datetime.fromisoformat(data["at"]) if data["at"] else None,
    )
