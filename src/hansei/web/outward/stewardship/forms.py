"""The steward's forms: somebody in the directory."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hansei.core import clock
from hansei.core.anonymity import K_MIRROR, K_PULSE
from hansei.web.common.people.models import Person, Unit
from hansei.web.common.people.zones import HOME, ZONES


class HouseForm(forms.Form):
    """What the organization has settled. New agreements carry it; signed ones stay as they are."""

    name = forms.CharField(label=_("Name of the organization"), max_length=120)
    product_name = forms.CharField(
        label=_("What this is called here"), max_length=40, help_text=_("Hansei, or a name of your own.")
    )
    mirror_on = forms.BooleanField(
        label=_("The mirror is switched on"),
        required=False,
        help_text=_("Off, no new mirror can be begun or asked."),
    )
    k_mirror = forms.IntegerField(
        label=_("How many have to answer before anything of a group is shown?"),
        min_value=K_MIRROR,
        max_value=50,
        help_text=_("Four at least. It can be raised, not lowered below that."),
    )
    talk_on = forms.BooleanField(
        label=_("Talk reports are switched on"),
        required=False,
        help_text=_("Off, no conversation can be read in."),
    )
    pulse_on = forms.BooleanField(
        label=_("The pulse is switched on"),
        required=False,
        help_text=_("Off, no wave can be opened, and no figures of one are shown."),
    )
    k_pulse = forms.IntegerField(
        label=_("How many have to answer before the pulse shows anything of a part?"),
        min_value=K_PULSE,
        max_value=50,
        help_text=_("Five at least. It can be raised, not lowered below that."),
    )
    respect_on = forms.BooleanField(
        label=_("Asking about respect for coaches is switched on"),
        required=False,
        help_text=_("Off, no such round can be opened."),
    )
    backup_days = forms.IntegerField(
        label=_("For how many days are copies of the key store kept?"),
        min_value=1,
        max_value=365,
        help_text=_("Agreements state this number."),
    )
    keep_shared_days = forms.IntegerField(
        label=_("How long is what two shared kept after the planned end?"),
        min_value=1,
        max_value=1095,
        help_text=_("In days: the agreement, conversations, wishes, what was opened to the coach."),
    )
    keep_coach_days = forms.IntegerField(
        label=_("How long are a coach’s own notes on a leader kept after the planned end?"),
        min_value=1,
        max_value=1095,
        help_text=_("In days, counted from the planned end so that an early end does not show."),
    )
    operator_can_read = forms.CharField(
        label=_("What could whoever runs the server read?"),
        max_length=300,
        required=False,
        help_text=_("Stands in agreements. Left blank, a plain sentence stands there."),
    )
    misconduct_rules = forms.CharField(label=_("Misconduct rules"), max_length=300, required=False)
    contact_inside = forms.CharField(label=_("Contact inside"), max_length=160, required=False)
    contact_outside = forms.CharField(label=_("Contact outside"), max_length=160, required=False)
    code_of_ethics = forms.CharField(
        label=_("Code of ethics that coaches follow"), max_length=160, required=False
    )


class PersonForm(forms.Form):
    """Facts of the directory. The boss is named by mail address: no list of everybody is loaded."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Mail address"), max_length=254)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    unit = forms.CharField(label=_("Part of the organization"), max_length=120, required=False)
    manager = forms.EmailField(label=_("Mail address of the direct boss"), required=False)
    external_id = forms.CharField(
        label=_("Employee number"),
        max_length=64,
        required=False,
        help_text=_("As other systems know them; an import finds them by it."),
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    zone = forms.ChoiceField(label=_("Time zone"), choices=[(zone, zone) for zone in ZONES], initial=HOME)
    is_leader = forms.BooleanField(
        label=_("A leader, who can use this for their own leading"), required=False
    )

    is_steward = forms.BooleanField(label=_("A steward, who runs coaching as well"), required=False)
    is_council = forms.BooleanField(
        label=_("On the council, which reads what is settled and nothing of anybody"), required=False
    )
    has_left = forms.BooleanField(label=_("Has left: signs in no more, and coaching pauses"), required=False)

    def __init__(self, *args: Any, found: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if found is None:
            del self.fields["has_left"]
        else:
            # Whoever can move an address signs in with the next code: that is not the steward's.
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("Whoever runs the server can change it.")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_manager(self) -> Person | None:
        given = self.cleaned_data["manager"]
        if not given:
            return None
        found = Person.objects.filter(email__iexact=given, left_on=None).first()
        if found is None:
            raise ValidationError(_("Nobody in the directory has this mail address. Add them first."))
        return found

    def facts(self) -> dict[str, Any]:
        """What was typed, as facts of a person; a part of the organization that is new is made."""
        facts = dict(self.cleaned_data)
        unit = facts.pop("unit")
        if "has_left" in self.fields:
            del facts["email"]
            facts["left_on"] = clock.now().date() if facts.pop("has_left") else None
        facts["unit"] = Unit.objects.get_or_create(name=unit)[0] if unit else None
        return facts


def initial(person: Person) -> dict[str, Any]:
    """What stands in the form of somebody who is there."""
    return {
        "name": person.name,
        "email": person.email,
        "title": person.title,
        "unit": person.unit.name if person.unit else "",
        "manager": person.manager.email if person.manager else "",
        "external_id": person.external_id,
        "language": person.language,
        "zone": person.zone,
        "is_leader": person.is_leader,
        "is_steward": person.is_steward,
        "is_council": person.is_council,
    }
