"""How a network learns: steps, weights of codes, an average of late states, going on after a stop."""

import math
import random
import time
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch

from hansei.core.talk.training.examples import Example, batches, together
from hansei.core.talk.training.nets import FIRST_PART, Net

Say = Callable[[str], None]
_SMOOTHED, _BALANCE, _KEPT = 0.06, 0.5, 0.99
_SAVE_AFTER = 20.0  # seconds
_AT_ONCE = 12  # dialogues


@dataclass(frozen=True)
class Plan:
    """How long and how fast is learned."""

    epochs: int
    units: int = 256  # in one step
    fast: float = 1e-3  # of what is new
    slow: float = 1e-4  # of what begins from MiniLM; 0: it stays as it is
    decay: float = 0.85  # of `slow`, from layer to layer down
    hidden: float = 0.06  # share of the pieces hidden at random


def fit(
    net: Net,
    examples: Sequence[Sequence[tuple[float, Example]]],
    plan: Plan,
    *,
    seed: int,
    device: str,
    mask: int,
    tasks: Mapping[str, float],
    at: Path | None = None,
    say: Say = print,
) -> Net:
    """Learn from examples; the average of late states comes back. `tasks` has how much each counts.

    With `at`, a state is kept there now and then, and a stopped fit goes on from it.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    net = net.to(device).train()
    for name, weight in net.named_parameters():
        # It would stay as it is at that speed anyway; not asking which way it would go saves time.
        weight.requires_grad_(plan.slow > 0 or not name.startswith(FIRST_PART))
    kept = deepcopy(net).eval()
    steps = plan.epochs * sum(1 for _ in batches(examples, plan.units, random.Random(seed)))  # noqa: S311
    optimizer = torch.optim.AdamW(_groups(net, plan), weight_decay=0.02, betas=(0.9, 0.98))
    base = [group["lr"] for group in optimizer.param_groups]
    weights = {task: torch.tensor(_weights(examples, task), device=device) for task in tasks}
    begun, step = 0, 0
    if at and at.exists():
        state = torch.load(at, map_location=device, weights_only=False)
        net.load_state_dict(state["net"])
        kept.load_state_dict(state["kept"])
        optimizer.load_state_dict(state["optimizer"])
        begun, step = state["epoch"], state["step"]
        chance.setstate(state["chance"])
        torch.set_rng_state(state["torch"].cpu())
    saved = time.monotonic()
    for epoch in range(begun, plan.epochs):
        losses = []
        for held in batches(examples, plan.units, chance):
            for group, rate in zip(optimizer.param_groups, base, strict=True):
                group["lr"] = rate * _pace(step, steps)
            batch = together(held, device, mask, plan.hidden, seed * 100_003 + step)
            with torch.autocast(device, torch.bfloat16):
                odds = net(batch)
            loss = sum(
                share * _loss(odds[task].float(), batch.tasks[task], weights[task])
                for task, share in tasks.items()
                if task in batch.tasks
            )
            if not torch.is_tensor(loss):
                continue
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            optimizer.step()
            step += 1
            _average(kept, net, min(_KEPT, (1 + step) / (10 + step)))
            losses.append(loss.detach())
        mean = float(torch.stack(losses).mean()) if losses else math.nan
        say(f"epoch {epoch + 1} of {plan.epochs}: {mean:.3f}, {time.monotonic() - saved:.0f} s")
        if at and time.monotonic() - saved > _SAVE_AFTER:
            at.parent.mkdir(parents=True, exist_ok=True)
            state = {"net": net.state_dict(), "kept": kept.state_dict(), "epoch": epoch + 1, "step": step}
            state |= {
                "optimizer": optimizer.state_dict(),
                "chance": chance.getstate(),
                "torch": torch.get_rng_state(),
            }
            torch.save(state, at.with_suffix(".new"))
            at.with_suffix(".new").replace(at)
        saved = time.monotonic()
    if at:
        at.unlink(missing_ok=True)
    return kept


def said(net: Net, examples: Sequence[Example], device: str) -> list[dict[str, Any]]:
    """The chances of each task for every unit of each example."""
    net = net.to(device).eval()
    found: list[dict[str, Any]] = []
    with torch.no_grad(), torch.autocast(device, torch.bfloat16):
        for begins in range(0, len(examples), _AT_ONCE):
            held = examples[begins : begins + _AT_ONCE]
            batch = together(held, device)
            odds = net(batch)
            ends = np.cumsum([len(each.pieces) for each in held])[:-1]
            split = {
                task: np.split(one.float().softmax(-1).cpu().numpy(), ends) for task, one in odds.items()
            }
            found += [{task: rows[n] for task, rows in split.items()} for n in range(len(held))]
    return found


def _groups(net: Net, plan: Plan) -> list[dict[str, Any]]:
    slow: dict[int, list[Any]] = {}
    fast = []
    for name, weight in net.named_parameters():
        if not name.startswith(FIRST_PART):
            fast.append(weight)
        else:
            layer = 1 + int(name.split(".")[1]) if name.startswith("layers.") else 0
            slow.setdefault(layer, []).append(weight)
    top = max(slow)
    found = [{"params": each, "lr": plan.slow * plan.decay ** (top - at)} for at, each in slow.items()]
    return [*found, {"params": fast, "lr": plan.fast}]


def _pace(step: int, steps: int) -> float:
    """Warming up over a tenth, then slowly down to nothing."""
    begin = max(1, steps // 10)
    return (
        (step + 1) / begin
        if step < begin
        else 0.5 * (1 + math.cos(math.pi * min(1.0, (step - begin) / max(1, steps - begin))))
    )


def _weights(examples: Sequence[Sequence[tuple[float, Example]]], task: str) -> Any:
    """Rare codes count more, by the root of how rare they are."""
    rows = [each[0][1].tasks[task][1] for each in examples if task in each[0][1].tasks]
    whole = np.concatenate(rows).sum(axis=0) if rows else np.ones(1, np.float32)
    there = whole > 0
    weights = np.where(there, (whole.sum() / (there.sum() * np.maximum(whole, 1.0))) ** _BALANCE, 0.0)
    return weights.clip(0, 4).astype(np.float32)


def _loss(odds: Any, target: tuple[Any, Any, Any], weights: Any) -> Any:
    at, chances, counts = target
    chances = chances * (1 - _SMOOTHED) + _SMOOTHED / chances.shape[1]
    each = chances * weights * counts[:, None]
    return -(each * odds[at].log_softmax(-1)).sum() / each.sum().clamp(min=1e-6)


def _average(kept: Net, net: Net, share: float) -> None:
    with torch.no_grad():
        mine, theirs = list(kept.parameters()), list(net.parameters())
        torch._foreach_lerp_(mine, theirs, 1 - share)
