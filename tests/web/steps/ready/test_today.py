"""What a leader's first page says about the first two steps, and nobody else's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hansei.web.ground.ui.today import Highlight, Line
from hansei.web.steps.ready import services, today
from hansei.web.steps.ready.answers import Answers
from hansei.web.steps.ready.look import Look, Rating
from tests.web.steps.ready.browsing import text
from tests.world import World, sign_in


def test_a_leader_who_never_kept_a_look_is_offered_one(world: World) -> None:
    (offer,) = (one for one in today.for_leader(world.leader) if isinstance(one, Highlight))
    assert offer.url == reverse("first_look")
    assert "Take a first look" in text(sign_in(world.leader).get("/"))


def test_what_was_kept_can_be_found_again(world: World) -> None:
    services.keep(world.leader, Look(chosen=("LL-D2",), ratings={"LL-D2": Rating(own=4, expected=4)}))
    urls = [one.url for one in today.for_leader(world.leader) if isinstance(one, Line)]
    assert urls == [reverse("first_look_mine"), reverse("ready")]


@pytest.mark.parametrize("outcome", ["yes_now", "not_for_me"])
def test_the_page_says_that_something_was_written_and_not_what(world: World, outcome: str) -> None:
    services.write_readiness(world.leader, Answers(outcome=outcome), seen="")
    said = text(sign_in(world.leader).get("/"))
    assert "What you wrote about being ready" in said
    assert "Yes, now" not in said
    assert "Not for me" not in said


def test_whoever_has_a_coach_is_not_asked_again_whether_they_want_one(agreed: World) -> None:
    assert reverse("ready") not in [one.url for one in today.for_leader(agreed.leader)]
    services.write_readiness(agreed.leader, Answers(outcome="later"), seen="")
    assert reverse("ready") in [one.url for one in today.for_leader(agreed.leader)]


def test_nobody_else_is_told_anything(world: World) -> None:
    for seat, person in world.seats.items():
        if person is not None and not person.is_leader:
            assert list(today.for_leader(person)) == [], seat
