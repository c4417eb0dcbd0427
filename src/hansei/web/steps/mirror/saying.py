"""Names of things in a mirror, in the reader's language: sources, steps, days. Sentences: see `sentences`."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.anonymity import Source
from hansei.core.mirror import Confidence
from hansei.web.common.asking.wording import number_word
from hansei.web.steps.mirror.models import Behaviour, Mirror, Way
from hansei.web.steps.mirror.own import known, title
from hansei.web.steps.mirror.selectors import Expected

_CONFIDENCE = {
    Confidence.NOT_SURE: "not_sure",
    Confidence.FAIRLY_SURE: "fairly_sure",
    Confidence.SURE: "sure",
}


def behaviour(row: Behaviour) -> str:
    """The behaviour in the reader's language, or in the leader's own words."""
    return title(row)


def gives(row: Behaviour) -> str:
    """The experience that it gives, as one of the people around would say it; nothing for one's own."""
    try:
        return library.behaviour(row.code).gives.get(get_language())
    except library.UnknownEntry:
        return ""


def who(source: Source) -> str:
    """A source, as the leader is told of it: Your peers."""
    return library.word_of_source(source.value).yours.get(get_language())


def line(source: Source) -> str:
    """One line that explains a source."""
    return library.word_of_source(source.value).line.get(get_language())


def sure(confidence: Confidence) -> str:
    """How sure, in words."""
    return library.word("confidence", _CONFIDENCE[confidence]).name.get(get_language())


def step(value: int) -> str:
    """A step of the scale: its figure and its words; for 0 that there is no chance to see it."""
    if value == 0:
        return library.scale().no_chance_expected.get(get_language())
    return f"{value} {library.scale().points[value - 1].text.get(get_language())}"


def own_step(value: int, row: Behaviour) -> str:
    """A step of the leader's own rating; for 0 that there was no occasion."""
    if value:
        return step(value)
    return library.word_of_period(known(row).period).no_occasion.get(get_language())


def place_of(here: int, last: int) -> str:
    """Second of three; nothing where there is one."""
    if last == 1:
        return ""
    ordinals = (_("First"), _("Second"), _("Third"), _("Fourth"), _("Fifth"), _("Sixth"))
    return _("%(ordinal)s of %(number)s") % {"ordinal": ordinals[here - 1], "number": number_word(last)}


def people_asked(number: int) -> str:
    """18 people."""
    return ngettext("%(number)d person", "%(number)d people", number) % {"number": number}


# --------------------------------------------------------------------------------------------------- when
def days(first: datetime, last: datetime) -> str:
    """From a day to a day: 2 to 24 March."""
    start, end = timezone.localtime(first), timezone.localtime(last)
    day_and_month = pgettext("format of a day in a span, see Django's date filter", "j F")
    alone = pgettext("format of the first day of a span within one month", "j")
    first_format = alone if (start.year, start.month) == (end.year, end.month) else day_and_month
    said = {"first": date_format(start, first_format), "last": date_format(end, day_and_month)}
    return _("%(first)s to %(last)s") % said


def closing(at: datetime) -> str:
    """A day and a time of day within a sentence: Tuesday 24 March at 18:00."""
    local = timezone.localtime(at)
    return _("%(day)s at %(time)s") % {
        "day": date_format(local, pgettext("format of a day with its weekday", "l j F")),
        "time": date_format(local, "H:i"),
    }


def period(row: Behaviour) -> str:
    """How far back was asked: the eight weeks before."""
    if known(row).period is library.Period.SIX_MONTHS:
        return _("the six months before")
    return _("the eight weeks before")


def expected_words(expected: Expected) -> str:
    """One expectation with how sure: 4 mostly, fairly sure."""
    if expected.words:
        return f"{expected.words} ({sure(expected.confidence)})"
    if expected.value == 0:
        return step(0)
    return f"{step(expected.value)}, {sure(expected.confidence)}"


def choice(code: str) -> str:
    """What the leader wants to do about a finding; without a code, that it is open."""
    said = {"work": _("working on it"), "park": _("parked"), "not_mine": _("not mine")}
    return said.get(code) or _("not decided yet")


def group(code: str) -> str:
    """The heading over findings of one choice."""
    said = {"work": _("Working on"), "park": _("Parked"), "not_mine": _("Not mine")}
    return said.get(code) or _("Not decided yet")


def day(at: date | datetime, *, with_year: bool = False) -> str:
    """A day: 24 March."""
    local = timezone.localtime(at) if isinstance(at, datetime) else at
    return date_format(local, "DATE_FORMAT" if with_year else pgettext("format of a day", "j F"))


def ending(days_open: int, at: datetime) -> str:
    """One of the days on which asking can end: in two weeks, Tuesday 24 March at 18:00."""
    weeks = {7: _("In one week"), 14: _("In two weeks"), 21: _("In three weeks")}
    return _("%(when)s, %(day)s") % {"when": weeks[days_open], "day": closing(at)}


def feeling(code: str) -> str:
    """How a mirror leaves the leader."""
    return {"useful": _("useful"), "uneasy": _("uneasy"), "upset": _("upset"), "angry": _("angry")}[code]


def way(code: str) -> str:
    """What a mirror is to the one it follows."""
    return {"first": _("A mirror"), "again": _("The same, looked at again"), "more": _("More people, apart")}[
        code
    ]


def boxes(expected: dict[Source, Expected]) -> list[tuple[str, str]]:
    """Expectations as pairs of words, for a record."""
    return [(who(source), expected_words(one)) for source, one in expected.items()]


def mirror(found: Mirror) -> str:
    """What a mirror is called: what it is to another one, and its day."""
    begun = {"day": day(found.started_on, with_year=True)}
    if found.way == Way.AGAIN:
        return _("Looked again, %(day)s") % begun
    if found.way == Way.MORE:
        return _("More people asked, %(day)s") % begun
    return _("Mirror of %(day)s") % begun


def asked_apart() -> str:
    """That these are other people than those of the mirror it stands beside."""
    return _(
        "These are people whom you asked later, about this alone. Their answers stand apart and are not "
        "added to the others."
    )
