"""A coder of Hansei's scheme on conversations that are coded, turn by turn, with other codes."""

from collections.abc import Mapping, Sequence
from typing import Any

from hansei.core.talk import units
from hansei.core.talk.codes import LeaderCode
from hansei.core.talk.coding import Coder, Spoken, both
from hansei.core.talk.schemes import ANNOMI, AS_ANNOMI, Client, Therapist
from hansei.core.talk.transcript import count_words

_CLIENT = {
    LeaderCode.DISCOVERY: Client.CHANGE,
    LeaderCode.COMMITMENT: Client.CHANGE,
    LeaderCode.CONCERN: Client.SUSTAIN,
    LeaderCode.NEUTRAL: Client.NEUTRAL,
}


class AsAnnomi:
    """Answers with AnnoMI's codes. A turn is parted into units; each counts by the number of its words."""

    def __init__(self, coder: Coder) -> None:
        self._coder = coder
        self.scheme = ANNOMI

    def coach(self, talk: Sequence[Spoken]) -> list[Mapping[Any, float]]:
        """The codes of the therapist's turns."""
        return self.both(talk)[0]

    def leader(self, talk: Sequence[Spoken]) -> list[Mapping[Any, float]]:
        """The codes of the client's turns."""
        return self.both(talk)[1]

    def both(self, talk: Sequence[Spoken]) -> tuple[list[Mapping[Any, float]], list[Mapping[Any, float]]]:
        """Both at once."""
        parted, of_turn = [], []
        for number, turn in enumerate(talk):
            for _place, text in units.split(turn.text) or [(0, turn.text)]:
                parted.append(Spoken(number, turn.coach, text))
                of_turn.append(number)
        coach, leader = map(iter, both(self._coder, parted))
        found: list[dict[Any, float]] = [
            dict.fromkeys(Therapist if turn.coach else Client, 0.0) for turn in talk
        ]
        for unit, number in zip(parted, of_turn, strict=True):
            said = next(coach) if unit.coach else next(leader)
            for code, chance in said.items():
                same = AS_ANNOMI[code] if unit.coach else _CLIENT[code]
                found[number][same] += chance * max(1, count_words(unit.text))
        for each in found:
            whole = sum(each.values())
            each.update({code: chance / whole for code, chance in each.items()})
        return (
            [each for each, turn in zip(found, talk, strict=True) if turn.coach],
            [each for each, turn in zip(found, talk, strict=True) if not turn.coach],
        )
