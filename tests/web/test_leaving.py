"""The way out: every table about a person is on it, and what is taken along is one's own, and all of it."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from hansei.core import clock
from hansei.web.common.asking.models import Sent
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from hansei.web.steps.chain import services as chains
from hansei.web.steps.chain.selectors import Supposed
from hansei.web.steps.conversations import services as conversations
from hansei.web.steps.conversations import writing
from hansei.web.steps.conversations.models import Conversation
from hansei.web.steps.mirror import selectors as mirrors
from hansei.web.steps.mirror import services as mirror_services
from hansei.web.steps.mirror import thanking
from hansei.web.steps.ready import services as ready
from hansei.web.steps.ready.answers import Answers
from hansei.web.steps.ready.look import Look, Rating
from tests.web.pages import Page
from tests.web.steps.mirror.mirrors import (
    after_the_window,
    answered,
    expected,
    locked,
    opened_all,
    planned,
    row_of,
)
from tests.web.steps.practice import tries
from tests.world import World, sign_in

#: Tables with a way to a person that no app has to cover, and why.
NOT_COVERED = {
    "people.Person": "the directory belongs to the organization",
    "people.Person_dotted": "the directory, too",
    "mail.Mail": "the outbox: `leaving.erase` itself forgets mail to somebody",
    "demo.Seat": "a demo's chair",
    "demo.Stop": "a demo's stop, by way of its chair",
    "demo.ShutDoor": "a demo's door, by way of its chair",
    "account.EmailAddress": "of a library; nothing here makes one",
    "account.EmailConfirmation": "of the same library, by way of that",
}


def lead_to_a_person() -> set[str]:
    """Every table from which relations lead to a person, directly or by way of others."""
    everything = list(apps.get_models(include_auto_created=True))
    reached: set[type[models.Model]] = {Person}
    while True:
        more = {model for model in everything if model not in reached and _points_into(model, reached)}
        if not more:
            return {model._meta.label for model in reached}
        reached |= more


def _points_into(model: type[models.Model], reached: set[type[models.Model]]) -> bool:
    relations = models.ForeignKey | models.ManyToManyField
    return any(
        isinstance(one, relations) and one.related_model in reached for one in model._meta.get_fields()
    )


def uncovered() -> set[str]:
    covered = {model._meta.label for way in leaving.ways() for model in way.covers}
    return lead_to_a_person() - covered - set(NOT_COVERED)


def test_every_table_that_leads_to_a_person_is_on_the_way_out() -> None:
    assert uncovered() == set()


def test_a_table_that_is_forgotten_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for app, covers in [(way.app, way.covers) for way in leaving.ways()]:
        with monkeypatch.context() as without:
            without.delitem(leaving._WAYS, app)
            assert uncovered() == {model._meta.label for model in covers}


def test_nothing_is_excused_that_does_not_exist_any_more() -> None:
    assert set(NOT_COVERED) <= lead_to_a_person()


# ---------------------------------------------------------------------------------------- what is taken along
OWN = {
    "a first look": "I thank only those who report to me",
    "what I make of it": "Most hours were in my office",
    "being ready": "My boss thinks of it more than I do",
    "something else": "A quiet hour a week",
    "an objective": "That I hear of a stopped line from the shift",
    "what I know": "When a deadline is near I ask for the result",
    "a finding": "My first sentence is about the number",
    "what is around me": "The morning report begins with it",
    "a feeling": "uneasy",
    "a note of thanks": "For two weeks I will ask the shift first",
    "a note": "What I would not say aloud",
    "an entry for both": "We look again on Friday",
    "what I found out": "I wait for the number",
    "a try-out": tries.WHAT,
    "what I expected of it": tries.EXPECTED,
    "what happened": tries.HAPPENED,
    "what I take from it": tries.LEARNED,
    "what I suppose we do": "We ask before we answer in the works",
    "what people live through": "Somebody waits for their answer",
    "what they come to believe": "What I know counts",
    "what I supposed before": "We answer a little later",
}
OTHERS = {
    "the boss's objective": "That the works stay open",
    "a shared copy": "An older wording of it",
    "a coach's note": "I talked too much there",
    "an entry of the coach": "What will you have heard by Friday",
}


@pytest.fixture
def wrote(agreed: World) -> World:
    leader = agreed.leader
    ready.keep(
        leader,
        Look(
            chosen=("LL-S8",),
            ratings={"LL-S8": Rating(own=4, expected=2, sure="sure")},
            why={"LL-S8": OWN["a first look"]},
            what="hours_at_the_work",
            expected="6",
            counted="2",
            make=OWN["what I make of it"],
        ),
    )
    said = Answers(
        words={"whose_idea": OWN["being ready"]}, outcome="other_help", instead=OWN["something else"]
    )
    ready.write_readiness(leader, said, seen="")
    engagements.write_objective(leader, words=OWN["an objective"], focus="leading_lean", direction="down")
    engagements.write_objective(
        agreed.boss, words=OTHERS["the boss's objective"], focus="leading_lean", direction="up"
    )
    mirror = expected(planned(agreed))
    mirror_services.say_known(mirror, row_of(mirror, "LL-S8"), OWN["what I know"])
    mirror_services.lock(mirror, read_at=mirror.version, closes_at=mirror_services.closing_time(leader, 14))
    answered(mirror, dict.fromkeys([*agreed.peers, *agreed.reports], 2))
    with after_the_window(mirror):
        mirror_services.settle(mirror)
        opened_all(mirror)
        mirror_services.write_finding(
            row_of(mirror, "LL-S8"),
            words=OWN["a finding"],
            choice="work",
            around=OWN["what is around me"],
        )
        mirror_services.say_feeling(mirror, OWN["a feeling"])
        thanking.send(mirror, OWN["a note of thanks"])
    _talk(agreed)
    tries.done(leader)
    supposed = OWN["what people live through"], OWN["what they come to believe"]
    chains.write(leader, Supposed(OWN["what I supposed before"], *supposed), read_at=0)
    chains.write(leader, Supposed(OWN["what I suppose we do"], *supposed), read_at=1)
    return agreed


def _talk(world: World) -> None:
    assert world.engagement is not None
    row = conversations.plan(world.engagement, world.coach, method="grow")
    conversations.begin(row, world.coach)
    conversations.end(row, world.coach)
    row = Conversation.objects.select_related("engagement__leader", "engagement__coach").get(pk=row.pk)
    writing.write(row, world.leader, kind="leader", words=OWN["a note"])
    writing.write(row, world.leader, kind="shared", words=OWN["an entry for both"])
    writing.write(row, world.coach, kind="coach", words=OTHERS["a coach's note"])
    writing.write(row, world.coach, kind="shared", words=OTHERS["an entry of the coach"])
    writing.write_found_out(row, world.leader, words=OWN["what I found out"], read_at=0)


def taken(person: Person) -> tuple[dict[str, Any], str]:
    """The two files of what somebody takes along: data and page."""
    response = sign_in(person).post("/yours/take-out/")
    assert response.status_code == 200
    with zipfile.ZipFile(BytesIO(response.content)) as archive:
        assert archive.namelist() == ["everything.json", "everything.html"]
        return json.loads(archive.read("everything.json")), archive.read("everything.html").decode()


def test_everything_that_was_written_is_in_the_data_and_on_the_page(wrote: World) -> None:
    data, html = taken(wrote.leader)
    page = Page(html, "/").text
    for what, words in OWN.items():
        assert words in json.dumps(data, ensure_ascii=False), what
        assert words in page, what
    assert set(data["parts"]) == {
        "directory", "asking", "chain", "conversations_held", "engagements", "mirror", "practice", "ready",
    }  # fmt: skip
    assert data["parts"]["engagements"]["agreements"][0]["agreement"], "the text that was signed"


def test_nothing_of_anybody_else_is_in_it(wrote: World) -> None:
    data, html = taken(wrote.leader)
    for text in (json.dumps(data, ensure_ascii=False), html):
        assert not [what for what, words in OTHERS.items() if words in text]
    coachs = json.dumps(taken(wrote.coach)[0], ensure_ascii=False)
    assert OTHERS["a coach's note"] in coachs, "it is the coach's"
    for person in (wrote.coach, wrote.boss, wrote.peers[0], wrote.steward):
        text = json.dumps(taken(person)[0], ensure_ascii=False)
        assert not [what for what, words in OWN.items() if words in text], person.name


def test_a_coach_takes_along_whom_they_coach_and_nothing_the_leader_opened(wrote: World) -> None:
    finding = mirrors.findings(wrote.leader)[0].row
    assert wrote.engagement is not None
    mirror_services.open_finding_to_coach(finding, wrote.engagement)
    data, html = taken(wrote.coach)
    assert [one["leader"] for one in data["parts"]["engagements"]["coaching"]] == ["Marianne Vos"]
    assert set(data["parts"]["engagements"]) == {"coaching"}
    assert OWN["a finding"] not in html


def test_what_people_around_answer_changes_nothing_in_it_until_it_was_opened(agreed: World) -> None:
    mirror = locked(agreed)
    with clock.frozen(clock.now() + timedelta(hours=1)):
        before = taken(agreed.leader)
        answered(mirror, dict.fromkeys([*agreed.peers, *agreed.reports], 1))
        assert Sent.objects.count() > 20
        assert taken(agreed.leader) == before
    with after_the_window(mirror):
        mirror_services.settle(mirror)
        after = taken(agreed.leader)[0]["parts"]["mirror"]
        assert after == before[0]["parts"]["mirror"]
        opened_all(mirror)
        assert taken(agreed.leader)[0]["parts"]["mirror"] != after


def test_whoever_was_asked_takes_along_that_they_were_and_not_what_they_said(agreed: World) -> None:
    mirror = locked(agreed)
    peer = agreed.peers[0]
    unanswered = taken(peer)[0]["parts"]
    answered(mirror, {peer: 4})
    assert taken(peer)[0]["parts"] == unanswered
    assert unanswered["asking"]["asked_of_me"][0]["as"] == "peers"
    assert "Marianne" not in json.dumps(unanswered["asking"])


def test_what_is_typed_as_markup_is_words_on_the_page(agreed: World) -> None:
    words = '</td><script>alert("x")</script><img src=x onerror=alert(1)> & "quoted" {{ settings }}'
    engagements.write_objective(agreed.leader, words=words, focus="leading_lean", direction="down")
    data, html = taken(agreed.leader)
    assert data["parts"]["engagements"]["objectives"][0]["words"] == words
    assert "<script" not in html
    assert "<img" not in html
    assert " ".join(words.split()) in Page(html, "/").text


def test_the_page_opens_by_itself_without_script_and_asks_nothing_of_any_server(wrote: World) -> None:
    html = taken(wrote.leader)[1]
    assert "<script" not in html
    assert not re.search(r"\son\w+=", html)
    assert not re.search(r"<(link|img|iframe|form|a|object|embed)\b", html)
    assert not re.search(r"url\(\s*['\"]?(?!data:)", html)
    assert "@import" not in html
    assert html.startswith("<!doctype html>")
    assert '<meta charset="utf-8">' in html


def test_it_is_made_by_a_press_alone_kept_nowhere_and_recorded(wrote: World) -> None:
    browser = sign_in(wrote.leader)
    before = len(audit.entries(wrote.leader.chain))
    assert browser.get("/yours/take-out/")["Location"] == "/yours/"
    response = browser.post("/yours/take-out/")
    assert response["Content-Disposition"] == 'attachment; filename="everything.zip"'
    assert response["Cache-Control"] == "no-store"
    assert [entry.verb for entry in audit.entries(wrote.leader.chain)][before:] == ["everything.taken_out"]


def test_the_page_is_in_the_language_of_its_owner(wrote: World) -> None:
    Person.objects.filter(pk=wrote.leader.pk).update(language="de")
    assert '<html lang="de">' in taken(wrote.leader)[1]


def test_somebody_with_nothing_here_takes_along_their_entry_in_the_directory(world: World) -> None:
    data, html = taken(world.stranger)
    assert set(data["parts"]) == {"directory"}
    assert data["parts"]["directory"]["email"] == "nils.aas@halden.example"
    assert "Nils Aas" in Page(html, "/").text
