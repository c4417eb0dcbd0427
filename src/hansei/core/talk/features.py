"""What a learned coder looks at in a unit: its words, its form, what stands around it. Text in, numbers out.

A feature is hashed into one of `BUCKETS`, so that nothing that anybody said is in the weights by its letters.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hansei.core.talk.coding import Spoken
from hansei.core.talk.rules import form

BUCKETS = 1 << 16

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!]|--|\.\.\.")
# Words too common to tell that one gives back what the other said.
_SMALL = {
    "a", "about", "all", "an", "and", "are", "as", "at", "be", "but", "by", "can", "could", "did", "do",
    "does", "for", "from", "get", "got", "had", "has", "have", "he", "how", "i", "i'm", "if", "in", "is",
    "it", "it's", "just", "know", "like", "me", "my", "no", "not", "of", "oh", "okay", "on", "one", "or",
    "our", "out", "she", "so", "that", "that's", "the", "them", "then", "there", "they", "think", "this",
    "to", "uh", "um", "up", "was", "we", "well", "were", "what", "when", "who", "will", "with", "would",
    "yeah", "yes", "you", "you're", "your",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """The features of one unit: buckets and their values, in step."""

    buckets: tuple[int, ...]
    values: tuple[float, ...]


def rows(talk: Sequence[Spoken], *, coach: bool) -> list[Row]:
    """The features of one side's units, in order."""
    seen = [_Seen(unit) for unit in talk]
    return [_row(seen, at) for at, unit in enumerate(talk) if unit.coach is coach]


class _Seen:
    """A unit with what is counted more than once."""

    __slots__ = ("coach", "form", "turn", "words")

    def __init__(self, unit: Spoken) -> None:
        self.turn, self.coach = unit.turn, unit.coach
        text = unit.text.casefold().replace("’", "'").replace("…", "...").replace("—", "--")
        self.words = _WORD.findall(text)[:60]
        self.form = [name for name, holds in form(unit.text).items() if holds]


def _row(seen: Sequence[_Seen], at: int) -> Row:
    weights: dict[int, float] = {}
    for weight, names in _groups(seen, at):
        found = dict.fromkeys(names)  # in order: the same sums on every machine
        value = weight / max(1, len(found)) ** 0.5
        for name in found:
            bucket = zlib.crc32(name.encode()) % BUCKETS
            weights[bucket] = weights.get(bucket, 0.0) + value
    return Row(tuple(weights), tuple(weights.values()))


def _groups(seen: Sequence[_Seen], at: int) -> Iterator[tuple[float, list[str]]]:
    unit = seen[at]
    words = unit.words
    yield 2.0, [f"w {word}" for word in words]
    yield 1.5, [f"b {one} {other}" for one, other in zip(["<", *words], [*words, ">"], strict=True)]
    yield (
        1.5,
        [
            f"c {text[n : n + size]}"
            for text in _spelt(words)
            for size in (3, 4)
            for n in range(len(text) - size + 1)
        ],
    )
    yield 1.2, [f"s {n} {word}" for n, word in enumerate(words[:3])] + [f"e {word}" for word in words[-2:]]
    yield (
        1.5,
        [f"f {name}" for name in unit.form] + [f"ff {a} {b}" for a in unit.form[:1] for b in unit.form[1:]],
    )
    yield 1.5, list(_place(seen, at))
    for name, other in _neighbours(seen, at):
        yield 0.7, [f"{name} w {word}" for word in other.words]
        yield 1.0, [f"{name} f {which}" for which in other.form] or [f"{name} f none"]


def _spelt(words: Sequence[str]) -> list[str]:
    return [f" {word} " for word in words]


def _place(seen: Sequence[_Seen], at: int) -> Iterator[str]:
    """Where the unit stands: in its turn, in the talk, and how much of it the other had just said."""
    unit = seen[at]
    first = at
    while first and seen[first - 1].turn == unit.turn:
        first -= 1
    last = at
    while last + 1 < len(seen) and seen[last + 1].turn == unit.turn:
        last += 1
    yield f"first {first == at}"
    yield f"last {last == at}"
    yield f"in turn {_step(at - first)} of {_step(last - first)}"
    yield f"after it {_step(last - at)}"
    yield f"long {_step(len(unit.words))}"
    yield f"begins {min(at, 12) // 4}"
    yield f"ends {min(len(seen) - at, 12) // 4}"
    content = {word for word in unit.words if word not in _SMALL}
    heard = {
        word
        for other in seen[max(0, first - 4) : first]
        if other.coach is not unit.coach
        for word in other.words
    }
    yield f"echo {round(3 * len(content & heard) / len(content)) if content else 'none'}"
    yield f"you {'you' in unit.words} i {'i' in unit.words}"


def _neighbours(seen: Sequence[_Seen], at: int) -> Iterator[tuple[str, _Seen]]:
    unit = seen[at]
    for step in (-2, -1, 1):
        if 0 <= at + step < len(seen):
            other = seen[at + step]
            yield f"{step} {'own' if other.coach is unit.coach else 'other'} {other.turn == unit.turn}", other


def _step(n: int) -> int:
    return n if n < 4 else 4 if n < 7 else 5 if n < 12 else 6 if n < 20 else 7
