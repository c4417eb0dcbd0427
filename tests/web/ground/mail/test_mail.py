"""Mail: nothing private kept, sent at least once under one Message-ID, and never to who left."""

import json
import logging
import smtplib
import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as Remembered
from django.db import transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from hansei.core import clock
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs import queue
from hansei.web.ground.jobs.services import run_all
from hansei.web.ground.mail import delivery, services
from hansei.web.ground.mail.backends import MailNotSetUp
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.mail.services import Message, UnknownKind, address, send

pytestmark = pytest.mark.django_db
Writes = Callable[..., None]
SECRET = "violet heron"
REF = uuid.UUID(int=7)


def _plain(_: Mail) -> Message:
    return Message("A short question", f"{SECRET}\n{address('/a/' + SECRET.replace(' ', '-'))}\n")


def _only() -> Mail:
    return Mail.objects.get()


def _everything_stored() -> str:
    rows = [*Mail.objects.values(), *DBTaskResult.objects.values()]
    return json.dumps(rows, default=str)


class _Refuses(BaseEmailBackend):
    """A mail server that names the address and the text in what it raises."""

    error: Exception = smtplib.SMTPDataError(451, f"{SECRET} ada.winter@example.org".encode())

    def send_messages(self, messages: object) -> int:
        raise self.error


@pytest.fixture
def outbox(settings: object) -> list[EmailMessage]:
    from django.core import mail

    return mail.outbox


def test_a_mail_is_sent_when_the_transaction_is_over_and_not_otherwise(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)

    with transaction.atomic():
        send("test.asked", to=reader, ref=REF)
        transaction.set_rollback(True)
    run_all()
    assert outbox == []
    with transaction.atomic():
        send("test.asked", to=reader, ref=REF)
    run_all()
    assert [mail.to for mail in outbox] == [["ada.winter@example.org"]]
    assert _only().state == Mail.State.SENT


def test_neither_words_nor_link_nor_address_are_ever_stored(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)
    send("test.asked", to=reader, ref=REF)
    services.use_backend(_Refuses)
    seen = [_everything_stored()]
    run_all()
    seen.append(_everything_stored())
    services._BACKENDS.clear()
    run_all(future=True)
    seen.append(_everything_stored())
    assert SECRET in outbox[0].body
    for stored in seen:
        assert "violet" not in stored
        assert "example.org" not in stored
        assert "question" not in stored
        assert "Ada" not in stored


def test_the_log_of_a_failed_mail_holds_a_code_alone(
    writes: Writes, reader: Person, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("hansei"), "propagate", True)
    writes("test.asked", _plain)
    services.use_backend(_Refuses)
    send("test.asked", to=reader, ref=REF)
    run_all()
    told = "".join(str(vars(record)) for record in caplog.records)
    assert "smtp_451" in told
    assert "violet" not in told
    assert "example.org" not in told


def test_after_a_failure_the_same_mail_goes_out_under_the_same_message_id(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)
    tried: list[str] = []

    class _Once(Remembered):
        def send_messages(self, messages: list[EmailMessage]) -> int:
            tried.append(messages[0].extra_headers["Message-ID"])
            if len(tried) == 1:
                raise smtplib.SMTPServerDisconnected
            return super().send_messages(messages)

    services.use_backend(_Once)
    send("test.asked", to=reader, ref=REF)
    run_all()
    assert (_only().state, _only().code, _only().attempts) == ("waiting", "SMTPServerDisconnected", 1)
    run_all()
    assert len(tried) == 1
    with clock.shifted(queue.wait_after(1)):
        run_all()
    assert tried == [_only().message_id] * 2
    assert [mail.message()["Message-ID"] for mail in outbox] == [_only().message_id]
    assert (_only().state, _only().code, _only().attempts) == ("sent", "", 2)


