"""Start-up refuses an address without a policy."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

#: Packages whose views are not ours. Theirs are closed unless LIBRARY_ROUTES opens them by name.
_LIBRARIES = ("allauth.", "django.")


def every_route(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """All addresses of the installation with their patterns."""
    here = resolver or get_resolver()
    for entry in here.url_patterns:
        path = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from every_route(entry, path)
        else:
            yield path, entry


def from_library(view: Any) -> bool:
    """Whether a view is not ours."""
    module = getattr(getattr(view, "view_class", view), "__module__", "")
    return module.startswith(_LIBRARIES)


def routes_without_policy() -> list[str]:
    """Addresses of ours whose view declares no action."""
    return [
        path
        for path, pattern in every_route()
        if not hasattr(pattern.callback, "policy_action") and not from_library(pattern.callback)
    ]


@register("policy")
def check_routes(**_: Any) -> list[CheckMessage]:
    return [
        Error(
            f"The address {path} has no policy.", hint="Declare its view with @route(...).", id="policy.E001"
        )
        for path in routes_without_policy()
    ]
