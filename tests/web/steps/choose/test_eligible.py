"""Who is offered to whom, from what is on record: each line of rule 4 through the page and the service."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hansei.core import clock
from hansei.core.matching.eligibility import Hand, Outcome, Reason, Told, Unknown
from hansei.web.common.bench import services as benches
from hansei.web.common.bench.models import Place, Respect
from hansei.web.common.engagements import eligible
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person, Unit
from hansei.web.common.people.services import NotPossible
from hansei.web.steps.choose import services
from tests.web.pages import read
from tests.world import World, agree, on_the_bench, sign_in


def _one(world: World, coach: Person, leader: Person | None = None) -> eligible.Candidate:
    fresh = Person.objects.get(pk=(leader or world.leader).pk)
    (found,) = (one for one in eligible.candidates(fresh) if one.coach == coach)
    return found


def _page(world: World, coach: Person | None = None) -> str:
    return read(sign_in(world.leader).get(f"/coach/{(coach or world.coach).pk}/")).text


def _hand(hand: Hand) -> Callable[[World], None]:
    return lambda world: benches.declare(world.coach, hand, about=world.leader) and None


def _above_by_two_kinds_of_line(world: World) -> None:
    world.boss.dotted.add(world.council)
    Person.objects.filter(pk=world.council.pk).update(manager=world.coach)


def _next_boss(world: World) -> None:
    benches.expect_boss(world.leader, world.coach, world.steward)


def _above_the_next_boss(world: World) -> None:
    Person.objects.filter(pk=world.stranger.pk).update(manager=world.coach)
    benches.expect_boss(world.leader, world.stranger, world.steward)


def _coaches_the_boss(world: World) -> None:
    engagements.name_coach(world.boss, world.coach)


def _coaches_a_report(world: World) -> None:
    Person.objects.filter(pk=world.reports[0].pk).update(is_leader=True)
    engagements.name_coach(world.reports[0], world.coach)


def _coaches_a_dotted_report(world: World) -> None:
    engagements.name_coach(world.other_leader, world.coach)
    world.other_leader.dotted.add(world.leader)


def _audits_the_larger_part(world: World) -> None:
    top = Unit.objects.create(name="Halden")
    Unit.objects.filter(pk=world.leader.unit_id).update(parent=top)
    benches.declare(world.coach, Hand.AUDIT, unit=top)


def _further_below_by_a_dotted_line(world: World) -> None:
    world.coach.dotted.add(world.reports[0])


def _full(world: World) -> None:
    Place.objects.filter(coach=world.coach).update(capacity=1)
    engagements.name_coach(world.other_leader, world.coach)


LINES = [
    (_above_by_two_kinds_of_line, Reason.ABOVE_IN_LINE, "Stands above you"),
    (_next_boss, Reason.NEXT_BOSS, "Cannot be asked now"),
    (_above_the_next_boss, Reason.NEXT_BOSS, "Cannot be asked now"),
    (_hand(Hand.PAY), Reason.PAY, "your pay, promotion or appraisal"),
    (_hand(Hand.PROMOTION), Reason.PROMOTION, "your pay, promotion or appraisal"),
    (_hand(Hand.APPRAISAL), Reason.APPRAISAL, "your pay, promotion or appraisal"),
    (_hand(Hand.AUDIT), Reason.AUDIT, "Audits you"),
    (_audits_the_larger_part, Reason.AUDIT, "Audits you"),
    (_hand(Hand.CONFLICT), Reason.CONFLICT, "Declared a conflict"),
    (_hand(Hand.UNSAID), Reason.UNSAID, "Cannot be asked now"),
    (_coaches_the_boss, Reason.COACHES_NEARBY, "Cannot be asked now"),
    (_coaches_a_report, Reason.COACHES_NEARBY, "Cannot be asked now"),
    (_coaches_a_dotted_report, Reason.COACHES_NEARBY, "Cannot be asked now"),
    (_full, Reason.NO_CAPACITY, "Cannot be asked now"),
    (_further_below_by_a_dotted_line, Reason.NEEDS_PROTECTION, "Works further below you"),
]


@pytest.mark.parametrize(("bring_about", "reason", "said"), LINES)
def test_each_line_of_rule_4_keeps_a_coach_from_being_offered_and_is_told(
    world: World, bring_about: Callable[[World], None], reason: Reason, said: str
) -> None:
    assert _one(world, world.coach).outcome is Outcome.ELIGIBLE
    assert "Can be asked by you" in _page(world)
    bring_about(world)
    world.leader = Person.objects.get(pk=world.leader.pk)
    assert _one(world, world.coach).against == {reason}
    assert eligible.offered(world.leader) == []
    assert said in _page(world)
    if reason is not Reason.NEEDS_PROTECTION:
        with pytest.raises(NotPossible):
            engagements.name_coach(world.leader, world.coach)
        with pytest.raises(NotPossible):
            services.ask(world.leader, world.coach, [clock.now() + timedelta(days=3)])


def test_that_the_boss_or_a_report_is_coached_looks_to_the_letter_like_a_coach_without_a_place(
    world: World,
) -> None:
    """Else the bench would tell a leader that their boss or somebody who reports to them is coached."""
    urls = ("/coach/", f"/coach/{world.coach.pk}/", "/")
    second = on_the_bench(world.stranger).coach

    def seen() -> list[str]:
        browser = sign_in(Person.objects.get(pk=world.leader.pk))
        return [read(browser.get(url)).text for url in urls]

    before = seen()
    Place.objects.filter(coach=world.coach).update(capacity=0)
    full = seen()
    assert full != before
    Place.objects.filter(coach=world.coach).update(capacity=2)
    for bring_about in (_coaches_the_boss, _coaches_a_report):
        bring_about(world)
        assert seen() == full
        assert "Otto" not in " ".join(seen())
        Engagement.objects.all().delete()
    assert seen() == before
    assert second in eligible.offered(world.leader)


def test_that_the_leaders_own_no_is_told_to_the_leader_and_keeps_nobody_else_from_the_coach(
    world: World,
) -> None:
    services.say_not(world.leader, world.coach.pk)
    assert "You said not this one" in _page(world)
    with pytest.raises(NotPossible):
        services.confirm(world.leader, world.coach)
    with pytest.raises(NotPossible):
        services.ask(world.leader, world.coach, [clock.now() + timedelta(days=3)])
    assert eligible.offered(world.other_leader) == [world.coach]
    services.say_maybe(world.leader, world.coach.pk)
    assert "Can be asked by you" in _page(world)


# --------------------------------------------------------------------------------------- the gate of respect
def test_without_a_reference_nobody_is_shown_whatever_else_speaks_for_them(world: World) -> None:
    assert eligible.offered(world.leader) == [world.coach]
    benches.write_profile(world.coach, {"coaching_skill": "Twenty years."})
    benches.write_case(world.coach, changed="A lot.", seen_by="All", may_ask=True)
    Respect.objects.all().delete()
    assert eligible.candidates(world.leader) == []
    assert world.coach.name not in read(sign_in(world.leader).get("/coach/")).text
    assert sign_in(world.leader).get(f"/coach/{world.coach.pk}/").status_code == 404
    with pytest.raises(NotPossible):
        engagements.name_coach(world.leader, world.coach)


def test_a_no_no_answer_and_not_yet_shown_respected_look_the_same_to_leaders_and_the_steward(
    world: World,
) -> None:
    person = world.stranger
    seats = (world.leader, world.steward)
    urls = ("/coach/", "/stewardship/")
    benches.ask(person, world.steward)

    def seen() -> list[str]:
        return [read(sign_in(seat).get(url)).text for seat, url in zip(seats, urls, strict=True)]

    no_answer = seen()
    benches.say_yes(person, 2)
    assert seen() == no_answer, "a yes without a reference"
    assert sign_in(world.leader).get(f"/coach/{person.pk}/").status_code == 404
    benches.leave(person)
    benches.refer(person, "Asked for by name.", world.steward)
    assert seen() == no_answer, "a reference without a yes"
    benches.say_yes(person, 2)
    assert all(person.name in text for text in seen())


def test_a_reference_is_marked_as_one_reference_and_not_as_asked_of_the_people_here(world: World) -> None:
    text = _page(world)
    assert "One reference recorded by the steward" in text
    assert "not yet asked of the people here" in text
    assert "The foremen ask for this one by name." in text


def test_only_a_steward_records_a_reference_and_never_for_a_steward(world: World) -> None:
    url = f"/bench/reference/{world.stranger.pk}/"
    for person in (world.leader, world.coach, world.stranger, world.operator):
        assert sign_in(person).post(url, {"words": "Me."}).status_code == 404
    with pytest.raises(NotPossible):
        benches.refer(world.steward, "Me.", world.steward)
    with pytest.raises(NotPossible):
        benches.refer(world.stranger, "  ", world.steward)
    assert Respect.objects.count() == 1
    sign_in(world.steward).post(url, {"words": "The shift asks for this one."})
    assert Respect.objects.count() == 2
    sign_in(world.steward).post(url, {"act": "take_back"})
    assert Respect.objects.count() == 1


# -------------------------------------------------------------------------------------------- declarations
def test_what_a_coach_declares_is_read_by_that_coach_alone(world: World) -> None:
    row = benches.declare(world.coach, Hand.UNSAID, about=world.leader)
    assert "Marianne Vos" in read(sign_in(world.coach).get("/bench/declarations/")).text
    for person in (world.leader, world.steward, world.operator, world.stranger):
        browser = sign_in(person)
        assert browser.get("/bench/declarations/").status_code in {302, 404}
        assert browser.get(f"/bench/declarations/{row.pk}/").status_code == 404
        assert browser.post(f"/bench/declarations/{row.pk}/").status_code == 404
    assert sign_in(world.coach).post(f"/bench/declarations/{row.pk}/").status_code == 302
    assert eligible.offered(world.leader) == [world.coach]


def test_a_declaration_is_about_one_person_or_one_part_and_twice_is_once(world: World) -> None:
    for facts in ({}, {"about": world.leader, "unit": world.leader.unit}, {"about": world.coach}):
        with pytest.raises(NotPossible):
            benches.declare(world.coach, Hand.PAY, **facts)
    first = benches.declare(world.coach, Hand.PAY, about=world.leader)
    assert benches.declare(world.coach, Hand.PAY, about=world.leader) == first


def test_what_is_not_known_is_told_until_the_coach_has_gone_through_it_and_again_after_a_year(
    world: World,
) -> None:
    assert Unknown.NOTHING_DECLARED in _one(world, world.coach).unknown
    assert "Nobody has said yet whether this coach has a part in pay" in _page(world)
    sign_in(world.coach).post("/bench/declarations/", {"act": "all"})
    assert Unknown.NOTHING_DECLARED not in _one(world, world.coach).unknown
    with clock.frozen(clock.now() + timedelta(days=366)):
        assert Unknown.DECLARED_LONG_AGO in _one(world, world.coach).unknown


def test_what_is_not_known_says_the_same_to_every_leader(world: World) -> None:
    """Else it would tell about whom a coach declared something."""
    before = _one(world, world.coach).unknown
    benches.declare(world.coach, Hand.UNSAID, about=world.leader)
    assert _one(world, world.coach).unknown == before
    assert _one(world, world.coach).told == [Told.NOT_NOW]


# ------------------------------------------------------------------------------------------ the bench
def test_the_list_is_by_name_in_three_groups(world: World) -> None:
    on_the_bench(world.further[0])
    on_the_bench(world.reports[0])
    on_the_bench(world.stranger)
    text = read(sign_in(world.leader).get("/coach/")).text
    places = [text.index(one) for one in (
        "Can be asked", "Nils Aas", "Tomasz Lind", "Possible with protection", "Ben Hahn",
        "Not for you, or not now", "Ewa Nowak",
    )]  # fmt: skip
    assert places == sorted(places)


def test_a_long_bench_takes_no_more_queries_than_a_short_one(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as said:
            eligible.candidates(Person.objects.get(pk=world.leader.pk))
        return len(said)

    for person in world.peers[:2]:
        on_the_bench(person)
    few = queries()
    for person in [*world.peers[2:], *world.reports, *world.further]:
        on_the_bench(person)
    assert len(eligible.candidates(world.leader)) > 15
    assert queries() == few


def test_a_circle_of_bosses_ends(world: World) -> None:
    Person.objects.filter(pk=world.boss.pk).update(manager=world.leader)
    world.leader.dotted.add(world.reports[0])
    assert eligible.offered(Person.objects.get(pk=world.leader.pk)) == [world.coach]


def test_a_profile_is_written_by_whoever_is_on_the_bench_and_read_by_leaders(world: World) -> None:
    browser = sign_in(world.coach)
    said = {"coaching_skill": "I wait.", "tool_skill": "Flow.", "languages": "English"}
    assert browser.post("/bench/profile/", said).status_code == 302
    text = _page(world)
    assert (
        text.index("Coaching skill") < text.index("I wait.") < text.index("Tool skill") < text.index("Flow.")
    )
    with pytest.raises(NotPossible):
        benches.write_profile(world.stranger, {"tool_skill": "All."})
    assert sign_in(world.stranger).get(f"/coach/{world.coach.pk}/").status_code == 404, "leaders alone"


def test_an_agreement_that_runs_does_not_hinge_on_any_of_it(agreed: World) -> None:
    benches.take_reference_back(agreed.coach, agreed.steward)
    benches.declare(agreed.coach, Hand.CONFLICT, about=agreed.leader)
    assert sign_in(agreed.coach).get(f"/coaching/{agreed.engagement.pk}/").status_code == 200


def test_a_place_that_is_taken_is_taken_for_everybody(world: World) -> None:
    Place.objects.update(capacity=1)
    agree(world)
    assert _one(world, world.coach, world.other_leader).told == [Told.NOT_NOW]
