"""The mailed code goes the way of all mail, and no failure of it tells who is in the directory."""

import smtplib
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Remembered
from django.test import Client
from django.urls import reverse

from hansei.web.common.people.models import Person
from hansei.web.ground.mail import services
from hansei.web.ground.mail.backends import Unset

pytestmark = pytest.mark.django_db


class _Refuses(BaseEmailBackend):
    def send_messages(self, messages: object) -> int:
        raise smtplib.SMTPServerDisconnected


def _ask_for_a_code(email: str) -> tuple[int, str]:
    answer = Client().post(reverse("account_request_login_code"), {"email": email})
    return answer.status_code, answer.headers.get("Location", "")


def test_the_code_goes_where_all_mail_goes(writes: Callable[..., None], reader: Person) -> None:
    caught: list[EmailMessage] = []

    class _Catches(Remembered):
        def send_messages(self, messages: list[EmailMessage]) -> int:
            caught.extend(messages)
            return len(messages)

    services.use_backend(_Catches)
    _ask_for_a_code(reader.email)
    assert [mail.to for mail in caught] == [[reader.email]]
    assert "http" not in caught[0].body
    assert reader.name not in caught[0].body + caught[0].subject


@pytest.mark.parametrize("backend", [_Refuses, Unset])
def test_a_code_that_cannot_be_sent_looks_like_an_address_nobody_has(
    backend: type[BaseEmailBackend], writes: Callable[..., None], reader: Person
) -> None:
    services.use_backend(backend)
    assert _ask_for_a_code(reader.email) == _ask_for_a_code("nobody@example.org")