def test_a_worker_killed_between_sending_and_marking_sends_again_under_the_same_message_id(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)

    class _Killed(BaseException):
        """Like a kill: nothing of ours catches it."""

    class _SentThenKilled(Remembered):
        def send_messages(self, messages: list[EmailMessage]) -> int:
            super().send_messages(messages)
            raise _Killed

    services.use_backend(_SentThenKilled)
    send("test.asked", to=reader, ref=REF)
    with pytest.raises(_Killed):
        run_all()
    assert _only().state == Mail.State.SENDING
    services._BACKENDS.clear()
    queue.sweep(timedelta(seconds=60))
    run_all()
    assert len(outbox) == 1, "the claim of the one that died still holds"
    with clock.shifted(delivery.CLAIM_HOLDS + timedelta(minutes=1)):
        run_all()
    assert [mail.message()["Message-ID"] for mail in outbox] == [_only().message_id] * 2
    assert _only().state == Mail.State.SENT


def test_a_mail_that_is_out_is_not_sent_by_a_second_task(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)
    send("test.asked", to=reader, ref=REF)
    run_all()
    delivery.deliver(str(_only().pk))
    assert len(outbox) == 1


def test_nothing_is_sent_to_somebody_who_left_before_or_after_it_was_asked_for(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)
    send("test.asked", to=reader, ref=REF)
    Person.objects.update(left_on=date(2026, 1, 1))
    run_all()
    assert _only().state == Mail.State.DROPPED
    send("test.asked", to=Person.objects.get(), ref=uuid.uuid4())
    run_all()
    assert Mail.objects.count() == 1
    assert outbox == []


