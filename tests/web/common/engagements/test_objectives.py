"""An objective's author is its leader, and nobody reads it unless the leader opens it."""

from __future__ import annotations

import pytest

from hansei.web.common.engagements import selectors, services
from hansei.web.common.engagements.models import Objective
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SharedItem
from hansei.web.outward.leave.selectors import last_look, looks
from tests.world import World, sign_in

WORDS = "That I hear of a stopped line from the shift"
FORM = {"words": WORDS, "focus": "leading_lean", "direction": "down"}


def test_an_objective_has_no_other_author_than_its_leader() -> None:
    fields = {field.name for field in Objective._meta.get_fields()}
    assert "leader" in fields
    assert not {"author", "wished_by", "set_by"} & fields


def test_only_a_leader_can_write_one(agreed: World) -> None:
    for seat, person in agreed.seats.items():
        page = sign_in(person).post("/objectives/new/", FORM)
        if person is not None and person.is_leader:
            assert page.status_code == 302, seat
        else:
            assert page.status_code in {302, 404}, seat
    authors = {row.leader for row in Objective.objects.all()}
    assert authors == {agreed.leader, agreed.boss, agreed.other_leader}


def test_nobody_else_reads_or_changes_it(agreed: World) -> None:
    row = services.write_objective(agreed.leader, words=WORDS, focus="leading_lean", direction="down")
    assert WORDS in sign_in(agreed.leader).get(f"/objectives/{row.pk}/").content.decode()
    for seat, person in agreed.seats.items():
        if person == agreed.leader:
            continue
        for page in (
            sign_in(person).get(f"/objectives/{row.pk}/"),
            sign_in(person).post(f"/objectives/{row.pk}/", {**FORM, "words": "mine now", "version": 1}),
            sign_in(person).post(f"/objectives/{row.pk}/drop/"),
        ):
            assert page.status_code == (302 if person is None else 404), seat
            assert WORDS not in page.content.decode()
    row.refresh_from_db()
    assert selectors.open_objective(row).words == WORDS


def test_the_coach_reads_what_was_opened_and_the_leader_sees_that(agreed: World) -> None:
    row = services.write_objective(agreed.leader, words=WORDS, focus="leading_lean", direction="down")
    leader, coach = sign_in(agreed.leader), sign_in(agreed.coach)
    leader.post(f"/objectives/{row.pk}/open/")
    item = SharedItem.objects.get()
    assert not looks(agreed.leader)
    assert last_look(agreed.leader) is None
    assert WORDS in coach.get(f"/opened/{item.pk}/").content.decode()
    coach.get(f"/opened/{item.pk}/")
    assert [(look.who, look.what) for look in looks(agreed.leader)] == [("Tomasz Lind", "an objective")]
    assert last_look(agreed.leader) == looks(agreed.leader)[0]
    assert "Tomasz Lind" in leader.get("/yours/who-looked/").content.decode()


def test_what_was_opened_about_a_behaviour_that_the_library_lost_is_read_under_its_code(
    agreed: World,
) -> None:
    assert agreed.engagement is not None
    for code in ("LL-S8", "LL-GONE"):
        payload = {"words": WORDS, "behaviour": code, "sentences": []}
        services.open_to_coach(agreed.engagement, kind="finding", ref=agreed.leader.pk, payload=payload)
        page = sign_in(agreed.coach).get(f"/opened/{SharedItem.objects.get().pk}/")
        assert page.status_code == 200
        assert WORDS in page.content.decode()
        assert (code in page.content.decode()) == (code == "LL-GONE")


def test_taking_it_back_is_one_press_and_acts_at_once(agreed: World) -> None:
    row = services.write_objective(agreed.leader, words=WORDS, focus="leading_lean", direction="down")
    leader, coach = sign_in(agreed.leader), sign_in(agreed.coach)
    leader.post(f"/objectives/{row.pk}/open/")
    item = SharedItem.objects.get()
    assert coach.get(f"/opened/{item.pk}/").status_code == 200
    leader.post(f"/objectives/{row.pk}/close/")
    assert coach.get(f"/opened/{item.pk}/").status_code == 404


def test_nothing_is_opened_while_paused(agreed: World) -> None:
    services.pause(agreed.engagement, agreed.leader)
    agreed.engagement.refresh_from_db()
    with pytest.raises(NotPossible):
        services.open_to_coach(
            agreed.engagement, kind="objective", ref=agreed.leader.pk, payload={"words": WORDS}
        )


def test_an_objective_changed_on_two_pages_keeps_what_was_typed(agreed: World) -> None:
    row = services.write_objective(agreed.leader, words=WORDS, focus="leading_lean", direction="down")
    services.change_objective(row, read_at=1, words="first", focus="leading_lean", direction="up")
    page = sign_in(agreed.leader).post(f"/objectives/{row.pk}/", {**FORM, "words": "second", "version": 1})
    assert page.status_code == 409
    assert "second" in page.content.decode()
    row.refresh_from_db()
    assert selectors.open_objective(row).words == "first"


def test_a_plan_that_only_looks_down_is_pointed_out_as_a_question(agreed: World) -> None:
    services.write_objective(agreed.leader, words=WORDS, focus="leading_lean", direction="down")
    browser = sign_in(agreed.leader)
    assert "All of it points at the people who report to you" in browser.get("/objectives/").content.decode()
    services.write_objective(agreed.leader, words="Tell my boss early", focus="leading_lean", direction="up")
    assert "All of it points" not in browser.get("/objectives/").content.decode()


def test_the_aid_stores_nothing_and_tells_no_result(agreed: World) -> None:
    browser = sign_in(agreed.leader)
    form = browser.get("/objectives/which/").context["form"]
    answers = {name: field.choices[0][0] for name, field in form.fields.items()}
    page = browser.post("/objectives/which/", answers)
    assert page.status_code == 200
    assert page.context["laid"][0]["said"] or page.context["laid"][1]["said"]
    assert not Objective.objects.exists()
