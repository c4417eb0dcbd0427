"""A year in the life of one engagement, through every role, in browsers without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from hansei.core import clock
from hansei.core.agreement import State
from hansei.core.talk import Code, LeaderCode
from hansei.web.common.asking.models import Round
from hansei.web.common.bench.models import Place, Respect
from hansei.web.common.engagements.models import (
    AgreementVersion,
    Closing,
    Engagement,
    Objective,
    Recheck,
    Slip,
    Wish,
)
from hansei.web.common.releases.models import PartRelease, SharedItem, SponsorSeat
from hansei.web.ground.jobs import services as jobs
from hansei.web.steps.chain.models import Hypothesis
from hansei.web.steps.choose.models import Meeting
from hansei.web.steps.conversations.models import Conversation, FoundOut, Note
from hansei.web.steps.mirror.models import Finding, Mirror, Stage
from hansei.web.steps.practice.models import Trial
from hansei.web.steps.talk import selectors
from hansei.web.steps.talk.models import Proposal, Talk
from tests.web.journeys.year import Year
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def year(
    page: Callable[..., Page], live_server: Any, world: World, settings: Any, mailoutbox: list[Any]
) -> Year:
    settings.ADDRESS = live_server.url
    Place.objects.all().delete()
    Respect.objects.all().delete()
    return Year(world, live_server.url, lambda width: page(width, javascript=False))


@pytest.fixture
def later() -> Iterator[Callable[[int], None]]:
    """Lets days pass, for the server too; after the test no time has passed."""
    with ExitStack() as passed:

        def let(days: int) -> None:
            passed.enter_context(clock.shifted(timedelta(days=days)))

        yield let


def test_a_year_with_one_coach_through_every_role(year: Year, later: Callable[[int], None]) -> None:
    _a_coach_is_chosen(year, later)
    seen = year.steward_sees()
    _they_agree(year)
    _a_mirror_and_a_try_out(year, later)
    _they_talk(year, later)
    _people_are_asked_what_they_believe(year, later)
    _it_suits_and_it_ends(year, later)
    assert year.steward_sees() == seen, "a whole engagement later nothing looks otherwise"


def _a_coach_is_chosen(year: Year, later: Callable[[int], None]) -> None:
    coach, leader = year.world.coach, year.world.leader
    year.steward_asks_about_the_bench()
    assert (Place.objects.count(), Respect.objects.get().person) == (0, coach)
    year.coach_says_yes()
    assert Place.objects.get().coach == coach
    year.leader_asks_for_a_meeting()
    assert (Meeting.objects.get().leader, Engagement.objects.count()) == (leader, 0)
    year.coach_says_yes_to_a_time()
    year.leader_names_the_coach()
    assert Engagement.objects.get().state == State.CHOOSING


def _they_agree(year: Year) -> None:
    until = clock.now() + timedelta(days=300)
    year.they_agree_on_other_terms(until)
    engagement = Engagement.objects.get()
    assert (engagement.state, engagement.planned_end) == (State.AGREED, until.date())
    assert list(AgreementVersion.objects.exclude(in_force_on=None).values_list("number", flat=True)) == [2]
    assert not Meeting.objects.exists(), "what was asked while choosing is erased when it holds"
    year.sponsors_page()
    assert SponsorSeat.objects.get().sponsor == year.world.boss
    year.a_wish_becomes_an_own_objective()
    assert (Objective.objects.count(), SharedItem.objects.count()) == (1, 0)
    assert Wish.objects.get().became == "adopted"
    year.steward_sees()


def _a_mirror_and_a_try_out(year: Year, later: Callable[[int], None]) -> None:
    year.asks_about_one()
    assert Mirror.objects.get().stage == Stage.ASKING
    year.people_around_answer()
    later(17)
    year.sees_it_and_finds()
    assert Finding.objects.count() == 1
    year.opens_the_finding()
    year.coach_reads()
    year.locks_a_try_out()
    assert Trial.objects.get().locked_at is not None
    later(11)
    year.looks_back()
    assert set(SharedItem.objects.values_list("kind", flat=True)) == {"finding"}


def _they_talk(year: Year, later: Callable[[int], None]) -> None:
    year.they_talk()
    assert Conversation.objects.get().stand == "held"
    assert sorted(Note.objects.values_list("kind", flat=True)) == ["coach", "leader", "shared"]
    year.each_answers_their_question()
    assert FoundOut.objects.count() == 1
    year.coach_writes_from_memory()
    assert Talk.objects.get().proposal is None
    year.they_propose_to_write_one_down()
    assert not Talk.objects.exclude(proposal=None).exists()
    later(3)
    year.coach_sends_in_the_file()
    talk = Talk.objects.get(proposal=Proposal.objects.get())
    assert talk.stage == "ready"
    year.coach_overrules_what_it_heard()
    opened = selectors.opened(Talk.objects.select_related("proposal").get(pk=talk.pk))
    assert opened is not None
    assert {Code.LEADING_QUESTION, LeaderCode.CONCERN} <= set(opened.overruled.values())
    year.coach_practises_a_moment_of_it()
    year.leader_reads_the_same()


def _people_are_asked_what_they_believe(year: Year, later: Callable[[int], None]) -> None:
    year.steward_opens_a_wave()
    year.people_say_what_they_believe(Round.objects.get(about=None))
    assert not PartRelease.objects.exists()
    later(20)
    jobs.run_periodic()
    assert PartRelease.objects.get().head == year.world.leader
    year.leader_sees_the_own_part()
    year.leader_lays_the_chain_side_by_side()
    assert Hypothesis.objects.get().leader == year.world.leader


def _it_suits_and_it_ends(year: Year, later: Callable[[int], None]) -> None:
    later(40)
    year.both_say_that_it_suits()
    assert Recheck.objects.get().closed
    later(200)
    year.looks_back_at_all_of_it()
    year.leader_ends_it()
    assert Engagement.objects.get().state == State.ENDED
    assert (Closing.objects.count(), Slip.objects.count()) == (1, 1)
    later(20)
    jobs.run_periodic()
    year.sponsor_reads().reads("This coaching has ended.")
    year.sees_who_read_what(
        "Tomasz Lind read a finding",
        "Tomasz Lind read what you found out",
        "Tomasz Lind read a talk report about you both",
        "Otto Brandt read the page you signed",
    )
