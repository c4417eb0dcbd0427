"""First meetings and the leader's order: nothing by silence, nothing by itself, and nothing left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from hansei.core import clock
from hansei.core.agreement import State
from hansei.web.common.engagements import selectors as engaged
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.vault import services as vault
from hansei.web.steps.choose import selectors, services
from hansei.web.steps.choose.meeting import Answer
from hansei.web.steps.choose.models import Choosing, Meeting
from tests.web.pages import read
from tests.web.sights import sights
from tests.world import World, on_the_bench, sign_in


def soon(days: float = 3) -> datetime:
    return clock.now() + timedelta(days=days)


@pytest.fixture
def bench(world: World) -> Iterator[World]:
    """Four coaches, and a moment that stands still."""
    for person in (world.stranger, world.council, world.peers[0]):
        on_the_bench(person)
    with clock.frozen(clock.now().replace(second=0, microsecond=0)):
        yield world


def ask(world: World, coach: Person | None = None) -> Meeting:
    return services.ask(world.leader, coach or world.coach, [soon(2), soon(3)])


def opened(row: Meeting) -> selectors.OpenMeeting:
    found = selectors.opened(Meeting.objects.get(pk=row.pk))
    assert found is not None
    return found


# ---------------------------------------------------------------------------------------------- asking
def test_the_asked_coach_sees_who_asks_and_which_times_and_the_leader_sees_the_answer(bench: World) -> None:
    leader, coach = sign_in(bench.leader), sign_in(bench.coach)
    when = timezone.localtime(soon()).strftime("%Y-%m-%dT%H:%M")
    assert leader.post(f"/coach/{bench.coach.pk}/ask/", {"first": when}).status_code == 302
    row = Meeting.objects.get()
    page = read(coach.get(f"/first-meeting/{row.pk}/"))
    assert "Marianne Vos" in page.text
    assert "Marianne Vos would like to meet you first" in read(coach.get("/")).text
    time = page.form(having="answer").fields["answer"].choices[0]
    assert "No answer yet." in read(leader.get("/coach/")).text
    coach.post(f"/first-meeting/{row.pk}/", {"answer": time})
    assert "You meet:" in read(leader.get("/coach/")).text
    assert opened(row).said.agreed


def test_another_time_holds_once_the_leader_takes_it_and_not_before(bench: World) -> None:
    row = ask(bench)
    services.answer(row, Answer.OTHER, soon(5))
    assert not opened(row).said.agreed
    assert "Another time would suit" in read(sign_in(bench.leader).get("/coach/")).text
    sign_in(bench.leader).post(f"/first-meeting/{row.pk}/take-back/", {"act": "take"})
    assert opened(row).said.agreed
    assert opened(row).said.at == soon(5)


def test_times_are_ahead_one_to_three_and_within_three_months(bench: World) -> None:
    for times in ([], [soon(-1)], [soon(1), soon(-1)], [soon(100)], [soon(n) for n in (1, 2, 3, 4)]):
        with pytest.raises(NotPossible):
            services.ask(bench.leader, bench.coach, times)
    browser = sign_in(bench.leader)
    for typed in ("", "yesterday", "2001-01-01T10:00", "2999-01-01T10:00", "x" * 5000):
        assert browser.post(f"/coach/{bench.coach.pk}/ask/", {"first": typed}).status_code == 400
    assert not Meeting.objects.exists()


def test_three_at_most_are_open_at_once_and_a_coach_is_asked_once(bench: World) -> None:
    coaches = [bench.coach, bench.stranger, bench.council, bench.peers[0]]
    rows = [ask(bench, coach) for coach in coaches[:3]]
    for coach in coaches:
        with pytest.raises(NotPossible):
            ask(bench, coach)
    services.answer(rows[0], Answer.NOT_NOW)
    ask(bench, coaches[3])
    assert Meeting.objects.count() == 4
    with pytest.raises(NotPossible):
        ask(bench, coaches[0])


def test_whoever_has_a_coach_or_has_named_one_asks_nobody(bench: World) -> None:
    engagements.name_coach(bench.leader, bench.coach)
    with pytest.raises(NotPossible):
        ask(bench, bench.stranger)


# ------------------------------------------------------------------------------------ nothing by silence
def test_no_answer_never_becomes_a_yes_and_after_the_last_time_nothing_can_be_answered(bench: World) -> None:
    row = ask(bench)
    coach = sign_in(bench.coach)
    assert "Marianne" in read(coach.get("/")).text
    with clock.frozen(soon(3.1)):
        assert opened(row).lapsed
        assert not opened(row).said.agreed
        for said, at in ((Answer.YES, row.lapses_at), (Answer.OTHER, soon(5)), (Answer.NOT_NOW, None)):
            with pytest.raises(NotPossible):
                services.answer(row, said, at)
        assert coach.get(f"/first-meeting/{row.pk}/").status_code == 404
        assert "Marianne" not in read(coach.get("/")).text
        assert "That is not a no, and not a yes." in read(sign_in(bench.leader).get("/coach/")).text
        assert sign_in(bench.leader).get("/coach/order/").status_code == 302, "nobody to put in order"
        jobs.run_periodic()
        assert Meeting.objects.exists()
    with clock.frozen(soon(18)):
        jobs.run_periodic()
        assert not Meeting.objects.exists()
        assert not vault.exists(row.scope)


def test_a_yes_is_to_one_of_the_times_that_were_offered(bench: World) -> None:
    row = ask(bench)
    for at in (None, soon(2.5), soon(-1)):
        with pytest.raises(NotPossible):
            services.answer(row, Answer.YES, at)
    with clock.frozen(soon(2.5)), pytest.raises(NotPossible):
        services.answer(row, Answer.YES, row.lapses_at - timedelta(days=1))
    for at in (None, soon(-1), soon(200)):
        with pytest.raises(NotPossible):
            services.answer(row, Answer.OTHER, at)
    assert opened(row).said.answer is None


def test_nobody_answers_for_the_coach_and_nobody_reads_it_but_the_two(bench: World) -> None:
    row = ask(bench)
    for seat, person in bench.seats.items():
        if person not in (bench.coach, bench.leader):
            assert sign_in(person).get(f"/first-meeting/{row.pk}/").status_code in {302, 404}, seat
    assert sign_in(bench.leader).post(f"/first-meeting/{row.pk}/", {"answer": "not_now"}).status_code == 404
    assert sign_in(bench.coach).post(f"/first-meeting/{row.pk}/take-back/").status_code == 404
    assert opened(row).said.answer is None


# --------------------------------------------------------------------------- the order, and the leader's yes
def test_the_next_in_order_is_shown_after_a_no_and_asked_by_the_leaders_press_alone(bench: World) -> None:
    for coach in (bench.coach, bench.stranger):
        services.answer(ask(bench, coach), Answer.YES, soon(2))
    leader = sign_in(bench.leader)
    order = {f"place_{bench.coach.pk}": "1", f"place_{bench.stranger.pk}": "2"}
    assert leader.post("/coach/order/", order).status_code == 302
    assert not Engagement.objects.exists(), "an order asks nobody"
    assert leader.post(f"/coach/{bench.coach.pk}/name/").status_code == 302
    request = Engagement.objects.get()
    assert (request.coach, request.state) == (bench.coach, State.CHOOSING)
    engagements.decline(request, bench.coach)
    jobs.run_periodic()
    assert [row.state for row in Engagement.objects.all()] == [State.NONE], "nobody is asked by itself"
    page = read(leader.get("/coach/"))
    assert "Next in your order is Nils Aas" in page.text
    assert f"/coach/{bench.stranger.pk}/name/" in page.links
    leader.post(f"/coach/{bench.stranger.pk}/name/")
    second = Engagement.objects.get()
    assert second.coach == bench.stranger
    engagements.decline(second, bench.stranger)
    assert "Next in your order" not in read(leader.get("/coach/")).text, "whoever said no is not next"


def test_each_place_is_given_once(bench: World) -> None:
    for coach in (bench.coach, bench.stranger):
        services.answer(ask(bench, coach), Answer.YES, soon(2))
    twice = {f"place_{bench.coach.pk}": "1", f"place_{bench.stranger.pk}": "1"}
    assert sign_in(bench.leader).post("/coach/order/", twice).status_code == 400
    with pytest.raises(NotPossible):
        services.put_in_order(bench.leader, [bench.coach.pk, bench.coach.pk])
    assert not Choosing.objects.exists()


def test_naming_closes_every_request_in_the_same_transaction(
    bench: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [ask(bench, coach) for coach in (bench.coach, bench.stranger)]

    def fails(*_: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr(services, "close_all", fails)
        with pytest.raises(RuntimeError):
            services.confirm(bench.leader, bench.coach)
    assert not Engagement.objects.exists()
    assert Meeting.objects.count() == 2
    services.confirm(bench.leader, bench.coach)
    assert engaged.current(bench.leader) is not None
    assert not Meeting.objects.exists()
    assert not any(vault.exists(row.scope) for row in rows)
    assert not Mail.objects.filter(kind="choose.news").exists()
    assert set(Mail.objects.filter(kind="choose.over").values_list("to", flat=True)) == {
        bench.coach.pk,
        bench.stranger.pk,
    }


def test_the_order_goes_once_both_have_signed(bench: World) -> None:
    services.put_in_order(bench.leader, [bench.coach.pk])
    asked = services.confirm(bench.leader, bench.coach)
    services.tidy()
    assert Choosing.objects.exists()
    for party in (bench.leader, bench.coach):
        engagements.sign(asked, party, read_at=asked.version)
    services.tidy()
    assert not Choosing.objects.exists()


# ------------------------------------------------------------------------------------------------ erasing
def test_everything_of_choosing_goes_when_the_leader_erases_it_and_the_coach_has_nothing_left(
    bench: World,
) -> None:
    before = sights(bench, without={"leader"})
    row = ask(bench)
    services.say_not(bench.leader, bench.stranger.pk)
    assert sights(bench, without={"leader", "coach"}) == {s: v for s, v in before.items() if s != "coach"}
    assert sign_in(bench.leader).post("/coach/erase/").status_code == 302
    assert not Meeting.objects.exists()
    assert not Choosing.objects.exists()
    assert not vault.exists(row.scope)
    assert sights(bench, without={"leader"}) == before


def test_erasing_everything_takes_choosing_along_on_both_sides(bench: World) -> None:
    for erasing in (bench.leader, bench.coach):
        row = ask(bench)
        services.say_not(bench.leader, bench.council.pk)
        leaving.erase(Person.objects.get(pk=erasing.pk))
        bench.leader.refresh_from_db()
        assert not Meeting.objects.exists(), erasing.name
        assert not vault.exists(row.scope)
    assert Choosing.objects.count() == 1, "what the leader ruled out is not the coach's to erase"


def test_after_a_restore_what_was_erased_goes_again(bench: World) -> None:
    row = ask(bench)
    services.say_not(bench.leader, bench.stranger.pk)
    vault.destroy(row.scope)
    leaving.carry_out([row.scope, bench.leader.private_scope])
    assert not Meeting.objects.exists()
    assert not Choosing.objects.exists()


def test_what_is_taken_along_is_ones_own(bench: World) -> None:
    ask(bench)
    services.say_not(bench.leader, bench.stranger.pk)
    taken = leaving.take_out(bench.leader)["choose"]
    assert taken["not_these"] == ["Nils Aas"]
    assert taken["first_meetings"][0]["coach"] == "Tomasz Lind"
    assert "not_these" not in json.dumps(leaving.take_out(bench.coach))
    assert leaving.take_out(bench.coach)["choose"]["asked_of_me_first"][0]["leader"] == "Marianne Vos"
    assert "Marianne" not in json.dumps(leaving.take_out(bench.stranger))


def test_whoever_leaves_asks_nobody_any_more(bench: World) -> None:
    ask(bench)
    Person.objects.filter(pk=bench.leader.pk).update(left_on=clock.now().date())
    assert "Marianne" not in read(sign_in(bench.coach).get("/")).text
    services.tidy()
    assert not Meeting.objects.exists()


# ------------------------------------------------------------------------------- what others can tell from it
def test_to_every_other_seat_looking_considering_and_ruling_out_look_like_nothing(bench: World) -> None:
    before = sights(bench, without={"leader"})
    assert len(before["coach"]) > 5, "there is something to see"
    leader = sign_in(bench.leader)
    leader.get("/coach/")
    leader.get(f"/coach/{bench.coach.pk}/")
    leader.get(f"/coach/{bench.coach.pk}/ask/")
    assert not Choosing.objects.exists(), "looking keeps nothing"
    services.say_not(bench.leader, bench.coach.pk)
    services.put_in_order(bench.leader, [bench.stranger.pk])
    assert Choosing.objects.exists()
    assert sights(bench, without={"leader"}) == before
    assert not Entry.objects.exists()
    assert not Mail.objects.exists()


def test_the_mail_says_nothing_and_no_audit_remembers_a_first_meeting(
    bench: World, mailoutbox: list[EmailMessage]
) -> None:
    row = ask(bench)
    services.answer(row, Answer.NOT_NOW)
    services.take_back(row)
    again = ask(bench)
    services.take_back(again)
    jobs.run_all(future=True)
    assert mailoutbox
    for letter in mailoutbox:
        said = letter.subject + str(letter.body)
        assert not any(word in said for word in ("Marianne", "Tomasz", "coach", "meet", str(row.pk)))
    assert not Entry.objects.exists()


def test_at_rest_a_yes_does_not_look_like_a_no_and_nothing_is_in_plain(bench: World) -> None:
    rows = [ask(bench, coach) for coach in (bench.coach, bench.stranger, bench.council)]
    services.answer(rows[0], Answer.YES, soon(2))
    services.answer(rows[1], Answer.NOT_NOW)
    sizes = {len(bytes(row.sealed)) for row in Meeting.objects.all()}
    assert len(sizes) == 1
    services.say_not(bench.leader, bench.stranger.pk)
    short = len(bytes(Choosing.objects.get().sealed))
    services.say_not(bench.leader, bench.council.pk)
    services.put_in_order(bench.leader, [bench.coach.pk])
    assert len(bytes(Choosing.objects.get().sealed)) == short
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM choose_choosing")
        assert str(bench.stranger.pk) not in str(cursor.fetchall())


def test_two_windows_rule_out_two_coaches(bench: World) -> None:
    services.say_not(bench.leader, bench.stranger.pk)
    services.say_not(bench.leader, bench.council.pk)
    assert set(selectors.space_of(bench.leader).not_these) == {bench.stranger.pk, bench.council.pk}
    for pk in (bench.stranger.pk, bench.council.pk):
        services.say_maybe(bench.leader, pk)
    assert not Choosing.objects.exists(), "with nothing in it, nothing is kept"
