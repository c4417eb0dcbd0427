"""The tour: while a visitor is on it, every page says what to look for and leads on to the next stop."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from hansei.web.outward.demo.models import Stop

#: The name in the session under which the rank of the stop stands. Nothing sets it outside a demo.
ON = "stop"


def in_language(texts: dict[str, str]) -> str:
    """A text of the demo in the reader's language."""
    return texts.get(get_language() or "en") or texts.get("en", "")


def here(request: HttpRequest) -> dict[str, Any]:
    """`tour` for every page: the stop the visitor is at, and the next one; None for everybody else."""
    return {"tour": SimpleLazyObject(lambda: _at(request))}


def _at(request: HttpRequest) -> dict[str, Any] | None:
    rank = request.session.get(ON) if hasattr(request, "session") else None
    if rank is None:
        return None
    stops = list(Stop.objects.all())
    at = next((number for number, stop in enumerate(stops) if stop.rank == rank), None)
    if at is None:
        return None
    return {
        "number": at + 1,
        "of": len(stops),
        "title": in_language(stops[at].title),
        "look": in_language(stops[at].look),
        "next": stops[at + 1] if at + 1 < len(stops) else None,
    }
