"""Both people's yes, each in private: a no, not yet and no answer look the same to the other, at any time."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from hansei.core import clock
from hansei.core.agreement import State
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit.models import Entry
from hansei.web.steps.talk import consent, services
from hansei.web.steps.talk.models import Proposal, Talk
from tests.web.pages import read
from tests.web.sights import sight
from tests.web.steps.talk.talks import (
    both_said_yes,
    coded,
    decided,
    proposed,
    taken_in,
)
from tests.world import World, sign_in


def answered(world: World, who: Person, row: Proposal, answer: str) -> None:
    """Through the page, as people do; no answer is nothing at all."""
    if answer != consent.OPEN:
        sent = sign_in(who).post(f"/talk/proposal/{row.pk}/", {"say": answer})
        assert sent.status_code == 302


@pytest.mark.parametrize("proposer", ["coach", "leader"])
def test_everything_the_proposer_sees_is_byte_for_byte_the_same_for_no_not_yet_and_no_answer(
    agreed: World, proposer: str
) -> None:
    by = agreed.seats[proposer]
    other = agreed.leader if proposer == "coach" else agreed.coach
    assert by is not None
    row = proposed(agreed, by)
    pages: dict[str, list[dict[str, str]]] = {}
    for answer in (consent.OPEN, consent.NOT_YET, consent.NO):
        answered(agreed, other, row, answer)
        row.refresh_from_db()
        with clock.frozen(row.decides_at - timedelta(hours=1)):
            before = sight(by)
        with decided(row):
            pages[answer] = [before, sight(by)]
    address = f"/talk/proposal/{row.pk}/"
    assert address in pages[consent.OPEN][0], "the proposer's page is among what is compared"
    assert pages[consent.NO] == pages[consent.NOT_YET] == pages[consent.OPEN]
    # A yes is not seen either before the moment; from then on it shows, by the opening alone.
    answered(agreed, other, row, consent.YES)
    with clock.frozen(row.decides_at - timedelta(hours=1)):
        assert sight(by) == pages[consent.OPEN][0]
    with decided(row):
        assert sight(by) != pages[consent.OPEN][1]
        assert "It is open: both of you said yes." in sight(by)[address]


def test_whoever_was_asked_sees_nothing_of_the_proposers_second_thoughts(agreed: World) -> None:
    row = proposed(agreed)
    consent.say(row, agreed.leader, consent.YES)
    seen = {}
    for answer in (consent.YES, consent.NOT_YET, consent.NO):
        answered(agreed, agreed.coach, row, answer)
        seen[answer] = sight(agreed.leader)
    assert seen[consent.YES] == seen[consent.NOT_YET] == seen[consent.NO]
    with decided(row):
        assert "It has not opened." in sight(agreed.leader)[f"/talk/proposal/{row.pk}/"]


def test_nobody_besides_the_two_sees_that_anything_was_proposed_or_opened(agreed: World) -> None:
    others = {s: p for s, p in agreed.seats.items() if s in {"boss", "steward", "operator", "council"}}
    before = {seat: sight(person) for seat, person in others.items()}
    row = both_said_yes(agreed)
    with decided(row):
        coded(agreed, row)
    assert {seat: sight(person) for seat, person in others.items()} == before


def test_an_answer_has_one_length_no_time_no_mail_and_no_line_in_the_audit(agreed: World) -> None:
    row = proposed(agreed)

    def stored() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT leader_says, coach_says FROM talk_proposal")
            return [len(bytes(value)) for value in cursor.fetchone()]

    lengths = stored()
    entries, columns = Entry.objects.count(), Proposal.objects.values("decides_at", "ends_at").get()
    for answer in consent.ANSWERS:
        for person in (agreed.leader, agreed.coach):
            consent.say(row, person, answer)
            assert stored() == lengths
    assert len(set(lengths)) == 1
    assert Entry.objects.count() == entries
    assert Proposal.objects.values("decides_at", "ends_at").get() == columns
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM talk_proposal")
        assert not any(b"not_yet" in bytes(v) for v in cursor.fetchone() if isinstance(v, bytes | memoryview))


@pytest.mark.parametrize(
    ("leader", "coach"),
    [
        (consent.OPEN, consent.YES),
        (consent.NO, consent.YES),
        (consent.NOT_YET, consent.YES),
        (consent.YES, consent.NO),
    ],
)
def test_nothing_can_be_sent_in_without_both(agreed: World, leader: str, coach: str) -> None:
    row = proposed(agreed)
    for person, answer in ((agreed.leader, leader), (agreed.coach, coach)):
        if answer != consent.OPEN:
            consent.say(row, person, answer)
    with decided(row):
        with pytest.raises(NotPossible):
            taken_in(agreed, row)
        answer = sign_in(agreed.coach).get(f"/talk/proposal/{row.pk}/send/")
        assert answer["Location"] == f"/talk/proposal/{row.pk}/"
    assert not Talk.objects.exists()


def test_nothing_can_be_sent_in_before_the_moment_nor_after_the_end_even_with_both(agreed: World) -> None:
    row = both_said_yes(agreed)
    with clock.frozen(row.decides_at - timedelta(minutes=1)), pytest.raises(NotPossible):
        taken_in(agreed, row)
    with clock.frozen(row.ends_at), pytest.raises(NotPossible):
        taken_in(agreed, row)
    with decided(row):
        assert taken_in(agreed, row)


def test_after_the_moment_a_no_does_not_become_a_yes(agreed: World) -> None:
    row = proposed(agreed)
    with decided(row):
        with pytest.raises(NotPossible):
            consent.say(row, agreed.leader, consent.YES)
        sign_in(agreed.leader).post(f"/talk/proposal/{row.pk}/", {"say": "yes"})
        row.refresh_from_db()
        assert not consent.is_open(row)


def test_only_the_two_answer(agreed: World) -> None:
    row = proposed(agreed)
    for person in (agreed.boss, agreed.steward, agreed.stranger):
        with pytest.raises(NotPossible):
            consent.say(row, person, consent.YES)
        assert sign_in(person).post(f"/talk/proposal/{row.pk}/", {"say": "yes"}).status_code == 404


def test_a_conversation_is_proposed_once_and_whoever_said_no_is_not_asked_again(agreed: World) -> None:
    row = proposed(agreed)
    consent.say(row, agreed.leader, consent.NO)
    for by in (agreed.coach, agreed.leader):
        with pytest.raises(NotPossible):
            proposed(agreed, by)
    answer = sign_in(agreed.coach).post(
        f"/talk/propose/{row.engagement_id}/", {"held_on": row.held_on.isoformat()}
    )
    assert answer.status_code == 400
    assert "can be proposed once" in read(answer).text
    assert proposed(agreed, days=1)


@pytest.mark.parametrize("days", [-8, 31])
def test_a_day_too_far_off_cannot_be_proposed(agreed: World, days: int) -> None:
    with pytest.raises(NotPossible):
        proposed(agreed, days=days)


def test_switched_off_nothing_can_be_proposed_or_sent_in(agreed: World) -> None:
    row = both_said_yes(agreed)
    Organization.objects.update(talk_on=False)
    with pytest.raises(NotPossible):
        proposed(agreed, days=1)
    with decided(row), pytest.raises(NotPossible):
        taken_in(agreed, row)
    assert Proposal.objects.count() == 1
    assert not Talk.objects.exists()


@pytest.mark.parametrize("act", ["pause", "end"])
def test_a_pause_or_an_end_closes_what_was_proposed(agreed: World, act: str) -> None:
    row = both_said_yes(agreed)
    assert agreed.engagement is not None
    getattr(engagements, act)(agreed.engagement, agreed.coach)
    assert not Proposal.objects.exists()
    with decided(row), pytest.raises(NotPossible):
        taken_in(agreed, row)
    with pytest.raises(NotPossible):
        proposed(agreed, days=1)


def test_under_a_pause_nothing_is_open_even_if_its_proposal_stayed(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        Engagement.objects.filter(pk=row.engagement_id).update(state=State.PAUSED)
        row.refresh_from_db()
        assert consent.is_open(row)
        with pytest.raises(NotPossible):
            taken_in(agreed, row)
        assert not Talk.objects.exists()
        Engagement.objects.filter(pk=row.engagement_id).update(state=State.AGREED)
        row.refresh_from_db()
        assert taken_in(agreed, row)


def test_a_proposal_ends_and_leaves_nothing(agreed: World) -> None:
    row = proposed(agreed)
    with clock.frozen(row.ends_at):
        services.let_go_due()
    assert not Proposal.objects.exists()


def test_the_moment_is_in_the_morning_where_the_leader_is(agreed: World) -> None:
    agreed.leader.zone = "Asia/Tokyo"
    agreed.leader.save()
    assert agreed.engagement is not None
    agreed.engagement.refresh_from_db()
    row = proposed(agreed)
    local = row.decides_at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert (local.hour, local.minute) == (7, 0)
    assert timedelta(hours=24) < row.decides_at - clock.now() < timedelta(hours=56)
