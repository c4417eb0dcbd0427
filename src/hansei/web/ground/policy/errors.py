"""Pages for what went wrong: a clear sentence, the right status, a number that is also in the log."""

import secrets

from django.http import HttpRequest, HttpResponse
from django.template import loader

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def request_number() -> str:
    """A short number that a person can read out, for instance 7K2-29C."""
    drawn = [secrets.choice(_ALPHABET) for _ in range(6)]
    return f"{''.join(drawn[:3])}-{''.join(drawn[3:])}"


class Stale(Exception):
    """What was signed, locked or changed carried a version that is no longer the newest."""


def page(request: HttpRequest, status: int, template: str | None = None, **words: object) -> HttpResponse:
    """The error page for `status`, made without a query."""
    number = getattr(request, "number", None) or request_number()
    # Without the request, whose context processors would ask the database; the theme is in a cookie.
    known = {"number": number, "theme": request.COOKIES.get("theme", "")}
    body = loader.render_to_string(template or f"{status}.html", {**known, **words})
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403)
