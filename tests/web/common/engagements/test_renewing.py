"""Versions, wishes, rechecks, the close, and days of deletion."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from hansei.core import clock
from hansei.core.agreement import Party, State, months_after
from hansei.core.anonymity.totals import Share, closing_share
from hansei.web.common.engagements import closing, moves, rechecks, retention, selectors, services, wishes
from hansei.web.common.engagements.models import (
    CloseTotal,
    Closing,
    Engagement,
    InTheBox,
    Objective,
    Recheck,
    Slip,
    Wish,
)
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from tests.world import World, sign_in

WISH = "That the shift hears of a change before the report does"


def fresh(engagement: Engagement | None) -> Engagement:
    assert engagement is not None
    return Engagement.objects.select_related("leader", "coach", "second_coach").get(pk=engagement.pk)


def propose(world: World, **more: object) -> Engagement:
    now = fresh(world.engagement)
    terms = {"conversations": 9, "planned_end": now.planned_end + timedelta(days=60), "hours": 20, **more}
    services.draft(now, world.leader, read_at=now.version, **terms)  # type: ignore[arg-type]
    return fresh(now)


# ---------------------------------------------------------------------------------------------- signing again
def test_what_was_agreed_holds_until_both_have_signed_the_new_version(agreed: World) -> None:
    before = fresh(agreed.engagement)
    now = propose(agreed)
    assert (now.state, now.planned_end) == (State.AGREED, before.planned_end)
    held = selectors.version_in_force(now)
    assert held is not None
    assert held.number == 1
    services.sign(now, agreed.coach, read_at=now.version)
    assert fresh(now).planned_end == before.planned_end
    services.sign(now, agreed.leader, read_at=now.version)
    renewed = fresh(now)
    assert renewed.planned_end == before.planned_end + timedelta(days=60)
    held = selectors.version_in_force(renewed)
    assert held is not None
    assert held.number == 2
    with pytest.raises(NotPossible):
        services.sign(renewed, agreed.leader, read_at=renewed.version)


def test_both_read_side_by_side_what_reads_otherwise_than_before(agreed: World) -> None:
    now = propose(agreed, about="To hear of things early")
    for person in (agreed.leader, agreed.coach):
        browser = sign_in(person)
        page = browser.get(f"/agreement/{now.pk}/").content.decode()
        assert "6 conversations" in page
        assert "9 conversations" in page
        assert "To hear of things early" in page
        assert browser.get(f"/agreement/{now.pk}/version/2/").status_code == 200
    titles = [change.title for change in selectors.changes(selectors.newest_version(now), "en")]
    assert titles == ["What this is", "How long", "Keeping and erasing"]
    assert next(c.title for c in selectors.changes(selectors.newest_version(now), "de")) == "Worum es geht"


def test_a_signature_read_before_the_text_changed_on_another_device_signs_nothing(agreed: World) -> None:
    now = propose(agreed)
    read_at = now.version
    again = propose(agreed, conversations=3)
    page = sign_in(agreed.coach).post(f"/agreement/{now.pk}/sign/", {"version": read_at})
    assert page.status_code == 409
    assert "3 conversations" in page.content.decode()
    assert not selectors.has_signed(again, Party.COACH)


def test_people_typed_on_a_second_device_are_kept_when_the_text_changed_meanwhile(agreed: World) -> None:
    now = fresh(agreed.engagement)
    propose(agreed)
    page = sign_in(agreed.leader).post(f"/agreement/{now.pk}/people/", {"version": now.version})
    assert page.status_code == 409
    assert "What you typed is still here" in page.content.decode()


def test_a_new_version_is_taken_back_and_what_held_still_holds(agreed: World) -> None:
    now = propose(agreed)
    for by in (agreed.coach, agreed.boss):
        with pytest.raises(NotPossible):
            services.leave_as_it_was(now, by)
    sign_in(agreed.leader).post(f"/agreement/{now.pk}/leave/")
    assert selectors.newest_version(fresh(now)).number == 1
    with pytest.raises(NotPossible):
        services.leave_as_it_was(fresh(now), agreed.leader)


def test_only_the_leader_drafts_a_version(agreed: World) -> None:
    now = fresh(agreed.engagement)
    for by in (agreed.coach, agreed.boss):
        with pytest.raises(NotPossible):
            services.draft(
                now, by, read_at=now.version, conversations=1, planned_end=now.planned_end, hours=1
            )


def test_the_text_names_contacts_dates_of_deletion_and_roles_that_meet_in_one_person(world: World) -> None:
    Organization.objects.update(keep_shared_days=70, keep_coach_days=10, operator_can_read="Backups only.")
    Person.objects.filter(pk=world.coach.pk).update(is_operator=True)
    world.coach.refresh_from_db()
    asked = services.name_coach(world.leader, world.coach)
    beside = {
        what: text for clause in selectors.agreement(asked, "en").clauses for what, text in clause["beside"]
    }
    assert beside["Contacts"] == "Ruth Adler; the ombudsman"
    assert beside["What an operator could read"] == "Backups only."
    assert beside["Roles that could not be kept apart"] == "The coach also runs the server."
    assert str((asked.planned_end + timedelta(days=70)).year) in beside["Dates of deletion"]
    assert "There is none." in beside["The page now"]


# ---------------------------------------------------------------------------------------------------- wishes
def test_a_wish_stands_apart_under_its_authors_name_and_is_unreadable_at_rest(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    sign_in(agreed.coach).post(f"/agreement/{engagement.pk}/wish/", {"words": WISH})
    row = Wish.objects.get()
    assert WISH.encode() not in bytes(row.sealed)
    page = sign_in(agreed.leader).get(f"/agreement/{engagement.pk}/wishes/").content.decode()
    assert WISH in page
    assert "Tomasz Lind" in page
    assert not Objective.objects.exists()
    for person in (agreed.boss, agreed.steward, agreed.coach):
        assert sign_in(person).get(f"/agreement/{engagement.pk}/wishes/").status_code == 404


def test_nobody_but_the_coach_or_a_sponsor_writes_one_and_not_the_leader(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    for author, party in (
        (agreed.leader, wishes.COACH),
        (agreed.leader, wishes.SPONSOR),
        (agreed.boss, wishes.COACH),
        (agreed.coach, wishes.SPONSOR),
    ):
        with pytest.raises(NotPossible):
            wishes.write(engagement, author, WISH, party)
    assert wishes.write(engagement, agreed.boss, WISH, wishes.SPONSOR).author == agreed.boss


def test_a_wish_is_adopted_in_the_leaders_own_words_alone(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    wish = wishes.write(engagement, agreed.coach, WISH, wishes.COACH)
    browser = sign_in(agreed.leader)
    here = f"/wishes/{wish.pk}/adopt/"
    form = browser.get(here).context["form"]
    assert not form["words"].value(), "the field is blank"
    typed = {"focus": "leading_lean", "direction": "down"}
    for copied in (WISH, WISH.upper() + "!", f"I want: {WISH}, and soon"):
        page = browser.post(here, {**typed, "words": copied})
        assert page.status_code == 400
        assert "These are the words of a wish" in page.content.decode()
        # Nor by any other way into an objective.
        assert browser.post("/objectives/new/", {**typed, "words": copied}).status_code == 400
    own = services.write_objective(agreed.leader, words="Mine", focus="leading_lean", direction="up")
    page = browser.post(f"/objectives/{own.pk}/", {**typed, "words": WISH, "version": 1})
    assert page.status_code == 400
    assert browser.post(here, {**typed, "words": "I tell the shift first"}).status_code == 302
    written = {selectors.open_objective(row).words: row.leader for row in Objective.objects.all()}
    assert written == {"Mine": agreed.leader, "I tell the shift first": agreed.leader}
    assert browser.get(here).status_code == 404


def test_its_author_is_not_told_what_became_of_it(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    kept, dropped = (wishes.write(engagement, agreed.coach, words, wishes.COACH) for words in (WISH, "More"))
    here = f"/coaching/{engagement.pk}/"

    def seen() -> str:
        page = sign_in(agreed.coach).get(here).content.decode()
        return page.partition("<main")[2].partition("</main>")[0]

    before = seen()
    assert "More" in before
    sign_in(agreed.leader).post(f"/wishes/{dropped.pk}/drop/")
    services.adopt_wish(kept, agreed.leader, words="Mine", focus="leading_lean", direction="up")
    assert selectors.wishes(engagement) == []
    assert seen() == before


def test_a_list_of_demands_is_no_wish(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    for number in range(wishes.MOST):
        wishes.write(engagement, agreed.coach, f"Wish {number}", wishes.COACH)
    with pytest.raises(NotPossible):
        wishes.write(engagement, agreed.coach, "One more", wishes.COACH)


# -------------------------------------------------------------------------------------------------- rechecks
def test_after_three_conversations_both_are_asked_with_the_third(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    from django.db import transaction

    for number in (1, 2, 3):
        with transaction.atomic():
            services.count_conversation(engagement)
        assert Recheck.objects.count() == (number == 3)
    for person in (agreed.leader, agreed.coach):
        assert "still suit you" in sign_in(person).get("/").content.decode()


def test_a_yes_of_both_begins_the_count_anew(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    with clock.shifted(timedelta(days=90)):
        assert rechecks.ask_all_due() == 1
        assert rechecks.ask_all_due() == 0
        for person in (agreed.leader, agreed.coach):
            services.answer_recheck(engagement, person, suits="yes")
    with clock.shifted(timedelta(days=170)):
        assert rechecks.ask_all_due() == rechecks.pause_unanswered() == 0
        assert fresh(engagement).state == State.AGREED


def test_what_came_of_it_unwanted_is_asked_of_the_leader_alone_and_read_by_nobody_else(
    agreed: World,
) -> None:
    engagement = fresh(agreed.engagement)
    with clock.shifted(timedelta(days=90)):
        rechecks.ask_all_due()
        here = f"/agreement/{engagement.pk}/suits/"
        assert "unwanted" not in sign_in(agreed.coach).get(here).content.decode()
        sign_in(agreed.leader).post(here, {"suits": "yes", "unwanted": "yes", "words": "My boss asks"})
        row = Recheck.objects.get()
        assert row.leader_yes
        assert b"My boss" not in bytes(row.leader_sealed or b"")
        assert selectors.own_rechecks(agreed.leader)[0]["words"] == "My boss asks"
        coachs = sign_in(agreed.coach).get(here).content.decode()
        assert "My boss asks" not in coachs
        assert "Each of you is asked alone" in coachs


@pytest.mark.parametrize(("suits", "state"), [("pause", State.PAUSED), ("end", State.ENDED)])
def test_pause_and_end_are_answers_and_act_at_once(agreed: World, suits: str, state: State) -> None:
    engagement = fresh(agreed.engagement)
    closed: list[str] = []
    moves._WITHDRAWALS.append(lambda row: closed.append(row.state))
    try:
        with clock.shifted(timedelta(days=90)):
            rechecks.ask_all_due()
            assert services.answer_recheck(engagement, agreed.coach, suits=suits) == state
    finally:
        moves._WITHDRAWALS.pop()
    assert closed == [State.AGREED]
    assert not Recheck.objects.filter(closed=False).exists()


# ------------------------------------------------------------------------------------------------- the close
def test_changing_the_coach_is_one_way_and_hands_nothing_over(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    response = sign_in(agreed.leader).post(f"/agreement/{engagement.pk}/change-coach/")
    assert response["Location"] == "/coach/"
    assert fresh(engagement).state == State.ENDED
    assert sign_in(agreed.coach).post(f"/agreement/{engagement.pk}/change-coach/").status_code == 404


def test_what_a_leader_keeps_is_theirs_alone_and_stays_when_the_rest_is_deleted(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    services.end(engagement, agreed.leader)
    here = f"/agreement/{engagement.pk}/close/"
    browser = sign_in(agreed.leader)
    assert browser.post(here, {"version": 0, "keep": "That I ask first", "thanks": "Ewa"}).status_code == 302
    stale = browser.post(here, {"version": 0, "keep": "Typed elsewhere", "thanks": ""})
    assert stale.status_code == 409
    assert "Typed elsewhere" in stale.content.decode()
    assert sign_in(agreed.coach).get(here).status_code == 404
    ended = fresh(engagement)
    assert ended.erase_on is not None
    with clock.shifted(ended.erase_on - clock.now().date()):
        jobs.run_periodic()
        assert not Engagement.objects.exists()
        assert "That I ask first" in sign_in(agreed.leader).get("/kept/").content.decode()


def _ended(world: World, number: int) -> list[Engagement]:
    found = []
    for one in range(number):
        leader = Person.objects.create_user(f"l{one}@halden.example", name=f"Led {one}", is_leader=True)
        day = clock.now().date()
        found.append(
            Engagement.objects.create(
                leader=leader, coach=world.coach, state=State.ENDED, asked_on=day, agreed_on=day,
                planned_end=day, ended_on=day,
            )
        )  # fmt: skip
    return found


def on_the_first() -> timedelta:
    today = clock.now().date()
    return months_after(today.replace(day=1), 1) - today


def test_answers_of_seven_leaders_reach_nobody_and_of_eight_only_on_the_first_and_roughly(
    world: World,
) -> None:
    ended = _ended(world, 8)
    said = {"again": "yes", "acts_on": "no", "unwanted": ""}
    for one in ended[:7]:
        closing.answer(one, one.leader, said)
    with clock.shifted(on_the_first()):
        assert closing.release_totals() is False
    closing.answer(ended[7], ended[7].leader, said)
    with clock.shifted(on_the_first() + timedelta(days=1)):
        assert closing.release_totals() is False, "not at the moment at which the eighth came"
    box = closing._box()
    with clock.shifted(on_the_first()):
        assert closing.release_totals() is True
        page = sign_in(world.steward).get("/stewardship/").content.decode()
    total = CloseTotal.objects.get()
    assert (total.again, total.acts_on, total.unwanted) == ("most", "few", "")
    assert "two thirds of them or more said yes" in page
    assert "too few answered" in page
    # Burnt: nothing is left to take the total apart with, and the next one is of others entirely.
    assert not Slip.objects.exists()
    assert not InTheBox.objects.exists()
    assert not vault.exists(box)
    with clock.shifted(months_after(clock.now().date(), 1) - clock.now().date()):
        assert closing.release_totals() is False
    assert CloseTotal.objects.count() == 1


def test_a_slip_says_nothing_of_whose_it_is_and_every_new_one_changes_all_of_them(world: World) -> None:
    ended = _ended(world, 3)
    seen: list[set[bytes]] = []
    for one in ended:
        closing.answer(one, one.leader, {"again": "yes"})
        seen.append({bytes(row.sealed) for row in Slip.objects.all()})
        assert {len(sealed) for sealed in seen[-1]} == {len(next(iter(seen[0])))}
    assert [len(slips) for slips in seen] == [1, 2, 3]
    assert not (seen[0] & seen[1])
    assert not (seen[1] & seen[2])
    assert {field.name for field in Slip._meta.get_fields()} == {"id", "sealed"}


def test_nobody_is_twice_in_one_total_or_answers_twice(world: World) -> None:
    first, second = _ended(world, 2)
    Engagement.objects.filter(pk=second.pk).update(leader=first.leader)
    second.refresh_from_db()
    closing.answer(first, first.leader, {"again": "yes"})
    closing.answer(second, first.leader, {"again": "no"})
    assert Slip.objects.count() == 1
    with pytest.raises(NotPossible):
        closing.answer(first, first.leader, {"again": "no"})
    assert closing.kept(first.leader, first.pk).answers == {"again": "yes"}


def test_the_three_questions_come_after_the_end(agreed: World) -> None:
    with pytest.raises(NotPossible):
        closing.answer(fresh(agreed.engagement), agreed.leader, {"again": "yes"})
    assert not Closing.objects.exists()


@pytest.mark.parametrize("answered", [8, 9, 10, 11, 20, 59])
def test_no_total_comes_from_one_set_of_answers_alone(answered: int) -> None:
    shares = [closing_share(yes, answered) for yes in range(answered + 1)]
    assert [shares.count(share) >= least for share, least in zip(Share, (3, 2, 3), strict=True)] == [True] * 3
    assert shares[0] == shares[1] == shares[2] == Share.FEW
    assert closing_share(7, 7) is None


# ------------------------------------------------------------------------------------------ days of deletion
def test_on_the_day_that_was_signed_keys_go_first_and_rows_after(agreed: World) -> None:
    engagement = fresh(agreed.engagement)
    wishes.write(engagement, agreed.coach, WISH, wishes.COACH)
    services.end(engagement, agreed.leader)
    Organization.objects.update(keep_shared_days=1, keep_coach_days=1)
    ended = fresh(engagement)
    assert ended.erase_coach_on == ended.planned_end + timedelta(days=30)
    assert ended.erase_on == ended.planned_end + timedelta(days=90)
    with clock.shifted(ended.erase_coach_on - clock.now().date()):
        retention.delete_due()
        assert not vault.exists(ended.coach_scope)
        assert vault.exists(ended.scope)
    with clock.shifted(ended.erase_on - clock.now().date()):
        assert retention.delete_due() == 1
        assert retention.delete_due() == 0
    assert not vault.exists(ended.scope)
    assert not Wish.objects.exists()


def test_killed_after_the_key_the_next_run_deletes_the_rows(
    agreed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.end(fresh(agreed.engagement), agreed.leader)
    ended = fresh(agreed.engagement)

    def killed(_scope: object) -> int:
        raise RuntimeError

    assert ended.erase_on is not None
    with clock.shifted(ended.erase_on - clock.now().date()):
        with monkeypatch.context() as broken:
            broken.setattr(leaving, "delete_under", killed)
            with pytest.raises(RuntimeError):
                retention._all_of(ended)
        assert not vault.exists(ended.scope)
        assert Engagement.objects.exists()
        retention.delete_due()
    assert not Engagement.objects.exists()


def test_nothing_is_deleted_of_what_still_runs_or_named_no_day(agreed: World) -> None:
    with clock.shifted(timedelta(days=2000)):
        assert retention.delete_due() == 0
    services.end(fresh(agreed.engagement), agreed.leader)
    Engagement.objects.update(erase_on=None, erase_coach_on=None)
    with clock.shifted(timedelta(days=2000)):
        assert retention.delete_due() == 0


@pytest.mark.parametrize(
    ("day", "after"),
    [
        (date(2026, 1, 31), date(2027, 1, 31)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2026, 12, 5), date(2027, 12, 5)),
    ],
)
def test_twelve_months_after_a_day_is_a_day_that_exists(day: date, after: date) -> None:
    assert months_after(day, 12) == after


def test_a_stale_page_about_who_stands_around_changes_nothing(agreed: World) -> None:
    now = fresh(agreed.engagement)
    with pytest.raises(Stale):
        services.name_people(
            now, agreed.leader, read_at=now.version + 1, second_coach=None, third_person=None
        )
    assert json.dumps(selectors.terms_of(selectors.newest_version(now)))
