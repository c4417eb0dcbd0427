"""More people are asked apart: others, enough of them, expected first, and never added in."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest

from hansei.core import clock
from hansei.core.anonymity import More, Source
from hansei.core.mirror import Confidence
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import FrozenRelease
from hansei.web.steps.mirror import again, selectors, sentences, services, thanking
from hansei.web.steps.mirror.evidence import opened as evidence_of
from hansei.web.steps.mirror.leaving import take_out
from hansei.web.steps.mirror.models import Behaviour, Mirror, PersonAround, Stage, Way
from tests.web.steps.mirror.mirrors import after_the_window, answered, expected, opened_all, planned, row_of
from tests.world import World, protect, sign_in


def locked(world: World, mirror: Mirror) -> Mirror:
    expected(mirror)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 7))
    return mirror


@pytest.fixture
def first(world: World) -> Mirror:
    """Peers and reports were asked, nobody further off; three peers answered, so that row is not shown."""
    mirror = planned(world, ["LL-S8"])
    PersonAround.objects.filter(mirror=mirror, source=Source.FURTHER).delete()
    locked(world, mirror)
    answered(mirror, dict.fromkeys([*world.peers[:3], *world.reports], 2))
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
    return mirror


@pytest.fixture
def row(first: Mirror) -> Behaviour:
    return row_of(first, "LL-S8")


def asked_more(world: World, row: Behaviour, rating: int = 4) -> Mirror:
    mirror = locked(world, services.ask_more(row))
    answered(mirror, dict.fromkeys(world.further, rating))
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
    return mirror


def test_nobody_is_proposed_who_was_asked_before(world: World, row: Behaviour) -> None:
    mirror = services.ask_more(row)
    assert (mirror.way, mirror.follows_id) == (Way.MORE, row.mirror_id)
    assert {one.person_id for one in mirror.people.all()} == {one.pk for one in world.further}
    offered = {one.person.pk for one in selectors.candidates(mirror, again.asked_already(mirror))}
    assert not offered & again.asked_already(mirror)
    assert {one.pk for one in [*world.peers, *world.reports]} <= again.asked_already(mirror)


def test_whoever_was_asked_before_cannot_be_put_on_the_list(world: World, row: Behaviour) -> None:
    mirror = services.ask_more(row)
    with pytest.raises(NotPossible):
        services.ask_also(mirror, world.reports[0], Source.FURTHER)
    with pytest.raises(NotPossible):
        services.ask_these(mirror, dict.fromkeys([*world.further, world.peers[4]], Source.FURTHER))
    page = sign_in(world.leader).get(f"/mirror/{mirror.pk}/people/add/?q=Ewa").content.decode()
    assert "Ewa Nowak" not in page


def test_nor_locked_with_them_however_they_came_onto_it(world: World, row: Behaviour) -> None:
    mirror = services.ask_more(row)
    for report in world.reports:  # the same group as then, which by itself could be asked again
        PersonAround.objects.create(mirror=mirror, person=report, source=Source.REPORTS)
    expected(mirror)
    with pytest.raises(services.NotMore) as caught:
        services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 7))
    assert caught.value.why is More.ASKED_BEFORE


def test_fewer_than_the_minimum_are_not_asked_and_the_page_says_so(world: World, row: Behaviour) -> None:
    mirror = services.ask_more(row)
    PersonAround.objects.filter(mirror=mirror, person__in=world.further[:2]).delete()
    expected(mirror)
    with pytest.raises(services.NotMore) as caught:
        services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 7))
    assert caught.value.why is More.TOO_FEW
    browser = sign_in(world.leader)
    said = browser.post(f"/mirror/{mirror.pk}/lock/", {"version": mirror.version, "days": "7"}, follow=True)
    assert "More people are at least four of one group" in said.content.decode()
    mirror.refresh_from_db()
    assert mirror.stage == Stage.PLANNING


def test_they_stand_apart_and_nothing_that_was_released_before_changes(world: World, row: Behaviour) -> None:
    stored = bytes(FrozenRelease.objects.get().sealed)
    browser = sign_in(world.leader)
    before = browser.get(f"/mirror/behaviour/{row.pk}/").content.decode()
    assert "Ask more people about this" in before
    mirror = asked_more(world, row)
    assert bytes(FrozenRelease.objects.get(round=row.mirror.round_id).sealed) == stored
    page = browser.get(f"/mirror/behaviour/{row.pk}/").content.decode()
    later = row_of(mirror, "LL-S8")
    assert f"/mirror/behaviour/{later.pk}/" in page
    assert page.split("Further on this")[0].count("experienced") == before.split("Further on this")[0].count(
        "experienced"
    )
    apart = browser.get(f"/mirror/behaviour/{later.pk}/").content.decode()
    [said] = sentences.after(selectors.seen(next(iter(selectors.said(mirror)))), "")
    assert "you expected 3; about 4 was experienced" in said
    assert said in apart
    assert "stand apart" in apart
    assert "Your reports:" not in apart


def test_they_are_expected_first_like_everybody(world: World, row: Behaviour) -> None:
    mirror = locked(world, services.ask_more(row))
    with after_the_window(mirror):
        services.settle(mirror)
        one = next(iter(selectors.said(mirror)))
        with pytest.raises(selectors.NotYet):
            selectors.seen(one)
        page = sign_in(world.leader).get(f"/mirror/behaviour/{row.pk}/").content.decode()
        assert "More people, asked apart" in page


def test_of_marks_nothing_is_opened_to_a_coach_who_was_asked_beside_them(
    world: World, row: Behaviour
) -> None:
    finding = services.write_finding(row, words="The number comes first with me.", choice="park")
    asked_more(world, row)
    assert world.engagement is not None
    assert services.marks_can_be_opened(finding, world.engagement)
    engagements.end(world.engagement, world.leader)
    now = protect(world)
    assert now.coach in world.further
    with pytest.raises(services.CoachWasAsked):
        services.open_finding_to_coach(finding, now, sentences=["Your reports: as expected."])
    services.open_finding_to_coach(finding, now)


def test_a_third_group_is_neither_of_the_two_before(world: World, row: Behaviour) -> None:
    asked_more(world, row)
    with clock.shifted(timedelta(days=30)):
        third = services.ask_more(row)
        assert not third.people.exists()
        assert {one.pk for one in world.further} <= again.asked_already(third)


def test_the_finding_is_that_about_the_first(world: World, row: Behaviour) -> None:
    finding = services.write_finding(row, words="The number comes first with me.", choice="park")
    mirror = asked_more(world, row)
    later = row_of(mirror, "LL-S8")
    with pytest.raises(NotPossible):
        services.write_finding(later, words="Another one.", choice="park")
    browser = sign_in(world.leader)
    page = browser.get(f"/mirror/behaviour/{later.pk}/").content.decode()
    assert "The number comes first with me." in page
    browser.post(f"/mirror/behaviour/{later.pk}/", {"words": "Another one.", "version": "0"})
    assert selectors.count_findings(world.leader) == 1
    assert "More people, asked apart" in browser.get(f"/mirror/findings/{finding.pk}/").content.decode()


def test_more_people_are_not_asked_of_more_people_nor_looked_at_again(world: World, row: Behaviour) -> None:
    mirror = asked_more(world, row)
    with pytest.raises(NotPossible):
        services.ask_more(row_of(mirror, "LL-S8"))
    with pytest.raises(NotPossible):
        services.look_again(mirror)


def test_they_are_no_later_point_of_the_line_over_time(world: World, row: Behaviour) -> None:
    asked_more(world, row)
    # Of what more people said there is the day alone.
    assert [one.behaviour for one in evidence_of(world.leader) if one.cells] == ["LL-S8"]


def test_what_is_taken_out_says_that_they_stand_apart(world: World, row: Behaviour) -> None:
    asked_more(world, row)
    taken = {one["what_it_is"] for one in take_out(world.leader)["mirrors"]}
    assert taken == {"A mirror", "More people, apart"}


def test_both_pages_say_in_words_what_it_takes_before_anything_begins(world: World, row: Behaviour) -> None:
    browser = sign_in(world.leader)
    page = browser.get(f"/mirror/behaviour/{row.pk}/more/").content.decode()
    assert "at least four of one group, or of your peers and reports together" in page
    assert "never added" in page
    assert Mirror.objects.count() == 1
    sent = browser.post(f"/mirror/behaviour/{row.pk}/more/")
    begun = Mirror.objects.get(way=Way.MORE)
    assert sent.url == f"/mirror/{begun.pk}/people/"
    assert "under way" in browser.get(f"/mirror/behaviour/{row.pk}/more/").content.decode()
    browser.post(f"/mirror/behaviour/{row.pk}/more/")
    assert Mirror.objects.count() == 2


def test_whoever_is_still_being_asked_is_not_thanked_yet(world: World, row: Behaviour) -> None:
    more = locked(world, services.ask_more(row))
    assert more.stage == Stage.ASKING
    for mirror in (row.mirror, more):
        assert set(thanking.readers(mirror)) == {*world.peers, *world.reports}


def test_all_who_were_asked_in_the_two_get_one_note_of_thanks(
    world: World, first: Mirror, row: Behaviour
) -> None:
    assert set(thanking.readers(first)) == {*world.peers, *world.reports}
    more = asked_more(world, row)
    with after_the_window(more):
        everybody = {*world.peers, *world.reports, *world.further}
        assert set(thanking.readers(first)) == set(thanking.readers(more)) == everybody
        note = thanking.send(first, "Thank you. I will ask first.")
        assert {one.person for one in note.links.all()} == everybody
        assert thanking.readers(more) == []
        with pytest.raises(NotPossible):
            thanking.send(more, "Thank you once more.")


# -------------------------------------------------------------------------- what the boss alone could see
@pytest.fixture
def in_words(world: World) -> Behaviour:
    """The boss replied in words to what as a rule they alone can see; the leader has read it."""
    mirror = planned(world, ["LL-U1"])
    row = row_of(mirror, "LL-U1")
    services.expect(
        mirror, row, self_rating=4, expected={Source.BOSS: (0, Confidence.SURE)}, words="That I come late."
    )
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 7))
    boss = Invitation.objects.select_related("round").get(round=mirror.round, person=world.boss)
    asking.send(boss, {}, {"LL-U1": "She told me on Tuesday."})
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
    return row_of(mirror, "LL-U1")


def further_up(world: World, number: int) -> list[Person]:
    """A line of people above Marianne's boss, and the boss of a dotted line."""
    found = [Person.objects.create_user(f"up{n}@halden.example", name=f"Up {n}") for n in range(number)]
    for below, above in itertools.pairwise([world.boss, *found[:-1]]):
        Person.objects.filter(pk=below.pk).update(manager=above)
    world.leader.dotted.add(found[-1])
    return found


