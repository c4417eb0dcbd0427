"""Sign-in by django-allauth, closed to sign-up, with mails that say nothing."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hansei.web.ground.mail.backends import MailNotSetUp
from hansei.web.ground.mail.services import connection

log = logging.getLogger("hansei.mail")


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up; a mailed code carries neither a name nor a link."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        # An address that is not in the directory gets no mail at all: a mail that says "unknown" would
        # let anyone write to strangers from this sender, and tell them where the directory ends.
        if template_prefix != "account/email/login_code":
            return
        body = render_to_string("people/mail/login_code.txt", {"code": context["code"]})
        mail = EmailMessage(
            _("Your code"), body, settings.DEFAULT_FROM_EMAIL, [email], connection=connection()
        )
        try:
            mail.send()
        except (OSError, MailNotSetUp) as error:
            # The page answers the same: an error for some addresses alone would tell who is in the directory.
            log.error("sign-in code not sent", extra={"code": type(error).__name__})

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth's notices name the address that was typed; ours are on the page itself."""
