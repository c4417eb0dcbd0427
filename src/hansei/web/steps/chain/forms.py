"""The form of a hypothesis: one sentence in three parts, and what of it can be laid side by side."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hansei.core.chain import Direction
from hansei.web.ground.ui.wording import Wording
from hansei.web.steps.chain.selectors import OpenHypothesis, Supposed

_LONGEST = 600


class HypothesisForm(forms.Form):
    """We do this, so that people live through that, and come to believe this."""

    do = Wording(
        max_length=_LONGEST, label=_("We do …"), error_messages={"required": _("Write what you do.")}
    )
    live = Wording(
        max_length=_LONGEST,
        label=_("… so that people live through …"),
        error_messages={"required": _("Write what people live through.")},
    )
    believe = Wording(
        max_length=_LONGEST,
        label=_("… and come to believe …"),
        error_messages={"required": _("Write what people come to believe.")},
    )
    behaviour = forms.ChoiceField(
        required=False,
        widget=forms.Select,
        label=_("Which behaviour that you looked at is it about?"),
        error_messages={"invalid_choice": _("Choose from what is listed.")},
    )
    belief = forms.ChoiceField(
        required=False,
        widget=forms.Select,
        label=_("Which sentence of the pulse comes nearest to the belief?"),
        error_messages={"invalid_choice": _("Choose from what is listed.")},
    )
    direction = forms.ChoiceField(
        required=False,
        widget=forms.Select,
        label=_("What do you predict of it?"),
        choices=[
            ("", _("not said")),
            (Direction.MORE, _("it becomes more true for people")),
            (Direction.SAME, _("it stays as it is")),
            (Direction.LESS, _("it becomes less true for people")),
        ],
        error_messages={"invalid_choice": _("Choose from what is listed.")},
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        now: OpenHypothesis | None,
        behaviours: Sequence[tuple[str, str]],
        beliefs: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:
        options["initial"] = {"version": now.row.number if now else 0}
        if now is not None:
            said = now.supposed
            options["initial"] |= {
                "do": said.do,
                "live": said.live,
                "believe": said.believe,
                "behaviour": said.behaviour,
                "belief": said.belief,
                "direction": said.direction or "",
            }
        super().__init__(*args, **options)
        for name, listed in (("behaviour", behaviours), ("belief", beliefs)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("not said")), *listed]
        if not behaviours:
            del self.fields["behaviour"]

    @property
    def supposed(self) -> Supposed:
        """What was typed, once the form is valid."""
        given = self.cleaned_data
        direction = Direction(given["direction"]) if given["direction"] else None
        return Supposed(
            given["do"],
            given["live"],
            given["believe"],
            given.get("behaviour", ""),
            given["belief"],
            direction,
        )

    def renewed(self, number: int) -> None:
        """Keep what was typed; the next press is about what stands there now."""
        # What each field was sent last: unpacked as it is, a QueryDict would give lists.
        self.data = {**dict(self.data.items()), "version": str(number)}
