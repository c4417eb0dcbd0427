"""Documents to take along, in the reader's language: see `hansei.core.paper`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import paper
from hansei.core.paper import MARK, CannotSet, picture

__all__ = ["CannotSet", "document", "picture"]


def document(template: Path, data: Mapping[str, Any]) -> bytes:
    """The template with these data, in the language that is active. Raises CannotSet."""
    marks = _("Letters that cannot be set here stand as %(mark)s; the page has them.") % {"mark": MARK}
    return paper.document(template, data, (get_language() or "en").split("-")[0], marks=marks)
