"""Pages for what went wrong: a clear sentence, the right status, a number that is also in the log."""

import logging
import secrets
import sys
import traceback
from pathlib import Path

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

log = logging.getLogger("hansei.request")

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def request_number() -> str:
    """A short number that a person can read out, for instance 7K2-29C."""
    drawn = [secrets.choice(_ALPHABET) for _ in range(6)]
    return f"{''.join(drawn[:3])}-{''.join(drawn[3:])}"


class Stale(Exception):
    """What was signed, locked or changed carried a version that is no longer the newest."""


class Erased(Exception):
    """What was asked for cannot be read any more, by anybody. Answers like what is not there."""


class Missing(Erased):
    """What was asked for cannot be read because a key is not there that nobody destroyed: a fault here."""


def key_missing(request: HttpRequest) -> HttpResponse:
    """The page and the line in the log for a key that is not there and should be."""
    log.error("error", extra={"code": "key_gone", "number": getattr(request, "number", "")})
    return page(request, 503, "ui/key_missing.html")


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
    """Whatever failed, in a view or around it; a database that is locked or away has a page of its own.

    An error leaves its type and place in the log, never its message: that may hold what was written.
    """
    error = sys.exc_info()[1]
    if error is None:
        return page(request, 500)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    log.error(
        "error",
        extra={
            "code": type(error).__name__,
            "place": f"{Path(frame.filename).name}:{frame.lineno}",
            "number": getattr(request, "number", ""),
        },
    )
    return page(request, 503 if isinstance(error, OperationalError | InterfaceError) else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403)
