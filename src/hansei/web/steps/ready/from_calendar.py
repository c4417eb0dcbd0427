"""Counting with the help of a calendar file: its titles are shown once, and a sum comes back.

The file is read in memory and nothing of it is stored. No title is ever sent back either: a tick carries when
its entries were, in minutes, and the sum ends up in the same field that is filled in by hand. What an entry
means is for its owner to say.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from hansei.core import calendar, clock
from hansei.core.calendar import Diary, Reason, Title, Unreadable
from hansei.core.library import Countable
from hansei.web.steps.ready import walk
from hansei.web.steps.ready.forms import FigureForm
from hansei.web.steps.ready.look import Look
from hansei.web.steps.ready.showing import number

DAYS: Final = 14
MOST_TITLES: Final = 150
#: Letters of what stood in the field of the number, which is carried along.
MOST_TYPED: Final = 20

_TOO_LARGE = gettext_lazy("The file is larger than 2 MB. Export fewer weeks, or count by hand.")
_SENTENCES: Final[Mapping[Reason, Any]] = {
    Reason.EMPTY: gettext_lazy("The file is empty."),
    Reason.TOO_LARGE: _TOO_LARGE,
    Reason.NOT_A_CALENDAR: gettext_lazy(
        "This is no calendar file. Export your calendar as .ics, or count by hand."
    ),
    Reason.TOO_MANY: gettext_lazy("The file holds too many entries. Export fewer weeks, or count by hand."),
}


def days() -> tuple[date, date]:
    """The last two weeks: fourteen whole days up to yesterday."""
    today = timezone.localdate(clock.now())
    return today - timedelta(days=DAYS), today - timedelta(days=1)


class CalendarForm(FigureForm):
    """The page that asks for the number, when the file on it is to be read."""

    def __init__(self, look: Look, *, too_large: bool = False, **options: Any) -> None:
        super().__init__(look, walk.DIARY, **options)
        self.too_large = too_large
        self.found: tuple[Title, ...] = ()
        self.typed = str(self.data.get("number", ""))[:MOST_TYPED]
        self.unread = self.whole_days = 0
        # What stands beside the file is no answer yet: nothing is wrong with it, and nothing of it is lost.
        self.fields["number"] = forms.CharField(required=False, label=self.fields["number"].label)
        field = self.fields["calendar"]
        assert isinstance(field, forms.FileField)
        field.required = not too_large
        field.allow_empty_file = True
        field.error_messages["required"] = _("Choose a file first, or count by hand.")

    def clean_calendar(self) -> None:
        """Read it; what is found is in `found`."""
        if self.too_large:
            raise forms.ValidationError(_TOO_LARGE)
        first, last = days()
        zone = timezone.get_current_timezone()
        try:
            diary = calendar.between(
                self.cleaned_data["calendar"].read(),
                first,
                last,
                zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"),
            )
        except Unreadable as error:
            sentence = _SENTENCES[error.reason]
        else:
            sentence = self._take(diary)
        if sentence:
            raise forms.ValidationError(sentence)

    def _take(self, diary: Diary) -> str:
        kind = self.countable.calendar
        assert kind is not None
        self.found = calendar.titles(diary, unit=self.countable.unit, kind=kind)
        self.unread = diary.unread
        if self.countable.unit == "hours":
            self.whole_days = sum(one.ends is None and calendar.meant(one, kind) for one in diary.entries)
        if self.found:
            return ""
        if kind == "dropped":
            return _("Nothing in this file was moved or cancelled in the last two weeks.")
        return _("Nothing in this file began in the last two weeks.")


class TitlesForm(forms.Form):
    """Which titles mean it. What is sent back are times, without their titles."""

    titles = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, countable: Countable, found: tuple[Title, ...]) -> None:
        super().__init__()
        field = self.fields["titles"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.label = countable.ask.get(get_language())
        shown = [(f"{place}:{one.spans}", one) for place, one in enumerate(found[:MOST_TITLES])]
        field.choices = [(value, one.title or _("without a title")) for value, one in shown]
        self.notes = {value: _note(one, countable.unit) for value, one in shown}


def _note(title: Title, unit: str) -> str:
    times = ngettext("%(n)s time", "%(n)s times", title.times) % {"n": title.times}
    if unit != "hours":
        return times
    hours = f"{title.minutes / 60:.1f}".removesuffix(".0")
    return _("%(times)s, %(hours)s h") % {"times": times, "hours": number(hours)}


def words_of(form: CalendarForm) -> dict[str, Any]:
    """What the page with the titles says, but for the way on."""
    first, last = days()
    titles = TitlesForm(form.countable, form.found)
    return {
        "form": titles,
        "notes": titles.notes,
        "first": first,
        "last": last,
        "dropped": form.countable.calendar == "dropped",
        "kept": form.countable.calendar == "kept",
        "typed": form.typed,
        "unread": form.unread,
        "whole_days": form.whole_days,
        "unlisted": max(0, len(form.found) - MOST_TITLES),
    }


def sum_of(ticked: list[str], countable: Countable) -> str:
    """The sum of what was ticked, as it is written by hand. ValueError: not what the page would send."""
    total = calendar.summed([value.partition(":")[2] for value in ticked], countable.unit)
    return number(f"{total.normalize():f}")
