"""A wave and its parts: everybody in one, nobody's figures from others', nothing known before the end."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta

import pytest

from hansei.core import clock
from hansei.web.common.asking import beliefs
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Answer, Invitation, Round
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.releases import services as releases
from hansei.web.common.releases.models import PartRelease
from hansei.web.ground.mail.models import Mail
from hansei.web.steps.pulse import selectors, services, settling
from hansei.web.steps.pulse.heads import Heads
from hansei.web.steps.pulse.models import Part, Wave
from hansei.web.steps.pulse.parts import Line, Plan, Refused
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db(transaction=True)


def leads(name: str, people: int, manager: Person | None = None) -> Person:
    """A leader with so many below."""

    def one(who: str, **facts: object) -> Person:
        return Person.objects.create_user(
            f"{who.lower().replace(' ', '.')}@halden.example", name=who, **facts
        )

    head = one(name, is_leader=True, manager=manager)
    for number in range(people):
        one(f"{name} {number}", manager=head)
    return head


@pytest.fixture
def heads(world: World) -> list[Person]:
    return [leads(name, 5) for name in ("Nora Beck", "Piet Bakker", "Rosa Silva")]


def answered(wave: Wave, value: int = 4) -> None:
    for one in Invitation.objects.filter(round__in=wave.parts.values("round")).select_related("round"):
        asking.send(one, {item.ref: value for item in one.items})


def stewards_page(world: World) -> str:
    """All that the steward is shown, without the token against forged forms."""
    return re.sub(
        r'value="[A-Za-z0-9]{64}"', "", sign_in(world.steward).get("/pulse/waves/").content.decode()
    )


def over(wave: Wave) -> None:
    with clock.frozen(wave.closes_at + timedelta(minutes=1)):
        settling.settle_due()


def refused(world: World, *plans: Plan) -> str:
    with pytest.raises(Refused) as found:
        services.open_wave(world.steward, plans, weeks=2)
    assert not Wave.objects.exists() or Wave.objects.count() == 1
    return found.value.why


def test_everybody_below_is_asked_in_one_part_and_a_leader_not_in_their_own(
    world: World, heads: list[Person]
) -> None:
    wave = services.open_wave(world.steward, [Plan("Works", [world.leader]), Plan("Others", heads)], weeks=2)
    by_part = {
        part.name: set(Invitation.objects.filter(round=part.round).values_list("person", flat=True))
        for part in wave.parts.all()
    }
    assert by_part["Works"] == {one.pk for one in [*world.reports, *world.further]}
    assert len(by_part["Others"]) == 18
    assert {head.pk for head in heads} <= by_part["Others"]
    assert not by_part["Works"] & by_part["Others"]
    assert wave.items[0] == "problems_welcome"
    assert len(wave.items) == 5
    assert "my_thinking_counts" in wave.items


def test_two_sentences_come_every_time_and_three_take_turns_until_all_were_asked(world: World) -> None:
    asked: set[str] = set()
    for turn in range(5):
        with clock.frozen(clock.now() + timedelta(weeks=12 * turn)):
            wave = services.open_wave(world.steward, [Plan("Works", [world.leader])], weeks=1)
            assert set(services.ANCHORS) <= set(wave.items)
            assert not asked & (set(wave.items) - set(services.ANCHORS)) or len(asked) >= 12
            asked |= set(wave.items) - set(services.ANCHORS)
    assert len(asked) == 13


def test_nobody_is_counted_in_two_parts(world: World, heads: list[Person]) -> None:
    above = leads("Max Hall", 9)
    Person.objects.filter(pk__in=[head.pk for head in heads]).update(manager=above)
    assert refused(world, Plan("All", [above]), Plan("One", [heads[0]])) == "twice"
    assert refused(world, Plan("One", [heads[0]]), Plan("Others", heads)) == "twice"


def test_others_see_no_part_that_holds_fewer_than_three_leaders(world: World, heads: list[Person]) -> None:
    assert refused(world, Plan("Two", heads[:2])) == "leaders"
    assert refused(world, Plan("Twice the same", [*heads[:2], heads[0]])) == "no_leader"
    assert refused(world, Plan("Without people", [*heads[:2], world.other_leader])) == "no_leader"
    Person.objects.filter(pk=heads[2].pk).update(manager=heads[1])
    assert refused(world, Plan("One above another", heads)) == "above"


def test_three_leaders_of_whom_one_brings_most_people_are_one(world: World, heads: list[Person]) -> None:
    big = leads("Max Hall", 15)
    assert refused(world, Plan("Mostly one", [*heads[:2], big])) == "mostly_one"
    services.open_wave(world.steward, [Plan("With a third", [*heads, big])], weeks=1)


def test_a_leaders_part_does_not_hand_them_the_people_of_one_or_two_other_leaders(world: World) -> None:
    # Otto stands above Marianne and five others: his figures would be hers.
    assert refused(world, Plan("Above", [world.boss])) == "leaders_inside"
    for name in ("Nora Beck", "Piet Bakker"):
        leads(name, 8, manager=world.boss)
    services.open_wave(world.steward, [Plan("Above", [world.boss])], weeks=1)


def test_a_part_that_could_never_show_anything_is_not_asked(world: World) -> None:
    small = leads("Max Hall", 4)
    assert refused(world, Plan("Small", [small])) == "too_small"
    assert refused(world) == "nothing"
    assert not Mail.objects.filter(kind="asking.invitation").exists()


def test_waves_begin_four_weeks_apart_and_the_same_people_are_asked_eight_weeks_after(
    world: World, heads: list[Person]
) -> None:
    works, others = Plan("Works", [world.leader]), Plan("Others", heads)
    wave = services.open_wave(world.steward, [works], weeks=1)
    assert refused(world, others) == "open"
    with clock.frozen(wave.closes_at + timedelta(days=1)):
        assert refused(world, others) == "too_soon"
    with clock.frozen(wave.opened_at + timedelta(weeks=4, hours=1)):
        assert refused(world, works) == "lately"
        services.look_over([others])
    with clock.frozen(wave.closes_at + timedelta(weeks=8, hours=1)):
        services.look_over([works, others])


def test_switched_off_no_wave_is_opened(world: World) -> None:
    Organization.objects.update(pulse_on=False)
    assert refused(world, Plan("Works", [world.leader])) == "off"
    assert not Wave.objects.exists()


def test_whoever_has_a_request_open_is_left_out_and_the_steward_is_told_nothing_of_it(
    world: World, heads: list[Person]
) -> None:
    alone = services.open_wave(world.steward, [Plan("Others", heads)], weeks=1)
    before = stewards_page(world)
    asked = Invitation.objects.filter(round__in=alone.parts.values("round"))[0].person
    Wave.objects.all().delete()
    wave = services.open_wave(world.steward, [Plan("Works", [world.leader])], weeks=1)
    Wave.objects.all().delete()
    # All of them have a request open now; the directory says the same as before.
    again = services.open_wave(world.steward, [Plan("Others", heads)], weeks=1)
    (part,) = again.parts.all()
    assert part.round is None
    assert part.people == 18
    assert stewards_page(world) == before
    assert asked.pk in Line().members([head.pk for head in heads])
    assert wave.pk != again.pk


def test_before_the_end_nothing_is_known_and_after_it_each_sees_what_is_theirs(
    world: World, heads: list[Person]
) -> None:
    wave = services.open_wave(world.steward, [Plan("Works", [world.leader]), Plan("Others", heads)], weeks=2)
    empty = stewards_page(world)
    answered(wave)
    assert stewards_page(world) == empty
    settling.settle_due()
    assert not PartRelease.objects.exists()
    over(wave)
    assert not Answer.objects.exists()
    assert set(PartRelease.objects.values_list("name", "head")) == {
        ("Works", world.leader.pk), ("Others", None),
    }  # fmt: skip
    for seat in ("steward", "council", "boss", "coach", "report", "stranger"):
        page = sign_in(world.seats[seat]).get("/pulse/").content.decode()
        assert "Others" in page
        assert "Works" not in page, seat
    own = sign_in(world.leader).get("/pulse/mine/").content.decode()
    assert "Works" in own
    assert "No movement is the expected reading for months" in own
    (row,) = PartRelease.objects.filter(head=world.leader)
    assert sign_in(world.boss).post(f"/pulse/mine/{row.pk}/").status_code == 404
    assert sign_in(world.leader).post(f"/pulse/mine/{row.pk}/", {"go": "open"}).status_code == 302
    assert "Works" in sign_in(world.steward).get("/pulse/").content.decode()
    assert sign_in(world.leader).post(f"/pulse/mine/{row.pk}/", {"go": "close"}).status_code == 302
    assert "Works" not in sign_in(world.steward).get("/pulse/").content.decode()


def test_a_part_is_settled_once_and_bears_being_killed_before_the_answers_are_gone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = services.open_wave(world.steward, [Plan("Works", [world.leader])], weeks=1)
    answered(wave)

    def killed(_round: Round) -> None:
        raise KeyboardInterrupt

    (part,) = wave.parts.all()
    with clock.frozen(wave.closes_at + timedelta(minutes=1)):
        with monkeypatch.context() as patch:
            patch.setattr(beliefs, "forget", killed)
            with pytest.raises(KeyboardInterrupt):
                settling.settle(part)
        first = PartRelease.objects.get()
        assert Answer.objects.exists()
        settling.settle_due()
        settling.settle_due()
    assert PartRelease.objects.get().sealed == first.sealed
    assert not Answer.objects.exists()
    assert Part.objects.get().settled


def test_erasing_a_leader_takes_their_part_and_leaves_the_one_of_several(
    world: World, heads: list[Person]
) -> None:
    wave = services.open_wave(world.steward, [Plan("Works", [world.leader]), Plan("Others", heads)], weeks=1)
    answered(wave)
    over(wave)
    releases.sign_part(PartRelease.objects.get(head=world.leader), world.leader)
    assert len(beliefs.open_parts()) == 2
    leaving.erase(world.leader)
    leaving.erase(heads[0])
    assert [one.name for one in beliefs.open_parts()] == ["Others"]
    assert not selectors.has_own(world.leader)


def test_a_leader_who_erases_everything_before_the_end_has_their_part_never_counted(world: World) -> None:
    wave = services.open_wave(world.steward, [Plan("Works", [world.leader])], weeks=1)
    answered(wave)
    leaving.erase(world.leader)
    over(wave)
    assert Part.objects.get().settled
    assert not PartRelease.objects.exists()
    assert not Answer.objects.exists()


def test_the_steward_looks_a_wave_over_and_opens_it(world: World, heads: list[Person]) -> None:
    client = sign_in(world.steward)
    plan = {f"head_{world.leader.pk}": "own", "weeks": "2", "together": "Others"}
    plan |= {f"head_{head.pk}": "together" for head in heads}
    looked = client.post("/pulse/waves/", {**plan, "go": "look"})
    assert looked.status_code == 200
    assert "12 people; the figures are for Marianne Vos alone" in looked.content.decode()
    assert not Wave.objects.exists()
    assert client.post("/pulse/waves/", {**plan, "go": "open"}).status_code == 302
    assert Wave.objects.get().parts.count() == 2
    assert client.post("/pulse/waves/", {**plan, "go": "open"}).status_code == 409
    assert sign_in(world.leader).get("/pulse/waves/").status_code == 404


def test_what_was_chosen_stays_while_the_steward_looks_for_more_leaders(
    world: World, heads: list[Person]
) -> None:
    client = sign_in(world.steward)
    plan = {f"head_{world.leader.pk}": "own", "weeks": "3", "together": "Others"}
    hidden = f'name="head_{heads[0].pk}"'
    found = client.post("/pulse/waves/", {**plan, "words": world.leader.name, "go": "search"})
    assert found.status_code == 200
    page = found.content.decode()
    assert hidden not in page
    assert 'class="problem"' not in page
    found = client.post("/pulse/waves/", {**plan, "words": heads[0].name, "go": "search"})
    page = found.content.decode()
    assert hidden in page
    chosen = page[page.index(f'name="head_{world.leader.pk}"') :]
    assert '<option value="own" selected' in chosen[: chosen.index("</select>")]
    assert 'value="Others"' in page
    assert not Wave.objects.exists()


def test_a_search_says_that_it_found_nobody_only_when_nobody_listed_has_that_name(world: World) -> None:
    client = sign_in(world.steward)
    sent = {f"head_{world.leader.pk}": "own", "head_x": "own", "go": "search"}
    nobody = "has this in their name"
    assert nobody in client.post("/pulse/waves/", {**sent, "words": "zzz"}).content.decode()
    assert nobody not in client.post("/pulse/waves/", {**sent, "words": "marianne"}).content.decode()


def test_a_name_made_by_hand_makes_nobody_a_head(world: World) -> None:
    assert not world.coach.is_leader
    sent = {f"head_{world.coach.pk}": "own", "weeks": "1", "go": "open"}
    opened = sign_in(world.steward).post("/pulse/waves/", sent)
    assert opened.status_code == 409
    assert not Wave.objects.exists()


@pytest.mark.parametrize("gone", ["left", "erased"])
def test_whoever_goes_between_looking_over_and_opening_is_named_and_never_left_out_in_silence(
    world: World, gone: str
) -> None:
    four = [leads(f"Head {name}", 5) for name in ("One", "Two", "Three", "Four")]
    client = sign_in(world.steward)
    plan = {f"head_{head.pk}": "together" for head in four} | {"weeks": "2", "together": "Others"}
    assert client.post("/pulse/waves/", {**plan, "go": "look"}).status_code == 200
    last = four[3].pk
    if gone == "left":
        Person.objects.filter(pk=last).update(left_on=date(2026, 1, 1))
    else:
        Person.objects.filter(manager=four[3]).update(manager=None)
        four[3].delete()
    opened = client.post("/pulse/waves/", {**plan, "go": "open"})
    assert opened.status_code == (409 if gone == "left" else 400)
    assert not Wave.objects.exists()
    kept = {name: value for name, value in plan.items() if str(last) not in name}
    assert client.post("/pulse/waves/", {**kept, "go": "open"}).status_code == 302


@pytest.mark.parametrize("seed", range(6))
def test_who_is_listed_with_how_many_below_is_as_the_parts_themselves_count(world: World, seed: int) -> None:
    chance = random.Random(seed)
    people = [leads(f"One {n}", 0) for n in range(30)]
    for one in people:
        one.manager = chance.choice([None, *people])
        one.is_leader = chance.random() < 0.7
        one.left_on = date(2026, 1, 1) if chance.random() < 0.2 else None
        one.save()
    line, heads = Line(), Heads()
    everybody = list(Person.objects.values_list("pk", flat=True))
    leading = {pk for pk in everybody if line.leads(pk)}
    assert leading
    assert {pk for pk in everybody if heads.leads(pk)} == leading
    assert {pk: heads.people(pk) for pk in leading} == {pk: len(line.below(pk)) for pk in leading}
    assert set(heads.from_the_top(99)) <= leading


def test_leaders_near_the_top_are_listed_first_and_never_more_than_a_dozen_unless_chosen(
    world: World,
) -> None:
    top = leads("Top Of All", 0)
    under = [leads(f"Leader {n:02}", 1 + n % 3, manager=top) for n in range(20)]
    found = selectors.candidates()
    assert len(found) == selectors.SHOWN
    listed = [one.person for one in found]
    assert top in listed
    assert not {one.name for one in listed} & {f"Leader {n:02}" for n in range(0, 20, 3)}
    more = selectors.candidates(chosen=[under[0].pk])
    assert more[0].person == under[0]
    assert len(more) == selectors.SHOWN + 1
    (named,) = selectors.candidates("leader 06")
    assert (named.person, named.people) == (under[6], 1)
