"""Between what bounds a share lies, since few sentences leave much to chance and the coder errs.

How the coder errs is known from dialogues that it had not learned from: how often each code as given was
heard as each other (`measuring.confusion`, kept in the card of the weights). A share is adjusted by that
matrix. Its interval holds the chance in what was said, the coder's errors, and that these are known from so
many units only; that a coder errs more in one talk than in another is not in it. What the coach overruled is
certain and has no coding error. Unsure units have no code and are in no share.

That shares seen through errors can be set right with the matrix of these errors is Barron's (1977,
Biometrics 33), for two classes Rogan and Gladen's (1978, Am. J. Epidemiol. 107). To invert the matrix leads
out of 0 to 1 where there are few units; the likeliest shares do not, found step by step (Saerens, Latinne and
Decaestecker 2002, Neural Computation 14), and stopped early they stay near what was counted (D'Agostini 1995,
Nucl. Instrum. Methods A 362). The interval is drawn as in Fox, Lash and Greenland (2005, Int. J. Epidemiol.
34): matrix and talk are drawn anew many times, each time the shares are set right, and the middle 95 of 100
are taken. What is drawn begins at a fixed seed, so that a report is the same each time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hansei.core.talk.codes import Code, Family

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Array = npt.NDArray[np.float64]

#: Under this many units that count there are counts and no shares.
LEAST_UNITS = 20

#: The card of the weights that come with Hansei.
CARD = Path(__file__).parent / "weights" / "card.json"

_DRAWS, _STEPS, _SEED = 300, 12, 20251130
_LOW, _HIGH = 0.025, 0.975
_PRIOR = 0.5  # of a unit, for each kind: what was not heard so far may be heard yet

_CODES = tuple(Code)
_COUNTED = [n for n, code in enumerate(_CODES) if code.family is not Family.NEUTRAL]
_CALLING = (Family.ASK, Family.RECEIVE, Family.PARTNER)

#: Sure units of the coach, by what the coder heard; and those whose code the coach gave.
Tally = tuple[Mapping[Code, int], Mapping[Code, int]]


@dataclass(frozen=True, slots=True)
class Between:
    """A share adjusted for how the coder errs, and its bounds (95 of 100); all from 0 to 1."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Betweens:
    """The same shares as `Shares`; those of codes are None where nothing was counted to share out.

    Reflections for each question have none: where there are few questions there is no upper bound.
    """

    families: Mapping[Family, Between]
    ask_receive: Between
    tell: Between
    open: Between | None
    permission: Between | None


@dataclass(frozen=True, slots=True)
class Matrix:
    """How often each code, as given, was heard as each, in the order of `Code`; without unsure units."""

    units: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        size = len(_CODES)
        if len(self.units) != size or any(len(row) != size or min(row) < 0 for row in self.units):
            raise ValueError("a matrix has a row and a column for each code, and counts in them")


def of_card(card: Mapping[str, Any]) -> Matrix | None:
    """The matrix of the dialogues left out; None in a card that has none."""
    coach = card.get("left_out", {}).get("coach", {})
    return of_figures(coach["confusion"]) if "confusion" in coach else None


def of_figures(confusion: Mapping[str, Any]) -> Matrix:
    """The matrix that `measuring.confusion` wrote, without the column of what was unsure."""
    rows = dict(zip(confusion["given"], confusion["units"], strict=True))
    at = [confusion["heard"].index(code.value) for code in _CODES]
    return Matrix(tuple(tuple(rows[code.value][n] for n in at) for code in _CODES))


def added(matrices: Sequence[Matrix]) -> Matrix:
    """One matrix of the units of all."""
    rows = zip(*(each.units for each in matrices), strict=True)
    return Matrix(tuple(tuple(map(sum, zip(*of_all, strict=True))) for of_all in rows))


def without(whole: Matrix, part: Matrix) -> Matrix:
    """The units of the one that are not those of the other."""
    return Matrix(
        tuple(
            tuple(a - b for a, b in zip(one, other, strict=True))
            for one, other in zip(whole.units, part.units, strict=True)
        )
    )


def shipped() -> Matrix | None:
    """The matrix of the weights that come with Hansei; None while their card has none."""
    return _read(CARD)


@cache
def _read(card: Path) -> Matrix | None:
    return of_card(json.loads(card.read_text("utf-8")))


