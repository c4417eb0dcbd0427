"""Choosing what to look at: three questions, one's own words, one focus, and how many taps it takes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from hansei.core import library
from hansei.core.anonymity import Source
from hansei.web.common.asking.models import RoundItem
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.policy.errors import Stale
from hansei.web.steps.mirror import leading, leaving, own, selectors, services
from hansei.web.steps.mirror.leading import Walk
from hansei.web.steps.mirror.models import Behaviour, Mirror, OwnBehaviour
from tests.web.pages import read
from tests.web.steps.mirror.mirrors import (
    after_the_window,
    answered,
    expected,
    links,
    locked,
    opened_all,
    planned,
)
from tests.world import World, sign_in

WORDS = "Asks the early shift what went wrong before asking for the number"


def at(mirror: Mirror, name: str) -> str:
    return reverse(name, kwargs={"mirror_id": mirror.pk})


def one_of_mine(world: World, *sources: Source, text: str = WORDS) -> OwnBehaviour:
    return own.write(
        world.leader, text=text, focus=library.Focus.LEADING_LEAN, direction=library.Direction.DOWN,
        sources=sources or (Source.REPORTS,), period=library.Period.EIGHT_WEEKS,
    )  # fmt: skip


def mine(world: World, *sources: Source) -> Mirror:
    """A mirror of one behaviour in the leader's own words."""
    mirror = services.start(world.leader)
    services.choose(mirror, [one_of_mine(world, *sources).code])
    return mirror


# ------------------------------------------------------------------------------------------ three questions
def test_three_choices_lead_to_a_short_list_and_the_leader_picks(world: World) -> None:
    mirror = services.start(world.leader)
    services.choose(mirror, ["LL-S8"])
    services.choose(mirror, ["LL-S8"])
    leader, address = sign_in(world.leader), at(mirror, "mirror_find")
    # The focus has been settled by what was chosen, so two questions are left.
    assert "1 of 2" in leader.get(address).content.decode()
    page = leader.post(address, {"direction": "up", "asked": "direction", "go": "on"}).content.decode()
    assert "2 of 2" in page
    said = {"direction": "up", "source": "reports"}
    found = leader.post(address, {**said, "go": "on"}).content.decode()
    listed = [one.code for one in library.behaviours() if f'value="{one.code}"' in found]
    assert listed == ["LL-U2", "LL-U4", "LL-U5", "LL-U7"]
    leader.post(address, {**said, "codes": ["LL-U7"], "go": "take"})
    assert [row.code for row in mirror.behaviours.all()] == ["LL-S8", "LL-U7"]


def test_every_way_through_the_questions_ends_in_something_and_nothing_is_kept_on_the_way(
    world: World,
) -> None:
    mirror = services.start(world.leader)
    ends = 0

    def go_on(said: dict[str, str]) -> None:
        nonlocal ends
        walk = Walk(said, focus=None)
        if walk.form is None:
            ends += 1
            assert 1 <= len(walk.found) <= 8, said
            assert len({one.focus for one in walk.found}) == 1
            return
        offered = walk.form.fields[walk.form.name].choices  # type: ignore[attr-defined]
        assert len(offered) > 1
        for code, _words in offered:
            go_on({**said, walk.form.name: code})

    go_on({})
    assert ends > 25
    assert not mirror.behaviours.exists()


def test_where_nothing_of_a_kind_is_left_no_answer_leads_to_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = [one for one in selectors.offered() if one.direction in {"up", "down"}]
    monkeypatch.setattr(leading.selectors, "offered", lambda: left)
    walk = Walk({"focus": "leading_lean"}, focus=None)
    assert walk.form is not None
    assert [code for code, _words in walk.form.field.field.choices] == ["up", "down"]  # type: ignore[attr-defined]


def test_six_at_most_are_found_and_the_ticks_stay(world: World) -> None:
    mirror = services.start(world.leader)
    before = ["LL-S1", "LL-S2", "LL-S4", "LL-S8", "LL-D1"]
    services.choose(mirror, before)
    said = {"direction": "up", "source": "reports", "go": "take"}
    page = sign_in(world.leader).post(at(mirror, "mirror_find"), {**said, "codes": ["LL-U2", "LL-U7"]})
    assert page.status_code == 400
    assert "Choose six at most." in page.content.decode()
    assert set(read(page).form(having="codes").fields["codes"].values) >= {"LL-U2", "LL-U7"}
    assert [row.code for row in mirror.behaviours.all()] == before


