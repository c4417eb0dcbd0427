"""Which codes a coder gives to whom: the scheme of Hansei, and that of AnnoMI to measure by."""

from dataclasses import dataclass
from enum import StrEnum

from hansei.core.talk.codes import Code, LeaderCode


class Therapist(StrEnum):
    """What one turn of a therapist mostly does, in AnnoMI."""

    QUESTION = "question"
    REFLECTION = "reflection"
    INPUT = "therapist_input"
    OTHER = "other"


class Client(StrEnum):
    """Where one turn of a client leans, in AnnoMI."""

    CHANGE = "change"
    SUSTAIN = "sustain"
    NEUTRAL = "neutral"


@dataclass(frozen=True)
class Scheme:
    """The codes of the one who helps and of the other, by the names that figures have for the two."""

    name: str
    sides: tuple[str, str]
    codes: tuple[type[StrEnum], type[StrEnum]]
    most_pieces: int  #: of one unit

    def labels(self, side: str) -> tuple[str, ...]:
        """The codes of one side, in the order in which weights have them."""
        return tuple(map(str, self.codes[self.sides.index(side)]))


HANSEI = Scheme("hansei", ("coach", "leader"), (Code, LeaderCode), 48)
#: A unit is a whole turn here, as AnnoMI has it.
ANNOMI = Scheme("annomi", ("therapist", "client"), (Therapist, Client), 96)
SCHEMES = {each.name: each for each in (HANSEI, ANNOMI)}

#: Where each code of a coach belongs in AnnoMI: the column of the same name in the written scheme.
AS_ANNOMI = {
    Code.OPEN_QUESTION: Therapist.QUESTION,
    Code.CLOSED_QUESTION: Therapist.QUESTION,
    Code.LEADING_QUESTION: Therapist.QUESTION,
    Code.REFLECTION: Therapist.REFLECTION,
    Code.AFFIRMATION: Therapist.OTHER,
    Code.PARTNERING: Therapist.QUESTION,
    Code.INFORM: Therapist.INPUT,
    Code.ADVISE: Therapist.INPUT,
    Code.ADVOCATE_POLICY: Therapist.INPUT,
    Code.CONFRONT: Therapist.OTHER,
    Code.STRUCTURE: Therapist.OTHER,
    Code.OTHER: Therapist.OTHER,
}
