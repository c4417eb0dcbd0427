"""Every route has a policy; every request has a number and one line in the log."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from hansei.core.policy import WITHOUT_A_LINE, allowed
from hansei.web.ground.policy.checks import from_library
from hansei.web.ground.policy.errors import Erased, Missing, Stale, key_missing, page, request_number
from hansei.web.ground.policy.services import LIBRARY_ROUTES, relations_without_record

Respond = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("hansei.request")


class RequestLog:
    """One line a request: route name, status, duration, number. No path, no person, no address, no text.

    None where the action of the address is one of those without a line; a fault is written elsewhere.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.number = request_number()  # type: ignore[attr-defined]
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = (match.view_name or "unnamed") if match else "none"
        # Pages are private unless they are a file of ours: nothing may keep a copy.
        if "Cache-Control" not in response:
            add_never_cache_headers(response)
            response["Cache-Control"] = "no-store"
        if match is not None and getattr(match.func, "policy_action", None) in WITHOUT_A_LINE:
            return response
        log.info(
            "request",
            extra={
                "route": route,
                "method": request.method,
                "status": response.status_code,
                "ms": round((time.perf_counter() - began) * 1000, 1),
                "number": request.number,  # type: ignore[attr-defined]
            },
        )
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What has a page of its own; everything else ends in `errors.server_error`."""
        if isinstance(exception, Stale):
            return page(request, 409)
        if isinstance(exception, Missing):
            return key_missing(request)
        return page(request, 404) if isinstance(exception, Erased) else None


class EveryRouteHasAPolicy:
    """Refuses a view that does not say what it is, and asks the table for the views of libraries."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        if hasattr(view, "policy_action"):
            return
        match = request.resolver_match
        action = LIBRARY_ROUTES.get(match.view_name or "") if match else None
        if action is None:
            if from_library(view):
                raise Http404
            raise ImproperlyConfigured("This address has no policy.")
        if not allowed(relations_without_record(request, action), action).allowed:
            raise Http404
