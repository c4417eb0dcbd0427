"""What is typed in the practice room, and how a conversation there travels from page to page.

Nothing is stored: each page carries the conversation in one hidden field and sends it on with the next line.
The field is the coach's own, so it is not signed; it is read strictly, and a damaged one begins anew.
"""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from hansei.core import dojo, library
from hansei.core.dojo import Said
from hansei.core.talk import Family

MOST_LETTERS = 600
#: How many earlier tries of one answer are shown beside the last one.
MOST_TRIES = 5
_MOST_SENTENCES = 200


class SayForm(forms.Form):
    """One line of the coach's."""

    words = forms.CharField(
        label=_("What would you say?"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Write what you would say first.")},
    )


def kinds() -> list[tuple[str, str]]:
    """The kinds by which a coach can name a line, each with what belongs to it."""
    lang, scheme = get_language(), library.scheme()
    found = [scheme.family(kind.value) for kind in dojo.KINDS]
    return [(one.id, f"{one.name.get(lang)}: {one.note.get(lang)}") for one in found]


class KindForm(forms.Form):
    """What a line was, by the coach's own word."""

    kind = forms.ChoiceField(
        label=_("What does it do?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say which of these it is: the answer follows from it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds()  # type: ignore[attr-defined]

    def chosen(self) -> Family:
        """The kind that was chosen."""
        return Family(self.cleaned_data["kind"])


class InsteadForm(KindForm):
    """What the last line was. It stands on one page with the next line, which may have the same field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="instead_%s", **kwargs)


class NamedForm(KindForm, SayForm):
    """One line, and what it does: where the words cannot be coded."""

    field_order = ("words", "kind")


# --------------------------------------------------------------------------------------------- on its way
class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    words: Annotated[str, StringConstraints(max_length=MOST_LETTERS)]
    families: tuple[Family | None, ...] = Field(max_length=_MOST_SENTENCES)
    kind: Family


_LINES = TypeAdapter(Annotated[tuple[_Line, ...], Field(max_length=dojo.TURNS)])


def written(lines: Sequence[Said]) -> str:
    """A conversation as a page carries it."""
    return json.dumps(
        [{"words": one.words, "families": one.families, "kind": one.kind} for one in lines],
        ensure_ascii=False,
    )


def read(text: str) -> tuple[Said, ...] | None:
    """What `written` wrote; None when it is damaged."""
    try:
        found = _LINES.validate_json(text or "[]")
    except ValidationError:
        return None
    return tuple(Said(one.words, one.families, one.kind) for one in found)
