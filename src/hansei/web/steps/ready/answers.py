"""What somebody says about being ready: all of it optional, none of it ever weighed or added up."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Answers:
    """Rulers (0 to 10), open answers and outcome, by their ids in the library.

    `version` is another one after every writing.
    """

    rulers: dict[str, int] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    outcome: str = ""
    instead: str = ""
    version: str = ""

    @property
    def say_anything(self) -> bool:
        """Whether there is anything to keep."""
        return bool(self.rulers or any(self.words.values()) or self.outcome or self.instead)

    def written(self, *, version: str) -> str:
        """As it is sealed."""
        return json.dumps({**asdict(self), "version": version}, ensure_ascii=False)


def read(text: str) -> Answers:
    """What was sealed."""
    data: dict[str, Any] = json.loads(text)
    return Answers(**data)
