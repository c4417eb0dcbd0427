"""Try-outs are their leader's: what they are about, in whose sight they are, and how they hang together."""

from __future__ import annotations

import pytest

from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.selectors import open_shared
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.selectors import shared_with
from hansei.web.steps.mirror import services as mirrors
from hansei.web.steps.practice import selectors, services
from hansei.web.steps.practice.models import Trial
from hansei.web.steps.practice.origins import offered, open_origin
from tests.web.steps.mirror.mirrors import CODES, after_the_window, opened_all, row_of
from tests.web.steps.mirror.mirrors import locked as locked_mirror
from tests.web.steps.practice.tries import EXPECTED, HAPPENED, LEARNED, WHAT, done, drafted, locked
from tests.world import World, sign_in


def test_a_try_out_begins_from_a_finding_that_is_worked_on_and_not_from_a_parked_one(agreed: World) -> None:
    leader = agreed.leader
    mirror = locked_mirror(agreed)
    with after_the_window(mirror):
        mirrors.settle(mirror)
        opened_all(mirror)
        work, park = (
            mirrors.write_finding(row_of(mirror, code), words=f"About {code}", choice=choice)
            for code, choice in zip(CODES, ("work", "park"), strict=False)
        )
    assert [one.ref for one in offered(leader)] == [work.pk]
    about = open_origin(leader, "finding", work.pk)
    assert about is not None
    assert (about.words, about.behaviour) == ("About LL-S8", "LL-S8")
    assert open_origin(agreed.boss, "finding", work.pk) is None, "somebody else's"
    row = locked(leader, about=about)
    parked = drafted(leader, about=open_origin(leader, "finding", park.pk))
    with pytest.raises(NotPossible):
        services.lock(parked, read_at=parked.version)
    assert [one.row.pk for one in selectors.trials_about(leader, "finding", work.pk)] == [row.pk]
    browser = sign_in(leader)
    assert WHAT in browser.get(f"/mirror/findings/{work.pk}/").content.decode()
    assert browser.get(f"/mirror/findings/{work.pk}/try/").status_code == 200
    assert browser.get(f"/mirror/findings/{park.pk}/try/").status_code == 302


def test_a_dropped_objective_leaves_the_try_out_and_none_of_its_own_words(agreed: World) -> None:
    leader = agreed.leader
    row = engagements.write_objective(leader, words="That I hear of it", focus="leading_lean", direction="up")
    about = open_origin(leader, "objective", row.pk)
    trial = locked(leader, about=about)
    page = sign_in(leader).get(f"/try-outs/{trial.pk}/").content.decode()
    assert "That I hear of it" in page
    engagements.drop_objective(row)
    page = sign_in(leader).get(f"/try-outs/{trial.pk}/").content.decode()
    assert WHAT in page
    assert "That I hear of it" not in page


def test_those_about_one_thing_and_those_planned_from_each_other_make_one_run(agreed: World) -> None:
    leader = agreed.leader
    objective = engagements.write_objective(leader, words="O", focus="leading_lean", direction="up")
    about = open_origin(leader, "objective", objective.pk)
    first = done(leader, "A")
    second = done(leader, "B", follows=first, days=9)
    third = done(leader, "C", about=about)
    fourth = done(leader, "D", about=about, days=9)
    alone = done(leader, "E", follows=third)
    found = selectors.threads(selectors.trials(leader))
    assert {frozenset(one.row.pk for one in thread) for thread in found} == {
        frozenset({first.pk, second.pk}),
        frozenset({third.pk, fourth.pk, alone.pk}),
    }
    services.drop(first)
    assert Trial.objects.filter(pk=second.pk, follows=None).exists(), "what followed it stays"


def test_the_coach_reads_what_was_opened_as_it_was_and_no_longer_once_taken_back(agreed: World) -> None:
    assert agreed.engagement is not None
    row = locked(agreed.leader)
    assert not shared_with(agreed.coach).exists()
    services.open_to_coach(row, agreed.engagement)
    services.look_back(row, came=True, happened=HAPPENED, learned=LEARNED, number=2)
    item = shared_with(agreed.coach).get()
    opened = open_shared(item)
    assert (opened["expected"], opened["happened"], opened["count"]) == (EXPECTED, "", [3, 5])
    page = sign_in(agreed.coach).get(f"/opened/{item.pk}/").content.decode()
    assert EXPECTED in page
    assert "3 of 5" in page
    assert HAPPENED not in page
    services.open_to_coach(row, agreed.engagement)
    page = sign_in(agreed.coach).get(f"/opened/{shared_with(agreed.coach).get().pk}/").content.decode()
    assert HAPPENED in page
    assert LEARNED in page
    services.take_back(row, agreed.engagement)
    assert not shared_with(agreed.coach).exists()


def test_a_draft_is_not_opened_and_nothing_is_while_the_coaching_is_paused(agreed: World) -> None:
    assert agreed.engagement is not None
    with pytest.raises(NotPossible):
        services.open_to_coach(drafted(agreed.leader), agreed.engagement)
    row = locked(agreed.leader)
    engagements.pause(agreed.engagement, agreed.leader)
    agreed.engagement.refresh_from_db()
    with pytest.raises(NotPossible):
        services.open_to_coach(row, agreed.engagement)
    assert not shared_with(agreed.coach).exists()


def test_erasing_one_takes_what_was_opened_of_it(agreed: World) -> None:
    assert agreed.engagement is not None
    row = done(agreed.leader)
    services.open_to_coach(row, agreed.engagement)
    services.drop(row)
    assert not Trial.objects.exists()
    assert not shared_with(agreed.coach).exists()


def test_the_leader_sees_that_the_coach_read_a_try_out(agreed: World) -> None:
    assert agreed.engagement is not None
    services.open_to_coach(locked(agreed.leader), agreed.engagement)
    sign_in(agreed.coach).get(f"/opened/{shared_with(agreed.coach).get().pk}/")
    assert "a try-out" in sign_in(agreed.leader).get("/yours/who-looked/").content.decode()
