"""Forms of talk reports. Which day, which speaker and which code are possible is said by the services."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from hansei.core import clock, library
from hansei.core.talk import Code, LeaderCode
from hansei.web.steps.talk import consent

MOST_LETTERS = 6000
#: How far back one remembers what one said.
DAYS_REMEMBERED = 60


def _day_field(label: Any, hint: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Say which day.")},
    )


def today() -> date:
    """The day it is for the reader."""
    return timezone.localdate(clock.now())


class MemoryForm(forms.Form):
    """The coach's own lines, one each."""

    held_on = _day_field(_("On which day did you talk?"))
    lines = forms.CharField(
        label=_("What did you say?"),
        help_text=_("Five to fifteen lines of your own, one sentence or two in each. None of the leader’s."),
        max_length=MOST_LETTERS,
        widget=forms.Textarea,
        error_messages={"required": _("Write five lines of your own at least, each on a line by itself.")},
    )

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if not today() - timedelta(days=DAYS_REMEMBERED) <= day <= today():
            raise forms.ValidationError(_("The day lies in the last sixty days."))
        return day


class ProposeForm(forms.Form):
    """Which conversation."""

    held_on = _day_field(
        _("Which conversation?"), _("Its day: from a week ago to a month ahead. Best before it takes place.")
    )

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        first = today() - timedelta(days=consent.DAYS_BACK)
        if not first <= day <= today() + timedelta(days=consent.DAYS_AHEAD):
            raise forms.ValidationError(_("From a week ago to a month ahead."))
        return day


class AnswerForm(forms.Form):
    """One's own answer, which nobody else is shown."""

    say = forms.ChoiceField(
        label=_("May this conversation be written down?"),
        widget=forms.RadioSelect,
        choices=[
            (consent.YES, pgettext_lazy("answer", "Yes")),
            (consent.NOT_YET, pgettext_lazy("answer", "Not yet")),
            (consent.NO, pgettext_lazy("answer", "No")),
        ],
        error_messages={"required": _("Choose one, or leave it.")},
    )


class UploadForm(forms.Form):
    """The file that the meeting tool wrote."""

    file = forms.FileField(
        label=_("The file from the meeting tool"),
        help_text=_("A .vtt, .docx, .txt, .srt or .json, with who speaks in it."),
        widget=forms.FileInput(attrs={"accept": ".vtt,.docx,.txt,.srt,.json"}),
        error_messages={
            "required": _("Choose the file first."),
            "empty": _("There is nothing in this file."),
        },
    )


class WhoForm(forms.Form):
    """Which of the speakers coached; of three or more, also which was coached."""

    who = forms.ChoiceField(
        label=_("Which of them are you?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who you are.")},
    )
    leader = forms.ChoiceField(
        label=_("Which of them is the leader?"),
        help_text=_("What anybody else says is in the picture and in the words of each, and has no code."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who the leader is.")},
    )

    def __init__(self, *args: Any, speakers: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # By number: a name out of a file is nobody's business in a form's values.
        choices = [(str(n), name) for n, name in enumerate(speakers)]
        self.fields["who"].choices = choices  # type: ignore[attr-defined]
        self.fields["leader"].choices = choices  # type: ignore[attr-defined]
        if len(speakers) < 3:
            del self.fields["leader"]

    def clean_leader(self) -> str:
        leader: str = self.cleaned_data["leader"]
        if leader == self.cleaned_data.get("who"):
            raise forms.ValidationError(_("That is you. Choose somebody else."))
        return leader


#: "It cannot be said" in a form; a unit without a code.
UNSAID = "unsaid"


def code_choices(*, coach: bool, leader: bool) -> list[tuple[str, str]]:
    """Every code of a side, the coach's by family and name, and that it cannot be said."""
    lang, scheme = get_language(), library.scheme()
    named = [
        (one.id, f"{scheme.family(one.family).name.get(lang)}: {one.name.get(lang)}") for one in scheme.codes
    ]
    theirs = [(one.id, one.name.get(lang)) for one in scheme.leader]
    return [*(named if coach else ()), *(theirs if leader else ()), (UNSAID, str(_("It cannot be said")))]


class OverruleForm(forms.Form):
    """The coach's own code for one line. Which side's codes fit the line is said by the service."""

    code = forms.ChoiceField(label=_("What it was"))

    def __init__(self, *args: Any, coach: bool = True, leader: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = code_choices(coach=coach, leader=leader)  # type: ignore[attr-defined]

    def chosen(self) -> Code | LeaderCode | None:
        """The code that was chosen; None when it cannot be said."""
        value = self.cleaned_data["code"]
        if value == UNSAID:
            return None
        return Code(value) if value in set(Code) else LeaderCode(value)


class WordingForm(forms.Form):
    """The same line in other words."""

    words = forms.CharField(
        label=_("How else could you have said it?"),
        help_text=_("You see how it would be heard. Nothing is kept unless you keep it."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write it in other words first.")},
    )
