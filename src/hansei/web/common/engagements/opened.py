"""How an opened item is called and shown to its reader. A step registers its own kinds.

So this app need not know what a step shares, and a step need not bring a page for it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Facts = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Shown:
    """`name` heads a page, `inline` stands in a sentence; `template` shows what `facts` makes of it."""

    name: str | Promise
    inline: str | Promise
    template: str = ""
    facts: Facts | None = None


_KINDS = {
    "objective": Shown(_("An objective"), _("an objective")),
    "finding": Shown(_("A finding"), _("a finding")),
    "note": Shown(_("A note to you"), _("a note to the second coach")),
    "found_out": Shown(_("What was found out"), _("what you found out")),
    "conversation_note": Shown(_("Something written"), _("an entry in a conversation")),
    "sponsor_page": Shown(_("Something written"), _("the page you signed")),
}
_UNKNOWN = Shown(_("Something written"), _("something written"))


def register(kind: str, shown: Shown) -> None:
    """Called once by a step at start, for a kind that it opens to a reader."""
    _KINDS[kind] = shown


def shown(kind: str) -> Shown:
    """How items of this kind are called and shown."""
    return _KINDS.get(kind, _UNKNOWN)
