"""What is always true of talk, the pulse and the switches, and of what coaching can never be used for.

Rules 7 (a part that one leader heads), 8, 11 and 15; the others are in `test_always_true` and
`test_always_true_seeing`. A rule whose whole proof stands elsewhere has its shortest true statement here.
"""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse

from hansei.core import clock
from hansei.core.talk import Code, LeaderCode
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation, Round, Sent
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import PartRelease
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import services as mirror_services
from hansei.web.steps.pulse import services as pulse
from hansei.web.steps.pulse import settling
from hansei.web.steps.pulse.models import Wave
from hansei.web.steps.pulse.parts import Plan, Refused
from hansei.web.steps.talk import consent
from hansei.web.steps.talk import selectors as talk_selectors
from hansei.web.steps.talk import services as talks
from hansei.web.steps.talk.models import Talk
from tests.web.sights import sight
from tests.web.steps.mirror.mirrors import answered, locked, opened_all, row_of
from tests.web.steps.talk.talks import after, both_said_yes, coded, decided, proposed, remembered, taken_in
from tests.world import World, sign_in

WATCHING = ("steward", "council", "operator", "other leader", "stranger")


def wave_of(world: World) -> Wave:
    """A wave of the part that Marianne heads, answered by everybody in it."""
    wave = pulse.open_wave(world.steward, [Plan("Moulding and core shop", [world.leader])], weeks=1)
    for one in Invitation.objects.filter(round__in=wave.parts.values("round")).select_related("round"):
        asking.send(one, {item.ref: 4 for item in one.items})
    with clock.frozen(wave.closes_at + timedelta(minutes=1)):
        settling.settle_due()
    return wave


def taken_out(person: Person | None) -> str:
    """All that somebody can take along, as text, without the moment at which it was taken."""
    answer = sign_in(person).post(reverse("take_out"))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return "\n".join(archive.read(name).decode() for name in sorted(archive.namelist()))


# ------------------------------------------------------------------------- 7. a part that one leader heads
@pytest.mark.slow
def test_7_what_the_part_of_one_leader_believes_reaches_others_by_that_leaders_signature_alone(
    agreed: World,
) -> None:
    wave_of(agreed)
    (row,) = PartRelease.objects.filter(head=agreed.leader)
    seats = ("coach", "boss", *WATCHING)
    for seat in seats:
        assert "Moulding and core shop" not in str(sight(agreed.seats[seat]).get("/pulse/")), seat
        assert "Moulding and core shop" not in taken_out(agreed.seats[seat]), seat
        sign_in(agreed.seats[seat]).post(f"/pulse/mine/{row.pk}/", {"go": "open"})
    row.refresh_from_db()
    assert row.signed_on is None, "nobody else signs"
    assert "Moulding and core shop" in sign_in(agreed.leader).get("/pulse/mine/").content.decode(), (
        "it is there"
    )
    sign_in(agreed.leader).post(f"/pulse/mine/{row.pk}/", {"go": "open"})
    for seat in seats:
        assert "Moulding and core shop" in sign_in(agreed.seats[seat]).get("/pulse/").content.decode(), seat


# ------------------------------------------------------------------- 8. nothing serves appraisal or selection
@pytest.mark.slow
def test_8_a_whole_coaching_changes_nothing_that_whoever_appraises_or_selects_can_see_or_take_out(
    agreed: World,
) -> None:
    def held() -> dict[str, object]:
        people = {seat: agreed.seats[seat] for seat in WATCHING}
        return {seat: (sight(person), taken_out(person)) for seat, person in people.items()}

    then = clock.now() + timedelta(days=20)  # for both, or a page shows that time went on
    with clock.frozen(then):
        before, own = held(), sight(agreed.leader)
    assert agreed.engagement is not None
    mirror = locked(agreed)
    answered(mirror, dict.fromkeys([*agreed.peers, *agreed.reports], 2))
    with clock.frozen(then):
        mirror_services.settle(mirror)
        opened_all(mirror)
        mirror_services.write_finding(row_of(mirror, "LL-S8"), words="I answer first.", choice="work")
        remembered(agreed)
        after, own_after = held(), sight(agreed.leader)
    assert own_after != own, "there was something to be seen"
    assert after == before


