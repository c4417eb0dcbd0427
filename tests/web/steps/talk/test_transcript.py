"""A transcript: taken in memory, sealed under a key of its own, coded once by a job, gone when it is due."""

from __future__ import annotations

import json
import re
import tempfile
import uuid
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from hansei.core.talk import Code, Unreadable, between
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Organization
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.policy import uploads
from hansei.web.ground.vault import services as vault
from hansei.web.ground.vault.models import DataKey
from hansei.web.steps.talk import consent, selectors, services
from hansei.web.steps.talk.models import Counted, Proposal, Stage, Talk
from tests.core.talk.files import document, file
from tests.core.talk.matrices import card, matrix
from tests.papers import text
from tests.web.pages import read
from tests.web.sights import sight
from tests.web.steps.talk.talks import LINES, after, both_said_yes, coded, decided, taken_in, upload, vtt
from tests.world import World, sign_in

SECRET = "Heron-4417 stands in the yard."
_CUE = "00:00:0{0}.000 --> 00:00:0{1}.000\n{2}\n\n"
NOBODY = ("WEBVTT\n\n" + _CUE.format(0, 5, "Hello there.") + _CUE.format(6, 9, "And more.")).encode()
REMEMBERED = json.dumps(
    {
        "memory": True,
        "units": [{"turn": n, "speaker": "coach", "text": line} for n, line in enumerate(LINES)],
    }
).encode()
ONE = ("WEBVTT\n\n" + _CUE.format(0, 5, "<v Ann>Hello.</v>") + _CUE.format(6, 9, "<v Ann>More.</v>")).encode()


def test_from_the_file_to_the_report_and_both_can_read_it(agreed: World, tmp_path: Path) -> None:
    row = both_said_yes(agreed)
    with decided(row), pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path))
        coach, leader = sign_in(agreed.coach), sign_in(agreed.leader)
        address = f"/talk/proposal/{row.pk}/send/"
        assert address in read(coach.get(f"/talk/proposal/{row.pk}/")).links
        page = read(coach.post(address, {"file": upload(vtt(extra=SECRET))}, follow=True))
        assert "Which of them are you?" in page.text
        form = page.form(having="who")
        assert form.fields["who"].values == ["0"], "the guess"
        report = coach.post(form.action, form.data(), follow=True)
        assert "It is being coded." in read(report).text
        jobs.run_all(future=True, loud=True)
        talk = Talk.objects.get()
        for reader in (coach, leader):
            page = read(reader.get(f"/talk/{talk.pk}/"))
            assert "Place a" in page.text
            assert "I ask, and then I answer it myself." in page.text
            assert "unless both of you keep them" in page.text
        assert "Overrule" not in page.text, "the leader reads, and overrules nothing"
        assert leader.post(f"/talk/{talk.pk}/overrule/", {"line": "0", "code": "other"}).status_code == 404
        assert list(tmp_path.iterdir()) == []
    for table in ("talk_talk", "audit_entry", DBTaskResult._meta.db_table):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
            assert b"Heron-4417" not in b"".join(
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
                for found in cursor.fetchall()
                for v in found
            )


def test_a_report_of_ours_that_is_sent_in_names_who_coached(agreed: World) -> None:
    row = both_said_yes(agreed)
    said = [{"speaker": who, "text": text} for who, text in (("Ann", "What is it?"), ("Ben", "A queue."))]
    data = json.dumps({"coach": "Ben", "memory": False, "units": said}).encode()
    with decided(row):
        address = f"/talk/proposal/{row.pk}/send/"
        page = read(sign_in(agreed.coach).post(address, {"file": upload(data, "r.json")}, follow=True))
    assert page.form(having="who").fields["who"].values == ["1"], "not who asks most"


@pytest.mark.parametrize("name", ["teams.docx.xml", "deepgram-utterances.json", "meet.txt"])
def test_a_document_and_json_are_sent_in_like_any_other_file(agreed: World, name: str) -> None:
    row = both_said_yes(agreed)
    data, called = file(name)
    with decided(row):
        address = f"/talk/proposal/{row.pk}/send/"
        page = read(sign_in(agreed.coach).post(address, {"file": upload(data, called)}, follow=True))
    assert "Which of them are you?" in page.text
    assert page.form(having="who").fields["who"].values == ["0"], "the guess"


def test_a_document_that_is_made_to_do_harm_is_refused_in_a_sentence(agreed: World) -> None:
    row = both_said_yes(agreed)
    bomb = document("A: yes.", before='<!DOCTYPE w [<!ENTITY a "ha">]>')
    with decided(row):
        address = f"/talk/proposal/{row.pk}/send/"
        answer = sign_in(agreed.coach).post(address, {"file": upload(bomb, "talk.docx")})
    assert answer.status_code == 400
    assert "This file is damaged, or holds what no transcript holds." in read(answer).text
    assert not Talk.objects.exists()