def test_an_answer_that_was_not_offered_leads_nowhere(world: World) -> None:
    walk = Walk({"focus": "both"}, focus=None)
    assert walk.form is not None
    assert walk.form.errors
    leader = sign_in(world.leader)
    mirror = services.start(world.leader)
    answer = leader.post(at(mirror, "mirror_find"), {"focus": "leading_lean", "direction": "x", "go": "on"})
    assert answer.status_code == 400


# ------------------------------------------------------------------------------------------------- one focus
def test_a_second_focus_is_refused_with_a_sentence_and_keeps_the_ticks(world: World) -> None:
    mirror = planned(world, ["LL-S8"])
    page = sign_in(world.leader).post(
        at(mirror, "mirror_choose"), {"go": "on", "to_self": ["LL-S8"], "lean_leadership": ["LS-V1"]}
    )
    assert page.status_code == 400
    assert "so each gets a mirror of its own" in page.content.decode()
    with pytest.raises(services.MixedFocus):
        services.choose(mirror, ["LL-S8", "LS-V1"])
    assert [row.code for row in mirror.behaviours.all()] == ["LL-S8"]


def test_lean_leadership_has_twelve_of_its_own_most_of_them_seen_by_reports(world: World) -> None:
    found = selectors.offered(focus="lean_leadership")
    assert len(found) == 12
    assert sum(library.Source.REPORTS in one.sources for one in found) > 9
    mirror = locked(world, ["LS-D2", "LS-P1", "LS-R2"])
    answered(mirror, dict.fromkeys(world.reports, 3))
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
        assert {selectors.known(row).focus for row in selectors.rows_of(mirror)} == {
            library.Focus.LEAN_LEADERSHIP
        }


# ------------------------------------------------------------------------------------------ one's own words
def test_through_the_page_what_keeps_others_from_seeing_it_is_said_and_the_leader_decides(
    world: World,
) -> None:
    mirror = services.start(world.leader)
    leader, address = sign_in(world.leader), at(mirror, "mirror_own")
    given = {
        "text": "Is patient and always asks", "direction": "down", "sources": ["reports"],
        "period": "eight_weeks", "focus": "leading_lean", "go": "keep",
    }  # fmt: skip
    page = leader.post(address, given)
    assert page.status_code == 200
    for reason in ("It seems to hold two acts.", "It names a quality.", "How often is what people answer."):
        assert reason in page.content.decode()
    assert "Is patient and always asks" in page.content.decode()
    assert not OwnBehaviour.objects.exists()
    leader.post(address, {**given, "text": WORDS})
    assert [own.words(one) for one in own.all_of(world.leader)] == [WORDS]
    assert [row.code for row in mirror.behaviours.all()] == ["OWN-1"]
    leader.post(address, {**given, "go": "as_it_is"})
    assert [own.words(one) for one in own.all_of(world.leader)] == [WORDS, "Is patient and always asks"]


def test_it_is_sealed_and_read_by_those_alone_who_are_asked_about_it(world: World) -> None:
    mirror = expected(mine(world))
    row = OwnBehaviour.objects.get()
    assert WORDS.encode() not in bytes(row.sealed)
    assert not RoundItem.objects.exists(), "nobody else has it before people are asked"
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    item = RoundItem.objects.get()
    assert item.wording is not None
    assert WORDS.encode() not in bytes(item.wording)
    visitor = sign_in(None)
    assert set(links(mirror)) == set(world.reports)
    for secret in links(mirror).values():
        assert WORDS in visitor.get(f"/a/{secret}/").content.decode()
    answered(mirror, dict.fromkeys(world.reports, 4))
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
        leader = sign_in(world.leader)
        seen = reverse("see", kwargs={"behaviour_id": selectors.rows_of(mirror)[0].pk})
        assert WORDS in leader.get(seen).content.decode()
        assert WORDS in str(leaving.take_out(world.leader))
        for seat in ("coach", "boss", "report"):
            assert WORDS not in sign_in(world.seats[seat]).get(seen).content.decode()


