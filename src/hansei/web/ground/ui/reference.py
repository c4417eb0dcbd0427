"""What fills the page of components: invented people, invented figures, every shape once."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hansei.core.pictures import chain
from hansei.core.pictures.marks import Experienced, MarksData, Row
from hansei.core.pictures.run_chart import Mark, Stop
from hansei.web.ground.ui import runs
from hansei.web.ground.ui.marks import picture
from hansei.web.ground.ui.shapes import Cell, Column, RowItem

_STEPS = (
    ("1", gettext_lazy("never when there was occasion")),
    ("2", gettext_lazy("seldom")),
    ("3", gettext_lazy("about half the time")),
    ("4", gettext_lazy("mostly")),
    ("5", gettext_lazy("nearly every time")),
)


class Fields(forms.Form):
    """Each kind of control once, filled."""

    day = forms.CharField(
        label=gettext_lazy("Day of the first meeting"),
        help_text=gettext_lazy("For instance 24 March"),
        initial=gettext_lazy("24 March"),
    )
    hours = forms.IntegerField(label=gettext_lazy("Hours where the work is done"), initial=6)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mails"), choices=(("en", "English"), ("de", "Deutsch"))
    )
    wish = forms.CharField(
        label=gettext_lazy("What would you want to be different by the autumn?"),
        widget=forms.Textarea,
        initial=gettext_lazy("That I hear of a stopped line from the shift, not from the report."),
    )
    occasion = forms.CharField(
        label=gettext_lazy("One occasion you remember"), widget=forms.Textarea, required=False
    )
    keep = forms.BooleanField(
        label=gettext_lazy("Keep this, for me alone"),
        help_text=gettext_lazy("Otherwise it is gone when you leave."),
        initial=True,
    )


class SignIn(forms.Form):
    """The two steps of signing in."""

    email = forms.EmailField(label=gettext_lazy("Your address at work"))
    code = forms.CharField(
        label=gettext_lazy("The code from the mail"),
        help_text=gettext_lazy("It holds for three minutes."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        initial="K7P-4QX",
    )


class Choices(forms.Form):
    """Groups of choices: a scale, two scales side by side, three words, several at once, and what then."""

    seen = forms.ChoiceField(
        label=gettext_lazy("Thanks the person who brings bad news before commenting on it"),
        choices=(*_STEPS, ("0", gettext_lazy("no chance to see"))),
        widget=forms.RadioSelect,
        initial="3",
    )
    own = forms.ChoiceField(
        label=gettext_lazy("When there was occasion, how often do you do this?"),
        help_text=gettext_lazy("As you see it yourself."),
        choices=(*_STEPS, ("0", gettext_lazy("no occasion in these weeks"))),
        widget=forms.RadioSelect,
        initial="4",
    )
    expected = forms.ChoiceField(
        label=gettext_lazy("What would the people who report to you say?"),
        help_text=gettext_lazy("What you expect, not what would be fair."),
        choices=(*_STEPS, ("0", gettext_lazy("they have no chance to see it"))),
        widget=forms.RadioSelect,
        initial="2",
    )
    sure = forms.ChoiceField(
        label=gettext_lazy("How sure are you of that?"),
        choices=(
            ("a", gettext_lazy("not sure")),
            ("b", gettext_lazy("fairly sure")),
            ("c", gettext_lazy("sure")),
        ),
        widget=forms.RadioSelect,
        initial="b",
    )
    ruler = forms.ChoiceField(
        label=gettext_lazy("How much would you like to lead differently?"),
        help_text=gettext_lazy("0 is not at all, 10 very much."),
        choices=(*((str(step), str(step)) for step in range(11)), ("open", gettext_lazy("not said"))),
        widget=forms.RadioSelect,
        initial="7",
    )
    who = forms.MultipleChoiceField(
        label=gettext_lazy("Who is placed to see it?"),
        choices=(("b", gettext_lazy("Your boss")), ("p", gettext_lazy("Your peers"))),
        widget=forms.CheckboxSelectMultiple,
        initial=["p"],
    )
    then = forms.ChoiceField(
        label=gettext_lazy("And then?"),
        choices=(
            ("work", gettext_lazy("Work on it")),
            ("park", gettext_lazy("Park it")),
            ("not", gettext_lazy("Not mine")),
        ),
        widget=forms.RadioSelect,
    )


class Open(forms.Form):
    """A form that came back."""

    ends = forms.CharField(
        label=gettext_lazy("Last day of the try-out"),
        error_messages={"required": gettext_lazy("Say when the try-out ends, for instance 27 March.")},
    )
    often = forms.ChoiceField(
        label=gettext_lazy("How sure are you of that?"),
        choices=(("a", gettext_lazy("not sure")), ("c", gettext_lazy("sure"))),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say how sure you are.")},
    )


def _seen(position: str, label: str = "", band: tuple[str, str] | None = None) -> Experienced:
    value = Decimal(position)
    low, high = band or (str(value - Decimal("0.75")), str(value + Decimal("0.75")))
    return Experienced(value, label or position, (Decimal(low), Decimal(high)))


def _too_few() -> str:
    return _("not shown: fewer than four answered")


def run() -> SafeString:
    """Twelve try-outs, the last of which nothing is written yet."""
    times = (
        (4, 1),
        (4, 2),
        (3, 3),
        (3, 2),
        (4, 4),
        (4, 3),
        (2, 0),
        (3, 3),
        (4, 5),
        (4, 4),
        (4, 3),
        (5, None),
    )

    def mark(number: int) -> Mark:
        return Mark(Fraction(number, 5), _("%(number)s of %(times)s") % {"number": number, "times": 5})

    stops = [
        Stop(
            date_format(date(2026, 3, 2) + timedelta(weeks=week), pgettext("format of a day", "j F")),
            mark(expected),
            None if happened is None else mark(happened),
        )
        for week, (expected, happened) in enumerate(times)
    ]
    return runs.drawn("run", _("Thanks first, asks afterwards"), stops, Fraction(3, 5))


def lanes() -> SafeString:
    """A chain of half a year: what was tried, what was experienced twice, two waves of what is believed."""
    begins, ends = date(2026, 1, 26), date(2026, 7, 6)

    def at(day: date) -> Fraction:
        return Fraction((day - begins).days, (ends - begins).days)

    def month(number: int) -> chain.Day:
        day = date(2026, number, 1)
        name = date_format(day, pgettext("format of a month on an axis, see Django's date filter", "M"))
        return chain.Day(at(day), name)

    def value(day: date, figure: str) -> chain.Value:
        return chain.Value(at(day), Decimal(figure), figure, figure)

    tried = [date(2026, 3, 16) + timedelta(weeks=week) for week in (0, 1, 3, 4, 7, 9, 11)]
    return mark_safe(  # noqa: S308 (the picture escapes every text it is given)
        chain.chain(
            chain.ChainData(
                "lanes",
                _("The chain: what you do, what people live through, what they come to believe"),
                chain.Lane(_("What you do"), _("a stroke: a try-out; a ring: you looked in the mirror")),
                chain.Lane(_("What people live through"), _("asks before answering")),
                chain.Lane(
                    _("What they come to believe"),
                    _("… problems are welcome here"),
                    _("predicted: %(direction)s") % {"direction": _("more true for people")},
                ),
                tuple(chain.Stroke(at(day), str(day), day.month != 4) for day in tried),
                (value(date(2026, 2, 23), "2.5"), value(date(2026, 6, 15), "3")),
                (value(date(2026, 2, 9), "2.9"), value(date(2026, 6, 8), "3.1")),
                tuple(month(number) for number in (2, 3, 4, 5, 6)),
                chain.Day(at(date(2026, 6, 29)), _("today")),
                chain.Day(at(date(2026, 3, 9)), _("hypothesis")),
                (chain.Ring(at(date(2026, 3, 2)), _("looked in the mirror")),),
            )
        )
    )


def pictures() -> Sequence[dict[str, Any]]:
    """Three marks on a line, in every form that they take."""
    sure, fairly = _("sure"), _("fairly sure")
    boss, peers, reports, further = _("Your boss"), _("Your peers"), _("Your reports"), _("Further off")

    def asked(count: int) -> str:
        return _("%(count)s asked, most answered") % {"count": count}

    def one(name: str, prefix: str, own: int | None, *rows: Row) -> dict[str, Any]:
        made: MarksData = picture(prefix, _("asks before answering"), own, rows)
        return {"name": name, "data": made}

    hidden = Row(further, _("5 asked"), 3, not_shown=_too_few(), sure=_("not sure"))
    same = Row(boss, _("answers by name"), 3, Experienced(Decimal(3), "3"), sure=sure)
    near = Row(peers, asked(9), 3, _seen("3.1", band=("2.6", "3.6")), sure=sure)
    by_name = Row(boss, _("answers by name"), 3, Experienced(Decimal(4), "4"), sure=fairly)
    ends_low = Row(peers, asked(5), 2, _seen("1.5", _("1.5 or less")), sure=sure)
    ends_high = Row(reports, asked(7), 4, _seen("4.5", _("4.5 or more")), sure=sure)
    many = Row(further, asked(24), 3, _seen("2.7", band=("1.9", "3.5")), sure=fairly)
    return [
        one(
            _("Three sources, one of them not shown"),
            "m1",
            4,
            Row(peers, asked(6), 3, _seen("3.5"), sure=sure),
            Row(reports, asked(7), 4, _seen("2.5"), sure=fairly),
            hidden,
        ),
        one(_("One source; the boss, who answers by name"), "m2", 3, same),
        one(_("Four sources; closed ends; eight or more"), "m3", 4, by_name, ends_low, ends_high, many),
        one(_("Close together"), "m4", 3, near),
        one(
            _("Nothing said beforehand; two sources together"),
            "m5",
            None,
            Row(_("Your peers and reports together"), _("3 and 2 asked, half answered"), None, _seen("4")),
        ),
    ]


def everything() -> dict[str, Any]:
    """The context of `ui/components.html`."""
    reopened = Open(data={})
    reopened.is_valid()
    return {
        "colours": [
            ("fill-paper", _("paper, the ground")),
            ("fill-sheet", _("sheet, to write on")),
            ("fill-wash", _("wash, chosen")),
            ("fill-ink", _("ink, text and expected")),
            ("fill-ink-2", _("ink-2, second voice")),
            ("fill-edge", _("edge, borders and axes")),
            ("fill-seal", _("seal, one a page")),
            ("fill-indigo", _("indigo, as I see it")),
            ("fill-moss", _("moss, as experienced")),
        ],
        "fields": Fields(prefix="fields"),
        "sign_in": SignIn(prefix="sign_in"),
        "choice": Choices(prefix="choice"),
        "open": reopened,
        "notes": {
            "work": _("At most two at a time. What exactly, you say next."),
            "park": _("It stays here for you. Nobody is told."),
            "not": _("You leave it. Nobody is told."),
        },
        "rows": [
            RowItem(
                _("A row says what it is"),
                url="#main",
                when=_("to 24 March"),
                note=_("One line more where it helps. The whole row is the link."),
            ),
            RowItem(_("Another, without a note"), url="#main", when=_("since 2 March")),
            RowItem(_("One that leads nowhere"), when=_("closed")),
        ],
        "seats": [
            RowItem(
                "Marianne Vos",
                url="#main",
                when=_("leads operations"),
                note=_("Asked the people around; the answers are in. Three behaviours to see."),
            ),
            RowItem(
                "Tomasz Lind",
                url="#main",
                when=_("coach"),
                note=_("Works two levels further down. Reads what was opened, and nothing else."),
            ),
            RowItem(
                "Ilse Brandt",
                url="#main",
                when=_("steward"),
                note=_("Runs coaching here, and sees no names. Try to look where you may not."),
            ),
        ],
        "letter": [
            (_("To"), "Jon Reyes"),
            (_("Subject"), _("A question for you")),
            (_("Sent"), _("2 March, 8:00")),
        ],
        "table_head": [
            Column(_("Part")),
            Column(_("Asked"), figures=True),
            Column(_("Answered")),
            Column(_("Mean"), figures=True),
        ],
        "table_rows": [
            (_("Assembly"), 64, _("most"), "3.4"),
            (_("Foundry"), 41, _("half"), "2.9"),
            (_("Toolroom"), 9, _("under half"), Cell(_("not shown"), said=True)),
        ],
        "record": [
            (_("Coach"), "Tomasz Lind"),
            (_("Term"), _("2 March to 30 September")),
            (_("What others learn"), _("Nothing, unless you tell.")),
        ],
        "page": Paginator(range(213), 50).page(1),
        "finding": _("I ask, and then I answer before anyone has drawn breath.\nOn Fridays it is worst."),
        "pictures": pictures(),
        "run": run(),
        "lanes": lanes(),
        "sentences": [
            _("Your peers: about what you expected."),
            _("Your reports: you expected 4; about 2.5 was experienced."),
            _(
                "Further off: fewer than four answered. Nothing of theirs is shown to anyone, "
                "and that says nothing about what they saw."
            ),
        ],
    }
