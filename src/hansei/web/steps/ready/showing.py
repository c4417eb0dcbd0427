"""A first look in words and pictures, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.library import UnknownEntry
from hansei.core.pictures.marks import MarksData, Row, three_marks
from hansei.web.ground.ui import marks
from hansei.web.ground.ui.shapes import Cell, Column
from hansei.web.steps.ready.look import Look, Rating, asked_source, two_differ


@dataclass(frozen=True)
class Table:
    """Figures beside a picture."""

    caption: str
    head: Sequence[Column]
    rows: Sequence[Sequence[Cell | str]]


@dataclass(frozen=True)
class OneBehaviour:
    """One behaviour as it was looked at."""

    text: str
    picture: SafeString
    sentences: Sequence[str]
    table: Table | None
    question: str
    words: str


@dataclass(frozen=True)
class Counting:
    """What was expected and counted by hand."""

    name: str
    sentence: str
    table: Table
    words: str


def text_of(code: str, kept: Mapping[str, str] | None = None) -> str:
    """The behaviour in the reader's language; as it was kept, where the library does not hold it any more."""
    try:
        return library.behaviour(code).text.get(get_language())
    except UnknownEntry:
        return (kept or {}).get(code, code)


def texts_of(look: Look) -> dict[str, str]:
    """The texts that a kept look takes along."""
    lang = get_language()
    texts = {code: library.behaviour(code).text.get(lang) for code in look.chosen}
    return texts | ({look.what: library.countable(look.what).name.get(lang)} if look.what else {})


def number(written: str) -> str:
    """A number with the decimal sign of the reader's language."""
    return written.replace(".", str(formats.get_format("DECIMAL_SEPARATOR")))


# ----------------------------------------------------------------------------------------------- behaviours
def behaviours(look: Look, kept: Mapping[str, str] | None = None) -> list[OneBehaviour]:
    """All behaviours of a look, in the order in which they were looked at."""
    return [_behaviour(f"look-{place}", code, look, kept) for place, code in enumerate(look.chosen, start=1)]


def _behaviour(prefix: str, code: str, look: Look, kept: Mapping[str, str] | None) -> OneBehaviour:
    text, rating = text_of(code, kept), look.ratings.get(code)
    words = look.why.get(code, "")
    question = _("What do you know that makes you expect that?") if words else ""
    if rating is None:
        return OneBehaviour(text, mark_safe(""), [_("You passed this one over.")], None, question, words)
    who = _who(code)
    sure = library.word("confidence", rating.sure).name.get(get_language()) if rating.sure else ""
    drawn = rating.own or rating.expected
    return OneBehaviour(
        text=text,
        # The picture escapes every text that it is given.
        picture=mark_safe(three_marks(_marks(prefix, text, who, rating, sure))) if drawn else mark_safe(""),  # noqa: S308
        sentences=_sentences(rating),
        table=_table(rating, who, sure) if drawn else None,
        question=question,
        words=words,
    )


def _who(code: str) -> str:
    try:
        behaviour = library.behaviour(code)
    except UnknownEntry:
        return _("People around you")
    return library.word_of_source(asked_source(behaviour)).yours.get(get_language())


def _marks(prefix: str, text: str, who: str, rating: Rating, sure: str) -> MarksData:
    title = _("Two marks on a line: {behaviour}").replace("{behaviour}", text)
    row = Row(who, expected=rating.expected or None, not_shown=_("nobody was asked"), sure=sure)
    return MarksData(prefix, title, marks.words(), marks.scale(), (row,), rating.own or None)


def _sentences(rating: Rating) -> list[str]:
    if rating.own and rating.expected:
        said = {"own": rating.own, "expected": rating.expected}
        if two_differ(rating):
            return [_("You see a %(own)s and expect a %(expected)s.") % said]
        return [_("You see a %(own)s and expect the same.") % said]
    own = _("You see no occasion for it in that time.")
    expected = _("You expect that they had no chance to see it.")
    if rating.own:
        own = _("You see a %(own)s.") % {"own": rating.own}
    if rating.expected:
        expected = _("You expect a %(expected)s.") % {"expected": rating.expected}
    return [own, expected]


def _table(rating: Rating, who: str, sure: str) -> Table:
    head = (Column(_("Who")), Column(_("As I see it"), True), Column(_("Expected"), True))
    own = Cell(str(rating.own)) if rating.own else Cell(_("no occasion"), said=True)
    expected = Cell(str(rating.expected), aside=sure) if rating.expected else Cell(_("no chance"), said=True)
    return Table(_("The same in figures, 1 to 5"), head, [(Cell(who), own, expected)])


# ------------------------------------------------------------------------------------------------- counting
def counting(look: Look, kept: Mapping[str, str] | None = None) -> Counting | None:
    """Expected and counted, side by side; None when nothing was expected."""
    if look.what is None or look.expected is None:
        return None
    lang = get_language()
    try:
        countable = library.countable(look.what)
        name, unit = countable.name.get(lang), library.word("unit", countable.unit).name.get(lang)
    except UnknownEntry:
        name, unit = (kept or {}).get(look.what, look.what), ""
    said = {"expected": number(look.expected), "counted": number(look.counted or "")}
    counted = Cell(said["counted"], aside=unit) if look.counted else Cell(_("not counted"), said=True)
    head = (Column(_("In the last two weeks")), Column(_("Expected"), True), Column(_("Counted"), True))
    sentence = (
        _("You expected %(expected)s; you counted %(counted)s.")
        if look.counted
        else _("You expected %(expected)s; you have not counted.")
    )
    table = Table(_("Side by side"), head, [(Cell(name), Cell(said["expected"], aside=unit), counted)])
    return Counting(name, sentence % said, table, look.make)
