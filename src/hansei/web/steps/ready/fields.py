"""Two kinds of answer that several forms take: words, and a number as it is written by hand."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hansei.core.library import Countable
from hansei.web.steps.ready.look import fits

_WRITTEN = re.compile(r"([0-9]{1,4})(?:[.,]([0-9]{1,4}))?")


class Figure(forms.CharField):
    """How many: hours in halves or whole times, with a point or a comma; returned with a point."""

    def __init__(self, countable: Countable, **options: Any) -> None:
        self.countable = countable
        super().__init__(
            **{
                "max_length": 20,
                "error_messages": {"required": gettext_lazy("Write a number; 0 is one too.")},
                "widget": forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
                **options,
            }
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if not text and not self.required:
            return ""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("Write it in figures, for instance 6."))
        whole, part = found[1].lstrip("0") or "0", (found[2] or "").rstrip("0")
        number = f"{whole}.{part}" if part else whole
        if part not in ("", "5") or (part and self.countable.unit != "hours"):
            raise forms.ValidationError(
                _("Hours can be whole or a half, for instance 2.5.")
                if self.countable.unit == "hours"
                else _("Count whole times, for instance 6.")
            )
        if not fits(self.countable, number):
            raise forms.ValidationError(
                _("At most %(most)s can be written here.") % {"most": self.countable.most}
            )
        return number
