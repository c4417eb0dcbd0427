"""How well a coder does on coded dialogues: agreement with their codes, and what becomes of a talk's shares.

The figures say how far a coder agrees with whoever coded the file, not how far it is right.
"""

import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Any

from hansei.core.talk import between
from hansei.core.talk.codes import Code, Family
from hansei.core.talk.coding import COACH_BAR, LEADER_BAR, Coder, both
from hansei.core.talk.dialogues import Dialogue
from hansei.core.talk.schemes import HANSEI, Scheme
from hansei.core.talk.spoiling import WAYS
from hansei.core.talk.wordpieces import words

Distribution = Mapping[Any, float]


@dataclass(frozen=True)
class Answered:
    """What a coder said about one dialogue."""

    dialogue: Dialogue
    coach: Sequence[Distribution]
    leader: Sequence[Distribution]


def evaluate(dialogues: Sequence[Dialogue], coder: Coder, scheme: Scheme = HANSEI) -> dict[str, Any]:
    """Every figure, as `hansei talk evaluate --format json` prints them."""
    begun = time.perf_counter()
    answered = [Answered(each, *both(coder, each.talk)) for each in dialogues]
    spent = time.perf_counter() - begun
    units = sum(len(each.talk) for each in dialogues)
    return {**figures(answered, scheme), "units_per_second": round(units / spent) if spent else None}


def figures(answered: Sequence[Answered], scheme: Scheme = HANSEI) -> dict[str, Any]:
    """Every figure but the speed."""
    coach = [pair for each in answered for pair in zip(each.dialogue.coach, each.coach, strict=True)]
    leader = [pair for each in answered for pair in zip(each.dialogue.leader, each.leader, strict=True)]
    if scheme is not HANSEI:
        found: dict[str, Any] = {"dialogues": len(answered)}
        for side, codes, pairs in zip(scheme.sides, scheme.codes, (coach, leader), strict=True):
            found[side] = _side([(code, said) for code, said in pairs if code is not None], codes, 0.0)
        return found
    return {
        "dialogues": len(answered),
        "coach": _coach([(code, said) for code, said in coach if code is not None]),
        "leader": _side(
            [(code, said) for code, said in leader if code is not None], HANSEI.codes[1], LEADER_BAR
        ),
        "session": {
            "tell_share": _session(answered, (Family.TELL,)),
            "ask_receive_share": _session(answered, (Family.ASK, Family.RECEIVE, Family.PARTNER)),
        },
    }


def _coach(pairs: list[tuple[Code, Mapping[Code, float]]]) -> dict[str, Any]:
    families = [(code.family, best(said).family) for code, said in pairs]
    tells = [(given is Family.TELL, found is Family.TELL) for given, found in families]
    by_family = per_label(families, Family)
    return {
        **_side(pairs, Code, COACH_BAR),
        "confusion": confusion(pairs),
        "family_macro_f1": macro(by_family),
        "tell_f1": per_label(tells, [True]).get("True", {}).get("f1"),
        "per_family": by_family,
    }


def confusion(pairs: Sequence[tuple[Code, Mapping[Code, float]]]) -> dict[str, Any]:
    """How many units of each code, as given, were heard as each, as a report hears them.

    The last column is of what was unsure and so has no code in a report.
    """
    heard = [*Code, None]
    found = Counter((given, best(said) if max(said.values()) >= COACH_BAR else None) for given, said in pairs)
    return {
        "given": [code.value for code in Code],
        "heard": [*(code.value for code in Code), "unsure"],
        "units": [[found[given, code] for code in heard] for given in Code],
    }


def _side(pairs: list[tuple[Any, Distribution]], codes: Any, bar: float) -> dict[str, Any]:
    chosen = [(given, best(said)) for given, said in pairs]
    each = per_label(chosen, codes)
    sure = [(given, best(said)) for given, said in pairs if max(said.values()) >= bar]
    return {
        "units": len(pairs),
        "macro_f1": macro(each),
        "accuracy": _rounded(sum(a == b for a, b in chosen), len(chosen)),
        "calibration_error": calibration_error(pairs),
        "unsure_share": _rounded(len(pairs) - len(sure), len(pairs)),
        "accuracy_where_sure": _rounded(sum(a == b for a, b in sure), len(sure)),
        "per_code": each,
    }


def spoilt(dialogues: Sequence[Dialogue], way: str) -> list[Dialogue]:
    """Dialogues with their words spoilt in one of `WAYS`; the same each time.

    Of a dialogue in which, from the middle on, each speaks under the other's name, that half is not scored.
    """
    pool = word_pool(dialogues)
    found = []
    for number, each in enumerate(dialogues):
        chance = random.Random(number)  # noqa: S311 - nothing secret
        talk = WAYS[way](each.talk, chance, pool)
        half = len(talk) // 2 if way == "swapped_halfway" else len(talk)
        codes = [code if at < half else None for at, code in enumerate(each.codes)]
        found.append(replace(each, talk=tuple(talk), codes=tuple(codes)))
    return found


