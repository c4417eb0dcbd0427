"""Every invariant of the agreement, by its name: what holds, tried where it could fail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from hansei.core import clock
from hansei.core.agreement import State
from hansei.web.common.engagements import protecting, rechecks, selectors, services, wishes
from hansei.web.common.engagements.models import (
    AgreementVersion,
    Engagement,
    Objective,
    Protection,
    Recheck,
    Wish,
)
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.vault import services as vault
from tests.web.steps.mirror.mirrors import links, locked
from tests.world import World, on_the_bench, protect, say_yes_behind, sign_in


def fresh(engagement: Engagement) -> Engagement:
    return Engagement.objects.select_related("leader", "coach", "second_coach").get(pk=engagement.pk)


def test_before_agreed__a_request_brings_its_text_and_nothing_else_of_the_leader(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    assert AgreementVersion.objects.get().engagement == asked
    for model in (Wish, Recheck, Objective, SharedItem, Protection):
        assert not model.objects.exists()


def test_nothing_by_others__before_it_is_agreed_nobody_writes_a_wish_or_a_note(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    Engagement.objects.filter(pk=asked.pk).update(second_coach=world.stranger)
    asked = fresh(asked)
    for write in (
        lambda: wishes.write(asked, world.coach, "Walk the line", wishes.COACH),
        lambda: wishes.write(asked, world.boss, "Walk the line", wishes.SPONSOR),
        lambda: protecting.write_note(asked, world.coach, "Hello"),
    ):
        with pytest.raises(NotPossible):
            write()
    assert sign_in(world.coach).post(f"/agreement/{asked.pk}/wish/", {"words": "x"}).status_code == 404
    assert not Wish.objects.exists()


def test_first_meeting__a_request_leaves_no_text_and_no_key_when_it_is_taken_back(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    assert vault.exists(asked.scope)
    services.decline(asked, world.leader)
    assert not vault.exists(asked.scope)
    assert not vault.exists(asked.coach_scope)
    assert not Engagement.objects.exists()


def test_only_while_agreed__paused_or_ended_nothing_new_is_written_or_counted(agreed: World) -> None:
    engagement, coach = agreed.engagement, agreed.coach
    assert engagement is not None
    wishes.write(engagement, coach, "One", wishes.COACH)
    for stop in (services.pause, services.end):
        stop(engagement, coach)
        with pytest.raises(NotPossible):
            wishes.write(engagement, coach, "Two", wishes.COACH)
        with pytest.raises(NotPossible), transaction.atomic():
            services.count_conversation(engagement)
        with pytest.raises(NotPossible):
            services.answer_recheck(engagement, coach, suits="yes")
    assert Wish.objects.count() == 1


def test_silence_is_not_yes__an_unanswered_recheck_pauses_and_one_answer_is_not_enough(agreed: World) -> None:
    engagement = agreed.engagement
    assert engagement is not None
    with clock.shifted(timedelta(days=91)):
        assert rechecks.ask_all_due() == 1
        services.answer_recheck(engagement, agreed.leader, suits="yes")
    with clock.shifted(timedelta(days=91 + 14)):
        jobs.run_periodic()
        assert fresh(engagement).state == State.AGREED
    with clock.shifted(timedelta(days=91 + 15)):
        jobs.run_periodic()
        assert fresh(engagement).state == State.PAUSED
        assert not Recheck.objects.filter(closed=False).exists()


def test_silence_is_not_yes__the_page_is_the_same_whoever_did_not_answer(agreed: World) -> None:
    engagement = agreed.engagement
    assert engagement is not None

    def seen_by_the_coach(answered_by: list[Person]) -> str:
        with transaction.atomic():
            with clock.shifted(timedelta(days=91)):
                rechecks.ask_all_due()
                for person in answered_by:
                    services.answer_recheck(engagement, person, suits="yes")
            with clock.shifted(timedelta(days=106)):
                rechecks.pause_unanswered()
                browser = sign_in(agreed.coach)
                page = browser.get(f"/agreement/{engagement.pk}/").content.decode()
            transaction.set_rollback(True)
        assert "Paused" in page
        return page.partition("<main")[2].partition("</main>")[0]

    strip = _without_tokens
    assert strip(seen_by_the_coach([agreed.leader])) == strip(seen_by_the_coach([]))


def _without_tokens(page: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.mark.slow
def test_withdrawal_at_once__a_pause_by_silence_closes_every_link_in_its_transaction(agreed: World) -> None:
    engagement = agreed.engagement
    assert engagement is not None
    Engagement.objects.update(suits_since=clock.now().date() - timedelta(days=95))
    rechecks.ask_all_due()
    Recheck.objects.update(due_on=clock.now().date() - timedelta(days=1))
    mirror = locked(agreed)
    found = [f"/a/{secret}/" for secret in links(mirror).values()]
    assert {Client().get(link).status_code for link in found} == {200}
    assert rechecks.pause_unanswered() == 1
    assert {Client().get(link).status_code for link in found} == {410}


def test_withdrawal_at_once__when_a_link_cannot_be_closed_silence_does_not_pause_either(
    agreed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between closing and pausing: neither, and the next run does both."""
    from hansei.web.common.engagements import moves

    engagement = agreed.engagement
    assert engagement is not None
    with clock.shifted(timedelta(days=91)):
        rechecks.ask_all_due()

    def killed(_row: Engagement) -> None:
        raise RuntimeError

    with clock.shifted(timedelta(days=120)):
        with monkeypatch.context() as broken:
            broken.setattr(moves, "_WITHDRAWALS", [killed])
            with pytest.raises(RuntimeError):
                rechecks.pause_unanswered()
        assert fresh(engagement).state == State.AGREED
        assert Recheck.objects.filter(closed=False).exists()
        assert rechecks.pause_unanswered() == 1
        assert rechecks.pause_unanswered() == 0
    assert fresh(engagement).state == State.PAUSED


