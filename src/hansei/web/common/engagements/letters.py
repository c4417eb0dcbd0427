"""Mail about an engagement: that there is something to see, and nothing of what it is."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.ground.mail import services as mail
from hansei.web.ground.mail.models import Mail


@mail.renderer("engagements.news")
def news(letter: Mail) -> mail.Message:
    return mail.Message(
        subject=_("Something new for you"),
        body=_(
            "There is something new for you. It is not in this mail.\n\n"
            "Sign in as usual, whenever it suits you:\n%(address)s\n"
        )
        % {"address": mail.address(reverse("today"))},
    )
