"""The PDF of a mirror: tagged, made in memory, of what was opened and of nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.core.mirror import Confidence
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.ui import paper
from hansei.web.steps.mirror import saying, selectors, services, showing, taking
from hansei.web.steps.mirror.comparing import compared
from hansei.web.steps.mirror.models import Mirror
from tests.papers import everything, text
from tests.web.steps.mirror.mirrors import (
    CODES,
    after_the_window,
    answered,
    expected,
    locked,
    opened_all,
    planned,
    row_of,
)
from tests.world import World, sign_in


@pytest.fixture
def mirror(world: World) -> Mirror:
    """Those who report answered with a 2 and told an occasion; three peers answered, fewer than are shown."""
    found = locked(world)
    answered(found, dict.fromkeys([*world.reports, *world.peers[:3]], 2))
    for one in Invitation.objects.filter(round=found.round, source="reports").select_related("round"):
        asking.send(one, {}, {CODES[0]: "A mould had a crack."})
    with after_the_window(found):
        services.settle(found)
    return Mirror.objects.select_related("leader", "round").get(pk=found.pk)


def pdf(leader: Client, mirror: Mirror) -> PdfReader:
    response = leader.post(reverse("mirror_pdf", kwargs={"mirror_id": mirror.pk}))
    assert response.status_code == 200
    assert response["Content-Type"] == "application/pdf"
    assert "no-store" in response["Cache-Control"]
    return PdfReader(BytesIO(response.content))


def test_it_holds_what_the_page_holds_tagged_and_with_every_picture_read_out(
    mirror: Mirror, world: World
) -> None:
    with after_the_window(mirror):
        services.reveal(row_of(mirror, CODES[0]))
        reader = pdf(sign_in(world.leader), mirror)
        said = next(one for one in selectors.said(mirror) if one.row.code == CODES[0])
        shown = showing.after(selectors.seen(said), showing.boss_of(mirror))
    words = text(reader)
    for sentence in (*shown.sentences, saying.behaviour(said.row)):
        assert sentence in words
    for row in shown.rows:
        for cell in row:
            assert cell.text in words
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en"
    assert reader.metadata is not None
    assert "Mirror of" in str(reader.metadata.title)
    spoken = re.search(r"<desc[^>]*>([^<]+)</desc>", shown.svg)
    assert spoken is not None
    assert spoken[1] in everything(reader), "what the picture shows is read out"


def test_nothing_that_is_closed_or_held_back_is_in_its_text_its_metadata_or_behind_it(
    mirror: Mirror, world: World
) -> None:
    leader = sign_in(world.leader)
    with after_the_window(mirror):
        services.reveal(row_of(mirror, CODES[0]))
        first = pdf(leader, mirror)
        closed = [saying.behaviour(row_of(mirror, code)) for code in CODES[1:]]
        found = everything(first)
        assert not [title for title in closed if title in found]
        assert not first.attachments
        assert set(first.metadata or {}) <= {"/Title", "/Creator", "/ModDate", "/CreationDate", "/Producer"}
        assert "A mould had a crack" not in found, "occasions are read on their page, one at a time"
        # Three peers answered: nothing of theirs, not even drawn.
        cells = selectors.seen(next(o for o in selectors.said(mirror) if o.row.code == CODES[0])).cells
        assert not hasattr(cells[Source.PEERS], "value")
        assert found.count("experienced 2.0") + found.count("2 experienced") <= 2
        services.reveal(row_of(mirror, CODES[1]))
        assert closed[0] in everything(pdf(leader, mirror))


def test_there_is_none_before_something_was_opened_for_nobody_else_and_by_no_address_alone(
    mirror: Mirror, world: World
) -> None:
    url = reverse("mirror_pdf", kwargs={"mirror_id": mirror.pk})
    leader = sign_in(world.leader)
    with after_the_window(mirror):
        with pytest.raises(NotPossible):
            taking.as_pdf(mirror)
        assert leader.post(url).status_code == 302
        services.reveal(row_of(mirror, CODES[0]))
        assert leader.get(url).status_code == 302
        assert leader.post(url).status_code == 200
        for other in (world.coach, world.boss, world.steward, world.reports[0]):
            assert sign_in(other).post(url).status_code == 404


def test_what_somebody_wrote_is_never_markup(mirror: Mirror, world: World) -> None:
    Person.objects.filter(pk=world.leader.pk).update(name="#panic() $x$ *Vos* \\ @a")
    with after_the_window(mirror):
        services.reveal(row_of(mirror, CODES[0]))
        assert "For #panic() $x$ *Vos* \\ @a alone" in text(pdf(sign_in(world.leader), mirror))


def test_an_emoji_in_a_bosss_reply_stands_as_a_mark_and_the_rest_comes_whole(world: World) -> None:
    found = planned(world, ["LL-U1"])
    services.expect(
        found, row_of(found, "LL-U1"),
        self_rating=4, expected={Source.BOSS: (0, Confidence.SURE)}, words="That I come late. 漢字",
    )  # fmt: skip
    services.lock(found, read_at=found.version, closes_at=services.closing_time(world.leader, 14))
    boss = Invitation.objects.select_related("round").get(round=found.round, person=world.boss)
    asking.send(boss, {}, {"LL-U1": "You told me first – “früh” 🙂, Jędrek."})
    with after_the_window(found):
        services.settle(found)
        opened_all(found)
        words = text(pdf(sign_in(world.leader), found))
    assert "You told me first – “früh” □, Jędrek." in words
    assert "That I come late. □" in words
    assert "Letters that cannot be set here stand as □" in words


def test_what_cannot_be_set_at_all_is_said(
    mirror: Mirror, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that is broken: the marks cannot help, and the page says that there is no document."""
    monkeypatch.setattr(taking, "_TEMPLATE", Path(__file__))
    with after_the_window(mirror):
        services.reveal(row_of(mirror, CODES[0]))
        answer = sign_in(world.leader).post(
            reverse("mirror_pdf", kwargs={"mirror_id": mirror.pk}), follow=True
        )
    assert "It could not be set in type" in answer.content.decode()