def test_looks_the_same__to_others_a_request_and_no_request_answer_alike(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    for seat, person in world.seats.items():
        if seat in {"leader", "coach", "nobody"}:
            continue
        browser = sign_in(person)
        for end in ("", "close/", "suits/", "behind/", "wishes/", "version/1/", "people/"):
            assert browser.get(f"/agreement/{asked.pk}/{end}").status_code == 404, (seat, end)


def test_yes_as_private_as_no__the_second_coach_learns_the_name_only_when_the_leader_allows_it(
    world: World,
) -> None:
    engagement = protect(world)
    assert engagement.state == State.AGREED
    browser = sign_in(world.coach)
    here = f"/agreement/{engagement.pk}/behind/"
    for url in ("/", here):
        assert "Marianne" not in browser.get(url).content.decode()
    assert "Ben Hahn" in browser.get(here).content.decode()
    for by in (engagement.coach, world.coach, world.boss):
        with pytest.raises(NotPossible):
            protecting.let_know(engagement, by, name=True)
    sign_in(world.leader).post(f"/agreement/{engagement.pk}/name/", {"name": "on"})
    assert "Marianne" in browser.get(here).content.decode()
    sign_in(world.leader).post(f"/agreement/{engagement.pk}/name/")
    assert "Marianne" not in browser.get(here).content.decode()


def test_yes_as_private_as_no__the_page_says_what_naming_tells_before_it_does(world: World) -> None:
    coach = world.further[0]
    on_the_bench(coach)
    asked = services.name_coach(world.leader, coach)
    browser = sign_in(world.leader)
    assert (
        "Naming a third person tells them" in browser.get(f"/agreement/{asked.pk}/people/").content.decode()
    )
    assert not Protection.objects.exists()
    form = {"version": asked.version, "second_coach": str(world.coach.pk), "third_person": world.boss.email}
    assert browser.post(f"/agreement/{asked.pk}/people/", form).status_code == 302
    assert "Ben Hahn is to coach Marianne Vos" in (
        sign_in(world.boss).get(f"/protection/{Protection.objects.get().pk}/").content.decode()
    )


def test_steward_sees__no_total_of_closes_and_no_name_below_the_minimum(agreed: World) -> None:
    page = sign_in(agreed.steward).get("/stewardship/").content.decode()
    assert "There is no total yet." in page
    assert "Marianne" not in page


def test_sponsor_seat__an_early_end_or_a_pause_shows_only_on_the_planned_day(agreed: World) -> None:
    engagement = agreed.engagement
    assert engagement is not None
    assert selectors.visible_state(engagement) == State.AGREED
    services.pause(engagement, agreed.leader)
    assert selectors.visible_state(fresh(engagement)) == State.AGREED
    services.end(engagement, agreed.leader)
    ended = fresh(engagement)
    until = ended.planned_end - clock.now().date()
    with clock.shifted(until - timedelta(days=1)):
        assert selectors.visible_state(ended) == State.AGREED
    with clock.shifted(until):
        assert selectors.visible_state(ended) == State.ENDED
    asked = services.name_coach(agreed.other_leader, agreed.coach)
    assert selectors.visible_state(asked) == State.NONE


@pytest.mark.parametrize("missing", ["third signature", "second coach", "yes", "leader", "coach", "nothing"])
def test_protected_pair__three_signatures_and_a_second_coach_who_said_yes_or_it_is_not_agreed(
    world: World, missing: str
) -> None:
    coach = world.further[0]
    on_the_bench(coach)
    asked = services.name_coach(world.leader, coach)
    second = None if missing == "second coach" else world.coach
    services.name_people(
        asked, world.leader, read_at=asked.version, second_coach=second, third_person=world.boss
    )
    asked = fresh(asked)
    for party, who in (("leader", world.leader), ("coach", coach)):
        if party != missing:
            services.sign(asked, who, read_at=asked.version)
    if missing != "third signature":
        services.sign_protection(Protection.objects.get(), world.boss)
    if missing not in {"second coach", "yes"}:
        say_yes_behind(world.coach)
    assert fresh(asked).state == (State.AGREED if missing == "nothing" else State.CHOOSING)


def test_protected_pair__nobody_from_below_the_two_or_over_the_leader_stands_there(world: World) -> None:
    coach = world.further[0]
    for person in (coach, world.reports[1], world.boss, world.peers[0]):
        on_the_bench(person)
    asked = services.name_coach(world.leader, coach)
    seconds = protecting.second_coaches(world.leader, coach)
    assert set(seconds) == {world.coach, world.peers[0]}
    for second, third in (
        (world.boss, world.council),
        (world.reports[1], world.council),
        (coach, world.council),
        (world.coach, world.leader),
        (world.coach, coach),
        (world.coach, world.reports[0]),
        (world.coach, world.coach),
    ):
        with pytest.raises(NotPossible):
            services.name_people(
                asked, world.leader, read_at=asked.version, second_coach=second, third_person=third
            )
    world.boss.dotted.add(world.peers[0])  # now over the leader's boss, in a dotted line
    assert set(protecting.second_coaches(world.leader, coach)) == {world.coach}
    with pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.filter(pk=asked.pk).update(state=State.AGREED)


def test_protected_pair__when_the_second_coach_steps_back_it_pauses_and_does_not_go_on_without(
    world: World,
) -> None:
    engagement = protect(world)
    assert sign_in(world.coach).post(f"/agreement/{engagement.pk}/behind/back/").status_code == 302
    now = fresh(engagement)
    assert (now.state, now.second_coach) == (State.PAUSED, None)
    with pytest.raises(NotPossible):
        services.go_on(now, world.leader, read_at=now.version)


def test_protected_pair__the_third_sees_the_clause_until_its_day_also_after_an_early_end(
    world: World,
) -> None:
    engagement = protect(world)
    row = Protection.objects.get()
    browser = sign_in(world.boss)
    before = browser.get(f"/protection/{row.pk}/").content.decode()
    assert "You signed this on" in before
    for url in ("", "behind/", "version/2/"):
        assert browser.get(f"/agreement/{engagement.pk}/{url}").status_code == 404
    services.end(engagement, world.leader)
    after = browser.get(f"/protection/{row.pk}/").content.decode()
    assert _bare(before) == _bare(after)
    assert (row.until - engagement.planned_end).days > 360
    with clock.shifted(row.until - clock.now().date() + timedelta(days=1)):
        jobs.run_periodic()
        assert browser.get(f"/protection/{row.pk}/").status_code == 404
    assert not vault.exists(row.scope)


def _bare(page: str) -> str:
    return _without_tokens(page.partition("<main")[2].partition("</main>")[0])


def test_coach_said_yes__nobody_stands_behind_a_coach_who_is_not_on_the_bench(agreed: World) -> None:
    engagement = agreed.engagement
    assert engagement is not None
    with pytest.raises(NotPossible):
        services.name_people(
            engagement,
            agreed.leader,
            read_at=engagement.version,
            second_coach=agreed.stranger,
            third_person=None,
        )
    on_the_bench(agreed.stranger)
    services.name_people(
        engagement,
        agreed.leader,
        read_at=engagement.version,
        second_coach=agreed.stranger,
        third_person=None,
    )


def test_every_invariant_of_the_agreement_has_a_test_that_names_it() -> None:
    named = {name.removeprefix("test_").partition("__")[0] for name in globals() if "__" in name[5:]}
    assert named >= INVARIANTS


INVARIANTS = {
    "before_agreed", "nothing_by_others", "first_meeting", "only_while_agreed", "silence_is_not_yes",
    "withdrawal_at_once", "looks_the_same", "yes_as_private_as_no", "steward_sees", "sponsor_seat",
    "protected_pair", "coach_said_yes",
}  # fmt: skip
