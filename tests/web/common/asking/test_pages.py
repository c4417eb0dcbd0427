"""The pages behind a link: no account, no cookie; always the same blank form; nothing changes by a GET."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hansei.core import clock
from hansei.core.anonymity import Source, Tally
from hansei.web.common.asking import services, views
from hansei.web.common.asking.models import Progress, Round, Sent
from hansei.web.common.people.models import Organization, Person
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.policy.logs import JsonLines
from tests.web.common.asking.around import DAY, Around, opened, secret

GONE = "/a/" + "x" * 43 + "/"


@pytest.fixture
def link(people: Around, round_: Round) -> str:
    """The link of one of six direct reports."""
    return f"/a/{secret(round_, people.reports[0])}/"


@pytest.fixture
def boss_link(people: Around, round_: Round) -> str:
    return f"/a/{secret(round_, people.boss)}/"


@pytest.fixture
def client() -> Client:
    """A fresh browser that insists on the token against forged forms."""
    return Client(enforce_csrf_checks=True)


def text(response: Any) -> str:
    """The words of a page, without markup."""
    body = re.sub(r"<[^>]*>", " ", response.content.decode())
    return re.sub(r"\s+", " ", body).replace("&#x27;", "'")


def state() -> list[Any]:
    """All that a request could change."""
    return [
        list(Sent.objects.order_by("pk").values()),
        list(Progress.objects.order_by("pk").values()),
        list(Round.objects.values()),
        Entry.objects.count(),
    ]


# ------------------------------------------------------------------------------------------------ the form
def test_the_form_says_who_asks_as_what_one_is_asked_and_what_is_promised(client: Client, link: str) -> None:
    page = client.get(link)
    assert page.status_code == 200
    said = text(page)
    for sentence in (
        "Marianne Vos asks how you see three things",
        "You are asked as one of six direct reports.",
        "only ever shown counted together with those of at least three others",
        "Neither Marianne Vos nor the coach can see who answered, so you are free not to.",
        "Nothing from it may be used for anybody’s appraisal or pay.",
        "What exactly is stored, and for how long",
        "Send my answers",
        "I would rather not",
        "no chance to see",
    ):
        assert sentence in said, sentence


def test_a_higher_minimum_is_what_the_page_promises(client: Client, people: Around) -> None:
    round_ = opened(people, k=5)
    assert "at least four others" in text(client.get(f"/a/{secret(round_, people.reports[0])}/"))


UNSEEN = "can see who answered"
#: By how many are asked as the one who reads is: what what is shown can tell.
TOLD = {
    True: "nobody else is asked as you are: figures, occasions, or words about how many answered can tell "
    "Marianne Vos that you did",
    False: "in a group of this size figures, occasions, or words about how many answered can tell "
    "Marianne Vos that all of you did",
}


def asked_of(people: Around, peers: int, reports: int) -> list[services.Asked]:
    return [services.Asked(one, "peers") for one in people.peers[:peers]] + [
        services.Asked(one, "reports") for one in people.reports[:reports]
    ]


@pytest.mark.parametrize(
    ("peers", "reports"),
    [(0, 4), (2, 2), (1, 3), (3, 1)],
    ids=["a group of just k", "two that are k together", "one and three", "three and one"],
)
def test_whoever_could_not_stay_silent_unseen_is_told_so(
    client: Client, people: Around, peers: int, reports: int
) -> None:
    round_ = opened(people, asked=asked_of(people, peers, reports))
    for group, number in ((people.peers, peers), (people.reports, reports)):
        for one in group[:number]:
            said = text(client.get(f"/a/{secret(round_, one)}/"))
            assert TOLD[number == 1] in said
            assert UNSEEN not in said
            assert "You are free not to." in said


def test_one_peer_beside_many_reports_is_told_and_the_reports_are_not(client: Client, people: Around) -> None:
    round_ = opened(people, asked=asked_of(people, 1, 5))
    said = text(client.get(f"/a/{secret(round_, people.peers[0])}/"))
    assert TOLD[True] in said
    assert UNSEEN not in said
    said = text(client.get(f"/a/{secret(round_, people.reports[0])}/"))
    assert UNSEEN in said
    assert TOLD[False] not in said


def test_who_stands_together_as_before_is_what_decides_on_a_page(client: Client, people: Around) -> None:
    round_ = opened(people, asked=asked_of(people, 4, 3))
    link = f"/a/{secret(round_, people.peers[0])}/"
    assert TOLD[False] in text(client.get(link))
    # Settled when the round opened: the four are never shown alone, and seven are enough to be silent among.
    Round.objects.update(merged=True)
    assert UNSEEN in text(client.get(link))


def test_the_boss_is_told_that_the_answer_is_shown_by_name(client: Client, boss_link: str) -> None:
    said = text(client.get(boss_link))
    assert "You are asked as the boss." in said
    assert "asks how you see one thing" in said
    assert "sees your answers as yours, by name, and sees whether you answered" in said
    assert "counted together" not in said
    assert "can see who answered" not in said


def test_each_is_asked_only_what_their_source_is_asked(client: Client, link: str, boss_link: str) -> None:
    assert client.get(link).content.count(b"<fieldset") == 3
    assert client.get(boss_link).content.count(b"<fieldset") == 1


def test_what_is_asked_over_six_months_stands_under_a_question_of_its_own(client: Client, link: str) -> None:
    said = text(client.get(link))
    eight, six = said.index("In the last eight weeks"), said.index("In the last six months")
    assert said.count("when there was occasion: how often did you see this?") == 2
    assert eight < said.index("2 of 3") < six < said.index("3 of 3")


def test_people_around_see_words_and_no_figures(client: Client, link: str) -> None:
    page = client.get(link).content.decode()
    assert "nearly every time" in page
    assert 'class="num"' not in page


def test_the_form_is_blank_whether_or_not_something_was_sent(client: Client, link: str) -> None:
    before = client.get(link).content
    client.post(link, {"b1": "4", "b2": "2"})
    assert client.get(link).content == before
    assert b" checked" not in before


def test_the_page_is_in_the_language_of_the_one_who_is_asked(
    client: Client, people: Around, link: str
) -> None:
    Person.objects.filter(pk=people.reports[0].pk).update(language="de")
    page = client.get(link, headers={"accept-language": "en"})
    assert page["Content-Language"] == "de"
    assert b'<html lang="de"' in page.content
    assert "fast jedes Mal" in text(page)
    page = client.get(f"{link}?lang=en")
    assert b'<html lang="en"' in page.content
    assert "nearly every time" in text(page)


def test_a_language_link_needs_no_account_and_holds_until_the_thanks(client: Client, link: str) -> None:
    page = client.get(link)
    assert b'href="?lang=de"' in page.content
    sent = client.post(f"{link}?lang=de", {"b1": "4"})
    assert sent["Location"] == f"{link}thanks/?lang=de"
    assert client.get(sent["Location"])["Content-Language"] == "de"
    assert client.get(f"{link}?lang=xx").status_code == 200


def test_the_closing_time_is_said_in_the_zone_of_the_one_who_is_asked(
    client: Client, people: Around, link: str
) -> None:
    closes_at = datetime(2027, 3, 24, 17, tzinfo=UTC)
    Round.objects.update(closes_at=closes_at)
    with clock.frozen(closes_at - DAY):
        Person.objects.filter(pk=people.reports[0].pk).update(zone="Asia/Tokyo")
        assert "Thursday 25 March, 02:00 (Asia/Tokyo)" in text(client.get(link))
        Person.objects.filter(pk=people.reports[0].pk).update(zone="Halden/Nowhere")
        assert "Wednesday 24 March, 17:00 (UTC)" in text(client.get(link))


# ------------------------------------------------------------------------------------------------- sending
def test_what_is_sent_is_kept_and_thanked_for(client: Client, link: str) -> None:
    sent = client.post(link, {"b1": "4", "b2": "0"})
    assert (sent.status_code, sent["Location"]) == (302, f"{link}thanks/")
    assert "Thank you" in text(client.get(sent["Location"]))
    round_ = Round.objects.get()
    services.close(round_)
    assert services.tallies(round_)["LL-S8", Source.REPORTS] == Tally.of([4])
    assert services.tallies(round_)["LL-S4", Source.REPORTS] == Tally.of([0])
    assert services.tallies(round_)["LL-S6", Source.REPORTS] == Tally()


def test_nothing_ticked_is_said_and_nothing_kept(client: Client, link: str) -> None:
    page = client.post(link, {})
    assert page.status_code == 400
    assert "Nothing is ticked yet." in text(page)
    assert not Sent.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("b2", "6"), ("b2", "-1"), ("b2", "4; DROP"), ("b9", "4"), ("source", "boss"), ("b2", "٤")],
)
def test_a_tampered_form_is_refused_and_keeps_what_was_ticked(
    client: Client, link: str, field: str, value: str
) -> None:
    page = client.post(link, {"b1": "5", field: value})
    assert page.status_code == 400
    assert re.search(rb'name="b1" value="5" id="[^"]*" checked', page.content)
    assert not Sent.objects.exists()


def test_a_locked_database_is_said_and_keeps_what_was_ticked(
    client: Client, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(views.services, "send", locked)
    page = client.post(link, {"b1": "5"})
    assert page.status_code == 503
    assert "Nothing is lost: send it again in a moment." in text(page)
    assert re.search(rb'name="b1" value="5" id="[^"]*" checked', page.content)


def test_i_would_rather_not_leads_to_a_page_and_records_nothing(client: Client, link: str) -> None:
    before = state()
    assert f'href="{link}no/"'.encode() in client.get(link).content
    page = client.get(f"{link}no/")
    assert "Nothing is recorded: not that you were here" in text(page)
    assert state() == before


@pytest.mark.parametrize("end", ["", "thanks/", "no/", "stop/"])
def test_no_get_changes_anything(client: Client, link: str, end: str) -> None:
    """Mail programs and link scanners open every link."""
    before = state()
    for _ in range(2):
        assert client.get(link + end).status_code == 200
        assert client.head(link + end).status_code == 200
    assert state() == before


def test_reminders_are_stopped_by_one_click_of_a_mail_program(
    client: Client, people: Around, link: str
) -> None:
    assert client.post(f"{link}stop/", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [one.invitation.person_id for one in Progress.objects.filter(stopped=True)] == [
        people.reports[0].pk
    ]
    assert not Sent.objects.exists()
    assert client.get(link).status_code == 200, "the form stays open"


# ------------------------------------------------------------------------------------- wrong and closed links
@pytest.mark.parametrize(
    ("end", "method"),
    [("", "get"), ("", "post"), ("thanks/", "get"), ("no/", "get"), ("stop/", "get"), ("stop/", "post")],
)
def test_a_wrong_link_is_not_there(client: Client, round_: Round, end: str, method: str) -> None:
    page = getattr(client, method)(GONE + end)
    assert page.status_code == 404
    assert b"Marianne" not in page.content


@pytest.mark.parametrize(
    ("end", "method"), [("", "get"), ("", "post"), ("no/", "get"), ("stop/", "get"), ("stop/", "post")]
)
def test_a_closed_link_says_so_and_names_nobody(client: Client, link: str, end: str, method: str) -> None:
    with clock.shifted(14 * DAY):
        page = getattr(client, method)(link + end, {"b1": "4"})
    assert page.status_code == 410
    assert "This is closed" in text(page)
    assert "Thank you; nothing more is asked of you." in text(page)
    assert "Marianne" not in text(page)
    assert not Sent.objects.exists()


def test_a_link_is_closed_at_once_when_the_leader_withdraws(client: Client, link: str, round_: Round) -> None:
    services.withdraw(round_)
    assert client.get(link).status_code == client.post(link, {"b1": "4"}).status_code == 410


def test_the_thanks_for_the_last_answer_in_time_is_shown_after_the_close(client: Client, link: str) -> None:
    with clock.shifted(14 * DAY):
        page = client.get(f"{link}thanks/")
    assert page.status_code == 200
    assert "until" not in text(page)


def test_a_link_is_good_in_any_browser_whoever_is_signed_in(
    client: Client, people: Around, link: str
) -> None:
    client.force_login(people.boss, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(link)
    assert "You are asked as one of six direct reports." in text(page)
    assert people.reports[0].name not in page.content.decode()


# -------------------------------------------------------------------------------------------------- no trace
def test_nothing_of_the_link_reaches_the_log(
    client: Client, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get(link)
        client.post(link, {"b1": "4"})
        client.post(link, {})
        client.get(f"{link}stop/")
        client.get(GONE)
        with clock.shifted(14 * DAY):
            client.get(link)
    mine = {r.number for r in caplog.records if r.name == "hansei.request"}  # type: ignore[attr-defined]
    assert len(mine) == 6
    # Django's own lines, which hold the path, are not written at all; this is what they would say.
    written = [JsonLines().format(record) for record in caplog.records]
    assert not any(part in line for line in written for part in (link.split("/")[2], "/a/", "xxxx"))


def test_no_page_sets_a_cookie_or_makes_a_session(client: Client, link: str) -> None:
    from django.contrib.sessions.models import Session

    for end in ("", "thanks/", "no/", "stop/"):
        assert not client.get(link + end).cookies
    for ticked in ({"b1": "4"}, {}):
        assert not client.post(link, ticked).cookies
    assert not Session.objects.exists()


def test_no_page_is_kept_indexed_or_named_to_others(client: Client, link: str) -> None:
    for end in ("", "thanks/", "no/", "stop/"):
        page = client.get(link + end)
        assert page["Cache-Control"] == "no-store"
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["X-Robots-Tag"] == "noindex, nofollow"
        assert b'<meta name="robots" content="noindex' in page.content
        assert b"<script" not in page.content
        assert b"http" not in re.sub(rb"<!--.*?-->", b"", page.content), "no address outside"


@pytest.mark.django_db(transaction=True)
def test_sending_an_answer_takes_few_statements(client: Client) -> None:
    from tests.web.common.asking.around import around

    people = around()
    Organization.objects.create(id=1, name="Halden Pumps")
    link = f"/a/{secret(opened(people), people.reports[0])}/"
    client.post(link, {"b1": "1"})
    with (
        CaptureQueriesContext(connections["default"]) as main,
        CaptureQueriesContext(connections["keys"]) as keys,
    ):
        assert client.post(link, {"b1": "4", "b2": "3", "b3": "0"}).status_code == 302
    assert len(main) <= 7, [query["sql"] for query in main]
    assert len(keys) <= 1, [query["sql"] for query in keys]
