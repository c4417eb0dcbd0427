"""What a first look consists of, as it travels from page to page in the person's own browser.

Nothing of it is stored on the way: each page carries all of it in one hidden field and sends it on with the
next answer. The field belongs to the person, so it is not signed; it is read strictly, and whatever in a
damaged one can still be read is kept.
"""

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from hansei.core import library
from hansei.core.library import Behaviour, Countable, Direction, Focus, Source
from hansei.core.mirror import differs

MOST_CHOSEN = 3
#: Letters in one answer in words: a long page of writing.
MOST_LETTERS = 2000

Sure = Literal["not_sure", "fairly_sure", "sure"]
Code = Annotated[str, Field(max_length=10)]
Key = Annotated[str, Field(max_length=41)]
Words = Annotated[str, StringConstraints(max_length=MOST_LETTERS)]
#: What was expected or counted: whole or half, written with a point.
NUMBER = r"[0-9]{1,4}(\.5)?"
Number = Annotated[str, StringConstraints(pattern=f"^{NUMBER}$")]

#: Offered first: nine acts over all five directions, told apart at once by somebody who meets them for the
#: first time; in the order of the library, so that none is put before another.
OFFERED = (
    "LL-S4", "LL-S8", "LL-U1", "LL-U2", "LL-P1", "LL-P5", "LL-D1", "LL-D2", "LL-O1",
)  # fmt: skip

#: Whose answer is expected, of those placed to see the act: the people at whom it points come first.
_POINTS_AT: Mapping[Direction, tuple[Source, ...]] = {
    Direction.SELF: (Source.REPORTS, Source.PEERS, Source.BOSS, Source.FURTHER),
    Direction.UP: (Source.BOSS, Source.REPORTS, Source.PEERS, Source.FURTHER),
    Direction.PEERS: (Source.PEERS, Source.REPORTS, Source.BOSS, Source.FURTHER),
    Direction.DOWN: (Source.REPORTS, Source.FURTHER, Source.PEERS, Source.BOSS),
    Direction.ORGANIZATION: (Source.REPORTS, Source.FURTHER, Source.PEERS, Source.BOSS),
}


class _Part(BaseModel):
    """Read strictly, never changed, and no error repeats what somebody wrote."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", hide_input_in_errors=True)


class Rating(_Part):
    """One behaviour: as I see it and as expected, 1 to 5 or 0 for no occasion and no chance; how sure."""

    own: int = Field(ge=0, le=5)
    expected: int = Field(ge=0, le=5)
    sure: Sure | None = None


class Look(_Part):
    """A whole first look. `ratings` holds None for a behaviour that was passed over."""

    chosen: tuple[Code, ...] = Field((), max_length=MOST_CHOSEN)
    ratings: dict[Code, Rating | None] = Field(default_factory=dict)
    why: dict[Code, Words] = Field(default_factory=dict)
    what: Key | None = None
    expected: Number | None = None
    counted: Number | None = None
    make: Words = ""

    def with_(self, **changes: Any) -> "Look":
        """The same look with some parts changed."""
        return self.model_copy(update=changes)

    @property
    def says_anything(self) -> bool:
        """Whether there is anything that could be kept."""
        rated = any(rating is not None for rating in self.ratings.values())
        return rated or any(self.why.values()) or self.expected is not None or bool(self.make)


def two_differ(rating: Rating | None) -> bool:
    """Whether there are two numbers and they are not the same, so that there is something to ask."""
    return rating is not None and differs(rating.own, rating.expected)


def behaviours() -> tuple[Behaviour, ...]:
    """What can be looked at: the acts of leading lean, in the order of the library."""
    return library.find(focus=Focus.LEADING_LEAN)


def known(code: str) -> bool:
    """Whether a first look can be about this behaviour."""
    return any(one.code == code for one in behaviours())


def asked_source(behaviour: Behaviour) -> Source:
    """Whose answer the person is asked to expect: somebody who is placed to see the act."""
    return next(source for source in _POINTS_AT[behaviour.direction] if source in behaviour.sources)


def fits(countable: Countable, number: str) -> bool:
    """Whether this is an answer to the countable: hours in halves, times whole, and no slip of the finger."""
    value = Decimal(number)
    return value <= countable.most and (countable.unit == "hours" or value == value.to_integral_value())


# --------------------------------------------------------------------------------------------- to and fro
def written(look: Look) -> str:
    """The look as it stands in the hidden field."""
    return look.model_dump_json(exclude_defaults=True)


def read(text: str) -> tuple[Look, bool]:
    """What the hidden field says, and whether all of it could be read; if not, what could be."""
    try:
        look = Look.model_validate_json(text)
    except ValidationError:
        look = None
    if look is not None and _consistent(look):
        return look, True
    return _salvaged(text), False


def _consistent(look: Look) -> bool:
    chosen = set(look.chosen)
    if len(chosen) != len(look.chosen) or not all(known(code) for code in chosen):
        return False
    if not (set(look.ratings) | set(look.why)) <= chosen:
        return False
    countable = _countable(look.what)
    if countable is None:
        return look.what is look.expected is look.counted is None
    return all(number is None or fits(countable, number) for number in (look.expected, look.counted)) and (
        look.expected is not None or look.counted is None
    )


def _countable(what: object) -> Countable | None:
    return next((one for one in library.first_look() if one.id == what), None)


def _salvaged(text: str) -> Look:
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError):
        raw = None
    if not isinstance(raw, dict):
        return Look()
    listed = raw.get("chosen")
    codes = [code for code in listed if isinstance(code, str)] if isinstance(listed, list) else []
    chosen = tuple(code for code in dict.fromkeys(codes) if known(code))[:MOST_CHOSEN]
    ratings = _mapping(raw.get("ratings"))
    whys = _mapping(raw.get("why"))
    countable = _countable(raw.get("what"))
    expected = _number(countable, raw.get("expected"))
    return Look(
        chosen=chosen,
        ratings={code: rating for code in chosen if code in ratings for rating in _rating(ratings[code])},
        why={code: words for code in chosen if (words := _cut(whys.get(code)))},
        what=countable.id if countable else None,
        expected=expected,
        counted=_number(countable, raw.get("counted")) if expected is not None else None,
        make=_cut(raw.get("make")),
    )


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _rating(value: object) -> list[Rating | None]:
    """The rating, if it is one; None is one too: the behaviour was passed over."""
    try:
        return [None if value is None else Rating.model_validate(value)]
    except ValidationError:
        return []


def _cut(value: object) -> str:
    if not isinstance(value, str):
        return ""
    # A lone surrogate has no form in UTF-8.
    return value.encode("utf-8", "ignore").decode("utf-8")[:MOST_LETTERS]


def _number(countable: Countable | None, value: object) -> str | None:
    if countable is None:
        return None
    if not isinstance(value, str) or re.fullmatch(NUMBER, value) is None:
        return None
    return value if fits(countable, value) else None
