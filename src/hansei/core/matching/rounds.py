"""A round of several leaders at once: leader-proposing deferred acceptance with capacities.

The outcome is a proposal. It is stable (no leader and coach would both rather have each other), the best
stable one for every leader at the same time, and saying one's true order is safe for leaders. Somebody may
stay without a coach: that is a matter of capacity or eligibility, the same in every stable outcome.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Leader = TypeVar("Leader", bound=Hashable)
Coach = TypeVar("Coach", bound=Hashable)


def propose(
    wishes: Mapping[Leader, Sequence[Coach]],
    orders: Mapping[Coach, Sequence[Leader]],
    places: Mapping[Coach, int],
) -> dict[Leader, Coach]:
    """Who would be with whom; leaders who are not in it stay without a coach for now.

    `wishes`: each leader's coaches, the first first; a coach who is not in it is not wanted. `orders`: each
    coach's leaders, the first first; a leader who is not in it is declined. `places`: free places, 0 without.
    Raises ValueError for somebody twice in one order.
    """
    for said in (*wishes.values(), *orders.values()):
        if len(set(said)) != len(said):
            raise ValueError("somebody stands twice in one order")
    rank = {coach: {leader: n for n, leader in enumerate(order)} for coach, order in orders.items()}
    asked = dict.fromkeys(wishes, 0)
    held: dict[Coach, list[Leader]] = {}
    free = list(wishes)
    while free:
        leader = free.pop()
        if asked[leader] == len(wishes[leader]):
            continue  # nobody is left whom they want
        coach = wishes[leader][asked[leader]]
        asked[leader] += 1
        places_of_coach = max(0, places.get(coach, 0))
        if places_of_coach == 0 or leader not in rank.get(coach, {}):
            free.append(leader)
            continue
        there = held.setdefault(coach, [])
        there.append(leader)
        if len(there) > places_of_coach:
            there.sort(key=rank[coach].__getitem__)
            free.append(there.pop())
    return {leader: coach for coach, leaders in held.items() for leader in leaders}


def blocking(
    outcome: Mapping[Leader, Coach],
    wishes: Mapping[Leader, Sequence[Coach]],
    orders: Mapping[Coach, Sequence[Leader]],
    places: Mapping[Coach, int],
) -> list[tuple[Leader, Coach]]:
    """Every leader and coach who would both rather have each other than what `outcome` gives them."""
    found = []
    for leader, wanted in wishes.items():
        now = outcome.get(leader)
        better = wanted if now is None else wanted[: list(wanted).index(now)]
        for coach in better:
            order = list(orders.get(coach, ()))
            if leader not in order:
                continue
            there = [one for one, theirs in outcome.items() if theirs == coach]
            room = len(there) < places.get(coach, 0)
            if room or any(order.index(one) > order.index(leader) for one in there):
                found.append((leader, coach))
    return found