def test_of_what_the_boss_alone_could_see_others_who_were_there_can_be_asked(
    world: World, in_words: Behaviour
) -> None:
    above = further_up(world, 4)
    page = sign_in(world.leader).get(f"/mirror/behaviour/{in_words.pk}/").content.decode()
    assert "Ask more people about this" in page
    mirror = services.ask_more(in_words)
    assert {(one.person, one.source) for one in mirror.people.all()} == {(one, "further") for one in above}
    locked(world, mirror)
    assert mirror.round is not None
    assert [(item.sources, item.in_words) for item in mirror.round.items.all()] == [(["further"], False)]
    answered(mirror, dict.fromkeys(above, 4))
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
        row = row_of(mirror, "LL-U1")
        (one,) = selectors.said(mirror)
        assert set(selectors.seen(one).cells) == {Source.FURTHER}
        browser = sign_in(world.leader)
        apart = browser.get(f"/mirror/behaviour/{row.pk}/").content.decode()
        assert "stand apart" in apart
        assert "She told me on Tuesday." not in apart
        beside = browser.get(f"/mirror/behaviour/{in_words.pk}/").content.decode()
        assert "She told me on Tuesday." in beside
        assert f"/mirror/behaviour/{row.pk}/" in beside


def test_of_three_of_them_nothing_is_shown_so_nobody_is_asked_and_the_page_says_so(
    world: World, in_words: Behaviour
) -> None:
    further_up(world, 3)
    mirror = services.ask_more(in_words)
    expected(mirror)
    with pytest.raises(services.NotMore) as caught:
        services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 7))
    assert caught.value.why is More.TOO_FEW
    page = sign_in(world.leader).get(f"/mirror/{mirror.pk}/outlook/").content.decode()
    assert "At least four people have to be on the list who could see this" in page
    # The same three and one more found by name: that is enough.
    services.ask_also(mirror, world.stranger, Source.FURTHER)
    expected(mirror)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 7))
    assert mirror.stage == Stage.ASKING


