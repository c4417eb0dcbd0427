from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from hansei.core.anonymity import NOT_SHOWN, Released, Shown, Source, to_json
from tests.core.rounds import AROUND, BOSS, FURTHER, PEERS, REPORTS, Answers, opened, rounds_

KEY = b"k" * 32


def groups(peers: int, reports: int, k: int = 4) -> Released:
    """Six peers and six reports were asked; so many answered."""
    answers = {("item", PEERS): [2] * peers, ("item", REPORTS): [4] * reports}
    return opened(answers, k, {PEERS: 6, REPORTS: 6})


@pytest.mark.parametrize("k", [4, 5, 6])
def test_peers_and_reports_merge_only_if_both_are_under_k_and_show_only_if_they_reach_it_together(
    k: int,
) -> None:
    for peers, reports in product(range(7), repeat=2):
        released = groups(peers, reports, k)
        assert released.merged == (peers < k and reports < k)
        if released.merged:
            assert released.sources == (AROUND,)
            assert isinstance(released.cell("item", AROUND), Shown) == (peers + reports >= k)
            assert (released.response(AROUND) is None) == (peers + reports < k)
            assert released.asked(AROUND) == 12
            assert released.asked(PEERS) == released.asked(REPORTS) == 0
        else:
            assert released.sources == (PEERS, REPORTS)
            assert isinstance(released.cell("item", PEERS), Shown) == (peers >= k)
            assert isinstance(released.cell("item", REPORTS), Shown) == (reports >= k)


def test_the_merged_group_is_never_shown_beside_a_part_of_it() -> None:
    released = groups(3, 3)
    assert isinstance(released.cell("item", AROUND), Shown)
    for part in (PEERS, REPORTS):
        assert released.cell("item", part) is NOT_SHOWN
        assert released.response(part) is None


def test_merging_goes_by_people_who_answered_at_all_and_holds_for_the_whole_round() -> None:
    # Four peers answered something, only three of them item b: the round is not merged, so b stays hidden.
    released = opened(
        {("a", PEERS): [2, 3, 4, 5], ("a", REPORTS): [1, 1], ("b", PEERS): [2, 3, 4], ("b", REPORTS): [1, 1]}
    )
    assert not released.merged
    assert isinstance(released.cell("a", PEERS), Shown)
    assert released.cell("b", PEERS) is released.cell("b", REPORTS) is NOT_SHOWN
    # Once merged, merged for every item, also for one that only one of the two was asked about.
    released = opened({("a", PEERS): [2, 3], ("a", REPORTS): [4, 5], ("b", REPORTS): [1, 1]})
    assert isinstance(released.cell("a", AROUND), Shown)
    assert released.cell("b", AROUND) is released.cell("b", REPORTS) is NOT_SHOWN


def test_merged_answers_are_counted_as_one_group() -> None:
    cell = groups(3, 3).cell("item", AROUND)
    assert isinstance(cell, Shown)
    assert cell.value == Decimal("3.0")


def test_without_the_other_group_there_is_nothing_to_merge_with() -> None:
    assert opened({("item", PEERS): [1, 2, 3]}).sources == (PEERS,)
    assert opened({("item", PEERS): [1, 2, 3], ("item", REPORTS): []}).sources == (PEERS,)


def test_boss_and_further_are_never_merged_with_anyone() -> None:
    released = opened({("item", BOSS): [2], ("item", PEERS): [1, 2, 3], ("item", FURTHER): [3, 3, 3]})
    assert released.sources == (BOSS, PEERS, FURTHER)
    assert released.cell("item", FURTHER) is NOT_SHOWN


def test_sources_stand_in_a_fixed_order() -> None:
    everyone = {("item", source): [3] * 4 for source in (FURTHER, REPORTS, PEERS)} | {("item", BOSS): [1]}
    assert opened(everyone).sources == (BOSS, PEERS, REPORTS, FURTHER)
    assert opened(everyone, k=5).sources == (BOSS, AROUND, FURTHER)


@given(rounds_, st.data())
def test_there_is_no_total_over_sources(answers: Answers, data: st.DataObject) -> None:
    """What one source answered changes nothing that is shown of another."""
    assume(answers)
    changing = data.draw(st.sampled_from(sorted({source for _, source in answers})))
    other = {
        (item, source): [6 - answer if answer and source is changing else answer for answer in given_]
        for (item, source), given_ in answers.items()
    }
    first, second = opened(answers), opened(other)
    for source in first.sources:
        if source is not changing and not (source is AROUND and changing in (PEERS, REPORTS)):
            assert [first.cell(i, source) for i in first.items] == [
                second.cell(i, source) for i in second.items
            ]


@given(rounds_, st.permutations(["a", "b", "c"]))
def test_relabelling_the_items_changes_nothing_else(answers: Answers, labels: list[str]) -> None:
    new = dict(zip("abc", labels, strict=True))
    renamed = {(new[item], source): given_ for (item, source), given_ in answers.items()}
    first, second = opened(answers), opened(renamed)
    assert second.items == tuple(sorted(new[item] for item in first.items))
    for source in Source:
        assert first.response(source) is second.response(source)
        for item in first.items:
            assert first.cell(item, source) == second.cell(new[item], source)


@given(rounds_, st.randoms())
def test_the_order_in_which_answers_came_in_leaves_no_trace(answers: Answers, random: object) -> None:
    shuffle = random.shuffle  # type: ignore[attr-defined]
    places = list(answers)
    shuffle(places)
    reordered = {place: sorted(answers[place]) for place in places}
    assert to_json(opened(reordered), KEY) == to_json(opened(answers), KEY)
