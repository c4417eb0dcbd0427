"""The steward's forms: somebody in the directory."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hansei.web.common.people.models import Person, Unit


class PersonForm(forms.Form):
    """Facts of the directory. The boss is named by mail address: no list of everybody is loaded."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Mail address"), max_length=254)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    unit = forms.CharField(label=_("Part of the organization"), max_length=120, required=False)
    manager = forms.EmailField(label=_("Mail address of the direct boss"), required=False)
    language = forms.ChoiceField(label=_("Language of the mails"), choices=settings.LANGUAGES)
    is_leader = forms.BooleanField(
        label=_("A leader, who can use this for their own leading"), required=False
    )

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
        "language": person.language,
        "is_leader": person.is_leader,
    }
