"""What a leader has opened in one mirror, to take along: the page's marks, sentences and figures alone.

It is made of what the pages are made of, past the gate and after the reveal: see `selectors.seen`. No total
and nothing over all behaviours; no occasion, since those are read one at a time and beside no mark.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui import paper
from hansei.web.ground.ui.shapes import Cell
from hansei.web.steps.mirror import saying, selectors, showing
from hansei.web.steps.mirror.comparing import compared
from hansei.web.steps.mirror.models import Mirror, Stage, Way
from hansei.web.steps.mirror.selectors import Said

_TEMPLATE = Path(__file__).parent / "templates" / "mirror" / "paper.typ"


def as_pdf(mirror: Mirror) -> bytes:
    """A tagged PDF of what was opened, in the reader's language. NotPossible while nothing is; CannotSet.

    What somebody wrote in letters that no font here has, an emoji, stands in it as a mark, and it says so.
    """
    opened = selectors.opened_rows(mirror)
    if mirror.stage != Stage.SEEING or not opened:
        raise NotPossible("Nothing was opened yet.")
    assert mirror.locked_at is not None
    assert mirror.closes_at is not None
    boss = showing.boss_of(mirror)
    days = saying.days(mirror.locked_at, mirror.closes_at)
    numbers = selectors.asked_in(mirror)
    data = {
        "title": saying.mirror(mirror),
        "lead": [
            _("What you have opened, as the pages show it. It is for you alone."),
            _("Nothing of it may be used for appraisal, pay or selection."),
            *([saying.asked_apart()] if mirror.way == Way.MORE else []),
        ],
        "foot": _("For %(name)s alone") % {"name": mirror.leader.name},
        "behaviours": [
            _one(said, boss, days, sum(numbers.get(source, 0) for source in said.expected))
            for said in selectors.in_order(mirror)
            if said.row.pk in opened
        ],
    }
    return paper.document(_TEMPLATE, data)


def _one(said: Said, boss: str, days: str, asked: int) -> dict[str, Any]:
    about = _("Asked of %(people)s around you, %(days)s, about %(period)s.") % {
        "people": saying.people_asked(asked),
        "days": days,
        "period": saying.period(said.row),
    }
    found: dict[str, Any] = {
        "title": saying.behaviour(said.row),
        "asked": about,
        "picture": None,
        "sentences": [],
        "words": [],
        "caption": "",
        "head": [],
        "rows": [],
        "asides": [],
    }
    if selectors.in_words(said.row):
        reply = selectors.reply(said) or _("Your boss wrote nothing about this one.")
        return found | {"words": [*_expected(said), {"name": boss, "text": reply}]}
    shown = showing.after(selectors.seen(said), boss)
    return found | {
        "picture": paper.picture(shown.svg),
        "sentences": [*shown.sentences, *compared(said.row)],
        "caption": shown.caption,
        "head": [str(column.label) for column in shown.head],
        "rows": [[_cell(cell) for cell in row] for row in shown.rows],
        "asides": list(shown.asides),
    }


def _expected(said: Said) -> Sequence[dict[str, str]]:
    pairs = [(_("As I see it"), saying.own_step(said.self_rating or 0, said.row))]
    pairs += [(_("What you expected your boss to write"), one.words) for one in said.expected.values()]
    return [{"name": name, "text": text} for name, text in pairs]


def _cell(cell: Cell) -> str:
    return f"{cell.text} ({cell.aside})" if cell.aside else str(cell.text)


@route("mirror.see", of="mirror")
def take(request: HttpRequest, found: Mirror) -> HttpResponse:
    """The PDF, to a press of a button and never by an address alone."""
    if request.method != "POST":
        return redirect("mirror", mirror_id=found.pk)
    try:
        made = as_pdf(found)
    except (NotPossible, paper.CannotSet) as why:
        if isinstance(why, paper.CannotSet):
            messages.info(
                request, _("It could not be set in type. What you opened is on the pages as before.")
            )
        return redirect("mirror", mirror_id=found.pk)
    name = f"mirror-{found.started_on.isoformat()}.pdf"
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
