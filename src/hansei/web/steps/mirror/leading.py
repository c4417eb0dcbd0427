"""Three questions that lead to a short list of behaviours. Each is a choice; none holds any advice.

Nothing is kept of the answers: each page carries on what was chosen so far, and the list is the library's, in
its own order.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hansei.core import library
from hansei.web.steps.mirror import saying, selectors, sentences
from hansei.web.steps.mirror.services import MOST_BEHAVIOURS

ANY = "any"
_QUESTIONS = {
    "focus": _("Which of the two is it about?"),
    "direction": _("Where would it point?"),
    "theme": _("Which part of leading the change?"),
    "source": _("From whom do you want to hear about it?"),
}


def _fits(one: library.Behaviour, said: Mapping[str, str]) -> bool:
    if said.get("focus", one.focus) != one.focus:
        return False
    if "direction" in said and one.direction != said["direction"]:
        return False
    if "theme" in said and one.theme != said["theme"]:
        return False
    return said.get("source", ANY) == ANY or said["source"] in [source.value for source in one.sources]


class Walk:
    """How far the questions have been answered: the next one as a form, or what was found.

    A mirror that has a focus is asked two questions: the first has been answered by what was chosen.
    """

    def __init__(self, data: Mapping[str, str], *, focus: library.Focus | None) -> None:
        self.said: dict[str, str] = {"focus": str(focus)} if focus is not None else {}
        self.form: QuestionForm | None = None
        fixed = focus is not None
        while len(self.said) < len(_QUESTIONS) - 1:
            name = self._next()
            form = QuestionForm(
                data if name in data or data.get("asked") == name else None, name, self._offered(name)
            )
            if not (form.is_bound and form.is_valid()):
                self.form = form
                break
            self.said[name] = form.cleaned_data[name]
        self.number = len(self.said) - fixed + 1
        self.of = len(_QUESTIONS) - 1 - fixed
        self.fixed = fixed

    def _next(self) -> str:
        if "focus" not in self.said:
            return "focus"
        second = "theme" if self.said["focus"] == library.Focus.LEAN_LEADERSHIP else "direction"
        return second if second not in self.said else "source"

    def _offered(self, name: str) -> list[tuple[str, str, str]]:
        """Each answer with its line; none that leads to nothing."""
        lang = get_language()
        here = [one for one in selectors.offered() if _fits(one, self.said)]
        if name == "source":
            there = {source.value for one in here for source in one.sources}
            named = [
                (source.value, saying.who(source), "")
                for source in selectors.SOURCES
                if source.value in there
            ]
            return [*named, (ANY, str(_("Whoever can see it")), "")]
        there = {str(getattr(one, name)) for one in here}
        kind: library.WordKind = name  # type: ignore[assignment]  # one of the other three
        return [
            (word.code, word.name.get(lang), word.line.get(lang))
            for word in library.words(kind)
            if word.code in there
        ]

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What goes along to the next page."""
        return list(self.said.items())

    @property
    def found(self) -> list[library.Behaviour]:
        """What the answers lead to, in the library's order."""
        return [one for one in selectors.offered() if _fits(one, self.said)]


class QuestionForm(forms.Form):
    """One question."""

    def __init__(
        self, data: Mapping[str, str] | None, name: str, offered: Sequence[tuple[str, str, str]]
    ) -> None:
        super().__init__(data)
        self.name = name
        self.fields[name] = forms.ChoiceField(
            label=_QUESTIONS[name],
            widget=forms.RadioSelect,
            choices=[(code, words) for code, words, _line in offered],
            error_messages={
                "required": _("Choose one. You can go back at any time."),
                "invalid_choice": _("Choose from what is listed."),
            },
        )
        self.notes = {code: line for code, _words, line in offered if line}

    @property
    def field(self) -> forms.BoundField:
        """The one field there is."""
        return self[self.name]


class Found:
    """The list at the end, in words."""

    def __init__(self, found: Sequence[library.Behaviour]) -> None:
        self.number = len(found)


class FoundForm(forms.Form):
    """Ticks for what was found; what had been chosen before stays chosen."""

    def __init__(
        self,
        data: Any = None,
        *,
        found: Sequence[library.Behaviour],
        chosen: Sequence[str],
    ) -> None:
        super().__init__(data)
        lang = get_language()
        here = [one.code for one in found]
        self.kept = [code for code in chosen if code not in here]
        self.notes = {one.code: sentences.in_words_only() for one in found if one.single_witness}
        self.fields["codes"] = forms.MultipleChoiceField(
            required=False,
            label=_("What do you want to look at?"),
            widget=forms.CheckboxSelectMultiple,
            choices=[(one.code, one.text.get(lang)) for one in found],
            initial=[code for code in chosen if code in here],
            error_messages={"invalid_choice": _("Choose from what is listed.")},
        )

    def clean_codes(self) -> list[str]:
        codes = [*self.kept, *self.cleaned_data["codes"]]
        if not codes:
            raise forms.ValidationError(_("Choose one behaviour, or about three."))
        if len(codes) > MOST_BEHAVIOURS:
            raise forms.ValidationError(_("Choose six at most. About three is a good number."))
        return codes
