"""What two people agreed at Halden Pumps, beyond signing once: a new version, a wish, a recheck, a close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from hansei.core import clock
from hansei.demo.choosing import on_the_bench
from hansei.demo.people import Cast
from hansei.web.common.engagements import closing, protecting, rechecks, seconds, selectors, services, wishes
from hansei.web.common.engagements.models import Engagement, Protection
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs import services as jobs

Moment = Callable[..., datetime]


def tell(cast: Cast, moment: Moment) -> None:
    """Ravi's second version, a wish he made his own, and a recheck that both answered."""
    ravi, coach = cast["Ravi Menon"], cast["Tomasz Lind"]
    engagement = _of(ravi)
    with clock.frozen(moment(30, 10)):
        wish = wishes.write(
            engagement,
            coach,
            "That you let the shift leaders say what they would do before you say what you would do.",
            wishes.COACH,
        )
    with clock.frozen(moment(29, 8)):
        services.adopt_wish(
            wish,
            ravi,
            words="That I ask one more question before I answer.",
            focus="leading_lean",
            direction="down",
        )
        wishes.write(engagement, coach, "That we talk about Henrik as well.", wishes.COACH)
    with clock.frozen(moment(21, 9)):
        services.draft(
            engagement,
            ravi,
            read_at=engagement.version,
            conversations=8,
            planned_end=engagement.planned_end + timedelta(days=30),
            hours=16,
            about="That people tell me of a problem the same day.",
        )
        engagement = _of(ravi)
        services.name_people(
            engagement,
            ravi,
            read_at=engagement.version,
            second_coach=cast["Sofia Brandt"],
            third_person=None,
        )
        engagement = _of(ravi)
        services.sign(engagement, ravi, read_at=engagement.version)
    with clock.frozen(moment(20, 16)):
        services.sign(engagement, coach, read_at=engagement.version)
        _says_yes(cast["Sofia Brandt"])
        protecting.write_note(
            _of(ravi), coach, "I noticed that I fill every pause. How do you keep quiet for that long?"
        )
        jobs.run_all(future=True)
    with clock.frozen(moment(12, 9)):
        # As if the first ninety days were over: the story is shorter than that.
        Engagement.objects.filter(pk=engagement.pk).update(suits_since=moment(103).date())
        rechecks.ask_all_due()
        services.answer_recheck(_of(ravi), coach, suits="yes")
        services.answer_recheck(
            _of(ravi), ravi, suits="yes", unwanted="yes", words="Henrik asks what I talk about."
        )
        jobs.run_all(future=True)
    paul, edda = cast["Paul Achterberg"], cast["Edda Lorenz"]
    with clock.frozen(moment(55)):
        on_the_bench(cast, "Rui Costa", "Known in Engineering for staying calm.")
        on_the_bench(cast, "Edda Lorenz", "The office sends its hardest questions to Edda.")
    _protected_pair(paul, edda, cast["Rui Costa"], cast["Henrik Solberg"], moment(50))


def _of(leader: Person) -> Engagement:
    found = selectors.current(leader)
    assert found is not None
    return found


def _protected_pair(leader: Person, coach: Person, second: Person, third: Person, at: datetime) -> None:
    """A coach from further below, with a third person's signature and a second coach."""
    with clock.frozen(at):
        asked = services.name_coach(leader, coach)
        services.name_people(asked, leader, read_at=asked.version, second_coach=second, third_person=third)
        asked = _of(leader)
        for party in (leader, coach):
            services.sign(asked, party, read_at=asked.version)
        services.sign_protection(Protection.objects.get(under=asked.pk), third)
        _says_yes(second)
        jobs.run_all(future=True)


def _says_yes(second: Person) -> None:
    (asked,) = seconds.asks(second)
    services.answer_second(asked, second, yes=True)


def ended(leader: Person, coach: Person, began: datetime, over: datetime) -> None:
    """One coaching that is over, with what its leader keeps."""
    with clock.frozen(began):
        asked = services.name_coach(leader, coach)
        for party in (leader, coach):
            services.sign(asked, party, read_at=asked.version)
    with clock.frozen(over):
        services.end(asked, leader)
        done = Engagement.objects.select_related("leader", "coach").get(pk=asked.pk)
        closing.write(
            done,
            leader,
            read_at=0,
            keep="I ask first. It takes a minute, and the answers are better than mine.",
            thanks="The night shift, for saying it to my face.",
        )
        closing.answer(done, leader, {"again": "yes", "acts_on": "yes", "unwanted": "no"})
        jobs.run_all(future=True)
