"""The steward's plan of a wave: for each leader's people, whose figures they become."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from hansei.web.steps.pulse.parts import Plan
from hansei.web.steps.pulse.selectors import Candidate
from hansei.web.steps.pulse.services import WEEKS

OWN, TOGETHER = "own", "together"
_HEAD = "head_"


def chosen(data: Mapping[str, Any]) -> list[UUID]:
    """The leaders for whom something was chosen in what was sent; names made by hand are let be."""
    found = []
    for name, value in data.items():
        if name.startswith(_HEAD) and value in (OWN, TOGETHER):
            try:
                found.append(UUID(name.removeprefix(_HEAD)))
            except ValueError:
                continue
    return found


class WaveForm(forms.Form):
    """One choice for each leader, a name for those together, and how long; and a search for more leaders."""

    words = forms.CharField(
        label=_("Find a leader by name"),
        max_length=120,
        required=False,
        help_text=_("Without a name, those nearest to the top are listed. What you chose stays."),
    )
    together = forms.CharField(
        label=_("Name of the part that holds several leaders"),
        max_length=120,
        required=False,
        help_text=_("Everybody reads it."),
    )
    weeks = forms.TypedChoiceField(
        label=_("Open for"),
        coerce=int,
        initial=2,
        choices=[(1, _("one week")), (2, _("two weeks")), (3, _("three weeks"))],
    )

    def __init__(self, candidates: Sequence[Candidate], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        assert set(WEEKS) == {1, 2, 3}
        self.heads = {f"{_HEAD}{one.person.pk}": one for one in candidates}
        for name, one in self.heads.items():
            unit = f", {one.person.unit.name}" if one.person.unit else ""
            people = ngettext("%(n)s person below", "%(n)s people below", one.people) % {"n": one.people}
            self.fields[name] = forms.ChoiceField(
                label=f"{one.person.name}{unit}",
                help_text=people,
                required=False,
                choices=[
                    ("", _("not in this wave")),
                    (OWN, _("a part of their own: the figures are this leader’s")),
                    (TOGETHER, _("together with others: everybody sees the figures")),
                ],
            )

    def leaders(self) -> list[forms.BoundField]:
        return [self[name] for name in self.heads]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not {one.person.pk for one in self.heads.values()}.issuperset(chosen(self.data)):
            self.add_error(
                None, _("Somebody whom you chose is no longer in the directory. Look it over again.")
            )
        if TOGETHER in [cleaned.get(name) for name in self.heads] and not cleaned.get("together", "").strip():
            self.add_error("together", _("Give the part that holds several leaders a name."))
        return cleaned

    def plans(self) -> list[Plan]:
        """The parts that were chosen."""
        own = [one.person for name, one in self.heads.items() if self.cleaned_data[name] == OWN]
        others = [one.person for name, one in self.heads.items() if self.cleaned_data[name] == TOGETHER]
        plans = [Plan(one.unit.name if one.unit else one.name, [one]) for one in own]
        if len(others) == 1:
            # One alone would be a part of their own, which was not asked for.
            raise forms.ValidationError("")
        return [*plans, Plan(self.cleaned_data["together"].strip(), others)] if others else plans
