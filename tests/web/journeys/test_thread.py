"""The whole thread as one journey, without JavaScript: from a first look alone to everything erased."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail

from hansei.core.agreement import State
from hansei.core.anonymity import Source, Tally
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Answer, Invitation, Progress, Round, Sent
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.releases.models import FrozenRelease, SharedItem
from hansei.web.steps.mirror.models import Finding, Mirror, Prediction, Reveal, Stage
from hansei.web.steps.ready.models import FirstLook, Readiness
from tests.web.journeys.seats import cookies
from tests.web.journeys.thread import (
    ANSWERS,
    APPROVAL,
    FINDING,
    LATE,
    ONLY_FOR_ME,
    THANKS,
    WRONG,
    Thread,
    after_two_weeks,
    person,
)
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def thread(
    page: Callable[..., Page], live_server: Any, world: World, settings: Any, mailoutbox: list[Any]
) -> Thread:
    settings.ADDRESS = live_server.url
    return Thread(world, live_server.url, lambda width: page(width, javascript=False))


def test_from_a_first_look_alone_to_everything_erased(thread: Thread) -> None:
    # Alone: nothing is stored, and no cookie knows of it.
    thread.looks_alone()
    assert not FirstLook.objects.exists()
    assert cookies(thread.leader) <= {"csrftoken", "language", "theme"}
    thread.signs_in_and_keeps()
    assert FirstLook.objects.get().owner == thread.world.leader

    # Ready and agreed: a yes tells nobody, one signature holds nothing.
    before = len(mail.outbox)
    thread.is_ready()
    assert Readiness.objects.get().owner == thread.world.leader
    assert len(mail.outbox) == before
    thread.names_a_coach()
    assert Engagement.objects.get().state == State.CHOOSING
    thread.both_sign()
    engagement = Engagement.objects.get()
    assert (engagement.state, engagement.coach) == (State.AGREED, thread.world.coach)
    thread.writes_an_objective()
    assert Objective.objects.get().leader == thread.world.leader
    assert SharedItem.objects.get().kind == "objective"

    # Looking: what is expected is locked before anybody is asked.
    thread.plans()
    assert (Mirror.objects.get().stage, Round.objects.count()) == (Stage.PLANNING, 0)
    thread.expects()
    assert set(Prediction.objects.values_list("locked_at", flat=True)) == {None}
    assert not Invitation.objects.exists()
    thread.locks()
    mirror = Mirror.objects.get()
    assert mirror.stage == Stage.ASKING
    assert set(Prediction.objects.values_list("locked_at", flat=True)) == {mirror.locked_at}

    # Asking: twelve answer, and it cannot be told who once it is over.
    links = thread.mails_go_out()
    thread.people_answer(links)
    assert Progress.objects.filter(answered=True).count() == len(ANSWERS) == 12
    assert Sent.objects.count() == sum(len(given) for given in ANSWERS.values())
    assert Progress.objects.get(invitation__person=person("Tim Sauer")).stopped
    with after_two_weeks():
        thread.somebody_is_late(links)
        assert not Progress.objects.get(invitation__person=person(LATE)).answered
        _the_leader_sees(thread)
        _the_coach_reads(thread)
        _everything_goes(thread)


def _the_leader_sees(thread: Thread) -> None:
    here = thread.leader.goes("/").reads("How was it experienced?").follows("See the first one")
    assert not Reveal.objects.exists()
    assert not Progress.objects.filter(answered=True).exists()
    round_ = Round.objects.get()
    assert asking.tallies(round_)["LL-S8", Source.REPORTS] == Tally.of([2, 3, 2, 3, 2])
    assert asking.tallies(round_)["LL-S6", Source.PEERS] == Tally.of([3, 3, 2, 2])

    # The one the leader was surest of comes first; the others stay closed.
    here.reads("The answers are in", "closed")
    thread.holds_none_of(["2.5", "3.5"])
    here.follows("Go to the first one")
    thread.opens_one(
        THANKS,
        [
            "Your peers: about what you expected.",
            "Your reports: you expected 4; about 2.5 was experienced.",
            "People further off: fewer than four answered. Nothing of theirs is shown to anyone",
            "5 asked, most answered",
        ],
        hidden=["2.5"],
    )
    assert _opened() == {"LL-S8"}
    thread.writes_a_finding(FINDING, "Work on it", ONLY_FOR_ME)
    here.presses("Go to the next one")
    thread.opens_one(
        WRONG,
        [
            "Your boss, Otto Brandt: you expected 3; 4 was experienced.",
            "Your peers: about what you expected.",
            "Your reports: you expected 2; about 3.5 was experienced.",
        ],
        hidden=["2.5", "3.5"],
    )
    assert _opened() == {"LL-S8", "LL-S4"}
    thread.writes_a_finding("It is seen more often than I thought.", "Park it")
    here.presses("Stop here").reads("One at a time", "working on it", "parked", "closed")
    here.follows("Go to the next one")
    thread.opens_one(
        APPROVAL,
        [
            "Your peers: about what you expected.",
            "Your reports: fewer than four rated this one.",
        ],
        hidden=["2.5"],
    )
    thread.writes_a_finding("Nobody could see it yet.", "Not mine")
    here.presses("Go on").reads("How does this leave you?").ticks("How does this leave you?", "useful")
    here.presses("Keep this").reads("It is kept").follows("Back to the mirror")
    here.reads("You have seen all of it")
    assert (Finding.objects.count(), FrozenRelease.objects.count()) == (3, 1)


def _opened() -> set[str]:
    return set(Reveal.objects.values_list("prediction__behaviour__code", flat=True))


def _the_coach_reads(thread: Thread) -> None:
    thread.opens_the_finding()
    assert set(SharedItem.objects.values_list("kind", flat=True)) == {"objective", "finding"}
    thread.leader.goes("/yours/who-looked/").reads("Nobody else has read anything of yours.")
    thread.coach_reads()
    thread.sees_who_looked()


def _everything_goes(thread: Thread) -> None:
    parts = thread.takes_everything_out()["parts"]
    assert {"directory", "ready", "engagements", "mirror"} <= set(parts)
    thread.pauses_goes_on_and_ends()
    assert Engagement.objects.get().state == State.ENDED
    thread.erases_everything()
    for model in (FirstLook, Readiness, Objective, Mirror, Prediction, Reveal, Finding, SharedItem, Answer):
        assert not model._default_manager.exists(), model.__name__
