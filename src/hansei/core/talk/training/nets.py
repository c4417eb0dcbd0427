"""The network in torch, as `hansei.core.talk.encoder` runs it in numpy, and the way from one to the other."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as fn

from hansei.core.talk.encoder import CONTEXT_HEADS, HEAD, HEADS, KINDS, READ_HEADS, WINDOW
from hansei.core.talk.features import WIDTH

HIDDEN = HEADS * HEAD
_EPS = 1e-12
#: How the names of what makes a unit's vector begin.
FIRST_PART = ("words.", "places.", "norm.", "layers.")


@dataclass(frozen=True)
class Shape:
    """How large a network is."""

    words: int
    layers: int = 3
    inner: int = 768  # of all layers but the last, which is worked out for one piece a unit alone
    places: int = 96
    context: int = 320
    blocks: int = 3
    read: int = 256  # numbers with which a unit reads again


class Layer(nn.Module):
    """One layer of the first part."""

    def __init__(self, inner: int) -> None:
        super().__init__()
        self.qkv = nn.Linear(HIDDEN, 3 * HIDDEN)
        self.out = nn.Linear(HIDDEN, HIDDEN)
        self.norm1, self.norm2 = nn.LayerNorm(HIDDEN, _EPS), nn.LayerNorm(HIDDEN, _EPS)
        self.up, self.down = nn.Linear(HIDDEN, inner), nn.Linear(inner, HIDDEN)
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Any, mask: Any, *, last: bool) -> Any:
        count, length, _ = x.shape
        asked = x[:, :1] if last else x
        weight, bias = self.qkv.weight, self.qkv.bias
        q = fn.linear(asked, weight[:HIDDEN], bias[:HIDDEN]).view(count, -1, HEADS, HEAD).transpose(1, 2)
        kv = fn.linear(x, weight[HIDDEN:], bias[HIDDEN:]).view(count, length, 2, HEADS, HEAD)
        k, v = kv[:, :, 0].transpose(1, 2), kv[:, :, 1].transpose(1, 2)
        seen = fn.scaled_dot_product_attention(
            q, k, v, attn_mask=mask[:, None, None, :], dropout_p=0.1 if self.training else 0.0
        )
        x = self.norm1(asked + self.drop(self.out(seen.transpose(1, 2).reshape(count, -1, HIDDEN))))
        return self.norm2(x + self.drop(self.down(fn.gelu(self.up(x), approximate="tanh"))))


class Block(nn.Module):
    """One layer of the second part: each unit looks at those near it."""

    def __init__(self, width: int, drop: float) -> None:
        super().__init__()
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, _EPS), nn.LayerNorm(width, _EPS)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)
        self.near = nn.Parameter(torch.zeros(CONTEXT_HEADS, 2 * WINDOW + 1))
        self.drop = nn.Dropout(drop)

    def forward(self, x: Any, where: Any, there: Any) -> Any:
        count, width = x.shape
        heads = (CONTEXT_HEADS, width // CONTEXT_HEADS)
        q, k, v = self.qkv(self.norm1(x)).view(count, 3, *heads).unbind(1)
        odds = torch.einsum("nhd,nwhd->nhw", q, k[where]) / math.sqrt(heads[1]) + self.near
        weights = self.drop(odds.masked_fill(~there[:, None, :], -1e9).softmax(-1))
        seen = torch.einsum("nhw,nwhd->nhd", weights, v[where]).reshape(count, width)
        x = x + self.drop(self.out(seen))
        return x + self.drop(self.down(fn.gelu(self.up(self.norm2(x)), approximate="tanh")))


class Again(nn.Module):
    """Between two layers of the second part: each unit reads its pieces again, and those around it.

    What comes out is nothing at first, so that weights from before it was there go on as they were.
    """

    def __init__(self, width: int, read: int, drop: float) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width, _EPS)
        self.q, self.out = nn.Linear(width, read), nn.Linear(read, width)
        self.near = nn.Parameter(torch.zeros(KINDS, READ_HEADS))
        self.look, self.drop = nn.Dropout(0.1), nn.Dropout(drop)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Any, pieces: Any, kinds: Any) -> Any:
        """`pieces` has what each piece in a unit's sight is found by, then what it gives; in halves."""
        q = self.q(self.norm(x))
        heads = (READ_HEADS, q.shape[1] // READ_HEADS)
        k, v = pieces.view(*kinds.shape, 2, *heads).unbind(2)
        odds = torch.einsum("nhd,nkhd->nkh", q.view(-1, *heads), k) / math.sqrt(heads[1])
        # As rows of a table as well: on the way back of indexing, threads add in any order.
        odds = odds.float() + fn.embedding(kinds.clamp(min=0), self.near)
        weights = self.look(odds.masked_fill((kinds < 0)[:, :, None], -1e9).softmax(1))
        seen = torch.einsum("nkh,nkhd->nhd", weights.to(v.dtype), v)
        return x + self.drop(self.out(seen.reshape(len(x), -1)))


class Net(nn.Module):
    """Both parts and a head for each task; tasks are named with the number of their codes."""

    def __init__(self, shape: Shape, tasks: Mapping[str, int], drop: float = 0.25) -> None:
        super().__init__()
        self.shape, self.tasks = shape, dict(tasks)
        self.words, self.places = nn.Embedding(shape.words, HIDDEN), nn.Embedding(shape.places, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, _EPS)
        inner = [shape.inner] * (shape.layers - 1) + [4 * HIDDEN]
        self.layers = nn.ModuleList(Layer(size) for size in inner)
        width = shape.context
        self.enter, self.enter_features = nn.Linear(2 * HIDDEN, width), nn.Linear(WIDTH, width, bias=False)
        self.enter_norm, self.leave_norm = nn.LayerNorm(width, _EPS), nn.LayerNorm(width, _EPS)
        self.blocks = nn.ModuleList(Block(width, drop) for _ in range(shape.blocks))
        self.kv = nn.Linear(HIDDEN, 2 * shape.read)
        self.again = nn.ModuleList(Again(width, shape.read, drop) for _ in range(shape.blocks - 1))
        self.heads = nn.ModuleDict({name: nn.Linear(width, codes) for name, codes in self.tasks.items()})
        self.drop, self.word_drop = nn.Dropout(drop), nn.Dropout(0.1)

    def encode(self, ids: Any) -> Any:
        """Vectors of units, and what the last layer but one says of their pieces, one unit after another.

        `ids` is padded with zeros.
        """
        mask = ids > 0
        x = self.words(ids) + self.places.weight[: ids.shape[1]]
        x = self.word_drop(self.norm(x))
        for layer in self.layers[:-1]:
            x = layer(x, mask, last=False)
        seen = mask[:, :, None].to(x.dtype)
        mean = (x * seen).sum(1) / seen.sum(1)
        return torch.cat([self.layers[-1](x, mask, last=True)[:, 0], mean], 1), x[mask]

    def forward(self, batch: Any) -> dict[str, Any]:
        """The odds of each task for each unit of a Batch."""
        vectors, pieces = (torch.cat(each) for each in zip(*map(self.encode, batch.parts), strict=True))
        vectors = vectors[batch.order]
        # The way back of taking rows out of a table is faster than that of indexing, and always the same.
        sight = fn.embedding(batch.rows, self.kv(pieces))
        x = self.enter_norm(self.enter(self.drop(vectors)) + self.enter_features(batch.features))
        x = self.drop(x)
        for at, block in enumerate(self.blocks):
            x = block(x, batch.where, batch.there)
            if at < len(self.again):
                x = self.again[at](x, sight, batch.kinds)
        x = self.drop(self.leave_norm(x))
        return {name: head(x) for name, head in self.heads.items()}


def exported(net: Net) -> dict[str, Any]:
    """Weights by the names that the numpy network knows: matrices turned, attention's scale worked in."""
    found: dict[str, Any] = {}

    def put(name: str, module: Any, scale: float = 1.0, of: int = 3) -> None:
        weight = module.weight.detach().float().cpu().numpy()
        found[name] = weight.T.copy() if weight.ndim == 2 else weight.copy()
        if getattr(module, "bias", None) is not None:
            found[f"{name}.bias"] = module.bias.detach().float().cpu().numpy().copy()
        if scale != 1.0:
            width = found[name].shape[1] // of
            found[name][:, :width] *= scale
            found[f"{name}.bias"][:width] *= scale

    found["words"] = net.words.weight.detach().float().cpu().numpy()
    found["places"] = net.places.weight.detach().float().cpu().numpy()
    put("words.norm", net.norm)
    for kind, layers, head in (
        ("layer", net.layers, HEAD),
        ("block", net.blocks, net.shape.context // CONTEXT_HEADS),
    ):
        for at, layer in enumerate(layers):
            put(f"{kind}{at}.qkv", layer.qkv, 1 / math.sqrt(head))
            for part in ("out", "norm1", "norm2", "up", "down"):
                put(f"{kind}{at}.{part}", getattr(layer, part))
            if kind == "block":
                found[f"block{at}.near"] = layer.near.detach().float().cpu().numpy()
    put("again.kv", net.kv)
    for at, again in enumerate(net.again):
        put(f"again{at}.norm", again.norm)
        put(f"again{at}.q", again.q, 1 / math.sqrt(net.shape.read // READ_HEADS), of=1)
        put(f"again{at}.out", again.out)
        found[f"again{at}.near"] = again.near.detach().float().cpu().numpy()
    put("enter", net.enter)
    put("enter.features", net.enter_features)
    put("enter.norm", net.enter_norm)
    put("leave.norm", net.leave_norm)
    for name, module in net.heads.items():
        put(f"head.{name}", module)
    return found


def imported(weights: Mapping[str, Any], tasks: Mapping[str, int]) -> Net:
    """A network from weights as `packed.read` gives them, to go on from.

    Heads of new tasks are new, and so is reading again where weights are from before it.
    """
    layers = sum(name.startswith("layer") and name.endswith(".qkv") for name in weights)
    blocks = sum(name.startswith("block") and name.endswith(".qkv") for name in weights)
    shape = Shape(
        words=len(weights["words"]),
        layers=layers,
        inner=weights["layer0.up"].shape[1],
        places=len(weights["places"]),
        context=weights["enter"].shape[1],
        blocks=blocks,
        read=weights["again.kv"].shape[1] // 2 if "again.kv" in weights else Shape.read,
    )
    net = Net(shape, tasks)
    whole = weights["words"].astype(np.float32)
    if "words.scale" in weights:
        whole = whole * weights["words.scale"][:, None]
    state = net.state_dict()
    state["words.weight"], state["places.weight"] = (
        torch.tensor(whole),
        torch.tensor(weights["places"].astype(np.float32)),
    )

    def put(name: str, source: str, scale: float = 1.0, of: int = 3) -> None:
        weight = torch.tensor(weights[source].astype(np.float32))
        weight = weight.T.contiguous() if weight.ndim == 2 else weight
        if scale != 1.0:
            weight[: len(weight) // of] *= scale
        state[f"{name}.weight"] = weight
        if f"{name}.bias" in state:
            bias = torch.tensor(weights[f"{source}.bias"].astype(np.float32))
            if scale != 1.0:
                bias[: len(bias) // of] *= scale
            state[f"{name}.bias"] = bias

    put("norm", "words.norm")
    for kind, count, head in (("layer", layers, HEAD), ("block", blocks, shape.context // CONTEXT_HEADS)):
        for at in range(count):
            put(f"{kind}s.{at}.qkv", f"{kind}{at}.qkv", math.sqrt(head))
            for part in ("out", "norm1", "norm2", "up", "down"):
                put(f"{kind}s.{at}.{part}", f"{kind}{at}.{part}")
            if kind == "block":
                state[f"blocks.{at}.near"] = torch.tensor(weights[f"block{at}.near"])
    if "again.kv" in weights:
        put("kv", "again.kv")
        for at in range(blocks - 1):
            put(f"again.{at}.norm", f"again{at}.norm")
            put(f"again.{at}.q", f"again{at}.q", math.sqrt(shape.read // READ_HEADS), of=1)
            put(f"again.{at}.out", f"again{at}.out")
            state[f"again.{at}.near"] = torch.tensor(weights[f"again{at}.near"])
    for mine, theirs in (("enter", "enter"), ("enter_features", "enter.features")):
        put(mine, theirs)
    for mine, theirs in (("enter_norm", "enter.norm"), ("leave_norm", "leave.norm")):
        put(mine, theirs)
    for task in tasks:
        if f"head.{task}" in weights:
            put(f"heads.{task}", f"head.{task}")
    net.load_state_dict(state)
    return net


def begun_above(weights: Mapping[str, Any], tasks: Mapping[str, int]) -> Net:
    """The first part from weights as `packed.read` gives them; second and heads new, of today's size."""
    whole = imported(weights, tasks)
    today = Shape(whole.shape.words)
    net = Net(replace(whole.shape, context=today.context, blocks=today.blocks, read=today.read), tasks)
    kept = {name: value for name, value in whole.state_dict().items() if name.startswith(FIRST_PART)}
    net.load_state_dict({**net.state_dict(), **kept})
    return net


def described(shape: Shape) -> dict[str, int]:
    """For the card."""
    return asdict(shape)