def betweens(heard: Mapping[Code, int], certain: Mapping[Code, int], matrix: Matrix) -> Betweens:
    """The bounds of every share of a talk.

    `heard`: sure units by what the coder heard; `certain`: those whose code the coach gave. Raises
    ValueError where nothing counts.
    """
    if not _counts(heard, certain):
        raise ValueError("nothing counts in this talk")
    both = [heard.get(code, 0) + certain.get(code, 0) for code in _CODES]
    (shares,) = _set_right([(heard, certain)], matrix)

    def family(*these: Family) -> Between:
        return _between(shares, [n for n in _COUNTED if _CODES[n].family in these], _COUNTED)

    def code(one: Code, *rest: Code) -> Between | None:
        whole = [_CODES.index(each) for each in (one, *rest)]
        return _between(shares, whole[:1], whole) if any(both[n] for n in whole) else None

    return Betweens(
        families={each: family(each) for each in Family if each is not Family.NEUTRAL},
        ask_receive=family(*_CALLING),
        tell=family(Family.TELL),
        open=code(Code.OPEN_QUESTION, Code.CLOSED_QUESTION, Code.LEADING_QUESTION),
        permission=code(Code.INFORM, Code.ADVISE),
    )


def changes(before: Tally, after: Tally, matrix: Matrix) -> Mapping[Family, tuple[float, float]]:
    """Between what bounds (95 of 100) each family's share has changed, from -1 to 1.

    Both were heard by one coder: how it errs is drawn once for the two. Raises ValueError where nothing
    counts in one of them.
    """
    if not all(_counts(*each) for each in (before, after)):
        raise ValueError("nothing counts in this talk")
    first, second = _set_right([before, after], matrix)
    found: dict[Family, tuple[float, float]] = {}
    for family in Family:
        if family is not Family.NEUTRAL:
            some = [n for n in _COUNTED if _CODES[n].family is family]
            found[family] = _middle((_parts(second, some, _COUNTED) - _parts(first, some, _COUNTED))[1:])
    return found


def _counts(heard: Mapping[Code, int], certain: Mapping[Code, int]) -> bool:
    """Whether one of them is of a family that counts."""
    return any(heard.get(_CODES[n], 0) + certain.get(_CODES[n], 0) for n in _COUNTED)


def _between(shares: Array, some: list[int], whole: list[int]) -> Between:
    """A part of a whole, of rows of shares: the first row is the estimate, the others are drawn."""
    parts = _parts(shares, some, whole)
    estimate = float(parts[0])
    low, high = _middle(parts[1:])
    return Between(estimate, min(low, estimate), max(high, estimate))


def _parts(shares: Array, some: list[int], whole: list[int]) -> Array:
    import numpy as np

    parts = shares[:, some].sum(axis=1) / np.maximum(shares[:, whole].sum(axis=1), 1e-12)
    return np.asarray(np.minimum(parts, 1.0))


def _middle(drawn: Array) -> tuple[float, float]:
    import numpy as np

    low, high = np.quantile(drawn, (_LOW, _HIGH))
    return float(low), float(high)


def _set_right(talks: Sequence[Tally], matrix: Matrix) -> list[Array]:
    """Of each talk, shares of each kind with the errors taken out: as counted, then as drawn, row by row.

    A row of one and the same row of another go by one draw of the errors.
    """
    import numpy as np

    chance = np.random.default_rng(_SEED)
    kinds = len(_CODES)
    drawn = []
    for each in talks:
        said, sure = (np.asarray([tally.get(code, 0) for code in _CODES], float) for tally in each)
        said_anew = chance.standard_gamma(said + _PRIOR, (_DRAWS, kinds))
        sure_anew = chance.standard_gamma(sure, (_DRAWS, kinds))
        drawn.append((np.vstack([said, said_anew]), np.vstack([sure, sure_anew])))
    # What was never given is taken to be heard as what it is.
    errs = np.asarray(matrix.units, float) + 1e-6 * np.eye(kinds)
    errs = np.concatenate([errs[None], chance.standard_gamma(errs + 1 / kinds, (_DRAWS, kinds, kinds))])
    errs /= errs.sum(axis=2, keepdims=True)
    return [_likeliest(said, sure, errs) for said, sure in drawn]


def _likeliest(said: Array, sure: Array, errs: Array) -> Array:
    """The likeliest shares of each row, found step by step from what was counted."""
    import numpy as np

    shares = said + sure + _PRIOR
    shares /= shares.sum(axis=1, keepdims=True)
    for _step in range(_STEPS):
        expected = np.maximum((shares[:, None, :] @ errs)[:, 0, :], 1e-12)
        shares = sure + shares * (errs @ (said / expected)[:, :, None])[:, :, 0]
        shares /= shares.sum(axis=1, keepdims=True)
    return np.asarray(shares)
