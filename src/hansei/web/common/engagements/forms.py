"""Forms of agreeing, and writing objectives."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hansei.core import clock, library
from hansei.web.common.people.models import Person


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

    about = forms.CharField(
        label=_("What is it for?"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence that both of you sign, if you want one. Your objectives stay yours."),
    )

    def clean_planned_end(self) -> date:
        day: date = self.cleaned_data["planned_end"]
        if day <= clock.now().date():
            raise forms.ValidationError(_("The last day must lie ahead."))
        return day


class PeopleForm(VersionForm):
    """Who stands around the pair: a second coach, and where the coach needs protection, a third person."""

    second_coach = forms.ChoiceField(
        label=_("A second coach"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("Somebody on the bench, outside your line. They are asked at once, and may say no."),
    )
    third_person = forms.EmailField(
        label=_("Mail address of the third person"),
        required=False,
        max_length=254,
        help_text=_("Somebody who does not work below you, often your own boss or someone in personnel."),
    )

    def __init__(self, *args: Any, coaches: list[Person], protected: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(c.pk), c.name) for c in coaches]
        none = [] if protected else [("", _("Nobody"))]
        self.fields["second_coach"].choices = [*none, *names]  # type: ignore[attr-defined]
        self._coaches = {str(c.pk): c for c in coaches}
        if not protected:
            del self.fields["third_person"]

    def clean_second_coach(self) -> Person | None:
        return self._coaches.get(self.cleaned_data["second_coach"])

    def clean_third_person(self) -> Person | None:
        given = self.cleaned_data["third_person"]
        if not given:
            return None
        found = Person.objects.filter(email__iexact=given, left_on=None).first()
        if found is None:
            raise forms.ValidationError(_("Nobody in the directory has this mail address."))
        return found


class WishForm(forms.Form):
    """What somebody hopes for, in their own words."""

    words = forms.CharField(
        label=_("What do you hope for?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write it, or leave it.")},
    )


class NoteForm(forms.Form):
    """What a coach wants to tell the second coach."""

    words = forms.CharField(
        label=_("What do you want to tell them?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("No names, and nothing that gives the leader away."),
        error_messages={"required": _("Write it, or leave it.")},
    )


_OPEN = ("", _("I leave it open"))


class SuitsForm(forms.Form):
    """Does it still suit? What only a leader is asked is taken out for the coach."""

    suits = forms.ChoiceField(
        label=_("Does it still suit you?"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Yes, it goes on")), ("pause", _("Pause it")), ("end", _("End it"))],
        error_messages={"required": _("Choose one. Without an answer it pauses.")},
    )
    unwanted = forms.ChoiceField(
        required=False, widget=forms.RadioSelect, choices=[_OPEN, ("no", _("No")), ("yes", _("Yes"))]
    )
    words = forms.CharField(
        label=_("If so, what?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For you alone. Nobody else reads it, and it is counted nowhere."),
    )

    def __init__(self, *args: Any, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not leads:
            del self.fields["unwanted"], self.fields["words"]
            return
        asked = library.agreement().clause("close").questions
        self.fields["unwanted"].label = next(q.text.get(get_language()) for q in asked if q.id == "unwanted")


class KeepForm(VersionForm):
    """What a leader keeps of a coaching, and whom they thank."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    keep = forms.CharField(
        label=_("What do you keep?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    thanks = forms.CharField(
        label=_("Whom do you want to thank, and for what?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Nothing is sent from here."),
    )


class CloseForm(forms.Form):
    """The three questions. Each may be left open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in library.agreement().clause("close").questions:
            self.fields[question.id] = forms.ChoiceField(
                label=question.text.get(get_language()),
                required=False,
                widget=forms.RadioSelect,
                choices=[("yes", _("Yes")), ("no", _("No")), _OPEN],
            )


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
