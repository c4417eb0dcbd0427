"""Mail is read by assistants and by whoever sits beside one: a mailed link opens nothing that is private."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail

from hansei.web.common.asking.models import Invitation, Sent
from hansei.web.ground.jobs import services as jobs
from hansei.web.steps.mirror.models import Mirror
from tests.web.journeys.seats import Seat
from tests.web.steps.mirror.mirrors import answered, locked
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

_TOKEN = re.compile(r'(<input type="hidden" name="csrfmiddlewaretoken" value=)"[^"]*"')


@pytest.fixture
def letters(agreed: World, live_server: Any, settings: Any, mailoutbox: list[Any]) -> dict[str, list[str]]:
    """The links of every mail that goes out when people are asked, by whom they go to."""
    settings.ADDRESS = live_server.url
    mirror = locked(agreed)
    jobs.run_all(future=True, loud=True)
    asked = set(Invitation.objects.filter(round=mirror.round).values_list("person__email", flat=True))
    found = {
        letter.to[0]: re.findall(r"http\S+", letter.body) for letter in mail.outbox if letter.to[0] in asked
    }
    assert set(found) == asked
    return found


def _seen(make: Callable[..., Page], base: str, links: list[str]) -> list[str]:
    """What a browser that knows nothing gets, without the token against forged forms."""
    fresh = make(360, javascript=False)
    here = Seat(fresh, base)
    pages = [_TOKEN.sub(r"\1", here.goes(link).html) for link in links]
    assert fresh.context.cookies() == []
    fresh.context.close()
    return pages


def test_every_mailed_link_shows_the_same_before_and_after_an_answer_and_nothing_of_anybody_s(
    letters: dict[str, list[str]], agreed: World, page: Callable[..., Page], live_server: Any
) -> None:
    assert len(letters) == 18
    assert {len(links) for links in letters.values()} == {2}  # the questions, and the end of reminders
    before = {who: _seen(page, live_server.url, links) for who, links in letters.items()}
    asked = [one.person for one in Invitation.objects.select_related("person")]
    answered(Mirror.objects.get(), {one: {"LL-S4": 4, "LL-S6": 0, "LL-S8": 2} for one in asked})
    assert Sent.objects.count() > 40
    after = {who: _seen(page, live_server.url, links) for who, links in letters.items()}
    assert [who for who in letters if before[who] != after[who]] == []
    others = {agreed.coach.name, *(one.name for one in asked)}
    for html in (html for pages in after.values() for html in pages):
        assert [name for name in others if name in html] == []
        assert " checked" not in html
        assert "Sign out" not in html


def test_no_other_mail_leads_to_anything_but_the_door(
    letters: dict[str, list[str]], live_server: Any, page: Callable[..., Page]
) -> None:
    rest = [letter for letter in mail.outbox if letter.to[0] not in letters]
    assert {letter.to[0] for letter in rest} >= {"tomasz.lind@halden.example"}
    for letter in rest:
        assert not re.search("Marianne|Vos|Tomasz|agree|mirror", letter.subject + letter.body)
        for link in re.findall(r"http\S+", letter.body):
            here = Seat(page(1280, javascript=False), live_server.url).goes(link)
            here.reads("How are you experienced when you lead?", "Sign in").does_not_read(
                "Marianne", "Tomasz"
            )
