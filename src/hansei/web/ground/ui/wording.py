"""A field for somebody's own words."""

from typing import Any

from django import forms
from django.utils.translation import ngettext_lazy

LONGEST = 2000


class Wording(forms.CharField):
    """Somebody's own words, with line ends of one kind, so that their length is what they see.

    A text longer than `max_length` letters stays as it was typed, and the field says so.
    """

    def __init__(self, *, max_length: int = LONGEST, **options: Any) -> None:
        box = forms.Textarea(attrs={"autocomplete": "off"})
        super().__init__(**{"max_length": max_length, "widget": box, **options})
        self.error_messages["max_length"] = ngettext_lazy(
            "This is longer than %(limit_value)d letter. Shorten it; nothing has been cut.",
            "This is longer than %(limit_value)d letters. Shorten it; nothing has been cut.",
            "limit_value",
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # The browser's own limit would cut a pasted text in silence.
        return {}

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n").strip()