def test_what_there_is_nothing_to_say_about_any_more_is_dropped(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", lambda mail: None)
    send("test.asked", to=reader, ref=REF)
    run_all()
    assert _only().state == Mail.State.DROPPED
    assert outbox == []


def test_it_is_written_in_the_language_and_zone_of_the_one_who_gets_it(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    def write(mail: Mail) -> Message:
        zone = timezone.get_current_timezone_name()
        return Message("x", f"{translation.get_language()} {zone} {mail.ref.int} {mail.number}")

    writes("test.asked", write)
    send("test.asked", to=reader, ref=REF, number=2)
    Person.objects.create_user("kim@example.org", name="Kim", language="xx", zone="Nowhere/At all")
    send("test.asked", to=Person.objects.get(name="Kim"), ref=REF, number=2)
    run_all(loud=True)
    assert sorted(mail.body for mail in outbox) == ["de America/New_York 7 2", "en UTC 7 2"]


def test_asked_for_twice_under_one_number_it_is_sent_once(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)
    tasks = []
    for _ in range(3):
        with transaction.atomic():
            send("test.asked", to=reader, ref=REF, number=1)
        tasks.append(run_all())
    assert tasks == [1, 0, 0]
    send("test.asked", to=reader, ref=REF, number=2)
    send("test.asked", to=reader, ref=uuid.uuid4(), number=1)
    run_all()
    assert len(outbox) == 3


def test_without_a_number_each_call_sends_one(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)
    send("test.asked", to=reader, ref=REF)
    send("test.asked", to=reader, ref=REF)
    run_all()
    assert len({mail.message()["Message-ID"] for mail in outbox}) == 2


def test_the_envelope_is_neutral_plain_and_can_be_stopped_with_one_click(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    stop = address("/stop/x")
    writes("test.asked", lambda mail: Message("A short question", "Two minutes.", stop))
    send("test.asked", to=reader, ref=REF)
    run_all()
    mail = outbox[0].message()
    assert mail["From"] == settings.DEFAULT_FROM_EMAIL
    assert mail["Subject"] == "A short question"
    assert mail["List-Unsubscribe"] == f"<{settings.ADDRESS}/stop/x>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()
    assert {"Reply-To", "Cc", "Bcc", "Disposition-Notification-To"}.isdisjoint(mail.keys())


def test_a_mail_that_need_not_be_stopped_offers_no_way_to_stop_it(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)
    send("test.asked", to=reader, ref=REF)
    run_all()
    assert "List-Unsubscribe" not in outbox[0].message()


def test_a_link_in_a_mail_leads_to_this_installation_alone() -> None:
    assert address("/a/b") == f"{settings.ADDRESS}/a/b"
    for elsewhere in ("https://example.org/", "//example.org/", "a/b"):
        with pytest.raises(ValueError):
            address(elsewhere)


def test_while_mail_is_not_set_up_it_waits_and_goes_out_once_it_is(
    writes: Writes, reader: Person, outbox: list[EmailMessage], settings: object
) -> None:
    settings.EMAIL_BACKEND = "hansei.web.ground.mail.backends.Unset"  # type: ignore[attr-defined]
    writes("test.asked", _plain)
    send("test.asked", to=reader, ref=REF)
    for _ in range(queue.LIMIT + 2):
        run_all(future=True)
    assert (_only().state, _only().code) == ("waiting", "mail_not_set_up")
    assert outbox == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    run_all(future=True)
    assert len(outbox) == 1
    assert _only().state == Mail.State.SENT


def test_a_mail_that_no_server_takes_is_dropped_in_the_end_and_the_reason_stays(
    writes: Writes, reader: Person
) -> None:
    writes("test.asked", _plain)
    services.use_backend(_Refuses)
    send("test.asked", to=reader, ref=REF)
    for _ in range(queue.LIMIT):
        assert _only().state == Mail.State.WAITING
        run_all(future=True)
    assert (_only().state, _only().code, _only().attempts) == ("dropped", "smtp_451", queue.LIMIT)


def test_a_renderer_that_breaks_leaves_its_type_and_the_mail_waiting(writes: Writes, reader: Person) -> None:
    def broken(_: Mail) -> Message:
        raise RuntimeError(SECRET)

    writes("test.asked", broken)
    send("test.asked", to=reader, ref=REF)
    run_all()
    assert (_only().state, _only().code) == ("waiting", "RuntimeError")
    assert "violet" not in _everything_stored()


def test_the_first_choice_that_is_made_takes_the_mail_out_of_the_settings_hands(writes: Writes) -> None:
    mine = Remembered()
    services.use_backend(lambda: None)
    assert not isinstance(services.connection(), _Refuses)
    services.use_backend(lambda: mine)
    services.use_backend(_Refuses)
    assert services.connection() is mine


def test_without_a_mail_server_sending_says_so() -> None:
    from hansei.web.ground.mail.backends import Unset

    with pytest.raises(MailNotSetUp):
        Unset().send_messages([])


def test_a_kind_that_nobody_writes_is_refused_at_once(writes: Writes, reader: Person) -> None:
    with pytest.raises(UnknownKind):
        send("test.nobody", to=reader, ref=REF)
    assert not Mail.objects.exists()


def test_mails_about_a_record_and_to_a_person_can_be_forgotten(
    writes: Writes, reader: Person, outbox: list[EmailMessage]
) -> None:
    writes("test.asked", _plain)
    other = Person.objects.create_user("kim@example.org", name="Kim")
    send("test.asked", to=reader, ref=REF)
    send("test.asked", to=reader, ref=uuid.uuid4())
    send("test.asked", to=other, ref=uuid.uuid4())
    services.forget([REF])
    assert Mail.objects.count() == 2
    services.forget_person(reader.pk)
    assert [mail.to_id for mail in Mail.objects.all()] == [other.pk]
    run_all(loud=True)
    assert [mail.to for mail in outbox] == [["kim@example.org"]]


def test_what_is_out_is_forgotten_after_two_months_and_what_waits_is_not(
    writes: Writes, reader: Person
) -> None:
    writes("test.asked", _plain)
    send("test.asked", to=reader, ref=REF)
    run_all()
    send("test.asked", to=reader, ref=REF)
    with clock.shifted(delivery.KEPT + timedelta(days=1)):
        delivery.prune()
    assert _only().state == Mail.State.WAITING