def test_a_finding_about_it_is_read_by_the_coach_with_its_words_once_it_is_opened(world: World) -> None:
    mirror = expected(mine(world))
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        row = selectors.rows_of(mirror)[0]
        finding = services.write_finding(row, words="Mine.", choice="park")
        leader = sign_in(world.leader)
        assert WORDS in leader.get(reverse("finding", kwargs={"finding_id": finding.pk})).content.decode()
        assert WORDS in leader.get(reverse("findings")).content.decode()
        assert world.engagement is not None
        services.open_finding_to_coach(finding, world.engagement)
        coach = sign_in(world.coach)
        shared = [
            link for link in read(coach.get(f"/coaching/{world.engagement.pk}/")).links if "/opened/" in link
        ]
        assert shared
        assert WORDS in coach.get(shared[0]).content.decode()


def test_of_ones_own_what_the_boss_alone_could_see_comes_in_words_too(world: World) -> None:
    mirror = mine(world, Source.BOSS)
    assert selectors.in_words(selectors.rows_of(mirror)[0])


def test_somebody_elses_own_words_cannot_be_chosen(world: World) -> None:
    theirs = own.write(
        world.other_leader, text=WORDS, focus=library.Focus.LEADING_LEAN, direction=library.Direction.UP,
        sources=[Source.PEERS], period=library.Period.SIX_MONTHS,
    )  # fmt: skip
    with pytest.raises(NotPossible):
        services.choose(services.start(world.leader), [theirs.code])


def test_what_people_were_asked_about_stays_and_what_not_can_be_deleted(world: World) -> None:
    other = one_of_mine(world, text="Says the name of whoever found it")
    mirror = expected(mine(world))
    asked = selectors.rows_of(mirror)[0].own
    assert asked is not None
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    with pytest.raises(NotPossible):
        own.drop(asked)
    own.drop(other)
    assert [one.code for one in own.all_of(world.leader)] == [asked.code]
    services.call_off(mirror)
    again = services.start(world.leader)
    leader, address = sign_in(world.leader), reverse("own_behaviours")
    fresh = one_of_mine(world, text="Says the name of whoever found it")
    assert address in leader.get(at(again, "mirror_choose")).content.decode()
    page = leader.get(address).content.decode()
    assert WORDS in page
    assert f'value="{fresh.code}"' in page
    assert f'value="{asked.code}"' not in page
    assert at(again, "mirror_choose") in page
    for one in (asked, fresh):
        leader.post(address, {"code": one.code})
    assert [one.code for one in own.all_of(world.leader)] == [asked.code]


def test_what_was_worded_is_found_and_deleted_without_a_plan_too(world: World) -> None:
    kept = one_of_mine(world)
    assert [one.url for one in leaving.keeps(world.leader)] == [reverse("own_behaviours")]
    leader = sign_in(world.leader)
    assert WORDS in leader.get(reverse("own_behaviours")).content.decode()
    assert world.engagement is not None
    engagements.pause(world.engagement, world.coach)
    leader.post(reverse("own_behaviours"), {"code": kept.code})
    assert not OwnBehaviour.objects.exists()
    assert "nothing in your own words" in leader.get(reverse("own_behaviours")).content.decode()


def test_a_plan_from_which_one_was_deleted_is_not_locked_as_it_was_read(world: World) -> None:
    kept = one_of_mine(world)
    mirror = services.start(world.leader)
    services.choose(mirror, ["LL-S8", kept.code])
    expected(mirror)
    read_at = mirror.version
    own.drop(kept)
    with pytest.raises(Stale):
        services.lock(mirror, read_at=read_at, closes_at=services.closing_time(world.leader, 14))
    assert [row.code for row in selectors.rows_of(mirror)] == ["LL-S8"]


@pytest.mark.parametrize(
    "text",
    [WORDS, f"  {WORDS.upper()}. ", WORDS.replace(" ", "\t"), library.behaviour("LL-S8").text.en,
     library.behaviour("LL-S8").text.de.lower().rstrip(".")],
)  # fmt: skip
def test_the_same_words_are_the_same_behaviour_and_not_another(world: World, text: str) -> None:
    one_of_mine(world)
    with pytest.raises(own.AsBefore):
        one_of_mine(world, text=text)
    assert OwnBehaviour.objects.count() == 1
    # Said on the page, beside what was typed.
    leader = sign_in(world.leader)
    page = leader.post(
        at(services.start(world.leader), "mirror_own"),
        {"text": text, "direction": "down", "sources": ["reports"], "period": "eight_weeks",
         "focus": "leading_lean", "go": "as_it_is"},
    )  # fmt: skip
    assert page.status_code == 400
    assert "These words are there already." in page.content.decode()
    assert " ".join(text.split()) in page.content.decode()