def word_pool(dialogues: Sequence[Dialogue]) -> list[str]:
    """The words of dialogues, each once: what may be heard in place of another."""
    return sorted(
        {word for each in dialogues for unit in each.talk for word in words(unit.text) if word.isalpha()}
    )


def best(said: Mapping[Any, float]) -> Any:
    """The code with the highest probability; of equal ones the first."""
    return max(said, key=lambda code: said[code])


def per_label(pairs: Sequence[tuple[Any, Any]], labels: Any) -> dict[str, dict[str, Any]]:
    """Precision, recall, F1 and number of each label that was given or found."""
    given, found = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    both = Counter(a for a, b in pairs if a == b)
    return {
        str(label): {
            "precision": _rounded(both[label], found[label]),
            "recall": _rounded(both[label], given[label]),
            "f1": round(2 * both[label] / (given[label] + found[label]), 3),
            "n": given[label],
        }
        for label in labels
        if given[label] + found[label]
    }


def macro(each: Mapping[str, Mapping[str, Any]]) -> float | None:
    """The mean F1 of the labels that were given."""
    known = [one["f1"] for one in each.values() if one["n"]]
    return round(fmean(known), 3) if known else None


def calibration_error(pairs: Sequence[tuple[Any, Distribution]], bins: int = 10) -> float | None:
    """The expected calibration error: how far certainty and being right lie apart, over ten bins."""
    if not pairs:
        return None
    held: dict[int, list[tuple[float, bool]]] = {}
    for given, said in pairs:
        chosen = best(said)
        held.setdefault(min(bins - 1, int(said[chosen] * bins)), []).append((said[chosen], chosen == given))
    apart = sum(abs(sum(p - right for p, right in each)) for each in held.values())
    return round(apart / len(pairs), 3)


def _session(answered: Sequence[Answered], families: Sequence[Family]) -> dict[str, Any]:
    """How near the share of some families comes, talk by talk: mean distance, and correlation.

    `between_holds`: of the talks in which twenty units count, in which part the share as given lies between
    the bounds that a report says, with the coder's errors taken from the other talks.
    """
    given, found = [], []
    pairs_of = [
        [(code, said) for code, said in zip(each.dialogue.coach, each.coach, strict=True) if code]
        for each in answered
    ]
    for pairs in pairs_of:
        sure = [best(said) if max(said.values()) >= COACH_BAR else None for _code, said in pairs]
        one, other = _share([code for code, _said in pairs], families), _share(sure, families)
        if one is not None and other is not None:
            given.append(one)
            found.append(other)
    if not given:
        return {"talks": 0, "mae": None, "r": None, "between_holds": None}
    mae = fmean(abs(a - b) for a, b in zip(given, found, strict=True))
    return {
        "talks": len(given),
        "mae": round(mae, 3),
        "r": _correlation(given, found),
        "between_holds": _between_holds(pairs_of, families),
    }


def _between_holds(
    pairs_of: Sequence[Sequence[tuple[Code, Mapping[Code, float]]]], families: Sequence[Family]
) -> float | None:
    matrices = [between.of_figures(confusion(pairs)) for pairs in pairs_of]
    every = between.added(matrices)
    holds = []
    for pairs, own in zip(pairs_of, matrices, strict=True):
        share = _share([code for code, _said in pairs], families)
        heard = Counter(best(said) for _code, said in pairs if max(said.values()) >= COACH_BAR)
        counted = sum(n for code, n in heard.items() if code.family is not Family.NEUTRAL)
        if share is None or counted < between.LEAST_UNITS:
            continue
        found = between.betweens(heard, {}, between.without(every, own))
        bounds = found.tell if tuple(families) == (Family.TELL,) else found.ask_receive
        # In hundredths, as a report says them: the lower bound of a share of nothing is a trifle above it.
        holds.append(round(bounds.low, 2) <= round(share, 2) <= round(bounds.high, 2))
    return _rounded(sum(holds), len(holds))


def _share(codes: Sequence[Code | None], families: Sequence[Family]) -> float | None:
    counted = [code.family for code in codes if code and code.family is not Family.NEUTRAL]
    return sum(family in families for family in counted) / len(counted) if counted else None


def _correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    mean_x, mean_y = fmean(xs), fmean(ys)
    across = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spread = sum((x - mean_x) ** 2 for x in xs) * sum((y - mean_y) ** 2 for y in ys)
    return round(across / spread**0.5, 3) if spread > 0 else None


def _rounded(some: int, whole: int) -> float | None:
    return round(some / whole, 3) if whole else None