# -------------------------------------------------------------------------------------------- 11. transcripts
@pytest.mark.parametrize("leader", [consent.OPEN, consent.NOT_YET, consent.NO])
def test_11_no_not_yet_and_no_answer_look_the_same_and_nothing_can_be_sent_in(
    agreed: World, leader: str
) -> None:
    row = proposed(agreed)
    consent.say(row, agreed.coach, consent.YES)
    with decided(row):
        unanswered = sight(agreed.coach)
    if leader != consent.OPEN:
        consent.say(row, agreed.leader, leader)
    with decided(row):
        assert sight(agreed.coach) == unanswered
        with pytest.raises(NotPossible):
            taken_in(agreed, row)
    assert not Talk.objects.exists()
    with clock.frozen(row.decides_at - timedelta(hours=1)):
        consent.say(row, agreed.leader, consent.YES)
    with decided(row):
        taken_in(agreed, row)
    assert Talk.objects.exists(), "a yes of both would have let it in"


def test_11_a_yes_is_for_one_conversation(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        coded(agreed, row)
        other = proposed(agreed, days=2)
    with decided(other), pytest.raises(NotPossible):
        taken_in(agreed, other)
    assert Talk.objects.count() == 1


def test_11_the_words_go_after_coding_unless_both_keep_them_and_any_code_is_the_coachs_to_overrule(
    agreed: World,
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        talks.keep(talk, agreed.leader, yes=True)
        talks.keep(talk, agreed.coach, yes=False)
        opened = talk_selectors.opened(talk)
        assert opened is not None
        own = [unit for unit in opened.coded.units if unit.coach]
        assert len(own) > 3
        theirs = [unit for unit in opened.coded.units if not unit.coach]
        assert len(theirs) > 3
        for unit in own:
            talks.overrule(talk, unit.number, Code.STRUCTURE)
        for unit in theirs:
            talks.overrule(talk, unit.number, LeaderCode.CONCERN)
    with after(talk):
        talks.let_go_due()
    assert not vault.exists(talk.scope)
    assert not Talk.objects.exists()
    (counted,) = talk_selectors.counts(agreed.coach)
    for codes, now in (("codes", {"structure": len(own)}), ("leader_codes", {"concern": len(theirs)})):
        assert {code: many for code, many in counted.data[codes].items() if many} == now


# ----------------------------------------------------------------------------------------------- 15. switches
def test_15_a_pulse_that_is_switched_off_is_opened_answered_and_shown_by_nobody(agreed: World) -> None:
    wave = pulse.open_wave(agreed.steward, [Plan("Moulding and core shop", [agreed.leader])], weeks=1)
    one = Invitation.objects.filter(round__in=wave.parts.values("round")).select_related("round")[0]
    path = asking.link(one)
    Organization.objects.update(pulse_on=False)
    with pytest.raises(asking.Closed):
        asking.send(one, {item.ref: 4 for item in one.items})
    browser = sign_in(None)
    assert browser.get(path).status_code == 410
    assert browser.post(path, {f"b{place}": "4" for place in range(1, 6)}).status_code == 410
    assert asking.remind_due() == 0
    assert not Sent.objects.exists()
    with clock.frozen(wave.opened_at + timedelta(weeks=5)), pytest.raises(Refused):
        pulse.open_wave(agreed.steward, [Plan("Moulding and core shop", [agreed.leader])], weeks=1)
    Organization.objects.update(pulse_on=True)
    assert browser.get(path).status_code == 200, "what was asked before can be answered again"
    asking.send(one, {item.ref: 4 for item in one.items})
    assert Sent.objects.count() == 5


def test_15_a_mirror_that_is_switched_off_takes_no_answer(agreed: World) -> None:
    locked(agreed)
    one = Invitation.objects.select_related("round").filter(round=Round.objects.get())[0]
    Organization.objects.update(mirror_on=False)
    with pytest.raises(asking.Closed):
        asking.send(one, {item.ref: 4 for item in one.items})
    Organization.objects.update(mirror_on=True)
    asking.send(one, {item.ref: 4 for item in one.items})
    assert Sent.objects.exists()


def test_15_talk_reports_that_are_switched_off_are_refused_below_the_screens(agreed: World) -> None:
    row = both_said_yes(agreed)
    Organization.objects.update(talk_on=False)
    with pytest.raises(NotPossible):
        remembered(agreed)
    with decided(row), pytest.raises(NotPossible):
        taken_in(agreed, row)
    with pytest.raises(NotPossible):
        proposed(agreed, days=1)
    assert not Talk.objects.exists()
    Organization.objects.update(talk_on=True)
    remembered(agreed)
    assert Talk.objects.exists()
