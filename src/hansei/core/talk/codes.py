"""The codes of the talk scheme: what one sentence of a coach does, and what one of a leader is."""

from enum import StrEnum


class Family(StrEnum):
    """What a code does for the leader: calls on them, brings something in, or neither."""

    ASK = "ask"
    RECEIVE = "receive"
    PARTNER = "partner"
    INFORM = "inform"
    TELL = "tell"
    NEUTRAL = "neutral"


class Code(StrEnum):
    """What one unit of the coach does."""

    OPEN_QUESTION = "open_question"
    CLOSED_QUESTION = "closed_question"
    REFLECTION = "reflection"
    AFFIRMATION = "affirmation"
    PARTNERING = "partnering"
    INFORM = "inform_with_permission"
    ADVISE = "advise"
    ADVOCATE_POLICY = "advocate_policy"
    LEADING_QUESTION = "leading_question"
    CONFRONT = "confront"
    STRUCTURE = "structure"
    OTHER = "other"

    @property
    def family(self) -> Family:
        """The family of this code."""
        return _FAMILIES[self]


class LeaderCode(StrEnum):
    """What one unit of the leader is."""

    DISCOVERY = "discovery"
    COMMITMENT = "own_commitment"
    CONCERN = "concern"
    NEUTRAL = "neutral"


class Flag(StrEnum):
    """What is said about a unit beside its code."""

    STACKED = "stacked"  # a question right on another one, without room for an answer
    PERMITTED = "permitted"  # telling after the leader asked for it or said yes to it


_FAMILIES = {
    Code.OPEN_QUESTION: Family.ASK,
    Code.CLOSED_QUESTION: Family.ASK,
    Code.REFLECTION: Family.RECEIVE,
    Code.AFFIRMATION: Family.RECEIVE,
    Code.PARTNERING: Family.PARTNER,
    Code.INFORM: Family.INFORM,
    Code.ADVISE: Family.TELL,
    Code.ADVOCATE_POLICY: Family.TELL,
    Code.LEADING_QUESTION: Family.TELL,
    Code.CONFRONT: Family.TELL,
    Code.STRUCTURE: Family.NEUTRAL,
    Code.OTHER: Family.NEUTRAL,
}

#: Where a stretch has several codes, the first of these in it speaks for the stretch.
TELLING = (Code.CONFRONT, Code.ADVOCATE_POLICY, Code.ADVISE, Code.LEADING_QUESTION)

#: Codes that have the form of a question.
QUESTIONS = (Code.OPEN_QUESTION, Code.CLOSED_QUESTION, Code.LEADING_QUESTION)
