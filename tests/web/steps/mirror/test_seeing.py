"""Seeing: one behaviour at a time, in the leader's order, as the gate released it and in the mock's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.utils import translation

from hansei.core.anonymity import NotShown, Shown, Source
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.steps.mirror import selectors, sentences, services, showing
from hansei.web.steps.mirror.models import Mirror, Reveal
from hansei.web.steps.mirror.selectors import Seen
from tests.web.steps.mirror.mirrors import (
    CODES,
    FAIRLY,
    NOT_SURE,
    SURE,
    after_the_window,
    answered,
    expected,
    locked,
    planned,
    row_of,
)
from tests.world import World

People = Mapping[Person, Source]


def seen(mirror: Mirror, code: str) -> Seen:
    """What is seen of one behaviour, after everything was opened."""
    with after_the_window(mirror):
        services.settle(mirror)
        for one in selectors.in_order(mirror):
            services.reveal(one.row)
        return selectors.seen(next(one for one in selectors.said(mirror) if one.row.code == code))


def said(mirror: Mirror, code: str = "LL-S8") -> list[str]:
    with translation.override("en"):
        return sentences.after(seen(mirror, code), showing.boss_of(mirror))


def asked(world: World, people: People, codes: list[str], **expectation: Any) -> Mirror:
    """A mirror of these people only."""
    mirror = planned(world, codes)
    services.ask_these(mirror, people)
    expected(mirror, **expectation)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    return mirror


def more_people(world: World, source: Source, number: int) -> dict[Person, Source]:
    boss = {Source.PEERS: world.boss, Source.REPORTS: world.leader}[source]
    return {
        Person.objects.create_user(f"{source}{n}@halden.example", name=f"{source} {n}", manager=boss): source
        for n in range(number)
    }


# ------------------------------------------------------------------------------------------------ the order
def test_what_the_leader_was_surest_of_comes_first_whatever_was_answered(world: World) -> None:
    mirror = locked(world, sure={"LL-S8": NOT_SURE, "LL-S4": FAIRLY, "LL-S6": SURE})
    answered(mirror, dict.fromkeys(world.reports, 1))
    assert [one.row.code for one in selectors.in_order(mirror)] == ["LL-S6", "LL-S4", "LL-S8"]


def test_one_at_a_time_and_none_before_the_one_that_comes_first(world: World) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        first, second, third = (row_of(mirror, code) for code in CODES)
        for later in (second, third):
            with pytest.raises(NotPossible):
                services.reveal(later)
        services.reveal(first)
        services.reveal(first)
        with pytest.raises(NotPossible):
            services.reveal(third)
        assert selectors.opened_rows(mirror) == {first.pk}
        assert Reveal.objects.count() == first.predictions.count()
        for one in selectors.said(mirror)[1:]:
            with pytest.raises(selectors.NotYet):
                selectors.seen(one)


# -------------------------------------------------------------------------------------------- the sentences
def test_close_different_and_not_shown_in_the_words_of_the_design(world: World) -> None:
    mirror = locked(world, value=dict.fromkeys(Source, 4))
    answered(
        mirror,
        dict(zip(world.peers, (3, 4, 3, 4, 4), strict=True))
        | dict(zip(world.reports, (2, 3, 2, 3, 3, 2, 3), strict=True))
        | dict.fromkeys(world.further[:3], 5),
    )
    assert said(mirror) == [
        "Your peers: about what you expected.",
        "Your reports: you expected 4; about 2.5 was experienced.",
        (
            "People further off: fewer than four answered. "
            "Nothing of theirs is shown to anyone, and that says nothing about what they saw."
        ),
    ]


def test_the_ends_of_the_scale_are_closed(world: World) -> None:
    mirror = locked(world)
    answered(mirror, dict.fromkeys(world.peers, 5) | dict.fromkeys(world.reports, 1))
    assert said(mirror, "LL-S6") == [
        "Your peers: you expected 3; 4.5 or more was experienced.",
        "Your reports: you expected 3; 1.5 or less was experienced.",
    ]


@pytest.mark.parametrize(
    ("rating", "sentence"),
    [
        (3, "Your boss, Otto Brandt: what you expected."),
        (2, "Your boss, Otto Brandt: you expected 3; 2 was experienced."),
        (0, "Your boss, Otto Brandt: no answer to this one, or no chance to see it."),
        (None, "Your boss, Otto Brandt: no answer to this one, or no chance to see it."),
    ],
)
def test_the_boss_stands_there_by_name_and_as_answered(
    world: World, rating: int | None, sentence: str
) -> None:
    mirror = locked(world)
    if rating is not None:
        answered(mirror, {world.boss: rating})
    assert said(mirror, "LL-S4")[0] == sentence


def test_where_no_chance_to_see_it_was_expected_and_something_was_experienced(world: World) -> None:
    mirror = locked(world, value=0)
    answered(mirror, dict.fromkeys(world.peers, 3) | {world.boss: 4} | dict.fromkeys(world.reports, 5))
    assert said(mirror, "LL-S4") == [
        "Your boss, Otto Brandt: you expected no chance to see it; 4 was experienced.",
        "Your peers: you expected that they have no chance to see it; about 3 was experienced.",
        "Your reports: you expected that they have no chance to see it; 4.5 or more was experienced.",
    ]


def test_where_enough_answered_and_too_few_could_see_this_one(world: World) -> None:
    mirror = locked(world)
    half = dict.fromkeys(CODES, 0) | {"LL-S8": 4}
    answered(mirror, dict.fromkeys(world.peers, half))
    assert said(mirror, "LL-S6")[0].startswith(
        "Your peers: fewer than four rated this one. Nothing of theirs"
    )


def test_peers_and_reports_who_are_too_few_each_stand_in_one_row(world: World) -> None:
    people = dict.fromkeys(world.peers[:3], Source.PEERS) | dict.fromkeys(world.reports[:3], Source.REPORTS)
    mirror = asked(world, people, ["LL-S6", "LL-S2"], value={Source.PEERS: 2, Source.REPORTS: 4})
    answered(mirror, dict.fromkeys(people, 3))
    found = seen(mirror, "LL-S6")
    assert list(found.cells) == [Source.AROUND]
    assert said(mirror, "LL-S6") == [
        (
            "Your peers and reports together: you expected 2 of your peers and 4 of your reports; "
            "about 3 was experienced."
        )
    ]
    with translation.override("en"):
        picture = showing.after(found, "")
    # One diamond for two expectations would be a lie: there is none, and the table says both.
    assert 'class="expect"' in picture.svg
    assert "<use" not in picture.svg
    assert "nothing expected" not in picture.svg
    assert picture.rows[0][2].text == "2 and 4"


def test_what_only_reports_were_asked_is_not_shown_under_a_name_that_holds_peers_too(world: World) -> None:
    people = dict.fromkeys(world.peers[:3], Source.PEERS) | dict.fromkeys(world.reports[:3], Source.REPORTS)
    mirror = asked(world, people, ["LL-S6", "LL-S2"])
    answered(mirror, dict.fromkeys(people, 3))
    found = seen(mirror, "LL-S2")
    assert {source: type(cell) for source, cell in found.cells.items()} == {Source.REPORTS: NotShown}
    assert said(mirror, "LL-S2")[0].startswith("Your reports: fewer than four answered.")


def test_the_same_expectation_of_both_is_one_diamond_in_their_common_row(world: World) -> None:
    people = dict.fromkeys(world.peers[:3], Source.PEERS) | dict.fromkeys(world.reports[:3], Source.REPORTS)
    mirror = asked(world, people, ["LL-S6"], value=3)
    answered(mirror, dict.fromkeys(people, 3))
    assert said(mirror, "LL-S6") == ["Your peers and reports together: about what you expected."]
    with translation.override("en"):
        assert showing.after(seen(mirror, "LL-S6"), "").svg.count("<use") == 1


@pytest.mark.parametrize(
    ("peers", "reports", "words"),
    [
        (0, 4, "you expected 4 of your reports, and no chance to see it for your peers"),
        (1, 0, "you expected 1 of your peers, and no chance to see it for your reports"),
    ],
)
def test_no_chance_for_one_of_the_two_is_said_too(world: World, peers: int, reports: int, words: str) -> None:
    values = {Source.PEERS: peers, Source.REPORTS: reports}
    people = dict.fromkeys(world.peers[:3], Source.PEERS) | dict.fromkeys(world.reports[:3], Source.REPORTS)
    mirror = asked(world, people, ["LL-S6"], value=values)
    answered(mirror, dict.fromkeys(people, 3))
    assert words in said(mirror, "LL-S6")[0]


@pytest.mark.parametrize(
    ("ratings", "sentence"),
    [
        ((3, 3, 3, 3, 3, 3, 3, 4), "about 3.1 was experienced. Their answers lie close together."),
        ((1, 2, 3, 3, 3, 4, 4, 5), "about 3.1 was experienced. Their answers lie some way apart."),
        ((1, 1, 1, 5, 5, 5, 3, 3), "about 3.0 was experienced. Their answers lie far apart."),
        ((5, 5, 5, 5, 5, 5, 4, 4), "4.7 or more was experienced."),
    ],
)
def test_from_eight_people_tenths_and_how_far_apart_they_lie(
    world: World, ratings: tuple[int, ...], sentence: str
) -> None:
    people = more_people(world, Source.REPORTS, 8)
    mirror = asked(world, people, ["LL-S2"], value=1)
    answered(mirror, dict(zip(people, ratings, strict=True)))
    assert said(mirror, "LL-S2") == [f"Your reports: you expected 1; {sentence}"]
    assert len(sentences.asides(seen(mirror, "LL-S2"))) == 1


def test_the_decimal_sign_is_that_of_the_readers_language(world: World) -> None:
    mirror = locked(world)
    answered(mirror, dict(zip(world.peers, (3, 4, 3, 4, 4), strict=True)))
    cell = seen(mirror, "LL-S8").cells[Source.PEERS]
    assert isinstance(cell, Shown)
    with translation.override("de"):
        assert sentences.value(cell) == "3,5"


# ----------------------------------------------------------------------------------------------- beforehand
def outlook_of(world: World, people: People, code: str) -> list[str]:
    mirror = planned(world, [code])
    services.ask_these(mirror, people)
    with translation.override("en"):
        return [sentences.outlook(one) for one in selectors.outlooks(mirror)[0][1]]


def test_what_can_be_seen_is_said_beforehand_in_words(world: World) -> None:
    more = more_people(world, Source.REPORTS, 2)
    people = {world.boss: Source.BOSS} | dict.fromkeys(world.peers, Source.PEERS) | more
    people |= dict.fromkeys(world.reports, Source.REPORTS)
    assert outlook_of(world, people, "LL-S4") == [
        "Your boss answers by name and is told so.",
        (
            "Four of your five peers would have to answer. "
            "As a rule fewer do, and then nothing of theirs can be seen."
        ),
        "Four of your nine reports would have to answer, and most likely they do.",
    ]


def test_too_few_all_of_them_and_nobody(world: World) -> None:
    people = dict.fromkeys(world.peers[:4], Source.PEERS) | dict.fromkeys(world.reports[:2], Source.REPORTS)
    assert outlook_of(world, people, "LL-S8") == [
        (
            "All of your four peers would have to answer. "
            "As a rule not all do, and then nothing of theirs can be seen."
        ),
        "You ask two reports, and four would have to answer. Of so few nothing is shown.",
        "Nobody further off is asked, so nothing of theirs can be seen.",
    ]


def test_two_groups_that_are_sure_to_be_shown_as_one_are_said_as_one(world: World) -> None:
    people = dict.fromkeys(world.peers[:3], Source.PEERS) | dict.fromkeys(world.reports[:3], Source.REPORTS)
    assert outlook_of(world, people, "LL-S6") == [
        (
            "Four of your six peers and reports, taken together, would have to answer. "
            "That is more likely than not, and not to be counted on."
        )
    ]
