"""Forms of the mirror."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from hansei.core import library
from hansei.core.anonymity import Source
from hansei.core.mirror import Confidence
from hansei.web.common.people.models import Person
from hansei.web.ground.ui.wording import Wording
from hansei.web.steps.mirror import saying, selectors, sentences
from hansei.web.steps.mirror.models import Behaviour, OwnBehaviour
from hansei.web.steps.mirror.own import LONGEST, known, words
from hansei.web.steps.mirror.selectors import Candidate, Expected, OpenFinding, Said
from hansei.web.steps.mirror.services import FEELINGS, MOST_BEHAVIOURS, MOST_PEOPLE, WINDOWS

_LONGEST = 4000


def _set_choices(form: forms.Form, name: str, choices: Sequence[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
    field.error_messages["invalid_choice"] = _("Choose from what is listed.")


class VersionForm(forms.Form):
    """Carries the version that was read; 0 for something that was not there yet."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def renewed(self, version: int) -> None:
        """Keep what was typed; the next press is about what stands there now."""
        self.data = {**self.data, "version": str(version)}


# ------------------------------------------------------------------------------------------------ planning
class ChooseForm(forms.Form):
    """Which behaviours, in groups by direction; narrowed down without losing a tick."""

    words = forms.CharField(
        required=False,
        label=_("A word in them"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "type": "search"}),
    )
    focus = forms.ChoiceField(required=False, label=_("About what"), widget=forms.Select)
    direction = forms.ChoiceField(required=False, label=_("Pointing where"), widget=forms.Select)

    def __init__(
        self, *args: Any, chosen: Sequence[str] = (), own: Sequence[OwnBehaviour] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        lang = get_language()
        for kind in ("focus", "direction"):
            named = [(word.code, word.name.get(lang)) for word in library.words(kind)]
            _set_choices(self, kind, [("", _("all")), *named])
        ticked = (
            {code for name in self.groups for code in self._ticked(name)} if self.is_bound else set(chosen)
        )
        self.own = [(one.code, words(one)) for one in own]
        if self.own:
            self.fields["own"] = forms.MultipleChoiceField(
                required=False,
                widget=forms.CheckboxSelectMultiple,
                label=_("Your own"),
                choices=self.own,
                initial=[code for code, _words in self.own if code in chosen],
                error_messages={"invalid_choice": _("Choose from what is listed.")},
            )
        self.focus_of = {one.code: one.focus for one in own}
        self.found = {one.code for one in selectors.offered(*self._narrowed(), lang)}
        by_group: dict[str, list[library.Behaviour]] = {name: [] for name in self.groups}
        for one in selectors.offered():
            if one.code in self.found or one.code in ticked:
                by_group[_group(one)].append(one)
        for name, label in self.groups.items():
            self.fields[name] = forms.MultipleChoiceField(
                required=False,
                widget=forms.CheckboxSelectMultiple,
                label=label,
                choices=[(one.code, one.text.get(lang)) for one in by_group[name]],
                initial=[one.code for one in by_group[name] if one.code in chosen],
                error_messages={"invalid_choice": _("Choose from what is listed.")},
            )

    @property
    def notes(self) -> dict[str, str]:
        """What is to be known of single behaviours before they are chosen."""
        said = sentences.in_words_only()
        return {one.code: said for one in selectors.offered() if one.single_witness}

    @property
    def groups(self) -> dict[str, str]:
        """The fields with ticks, with their labels: a direction each, and lean leadership apart from them."""
        lang = get_language()
        named = {f"to_{word.code}": word.name.get(lang) for word in library.words("direction")}
        return named | {"lean_leadership": library.word("focus", "lean_leadership").name.get(lang)}

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The groups that have something in them, under the focus they belong to, each with its line."""
        lang = get_language()
        lines = {f"to_{word.code}": word.line.get(lang) for word in library.words("direction")}
        apart = library.word("focus", "lean_leadership")
        lines["lean_leadership"] = apart.line.get(lang)
        parts: dict[str, list[dict[str, Any]]] = {"leading_lean": [], "lean_leadership": []}
        for name, label in self.groups.items():
            bound = self[name]
            if bound.field.choices:  # type: ignore[attr-defined]
                inside = name == apart.code
                parts["lean_leadership" if inside else "leading_lean"].append(
                    {
                        "label": _("All of them") if inside else label,
                        "line": label if inside else lines[name],
                        "field": bound,
                        "open": bool(bound.value()),
                    }
                )
        focus = {word.code: word for word in library.words("focus")}
        return [
            {"label": focus[code].name.get(lang), "line": focus[code].line.get(lang), "groups": groups}
            for code, groups in parts.items()
            if groups
        ]

    def _ticked(self, name: str) -> list[str]:
        return list(self.data.getlist(name)) if hasattr(self.data, "getlist") else []

    def _narrowed(self) -> tuple[str, str, str]:
        known = {kind: {word.code for word in library.words(kind)} for kind in ("direction", "focus")}
        given = {kind: str(self[kind].value() or "") for kind in ("direction", "focus")}
        direction, focus = (given[kind] if given[kind] in known[kind] else "" for kind in known)
        return direction, focus, str(self["words"].value() or "")

    def clean(self) -> None:
        names = (*self.groups, "own")
        codes = [code for name in names for code in self.cleaned_data.get(name, ())]
        if self.errors:
            return
        if not codes:
            self.add_error(None, _("Choose one behaviour, or about three."))
        elif len({self.focus_of.get(code) or str(library.behaviour(code).focus) for code in codes}) > 1:
            self.add_error(None, sentences.mixed())
        elif len(codes) > MOST_BEHAVIOURS:
            self.add_error(None, _("Choose six at most. About three is a good number."))
        self.cleaned_data["codes"] = codes


class StartForm(forms.Form):
    """Behaviours that a leader brings along to begin a mirror with, ticked."""

    codes = forms.MultipleChoiceField(
        label=_("What do you want to look at?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose one behaviour, or about three."),
            "invalid_choice": _("Choose from what is listed."),
        },
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        lang = get_language()
        brought = data.getlist("offered") if hasattr(data, "getlist") else data["offered"]
        # Of one focus, as everything that is brought along; what the library does not hold is passed over.
        found = [one for one in selectors.offered(focus=library.Focus.LEADING_LEAN) if one.code in brought]
        self.offered = [one.code for one in found][:MOST_BEHAVIOURS]
        _set_choices(self, "codes", [(one.code, one.text.get(lang)) for one in found[:MOST_BEHAVIOURS]])
        self.notes = {one.code: sentences.in_words_only() for one in found if one.single_witness}


class SameForm(forms.Form):
    """Which of the behaviours of then are looked at again; without a tick one is left out."""

    codes = forms.MultipleChoiceField(
        label=_("What do you want to look at again?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("One at least stays."),
            "invalid_choice": _("Choose from what is listed."),
        },
    )

    def __init__(self, *args: Any, same: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        _set_choices(self, "codes", same)


def _group(one: library.Behaviour) -> str:
    if one.focus is library.Focus.LEAN_LEADERSHIP:
        return "lean_leadership"
    return f"to_{one.direction.value}"


class OwnForm(forms.Form):
    """A behaviour in the leader's own words, and who could see it."""

    text = Wording(
        max_length=LONGEST,
        label=_("What would others see you do?"),
        error_messages={"required": _("Write what others would see.")},
    )
    direction = forms.ChoiceField(
        label=_("Pointing where"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say where it points.")},
    )
    sources = forms.MultipleChoiceField(
        label=_("Who could see it?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one: somebody has to be able to see it.")},
    )
    period = forms.ChoiceField(
        label=_("How far back are people asked?"),
        widget=forms.RadioSelect,
        initial="eight_weeks",
    )
    focus = forms.ChoiceField(label=_("About what"), widget=forms.RadioSelect, initial="leading_lean")

    def __init__(self, *args: Any, focus: library.Focus | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        lang = get_language()
        self.notes: dict[str, dict[str, str]] = {}
        for name, found in (("direction", library.words("direction")), ("focus", library.words("focus"))):
            _set_choices(self, name, [(word.code, word.name.get(lang)) for word in found])
            self.notes[name] = {word.code: word.line.get(lang) for word in found}
        _set_choices(self, "sources", [(one.value, saying.who(one)) for one in selectors.SOURCES])
        periods = [
            ("eight_weeks", _("Eight weeks")), ("six_months", _("Six months, for what is seldom")),
        ]  # fmt: skip
        _set_choices(self, "period", periods)
        if focus is not None:
            # A mirror has one focus, and it has been chosen.
            del self.fields["focus"]
        self.settled = focus

    @property
    def given(self) -> dict[str, Any]:
        """What is to be kept."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            "focus": self.settled or library.Focus(data["focus"]),
            "direction": library.Direction(data["direction"]),
            "sources": [Source(one) for one in data["sources"]],
            "period": library.Period(data["period"]),
        }


class PeopleForm(forms.Form):
    """Whom to ask: a tick for each, by source."""

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **options: Any) -> None:
        super().__init__(*args, **options)
        self.candidates = {str(one.person.pk): one for one in candidates}
        for source in selectors.SOURCES:
            here = [one for one in candidates if one.source is source and one.askable]
            if here:
                self.fields[source.value] = forms.MultipleChoiceField(
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                    label=saying.who(source),
                    choices=[(str(one.person.pk), one.person.name) for one in here],
                    initial=[str(one.person.pk) for one in here if one.listed],
                    error_messages={"invalid_choice": _("Choose from what is listed.")},
                )
        self.notes = {pk: one.person.title for pk, one in self.candidates.items() if one.person.title}
        self.not_now = [one.person.name for one in candidates if not one.askable]

    def clean(self) -> None:
        ticked = [pk for source in selectors.SOURCES for pk in self.cleaned_data.get(source.value, ())]
        if self.errors:
            return
        if not ticked:
            self.add_error(None, _("Choose somebody to ask."))
        elif len(self.cleaned_data.get(Source.BOSS.value, ())) > 1:
            self.add_error(Source.BOSS.value, _("One person answers as the boss."))
        elif len(ticked) > MOST_PEOPLE:
            self.add_error(None, _("Choose %(number)d people at most.") % {"number": MOST_PEOPLE})
        self.cleaned_data["wanted"] = {
            self.candidates[pk].person: self.candidates[pk].source for pk in ticked
        }


class AddForm(forms.Form):
    """Ask somebody who was found by name, or ask somebody as something else."""

    person = forms.ChoiceField(
        label=_("Who?"), widget=forms.RadioSelect, error_messages={"required": _("Choose somebody.")}
    )
    source = forms.ChoiceField(
        label=_("As what?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Say as what you ask this person.")},
    )

    def __init__(
        self, *args: Any, found: Iterable[Person], sources: Sequence[Source], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.found = {str(person.pk): person for person in found}
        _set_choices(self, "person", [(pk, person.name) for pk, person in self.found.items()])
        named = [(source.value, library.word_of_source(source.value)) for source in sources]
        if len(named) == 1:
            self.fields["source"].initial = named[0][0]
        lang = get_language()
        _set_choices(self, "source", [(code, word.name.get(lang)) for code, word in named])
        self.source_notes = {code: word.line.get(lang) for code, word in named}
        self.person_notes = {pk: person.title for pk, person in self.found.items() if person.title}


# ------------------------------------------------------------------------------------------------ expecting
def _points(points: Iterable[library.ScalePoint]) -> list[tuple[int, str]]:
    return [(point.value, point.text.get(get_language())) for point in points]


class ExpectForm(forms.Form):
    """As I see it; for each source what I expect and how sure I am; what I know where the two differ."""

    own = forms.TypedChoiceField(
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how often you see yourself do it.")},
    )

    def __init__(
        self, *args: Any, row: Behaviour, sources: Sequence[Source], said: Said, **options: Any
    ) -> None:
        self.sources = list(sources)
        initial: dict[str, Any] = {"own": said.self_rating}
        for source, expected in said.expected.items():
            initial[f"expect_{source}"] = expected.words or expected.value
            asked = expected.words or expected.value
            initial[f"sure_{source}"] = int(expected.confidence) if asked else None
        initial["known"] = said.known
        options["initial"] = initial
        super().__init__(*args, **options)
        lang = get_language()
        period = known(row).period
        _set_choices(self, "own", _points(library.scale_for_leader(period)))
        self.fields["own"].label = library.word_of_period(period).asks_leader.get(lang)
        self.in_words = selectors.in_words(row)
        for source in self.sources:
            if self.in_words:
                self.fields[f"expect_{source}"] = Wording(
                    label=_("What do you expect your boss to write?"),
                    error_messages={
                        "required": gettext("%(who)s: say what you expect.") % {"who": saying.who(source)}
                    },
                )
                self._ask_how_sure(source)
                continue
            self.fields[f"expect_{source}"] = forms.TypedChoiceField(
                coerce=int,
                widget=forms.RadioSelect,
                label=library.word_of_source(source.value).expects.get(lang),
                error_messages={
                    "required": gettext("%(who)s: say what you expect.") % {"who": saying.who(source)}
                },
            )
            _set_choices(self, f"expect_{source}", _points(library.scale_for_prediction()))
            self._ask_how_sure(source)
        if not self.in_words:
            # Two numbers that can differ; with words there is no second number.
            self.fields["known"] = Wording(
                max_length=_LONGEST, required=False, label=_("What do you know that makes you expect that?")
            )

    def _ask_how_sure(self, source: Source) -> None:
        self.fields[f"sure_{source}"] = forms.TypedChoiceField(
            coerce=int,
            required=False,
            empty_value=None,
            widget=forms.RadioSelect,
            label=_("How sure are you?"),
        )
        _set_choices(self, f"sure_{source}", [(int(one), saying.sure(one)) for one in Confidence])

    @property
    def asked(self) -> list[dict[str, Any]]:
        """The two fields of each source, with its name."""
        return [
            {"who": saying.who(s), "expect": self[f"expect_{s}"], "sure": self[f"sure_{s}"]}
            for s in self.sources
        ]

    def clean(self) -> None:
        for source in self.sources:
            value, sure = self.cleaned_data.get(f"expect_{source}"), f"sure_{source}"
            if value and self.cleaned_data.get(sure) is None and sure not in self.errors:
                self.add_error(sure, gettext("%(who)s: say how sure you are.") % {"who": saying.who(source)})

    def said_in_words(self, row: Behaviour) -> list[tuple[str, str]]:
        """What was given, as pairs of words."""
        expected = {
            source: Expected(value, sure, self.words) for source, (value, sure) in self.expected.items()
        }
        return [
            (str(_("As I see it")), saying.own_step(self.cleaned_data["own"], row)),
            *saying.boxes(expected),
            *([(str(_("What you know about it")), self.known)] if self.known else []),
        ]

    @property
    def known(self) -> str:
        """What the leader knows and had not said; empty where it was left blank or is not asked."""
        return str(self.cleaned_data.get("known", ""))

    @property
    def words(self) -> str:
        """What the boss is expected to write, where they are asked for words."""
        if not self.in_words:
            return ""
        return " ".join(self.cleaned_data[f"expect_{source}"] for source in self.sources)

    @property
    def expected(self) -> dict[Source, tuple[int, Confidence]]:
        """What was expected; nobody is sure of an answer that cannot be given."""
        given = self.cleaned_data
        if self.in_words:
            return {source: (0, Confidence(given[f"sure_{source}"])) for source in self.sources}
        return {
            source: (
                given[f"expect_{source}"],
                Confidence(given[f"sure_{source}"]) if given[f"expect_{source}"] else Confidence.NOT_SURE,
            )
            for source in self.sources
        }


class LockForm(VersionForm):
    """Until when people are asked."""

    days = forms.TypedChoiceField(
        coerce=int,
        label=_("When does asking end?"),
        widget=forms.RadioSelect,
        initial=WINDOWS[1],
        error_messages={"required": _("Choose a day on which asking ends.")},
    )

    def __init__(self, *args: Any, endings: Sequence[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        _set_choices(self, "days", endings)


# -------------------------------------------------------------------------------------------------- seeing
CHOICE_WORDS = {
    "work": (_("Work on it"), _("At most two at a time. Nobody is told.")),
    "park": (_("Park it"), _("It stays here for you. Nobody is told.")),
    "not_mine": (_("Not mine"), _("You leave it. Nobody is told.")),
}
CHOICE_NOTES = {code: note for code, (_name, note) in CHOICE_WORDS.items()}


class FindingForm(VersionForm):
    """What the leader makes of it. Nothing else is asked first."""

    words = Wording(
        max_length=_LONGEST,
        label=_("What do you make of this?"),
        error_messages={"required": _("Write what you make of it, in your own words, or stop here.")},
    )


class AroundForm(VersionForm):
    """What in the leader's surroundings makes it hard, and then. Both may stay open."""

    around = Wording(max_length=_LONGEST, required=False, label=_("What around you makes this hard?"))
    choice = forms.ChoiceField(
        required=False,
        label=_("And then?"),
        widget=forms.RadioSelect,
        choices=[(code, name) for code, (name, _note) in CHOICE_WORDS.items()],
        error_messages={"invalid_choice": _("Choose from what is listed.")},
    )


class ChangeForm(FindingForm, AroundForm):
    """All of a finding."""

    field_order = ("words", "around", "choice", "version")

    @classmethod
    def of(cls, opened: OpenFinding, data: Any = None) -> "ChangeForm":
        """The form with what stands there now."""
        now = {
            "words": opened.words,
            "choice": opened.choice,
            "around": opened.around,
            "version": opened.row.version,
        }
        return cls(data, initial=now)


class OpenForm(forms.Form):
    """What to open to the coach."""

    marks = forms.BooleanField(
        required=False,
        label=_("Open the sentences about the three marks too"),
        help_text=_("Without this tick your coach reads your own words and the behaviour they are about."),
    )

    def __init__(self, *args: Any, of: Behaviour, **options: Any) -> None:
        super().__init__(*args, **options)
        if selectors.in_words(of):
            # There are no marks, and so nothing to tick.
            del self.fields["marks"]


FEELING_WORDS = {
    "useful": _("useful"),
    "uneasy": _("uneasy"),
    "upset": _("upset"),
    "angry": _("angry"),
}


class FeelingForm(forms.Form):
    """How the mirror leaves the leader."""

    feeling = forms.ChoiceField(
        label=_("How does this leave you?"),
        widget=forms.RadioSelect,
        choices=[(code, FEELING_WORDS[code]) for code in FEELINGS],
        error_messages={
            "required": _("Choose one, or leave it blank and go on."),
            "invalid_choice": _("Choose from what is listed."),
        },
    )
