"""Light or dark: what the browser was told to keep, in a cookie that says nothing else."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse

COOKIE = "theme"
LIGHT, DARK = "light", "dark"
CHOSEN = frozenset({LIGHT, DARK})
_YEAR = 365 * 24 * 60 * 60


def theme_of(request: HttpRequest | None) -> str:
    """`light`, `dark`, or nothing: then the page follows the system."""
    if request is None:
        return ""
    kept = request.COOKIES.get(COOKIE, "")
    return kept if kept in CHOSEN else ""


def theme_in(context: Mapping[Any, Any]) -> str:
    """The theme of the page that is being rendered; an error page has no request and may be told `theme`."""
    told = context.get("theme")
    if isinstance(told, str) and told in CHOSEN:
        return told
    return theme_of(context.get("request"))


def keep(response: HttpResponse, theme: str, *, secure: bool) -> None:
    """Keep `theme` for a year; anything but light and dark forgets it."""
    if theme in CHOSEN:
        response.set_cookie(COOKIE, theme, max_age=_YEAR, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
