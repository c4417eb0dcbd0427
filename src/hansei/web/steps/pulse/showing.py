"""What parts believe, as words and tables: the same frozen figures everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.anonymity import Belief, Response
from hansei.web.common.asking.beliefs import Beliefs


@dataclass(frozen=True)
class Table:
    """One part over its waves: a row for each sentence, a column for each wave."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    responses: Sequence[str]
    waves: Sequence[Beliefs]


def table(name: str, waves: Sequence[Beliefs]) -> Table:
    """`waves` are of one part, oldest first; of more than six the last six are shown."""
    shown = list(waves)[-6:]
    language = translation.get_language() or "en"
    rows = [
        [belief.text.get(language) + (_(" (turned round)") if belief.reverse else "")]
        + [_figure(one, belief.id) for one in shown]
        for belief in library.beliefs()
        if any(belief.id in one.asked for one in shown)
    ]
    dates = [date_format(one.closed_on, "SHORT_DATE_FORMAT") for one in shown]
    said = [f"{day}: {_response(one.response)}" for day, one in zip(dates, shown, strict=True)]
    return Table(name, [_("Sentence"), *dates], rows, said, shown)


def _figure(one: Beliefs, ref: str) -> str:
    if ref not in one.asked:
        return "–"
    found = one.figures.get(ref)
    return _("not shown") if found is None else figure(found)


def figure(found: Belief) -> str:
    """The mean, and the share of 4 and 5 where there is one, in words and numbers."""
    value = number_format(found.value, 1)
    mean = (_("%(n)s or less") if found.low_end else _("%(n)s or more") if found.high_end else "%(n)s") % {
        "n": value
    }
    if found.share is None:
        return mean
    share = found.share
    words = (
        _("%(n)s %% or less")
        if share.low_end
        else _("%(n)s %% or more")
        if share.high_end
        else _("about %(n)s %%")
    ) % {"n": share.percent}
    kept_together = words.replace(" %", "\N{NO-BREAK SPACE}%")
    return f"{mean} ({kept_together})"


def _response(band: Response | None) -> str:
    match band:
        case Response.MOST:
            return _("most of those asked answered")
        case Response.HALF:
            return _("about half of those asked answered")
        case Response.UNDER_HALF:
            return _("fewer than half of those asked answered")
        case _none:
            return _("too few answered for any figure")
