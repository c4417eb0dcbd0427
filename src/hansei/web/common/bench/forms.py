"""What a coach writes and declares, and what a steward records."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hansei.core.matching.eligibility import Hand
from hansei.web.common.bench.models import Declaration
from hansei.web.common.bench.services import MOST_PLACES
from hansei.web.common.people.models import Person, Unit
from hansei.web.ground.ui.wording import Wording

HANDS = {
    Hand.PAY: _("A part in decisions about pay"),
    Hand.PROMOTION: _("A part in decisions about promotion or posting"),
    Hand.APPRAISAL: _("A part in appraisal"),
    Hand.AUDIT: _("Audits, lean audits included"),
    Hand.CONFLICT: _("A conflict of interests"),
    Hand.UNSAID: _("Something that must not be told, such as an investigation"),
}
HAND_NOTES = {
    Hand.CONFLICT.value: _("A leader is told that you declared a conflict, and no more."),
    Hand.UNSAID.value: _(
        "A leader is told only that you cannot be asked now, as of a coach without a free place. "
        "Take it too when you would rather not coach somebody."
    ),
}


class YesForm(forms.Form):
    """For how many leaders at a time."""

    capacity = forms.IntegerField(
        label=_("For how many leaders at a time?"), min_value=1, max_value=MOST_PLACES
    )


class ProfileForm(forms.Form):
    """Skill with tools and skill in coaching are asked one after the other, and stay apart."""

    coaching_skill = Wording(
        label=_("Your skill in coaching"),
        required=False,
        help_text=_("What you learned and practised about helping somebody find out for themself."),
    )
    structure = Wording(
        label=_("The structure you use in a conversation"),
        required=False,
        help_text=_("Which methods, and when which."),
    )
    tool_skill = Wording(
        label=_("Your skill with lean tools"),
        required=False,
        help_text=_("It does not make up for skill in coaching, nor the other way round."),
    )
    languages = forms.CharField(label=_("Languages in which you coach"), max_length=200, required=False)
    leading_lean = forms.BooleanField(
        label=_("Leading lean: what somebody does themself, and what others experience"), required=False
    )
    lean_leadership = forms.BooleanField(
        label=_("Lean leadership: vision, direction, resources, deployment"), required=False
    )


class CaseForm(forms.Form):
    """One success as a case."""

    changed = Wording(
        label=_("What changed?"),
        help_text=_("Something that somebody did differently afterwards. No name of whom you coached."),
        error_messages={"required": _("Say what changed, or leave it for now.")},
    )
    seen_by = forms.CharField(label=_("Who saw it?"), max_length=300, required=False)
    may_ask = forms.BooleanField(
        label=_("A leader may ask them"), required=False, help_text=_("Ask them first whether that is fine.")
    )


class PartField(forms.ModelChoiceField):
    """A part of the organization, by its name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class DeclareForm(forms.Form):
    """A hand in something of one person, or of everybody in one part of the organization."""

    hand = forms.ChoiceField(
        label=_("What do you have a part in?"),
        choices=[(hand.value, name) for hand, name in HANDS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what it is.")},
    )
    email = forms.EmailField(label=_("Mail address of the person it is about"), required=False)
    unit = PartField(
        label=_("Or the part of the organization it is about"),
        queryset=Unit.objects.order_by("name"),
        required=False,
        empty_label="",
    )

    def __init__(self, *args: Any, coach: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.coach = coach

    def clean_email(self) -> Person | None:
        given = self.cleaned_data["email"]
        if not given:
            return None
        found = Person.objects.filter(email__iexact=given, left_on=None).exclude(pk=self.coach.pk).first()
        if found is None:
            raise ValidationError(_("Nobody else in the directory has this mail address."))
        return found

    def clean(self) -> None:
        super().clean()
        if not self.errors and bool(self.cleaned_data["email"]) == bool(self.cleaned_data["unit"]):
            raise ValidationError(_("Name one person or one part of the organization."))


class ReferenceForm(forms.Form):
    """What a steward heard about the respect that somebody has here."""

    words = Wording(
        label=_("Who respects this person’s skill and capability, and for what?"),
        help_text=_("Leaders who look for a coach read it, and so does the person. Name no leader."),
        error_messages={"required": _("Write what you heard, or leave it for now.")},
    )


class NextBossForm(forms.Form):
    """Who is expected to become somebody's boss."""

    boss = forms.EmailField(
        label=_("Mail address of the expected next boss"),
        required=False,
        help_text=_("Leave it blank when nobody is expected."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_boss(self) -> Person | None:
        given = self.cleaned_data["boss"]
        if not given:
            return None
        found = Person.objects.filter(email__iexact=given, left_on=None).exclude(pk=self.person.pk).first()
        if found is None:
            raise ValidationError(_("Nobody else in the directory has this mail address."))
        return found


def said_of(declaration: Declaration) -> str:
    """What a declaration is about, in words: a person or a part."""
    if declaration.about is not None:
        return declaration.about.name
    return declaration.unit.name if declaration.unit is not None else ""
