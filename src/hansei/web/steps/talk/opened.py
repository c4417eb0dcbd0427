"""How a talk report is called where its readings are shown."""

from django.utils.translation import gettext_lazy as _

from hansei.web.common.engagements.opened import Shown, register

register("talk", Shown(_("A talk report"), _("a talk report about you both")))
register("talk.lines", Shown(_("Lines of a talk report"), _("lines of a talk report about you both")))