def test_one_that_looked_again_says_so_with_then_and_now(mirror: Mirror, world: World) -> None:
    with after_the_window(mirror):
        opened_all(mirror)
    with clock.shifted(timedelta(days=120)):
        again = expected(services.look_again(mirror))
        services.lock(again, read_at=again.version, closes_at=services.closing_time(world.leader, 14))
        answered(again, dict.fromkeys(world.reports, 4))
        with after_the_window(again):
            services.settle(again)
            opened_all(again)
            reader = pdf(sign_in(world.leader), again)
            said = compared(row_of(again, CODES[0]))
    assert "Looked again" in str((reader.metadata or {})["/Title"])
    assert any("then," in one for one in said)
    assert all(one in text(reader) for one in said)


def test_one_of_more_people_says_that_they_were_asked_apart(mirror: Mirror, world: World) -> None:
    with after_the_window(mirror):
        opened_all(mirror)
    more = services.ask_more(row_of(mirror, CODES[0]))
    for number in range(4):
        new = Person.objects.create_user(name=f"Newcomer {number}", email=f"new{number}@halden.example")
        services.ask_also(more, new, Source.FURTHER)
    services.lock(expected(more), read_at=more.version, closes_at=services.closing_time(world.leader, 14))
    with after_the_window(more):
        services.settle(more)
        opened_all(more)
        reader = pdf(sign_in(world.leader), more)
    assert "More people asked" in str((reader.metadata or {})["/Title"])
    assert "Their answers stand apart" in text(reader)


def test_what_cannot_be_set_at_all_stops_it_without_a_word_of_it_in_the_error() -> None:
    template = Path(taking.__file__).parent / "templates" / "mirror" / "paper.typ"
    with pytest.raises(paper.CannotSet) as caught:
        paper.document(template, {"title": "\ue123 Heron", "lead": []})  # and nothing else that it needs
    assert "Heron" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_nothing_is_written_to_the_disk(
    mirror: Mirror, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with after_the_window(mirror):
        services.reveal(row_of(mirror, CODES[0]))
        assert pdf(sign_in(world.leader), mirror).pages
    assert list(tmp_path.iterdir()) == []
