"""Findings: the leader's own words after seeing, two worked on at most, opened to the coach one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import F

from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import open_shared
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.selectors import shared_with
from hansei.web.ground.policy.errors import Stale
from hansei.web.steps.mirror import selectors, services
from hansei.web.steps.mirror.models import Finding, Mirror
from tests.web.steps.mirror.mirrors import CODES, after_the_window, answered, locked, opened_all, row_of
from tests.world import World, on_the_bench, sign_in


@pytest.fixture
def mirror(world: World) -> Iterator[Mirror]:
    """Everything open."""
    found = locked(world)
    with after_the_window(found):
        services.settle(found)
        opened_all(found)
        yield found


def test_nothing_is_written_before_it_was_seen(world: World) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        with pytest.raises(NotPossible):
            services.write_finding(row_of(mirror, "LL-S8"), words="Mine.", choice="park")


def test_a_finding_is_never_blank_and_its_choice_is_one_of_three(mirror: Mirror) -> None:
    for words, choice in (("  ", "park"), ("Mine.", "later")):
        with pytest.raises(NotPossible):
            services.write_finding(row_of(mirror, "LL-S8"), words=words, choice=choice)
    assert not Finding.objects.exists()


def test_at_most_two_are_worked_on_and_one_of_the_two_can_be_parked_for_another(mirror: Mirror) -> None:
    rows = [row_of(mirror, code) for code in CODES]
    for row in rows[:2]:
        services.write_finding(row, words="Mine.", choice="work")
    with pytest.raises(services.TooManyAtOnce):
        services.write_finding(rows[2], words="Mine.", choice="work")
    third = services.write_finding(rows[2], words="Mine.", choice="park")
    with pytest.raises(services.TooManyAtOnce):
        services.write_finding(rows[2], words="Mine.", choice="work", read_at=third.version)
    services.write_finding(rows[0], words="Mine.", choice="park", read_at=1)
    services.write_finding(rows[2], words="Mine.", choice="work", read_at=third.version)
    # One that is worked on already can be written again.
    services.write_finding(rows[1], words="Mine, said better.", choice="work", read_at=1)
    assert sorted(selectors.by_choice(mirror.leader)) == ["park", "work"]


def test_of_one_day_they_stand_as_their_behaviours_do_in_the_mirror(mirror: Mirror, world: World) -> None:
    rows = [row_of(mirror, code) for code in CODES]
    assert len(rows) > 2
    for row in (rows[-1], *rows[:-1]):
        services.write_finding(row, words="Mine.", choice="park")
    # Another day's come before.
    Finding.objects.filter(behaviour=rows[1]).update(written_on=F("written_on") + timedelta(days=1))
    wanted = [rows[1], *(row for row in rows if row != rows[1])]
    assert [one.code for one in selectors.findings(world.leader)] == [row.code for row in wanted]


def test_the_same_words_sent_twice_are_kept_once_and_others_are_not_overwritten_unseen(
    mirror: Mirror,
) -> None:
    row = row_of(mirror, "LL-S8")
    first = services.write_finding(row, words="Mine.", choice="park")
    again = services.write_finding(row, words="Mine.", choice="park")
    assert again.pk == first.pk
    with pytest.raises(Stale):
        services.write_finding(row, words="Something else.", choice="park")
    assert selectors.open_finding(Finding.objects.get()).words == "Mine."


def test_the_coach_reads_what_was_opened_and_no_longer_once_it_was_taken_back(
    mirror: Mirror, world: World
) -> None:
    assert world.engagement is not None
    row = row_of(mirror, "LL-S8")
    finding = services.write_finding(row, words="Mine.", choice="work", around="Meetings at six.")
    assert not shared_with(world.coach).exists()
    services.open_finding_to_coach(finding, world.engagement)
    services.write_finding(row, words="Changed.", choice="work", read_at=1)
    opened = open_shared(shared_with(world.coach).get())
    # As it was then; without the marks, what was chosen, and what around the leader makes it hard.
    assert opened == {"words": "Mine.", "behaviour": "LL-S8", "sentences": []}
    services.take_back(finding, world.engagement)
    assert not shared_with(world.coach).exists()


def coached_by(world: World, person: Person) -> Engagement:
    """The coaching ends, and somebody else coaches Marianne now."""
    assert world.engagement is not None
    engagements.end(world.engagement, world.leader)
    on_the_bench(person)
    asked = engagements.name_coach(world.leader, person)
    for party in (world.leader, person):
        engagements.sign(asked, party, read_at=asked.version)
    return Engagement.objects.select_related("leader", "coach").get(pk=asked.pk)


@pytest.mark.parametrize("answers", [True, False])
def test_a_coach_who_was_asked_before_reads_words_and_nothing_of_the_marks(
    world: World, answers: bool
) -> None:
    mirror, peer = locked(world), world.peers[0]
    answered(mirror, dict.fromkeys([*world.peers[not answers :], *world.reports], 2))
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        finding = services.write_finding(row_of(mirror, "LL-S8"), words="Mine.", choice="park")
        browser, page = sign_in(world.leader), f"/mirror/findings/{finding.pk}/"
        assert 'name="marks"' in browser.get(page).content.decode()
        engagement = coached_by(world, peer)
        with pytest.raises(services.CoachWasAsked):
            services.open_finding_to_coach(finding, engagement, sentences=["Your peers: 2 experienced."])
        said = browser.get(page).content.decode()
        assert f"{peer.name} was among those you asked then, whether or not they answered" in said
        assert 'name="marks"' not in said
        browser.post(f"{page}open/", {"marks": "on"})
        assert not shared_with(peer).exists()
        browser.post(f"{page}open/")
        opened = open_shared(shared_with(peer).get())
        assert opened == {"words": "Mine.", "behaviour": "LL-S8", "sentences": []}
        read = sign_in(peer).get(f"/opened/{shared_with(peer).get().pk}/").content.decode()
        assert "Mine." in read
        assert "About the three marks" not in read


def test_a_coach_who_was_not_asked_reads_the_marks_when_the_leader_says_so(
    mirror: Mirror, world: World
) -> None:
    finding = services.write_finding(row_of(mirror, "LL-S8"), words="Mine.", choice="park")
    browser = sign_in(world.leader)
    browser.post(f"/mirror/findings/{finding.pk}/open/", {"marks": "on"})
    assert open_shared(shared_with(world.coach).get())["sentences"]
    engagement = coached_by(world, world.stranger)
    browser.post(f"/mirror/findings/{finding.pk}/open/", {"marks": "on"})
    assert engagement.coach == world.stranger
    assert open_shared(shared_with(world.stranger).get())["sentences"]


def test_nothing_is_opened_while_the_coaching_is_paused(mirror: Mirror, world: World) -> None:
    assert world.engagement is not None
    finding = services.write_finding(row_of(mirror, "LL-S8"), words="Mine.", choice="work")
    engagements.pause(world.engagement, world.leader)
    world.engagement.refresh_from_db()
    with pytest.raises(NotPossible):
        services.open_finding_to_coach(finding, world.engagement)
