"""The form of a hypothesis: one sentence in three parts, and what of it can be laid side by side."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hansei.core.chain import Direction
from hansei.web.steps.chain.selectors import OpenHypothesis, Supposed

_LONGEST = 600


class Part(forms.CharField):
    """One part of the sentence, in the leader's own words."""

    def __init__(self, **options: Any) -> None:
        box = forms.Textarea(attrs={"autocomplete": "off"})
        super().__init__(max_length=_LONGEST, widget=box, **options)
        self.error_messages["max_length"] = _(
            "This is longer than %(limit_value)d letters. Shorten it; nothing has been cut."
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # The browser's own limit would cut a pasted text in silence.
        return {}

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").strip()


class HypothesisForm(forms.Form):
    """We do this, so that people live through that, and come to believe this."""

    do = Part(label=_("We do …"), error_messages={"required": _("Write what you do.")})
    live = Part(
        label=_("… so that people live through …"),
        error_messages={"required": _("Write what people live through.")},
    )
    believe = Part(
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
