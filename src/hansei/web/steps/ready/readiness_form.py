"""Three rulers, four open questions and an outcome. Everything is optional."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hansei.core import library
from hansei.web.ground.ui.wording import Wording
from hansei.web.steps.ready.answers import Answers
from hansei.web.steps.ready.look import MOST_LETTERS

_IN_LIST = {"invalid_choice": _("Choose one of the answers in the list.")}
#: A radio button that was pressed cannot be let go: this one takes the answer back.
OPEN = "open"


class ReadinessForm(forms.Form):
    """Fields are named "ruler_<id>" and "words_<id>" after the library."""

    def __init__(self, held: Answers, **options: Any) -> None:
        ready, lang = library.readiness(), get_language()
        initial: dict[str, Any] = {"outcome": held.outcome or OPEN, "instead": held.instead}
        initial |= {f"ruler_{one.id}": str(held.rulers.get(one.id, OPEN)) for one in ready.rulers}
        initial |= {f"words_{one}": words for one, words in held.words.items()}
        super().__init__(initial=initial, **options)
        for ruler in ready.rulers:
            self.fields[f"ruler_{ruler.id}"] = forms.ChoiceField(
                required=False,
                choices=[*((str(n), str(n)) for n in range(11)), (OPEN, _("not said"))],
                widget=forms.RadioSelect,
                label=ruler.text.get(lang),
                help_text=_("0: %(low)s. 10: %(high)s. –: not said.")
                % {"low": ruler.low.get(lang), "high": ruler.high.get(lang)},
                error_messages=_IN_LIST,
            )
        for question in ready.questions:
            self.fields[f"words_{question.id}"] = Wording(
                required=False, max_length=MOST_LETTERS, label=question.text.get(lang)
            )
        self.fields["outcome"] = forms.ChoiceField(
            required=False,
            choices=[
                *((one.id, one.text.get(lang)) for one in ready.outcomes),
                (OPEN, _("I leave it open")),
            ],
            widget=forms.RadioSelect,
            label=_("So, for now?"),
            error_messages=_IN_LIST,
        )
        self.fields["instead"] = Wording(
            required=False, max_length=MOST_LETTERS, label=_("If something else: what would that be?")
        )

    @property
    def rulers(self) -> list[forms.BoundField]:
        """The rulers in order."""
        return [self[name] for name in self.fields if name.startswith("ruler_")]

    @property
    def questions(self) -> list[forms.BoundField]:
        """The open questions in order."""
        return [self[name] for name in self.fields if name.startswith("words_")]

    def answers(self) -> Answers:
        """What was said; only after `is_valid()`."""
        ready, given = library.readiness(), self.cleaned_data
        rulers = {one.id: given[f"ruler_{one.id}"] for one in ready.rulers}
        words = {one.id: given[f"words_{one.id}"] for one in ready.questions}
        return Answers(
            rulers={one: int(value) for one, value in rulers.items() if value not in ("", OPEN)},
            words={one: said for one, said in words.items() if said},
            outcome="" if given["outcome"] == OPEN else given["outcome"],
            instead=given["instead"],
        )
