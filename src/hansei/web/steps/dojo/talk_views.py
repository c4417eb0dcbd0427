"""A conversation with an invented leader. All that was said goes along in the form, and nowhere else."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from hansei.core import dojo
from hansei.core.dojo import Said
from hansei.core.library import Leader
from hansei.core.talk import Family
from hansei.web.ground.policy.services import route
from hansei.web.steps.dojo import showing
from hansei.web.steps.dojo.forms import InsteadForm, NamedForm, SayForm, read, written


@route("dojo.use", of="dojo_leader")
def talk(request: HttpRequest, leader: Leader) -> HttpResponse:
    """What was said so far, one line more, or what an earlier one was instead."""
    if request.method != "POST":
        return _page(request, leader, ())
    lines = read(request.POST.get("talk", ""))
    if lines is None:
        return _page(request, leader, (), broken=True, status=400)
    go = request.POST.get("go", "")
    if go == "end" and lines:
        return _end(request, leader, lines)
    if go == "instead" and lines:
        return _instead(request, leader, lines)
    if dojo.is_over(lines):
        return _end(request, leader, lines)
    form = _form(request.POST)
    if not form.is_valid():
        return _page(request, leader, lines, form=form, status=400)
    return _page(request, leader, (*lines, _said(leader, lines, form)))


def _instead(request: HttpRequest, leader: Leader, lines: tuple[Said, ...]) -> HttpResponse:
    """The coach's own word for the last line; the leader answers anew."""
    other = InsteadForm(request.POST)
    if not other.is_valid():
        return _page(request, leader, lines, other=other, status=400)
    last = lines[-1]
    return _page(request, leader, (*lines[:-1], dojo.named(last.words, other.chosen(), len(last.families))))


def _form(data: Any = None) -> SayForm:
    return SayForm(data) if showing.can_be_coded() else NamedForm(data)


def _said(leader: Leader, lines: Sequence[Said], form: SayForm) -> Said:
    words = form.cleaned_data["words"]
    if isinstance(form, NamedForm):
        return dojo.named(words, form.chosen())
    lang = get_language()
    before = [leader.opening.get(lang)]
    for exchange in dojo.played(leader, lines):
        before += [exchange.said.words, exchange.reply.get(lang)]
    units = dojo.heard(before, words)
    if units is None:
        return Said(words, (None,), Family.NEUTRAL)
    return dojo.said(words, units, lines)


def _page(
    request: HttpRequest,
    leader: Leader,
    lines: tuple[Said, ...],
    *,
    form: SayForm | None = None,
    other: InsteadForm | None = None,
    broken: bool = False,
    status: int = 200,
) -> HttpResponse:
    lang = get_language()
    turns = showing.turns(dojo.played(leader, lines))
    context = {
        "name": leader.name,
        "role": leader.role.get(lang),
        "opening": leader.opening.get(lang),
        "last": turns[-1] if turns else None,
        "turns": turns,
        "here": len(lines) + 1,
        "most": dojo.TURNS,
        "over": dojo.is_over(lines),
        "state": written(lines),
        "coded": showing.can_be_coded(),
        "form": form or _form(),
        "other": other or InsteadForm(),
        "broken": broken,
    }
    return render(request, "dojo/talk.html", context, status=status)


def _end(request: HttpRequest, leader: Leader, lines: tuple[Said, ...]) -> HttpResponse:
    """What was heard, and what else there was to hear."""
    lang = get_language()
    exchanges = dojo.played(leader, lines)
    context = {
        "name": leader.name,
        "opening": leader.opening.get(lang),
        "turns": showing.turns(exchanges),
        "ribbon": dojo.ribbon(exchanges),
        "table": showing.table(dojo.counts(exchanges)),
        "found": [one.reply.get(lang) for one in exchanges if one.found],
        "unheard": [text.get(lang) for text in dojo.unheard(leader, lines)],
        "coded": showing.can_be_coded(),
    }
    return render(request, "dojo/end.html", context)