def test_a_tasks_row_holds_the_id_and_nothing_else(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = taken_in(agreed, row)
        services.say_who(talk, "Tomasz Lind")
        (task,) = [t for t in DBTaskResult.objects.all() if "talk.code" in str(t.args_kwargs)]
        assert task.args_kwargs["args"] == ["talk.code", 1, [str(talk.pk)]]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PK\x03\x04 not a transcript", "This file is damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "another kind of file"),
        (b"", "There is nothing in this file."),
        (NOBODY, "does not say who speaks"),
        (ONE, "begin each line with a name and “:”"),
        (REMEMBERED, "begin each line with a name and “:”"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_sentence_and_loses_nothing_else(
    agreed: World, data: bytes, sentence: str
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        keys = DataKey.objects.count()
        browser = sign_in(agreed.coach)
        answer = browser.post(f"/talk/proposal/{row.pk}/send/", {"file": upload(data)})
        assert answer.status_code == 400
        assert sentence in read(answer).text
        assert not Talk.objects.exists()
        assert DataKey.objects.count() == keys
        assert taken_in(agreed, row), "the right file can still be sent"


def test_a_file_over_the_cap_is_said_to_be_too_large(agreed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    row = both_said_yes(agreed)
    with decided(row):
        answer = sign_in(agreed.coach).post(f"/talk/proposal/{row.pk}/send/", {"file": upload(vtt(times=20))})
    assert answer.status_code == 413
    assert "Nothing of it was kept." in read(answer).text
    assert not Talk.objects.exists()


def test_an_error_about_a_file_carries_nothing_of_it(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row), pytest.raises(Unreadable) as caught:
        taken_in(agreed, row, SECRET.encode())
    assert "Heron" not in str(caught.value)


def test_a_conversation_is_sent_in_once_and_by_the_coach(agreed: World) -> None:
    def keys() -> int:
        return DataKey.objects.filter(kind="transcript").count()

    row = both_said_yes(agreed)
    with decided(row):
        with pytest.raises(NotPossible):
            services.take_in(row, agreed.leader, vtt(), "talk.vtt")
        assert keys() == 0, "what is refused leaves no key"
        taken_in(agreed, row)
        assert keys() == 1
        with pytest.raises(NotPossible):
            taken_in(agreed, row)
        assert keys() == 1
    assert Talk.objects.count() == 1


# ----------------------------------------------------------------------------------------------------- coding
def test_a_job_that_is_killed_anywhere_and_run_again_codes_once(
    agreed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = taken_in(agreed, row)
        services.say_who(talk, "Tomasz Lind")
        services.say_who(talk, "Tomasz Lind")

        class Killed(BaseException):
            pass

        def killed(*_: object, **__: object) -> None:
            raise Killed

        for where in ("_count", "_last_moment"):
            with monkeypatch.context() as patch:
                patch.setattr(services, where, killed)
                with pytest.raises(Killed):
                    services.code(str(talk.pk))
            talk.refresh_from_db()
            assert talk.stage == Stage.CODING
            assert not Counted.objects.exists()
        for _ in range(3):
            services.code(str(talk.pk))
        talk.refresh_from_db()
        assert talk.stage == Stage.READY
        assert Counted.objects.count() == 1
        assert len(audit.entries(talk.engagement_id, verb="talk.coded")) == 1


def test_what_was_withdrawn_while_it_was_coded_is_not_there_afterwards(
    agreed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = taken_in(agreed, row)
        services.say_who(talk, "Tomasz Lind")
        ensure = vault.ensure

        def meanwhile(scope: uuid.UUID, kind: str) -> None:
            ensure(scope, kind)
            consent.say(row, agreed.leader, consent.NO)

        with monkeypatch.context() as patch:
            patch.setattr(services.vault, "ensure", meanwhile)
            with pytest.raises(vault.KeyGone):
                services.code(str(talk.pk))
        services.code(str(talk.pk))
    assert not Talk.objects.exists()
    assert not Counted.objects.exists()


def test_what_cannot_be_coded_loses_its_words_and_can_be_sent_in_again(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = taken_in(agreed, row)
        services.say_who(talk, "Tomasz Lind")
        services.give_up(str(talk.pk))
        assert not vault.exists(talk.scope)
        page = read(sign_in(agreed.coach).get(f"/talk/{talk.pk}/"))
        assert "It could not be coded." in page.text
        assert taken_in(agreed, row).stage == Stage.WHO
    assert Talk.objects.count() == 1


def test_switched_off_a_job_waits(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = taken_in(agreed, row)
        services.say_who(talk, "Tomasz Lind")
        Organization.objects.update(talk_on=False)
        with pytest.raises(jobs.JobFailed, match="switched_off") as caught:
            services.code(str(talk.pk))
        assert caught.value.waits


# --------------------------------------------------------------------------------------------- the words go
@pytest.mark.parametrize(("leader", "coach"), [(None, None), (True, None), (None, True), (True, False)])
def test_after_their_last_moment_the_words_are_gone_unless_both_keep_them(
    agreed: World, leader: bool | None, coach: bool | None
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        for person, yes in ((agreed.leader, leader), (agreed.coach, coach)):
            if yes is not None:
                services.keep(talk, person, yes=yes)
    with after(talk):
        # At once, before any job has come.
        assert sign_in(agreed.coach).get(f"/talk/{talk.pk}/").status_code == 404
        services.let_go_due()
        assert not vault.exists(talk.scope)
        assert not Talk.objects.exists()
        assert not Proposal.objects.exists()
        assert len(selectors.counts(agreed.coach)) == 1, "counts and overruled codes stay"


def test_whoever_says_keep_while_the_words_are_going_keeps_them(
    agreed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
    said = iter([False, True])  # looked for first, and asked again once the row is held
    with after(talk), monkeypatch.context() as patch:
        patch.setattr(selectors, "both_keep", lambda _talk: next(said))
        services.let_go_due()
    assert next(said, None) is None
    assert vault.exists(Talk.objects.get().scope)


def test_both_keep_and_one_no_takes_them_at_once(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        for person in (agreed.leader, agreed.coach):
            services.keep(talk, person, yes=True)
    with after(talk):
        services.let_go_due()
        assert "Both of you keep the words." in read(sign_in(agreed.leader).get(f"/talk/{talk.pk}/")).text
        sign_in(agreed.leader).post(f"/talk/{talk.pk}/keep/", {"keep": "no"})
        assert not vault.exists(talk.scope)
        assert not Talk.objects.exists()


def test_before_the_last_moment_nobody_sees_whether_the_other_keeps_the_words(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        address = f"/talk/{talk.pk}/"
        sights = [sight(agreed.coach)]
        for yes in (True, False):
            services.keep(talk, agreed.leader, yes=yes)
            sights.append(sight(agreed.coach))
        assert address in sights[0]
        assert sights[0] == sights[1] == sights[2]


@pytest.mark.parametrize("who", ["leader", "coach"])
def test_a_yes_taken_back_takes_the_words_at_once_and_counts_stay(agreed: World, who: str) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        person = agreed.seats[who]
        sign_in(person).post(f"/talk/proposal/{row.pk}/", {"say": "no"})
        assert not vault.exists(talk.scope)
        assert not Talk.objects.exists()
        with pytest.raises(NotPossible):
            taken_in(agreed, row)
        assert len(selectors.counts(agreed.coach)) == 1


@pytest.mark.parametrize("act", ["pause", "end", "erase"])
def test_pause_end_and_erasing_destroy_the_key_of_a_transcript(agreed: World, act: str) -> None:
    row = both_said_yes(agreed)
    assert agreed.engagement is not None
    with decided(row):
        talk = coded(agreed, row)
        assert vault.exists(talk.scope)
        if act == "erase":
            leaving.erase(agreed.leader)
        else:
            getattr(engagements, act)(agreed.engagement, agreed.leader)
    assert not vault.exists(talk.scope)
    assert not Talk.objects.exists()
    assert not Proposal.objects.exists()
    assert len(selectors.counts(agreed.coach)) == 1


def test_after_a_restore_rows_of_a_destroyed_transcript_are_deleted_again(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        vault.destroy(talk.scope)
        leaving.carry_out([talk.scope])
    assert not Talk.objects.exists()


# -------------------------------------------------------------------------------------------- reading, counts
def test_each_reading_is_recorded_for_the_other_once_a_day(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        coach, leader = sign_in(agreed.coach), sign_in(agreed.leader)
        for _ in range(2):
            coach.get(f"/talk/{talk.pk}/")
        assert "a talk report about you both" in read(leader.get("/yours/who-looked/")).text
        assert audit.entries(agreed.coach.chain, verb="item.read") == []
        leader.get(f"/talk/{talk.pk}/")
        for one, other in ((agreed.leader, agreed.coach), (agreed.coach, agreed.leader)):
            (entry,) = audit.entries(one.chain, verb="item.read")
            assert (entry.actor, entry.subject, entry.subject_id) == (other.chain, "talk", talk.pk)


def test_an_overruled_code_counts_in_the_report_of_both_and_stays_when_the_words_are_gone(
    agreed: World,
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        opened = selectors.opened(talk)
        assert opened is not None
        place = opened.report.places[0].units[0]
        services.overrule(talk, place.number, Code.STRUCTURE)
    with after(talk):
        services.let_go_due()
        (counted,) = selectors.counts(agreed.coach)
        assert counted.data["overruled"] == [[place.code, "structure"]]


def test_from_twenty_units_there_are_shares_and_below_there_are_none(agreed: World) -> None:
    few, many = both_said_yes(agreed), both_said_yes(agreed, days=-1)
    with decided(many):
        pages = []
        for row, data in ((few, vtt()), (many, vtt(times=8))):
            talk = coded(agreed, row, data)
            pages.append(read(sign_in(agreed.coach).get(f"/talk/{talk.pk}/")).text)
    assert "Under 20 units that count there are counts and no shares" in pages[0]
    assert "%" not in pages[0]
    assert "%" in pages[1]
    assert "there is no norm" in pages[1]


@pytest.mark.parametrize("known", [True, False])
def test_the_page_and_the_pdf_say_between_what_bounds_a_share_lies_where_the_errors_are_known(
    agreed: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    (tmp_path / "card.json").write_text("{}", "utf-8")
    monkeypatch.setattr(between, "CARD", card(tmp_path, matrix(0.8)) if known else tmp_path / "card.json")
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row, vtt(times=8))
        browser = sign_in(agreed.coach)
        page = read(browser.get(f"/talk/{talk.pk}/")).text
        file_ = browser.post(reverse("talk_pdf", kwargs={"talk_id": talk.pk}))
        opened = selectors.opened(talk)
    assert opened is not None
    assert opened.report.shares is not None
    assert (opened.report.between is not None) is known
    written = text(PdfReader(BytesIO(file_.content)))
    for said in (page, written):
        assert "Asks, receives and partners together" in said
        assert "Open, of" in said
        assert len(re.findall(r"between \d+ and \d+ of 100", said)) == (8 if known else 0)
        assert ("how sure the program can be" in said) is known


def test_who_the_leader_is_is_asked_where_more_than_two_speak_and_the_others_have_no_code(
    agreed: World,
) -> None:
    row = both_said_yes(agreed)
    more = vtt().decode() + (
        "\n00:08:00.000 --> 00:08:20.000\n<v Somebody Else>I just realised that I will do it myself.</v>\n"
    )
    with decided(row):
        coach = sign_in(agreed.coach)
        page = read(
            coach.post(f"/talk/proposal/{row.pk}/send/", {"file": upload(more.encode())}, follow=True)
        )
        form = page.form(having="who")
        assert form.fields["leader"].values == ["1"], "the guess"
        again = coach.post(form.action, {**form.data(), "leader": form.data()["who"]})
        assert again.status_code == 400
        assert "That is you. Choose somebody else." in read(again).text
        coach.post(form.action, {**form.data(), "leader": "2"})
        jobs.run_all(future=True, loud=True)
        talk = Talk.objects.get()
        opened = selectors.opened(talk)
        assert opened is not None
        assert opened.coded.leader == "Somebody Else"
        assert {unit.speaker for unit in opened.coded.units if unit.other} == {"Marianne Vos"}
        page = coach.get(f"/talk/{talk.pk}/")
        shown = read(page).text
        assert "A gap is a turn of the leader, or of somebody else." in shown
        assert "Words of Marianne Vos" in shown
        offered = {line.number for line in page.context["theirs"]}
        assert offered == {unit.number for unit in opened.coded.units if unit.leader}, "the leader's alone"


def test_nobody_is_both_the_coach_and_the_leader(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = taken_in(agreed, row)
        for leader in ("Tomasz Lind", "Nobody"):
            with pytest.raises(NotPossible, match="one of the others"):
                services.say_who(talk, "Tomasz Lind", leader)
        talk.refresh_from_db()
        assert talk.stage == Stage.WHO


def test_what_the_coach_takes_along_holds_nothing_that_the_leader_said(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        coded(agreed, row, vtt(extra=SECRET))
        for person in (agreed.coach, agreed.leader):
            assert "Heron" not in str(leaving.take_out(person))
        assert "counts" in leaving.take_out(agreed.coach)["talk"]


def test_a_file_that_nobody_says_who_coached_in_goes_when_it_is_due(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = taken_in(agreed, row)
    with after(talk):
        services.let_go_due()
    assert not Talk.objects.exists()
    assert not vault.exists(talk.scope)
