"""The mail about a note of thanks. It says of whom and of what nothing: that stands behind the link."""

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hansei.web.common.asking import wording
from hansei.web.ground.mail import services as mail
from hansei.web.ground.mail.models import Mail
from hansei.web.steps.mirror import thanking
from hansei.web.steps.mirror.models import ThanksLink


@mail.renderer("mirror.thanks")
def thanks(row: Mail) -> mail.Message | None:
    """There is a note to read, unless it was closed since."""
    found = ThanksLink.objects.select_related("thanks").filter(pk=row.ref).first()
    if found is None:
        return None
    try:
        path = thanking.link(found)
    except thanking.Closed:
        return None
    words = {
        "link": mail.address(path),
        "until": wording.moment(found.thanks.until),
        "zone": wording.zone(),
    }
    body = render_to_string("mirror/mail/thanks.txt", words)
    return mail.Message(_("A note for you, with nothing to do"), body)
