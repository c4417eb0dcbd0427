"""The one form: a row of choices for each item, and words where some are asked."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.anonymity import Kind
from hansei.web.common.asking.models import BELIEF, Invitation, RoundItem
from hansei.web.common.asking.selectors import takes_words, wordings
from hansei.web.common.asking.services import LONGEST_WORDS
from hansei.web.ground.ui.wording import Wording

_RATINGS = frozenset("012345")
#: What takes back everything in words that was sent by this link.
TAKE_BACK = "back"


def question_of(item: RoundItem, language: str, own: Mapping[str, str] | None = None) -> str:
    """What is asked about, in a language; of the leader's own, as they wrote it (`own`, by ref).

    Raises UnknownEntry for what the library no longer has.
    """
    if own and item.ref in own:
        return own[item.ref]
    if item.period == BELIEF:
        return library.belief(item.ref).text.get(language)
    return library.behaviour(item.ref).text.get(language)


def ticked(invitation: Invitation, data: Mapping[str, str]) -> dict[str, int] | None:
    """What was ticked, by item, if just the page's own fields came back; else None, and the form says why.

    An answer is sent by many within a few minutes, and a form is slow to make. Boxes for words that stayed
    empty come back as well; as soon as something stands in one, the form looks at it.
    """
    refs = {f"b{item.position}": item.ref for item in invitation.items if not item.in_words}
    empty = {f"o{item.position}" for item in invitation.items if takes_words(invitation, item)}
    given = {name: data[name] for name in data if not (name in empty and not data[name])}
    if not given or any(name not in refs or value not in _RATINGS for name, value in given.items()):
        return None
    return {refs[name]: int(value) for name, value in given.items()}


class AnswerForm(forms.Form):
    """What one invitation asks. Each field may stay blank; all of them blank is nothing to send."""

    def __init__(self, invitation: Invitation, data: Any = None) -> None:
        super().__init__(data)
        language = get_language() or ""
        self.items = {item.position: item for item in invitation.items}
        self.telling = [item for item in invitation.items if takes_words(invitation, item)]
        pulse = invitation.round.kind == Kind.PULSE
        points = library.scale_of_beliefs() if pulse else library.scale_for_around()
        scale = [(str(point.value), point.text.get(language)) for point in points]
        own = wordings(invitation.round)
        for item in invitation.items:
            question = question_of(item, language, own)
            if item.in_words:
                self.fields[f"o{item.position}"] = Wording(
                    required=False, max_length=LONGEST_WORDS, label=question
                )
                continue
            self.fields[f"b{item.position}"] = forms.ChoiceField(
                label=question,
                choices=scale,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("Choose one of these rows, or leave all of them blank.")},
            )
            if item in self.telling:
                self.fields[f"o{item.position}"] = Wording(
                    required=False, max_length=LONGEST_WORDS, label=_("One occasion you remember")
                )
                self.fields[f"y{item.position}"] = forms.BooleanField(
                    required=False,
                    label=_("What I wrote may be shown, without my name"),
                )
        if self.telling:
            self.fields[TAKE_BACK] = forms.BooleanField(
                required=False,
                label=_("Delete everything that I wrote here in words before"),
                help_text=_("What was ticked stays. What stands above is kept in its place."),
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # A name that is not on the page: the form was changed on the way, and nothing of it is guessed at.
        if set(self.data) - set(self.fields) - {"csrfmiddlewaretoken"}:
            raise forms.ValidationError(
                _("This is not the form that was asked. Look it over and send it again.")
            )
        for item in self.telling:
            yes = f"y{item.position}"
            if yes in self.fields and cleaned.get(f"o{item.position}") and not cleaned.get(yes):
                self.add_error(
                    yes, _("Tick this, or empty the box above. Without your yes it is not kept, nor shown.")
                )
        ticks = [yes for name, yes in cleaned.items() if not name.startswith("y")]
        if not self.errors and not any(ticks):
            raise forms.ValidationError(
                _("Nothing is ticked yet. Tick one row at least, or leave the page: then nothing is kept.")
            )
        return cleaned

    @cached_property
    def _given(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", False, None)}

    def ratings(self) -> dict[str, int]:
        """What was ticked, by item."""
        return {
            self.items[int(name[1:])].ref: int(value)
            for name, value in self._given.items()
            if name.startswith("b") and name != TAKE_BACK
        }

    def words(self) -> dict[str, str]:
        """What was written, by item."""
        return {self.items[int(name[1:])].ref: value for name, value in self._given.items() if name[0] == "o"}

    @property
    def take_back(self) -> bool:
        """Whether what was written before goes first."""
        return bool(self._given.get(TAKE_BACK))
