"""The whole way from coded dialogues to weights: teachers, one small network that learns from them, figures.

Whole dialogues are kept apart throughout: what is said of a dialogue left out comes from networks, teachers
included, that never saw it, in the very form in which weights are shipped. With one fold, a tenth is left out
and the weights are those learned from the rest. The same files, seed and machine give the same weights. Every
piece that is finished is kept in a folder of work, so that a stopped run goes on.
"""

import hashlib
import json
import os
import random
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import torch

from hansei.core.talk import measuring, packed
from hansei.core.talk.dialogues import Dialogue, read_together
from hansei.core.talk.features import COACH
from hansei.core.talk.learned import LearnedCoder
from hansei.core.talk.schemes import SCHEMES
from hansei.core.talk.spoiling import WAYS
from hansei.core.talk.training import start
from hansei.core.talk.training.examples import Example, example, tasks_of, variants
from hansei.core.talk.training.fitting import Plan, Say, fit, said
from hansei.core.talk.training.nets import HIDDEN, Net, Shape, begun_above, described, exported, imported
from hansei.core.talk.training.tempering import temperature
from hansei.core.talk.wordpieces import Pieces

FOLDS = 5
_HEARD_FROM_TEACHERS = 0.6  # the rest is heard from whoever coded
_OF_FOLDS = ("seed", "scheme", "folds")
_OF_A_MAKING = (*_OF_FOLDS, "teachers", "epochs", "layers", "inner", "above")
_MEETINGS_COUNT = 0.3  # a unit of a meeting, about which teachers alone speak, beside a coded one


class TooFew(ValueError):
    """There are too few dialogues to keep some apart."""


class OtherMaking(ValueError):
    """The folder holds finished pieces of another making, which would be taken for those of this one."""


class LearnedBefore(ValueError):
    """The weights to go on from know the dialogues that are to be left out, so figures would flatter."""


class NothingBelow(ValueError):
    """A second part is to stand above a first one, and the weights that hold it are not named."""


@dataclass(frozen=True)
class Making:
    """What weights are made of, and how."""

    files: tuple[bytes, ...]
    out: Path
    also: tuple[bytes, ...] = ()  # learned from in every fold; no figure is of these
    seed: int = 1
    scheme: str = "hansei"
    meetings: bytes = b""
    teachers: int = 0
    epochs: int = 10
    begin_from: Path | None = None  # weights, else MiniLM
    above: bool = False  # the second part begins anew above a first part that stays as it is
    jobs: int = 1
    device: str = "cpu"
    layers: int = 4
    inner: int = 512
    folds: int = FOLDS

    @property
    def work(self) -> Path:
        """Where finished pieces are kept, so that a stopped run goes on; of this making alone."""
        return self.out / "work"


@dataclass(frozen=True)
class Held:
    """What all pieces of one making share. The folds name dialogues that are measured, by place."""

    dialogues: list[Dialogue]
    folds: list[list[int]]
    pieces: list[str]
    pool: list[str]


def train(making: Making, say: Say = print) -> dict[str, Any]:
    """Learn, measure on dialogues left out, write weights and card into `making.out`; the figures come back.

    Raises BadDialogues, BadWeights, TooFew, OtherMaking, LearnedBefore, NothingBelow and NoMiniLM.
    """
    if making.above and making.begin_from is None:
        raise NothingBelow("--above stands on the weights that --begin-from names: give both, or neither.")
    held = gathered(making)
    if making.begin_from:
        # Refused before a folder is made and anything is learned.
        origin(making, held, 0)
    making.work.mkdir(parents=True, exist_ok=True)
    _mark(making)
    _beginnings(making, held, say)
    wanted: list[int | None] = [*range(len(held.folds)), *([None] if making.folds > 1 else [])]
    if making.jobs > 1:
        with ProcessPoolExecutor(making.jobs, get_context("spawn")) as pool:
            list(pool.map(_fold_quietly, [making] * len(wanted), wanted))
    else:
        for fold in wanted:
            one_fold(making, held, fold, say)
    figures = _figures(making, held, range(len(held.folds)))
    card = {
        "scheme": making.scheme,
        "seed": making.seed,
        "data": _learned_from(making),
        "meetings": _hash(making.meetings) if making.meetings else None,
        "teachers": making.teachers,
        "epochs": making.epochs,
        **figures,
    }
    weights, pieces, final = packed.read(making.work / ("final" if making.folds > 1 else "fold0"))
    packed.write(making.out, weights, pieces, {**final, **card, "shape": final["shape"]})
    return figures


