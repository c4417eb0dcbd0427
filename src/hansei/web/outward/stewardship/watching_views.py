"""The page of the council and the page of whoever runs the server: what is settled, and what can be done."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hansei.web.ground.policy.services import route
from hansei.web.outward.stewardship import watching


@route("house.watch")
def house_settled(request: HttpRequest) -> HttpResponse:
    context = {"values": watching.values(), "texts": watching.texts(), **watching.history(request)}
    return render(request, "stewardship/settled.html", context)


@route("house.operate")
def operator(request: HttpRequest) -> HttpResponse:
    return render(request, "stewardship/operator.html", {"commands": _commands()})


def _commands() -> list[tuple[str, str]]:
    return [
        ("hansei check", _("Looks whether everything is in order: triggers, keys, the audit.")),
        ("hansei backup FILE", _("Writes a backup. With --keys it writes the keys, which belong elsewhere.")),
        ("hansei restore FILE", _("Puts a backup back, and carries every erasure out again first.")),
        ("hansei migrate", _("Prepares the database for a new version.")),
        ("hansei people import FILE", _("Imports people. With --dry-run it only shows what would happen.")),
        ("hansei readdress OLD NEW", _("Gives somebody another mail address, which they see.")),
        ("hansei policy", _("Prints who may do what.")),
    ]
