"""From dialogues to what a network learns from: pieces, numbers, and how the coders are divided."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from hansei.core.talk import spoiling
from hansei.core.talk.coding import Spoken
from hansei.core.talk.dialogues import MORE, Dialogue, Votes
from hansei.core.talk.encoder import WINDOW, read_again
from hansei.core.talk.features import COACH, features
from hansei.core.talk.schemes import SCHEMES, Scheme
from hansei.core.talk.wordpieces import Pieces

Array = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

_LONGEST = 160  # units of one dialogue in one step; of a longer one a part is taken
_PARTED = (
    0.2,
    0.4,
    0.6,
    0.75,
    0.85,
    0.93,
    0.98,
)  # units of a step are put together by length, the shorter ones more at a time


@dataclass(frozen=True)
class Example:
    """A dialogue for the network. A task names its units by place, and has a row of chances for each."""

    pieces: tuple[list[int], ...]
    features: Array
    tasks: Mapping[str, tuple[Numbers, Array]]
    weight: float = 1.0


@dataclass(frozen=True)
class Batch:
    """Some dialogues, on the device."""

    parts: list[Any]
    order: Any
    features: Any
    where: Any
    there: Any
    rows: Any  # of the pieces that each unit reads again, as they lie one after another in `parts`
    kinds: Any  # how these stand to it
    tasks: Mapping[str, tuple[Any, Any, Any]]  # places, chances, weights


def tasks_of(scheme: Scheme) -> dict[str, tuple[str, ...]]:
    """What is learned from dialogues of a scheme: tasks with their codes."""
    return {**{side: scheme.labels(side) for side in scheme.sides}, **MORE[scheme.name]}


def example(
    dialogue: Dialogue, scheme: Scheme, pieces: Pieces, talk: Sequence[Spoken] | None = None
) -> Example:
    """One dialogue; with `talk` its words as spoilt."""
    said = talk or dialogue.talk
    tasks: dict[str, tuple[Numbers, Array]] = {}
    for task, labels in tasks_of(scheme).items():
        votes: Sequence[Votes] = dialogue.more.get(task, ())
        if task in scheme.sides:
            coach = task == scheme.sides[0]
            votes = [
                given if unit.coach is coach else {}
                for unit, given in zip(dialogue.talk, dialogue.votes, strict=True)
            ]
        at = np.array([n for n, given in enumerate(votes) if given], np.int64)
        rows = np.array([[votes[n].get(label, 0.0) for label in labels] for n in at], np.float32)
        tasks[task] = (at, rows.reshape(len(at), len(labels)))
    found = pieces.of([unit.text for unit in said], scheme.most_pieces)
    return Example(tuple(found), features(said), tasks)


def variants(
    dialogue: Dialogue, scheme: Scheme, pieces: Pieces, pool: Sequence[str], seed: int
) -> list[tuple[float, Example]]:
    """The dialogue as it is and spoilt in some ways, each with how often it is taken."""
    chance = random.Random(f"{seed} {dialogue.name}")  # noqa: S311 - nothing secret
    bare = spoiling.without_signs(dialogue.talk, chance, pool)
    found = [
        (0.56, example(dialogue, scheme, pieces)),
        (0.14, example(dialogue, scheme, pieces, bare)),
        (0.12, example(dialogue, scheme, pieces, spoiling.misheard(dialogue.talk, chance, pool))),
        (0.06, example(dialogue, scheme, pieces, spoiling.misheard(bare, chance, pool))),
    ]
    if scheme is SCHEMES["hansei"]:
        found += [(0.06, example(_alone(dialogue, chance), scheme, pieces)) for _ in range(2)]
    return found


def _alone(dialogue: Dialogue, chance: random.Random) -> Dialogue:
    """Some lines of the coach, each a turn of its own, as somebody writes them from memory."""
    mine = [at for at, unit in enumerate(dialogue.talk) if unit.coach]
    chosen = sorted(chance.sample(mine, min(len(mine), chance.randint(5, 20))))
    return replace(
        dialogue,
        talk=tuple(replace(dialogue.talk[at], turn=n) for n, at in enumerate(chosen)),
        codes=tuple(dialogue.codes[at] for at in chosen),
        votes=tuple(dialogue.votes[at] for at in chosen),
        more={task: tuple(votes[at] for at in chosen) for task, votes in dialogue.more.items()},
    )


def part_of(whole: Example, begins: int, ends: int) -> Example:
    """The units from `begins` to before `ends`."""
    tasks = {}
    for task, (at, rows) in whole.tasks.items():
        kept = (at >= begins) & (at < ends)
        tasks[task] = (at[kept] - begins, rows[kept])
    return Example(whole.pieces[begins:ends], whole.features[begins:ends], tasks, whole.weight)


def batches(
    examples: Sequence[Sequence[tuple[float, Example]]], units: int, chance: random.Random
) -> Iterator[list[Example]]:
    """Every dialogue once, in one of its variants, in random order, some `units` at a time."""
    held: list[Example] = []
    count = 0
    for at in chance.sample(range(len(examples)), len(examples)):
        each = examples[at]
        one = chance.choices([made for _share, made in each], [share for share, _made in each])[0]
        if len(one.pieces) > _LONGEST:
            begins = chance.randrange(len(one.pieces) - _LONGEST + 1)
            one = part_of(one, begins, begins + _LONGEST)
        held.append(one)
        count += len(one.pieces)
        if count >= units:
            yield held
            held, count = [], 0
    if held:
        yield held


def together(held: Sequence[Example], device: str, mask: int = 0, share: float = 0.0, seed: int = 0) -> Batch:
    """Examples side by side; of their pieces a `share` is hidden behind the number `mask`."""
    pieces = [unit for each in held for unit in each.pieces]
    lengths = np.array([len(unit) for unit in pieces])
    by_length = np.argsort(lengths, kind="stable")
    hidden = np.random.default_rng(seed)
    parts = []
    for chosen in np.split(by_length, [round(share * len(pieces)) for share in _PARTED]):
        if len(chosen):
            block = np.zeros((len(chosen), lengths[chosen].max()), np.int64)
            for row, at in enumerate(chosen):
                block[row, : lengths[at]] = pieces[at]
            if share:
                block[(block > 0) & (hidden.random(block.shape) < share)] = mask
                block[:, 0] = [pieces[at][0] for at in chosen]
            parts.append(torch.from_numpy(block).to(device, non_blocking=True))
    order = np.empty(len(pieces), np.int64)
    order[by_length] = np.arange(len(pieces))
    where = np.arange(len(pieces))[:, None] + np.arange(-WINDOW, WINDOW + 1)
    dialogue = np.repeat(np.arange(len(held)), [len(each.pieces) for each in held])
    there = (where >= 0) & (where < len(pieces))
    where = where.clip(0, len(pieces) - 1)
    there &= dialogue[where] == dialogue[:, None]
    told = np.concatenate([each.features for each in held])
    firsts = np.empty(len(pieces), np.int64)
    firsts[by_length] = np.cumsum(lengths[by_length]) - lengths[by_length]
    read, kinds = read_again(firsts, lengths, told[:, COACH] > 0.5, dialogue)
    tasks = {}
    for task in sorted({task for each in held for task in each.tasks}):
        at, rows, weights = [], [], []
        begins = 0
        for each in held:
            if task in each.tasks and len(each.tasks[task][0]):
                at.append(each.tasks[task][0] + begins)
                rows.append(each.tasks[task][1])
                weights.append(np.full(len(rows[-1]), each.weight, np.float32))
            begins += len(each.pieces)
        if at:
            tasks[task] = tuple(
                torch.from_numpy(np.concatenate(part)).to(device) for part in (at, rows, weights)
            )
    return Batch(
        parts,
        torch.from_numpy(order).to(device),
        torch.from_numpy(told).to(device),
        torch.from_numpy(where).to(device),
        torch.from_numpy(there).to(device),
        torch.from_numpy(read).to(device),
        torch.from_numpy(kinds).to(device),
        tasks,
    )
