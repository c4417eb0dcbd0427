"""A talk report to take along, for its coach: what was counted; of lines from memory these as well.

Of a transcript no word is in it, whatever the two want of the words here, and no day: a file outlives the day
on which words go, and what both said yes to is that counts stay. Nor is any name in it but the coach's.
"""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hansei.core.pictures.ribbon import Kind
from hansei.core.talk import on_paper
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import route
from hansei.web.ground.ui import paper
from hansei.web.ground.ui.ribbon import words as ribbon_words
from hansei.web.steps.talk import counting, saying, selectors, services, showing
from hansei.web.steps.talk.models import Talk
from hansei.web.steps.talk.selectors import Opened


def as_pdf(opened: Opened) -> bytes:
    """A tagged PDF in the reader's language. Raises CannotSet.

    What is written in letters that no font here has, an emoji, stands in it as a mark, and it says so.
    """
    talk = opened.row
    lead = [_("It counts what was said; it does not say whether it was good.")]
    when = saying.day(talk.held_on)
    if not opened.coded.memory:
        when = date_format(talk.held_on, "YEAR_MONTH_FORMAT")
        lead.append(_("No word that was said is in it: words stand in the report alone, while they stay."))
    lead.append(_("Nothing of it may be used for appraisal, pay or selection."))
    data = {
        "title": _("Talk report of %(day)s") % {"day": when},
        "lead": lead,
        "foot": _("For %(name)s alone") % {"name": talk.coach.name},
        "sections": list(_sections(opened)),
    }
    return paper.document(on_paper.TEMPLATE, data)


def _sections(opened: Opened) -> Iterator[dict[str, Any]]:
    report = opened.report
    shown = showing.shown(opened, own=True, coach=opened.row.coach.name)
    if not report.english:
        unheard = _("This does not look like English. Turns and words are counted, and nothing else is said.")
        yield on_paper.section(_("Only English can be coded so far"), on_paper.text(unheard))
    if report.ribbon.parts:
        ribbon = on_paper.picture(report.ribbon, ribbon_words())
        yield on_paper.section(_("From beginning to end"), ribbon, on_paper.note(shown["note"]))
    if report.english:
        yield on_paper.section(_("Counted"), _counted(shown), *map(on_paper.note, _to_counted(shown)))
    facts = counting.facts(
        report, names={name: pgettext("speakers", "others") for name in report.speakers} | _names(opened)
    )
    if facts:
        yield on_paper.section(_("Besides"), on_paper.facts(facts))
    if shown["followed"]:
        yield on_paper.section(_("What followed"), *_followed(shown["followed"]))
    if report.discoveries:
        yield on_paper.section(_("Found out by the leader"), on_paper.text(_found(len(report.discoveries))))
    for place in shown["places"]:
        own = [turn for turn in place.turns if turn.coach and report.memory]
        yield on_paper.section(
            saying.place_name(place.letter, place.minute),
            *[on_paper.turn(turn.who, [(part.text, part.marked) for part in turn.parts]) for turn in own],
            on_paper.note("; ".join(dict.fromkeys(line.code for line in place.lines))),
            *([on_paper.note(showing.asked_for())] if place.permitted else []),
            on_paper.question(place.question),
        )


def _names(opened: Opened) -> dict[str, str]:
    """Who speaks, without a name: the two, and whoever else was there."""
    report = opened.report
    leader = {} if report.leader is None else {report.leader: pgettext("speakers", "the leader")}
    others = dict.fromkeys(report.others, pgettext("speakers", "others"))
    return {report.coach: pgettext("speakers", "the coach"), **leader, **others}


def _counted(shown: dict[str, Any]) -> on_paper.Block:
    share = [_("Share")] if shown["shares"] else []
    between = [_("It lies")] if shown["between"] else []
    return on_paper.table(
        [_("Stroke"), _("Family"), _("Units"), *share, *between],
        [
            [
                f"{row.name} ({row.note})",
                str(row.units),
                *([row.share] if share else []),
                *([row.between] if between else []),
            ]
            for row in shown["families"]
        ],
        figures=[False, False, True, *[True for _one in (*share, *between)]],
        caption=shown["left_out"],
        strokes=[Kind(row.kind) for row in shown["families"]],
    )


def _to_counted(shown: dict[str, Any]) -> Iterator[str]:
    if shown["shares"]:
        yield _("No share is right or wrong in itself, and there is no norm.")
    else:
        yield _(
            "Under %(least)s units that count there are counts and no shares. No count is right or wrong in"
            " itself, and there is no norm."
        ) % {"least": shown["least"]}
    if shown["between"]:
        yield shown["between"]
    yield shown["draft"]


def _followed(followed: dict[str, Any]) -> Iterator[on_paper.Block]:
    head = followed["head"]
    yield on_paper.table(
        [str(column.label) for column in head],
        [
            [f"{cell.text} ({cell.aside})" if cell.aside else str(cell.text) for cell in row]
            for row in followed["rows"]
        ],
        figures=[bool(column.figures) for column in head],
        caption=_("What the leader’s next turn held"),
    )
    yield on_paper.note(followed["note"])


def _found(n: int) -> str:
    return ngettext(
        "%(n)s thing; the picture says where. What it was stands in the report alone.",
        "%(n)s things; the picture says where. What they were stands in the report alone.",
        n,
    ) % {"n": n}


@route("talk.change", of="talk")
def take(request: HttpRequest, talk: Talk) -> HttpResponse:
    """The PDF, to a press of its coach and never by an address alone. It counts as a reading."""
    opened = selectors.opened(talk) if request.method == "POST" else None
    if opened is None:
        return redirect("talk_report", talk_id=talk.pk)
    services.record_read(talk, me(request))
    try:
        made = as_pdf(opened)
    except paper.CannotSet:
        messages.info(request, _("It could not be set in type. The report is here as before."))
        return redirect("talk_report", talk_id=talk.pk)
    when = talk.held_on.isoformat() if opened.coded.memory else f"{talk.held_on:%Y-%m}"
    name = f"talk-{when}.pdf"
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
