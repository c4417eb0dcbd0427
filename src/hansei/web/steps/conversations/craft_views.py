"""Methods and craft, for whoever coaches and asks for it; a steward sees the organization's own files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.agreement import ALIVE
from hansei.core.library import CraftPage, Method, OwnFile
from hansei.web.common.engagements.selectors import coached_by
from hansei.web.common.people.models import Organization
from hansei.web.common.people.signed_in import me
from hansei.web.ground.policy.services import may, route
from hansei.web.steps.conversations import methods


@route("method.read")
def all_methods(request: HttpRequest) -> HttpResponse:
    language = get_language()
    groups = [
        (_("Your own"), methods.own()),
        (_("To begin with"), [each for each in library.coaching_methods() if each.suggested_first]),
        (_("Others"), [each for each in library.coaching_methods() if not each.suggested_first]),
    ]
    context = {
        "groups": [
            {
                "label": label,
                "rows": [
                    {
                        "title": each.label.get(language),
                        "note": each.in_a_sentence.get(language),
                        "url": reverse("method", args=[each.id]),
                    }
                    for each in found
                ],
            }
            for label, found in groups
            if found
        ],
        "files": [_file(each) for each in methods.own_files()] if may(request, "stewardship.read") else [],
        "steward": may(request, "stewardship.read"),
    }
    return render(request, "conversations/methods.html", context)


def _file(each: OwnFile) -> dict[str, Any]:
    errors = [one for one in each.remarks if one.kind == "error"]
    thoughts = len(each.remarks) - len(errors)
    if not each.usable:
        said = _("cannot be used")
        line = ngettext(
            "One error, the first in line %(line)s. The command that checks a file says what to do.",
            "%(n)s errors, the first in line %(line)s. The command that checks a file says what to do.",
            len(errors),
        ) % {"n": len(errors), "line": errors[0].line if errors else 1}
    else:
        said = _("can be chosen")
        line = (
            ngettext("One remark to think about.", "%(n)s remarks to think about.", thoughts)
            % {"n": thoughts}
            if thoughts
            else ""
        )
    return {"title": each.name, "when": said, "note": line}


@route("method.read", of="method")
def method(request: HttpRequest, found: Method) -> HttpResponse:
    """A method as it will be seen, stage by stage."""
    language = get_language()
    context = {
        "label": found.label.get(language),
        "sentence": found.in_a_sentence.get(language),
        "credit": found.credit.get(language) if found.credit else "",
        "free_order": found.free_order,
        "stages": [
            {
                "name": stage.name.get(language),
                "purpose": stage.purpose.get(language),
                "ask": [question.get(language) for question in stage.ask],
                "worth": stage.worth_having.get(language),
            }
            for stage in found.stages
        ],
    }
    return render(request, "conversations/method.html", context)


@route("craft.read")
def craft(request: HttpRequest) -> HttpResponse:
    language = get_language()
    rows = [
        {
            "title": each.title.get(language),
            "note": each.lead.get(language),
            "url": reverse("craft_page", args=[each.id]),
        }
        for each in library.craft().pages
    ]
    return render(request, "conversations/craft.html", {"rows": rows})


@route("craft.read", of="craft_page")
def craft_page(request: HttpRequest, found: CraftPage) -> HttpResponse:
    """One page; where somebody may come to harm, with the contacts that the house has named."""
    language = get_language()
    house = Organization.get()
    contacts, agreements = [], []
    if found.contacts:
        named = [
            (_("Inside"), house.contact_inside if house else ""),
            (_("Outside"), house.contact_outside if house else ""),
            (_("Misconduct rules"), house.misconduct_rules if house else ""),
        ]
        contacts = [(what, who or _("Nobody has been named here.")) for what, who in named]
        agreements = [
            {
                "title": _("Your agreement with %(leader)s") % {"leader": each.leader.name},
                "url": reverse("agreement", args=[each.pk]),
                "note": _("Where confidentiality ends, as both of you signed it."),
            }
            for each in coached_by(me(request))
            if each.state in ALIVE
        ]
    context = {
        "title": found.title.get(language),
        "lead": found.lead.get(language),
        "heard": [text.get(language) for text in found.heard],
        "say": [text.get(language) for text in found.say],
        "leave": [text.get(language) for text in found.leave],
        "help": found.help.get(language),
        "contacts": contacts,
        "agreements": agreements,
    }
    return render(request, "conversations/craft_page.html", context)
