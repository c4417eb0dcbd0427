"""Eight people on their phones, of whom one would rather not and one is late; and what the leader sees.

Of five reports four answer in time: they are shown. Of three peers two answer: they are not, and the page
says why. Who would rather not leaves nothing behind; who is late is told that it is over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.web.common.asking.models import Answer, Progress, Round
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.jobs import services as jobs
from hansei.web.steps.mirror import leaving, services
from hansei.web.steps.mirror.models import Mirror
from tests.web.journeys.seats import Seat, cookies
from tests.web.journeys.thread import THANKS, after_two_weeks
from tests.web.steps.mirror.mirrors import expected, planned, row_of
from tests.world import World, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

#: Who answers what; two peers, four reports. The words of an occasion are of one of them alone.
ANSWERS = {
    "Ewa Nowak": "seldom", "Sam Okoro": "about half", "Ute Blum": "seldom", "Ali Demir": "about half",
    "Ada Lenz": "nearly every time", "Per Holm": "never",
}  # fmt: skip
DECLINES, LATE = "Jan Kolb", "Eva Roth"
OCCASION = "Somebody said it early, and heard thank you."


@pytest.fixture
def asked(agreed: World, live_server: Any, settings: Any, mailoutbox: list[Any]) -> dict[str, str]:
    """The links of all eight, by name."""
    settings.ADDRESS = live_server.url
    mirror = planned(agreed, ["LL-S8"])
    eight = dict.fromkeys(agreed.reports[:5], Source.REPORTS) | dict.fromkeys(agreed.peers[:3], Source.PEERS)
    services.ask_these(mirror, eight)
    expected(mirror)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(agreed.leader, 14))
    jobs.run_all(future=True, loud=True)
    letters = {letter.to[0]: re.findall(r"http\S+", letter.body)[0] for letter in mail.outbox}
    links = {one.name: letters[one.email] for one in eight}
    assert {*ANSWERS, DECLINES, LATE} == set(links)
    return links


def test_eight_people_on_their_phones(
    asked: dict[str, str], agreed: World, page: Callable[..., Page], live_server: Any
) -> None:
    def phone(name: str) -> Seat:
        """A browser that knows nothing, at the size of a phone; every other one in the dark."""
        fresh = page(360, "dark" if sorted(asked).index(name) % 2 else "light", height=740)
        here = Seat(fresh, live_server.url).goes(asked[name])
        here.reads("Marianne Vos asks how you see one thing", "It takes about two minutes.")
        return here

    def leaves(here: Seat) -> None:
        assert here.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert cookies(here) == set()
        here.page.context.close()

    for name, step in ANSWERS.items():
        here = phone(name).ticks(THANKS, step)
        if name == "Ewa Nowak":
            here.unfolds("One occasion you remember").writes("What happened, in your own words?", OCCASION)
            here.page.get_by_label("What I wrote may be shown, without my name").check()
        leaves(here.presses("Send my answers").reads("Thank you", "there is nothing else to do"))

    # Who would rather not: nothing is different afterwards, for anybody.
    leader = sign_in(agreed.leader)
    mirror = Mirror.objects.get()
    before = _traces(leader, mirror)
    here = phone(DECLINES).follows("I would rather not").reads("That is fine", "Nothing is recorded")
    leaves(here.presses("No more reminders").reads("You get no more mail about this."))
    assert _traces(leader, mirror) == before

    # Who is late has ticked already when the window ends.
    late = phone(LATE).ticks(THANKS, "mostly")
    with after_two_weeks():
        late.presses("Send my answers")
        late.reads("This is closed", "Thank you; nothing more is asked of you.", "is not kept")
        late.does_not_read("Marianne", "Tomasz")
        leaves(late.goes(asked[LATE], status=410).reads("This is closed").does_not_read("is not kept"))

        seen = _leader_sees(page(360, height=740), live_server.url, agreed)
        seen.reads("Your reports: about what you expected.", "not shown: fewer than four answered")
        seen.reads("Your peers: fewer than four answered.").does_not_read(OCCASION, DECLINES, LATE)
        # The figure of the reports alone: none of the two peers, and none over all six.
        assert set(re.findall(r"\d\.\d", seen.words)) == {"2.5"}
        seen.page.screenshot(path="/tmp/mr-eight-leader.png", full_page=True)
        _nobody_is_told_apart(agreed, mirror)


def _traces(leader: Any, mirror: Mirror) -> list[Any]:
    """What a leader, and whoever reads the audit, could notice while people are asked."""
    pages = [leader.get(at).content for at in ("/", f"/mirror/{mirror.pk}/", "/yours/")]
    token = re.compile(rb'value="[A-Za-z0-9]{64}"|nonce="[^"]*"')
    taken = json.dumps(leaving.take_out(mirror.leader), sort_keys=True, default=str)
    return [[token.sub(b"", one) for one in pages], taken, sorted(map(repr, Entry.objects.values()))]


def _leader_sees(fresh: Page, base: str, world: World) -> Seat:
    cookie = sign_in(world.leader).cookies["sessionid"].value
    fresh.context.add_cookies([{"name": "sessionid", "value": cookie, "url": base}])
    here = Seat(fresh, base).goes("/").follows("See the first one").follows("Go to the first one")
    here.reads(THANKS, "What you expected", "not open yet").does_not_read("2.5", "fewer than")
    return here.presses("See how it was experienced").reads("How it was experienced")


def _nobody_is_told_apart(world: World, mirror: Mirror) -> None:
    """Six answered, two did not: nothing that is left says which, in an export, the audit or a table."""
    mirror.refresh_from_db()
    assert not Progress.objects.exists()
    assert Answer.objects.count() == len(ANSWERS)
    assert Round.objects.get().respondents == {"reports": 4, "peers": 2}
    out = leaving.take_out(world.leader)["mirrors"][0]
    told = json.dumps(out, ensure_ascii=False, default=str)
    everybody = [*ANSWERS, DECLINES, LATE]
    assert sorted(name for found in out["people_around"].values() for name in found) == sorted(everybody)
    # Each is named once, as somebody who was asked, whatever they did.
    assert [name for name in everybody if told.count(name) != 1] == []
    assert OCCASION not in told
    people = {str(one.pk) for one in (*world.reports, *world.peers)}
    people |= {str(one.chain) for one in (*world.reports, *world.peers)}
    audited = " ".join(map(repr, Entry.objects.values()))
    assert "mirror.released" in audited
    assert not [one for one in people if one in audited]
    assert str(row_of(mirror, "LL-S8").pk) in audited  # that the leader looked
    assert clock.now() > mirror.closes_at
