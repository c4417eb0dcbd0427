"""What each page asks. A form of the first look takes the look so far and gives it back with its answer."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from hansei.core import library
from hansei.core.library import Focus, ScalePoint
from hansei.web.ground.ui.wording import Wording
from hansei.web.steps.ready import look as looks
from hansei.web.steps.ready import walk
from hansei.web.steps.ready.fields import Figure
from hansei.web.steps.ready.look import MOST_CHOSEN, MOST_LETTERS, OFFERED, Look, Rating


class LookForm(forms.Form):
    """One page of a first look."""

    def __init__(self, look: Look, page: str, **options: Any) -> None:
        super().__init__(**options)
        self.look = look
        self.behaviour = library.behaviour(walk.code_of(page)) if walk.code_of(page) else None

    def answered(self) -> Look:
        """The look with the answer of this page; only after `is_valid()`."""
        raise NotImplementedError


class ChooseForm(LookForm):
    """One to three behaviours: nine are offered, all others can be searched through."""

    chosen = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("Which one to three do you want to look at?"),
    )
    more = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=_("The others")
    )
    words = forms.CharField(
        required=False,
        strip=True,
        label=_("A word in them"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )

    def __init__(self, look: Look, page: str, **options: Any) -> None:
        options.setdefault("initial", {"chosen": look.chosen, "more": look.chosen})
        super().__init__(look, page, **options)
        lang = get_language()
        listed = [(one.code, one.text.get(lang)) for one in looks.behaviours()]
        self.others = [one for one in listed if one[0] not in OFFERED]
        self._set_choices("chosen", [one for one in listed if one[0] in OFFERED])
        self._set_choices("more", self.others)
        for name in ("chosen", "more"):
            self.fields[name].error_messages["invalid_choice"] = _("One of these is not in the list.")

    def _set_choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def looked_for(self) -> str:
        """What is searched for."""
        return str(self["words"].value() or "").strip()

    def narrow(self) -> int:
        """List only what fits the search, and whatever is ticked already; returns how many fit."""
        found = library.find(focus=Focus.LEADING_LEAN, words=self.looked_for(), lang=get_language())
        fitting = {one.code for one in found if one.code not in OFFERED}
        wanted = fitting | set(self["more"].value() or ())
        self.others = [other for other in self.others if other[0] in wanted]
        self._set_choices("more", self.others)
        return len(fitting)

    def open_list(self) -> bool:
        """Whether the list of all others is unfolded: while it is searched, or something in it is ticked."""
        listed = {code for code, _text in self.others}
        return bool(self.looked_for() or listed & set(self["more"].value() or ()))

    def clean(self) -> None:
        ticked = {*self.cleaned_data.get("chosen", ()), *self.cleaned_data.get("more", ())}
        if self.errors:
            return
        if not ticked:
            self.add_error("chosen", _("Choose one behaviour, or up to three."))
        elif len(ticked) > MOST_CHOSEN:
            self.add_error("chosen", _("Choose three at most. The others can have a look of their own."))
        self.cleaned_data["codes"] = tuple(one.code for one in looks.behaviours() if one.code in ticked)

    def answered(self) -> Look:
        codes = self.cleaned_data["codes"]
        return self.look.with_(
            chosen=codes,
            ratings={code: rating for code, rating in self.look.ratings.items() if code in codes},
            why={code: words for code, words in self.look.why.items() if code in codes},
        )


def _steps(points: tuple[ScalePoint, ...]) -> list[tuple[int, str]]:
    return [(point.value, point.text.get(get_language())) for point in points]


class RateForm(LookForm):
    """As I see it, what I expect, how sure."""

    own = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Say how often you see yourself do it, or skip this behaviour.")},
    )  # fmt: skip
    expected = forms.TypedChoiceField(
        coerce=int, widget=forms.RadioSelect,
        error_messages={"required": _("Say what you expect others would answer, or skip this behaviour.")},
    )  # fmt: skip
    sure = forms.ChoiceField(required=False, widget=forms.RadioSelect, label=_("How sure are you of that?"))

    def __init__(self, look: Look, page: str, **options: Any) -> None:
        code = walk.code_of(page)
        rating = look.ratings.get(code)
        if rating is not None:
            options.setdefault("initial", rating.model_dump())
        super().__init__(look, page, **options)
        assert self.behaviour is not None
        lang = get_language()
        source = library.word_of_source(looks.asked_source(self.behaviour))
        self._set("own", _steps(library.scale_for_leader(self.behaviour.period)))
        self._set("expected", _steps(library.scale_for_prediction()))
        self._set("sure", [(word.code, word.name.get(lang)) for word in library.words("confidence")])
        self.fields["own"].label = library.word_of_period(self.behaviour.period).asks_leader.get(lang)
        self.fields["expected"].label = source.expects.get(lang)

    def _set(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        field.error_messages["invalid_choice"] = _("Choose one of the answers in the list.")

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("expected") and not given.get("sure") and "sure" not in self.errors:
            self.add_error("sure", _("Say how sure you are of what you expect, or skip this behaviour."))

    def answered(self) -> Look:
        assert self.behaviour is not None
        given = self.cleaned_data
        # Nobody is sure of an answer that cannot be given.
        sure = given["sure"] if given["expected"] else None
        rating = Rating(own=given["own"], expected=given["expected"], sure=sure)
        return self.look.with_(ratings={**self.look.ratings, self.behaviour.code: rating})


class WhyForm(LookForm):
    """The one question where the two numbers differ."""

    why = Wording(required=False, max_length=MOST_LETTERS)

    def __init__(self, look: Look, page: str, **options: Any) -> None:
        options.setdefault("initial", {"why": look.why.get(walk.code_of(page), "")})
        super().__init__(look, page, **options)
        assert self.behaviour is not None
        rating = look.ratings[self.behaviour.code]
        assert rating is not None
        said = _("You see a %(own)s and expect a %(expected)s.")
        asked = _("What do you know that makes you expect that?")
        self.fields["why"].label = f"{said} {asked}" % {"own": rating.own, "expected": rating.expected}

    def answered(self) -> Look:
        assert self.behaviour is not None
        return self.look.with_(why={**self.look.why, self.behaviour.code: self.cleaned_data["why"]})


class WhatForm(LookForm):
    """Which one thing to count."""

    what = forms.ChoiceField(
        widget=forms.RadioSelect,
        label=_("What do you want to count in your own last two weeks?"),
        error_messages={
            "required": _("Choose one of them, or go on without counting."),
            "invalid_choice": _("Choose one of the answers in the list."),
        },
    )

    def __init__(self, look: Look, page: str, **options: Any) -> None:
        options.setdefault("initial", {"what": look.what})
        super().__init__(look, page, **options)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.id, one.name.get(get_language())) for one in library.first_look()]

    def answered(self) -> Look:
        what = self.cleaned_data["what"]
        if what == self.look.what:
            return self.look
        return self.look.with_(what=what, expected=None, counted=None)


class FigureForm(LookForm):
    """How many: expected first, then counted. The page says which."""

    def __init__(self, look: Look, page: str, **options: Any) -> None:
        self.part = "expected" if page == walk.EXPECT else "counted"
        options.setdefault("initial", {"number": getattr(look, self.part)})
        super().__init__(look, page, **options)
        assert look.what is not None
        self.countable = library.countable(look.what)
        self.fields["number"] = Figure(self.countable, label=self.countable.ask.get(get_language()))
        if self.part == "counted" and self.countable.calendar:
            self.fields["calendar"] = forms.FileField(
                required=False,
                label=_("A calendar file (.ics)"),
                help_text=_("Up to 2 MB. It is read once, in memory, and kept nowhere."),
                widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
            )

    def answered(self) -> Look:
        return self.look.with_(**{self.part: self.cleaned_data["number"]})


class BothForm(LookForm):
    """What the person makes of the two figures."""

    make = Wording(required=False, max_length=MOST_LETTERS, label=_("What do you make of this?"))

    def __init__(self, look: Look, page: str, **options: Any) -> None:
        options.setdefault("initial", {"make": look.make})
        super().__init__(look, page, **options)

    def answered(self) -> Look:
        return self.look.with_(make=self.cleaned_data["make"])


_FORMS: dict[str, type[LookForm]] = {
    walk.CHOOSE: ChooseForm,
    walk.WHAT: WhatForm,
    walk.EXPECT: FigureForm,
    walk.DIARY: FigureForm,
    walk.BOTH: BothForm,
}


def form_for(look: Look, page: str, **options: Any) -> LookForm | None:
    """The form of a page; the last page has none."""
    if page == walk.END:
        return None
    if page.startswith(walk.RATE):
        return RateForm(look, page, **options)
    if page.startswith(walk.WHY):
        return WhyForm(look, page, **options)
    return _FORMS[page](look, page, **options)


def passed_over(look: Look, page: str) -> tuple[Look, str]:
    """The look after a page was skipped, without what that page asked for, and the page that comes then."""
    code = walk.code_of(page)
    if page.startswith(walk.RATE):
        why = {one: words for one, words in look.why.items() if one != code}
        look = look.with_(ratings={**look.ratings, code: None}, why=why)
    elif page in (walk.WHAT, walk.EXPECT, walk.DIARY):
        # Skipping one page of the counting is to go on without it.
        return look.with_(what=None, expected=None, counted=None), walk.END
    return look, walk.after(look, page)
