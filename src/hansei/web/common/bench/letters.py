"""Mail to somebody who was asked whether they want to coach."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.ground.mail import services as mail
from hansei.web.ground.mail.models import Mail


@mail.renderer("bench.asked")
def asked(letter: Mail) -> mail.Message:
    return mail.Message(
        subject=_("A question for you"),
        body=_("There is a question for you. It is not in this mail.\n\nSign in as usual:\n%(address)s\n")
        % {"address": mail.address(reverse("today"))},
    )
