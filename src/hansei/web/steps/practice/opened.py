"""A try-out that a leader opened, as a coach reads it."""

from django.utils.translation import gettext_lazy as _

from hansei.web.common.engagements.opened import Shown, register
from hansei.web.steps.practice.services import KIND
from hansei.web.steps.practice.showing import facts

register(KIND, Shown(_("A try-out"), _("a try-out"), "practice/_opened.html", facts))