def test_the_boss_who_replied_is_not_asked_once_more_nor_anybody_by_name(
    world: World, in_words: Behaviour
) -> None:
    above = further_up(world, 4)
    mirror = services.ask_more(in_words)
    for person, source in ((world.boss, Source.FURTHER), (above[0], Source.BOSS), (above[0], Source.PEERS)):
        with pytest.raises(NotPossible):
            services.ask_also(mirror, person, source)
    browser = sign_in(world.leader)
    page = browser.get(f"/mirror/{mirror.pk}/people/").content.decode()
    assert "As a rule your boss alone can see this." in page
    assert all(one.name in page for one in above)
    assert not [one.name for one in [*world.reports, *world.peers, world.boss] if one.name in page]
    found = browser.get(f"/mirror/{mirror.pk}/people/add/?q=Nils").content.decode()
    assert 'value="further"' in found
    assert 'value="boss"' not in found


def test_whoever_rated_it_at_a_distance_is_not_named_as_the_boss_later(
    world: World, in_words: Behaviour
) -> None:
    """Of four who rated, one who replies by name the next time would leave three."""
    above = further_up(world, 4)
    mirror = locked(world, services.ask_more(in_words))
    answered(mirror, dict.fromkeys(above, 4))
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
    with clock.shifted(timedelta(days=100)):
        later = services.look_again(in_words.mirror)
        PersonAround.objects.filter(mirror=later).delete()
        services.ask_also(later, above[0], Source.BOSS)
        row = row_of(later, "LL-U1")
        services.expect(
            later, row, self_rating=4, expected={Source.BOSS: (0, Confidence.SURE)}, words="As before."
        )
        with pytest.raises(services.TooAlike):
            services.lock(later, read_at=later.version, closes_at=services.closing_time(world.leader, 7))


def test_where_too_few_are_left_to_ask_the_page_says_why_not(world: World, row: Behaviour) -> None:
    browser = sign_in(world.leader)
    assert "Plan it" in browser.get(f"/mirror/behaviour/{row.pk}/more/").content.decode()
    asked = again.asked_already(row.mirror) | {world.leader.pk, world.coach.pk}
    left = Person.objects.exclude(pk__in=asked)
    stay = [one.pk for one in left[:3]]
    left.exclude(pk__in=stay).update(left_on=clock.now().date())
    page = browser.get(f"/mirror/behaviour/{row.pk}/more/").content.decode()
    assert "fewer than four people here were not asked in this mirror" in page
    assert "Plan it" not in page
    with pytest.raises(NotPossible):
        services.ask_more(row)
    assert not Mirror.objects.filter(way=Way.MORE).exists()
