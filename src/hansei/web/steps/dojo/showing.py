"""How lines of the practice room are said on a page: what was heard, in words, and no verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import dojo, library
from hansei.core.dojo import Exchange, Said
from hansei.core.talk import Code, Family, Unit


@dataclass(frozen=True)
class Sentence:
    """One sentence, what it was heard as, and when a sentence is that."""

    words: str
    code: str
    rule: str


def can_be_coded() -> bool:
    """Whether what is typed in the reader's language can be coded; a talk here is in one language."""
    return (get_language() or "en").startswith("en")


def code_name(code: Code | None) -> str:
    """A code with its family: Tells: advises."""
    if code is None:
        return _("It cannot be said")
    lang, scheme = get_language(), library.scheme()
    return f"{family_name(code.family)}: {scheme.code(code.value).name.get(lang)}"


def family_name(family: Family) -> str:
    """The name of a family: Tells."""
    return library.scheme().family(family.value).name.get(get_language())


def sentences(units: Sequence[Unit]) -> list[Sentence]:
    """How each sentence was heard."""
    lang, scheme = get_language(), library.scheme()
    found = []
    for unit in units:
        code = unit.code if isinstance(unit.code, Code) else None
        rule = scheme.code(code.value).rule.get(lang) if code else ""
        found.append(Sentence(unit.text, code_name(code), rule))
    return found


def five_kinds() -> list[tuple[str, str]]:
    """The five kinds with what belongs to each, for whoever names their own words."""
    lang, scheme = get_language(), library.scheme()
    found = [scheme.family(kind.value) for kind in dojo.KINDS]
    return [(one.name.get(lang), one.note.get(lang)) for one in found]


def as_heard(said: Said) -> str:
    """What a line of a conversation was heard as: each family once, in order."""
    names = [family_name(one) if one else _("not to be told") for one in said.families]
    return ", ".join(dict.fromkeys(names)) or _("not to be told")


@dataclass(frozen=True)
class Turn:
    """A line of the coach with the leader's answer."""

    words: str
    heard: str
    reply: str


def turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    """The conversation so far."""
    lang = get_language()
    return [Turn(one.said.words, as_heard(one.said), one.reply.get(lang)) for one in exchanges]


def table(counts: Mapping[Family | None, int]) -> list[tuple[str, str, str, int]]:
    """The numbers beside the picture: stroke, name, note and count of each family."""
    lang, scheme = get_language(), library.scheme()
    rows = []
    for family in Family:
        if family in dojo.KINDS or counts[family]:
            word = scheme.family(family.value)
            rows.append((family.value, word.name.get(lang), word.note.get(lang), counts[family]))
    if counts[None]:
        rows.append(("unsure", _("Not to be told"), "", counts[None]))
    return rows
