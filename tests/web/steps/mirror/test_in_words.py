"""Words in a mirror: occasions from k up after the marks, and a boss's reply where they alone could see."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client
from django.urls import reverse

from hansei.core.anonymity import NOT_SHOWN, Source
from hansei.core.mirror import Confidence
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Answer, GivenWords, Invitation
from hansei.web.common.people import leaving as ways
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import FrozenRelease
from hansei.web.steps.mirror import leaving, selectors, sentences, services
from hansei.web.steps.mirror.models import Behaviour, Mirror, Prediction
from hansei.web.steps.mirror.selectors import NotYet
from tests.web.common.asking.test_closing import Killed, killed_before_statement
from tests.web.steps.mirror.mirrors import (
    after_the_window,
    answered,
    expected,
    links,
    locked,
    opened_all,
    planned,
    row_of,
)
from tests.world import World, sign_in

REPLY = "She told me on Tuesday, before anybody had a solution."
EXPECTED = "That I come when it is nearly solved."


def tell(mirror: Mirror, people: list[Person], code: str = "LL-S8") -> Counter[str]:
    """Each of them tells one occasion."""
    for one in people:
        found = Invitation.objects.select_related("round").get(round=mirror.round, person=one)
        asking.send(found, {code: 2}, {code: f"What {one.name} lived through."})
    return Counter(f"What {one.name} lived through." for one in people)


def of(mirror: Mirror, code: str = "LL-S8") -> selectors.Said:
    return next(one for one in selectors.said(mirror) if one.row.code == code)


def words(mirror: Mirror, source: Source) -> Counter[str]:
    return Counter(one.words for one in selectors.occasions(of(mirror)) if one.source is source)


def in_words(world: World) -> Mirror:
    """A mirror with one behaviour that the boss alone could see, everything rated and expected."""
    mirror = expected(planned(world, ["LL-S8"]))
    services.choose(mirror, ["LL-S8", "LL-U1"])
    services.expect(
        mirror, row_of(mirror, "LL-U1"),
        self_rating=4, expected={Source.BOSS: (0, Confidence.SURE)}, words=EXPECTED,
    )  # fmt: skip
    return mirror


def asked_in_words(world: World) -> Mirror:
    mirror = in_words(world)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    boss = Invitation.objects.select_related("round").get(round=mirror.round, person=world.boss)
    asking.send(boss, {}, {"LL-U1": REPLY})
    return mirror


# ------------------------------------------------------------------------------------------------- occasions
def test_from_four_up_occasions_are_read_and_below_none_is_and_they_are_deleted_unread(world: World) -> None:
    mirror = locked(world)
    given = tell(mirror, world.reports[:4])
    tell(mirror, world.peers[:3])
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        assert words(mirror, Source.REPORTS) == given
        assert words(mirror, Source.PEERS) == Counter()
        assert not GivenWords.objects.exists()
        page = sign_in(world.leader).get(reverse("see", kwargs={"behaviour_id": of(mirror).row.pk}))
        assert "There are 4 occasions that people remember." in page.content.decode()


def test_no_occasion_leaves_the_server_before_its_own_reveal(world: World) -> None:
    mirror = locked(world)
    tell(mirror, world.reports[:5])
    leader = sign_in(world.leader)
    address = reverse("see_occasion", kwargs={"behaviour_id": row_of(mirror, "LL-S8").pk})
    assert leader.get(address).status_code == 302
    with pytest.raises(NotYet):
        selectors.occasions(of(mirror))
    with after_the_window(mirror):
        services.settle(mirror)
        assert leader.get(address).status_code == 302
        with pytest.raises(NotYet):
            selectors.occasions(of(mirror))
        assert "lived through" not in str(leaving.take_out(world.leader))
        opened_all(mirror)
        assert "lived through" in leader.get(address).content.decode()
        assert str(leaving.take_out(world.leader)).count("lived through") == 5


def test_occasions_are_read_one_at_a_time_by_their_leader_alone(world: World) -> None:
    mirror = locked(world)
    given = tell(mirror, world.reports[:4])
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        address = reverse("see_occasion", kwargs={"behaviour_id": row_of(mirror, "LL-S8").pk})
        leader, read = sign_in(world.leader), Counter[str]()
        for number in range(1, 5):
            page = leader.get(address, {"number": number}).content.decode()
            here = [text for text in given if text in page]
            assert len(here) == 1
            assert f"{number} of 4" in page
            read[here[0]] += 1
        assert read == given
        for number in ("0", "5", "x", "-1", "²", "1" * 50):
            assert leader.get(address, {"number": number}).status_code == 302
        for seat in ("boss", "coach", "report", "steward", "nobody"):
            found = sign_in(world.seats[seat]).get(address)
            assert "lived through" not in found.content.decode(), seat


def test_occasions_of_peers_and_reports_stand_together_when_their_marks_do(world: World) -> None:
    mirror = locked(world)
    given = tell(mirror, world.reports[:3]) + tell(mirror, world.peers[:3])
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        assert words(mirror, Source.AROUND) == given
        assert words(mirror, Source.REPORTS) == words(mirror, Source.PEERS) == Counter()


@pytest.mark.django_db(transaction=True)
def test_a_release_killed_at_any_step_loses_no_occasion_and_shows_none_twice(world: World) -> None:
    mirror = locked(world)
    given = tell(mirror, world.reports[:5])
    with after_the_window(mirror):
        asking.ensure_closed(mirror.round)
        number = 0
        while True:
            with killed_before_statement(number):
                try:
                    assert services.settle(mirror)
                    break
                except Killed:
                    pass
            mirror = Mirror.objects.select_related("round", "leader").get(pk=mirror.pk)
            moved = FrozenRelease.objects.filter(occasions__isnull=False).count()
            assert (GivenWords.objects.count(), moved) in {(5, 0), (0, 1)}
            number += 1
        assert number > 5
        assert (GivenWords.objects.count(), FrozenRelease.objects.count()) == (0, 1)
        opened_all(mirror)
        assert words(mirror, Source.REPORTS) == given


def test_an_occasion_leads_to_no_rating(world: World) -> None:
    """What is stored of occasions knows a behaviour and a source, and what is shown beside them is frozen."""
    mirror = locked(world)
    tell(mirror, world.reports[:5])
    with after_the_window(mirror):
        asking.ensure_closed(mirror.round)
        tokens = {bytes(one.token) for one in GivenWords.objects.all()}
        assert len(tokens) == 5
        assert not tokens & {bytes(one.token) for one in Answer.objects.all()}


def test_erasing_the_leader_takes_what_was_told(world: World) -> None:
    mirror = locked(world)
    tell(mirror, world.reports[:5])
    with after_the_window(mirror):
        services.settle(mirror)
        assert FrozenRelease.objects.filter(occasions__isnull=False).exists()
        ways.erase(world.leader)
        assert not FrozenRelease.objects.exists()
        assert not GivenWords.objects.exists()


# --------------------------------------------------------------------------------------- the boss's own words
def test_what_the_boss_alone_could_see_is_expected_in_words_and_read_under_their_name(world: World) -> None:
    mirror = asked_in_words(world)
    row = row_of(mirror, "LL-U1")
    leader = sign_in(world.leader)
    address = reverse("see", kwargs={"behaviour_id": row.pk})
    with pytest.raises(NotYet):
        selectors.reply(of(mirror, "LL-U1"))
    with after_the_window(mirror):
        services.settle(mirror)
        services.reveal(row)
        page = leader.get(address).content.decode()
        assert REPLY in page
        assert EXPECTED in page
        assert world.boss.name in page
        assert "<svg" not in page, "one person's words have no marks"


def test_a_reply_is_not_read_before_its_own_reveal_by_any_route(world: World) -> None:
    mirror = asked_in_words(world)
    leader = sign_in(world.leader)
    with after_the_window(mirror):
        services.settle(mirror)
        row = row_of(mirror, "LL-U1")
        for name, key, pk in (
            ("mirror", "mirror_id", mirror.pk), ("see", "behaviour_id", row.pk),
            ("see_occasion", "behaviour_id", row.pk),
        ):  # fmt: skip
            assert REPLY not in leader.get(reverse(name, kwargs={key: pk}), follow=True).content.decode()
        assert REPLY not in str(leaving.take_out(world.leader))
        opened_all(mirror)
        assert REPLY in str(leaving.take_out(world.leader))


def test_a_reply_never_becomes_a_figure_or_a_sentence_about_marks(world: World) -> None:
    mirror = asked_in_words(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        seen = selectors.seen(of(mirror, "LL-U1"))
        assert seen.cells == {Source.BOSS: NOT_SHOWN}
        assert sentences.after(seen, world.boss.name) == []


def test_without_expecting_words_first_it_cannot_be_locked(world: World) -> None:
    mirror = planned(world, ["LL-U1"])
    row = row_of(mirror, "LL-U1")
    sure = Confidence.SURE
    for value, said in ((0, ""), (0, "  "), (4, EXPECTED)):
        with pytest.raises(NotPossible):
            services.expect(mirror, row, self_rating=4, expected={Source.BOSS: (value, sure)}, words=said)
    assert not Prediction.objects.exists()
    with pytest.raises(NotPossible):
        services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))


def test_through_the_pages_a_leader_expects_in_words_and_the_boss_replies(
    world: World, client: Client
) -> None:
    mirror = planned(world, ["LL-U1"])
    leader = sign_in(world.leader)
    outlook = leader.get(reverse("mirror_outlook", kwargs={"mirror_id": mirror.pk})).content.decode()
    assert "Your boss alone could see this, so there are no marks." in outlook
    address = reverse("mirror_expect", kwargs={"behaviour_id": row_of(mirror, "LL-U1").pk})
    assert leader.post(address, {"own": "4", "expect_boss": "", "sure_boss": "3"}).status_code == 400
    assert leader.post(address, {"own": "4", "expect_boss": EXPECTED}).status_code == 400
    assert leader.post(address, {"own": "4", "expect_boss": EXPECTED, "sure_boss": "3"}).status_code == 302
    lock = reverse("mirror_lock", kwargs={"mirror_id": mirror.pk})
    page = leader.get(lock).content.decode()
    assert EXPECTED in page
    mirror.refresh_from_db()
    leader.post(lock, {"version": mirror.version, "days": "14"})
    mirror.refresh_from_db()
    secret = links(mirror)[world.boss]
    assert client.post(f"/a/{secret}/", {"o1": REPLY}).status_code == 302
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        assert selectors.reply(of(mirror, "LL-U1")) == REPLY


def test_where_the_boss_is_not_asked_the_outlook_says_so_and_nothing_is_expected(world: World) -> None:
    mirror = planned(world, ["LL-U1"])
    mirror.people.filter(source="boss").delete()
    page = sign_in(world.leader).get(reverse("mirror_outlook", kwargs={"mirror_id": mirror.pk}))
    assert "and is not asked, so nothing of it can be seen" in page.content.decode()
    assert [row.code for row in selectors.still_open(mirror)] == ["LL-U1"]


def test_a_boss_who_wrote_nothing_is_said_to_have_written_nothing(world: World) -> None:
    mirror = in_words(world)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    answered(mirror, dict.fromkeys(world.reports, 3))
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        row: Behaviour = row_of(mirror, "LL-U1")
        page = sign_in(world.leader).get(reverse("see", kwargs={"behaviour_id": row.pk}))
        assert "Your boss wrote nothing about this one." in page.content.decode()
