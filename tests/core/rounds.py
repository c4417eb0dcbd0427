"""Closed rounds of asking, made up for the tests of the gate."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from hypothesis import strategies as st

from hansei.core.anonymity import NotShown, Partition, Released, Shown, Source, Tally, release

BOSS, PEERS, REPORTS, AROUND, FURTHER = (
    Source.BOSS,
    Source.PEERS,
    Source.REPORTS,
    Source.AROUND,
    Source.FURTHER,
)

Answers = Mapping[tuple[str, Source], list[int]]


def opened(answers: Answers, k: int = 4, asked: Mapping[Source, int] = MappingProxyType({})) -> Released:
    """A closed round: as many people answered in a source as its busiest item has answers.

    As many were asked, if `asked` says nothing else.
    """
    people = {source: 0 for _, source in answers}
    for (_, source), given_ in answers.items():
        people[source] = max(people[source], len(given_))
    partition = Partition({source: asked.get(source, number) for source, number in people.items()})
    return release(partition, people, {place: Tally.of(a) for place, a in answers.items()}, k=k)


def told(cell: Shown | NotShown) -> tuple[object, ...] | None:
    return None if isinstance(cell, NotShown) else dataclasses.astuple(cell)


answers_ = st.lists(st.integers(0, 5), max_size=12)
rounds_ = st.dictionaries(
    st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from([PEERS, REPORTS, FURTHER])),
    answers_,
    max_size=9,
)
