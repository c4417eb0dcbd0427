"""Whom to make a seat for, and what to sign onto its page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hansei.web.common.people.models import Person


class SeatForm(forms.Form):
    """One person out of those found."""

    person = forms.ChoiceField(
        label=_("For whom?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose somebody, or leave it.")},
    )

    def __init__(self, *args: Any, found: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(person.pk): person for person in found}
        self.fields["person"].choices = [(pk, one.name) for pk, one in self.found.items()]  # type: ignore[attr-defined]


class PageForm(forms.Form):
    """What the page is to say. Nothing is ticked at first."""

    facts = forms.MultipleChoiceField(
        label=_("Facts"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("started", _("Since when")),
            ("planned_end", _("Until when it is planned")),
            ("conversations", _("How many conversations are planned")),
        ],
    )
    objectives = forms.MultipleChoiceField(
        label=_("Objectives"), required=False, widget=forms.CheckboxSelectMultiple
    )
    summary = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, objectives: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objectives"].choices = objectives  # type: ignore[attr-defined]
