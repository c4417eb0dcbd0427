"""A talk report as a PDF: tagged, made in memory, for its coach; of a transcript, counts and no words."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format
from pypdf import PdfReader

from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from hansei.web.steps.talk import counting, selectors, services, showing
from hansei.web.steps.talk.models import Talk
from tests.papers import everything, text
from tests.web.steps.talk.talks import both_said_yes, coded, decided, remembered, vtt
from tests.world import World, sign_in

SECRET = "The heron in the harbour is what I never told."


def pdf(client: Client, talk: Talk) -> PdfReader:
    response = client.post(reverse("talk_pdf", kwargs={"talk_id": talk.pk}))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    return PdfReader(BytesIO(response.content))


def test_it_holds_what_was_counted_tagged_and_with_the_ribbon_read_out(agreed: World) -> None:
    talk = remembered(agreed)
    reader = pdf(sign_in(agreed.coach), talk)
    opened = selectors.opened(talk)
    assert opened is not None
    words = text(reader)
    report = opened.report
    assert report.places
    for row in showing.families(report):
        assert row.name in words
    for place in report.places:
        assert place.question.get("en") in words
        for unit in place.units:
            assert unit.text in words
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert "Talk report of" in str(reader.metadata and reader.metadata.title)
    assert re.search(r"Talk ribbon, part 1 of 1\. \d+ asking", everything(reader)), "the picture is read out"


def test_it_speaks_german_to_who_reads_german(agreed: World) -> None:
    Person.objects.filter(pk=agreed.coach.pk).update(language="de")
    reader = pdf(sign_in(Person.objects.get(pk=agreed.coach.pk)), remembered(agreed))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "de"
    found = everything(reader)
    assert "Gezählt" in found
    assert "Counted" not in found
    assert "asking" not in found


def test_of_a_transcript_no_word_no_day_and_no_name_but_the_coachs_goes_along(agreed: World) -> None:
    proposal = both_said_yes(agreed)
    with decided(proposal):
        talk = coded(agreed, proposal, vtt(times=2, extra=SECRET))
        # Not even where both want the words to stay.
        services.keep(talk, agreed.coach, yes=True)
        services.keep(talk, agreed.leader, yes=True)
        opened = selectors.opened(talk)
        assert opened is not None
        own = sign_in(agreed.coach)
        page = own.get(f"/talk/{talk.pk}/").content.decode()
        found = everything(pdf(own, talk))
    said = [unit.text for unit in opened.coded.units]
    assert SECRET in said
    assert sum(words in page for words in said) > 1, "the report itself shows some"
    assert opened.report.places
    assert opened.report.discoveries
    assert "Place a" in found
    assert not [words for words in said if words in found]
    for name in (agreed.leader.name, agreed.leader.name.split()[-1], date_format(talk.held_on, "l")):
        assert name not in found
    assert agreed.coach.name in found


def test_pieces_that_the_file_gives_nobody_are_counted_on_the_page_and_on_paper(agreed: World) -> None:
    said = [("Tomasz Lind", "What did you see?"), ("Marianne Vos", "A queue."), (None, "It was long.")]
    data = {"segments": [{"speaker": who, "text": words} for who, words in said]}
    label = "Without a speaker in the file"
    pieces = "1 piece, counted with who spoke before (at the beginning: after)"
    proposal = both_said_yes(agreed)
    with decided(proposal):
        talk = coded(agreed, proposal, json.dumps(data).encode())
        opened = selectors.opened(talk)
        assert opened is not None
        assert [unit.text for unit in opened.coded.units if not unit.coach] == ["A queue.", "It was long."]
        assert (label, pieces) in counting.facts(opened.report)
        own = sign_in(agreed.coach)
        for found in (own.get(f"/talk/{talk.pk}/").content.decode(), text(pdf(own, talk))):
            assert label in found
            assert pieces in found


def test_only_its_coach_is_given_it_by_a_press_and_the_leader_sees_that_it_was_read(agreed: World) -> None:
    proposal = both_said_yes(agreed)
    with decided(proposal):
        talk = coded(agreed, proposal)
        url = reverse("talk_pdf", kwargs={"talk_id": talk.pk})
        own = sign_in(agreed.coach)
        assert own.get(url).status_code == 302
        assert audit.entries(agreed.leader.chain, verb="item.read") == []
        assert own.post(url).status_code == 200
        (entry,) = audit.entries(agreed.leader.chain, verb="item.read")
        assert entry.actor == agreed.coach.chain
        for other in (agreed.leader, agreed.boss, agreed.steward, agreed.other_leader):
            assert sign_in(other).post(url).status_code == 404
        assert 'action="' + url not in sign_in(agreed.leader).get(f"/talk/{talk.pk}/").content.decode()
        services.erase(talk, agreed.coach)
        assert own.post(url).status_code == 404


def test_words_are_never_markup_and_nothing_is_written_to_the_disk(
    agreed: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    lines = "What did you see?\nYou should #panic() $x$ *now* \\ @a.\nGo on.\nWhat else?\nYou decide."
    talk = remembered(agreed, lines)
    opened = selectors.opened(talk)
    assert opened is not None
    assert opened.report.places, "the line stands in a place of telling"
    assert "You should #panic() $x$ *now* \\ @a." in text(pdf(sign_in(agreed.coach), talk))
    assert list(tmp_path.iterdir()) == []


def test_what_no_font_has_stands_as_a_mark_and_the_file_says_so(agreed: World) -> None:
    lines = "What did you see?\nYou should 😀 walk the line.\nGo on.\nWhat else?\nYou decide."
    words = text(pdf(sign_in(agreed.coach), remembered(agreed, lines)))
    assert "You should □ walk the line." in words
    assert "stand as □" in words


def test_a_talk_that_is_not_in_english_has_no_picture_and_still_a_file(agreed: World) -> None:
    lines = "\n".join(["Was haben Sie auf der Linie gesehen?", "Das ist Ihre Sache."] * 3)
    words = text(pdf(sign_in(agreed.coach), remembered(agreed, lines)))
    assert "Only English can be coded so far" in words
    assert "Counted" not in words
