"""Mail about a first meeting: that there is something to see, and nothing of what it is."""

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.ground.mail import services as mail
from hansei.web.ground.mail.models import Mail


@mail.renderer("choose.news")
def news(letter: Mail) -> mail.Message:
    return mail.Message(
        subject=_("Something new for you"),
        body=_(
            "There is something new for you. It is not in this mail.\n\n"
            "Sign in as usual, whenever it suits you:\n%(address)s\n"
        )
        % {"address": mail.address(reverse("today"))},
    )


@mail.renderer("choose.over")
def over(letter: Mail) -> mail.Message:
    """To whoever waited for it: there is no page about it any more."""
    return mail.Message(
        subject=_("Something has ended"),
        body=_("Something that you were part of has ended. There is nothing you need to do.\n"),
    )
