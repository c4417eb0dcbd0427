"""The two mails. Subject and text say nothing of whom or what it is about: that stands behind the link."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.anonymity import Kind
from hansei.web.common.asking import wording
from hansei.web.common.asking.models import Invitation, Progress
from hansei.web.common.asking.services import Closed, link
from hansei.web.ground.mail import services as mail
from hansei.web.ground.mail.models import Mail


@mail.renderer("asking.invitation")
def invitation(row: Mail) -> mail.Message | None:
    """Somebody is asked."""
    return _written(row, _("Two minutes, if you like"), "asking/mail/invitation.txt")


@mail.renderer("asking.reminder")
def reminder(row: Mail) -> mail.Message | None:
    """A reminder, unless it has become needless since it was put into the outbox."""
    return _written(row, _("Two minutes, if you still like"), "asking/mail/reminder.txt")


def _written(row: Mail, subject: str, template: str) -> mail.Message | None:
    found = Invitation.objects.select_related("round").filter(pk=row.ref).first()
    progress = Progress.objects.filter(pk=row.ref).first()
    if found is None or progress is None:
        return None
    if row.kind == "asking.reminder" and (progress.answered or progress.stopped):
        return None
    try:
        path = link(found)
    except Closed:
        return None
    secret = path.rstrip("/").rsplit("/", 1)[-1]
    stop = mail.address(reverse("answer_stop", kwargs={"secret": secret}))
    words = {
        "link": mail.address(path),
        "stop": stop,
        "until": wording.moment(found.round.closes_at),
        "zone": wording.zone(),
        "last": progress.reminders > 1,
        # Of a pulse nobody is the author: it is about no person.
        "pulse": found.round.kind == Kind.PULSE,
    }
    return mail.Message(subject, render_to_string(template, words), stop)
