"""What every page knows: the organization's names, the ways around, and who is signed in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from hansei.web.common.people.models import Organization
from hansei.web.ground.ui.today import ways_for


def house(request: HttpRequest) -> dict[str, Any]:
    """`organization`, `nav` and `foot_links`; each is worked out only when a page uses it."""
    return {
        "organization": SimpleLazyObject(Organization.get),
        "nav": SimpleLazyObject(lambda: _nav(request)),
        "foot_links": SimpleLazyObject(lambda: _foot(request)),
    }


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    if not request.user.is_authenticated:
        return []
    ways = [(way.label, reverse(way.route)) for way in ways_for(request.user)]
    here = max((url for _label, url in ways if request.path.startswith(url)), key=len, default="")
    return [{"label": label, "url": url, "current": url == here} for label, url in ways]


def _foot(request: HttpRequest) -> list[dict[str, str]]:
    links = [{"label": _("Who can see what"), "url": reverse("who_can_see")}]
    if request.user.is_authenticated:
        links.append({"label": _("Sign out"), "url": reverse("account_logout")})
    else:
        links.append({"label": _("Sign in"), "url": reverse("account_login")})
    return links