def _mark(making: Making) -> None:
    """Write down what the pieces in the folder of work are of. Raises OtherMaking."""
    said = {
        "files": [_hash(data) for data in making.files],
        "also": [_hash(data) for data in making.also],
        "meetings": _hash(making.meetings),
        "begin_from": _hash((making.begin_from / packed.WEIGHTS).read_bytes()) if making.begin_from else "",
        **{name: getattr(making, name) for name in _OF_A_MAKING},
        "upper": {name: getattr(Shape, name) for name in ("context", "blocks", "read")},
    }
    mark = making.work / "making.json"
    if mark.exists() and json.loads(mark.read_text("utf-8")) != said:
        raise OtherMaking(
            f"{making.out} holds pieces that were learned from other files or in another way. "
            f"Choose another folder, or delete {making.work}."
        )
    mark.write_text(json.dumps(said), "utf-8")


def knows(making: Making, held: Held) -> bool:
    """Whether the weights to go on from learned from dialogues left out now, or from what was retold."""
    if making.begin_from is None:
        return False
    scheme = SCHEMES[making.scheme]
    left = {held.dialogues[n].group for each in held.folds for n in each}
    known = packed.read(making.begin_from)[2].get("data", [])
    return any(
        not left.isdisjoint(each.group for each in read_together([data], scheme))
        for data in (*making.files, *making.also)
        if _hash(data) in known
    )


def origin(making: Making, held: Held, fold: int | None) -> Path:
    """The weights that a fold goes on from: those that `making.begin_from` names.

    If they know dialogues that are left out now, those that the same fold came to when they were made, which
    lie in their folder of work. Raises LearnedBefore if that is gone or had other folds.
    """
    assert making.begin_from is not None
    if fold is None or not knows(making, held):
        return making.begin_from
    mark = making.begin_from / "work" / "making.json"
    then = json.loads(mark.read_text("utf-8")) if mark.exists() else {}
    now = {
        "files": [_hash(data) for data in making.files],
        **{name: getattr(making, name) for name in _OF_FOLDS},
    }
    if any(then.get(name) != value for name, value in now.items()):
        raise LearnedBefore(
            f"The weights in {making.begin_from} learned from these dialogues: figures would flatter. With "
            "the same files, seed and folds, and their folder of work there, each fold goes on from its own."
        )
    return mark.parent / f"fold{fold}"


