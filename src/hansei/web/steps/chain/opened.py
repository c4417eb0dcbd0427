"""A hypothesis that a leader opened, as a coach reads it: the sentence, and no figure."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from hansei.web.common.engagements.opened import Shown, register
from hansei.web.steps.chain.services import KIND


def facts(opened: dict[str, Any]) -> dict[str, Any]:
    """The three parts, in the leader's words."""
    return {"supposed": opened}


register(KIND, Shown(_("A hypothesis"), _("a hypothesis"), "chain/_opened.html", facts))
