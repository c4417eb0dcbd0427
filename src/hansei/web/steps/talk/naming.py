"""What codes are called on a page, when a sentence is one, and the key that stands for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.talk import Code, LeaderCode, Unit
from hansei.web.steps.talk.forms import UNSAID


def code_name(code: Any) -> str:
    """A code of the coach, with its family: Tells: advises. A code of the leader by its name."""
    lang, scheme = get_language(), library.scheme()
    if isinstance(code, LeaderCode):
        return scheme.leader_code(code.value).name.get(lang)
    if not isinstance(code, Code):
        return _("It cannot be said")
    named = scheme.code(code.value)
    return f"{scheme.family(named.family).name.get(lang)}: {named.name.get(lang)}"


def code_rule(code: Any) -> str:
    """When a sentence is heard as this code."""
    lang, scheme = get_language(), library.scheme()
    if isinstance(code, LeaderCode):
        return scheme.leader_code(code.value).rule.get(lang)
    return scheme.code(code.value).rule.get(lang) if isinstance(code, Code) else ""


def code_value(code: Any) -> str:
    """A code as a form has it."""
    return code.value if isinstance(code, Code | LeaderCode) else UNSAID


#: One key for each code, the same in every language; it stands beside its name.
KEYS = {
    Code.OPEN_QUESTION: "q", Code.CLOSED_QUESTION: "c", Code.REFLECTION: "r", Code.AFFIRMATION: "a",
    Code.PARTNERING: "p", Code.INFORM: "i", Code.ADVISE: "d", Code.ADVOCATE_POLICY: "s",
    Code.LEADING_QUESTION: "l", Code.CONFRONT: "f", Code.STRUCTURE: "t", Code.OTHER: "o",
}  # fmt: skip
#: The same for what the leader said; a line has keys of one side alone.
LEADER_KEYS = {
    LeaderCode.DISCOVERY: "d", LeaderCode.COMMITMENT: "s", LeaderCode.CONCERN: "c", LeaderCode.NEUTRAL: "n",
}  # fmt: skip
KEY_UNSAID = "u"


@dataclass(frozen=True)
class Key:
    """A key, the code it stands for as a form has it, and its name."""

    key: str
    value: str
    name: str


def code_keys() -> list[Key]:
    """Every code of the coach with its key, and the one for what cannot be said."""
    return _keys(KEYS)


def leader_keys() -> list[Key]:
    """Every code of the leader with its key, and the one for what cannot be said."""
    return _keys(LEADER_KEYS)


def _keys(keys: Mapping[Any, str]) -> list[Key]:
    return [
        *[Key(key, code.value, code_name(code)) for code, key in keys.items()],
        Key(KEY_UNSAID, UNSAID, code_name(None)),
    ]


@dataclass(frozen=True)
class Heard:
    """How one sentence is heard."""

    words: str
    code: str
    rule: str


def heard(units: Sequence[Unit]) -> list[Heard]:
    """How other words would be heard, sentence by sentence."""
    return [Heard(unit.text, code_name(unit.code), code_rule(unit.code)) for unit in units]
