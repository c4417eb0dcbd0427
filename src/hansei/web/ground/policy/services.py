"""One door for every address: what is asked for is loaded and allowed in one step, or it is not there.

A view is declared with `@route("record.act", of="kind")`. The loader registered for the kind finds the record
and says how the one who asks stands to it; the table in `core.policy` decides. A view is therefore never
handed what its caller may not see, and "may not" and "is not there" answer alike: 404.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from hansei.core.policy import ACTIONS, Relation, UnknownAction, allowed

View = Callable[..., HttpResponseBase]
#: finds the record of a request and how its sender stands to it
Loader = Callable[..., tuple[Any, set[Relation]]]


class NothingThere(Exception):
    """The loader found no record. Answers exactly as a record that is not the caller's."""


_LOADERS: dict[str, Loader] = {}
#: relations that rest on the person or the house, with who finds them; asked only when an action needs one
_STANDING: list[tuple[frozenset[Relation], Callable[[HttpRequest], set[Relation]]]] = []


def loader(kind: str) -> Callable[[Loader], Loader]:
    """Register how records of `kind` are found; the loader takes the request and the address's arguments."""

    def register(find: Loader) -> Loader:
        _LOADERS[kind] = find
        return find

    return register


Standing = Callable[[HttpRequest], set[Relation]]


def standing(*given: Relation) -> Callable[[Standing], Standing]:
    """Register who finds the relations `given`, which rest on the person alone (steward, leader, ...)."""

    def register(find: Standing) -> Standing:
        _STANDING.append((frozenset(given), find))
        return find

    return register


def relations_without_record(request: HttpRequest, action: str) -> set[Relation]:
    """How the sender stands to the house as a whole, as far as `action` asks for it."""
    found = {Relation.ANYONE}
    for given, find in _STANDING:
        if given & ACTIONS[action]:
            found |= find(request)
    return found


def route(action: str, *, of: str | None = None) -> Callable[[View], View]:
    """Declare a view's action, and with `of` the kind of record its address names.

    The view is called `view(request, record, **rest)` with `of`, else `view(request, **arguments)`.
    Raises UnknownAction at import when the action is not in the table.
    """
    if action not in ACTIONS:
        raise UnknownAction(action)

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            held = relations_without_record(request, action)
            if not request.user.is_authenticated and not _open_to_strangers(action):
                # The same answer at every address, so that it says nothing about what is there.
                return redirect("account_login")
            if of is None:
                if not allowed(held, action).allowed:
                    raise Http404
                return view(request, **arguments)
            try:
                record, towards = _LOADERS[of](request, **arguments)
            except NothingThere:
                raise Http404 from None
            if not allowed(held | towards, action).allowed:
                raise Http404
            return view(request, record)

        guarded.policy_action = action  # type: ignore[attr-defined]
        guarded.policy_record = of  # type: ignore[attr-defined]
        return guarded

    return declare


_WITHOUT_ACCOUNT = {Relation.ANYONE, Relation.HOLDER, Relation.FIRST_STEWARD, Relation.VISITOR}


def _open_to_strangers(action: str) -> bool:
    return bool(ACTIONS[action] & _WITHOUT_ACCOUNT)


def may(request: HttpRequest, action: str, towards: set[Relation] | None = None) -> bool:
    """Whether to show a way to `action`. The address behind it asks again."""
    return allowed(relations_without_record(request, action) | (towards or set()), action).allowed


#: Routes of libraries, by name. What is not listed is refused, whatever the library adds later.
LIBRARY_ROUTES = {
    "account_login": "house.sign_in",
    "account_request_login_code": "house.sign_in",
    "account_confirm_login_code": "house.sign_in",
    "account_logout": "house.sign_out",
}
