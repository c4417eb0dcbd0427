"""What a coder is told of a unit beside its words: its form, where it stands, what it gives back. Numbers."""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hansei.core.talk import rules
from hansei.core.talk.codes import Code
from hansei.core.talk.coding import Spoken

Array = npt.NDArray[np.float32]

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+")
# Words too common to tell that one gives back what the other said.
_SMALL = {
    "a", "about", "all", "an", "and", "are", "as", "at", "be", "but", "by", "can", "could", "did", "do",
    "does", "for", "from", "get", "got", "had", "has", "have", "he", "how", "i", "i'm", "if", "in", "is",
    "it", "it's", "just", "know", "like", "me", "my", "no", "not", "of", "oh", "okay", "on", "one", "or",
    "our", "out", "she", "so", "that", "that's", "the", "them", "then", "there", "they", "think", "this",
    "to", "uh", "um", "up", "was", "we", "well", "were", "what", "when", "who", "will", "with", "would",
    "yeah", "yes", "you", "you're", "your",
}  # fmt: skip
_FORM = tuple(rules.form(""))
_PLACE = (
    "coach", "first", "last", "from begin", "to end", "long", "in turn", "after it", "turns", "echo",
    "nothing to echo", "you", "i", "after question", "before other", "near begin", "near end",
)  # fmt: skip

#: How many numbers a unit has.
WIDTH = len(_FORM) + len(_PLACE)
#: Which of them say that its form is that of telling.
TELLS = (list(_FORM).index(Code.ADVISE.value), list(_FORM).index(Code.ADVOCATE_POLICY.value))
#: Which of them says that the coach speaks.
COACH = len(_FORM)
_FEW = 20
_HEARD = 4  # units of the other before the turn, in which an echo is looked for


def features(talk: Sequence[Spoken]) -> Array:
    """One row of numbers for each unit of a talk, all between 0 and 1."""
    found = np.zeros((len(talk), WIDTH), np.float32)
    if not talk:
        return found
    seen: dict[str, tuple[list[bool], list[str], frozenset[str]]] = {}
    said = []
    for unit in talk:
        if unit.text not in seen:
            words = _WORD.findall(unit.text.casefold().replace("’", "'"))
            held = list(rules.form(unit.text).values())
            seen[unit.text] = (held, words, frozenset(words) - _SMALL)
        said.append(seen[unit.text])
    first, last = _ends(talk)
    asks = [form[0] for form, _words, _content in said]
    # A few lines from memory are no talk with a beginning and an end.
    whole = len(talk) > _FEW
    for at, unit in enumerate(talk):
        form, words, content = said[at]
        heard: set[str] = set()
        for near in range(max(0, first[at] - _HEARD), first[at]):
            if talk[near].coach is not unit.coach:
                heard |= said[near][2]
        found[at, : len(_FORM)] = form
        found[at, len(_FORM) :] = (
            unit.coach,
            first[at] == at,
            last[at] == at,
            _small(at - first[at]),
            _small(last[at] - at),
            min(len(words), 40) / 40,
            (at - first[at]) / max(1, last[at] - first[at]),
            at > 0 and talk[at - 1].coach is unit.coach,
            at > 0 and talk[at - 1].turn != unit.turn,
            len(content & heard) / len(content) if content else 0.0,
            not content,
            "you" in words or "your" in words,
            "i" in words,
            at > 0 and asks[at - 1],
            at + 1 < len(talk) and talk[at + 1].coach is not unit.coach,
            whole * max(0, 8 - at) / 8,
            whole * max(0, 9 + at - len(talk)) / 8,
        )
    return found


def _ends(talk: Sequence[Spoken]) -> tuple[list[int], list[int]]:
    """For each unit, where its turn begins and where it ends."""
    first, last = list(range(len(talk))), list(range(len(talk)))
    for at in range(1, len(talk)):
        if talk[at].turn == talk[at - 1].turn:
            first[at] = first[at - 1]
    for at in range(len(talk) - 2, -1, -1):
        if talk[at].turn == talk[at + 1].turn:
            last[at] = last[at + 1]
    return first, last


def _small(n: int) -> float:
    return min(n, 6) / 6