def test_with_six_chosen_one_more_is_kept_and_it_is_said_that_it_is_not_chosen(world: World) -> None:
    six = [one.code for one in library.behaviours() if one.focus is library.Focus.LEADING_LEAN][:6]
    mirror = planned(world, six)
    page = sign_in(world.leader).post(
        at(mirror, "mirror_own"),
        {
            "text": WORDS,
            "direction": "down",
            "sources": ["reports"],
            "period": "eight_weeks",
            "go": "as_it_is",
        },
        follow=True,
    )
    assert OwnBehaviour.objects.count() == 1
    assert [row.code for row in selectors.rows_of(mirror)] == six
    assert "Six are chosen already" in page.content.decode()


@pytest.mark.parametrize("text", ["", "  ", "x" * 201])
def test_nothing_and_too_much_are_no_behaviour(world: World, text: str) -> None:
    with pytest.raises(NotPossible):
        one_of_mine(world, text=text)
    assert not OwnBehaviour.objects.exists()


def test_no_more_than_a_dozen_are_kept(world: World) -> None:
    for number in range(own.MOST):
        one_of_mine(world, text=f"{WORDS} {number}")
    with pytest.raises(own.TooMany):
        one_of_mine(world)
    # What was asked about can never be deleted, so it does not count.
    mirror = services.start(world.leader)
    services.choose(mirror, [own.all_of(world.leader)[0].code])
    services.lock(expected(mirror), read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    assert one_of_mine(world)


def test_erasing_takes_them(world: World) -> None:
    mirror = expected(mine(world))
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    leaving.erase(world.leader)
    assert not OwnBehaviour.objects.exists()
    assert not Behaviour.objects.exists()


# ----------------------------------------------------------------------------------------------------- taps
def taps_until_the_lock(world: World, codes: list[str]) -> list[int]:
    """What has to be pressed on each page from the first that asks what is expected, over its own forms.

    Counted is each choice that has to be made and each press that leads on, with the lock itself. Not counted
    is what comes before (choosing behaviours and people). What can be left blank is left blank. Everything is
    expected otherwise than it is seen, of everybody: that is where most is asked.
    """
    mirror = planned(world, codes)
    leader = sign_in(world.leader)
    taps: list[int] = []
    url = reverse("mirror_expect", kwargs={"behaviour_id": mirror.behaviours.all()[0].pk})
    while not url.endswith("/lock/"):
        form = read(leader.get(url)).form(having="own")
        steps = {name: "4" if name == "own" else "2" for name, one in form.fields.items() if one.choices}
        answer = leader.post(url, form.data(**steps))
        assert answer.status_code == 302, "nothing has to be written"
        taps.append(len(steps) + 1)
        url = answer["Location"]
    lock = read(leader.get(url)).form(having="days")
    assert lock.fields["days"].values, "a day is proposed"
    assert leader.post(url, lock.data()).status_code == 302
    mirror.refresh_from_db()
    assert mirror.stage == "asking"
    for one in selectors.said(mirror):
        assert {expected.value for expected in one.expected.values()} == {2}
        assert one.self_rating == 4
    return [*taps, 1]


def test_three_behaviours_and_two_sources_take_twenty_taps_at_most_until_the_lock(world: World) -> None:
    taps = taps_until_the_lock(world, ["LL-S1", "LL-P5", "LL-P7"])
    assert taps == [6, 6, 6, 1], "a page for each behaviour, five choices on each, and the lock"
    assert sum(taps) <= 20


def test_a_further_source_takes_two_taps_more_and_nothing_else_does(world: World) -> None:
    """Three of the library can be seen by three groups; whoever takes all three of them answers 25 times."""
    widest = [one.code for one in library.behaviours() if len(one.sources) > 2]
    assert {len(library.behaviour(code).sources) for code in widest} == {3}
    assert taps_until_the_lock(world, widest) == [8] * len(widest) + [1]
