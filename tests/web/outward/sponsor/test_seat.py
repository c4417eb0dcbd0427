"""A sponsor reads what the leader signed, as the leader saw it before, and learns nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from hansei.core import clock
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements import sponsor_page
from hansei.web.common.engagements.models import Engagement, Wish
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SponsorSeat
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.policy.errors import Stale
from tests.world import World, sign_in

SUMMARY = "I want to hear of a stopped line from the shift."


def _engagement(world: World) -> Engagement:
    assert world.engagement is not None
    return Engagement.objects.select_related("leader", "coach").get(pk=world.engagement.pk)


def _seat(world: World) -> SponsorSeat:
    return sponsor_page.make_seat(_engagement(world), world.leader, world.boss)


def _signed(world: World, **what: Any) -> SponsorSeat:
    seat = sponsor_page.seat_of(_engagement(world)) or _seat(world)
    given = {"facts": ["planned_end", "conversations"], "chosen": [], "summary": SUMMARY} | what
    said = sponsor_page.content(_engagement(world), **given)
    sponsor_page.sign_page(seat, read_at=seat.version, said=said, shown=sponsor_page.digest(said))
    found = sponsor_page.seat_of(_engagement(world))
    assert found is not None
    return found


def _read(world: World, seat: SponsorSeat, who: Person | None = None) -> str:
    response = sign_in(who or world.boss).get(reverse("sponsored", args=[seat.pk]))
    assert response.status_code == 200
    return str(response.content.decode())


def _main(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


class TestMaking:
    def test_there_is_no_seat_until_the_leader_makes_one_and_then_its_page_is_empty(
        self, agreed: World
    ) -> None:
        assert "Marianne" not in sign_in(agreed.boss).get(reverse("today")).content.decode()
        seat = _seat(agreed)
        assert "Marianne" in sign_in(agreed.boss).get(reverse("today")).content.decode()
        assert "Nothing stands here" in _read(agreed, seat)

    def test_nobody_but_the_leader_makes_one(self, agreed: World) -> None:
        for somebody in (agreed.coach, agreed.boss, agreed.steward):
            with pytest.raises(NotPossible):
                sponsor_page.make_seat(_engagement(agreed), somebody, agreed.peers[0])
        assert not SponsorSeat.objects.exists()

    def test_before_both_have_signed_and_while_it_is_paused_there_is_none(self, world: World) -> None:
        asked = engagements.name_coach(world.leader, world.coach)
        with pytest.raises(NotPossible):
            sponsor_page.make_seat(asked, world.leader, world.boss)
        engagements.sign(asked, world.leader, read_at=asked.version)
        engagements.sign(asked, world.coach, read_at=asked.version)
        engagements.pause(asked, world.leader)
        with pytest.raises(NotPossible):
            sponsor_page.make_seat(asked, world.leader, world.boss)
        assert not SponsorSeat.objects.exists()

    @pytest.mark.parametrize("seat", ["steward", "operator", "coach", "leader"])
    def test_roles_that_must_not_meet_do_not_meet_in_it(self, agreed: World, seat: str) -> None:
        with pytest.raises(sponsor_page.NotASponsor):
            sponsor_page.make_seat(_engagement(agreed), agreed.leader, getattr(agreed, seat))

    def test_there_is_one_for_each_coaching(self, agreed: World) -> None:
        _seat(agreed)
        with pytest.raises(NotPossible):
            sponsor_page.make_seat(_engagement(agreed), agreed.leader, agreed.peers[0])
        assert SponsorSeat.objects.count() == 1

    def test_through_the_pages(self, agreed: World) -> None:
        leader = sign_in(agreed.leader)
        here = reverse("sponsor_seat", args=[_engagement(agreed).pk])
        found = leader.get(here, {"q": "Otto"})
        assert "Otto Brandt" in found.content.decode()
        sent = leader.post(here + "?q=Otto", {"person": str(agreed.boss.pk)})
        assert sent.status_code == 302
        assert SponsorSeat.objects.get().sponsor == agreed.boss
        nobody = leader.get(here, {"q": "Ines"})
        assert "another part here" not in nobody.content.decode(), "the seat is made: there is no search"


class TestSigning:
    def test_the_sponsor_sees_exactly_what_the_leader_saw_before_signing(self, agreed: World) -> None:
        objective = engagements.write_objective(
            agreed.leader, words="That I hear of it the same day", focus="leading_lean", direction="down"
        )
        seat, leader = _seat(agreed), sign_in(agreed.leader)
        page = reverse("sponsor_page", args=[_engagement(agreed).pk])
        given = {
            "facts": ["started", "planned_end"],
            "objectives": [str(objective.pk)],
            "summary": SUMMARY,
            "version": seat.version,
            "act": "look",
        }
        preview = leader.post(page, given)
        assert preview.status_code == 200
        assert "Nothing stands here" in _read(agreed, seat), "looking signs nothing"
        shown = dict(preview.context["kept"])["shown"]
        assert leader.post(page, given | {"act": "sign", "shown": shown}).status_code == 302
        read = _read(agreed, seat)
        for words in ("That I hear of it the same day", SUMMARY):
            assert words in _main(preview.content.decode())
            assert words in read
        assert _sheet(preview.content.decode()) in read

    def test_what_was_not_ticked_is_not_there(self, agreed: World) -> None:
        engagements.write_objective(
            agreed.leader, words="Something of my own", focus="leading_lean", direction="self"
        )
        read = _read(agreed, _signed(agreed, facts=["planned_end"], summary=""))
        assert "Planned until" in read
        for words in ("Something of my own", "Conversations planned", SUMMARY, "Tomasz"):
            assert words not in read

    def test_a_signature_holds_for_what_was_shown_and_for_nothing_else(self, agreed: World) -> None:
        seat = _seat(agreed)
        said = sponsor_page.content(_engagement(agreed), facts=["planned_end"], chosen=[], summary="")
        other = said | {"summary": "more"}
        with pytest.raises(Stale):
            sponsor_page.sign_page(seat, read_at=1, said=other, shown=sponsor_page.digest(said))
        sponsor_page.sign_page(seat, read_at=1, said=said, shown=sponsor_page.digest(said))
        with pytest.raises(Stale):
            sponsor_page.sign_page(seat, read_at=1, said=said, shown=sponsor_page.digest(said))
        assert [e.verb for e in audit.entries(agreed.leader.chain, verb="sponsor.page_signed")] == [
            "sponsor.page_signed"
        ]

    def test_a_page_that_changed_meanwhile_answers_409_and_keeps_what_was_typed(self, agreed: World) -> None:
        seat, leader = _seat(agreed), sign_in(agreed.leader)
        page = reverse("sponsor_page", args=[_engagement(agreed).pk])
        given = {"summary": SUMMARY, "version": seat.version, "act": "sign", "shown": "0" * 64}
        refused = leader.post(page, given)
        assert refused.status_code == 409
        assert SUMMARY in refused.content.decode()
        assert SponsorSeat.objects.get().sealed is None

    def test_a_change_shows_only_after_it_was_signed_and_taking_off_empties_the_page(
        self, agreed: World
    ) -> None:
        seat = _signed(agreed)
        objective = "A new one"
        engagements.write_objective(agreed.leader, words=objective, focus="leading_lean", direction="up")
        assert objective not in _read(agreed, seat)
        sponsor_page.clear_page(seat, read_at=seat.version)
        empty = _read(agreed, seat)
        assert "Nothing stands here" in empty
        assert SUMMARY not in empty

    def test_a_page_without_a_signature_is_refused_by_the_database(self, agreed: World) -> None:
        seat = _seat(agreed)
        with pytest.raises(IntegrityError), transaction.atomic():
            SponsorSeat.objects.filter(pk=seat.pk).update(sealed=b"words that nobody signed")


class TestWhatTheSponsorLearns:
    @pytest.mark.parametrize("act", [engagements.pause, engagements.end])
    @pytest.mark.parametrize("by", ["leader", "coach"])
    def test_a_pause_and_an_early_end_change_nothing_on_the_page(
        self, agreed: World, act: Any, by: str
    ) -> None:
        seat = _signed(agreed)
        before = _main(_read(agreed, seat)), _today(agreed.boss)
        mails = Mail.objects.filter(to=agreed.boss).count()
        act(_engagement(agreed), getattr(agreed, by))
        assert _engagement(agreed).state in {"paused", "ended"}
        assert (_main(_read(agreed, seat)), _today(agreed.boss)) == before
        assert Mail.objects.filter(to=agreed.boss).count() == mails

    def test_from_the_planned_end_on_it_says_that_it_has_ended(self, agreed: World) -> None:
        seat = _signed(agreed)
        engagements.end(_engagement(agreed), agreed.leader)
        end = _engagement(agreed).planned_end
        day = timedelta(days=(end - clock.now().date()).days)
        with clock.frozen(clock.now() + day - timedelta(days=1)):
            assert not sponsor_page.has_ended(seat)
        with clock.frozen(clock.now() + day):
            assert sponsor_page.has_ended(seat)
            assert "has ended" in _read(agreed, seat)

    def test_nothing_new_is_signed_once_it_has_ended_and_the_seat_can_still_be_taken_away(
        self, agreed: World
    ) -> None:
        seat = _signed(agreed)
        engagements.end(_engagement(agreed), agreed.leader)
        said = sponsor_page.content(_engagement(agreed), facts=["planned_end"], chosen=[], summary="")
        with pytest.raises(NotPossible):
            sponsor_page.sign_page(seat, read_at=seat.version, said=said, shown=sponsor_page.digest(said))
        sponsor_page.remove_seat(seat)
        assert sign_in(agreed.boss).get(reverse("sponsored", args=[seat.pk])).status_code == 404

    def test_their_reading_is_shown_to_the_leader_and_an_empty_page_counts_for_none(
        self, agreed: World
    ) -> None:
        seat = _seat(agreed)
        _read(agreed, seat)
        assert not audit.entries(agreed.leader.chain, verb="item.read")
        seat = _signed(agreed)
        _read(agreed, seat)
        looked = sign_in(agreed.leader).get(reverse("who_looked")).content.decode()
        assert "Otto Brandt read the page you signed" in looked

    def test_the_mail_to_a_sponsor_says_nothing(self, agreed: World) -> None:
        _signed(agreed)
        kinds = set(Mail.objects.filter(to=agreed.boss).values_list("kind", flat=True))
        assert kinds == {"engagements.news"}, "the same neutral mail as any other"


HOPE = "That the works hear of a stopped line first"


class TestHoping:
    def test_a_wish_of_the_sponsors_stands_apart_for_the_leader_under_their_name(self, agreed: World) -> None:
        seat = _seat(agreed)
        assert _hopes(agreed, seat).status_code == 302
        read = sign_in(agreed.leader).get(reverse("wishes", args=[_engagement(agreed).pk])).content.decode()
        assert HOPE in read
        assert "Otto Brandt" in read
        assert HOPE not in sign_in(agreed.leader).get(reverse("objectives")).content.decode()

    @pytest.mark.parametrize("act", [engagements.pause, engagements.end])
    def test_writing_one_tells_the_sponsor_nothing_of_a_pause_or_an_early_end(
        self, agreed: World, act: Any
    ) -> None:
        seat, boss = _seat(agreed), sign_in(agreed.boss)
        running = boss.post(reverse("sponsor_hope", args=[seat.pk]), {"words": HOPE}, follow=True)
        assert Wish.objects.count() == 1
        act(_engagement(agreed), agreed.leader)
        after = boss.post(reverse("sponsor_hope", args=[seat.pk]), {"words": HOPE}, follow=True)
        assert _main(after.content.decode()) == _main(running.content.decode())
        assert Wish.objects.count() == 1, "nothing new is written about somebody who paused or ended"

    def test_nor_of_how_many_stand_there_already(self, agreed: World) -> None:
        seat = _seat(agreed)
        assert {_hopes(agreed, seat)["Location"] for _ in range(7)} == {reverse("sponsored", args=[seat.pk])}
        assert Wish.objects.count() == 5


def _hopes(world: World, seat: SponsorSeat) -> Any:
    return sign_in(world.boss).post(reverse("sponsor_hope", args=[seat.pk]), {"words": HOPE})


def test_once_the_leader_erases_the_seat_is_gone(agreed: World) -> None:
    from hansei.web.common.people import leaving

    seat = _signed(agreed)
    leaving.erase(agreed.leader)
    assert not SponsorSeat.objects.exists()
    assert sign_in(agreed.boss).get(reverse("sponsored", args=[seat.pk])).status_code == 404


def _today(person: Person) -> str:
    return _main(sign_in(person).get(reverse("today")).content.decode())


def _sheet(html: str) -> str:
    """The leader's words as they stand on the page, with their markup."""
    return html.partition('<dl class="record">')[2].partition("</dl>")[0]
