"""Forms of planning, writing down, and the two questions at the end."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hansei.core import library
from hansei.core.conversation import NamedFirst
from hansei.web.steps.conversations import methods


class PlanForm(forms.Form):
    """When, about which of the two, under which method. All of it may stay open."""

    day = forms.DateField(
        label=_("On which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    time = forms.TimeField(
        label=_("At what time?"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": _("Write the time like 14:30.")},
    )
    focus = forms.ChoiceField(
        label=_("Which of the two is it about?"), required=False, widget=forms.RadioSelect
    )
    method = forms.ChoiceField(label=_("Under which method?"), required=False, widget=forms.RadioSelect)
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, used: set[str], fixed_method: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language()
        words = [(word.code, word.name.get(language)) for word in library.words("focus")]
        self.fields["focus"].choices = words  # type: ignore[attr-defined]
        if fixed_method:
            del self.fields["method"]
            return
        own = {each.id for each in methods.own()}
        every = methods.every()
        self.first = [each for each in every if each.suggested_first or each.id in own | used]
        self.others = [each for each in every if each not in self.first]
        self.notes = {each.id: each.in_a_sentence.get(language) for each in every}
        self.fields["method"].choices = [  # type: ignore[attr-defined]
            *((each.id, each.label.get(language)) for each in [*self.first, *self.others]),
            ("", _("Without a method")),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("time") and not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("A time needs its day."))
        return cleaned

    @property
    def offered(self) -> list[dict[str, Any]]:
        """The choices of the method in two groups: what stands first, and what stands behind "others"."""
        first = {each.id for each in self.first} | {""}
        now = str(self["method"].value() or "")
        # On a fresh form nothing is chosen beforehand: doing without a method is a choice as well.
        chosen = bool(now or self.is_bound or self.initial)
        options = [
            {
                "id": option.id_for_label,
                "value": option.data["value"],
                "label": option.choice_label,
                "note": self.notes.get(str(option.data["value"]), ""),
                "checked": chosen and str(option.data["value"]) == now,
            }
            for option in self["method"]
        ]
        return [
            {"options": [one for one in options if (one["value"] in first) is group], "open": not group}
            for group in (True, False)
        ]

    @property
    def other_chosen(self) -> bool:
        """Whether what is chosen stands behind "others"."""
        return str(self["method"].value() or "") in {each.id for each in self.others}


class WordsForm(forms.Form):
    """Words of one's own, with the version that was read."""

    words = forms.CharField(
        max_length=4000,
        widget=forms.Textarea,
        error_messages={"required": _("Write it in your own words, or leave it for now.")},
    )
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def renewed(self, version: int) -> None:
        """After a conflict the form goes on with the newest version; what was typed stays."""
        if isinstance(self.data, QueryDict):
            self.data = {**self.data.dict(), "version": str(version)}


class NamedFirstForm(forms.Form):
    """Who named it first; asked of the coach alone."""

    answer = forms.ChoiceField(
        label=_("Who named it first?"),
        widget=forms.RadioSelect,
        choices=[
            (NamedFirst.LEADER, _("The leader")),
            (NamedFirst.COACH, _("I did")),
            (NamedFirst.CANNOT_SAY, _("I cannot say")),
        ],
        error_messages={"required": _("Choose one, or leave it for now.")},
    )
