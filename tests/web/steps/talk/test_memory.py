"""Lines from memory: on the coach's own yes alone, heard at once, for the coach alone."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection

from hansei.core import clock
from hansei.core.talk import Code, Unreadable
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Organization
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.vault import services as vault
from hansei.web.steps.talk import selectors, services
from hansei.web.steps.talk.models import Counted, Talk
from tests.web.pages import read
from tests.web.sights import sight
from tests.web.steps.talk.talks import LINES, MEMORY, numbers, remembered
from tests.world import World, sign_in


def test_a_coach_writes_lines_and_sees_at_once_how_each_is_heard(agreed: World) -> None:
    assert agreed.engagement is not None
    browser = sign_in(agreed.coach)
    address = f"/talk/memory/{agreed.engagement.pk}/"
    page = read(browser.get(address))
    assert "None of the leader’s" in page.text
    form = page.form(having="lines")
    page = read(browser.post(address, form.data(lines=MEMORY), follow=True))
    for line in LINES:
        assert line in page.text
    heard = selectors.opened(Talk.objects.get())
    assert heard is not None
    assert heard.heard(0) is Code.OPEN_QUESTION
    assert heard.heard(2) is Code.ADVISE
    assert f"{LINES[2]} Tells: advises" in page.text
    assert "Place a" in page.text
    assert "Share" not in page.text, "under twenty units there are counts and no shares"


def test_lines_that_are_too_few_or_too_many_are_a_sentence_and_stay_where_they_were(agreed: World) -> None:
    assert agreed.engagement is not None
    browser = sign_in(agreed.coach)
    address = f"/talk/memory/{agreed.engagement.pk}/"
    today = clock.now().date().isoformat()
    for lines, sentence in (
        ("One line of mine.", "Write 5 lines at least"),
        ("\n".join([*LINES] * 3), "Write 15 lines at most."),
        ("?\n!", "There are no words in it."),
    ):
        answer = browser.post(address, {"lines": lines, "held_on": today})
        assert answer.status_code == 400
        page = read(answer)
        assert sentence in page.text
        assert page.form(having="lines").fields["lines"].values[0].split() == lines.split()
    assert not Talk.objects.exists()
    assert not Counted.objects.exists()


def test_nobody_but_the_coach_ever_reads_a_line_of_it_and_nothing_is_recorded_for_the_leader(
    agreed: World,
) -> None:
    before = {seat: sight(person) for seat, person in agreed.seats.items() if seat != "coach"}
    talk = remembered(agreed)
    after = {seat: sight(person) for seat, person in agreed.seats.items() if seat != "coach"}
    assert after == before
    for seat, person in agreed.seats.items():
        answer = sign_in(person).get(f"/talk/{talk.pk}/")
        assert (answer.status_code == 200) is (seat == "coach"), seat
    assert audit.entries(agreed.leader.chain, verb="item.read") == []


def test_the_lines_are_sealed_on_the_coachs_side_and_stand_in_no_column(agreed: World) -> None:
    talk = remembered(agreed)
    services.keep_wording(talk, 2, "Where would you start?")
    assert agreed.engagement is not None
    assert talk.scope == agreed.engagement.coach_scope
    with connection.cursor() as cursor:
        for table in ("talk_talk", "talk_counted", "audit_entry"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            stored = [bytes(v) if isinstance(v, memoryview) else v for row in cursor.fetchall() for v in row]
            raw = b"".join(v if isinstance(v, bytes) else str(v).encode() for v in stored)
            assert raw
            for word in (b"notice", b"silence", b"advise", b"Where would"):
                assert word not in raw, table


def test_under_a_paused_or_ended_agreement_or_switched_off_nothing_can_be_written(agreed: World) -> None:
    assert agreed.engagement is not None
    remembered(agreed)
    Organization.objects.update(talk_on=False)
    with pytest.raises(NotPossible):
        remembered(agreed)
    Organization.objects.update(talk_on=True)
    engagements.pause(agreed.engagement, agreed.leader)
    with pytest.raises(NotPossible):
        remembered(agreed)
    assert Talk.objects.count() == 1
    answer = sign_in(agreed.coach).get(f"/talk/memory/{agreed.engagement.pk}/")
    assert answer["Location"] == "/talk/"


def test_only_the_coach_of_the_agreement_can_write(agreed: World) -> None:
    assert agreed.engagement is not None
    for person in (agreed.leader, agreed.stranger):
        with pytest.raises(NotPossible):
            services.remember(agreed.engagement, person, MEMORY, held_on=clock.now().date())
    assert not Talk.objects.exists()


# ------------------------------------------------------------------------------------------------ overruling
def test_any_code_of_ones_own_can_be_overruled_and_counts_at_once(agreed: World) -> None:
    talk = remembered(agreed)
    browser = sign_in(agreed.coach)
    opened = selectors.opened(talk)
    assert opened is not None
    for code in Code:
        services.overrule(talk, 0, code)
        again = selectors.opened(Talk.objects.get(pk=talk.pk))
        assert again is not None
        assert again.report.units[0].code == code
    for number in numbers(opened):
        sent = {"line": str(number), "code": "unsaid"}
        assert browser.post(f"/talk/{talk.pk}/overrule/", sent).status_code == 302
    again = selectors.opened(Talk.objects.get(pk=talk.pk))
    assert again is not None
    assert again.report.unsure == len(LINES)
    (counted,) = selectors.counts(agreed.coach)
    assert counted.data["unsure"] == len(LINES)
    assert len(counted.data["overruled"]) == len(again.report.overruled) > 0


def test_an_overruling_is_taken_back_by_what_was_heard_first(agreed: World) -> None:
    talk = remembered(agreed)
    opened = selectors.opened(talk)
    assert opened is not None
    services.overrule(talk, 2, Code.STRUCTURE)
    services.overrule(talk, 2, opened.heard(2))
    again = selectors.opened(Talk.objects.get(pk=talk.pk))
    assert again is not None
    assert again.overruled == {}
    assert selectors.counts(agreed.coach)[0].data["overruled"] == []


def test_a_line_that_is_not_there_cannot_be_overruled(agreed: World) -> None:
    talk = remembered(agreed)
    for number in (-1, 99):
        with pytest.raises(NotPossible):
            services.overrule(talk, number, Code.OTHER)
    browser = sign_in(agreed.coach)
    for line in ("", "99", "x", "²", "9" * 30):
        answer = browser.post(f"/talk/{talk.pk}/overrule/", {"line": line, "code": "other"})
        assert answer.status_code == 302
    assert Talk.objects.get(pk=talk.pk).sealed_own is None


def test_switched_off_a_report_is_read_and_thinned_and_nothing_new_is_written_into_it(agreed: World) -> None:
    talk = remembered(agreed)
    services.keep_wording(talk, 3, "What did you see?")
    Organization.objects.update(talk_on=False)
    browser = sign_in(agreed.coach)
    kept = Talk.objects.get(pk=talk.pk).sealed_own
    browser.post(f"/talk/{talk.pk}/overrule/", {"line": "2", "code": "other"})
    sent = {"line": "2", "words": "What did you notice?", "go": "keep"}
    answer = browser.post(f"/talk/{talk.pk}/line/", sent)
    assert answer.status_code == 400
    page = read(answer).text
    assert "switched off" in page
    assert "What did you notice?" in page
    assert Talk.objects.get(pk=talk.pk).sealed_own == kept
    for write in (
        lambda: services.overrule(talk, 2, Code.OTHER),
        lambda: services.keep_wording(talk, 2, "What did you notice?"),
    ):
        with pytest.raises(NotPossible, match="switched off"):
            write()
    assert "What did you see?" in read(browser.get(f"/talk/{talk.pk}/line/?line=3")).text
    assert browser.post(f"/talk/{talk.pk}/line/", {"line": "3", "go": "drop"}).status_code == 302
    assert "What did you see?" not in read(browser.get(f"/talk/{talk.pk}/line/?line=3")).text
    Organization.objects.update(talk_on=True)
    services.overrule(talk, 2, Code.OTHER)


# -------------------------------------------------------------------------------------------- another wording
def test_another_wording_is_heard_and_nothing_of_it_is_stored(agreed: World) -> None:
    talk = remembered(agreed)
    browser = sign_in(agreed.coach)
    before = Talk.objects.values().get()
    sent = {"line": "2", "words": "What did you notice in the meeting?", "go": "hear"}
    page = read(browser.post(f"/talk/{talk.pk}/line/", sent))
    assert "What did you notice in the meeting? Would be heard as “Asks: open question”." in page.text
    assert Talk.objects.values().get() == before


def test_a_wording_that_is_kept_stands_beside_the_line_and_can_be_taken_away(agreed: World) -> None:
    talk = remembered(agreed)
    browser = sign_in(agreed.coach)
    sent = {"line": "2", "words": "Where would you start?", "go": "keep"}
    browser.post(f"/talk/{talk.pk}/line/", sent)
    assert "other words: Where would you start?" in read(browser.get(f"/talk/{talk.pk}/")).text
    assert LINES[2] in read(browser.get(f"/talk/{talk.pk}/")).text
    browser.post(f"/talk/{talk.pk}/line/", {"line": "2", "go": "drop"})
    assert "Where would you start?" not in read(browser.get(f"/talk/{talk.pk}/")).text


# -------------------------------------------------------------------------------------- counts lead to nobody
def test_counts_carry_no_leader_no_agreement_and_no_day(agreed: World) -> None:
    talk = remembered(agreed)
    (row,) = Counted.objects.all()
    assert {one.name for one in Counted._meta.get_fields()} == {"id", "coach", "sealed"}
    assert row.pk != talk.pk
    data = json.dumps(dict(selectors.counts(agreed.coach)[0].data))
    assert agreed.engagement is not None
    day = talk.held_on.isoformat()
    for told in (day, "Marianne", str(agreed.engagement.pk), str(talk.pk), *LINES):
        assert told not in data
    assert day[:7] in data


def test_when_the_leader_erases_the_lines_go_and_counts_stay_that_nothing_joins(agreed: World) -> None:
    talk = remembered(agreed)
    joined = selectors.counted_id(talk)
    assert Counted.objects.get().pk == joined
    leaving.erase(agreed.leader)
    assert not Talk.objects.exists()
    assert len(selectors.counts(agreed.coach)) == 1
    with pytest.raises(vault.KeyGone):
        selectors.counted_id(talk)


def test_a_coach_erases_a_report_and_all_counts(agreed: World) -> None:
    talk = remembered(agreed)
    browser = sign_in(agreed.coach)
    assert browser.get(f"/talk/{talk.pk}/erase/").status_code == 200
    browser.post(f"/talk/{talk.pk}/erase/")
    assert not Talk.objects.exists()
    assert Counted.objects.count() == 1
    browser.post("/talk/counts/erase/")
    assert not Counted.objects.exists()


def test_ones_own_conversations_stand_beside_each_other_as_plain_counts(agreed: World) -> None:
    with clock.frozen(clock.now() - timedelta(days=40)):
        remembered(agreed)
    remembered(agreed)
    page = read(sign_in(agreed.coach).get("/talk/"))
    assert len(re.findall(r"[A-Z][a-z]+ 20\d\d from memory", page.text)) == 2
    assert "There is no norm" in page.text


def test_after_the_end_the_coach_still_has_the_own_lines(agreed: World) -> None:
    talk = remembered(agreed)
    assert agreed.engagement is not None
    engagements.end(agreed.engagement, agreed.leader)
    assert LINES[0] in read(sign_in(agreed.coach).get(f"/talk/{talk.pk}/")).text


def test_lines_in_another_language_are_counted_and_nothing_else_is_said(agreed: World) -> None:
    german = "\n".join(["Was haben Sie bemerkt, als sie still wurden?"] * 6)
    talk = remembered(agreed, german)
    page = read(sign_in(agreed.coach).get(f"/talk/{talk.pk}/"))
    assert "Only English can be coded so far" in page.text
    assert "Overrule" not in page.text


def test_unreadable_lines_carry_nothing_of_what_was_written(agreed: World) -> None:
    with pytest.raises(Unreadable) as caught:
        remembered(agreed, "Secret words")
    assert "Secret" not in str(caught.value)
