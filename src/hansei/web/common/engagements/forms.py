"""Forms of naming a coach, agreeing, and writing objectives."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hansei.core import clock, library
from hansei.web.common.people.models import Person


class NameCoachForm(forms.Form):
    """Which coach to ask. Only those who can be asked are choices."""

    coach = forms.ChoiceField(
        label=_("Whom would you like to ask?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whom to ask, or leave it for now.")},
    )

    def __init__(self, *args: Any, coaches: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coach"].choices = [(str(c.pk), c.name) for c in coaches]  # type: ignore[attr-defined]


class VersionForm(forms.Form):
    """Carries the version that was read, so that nobody signs or moves what has changed meanwhile."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


def carry_on(form: forms.Form, version: int) -> None:
    """Let a form that came with an old version go on with the newest: what was typed stays."""
    form.data = (
        {**form.data.dict(), "version": str(version)} if isinstance(form.data, QueryDict) else form.data
    )


class TermForm(VersionForm):
    """The term: how many conversations, until when, how much of the leader's time."""

    conversations = forms.IntegerField(label=_("How many conversations?"), min_value=1, max_value=40)
    planned_end = forms.DateField(
        label=_("Until when?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("After that day it is over unless both sign again."),
    )
    hours = forms.IntegerField(
        label=_("About how many hours of your time, in all?"),
        min_value=1,
        max_value=400,
        help_text=_("Conversations, and about as much for the rest."),
    )

    def clean_planned_end(self) -> date:
        day: date = self.cleaned_data["planned_end"]
        if day <= clock.now().date():
            raise forms.ValidationError(_("The last day must lie ahead."))
        return day


def _words_of(kind: Any) -> list[tuple[str, str]]:
    return [(word.code, word.name.get(get_language())) for word in library.words(kind)]


def notes_of(kind: Any) -> dict[str, str]:
    """One line of explanation for each choice."""
    return {word.code: word.line.get(get_language()) for word in library.words(kind)}


class ObjectiveForm(forms.Form):
    """An objective in the leader's own words, with what it is about and where it points."""

    words = forms.CharField(
        label=_("What would you want to be different?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words. Nobody reads it unless you open it."),
        error_messages={"required": _("Write it in your own words, or leave it for now.")},
    )
    focus = forms.ChoiceField(
        label=_("Which of the two is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which of the two it is about.")},
    )
    direction = forms.ChoiceField(
        label=_("Where does it point?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say where it points.")},
    )
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["focus"].choices = _words_of("focus")  # type: ignore[attr-defined]
        self.fields["direction"].choices = _words_of("direction")  # type: ignore[attr-defined]


class AidForm(forms.Form):
    """ "Which of the two is it?": three questions laid side by side. Nothing is stored or added up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language()
        for question in library.aid().questions:
            self.fields[question.id] = forms.ChoiceField(
                label=question.text.get(language),
                widget=forms.RadioSelect,
                required=False,
                choices=[(answer.focus.value, answer.text.get(language)) for answer in question.answers],
            )
