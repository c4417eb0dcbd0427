"""Forms of try-outs."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hansei.core import clock
from hansei.core.practice import MOST_TIMES, Count
from hansei.web.ground.ui.wording import Wording
from hansei.web.steps.practice.selectors import OpenTrial, Plan

_FURTHEST = 366  # days ahead


class Day(forms.DateField):
    """A day, in the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(**{"widget": widget, **options})
        self.error_messages["invalid"] = _("Say a day, for instance 2026-03-24.")


class VersionForm(forms.Form):
    """Carries the version that was read; 0 for something that was not there yet."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def renewed(self, version: int) -> None:
        """Keep what was typed; the next press is about what stands there now."""
        self.data = {**self.data, "version": str(version)}


class PlanForm(VersionForm):
    """What is tried, on which occasion, by when, and what is expected to be seen."""

    what = Wording(
        label=_("What will you try?"),
        help_text=_("One small thing that you do yourself, and that others could see."),
        error_messages={"required": _("Write what you will try.")},
    )
    occasion = Wording(
        label=_("On which occasion?"),
        error_messages={"required": _("Say on which occasion.")},
    )
    due = Day(
        label=_("By when?"),
        error_messages={"required": _("Say by which day.")},
    )
    expected = Wording(
        label=_("What do you expect to see?"),
        help_text=_("Something visible, so that you can tell afterwards whether it was so."),
        error_messages={"required": _("Write what you expect to see.")},
    )
    times = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_TIMES,
        label=_("How many occasions will there be?"),
        error_messages={
            "min_value": _("Count from 1 to 20 occasions."),
            "max_value": _("Count from 1 to 20 occasions."),
            "invalid": _("Write a whole number."),
        },
    )
    number = forms.IntegerField(
        required=False,
        min_value=0,
        label=_("On how many of them do you expect to see it?"),
        error_messages={
            "min_value": _("Write a whole number."),
            "invalid": _("Write a whole number."),
        },
    )

    @classmethod
    def of(cls, opened: OpenTrial, data: Any = None) -> "PlanForm":
        """The form with what stands there now."""
        plan = opened.plan
        now = {
            "what": plan.what,
            "occasion": plan.occasion,
            "due": opened.row.due,
            "expected": plan.expected,
            "times": plan.count.times if plan.count else None,
            "number": plan.count.number if plan.count else None,
            "version": opened.row.version,
        }
        return cls(data, initial=now)

    def clean_due(self) -> date:
        day: date = self.cleaned_data["due"]
        today = clock.now().date()
        if not today <= day <= today + timedelta(days=_FURTHEST):
            raise forms.ValidationError(_("The day lies ahead, within a year."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors.keys() & {"times", "number"}:
            return given
        times, number = given.get("times"), given.get("number")
        if times is None and number is not None:
            self.add_error("times", _("Say of how many occasions, or leave both blank."))
        elif number is None and times is not None:
            self.add_error("number", _("Say on how many of them, or leave both blank."))
        elif times is not None and number is not None and number > times:
            self.add_error("number", _("This is more than the occasions there will be."))
        return given

    @property
    def plan(self) -> Plan:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        count = Count(given["number"], given["times"]) if given["times"] is not None else None
        return Plan(given["what"], given["occasion"], given["expected"], count)


class LookBackForm(VersionForm):
    """What happened, and what the leader takes from it."""

    came = forms.ChoiceField(
        label=_("Did it come to it?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes")), ("no", _("It did not come to it"))],
        error_messages={
            "required": _("Say whether it came to it."),
            "invalid_choice": _("Choose from what is listed."),
        },
    )
    happened = Wording(
        required=False,
        label=_("What happened?"),
        help_text=_("What you saw or heard, before what you think of it."),
    )
    number = forms.IntegerField(
        required=False,
        min_value=0,
        label=_("How often?"),
        error_messages={
            "min_value": _("Write a whole number."),
            "invalid": _("Write a whole number."),
        },
    )
    learned = Wording(required=False, label=_("What do you take from it?"))

    def __init__(self, *args: Any, opened: OpenTrial, **options: Any) -> None:
        said = opened.said
        options["initial"] = {"version": said.version if said else 0}
        if said is not None:
            options["initial"] |= {
                "came": "yes" if said.came else "no",
                "happened": said.happened,
                "number": said.number,
                "learned": said.learned,
            }
        super().__init__(*args, **options)
        self.count = opened.plan.count
        if self.count is None:
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        came, number = given.get("came"), given.get("number")
        if came == "yes" and not given.get("happened") and "happened" not in self.errors:
            self.add_error("happened", _("Write what happened, in your own words."))
        if came == "no":
            given["number"] = None
        elif number is not None and self.count is not None and number > self.count.times:
            self.add_error("number", _("This is more than the occasions you expected."))
        return given


class DiaryForm(forms.Form):
    """When, and for how long, a time is kept in the leader's own diary. Nothing of it is stored."""

    day = Day(label=_("Which day?"), error_messages={"required": _("Say a day.")})
    time = forms.TimeField(
        label=_("At what time?"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": _("Say a time."),
            "invalid": _("Say a time of day, for instance 09:30."),
        },
    )
    minutes = forms.TypedChoiceField(
        coerce=int,
        label=_("For how long?"),
        widget=forms.RadioSelect,
        choices=[(15, _("15 minutes")), (30, _("30 minutes")), (60, _("An hour"))],
        initial=15,
        error_messages={
            "required": _("Say for how long."),
            "invalid_choice": _("Choose from what is listed."),
        },
    )
