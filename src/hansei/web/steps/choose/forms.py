"""Forms of choosing a coach."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hansei.core import clock
from hansei.web.common.people.models import Person
from hansei.web.steps.choose.meeting import Answer, Said
from hansei.web.steps.choose.saying import day_and_time
from hansei.web.steps.choose.services import FURTHEST

_WIRE = "%Y-%m-%dT%H:%M"


class Moment(forms.DateTimeField):
    """A day and a time ahead of now, in the reader's zone."""

    def __init__(self, **options: Any) -> None:
        box = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_WIRE)
        super().__init__(**{"input_formats": [_WIRE, f"{_WIRE}:%S"], "widget": box, **options})
        self.error_messages["invalid"] = gettext_lazy("Write a day and a time.")

    def clean(self, value: Any) -> datetime | None:
        at: datetime | None = super().clean(value)
        if at is not None and at <= clock.now():
            raise ValidationError(_("That time has passed. Name one ahead of now."))
        if at is not None and at > clock.now() + FURTHEST:
            raise ValidationError(_("That is far off. Name one within three months."))
        return at


class TimesForm(forms.Form):
    """One to three times for a first meeting."""

    first = Moment(
        label=gettext_lazy("A time that suits you"),
        error_messages={"required": gettext_lazy("Name one time at least.")},
    )
    second = Moment(label=gettext_lazy("Another time"), required=False)
    third = Moment(label=gettext_lazy("And another"), required=False)

    def times(self) -> list[datetime]:
        """Those that were named."""
        return [at for at in self.cleaned_data.values() if at is not None]


class AnswerForm(forms.Form):
    """What a coach answers: one of the times, another, or not now."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Would you meet?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one, or leave it for now.")},
    )
    other = Moment(label=gettext_lazy("If another time: which?"), required=False)

    def __init__(self, *args: Any, said: Said, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.said = said
        ahead = [(at.isoformat(), day_and_time(at)) for at in said.times if at > clock.now()]
        rest = [(Answer.OTHER.value, _("At another time")), (Answer.NOT_NOW.value, _("Not now"))]
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*ahead, *rest]
        field.error_messages["invalid_choice"] = _("Choose from what is listed.")

    def clean(self) -> None:
        super().clean()
        blank = not self.cleaned_data.get("other") and not self.has_error("other")
        if blank and self.cleaned_data.get("answer") == Answer.OTHER:
            self.add_error("other", _("Say which time would suit you."))

    def answered(self) -> tuple[Answer, datetime | None]:
        """The answer and the time it is about."""
        given = self.cleaned_data["answer"]
        if given == Answer.NOT_NOW:
            return Answer.NOT_NOW, None
        if given == Answer.OTHER:
            return Answer.OTHER, self.cleaned_data["other"]
        return Answer.YES, datetime.fromisoformat(given)


class OrderForm(forms.Form):
    """A place for each coach: 1 is the one the leader would like best, blank is none."""

    def __init__(
        self, *args: Any, coaches: Sequence[Person], order: Sequence[Person] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.coaches = {f"place_{coach.pk}": coach for coach in coaches}
        places = [("", _("no place")), *((str(n), str(n)) for n in range(1, len(coaches) + 1))]
        for name, coach in self.coaches.items():
            self.fields[name] = forms.ChoiceField(
                label=coach.name,
                required=False,
                choices=places,
                initial=str(order.index(coach) + 1) if coach in order else "",
                error_messages={"invalid_choice": _("Choose from what is listed.")},
            )

    def clean(self) -> None:
        super().clean()
        taken: set[str] = set()
        for name in self.coaches:
            place = self.cleaned_data.get(name)
            if place and place in taken:
                self.add_error(name, _("Each place once."))
            taken |= {place} if place else set()

    def order(self) -> list[Person]:
        """Those with a place, the first first."""
        placed = [(int(self.cleaned_data[name]), coach) for name, coach in self.coaches.items()
                  if self.cleaned_data.get(name)]  # fmt: skip
        return [coach for _place, coach in sorted(placed, key=lambda one: one[0])]
