"""Runs of try-outs with their words, for pages."""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hansei.core.pictures.run_chart import RunData, Stop, Words, run_chart


def words() -> Words:
    """The words of the picture."""
    return Words(
        every=_("on every occasion"),
        none=_("on none"),
        expected=_("expected"),
        happened=_("happened"),
        middle=_("middle"),
        both=_("{day}: expected {expected}, happened {happened}."),
        waiting=_("{day}: expected {expected}, nothing written yet."),
    )


def drawn(prefix: str, what: str, stops: Sequence[Stop], middle: Fraction | None = None) -> SafeString:
    """A run about one thing, oldest first. `prefix` is unique on the page."""
    title = _("Expected and happened, one try-out after the other: {what}").replace("{what}", what)
    # The picture escapes every text that it is given.
    return mark_safe(run_chart(RunData(prefix, title, words(), tuple(stops), middle)))  # noqa: S308
