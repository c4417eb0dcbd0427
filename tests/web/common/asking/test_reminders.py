"""Two reminders at most, and none to who answered or said stop."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage

from hansei.core import clock
from hansei.web.common.asking import services
from hansei.web.common.asking.models import Invitation, Round
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.mail.models import Mail
from tests.web.common.asking.around import DAY, Around, opened, secret, secrets_of


def reminders() -> int:
    return Mail.objects.filter(kind="asking.reminder").count()


def test_reminders_are_two_at_most(people: Around, round_: Round) -> None:
    sent = []
    for day in range(14):
        with clock.shifted(day * DAY + timedelta(hours=1)):
            sent += [day] * (services.remind_due() + services.remind_due())
    assert sent == [7] * 12 + [11] * 12
    assert reminders() == 24
    assert set(Mail.objects.filter(kind="asking.reminder").values_list("number", flat=True)) == {1, 2}


def test_no_reminder_to_who_answered_or_said_stop(people: Around, round_: Round) -> None:
    links = secrets_of(round_)
    services.answer(links[people.boss.pk], {"LL-S4": 0})
    services.stop(links[people.peers[0].pk])
    with clock.shifted(8 * DAY):
        services.remind_due()
        services.stop(links[people.peers[1].pk])
        services.answer(links[people.peers[2].pk], {"LL-S4": 2})
    with clock.shifted(12 * DAY):
        services.remind_due()
    got = list(Mail.objects.filter(kind="asking.reminder").values_list("to", flat=True))
    assert people.boss.pk not in got
    assert people.peers[0].pk not in got
    assert got.count(people.peers[1].pk) == got.count(people.peers[2].pk) == 1
    assert got.count(people.peers[3].pk) == 2


def test_a_worker_that_was_away_sends_one_reminder_and_not_two_at_once(round_: Round) -> None:
    with clock.shifted(12 * DAY):
        assert services.remind_due() == 12
        assert services.remind_due() == 0
    assert reminders() == 12


def test_no_reminder_before_half_of_the_time_and_none_after_the_close(round_: Round) -> None:
    with clock.shifted(6 * DAY):
        assert services.remind_due() == 0
    with clock.shifted(15 * DAY):
        assert services.remind_due() == 0


def test_a_reminder_that_became_needless_while_it_waited_is_not_sent(
    people: Around, round_: Round, mailoutbox: list[EmailMessage]
) -> None:
    jobs.run_all()
    mailoutbox.clear()
    with clock.shifted(8 * DAY):
        services.remind_due()
        services.answer(secret(round_, people.boss), {"LL-S4": 0})
        services.stop(secret(round_, people.peers[0]))
        jobs.run_all()
    got = {address for mail in mailoutbox for address in mail.to}
    assert len(mailoutbox) == 10
    assert not got & {people.boss.email, people.peers[0].email}


def test_no_reminder_once_the_time_is_over_though_it_waited_in_the_outbox(
    round_: Round, mailoutbox: list[EmailMessage]
) -> None:
    jobs.run_all()
    mailoutbox.clear()
    with clock.shifted(8 * DAY):
        services.remind_due()
    with clock.shifted(14 * DAY):
        jobs.run_all()
    assert mailoutbox == []


# --------------------------------------------------------------------------------------------- what mails say
def mails(mailoutbox: list[EmailMessage]) -> dict[str, EmailMessage]:
    jobs.run_all(loud=True)
    return {mail.to[0]: mail for mail in mailoutbox}


def test_a_mail_names_neither_leader_nor_subject(people: Around, mailoutbox: list[EmailMessage]) -> None:
    opened(people)
    with clock.shifted(8 * DAY):
        services.remind_due()
        sent = mails(mailoutbox) and list(mailoutbox)
    assert len(sent) == 24
    for mail in sent:
        said = f"{mail.subject}\n{mail.body}\n{mail.from_email}\n{mail.extra_headers}"
        said = re.sub(r"http\S+|<\S+>", "", said)  # random letters can spell anything
        for word in ("Marianne", "Vos", "coach", "lead", "feedback", "LL-S4", "mirror"):
            assert word.lower() not in said.lower(), word


def test_a_mail_holds_the_link_the_closing_time_of_its_reader_and_the_way_to_stop(
    people: Around, mailoutbox: list[EmailMessage]
) -> None:
    Person.objects.filter(pk=people.boss.pk).update(zone="America/New_York")
    round_ = opened(people)
    Round.objects.filter(pk=round_.pk).update(closes_at="2027-03-24T17:00:00Z")
    link = secret(round_, people.boss)
    with clock.frozen(Round.objects.get(pk=round_.pk).closes_at - DAY):
        sent = mails(mailoutbox)
    here = sent[people.boss.email]
    assert re.search(rf"^http\S+/a/{link}/$", str(here.body), re.MULTILINE)
    assert re.search(rf"^http\S+/a/{link}/stop/$", str(here.body), re.MULTILINE)
    assert "Wednesday 24 March, 13:00 (America/New York)" in str(here.body)
    assert here.extra_headers["List-Unsubscribe"].endswith(f"/a/{link}/stop/>")
    assert here.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "18:00 (Europe/Berlin)" in str(sent[people.peers[0].email].body)


def test_everybody_gets_a_link_of_their_own(people: Around, mailoutbox: list[EmailMessage]) -> None:
    round_ = opened(people)
    links = secrets_of(round_)
    sent = mails(mailoutbox)
    for one in people.asked:
        body = str(sent[one.person.email].body)
        assert links[one.person.pk] in body
        assert not any(link in body for who, link in links.items() if who != one.person.pk)


@pytest.mark.parametrize("kind", ["asking.invitation", "asking.reminder"])
def test_nothing_of_a_mail_is_kept_but_whom_and_what_about(round_: Round, kind: str) -> None:
    with clock.shifted(8 * DAY):
        services.remind_due()
    row: dict[str, Any] = Mail.objects.filter(kind=kind).values().first() or {}
    found = Invitation.objects.select_related("round").get(pk=row["ref"])
    link = services.link(found).split("/")[2]
    assert link not in str(row)
    assert found.secret_hash not in str(row)
