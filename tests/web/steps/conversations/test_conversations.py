"""Conversations: only under an agreement, counted once, without a gate; who reads what; what is found out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from hansei.core import clock
from hansei.core.conversation import Passed, drifts
from hansei.core.sealing import CannotOpen
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.conversations import selectors, services, writing
from hansei.web.steps.conversations.models import Conversation, FoundOut, Note, Passage
from tests.web.pages import Page, read
from tests.world import World, sign_in


def planned(world: World, **given: Any) -> Conversation:
    assert world.engagement is not None
    given.setdefault("method", "grow")
    row = services.plan(world.engagement, world.coach, **given)
    return fresh(row)


def fresh(row: Conversation) -> Conversation:
    return Conversation.objects.select_related("engagement__leader", "engagement__coach").get(pk=row.pk)


def begun(world: World, **given: Any) -> Conversation:
    row = planned(world, **given)
    services.begin(row, world.leader)
    return fresh(row)


def held(world: World, **given: Any) -> Conversation:
    row = begun(world, **given)
    services.end(row, world.coach)
    return fresh(row)


def page(world: World, who: str, row: Conversation, end: str = "") -> Page:
    return read(sign_in(world.seats[who]).get(f"/conversations/{row.pk}/{end}"))


def counted(world: World) -> int:
    assert world.engagement is not None
    return Engagement.objects.get(pk=world.engagement.pk).conversations


# --------------------------------------------------------------------- only while the agreement holds
def test_before_both_have_signed_there_is_no_conversation(world: World) -> None:
    asked = engagements.name_coach(world.leader, world.coach)
    with pytest.raises(NotPossible):
        services.plan(asked, world.coach)
    for who in (world.leader, world.coach):
        assert sign_in(who).get(f"/coaching/{asked.pk}/conversations/").status_code == 404
    engagements.sign(asked, world.leader, read_at=asked.version)
    engagements.sign(asked, world.coach, read_at=asked.version)
    assert services.plan(asked, world.coach).pk


@pytest.mark.parametrize("stop", [engagements.pause, engagements.end])
def test_paused_or_ended_it_is_read_and_nothing_new_is_made(agreed: World, stop: Any) -> None:
    row, world = held(agreed), agreed
    assert world.engagement is not None
    note = writing.write(row, world.leader, kind="shared", words="As it was")
    found = writing.write_found_out(row, world.leader, words="Found", read_at=0)
    ahead = begun(world)
    stop(world.engagement, world.leader)
    ahead, row, note = fresh(ahead), fresh(row), Note.objects.get(pk=note.pk)
    for act in (
        lambda: services.plan(world.engagement, world.leader),
        lambda: services.change(ahead, world.leader, read_at=2, day=None, time=None, method="", focus=""),
        lambda: services.go(ahead, "goal", Passed.BEEN),
        lambda: services.mark(ahead, "goal", on_record=True),
        lambda: services.end(ahead, world.leader),
        lambda: services.say_named_first(row, world.coach, "leader"),
        lambda: writing.write(row, world.leader, kind="shared", words="More"),
        lambda: writing.write(row, world.leader, kind="leader", words="More"),
        lambda: writing.change(note, world.leader, read_at=1, words="Other"),
        lambda: writing.write_found_out(row, world.leader, words="Other", read_at=found.version),
        lambda: writing.open_found_out(row),
    ):
        with pytest.raises(NotPossible):
            act()
    assert counted(world) == 1
    shown = page(world, "leader", row)
    assert "As it was" in shown.text
    assert not [link for link in shown.links if "/write/" in link]
    assert {form.action for form in shown.forms if "/conversations/" in form.action} == set()
    # What one wrote oneself can be taken back at any time.
    assert sign_in(world.leader).post(f"/conversations/notes/{note.pk}/withdraw/").status_code == 302
    assert not Note.objects.filter(pk=note.pk).exists()


def test_a_conversation_that_was_held_is_counted_once_whoever_ends_it_again(agreed: World) -> None:
    row = begun(agreed)
    assert counted(agreed) == 0
    for who in (agreed.leader, agreed.coach, agreed.leader):
        sign_in(who).post(f"/conversations/{row.pk}/end/")
    assert counted(agreed) == 1
    assert [e.verb for e in audit.entries(row.engagement_id)].count("conversation.held") == 1


def test_one_conversation_lies_ahead_at_a_time_and_the_next_after_it_was_held(agreed: World) -> None:
    row = begun(agreed)
    with pytest.raises(NotPossible):
        planned(agreed)
    services.end(row, agreed.coach)
    assert planned(agreed).stand == "planned"


def test_what_was_planned_is_called_off_with_its_notes_and_what_has_begun_is_not(agreed: World) -> None:
    row = planned(agreed)
    writing.write(row, agreed.coach, kind="coach", words="To ask about")
    services.call_off(row, agreed.leader)
    assert not Conversation.objects.exists()
    assert not Note.objects.exists()
    with pytest.raises(NotPossible):
        services.call_off(begun(agreed), agreed.leader)
    assert counted(agreed) == 0


# ----------------------------------------------------------------------------------- without any gate
def test_any_stage_may_be_left_skipped_or_returned_to_and_the_end_asks_for_nothing(agreed: World) -> None:
    row = begun(agreed)
    services.go(row, "will", Passed.SKIPPED, to="goal")
    services.go(row, "goal", None, to="options")
    services.go(row, "will", Passed.BEEN)
    assert dict(Passage.objects.values_list("stage", "passed")) == {"will": "been"}
    assert fresh(row).here == "options"
    with pytest.raises(NotPossible):
        services.go(row, "no_such_stage", Passed.BEEN)
    services.end(row, agreed.coach)
    assert fresh(row).stand == "held"


def test_a_circle_is_filled_and_opened_again_and_changes_nothing_else(agreed: World) -> None:
    row = begun(agreed)
    before = page(agreed, "leader", row, "stage/1/").text
    services.mark(row, "goal", on_record=True)
    assert Passage.objects.get().on_record
    services.mark(row, "goal", on_record=False)
    assert page(agreed, "leader", row, "stage/1/").text == before


def test_without_a_method_is_flagged_to_the_two_and_bars_nothing(agreed: World) -> None:
    row = held(agreed, method="")
    for who in ("leader", "coach"):
        assert "follows no method" in page(agreed, who, row).text
    assert counted(agreed) == 1
    services.plan(row.engagement, agreed.coach, method="clear")
    other = Conversation.objects.get(stand="planned")
    assert "follows no method" not in page(agreed, "leader", other).text


def test_three_methods_stand_first_and_the_others_behind_others(agreed: World) -> None:
    held(agreed, method="a3")
    html = (
        sign_in(agreed.leader).get(f"/coaching/{agreed.engagement.pk}/conversations/next/").content.decode()
    )  # type: ignore[union-attr]
    first, _, others = html.partition("<summary>Others</summary>")
    shown = ("grow", "solution_focused", "stakeholder_feedforward", "a3")
    assert all(f'value="{one}"' in first for one in shown), "the three, and what these two used before"
    assert 'value="clear"' not in first
    assert 'value="clear"' in others
    assert html.count('name="method"') == 14


# ------------------------------------------------------------------------------------- who reads what
def test_each_kind_is_sealed_for_those_who_read_it_and_for_nobody_else(agreed: World) -> None:
    row = begun(agreed)
    engagement = row.engagement
    vault.ensure(agreed.leader.private_scope, "person")
    scopes = {
        "coach": engagement.coach_scope,
        "leader": agreed.leader.private_scope,
        "shared": engagement.scope,
    }
    for kind, author in (("coach", agreed.coach), ("leader", agreed.leader), ("shared", agreed.leader)):
        note = writing.write(row, author, kind=kind, words=f"of {kind}")
        place = selectors.at("Note", "sealed", note.pk)
        for other, scope in scopes.items():
            if other == kind:
                assert vault.open_(scope, bytes(note.sealed), at=place) == f"of {kind}"
            else:
                with pytest.raises(CannotOpen):
                    vault.open_(scope, bytes(note.sealed), at=place)
    leader, coach = page(agreed, "leader", row).text, page(agreed, "coach", row).text
    assert ("of leader" in leader, "of coach" in leader, "of shared" in leader) == (True, False, True)
    assert ("of leader" in coach, "of coach" in coach, "of shared" in coach) == (False, True, True)
    for text, other in ((leader, "Tomasz Lind"), (coach, "Marianne Vos")):
        assert f"Only you read this. {other} never does" in text
        assert f"You and {other} read this." in text


def test_nobody_writes_a_note_of_the_others_own_kind_and_nobody_else_writes_at_all(agreed: World) -> None:
    row = begun(agreed)
    for who, kind in (
        (agreed.leader, "coach"), (agreed.coach, "leader"), (agreed.steward, "shared"),
    ):  # fmt: skip
        with pytest.raises(NotPossible):
            writing.write(row, who, kind=kind, words="No")
    assert not Note.objects.exists()


def test_an_entry_is_changed_and_taken_back_by_its_author_alone(agreed: World) -> None:
    row = begun(agreed)
    note = writing.write(row, agreed.coach, kind="shared", words="First")
    for act in (
        lambda: writing.change(note, agreed.leader, read_at=1, words="Mine"),
        lambda: writing.withdraw(note, agreed.leader),
    ):
        with pytest.raises(NotPossible):
            act()
    assert sign_in(agreed.leader).get(f"/conversations/notes/{note.pk}/").status_code == 404
    writing.change(note, agreed.coach, read_at=1, words="Second")
    assert "Second" in page(agreed, "leader", row).text
    writing.withdraw(note, agreed.coach)
    assert not Note.objects.exists()


def test_what_changed_meanwhile_answers_409_and_keeps_what_was_typed(agreed: World) -> None:
    row = begun(agreed)
    note = writing.write(row, agreed.coach, kind="shared", words="First")
    writing.change(note, agreed.coach, read_at=1, words="On the phone")
    url = f"/conversations/notes/{note.pk}/"
    answer = sign_in(agreed.coach).post(url, {"words": "On the desk", "version": "1"})
    assert answer.status_code == 409
    shown = read(answer)
    assert "On the phone" in shown.text
    assert shown.form(having="words").fields["words"].values == ["On the desk"]
    assert shown.form(having="words").fields["version"].values == ["2"]
    with pytest.raises(Stale):
        writing.change(Note.objects.get(), agreed.coach, read_at=1, words="On the desk")
    # The same words sent twice are kept once.
    writing.change(Note.objects.get(), agreed.coach, read_at=1, words="On the phone")
    assert Note.objects.get().version == 2


def test_planning_at_an_old_version_answers_409_and_changes_nothing(agreed: World) -> None:
    row = planned(agreed)
    services.change(row, agreed.leader, read_at=1, day=date(2031, 5, 6), time=None, method="clear", focus="")
    given = {"day": "2031-05-07", "time": "", "method": "grow", "focus": "", "version": "1"}
    assert sign_in(agreed.coach).post(f"/conversations/{row.pk}/change/", given).status_code == 409
    assert (fresh(row).day, fresh(row).method) == (date(2031, 5, 6), "clear")


def test_reading_the_others_entry_is_recorded_once_a_day_and_ones_own_never(agreed: World) -> None:
    row = begun(agreed)
    writing.write(row, agreed.leader, kind="shared", words="Mine")
    for _ in range(2):
        page(agreed, "leader", row)
        page(agreed, "coach", row)
        page(agreed, "coach", row, "stage/1/")
    assert [e.actor for e in audit.entries(agreed.leader.chain, verb="item.read")] == [agreed.coach.chain]
    assert audit.entries(agreed.coach.chain, verb="item.read") == []
    looked = read(sign_in(agreed.leader).get("/yours/who-looked/")).text
    assert "Tomasz Lind" in looked
    assert "an entry in a conversation" in looked


# --------------------------------------------------------------------------------- what was found out
def test_what_the_leader_found_out_is_read_by_the_coach_only_once_it_was_opened(agreed: World) -> None:
    row, leader, coach = held(agreed), sign_in(agreed.leader), sign_in(agreed.coach)
    url = f"/conversations/{row.pk}/found-out/"
    assert coach.get(url).status_code == coach.post(url, {"words": "No"}).status_code == 404
    assert leader.post(url, {"words": "I wait for the number"}).status_code == 302
    everything = [f"/conversations/{row.pk}/", f"/coaching/{row.engagement_id}/"]
    assert not any("I wait for" in coach.get(one).content.decode() for one in everything)
    leader.post(f"{url}open/")
    item = SharedItem.objects.get(kind="found_out")
    assert "I wait for the number" in coach.get(f"/opened/{item.pk}/").content.decode()
    assert [e.subject for e in audit.entries(agreed.leader.chain, verb="item.read")] == ["found_out"]
    leader.post(f"{url}close/")
    assert coach.get(f"/opened/{item.pk}/").status_code == 404
    leader.post(f"{url}open/")
    leader.post(f"{url}erase/")
    assert not SharedItem.objects.exists()
    assert not FoundOut.objects.exists()


def test_it_is_asked_after_the_end_and_not_before(agreed: World) -> None:
    row = begun(agreed)
    with pytest.raises(NotPossible):
        writing.write_found_out(row, agreed.leader, words="Early", read_at=0)
    with pytest.raises(NotPossible):
        services.say_named_first(row, agreed.coach, "coach")


def test_two_answers_at_once_do_not_overwrite_one_another(agreed: World) -> None:
    row = held(agreed)
    writing.write_found_out(row, agreed.leader, words="On the phone", read_at=0)
    answer = sign_in(agreed.leader).post(f"/conversations/{row.pk}/found-out/", {"words": "On the desk"})
    assert answer.status_code == 409
    assert read(answer).form(having="words").fields["words"].values == ["On the desk"]
    assert selectors.found_out(row)[1] == "On the phone"  # type: ignore[index]


def test_who_named_it_first_is_asked_of_the_coach_and_read_by_the_coach_alone(agreed: World) -> None:
    row = held(agreed)
    url = f"/conversations/{row.pk}/first/"
    assert sign_in(agreed.leader).get(url).status_code == 404
    with pytest.raises(NotPossible):
        services.say_named_first(row, agreed.leader, "leader")
    sign_in(agreed.coach).post(url, {"answer": "coach"})
    row = fresh(row)
    assert selectors.named_first(row) == "coach"
    assert b"coach" not in bytes(row.named_first or b"")
    assert "You did" in page(agreed, "coach", row).text
    assert "named it first" not in page(agreed, "leader", row).text


# ------------------------------------------------------------------------------------------ the focus
@pytest.mark.parametrize(
    ("focus", "objectives", "is_drift"),
    [
        ("lean_leadership", {"leading_lean"}, True),
        ("leading_lean", {"leading_lean"}, False),
        ("leading_lean", {"leading_lean", "lean_leadership"}, False),
        ("", {"leading_lean"}, False),
        ("leading_lean", set(), False),
    ],
)
def test_it_drifts_when_every_known_objective_is_about_the_other(
    focus: str, objectives: set[str], is_drift: bool
) -> None:
    assert drifts(focus, objectives) is is_drift


def test_drift_is_a_question_to_each_and_to_the_coach_only_by_what_was_opened(agreed: World) -> None:
    engagements.write_objective(agreed.leader, words="Hear of it", focus="leading_lean", direction="down")
    row = planned(agreed, focus="lean_leadership")
    assert "What is this conversation about for you?" in page(agreed, "leader", row).text
    assert "What made it change?" not in page(agreed, "coach", row).text
    objective = Objective.objects.get()
    payload = {"words": "Hear of it", "focus": "leading_lean", "direction": "down"}
    engagements.open_to_coach(row.engagement, kind="objective", ref=objective.pk, payload=payload)
    assert "What made it change?" in page(agreed, "coach", row).text
    services.begin(row, agreed.coach)


# --------------------------------------------------------------------------------------- the calendar
def test_the_calendar_file_names_nobody_and_nothing(agreed: World) -> None:
    given = {"day": "2031-05-06", "time": "14:30", "method": "", "focus": ""}
    url = f"/coaching/{agreed.engagement.pk}/conversations/next/"  # type: ignore[union-attr]
    assert sign_in(agreed.leader).post(url, given).status_code == 302
    row = Conversation.objects.get()
    answer = sign_in(agreed.leader).get(f"/conversations/{row.pk}/appointment.ics")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Appointment\r\n" in text
    assert "DTSTART:20310506T123000Z" in text, "the leader's zone is Berlin"
    told = ("Marianne", "Tomasz", "Hansei", "coach", "http", "ATTENDEE", "ORGANIZER", "DESCRIPTION")
    assert not [one for one in told if one.lower() in text.lower()]
    assert str(row.pk) not in text
    whole = fresh(row)
    whole.starts_at = None
    whole.save()
    day = sign_in(agreed.coach).get(f"/conversations/{row.pk}/appointment.ics").content.decode()
    assert "DTSTART;VALUE=DATE:20310506\r\nDTEND;VALUE=DATE:20310507" in day
    assert sign_in(agreed.boss).get(f"/conversations/{row.pk}/appointment.ics").status_code == 404


# ---------------------------------------------------------------------------------- craft and methods
def test_craft_is_there_for_the_bench_and_the_page_on_harm_names_the_contacts(agreed: World) -> None:
    coach = sign_in(agreed.coach)
    links = read(coach.get("/craft/")).links
    pages = [link for link in links if link.startswith("/craft/") and link != "/craft/"]
    assert len(pages) == 8
    harm = read(coach.get("/craft/harm/"))
    for said in ("Ruth Adler", "the ombudsman", "112", "told first"):
        assert said in harm.text
    assert f"/agreement/{agreed.engagement.pk}/" in harm.links  # type: ignore[union-attr]
    assert "Ruth Adler" not in read(coach.get("/craft/upward/")).text
    for who in (agreed.leader, agreed.steward, agreed.boss):
        assert sign_in(who).get("/craft/").status_code == 404


def test_a_steward_sees_which_of_the_own_files_can_be_chosen_and_previews_them(
    agreed: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.core.library.test_methods import GOOD

    monkeypatch.setattr(settings, "DATA", tmp_path)
    (tmp_path / "methods").mkdir()
    (tmp_path / "methods" / "ours.yaml").write_text(GOOD, "utf-8")
    (tmp_path / "methods" / "wrong.yaml").write_text(GOOD.replace("id: go", "id: Go"), "utf-8")
    shown = read(sign_in(agreed.steward).get("/methods/"))
    assert "ours.yaml can be chosen" in shown.text
    assert "wrong.yaml cannot be used One error, the first in line 12." in shown.text
    preview = read(sign_in(agreed.steward).get("/methods/our_way/")).text
    assert "What brings you here?" in preview
    assert "ours.yaml" not in read(sign_in(agreed.coach).get("/methods/")).text
    assert sign_in(agreed.coach).get("/methods/our_way/").status_code == 200
    assert sign_in(agreed.leader).get("/methods/our_way/").status_code == 404
    assert planned(agreed, method="our_way").method == "our_way"


def test_nobody_but_the_two_learns_that_there_is_a_conversation(agreed: World) -> None:
    row = held(agreed)
    with clock.frozen(clock.now()):
        for seat in ("boss", "steward", "operator", "council", "peer", "report", "stranger", "other leader"):
            browser = sign_in(agreed.seats[seat])
            assert browser.get(f"/conversations/{row.pk}/").status_code == 404
            assert browser.get(f"/coaching/{row.engagement_id}/conversations/").status_code == 404
            assert "Conversations" not in browser.get("/").content.decode()


# -------------------------------------------------------------------------------- taking out, erasing
def test_each_takes_along_what_they_wrote_and_nothing_of_the_other(agreed: World) -> None:
    from hansei.web.steps.conversations.leaving import take_out

    row = held(agreed)
    for who, kinds in ((agreed.leader, ("leader", "shared")), (agreed.coach, ("coach", "shared"))):
        for kind in kinds:
            writing.write(row, who, kind=kind, words=f"{kind} by {who.name}")
    writing.write_found_out(row, agreed.leader, words="Found", read_at=0)
    services.say_named_first(row, agreed.coach, "cannot_say")
    mine, theirs = str(take_out(agreed.leader)), str(take_out(agreed.coach))
    assert "leader by Marianne Vos" in mine
    assert "shared by Marianne Vos" in mine
    assert "Found" in mine
    assert "Tomasz Lind'" not in mine.replace("'with': 'Tomasz Lind'", "")
    assert "cannot_say" not in mine
    assert "coach by Tomasz Lind" in theirs
    assert "cannot_say" in theirs
    assert "by Marianne" not in theirs
    assert "Found" not in theirs
    assert take_out(agreed.steward) == {}


def test_when_the_leader_erases_the_coachs_own_notes_on_them_go_too(agreed: World) -> None:
    row = held(agreed)
    for who, kind in ((agreed.coach, "coach"), (agreed.coach, "shared"), (agreed.leader, "leader")):
        writing.write(row, who, kind=kind, words="Gone")
    scope = row.engagement.coach_scope
    assert vault.exists(scope)
    assert sign_in(agreed.leader).post("/yours/erase/").status_code == 302
    assert not vault.exists(scope)
    assert not Note.objects.exists()
    assert not Conversation.objects.exists()


def test_a_coach_still_reads_their_own_notes_after_the_coaching_has_ended_and_nothing_else(
    agreed: World,
) -> None:
    row = held(agreed)
    writing.write(row, agreed.coach, kind="coach", words="I talked too much")
    writing.write(row, agreed.leader, kind="shared", words="An entry of the leader")
    engagements.end(row.engagement, agreed.leader)
    coach = sign_in(agreed.coach)
    assert coach.get(f"/conversations/{row.pk}/").status_code == 404
    shown = read(coach.get("/conversations/notes/"))
    assert "I talked too much" in shown.text
    assert "An entry of the leader" not in shown.text
    assert sign_in(agreed.leader).get("/conversations/notes/").status_code == 404