def _learned_from(making: Making) -> list[str]:
    """The files of this making and of the weights from which it began."""
    before = packed.read(making.begin_from)[2].get("data", []) if making.begin_from else []
    return list(dict.fromkeys([*before, *map(_hash, (*making.files, *making.also))]))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def gathered(making: Making) -> Held:
    """Dialogues, folds and vocabulary; the same for every piece of a making."""
    scheme = SCHEMES[making.scheme]
    dialogues = read_together([*making.files, *making.also], scheme)
    measured = dialogues[: len(read_together(making.files, scheme))]
    groups = sorted({each.group for each in measured})
    if len(groups) < max(FOLDS, making.folds):
        raise TooFew(f"At least {max(FOLDS, making.folds)} dialogues are needed.")
    given = sorted({each.fold for each in measured})
    if making.folds == 1:
        order = np.random.default_rng(making.seed).permutation(len(groups))
        apart = {groups[n] for n in order[: -(-len(groups) // 10)]}
        folds = [[n for n, each in enumerate(measured) if each.group in apart]]
    elif len(given) > 1:
        folds = [[n for n, each in enumerate(measured) if each.fold == fold] for fold in given]
    else:
        order = np.random.default_rng(making.seed).permutation(len(groups))
        at = {groups[n]: place % making.folds for place, n in enumerate(order)}
        folds = [
            [n for n, each in enumerate(measured) if at[each.group] == fold] for fold in range(making.folds)
        ]
    texts = [unit.text for each in dialogues for unit in each.talk]
    pool = measuring.word_pool(dialogues)
    if making.begin_from:
        return Held(dialogues, folds, packed.read(making.begin_from)[1], pool)
    # The vocabulary is no figure of a fold: which words are kept says nothing about their codes.
    return Held(dialogues, folds, start.vocabulary(start.minilm()[1], texts), pool)


def _fold_quietly(making: Making, fold: int | None) -> None:
    torch.set_num_threads(max(1, (os.cpu_count() or 1) // making.jobs))
    # The figures alone go to standard output.
    one_fold(making, gathered(making), fold, lambda line: print(f"[{fold}] {line}", file=sys.stderr))  # noqa: T201


# ------------------------------------------------------------------------------------------------ beginnings
def _tasks(making: Making) -> dict[str, int]:
    return {task: len(labels) for task, labels in tasks_of(SCHEMES[making.scheme]).items()}


def _counts(making: Making) -> dict[str, float]:
    sides = SCHEMES[making.scheme].sides
    return {task: 1.0 if task == sides[0] else 0.7 if task == sides[1] else 0.3 for task in _tasks(making)}


def _beginnings(making: Making, held: Held, say: Say) -> None:
    """Where teachers and the small network begin: MiniLM, acquainted with meetings if given."""
    parts = _meetings(making, held)
    for name, layers, inner in (("large", 6, 4 * HIDDEN), ("small", making.layers, making.inner)):
        if (making.work / f"{name}.pt").exists():
            continue
        if (name == "large" and not making.teachers) or (name == "small" and making.begin_from):
            continue
        torch.manual_seed(making.seed)
        tasks = {**_tasks(making), "acts": len(start.ACTS)}
        net = start.begin(Shape(len(held.pieces), layers, inner), tasks, held.pieces)
        if parts:
            common: dict[str, Any] = {"seed": making.seed, "device": making.device, "say": say}
            if name == "small":
                start.recover(net, parts, held.pieces, epochs=6, **common)
            mask, at = _mask(held), making.work / f"{name}.part"
            net = start.acquainted(net, parts, epochs=3, mask=mask, at=at, **common)
        _keep(net, making.work / f"{name}.pt")


def _meetings(making: Making, held: Held) -> list[Example]:
    return start.meetings(making.meetings, Pieces(held.pieces)) if making.meetings else []


def _mask(held: Held) -> int:
    return Pieces(held.pieces).mask


def _keep(net: Net, at: Path) -> None:
    torch.save({"shape": described(net.shape), "tasks": net.tasks, "state": net.state_dict()}, at)


def _begun(at: Path, tasks: Mapping[str, int]) -> Net:
    """A kept network with heads for these tasks; heads it did not have are new."""
    kept = torch.load(at, map_location="cpu", weights_only=True)
    net = Net(Shape(**kept["shape"]), tasks)
    mine = net.state_dict()
    net.load_state_dict({name: kept["state"].get(name, value) for name, value in mine.items()})
    return net


# ---------------------------------------------------------------------------------------------------- a fold
def learned_from(held: Held, fold: int | None) -> list[Dialogue]:
    """All dialogues but those of a fold; what was retold from one left out is left out with it."""
    left = {held.dialogues[n].group for n in held.folds[fold]} if fold is not None else set()
    return [each for each in held.dialogues if each.group not in left]


def one_fold(making: Making, held: Held, fold: int | None, say: Say) -> None:
    """Weights learned from all dialogues but one fold (None: from all), and what they say of that fold."""
    name = "final" if fold is None else f"fold{fold}"
    folder = making.work / name
    if (folder / packed.CARD).exists():
        return
    scheme, pieces = SCHEMES[making.scheme], Pieces(held.pieces)
    examples = [variants(each, scheme, pieces, held.pool, making.seed) for each in learned_from(held, fold)]
    common: dict[str, Any] = {
        "device": making.device,
        "mask": pieces.mask,
        "tasks": _counts(making),
        "say": say,
    }
    teachers = []
    for number in range(making.teachers):
        at = making.work / f"{name}-teacher{number}.pt"
        if not at.exists():
            seed = making.seed * 1000 + number + 1
            torch.manual_seed(seed)
            net = _begun(making.work / "large.pt", _tasks(making))
            plan = Plan(making.epochs)
            part = at.with_suffix(".part")
            net = fit(net, examples, plan, seed=seed, at=part, **common)
            _keep(net, at)
        teachers.append(_begun(at, _tasks(making)))
    torch.manual_seed(making.seed)
    if making.begin_from:
        begin = begun_above if making.above else imported
        net = begin(packed.read(origin(making, held, fold))[0], _tasks(making))
    else:
        net = _begun(making.work / "small.pt", _tasks(making))
    epochs = making.epochs
    if teachers:
        examples = _heard(examples, teachers, making)
        meetings = _meetings(making, held)
        random.Random(making.seed).shuffle(meetings)  # noqa: S311 - nothing secret
        unheard = [[(1.0, replace(each, weight=_MEETINGS_COUNT))] for each in meetings[: len(examples) // 2]]
        examples += _heard(unheard, teachers, making, alone=True)
        epochs += 2
    seed, at = making.seed * 1000, making.work / f"{name}.part"
    # What begins from weights that know the codes goes on in smaller steps, and in another order where these
    # know the dialogues as well.
    if making.above:
        plan = Plan(epochs, slow=0.0, fast=1e-3)
    elif knows(making, held):
        plan, seed = Plan(epochs, slow=1.5e-4, fast=5e-4), 2 * seed
    else:
        plan = Plan(epochs, slow=2e-4, fast=7e-4 if making.begin_from else 1e-3)
    net = fit(net, examples, plan, seed=seed, at=at, **common)
    card = {
        "scheme": making.scheme,
        "shape": described(net.shape),
        "temperature": dict.fromkeys(scheme.sides, 1.0),
        "data": [],
    }
    packed.write(folder / "unfinished", exported(net), held.pieces, card)
    if fold is not None:
        _answer(making, held, fold, folder, teachers)
    for file in (packed.WEIGHTS, packed.CARD):
        (folder / "unfinished" / file).replace(folder / file)


def _heard(
    examples: Sequence[Sequence[tuple[float, Example]]],
    teachers: Sequence[Net],
    making: Making,
    *,
    alone: bool = False,
) -> list[list[tuple[float, Example]]]:
    """Examples with the teachers' mean beside what the coders said; `alone`, theirs for every unit."""
    whole = [one for each in examples for _share, one in each]
    heard = [said(net, whole, making.device) for net in teachers]
    sides = SCHEMES[making.scheme].sides
    mixed = []
    for n, one in enumerate(whole):
        tasks = dict(one.tasks)
        for task in sides if alone else _tasks(making):
            mean = np.mean([answers[n][task] for answers in heard], axis=0)
            if alone:
                at = np.flatnonzero((one.features[:, COACH] > 0.5) == (task == sides[0]))
                tasks[task] = (at, mean[at].astype(np.float32))
            else:
                at, rows = tasks[task]
                both = _HEARD_FROM_TEACHERS * mean[at] + (1 - _HEARD_FROM_TEACHERS) * rows
                tasks[task] = (at, both.astype(np.float32))
        mixed.append(replace(one, tasks=tasks))
    again = iter(mixed)
    return [[(share, next(again)) for share, _one in each] for each in examples]


def _answer(making: Making, held: Held, fold: int, folder: Path, teachers: Sequence[Net]) -> None:
    """What the packed weights say of the dialogues left out, also when spoilt, and what the teachers say."""
    coder = LearnedCoder.load(folder / "unfinished")
    scheme, pieces = coder.scheme, Pieces(held.pieces)
    found: dict[str, Any] = {}
    ways = {"": held.dialogues}
    if scheme.name == "hansei":
        ways |= {way: measuring.spoilt(held.dialogues, way) for way in WAYS}
    for n in held.folds[fold]:
        each = held.dialogues[n]
        for way, spoilt in ways.items():
            for side, rows in zip(scheme.sides, coder.said(spoilt[n].talk), strict=True):
                found[f"{n} {side} {way}"] = rows
        if teachers:
            heard = [said(net, [example(each, scheme, pieces)], making.device)[0] for net in teachers]
            coach = np.array([unit.coach for unit in each.talk])
            for side in scheme.sides:
                mine = coach if side == scheme.sides[0] else ~coach
                found[f"{n} {side} teachers"] = np.mean([one[side][mine] for one in heard], axis=0)
    np.savez(folder / "answers.npz", **found)


# --------------------------------------------------------------------------------------------------- figures
def _figures(making: Making, held: Held, done: Sequence[int]) -> dict[str, Any]:
    """Figures of the dialogues left out.

    The temperature of a fold was fitted on the others; with one fold, that of each half of its dialogues on
    the other half.
    """
    scheme = SCHEMES[making.scheme]
    answers: dict[str, Any] = {}
    for fold in done:
        with np.load(making.work / f"fold{fold}" / "answers.npz") as file:
            answers |= {name: file[name] for name in file.files}
    fold_of = {n: fold for fold in done for n in held.folds[fold]}
    if len(done) == 1:
        fold_of = {n: place % 2 for place, n in enumerate(held.folds[done[0]])}
    temper: dict[tuple[str, int | None], float] = {}
    for side in scheme.sides:
        chosen: int | None
        for chosen in (None, *sorted(set(fold_of.values()))):  # None: for the weights, from all left out
            pairs = [
                (answers[f"{n} {side} "], _given(held.dialogues[n], scheme, side))
                for n in fold_of
                if fold_of[n] != chosen or len(fold_of) == 1
            ]
            temper[side, chosen] = temperature(pairs, scheme.labels(side))

    def answered(these: Sequence[int], way: str = "") -> list[measuring.Answered]:
        found = []
        dialogues = measuring.spoilt(held.dialogues, way) if way in WAYS else held.dialogues
        for n in these:
            each = dialogues[n]
            sides: list[Any] = []
            for side, codes in zip(scheme.sides, scheme.codes, strict=True):
                rows = _tempered(answers[f"{n} {side} {way}"], temper[side, fold_of[n]])
                sides.append([dict(zip(codes, map(float, row), strict=True)) for row in rows])
            found.append(measuring.Answered(each, *sides))
        return found

    def figures(these: Sequence[int], way: str = "") -> dict[str, Any]:
        return measuring.figures(answered(these, way), scheme)

    everything = sorted(fold_of)
    found: dict[str, Any] = {
        "temperature": {side: temper[side, None] for side in scheme.sides},
        "left_out": {"folds": len(done), **figures(everything)},
    }
    by_file = [[n for n in each if n in fold_of] for each in _by_file(making, held)]
    if len(by_file) > 1:
        found["left_out_by_file"] = [figures(these) for these in by_file]
    if scheme.name == "hansei":
        found["left_out_spoilt"] = {way: _short(figures(by_file[0], way)) for way in WAYS}
    if making.teachers:
        found["teachers_left_out"] = _short(figures(by_file[0], "teachers"))
    return found


def _by_file(making: Making, held: Held) -> list[list[int]]:
    if making.scheme != "hansei":
        return [list(range(len(held.dialogues)))]
    sizes = [len(read_together([data], SCHEMES[making.scheme])) for data in making.files]
    ends = np.cumsum([0, *sizes])
    return [list(range(a, b)) for a, b in pairwise(ends)]


def _short(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        side: {
            name: value for name, value in part.items() if not name.startswith("per_") and name != "confusion"
        }
        if isinstance(part, dict)
        else part
        for side, part in figures.items()
    }


def _given(dialogue: Dialogue, scheme: Any, side: str) -> list[Any]:
    return dialogue.coach if side == scheme.sides[0] else dialogue.leader


def _tempered(rows: Any, temper: float) -> Any:
    grown = np.maximum(rows, 1e-9) ** (1 / temper)
    return grown / grown.sum(axis=1, keepdims=True)
