"""The one form: a row of choices for each item."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.anonymity import Kind
from hansei.web.common.asking.models import BELIEF, Invitation, RoundItem

_RATINGS = frozenset("012345")


def question_of(item: RoundItem, language: str) -> str:
    """What is asked about, in a language. Raises UnknownEntry for what the library no longer has."""
    if item.period == BELIEF:
        return library.belief(item.ref).text.get(language)
    return library.behaviour(item.ref).text.get(language)


def ticked(invitation: Invitation, data: Mapping[str, str]) -> dict[str, int] | None:
    """What was ticked, by item, if just the page's own fields came back; else None, and the form says why.

    An answer is sent by many within a few minutes, and a form is slow to make.
    """
    refs = {f"b{item.position}": item.ref for item in invitation.items}
    if not data or any(name not in refs or data[name] not in _RATINGS for name in data):
        return None
    return {refs[name]: int(data[name]) for name in data}


class AnswerForm(forms.Form):
    """Ratings of one invitation's items. Each may stay blank; all of them blank is nothing to send."""

    def __init__(self, invitation: Invitation, data: Any = None) -> None:
        super().__init__(data)
        language = get_language() or ""
        self.refs = {f"b{item.position}": item.ref for item in invitation.items}
        pulse = invitation.round.kind == Kind.PULSE
        points = library.scale_of_beliefs() if pulse else library.scale_for_around()
        scale = [(str(point.value), point.text.get(language)) for point in points]
        for item in invitation.items:
            self.fields[f"b{item.position}"] = forms.ChoiceField(
                label=question_of(item, language),
                choices=scale,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Choose one of these rows, or leave all of them blank.")},
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # A name that is not on the page: the form was changed on the way, and nothing of it is guessed at.
        if set(self.data) - set(self.fields) - {"csrfmiddlewaretoken"}:
            raise forms.ValidationError(
                _("This is not the form that was asked. Look it over and send it again.")
            )
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(
                _("Nothing is ticked yet. Tick one row at least, or leave the page: then nothing is kept.")
            )
        return cleaned

    def ratings(self) -> dict[str, int]:
        """What was ticked, by item."""
        return {self.refs[name]: int(value) for name, value in self.cleaned_data.items() if value != ""}
