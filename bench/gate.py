"""The gate for a large organization: 5,000 leaders, six behaviours and four sources each.

Beside it the least that could be done with the same numbers: their plain means, hidden under the minimum.
"""

import random
import time

LEADERS, BEHAVIOURS = 5000, 6
#: Seconds.
LIMIT = 10.0


def measure() -> tuple[float, float]:
    """Seconds on the clock for the gate, and for the plain means."""
    from hansei.core.anonymity import K_MIRROR, Partition, Source, Tally, release

    chance = random.Random(3)  # noqa: S311 - made-up answers
    groups = {Source.PEERS: 7, Source.REPORTS: 9, Source.FURTHER: 8}
    partition = Partition({Source.BOSS: 1, **groups})
    rounds = []
    for _ in range(LEADERS):
        respondents = {Source.BOSS: 1} | {source: chance.randint(2, n) for source, n in groups.items()}
        counts = {
            (f"b{item}", source): Tally.of(chance.choices(range(1 if source is Source.BOSS else 0, 6), k=n))
            for item in range(BEHAVIOURS)
            for source, n in respondents.items()
        }
        rounds.append((respondents, counts))

    began = time.perf_counter()
    for respondents, counts in rounds:
        release(partition, respondents, counts)
    through = time.perf_counter() - began

    began = time.perf_counter()
    for _, counts in rounds:
        for tally in counts.values():
            if tally.usable >= K_MIRROR:
                round(sum(step * n for step, n in enumerate(tally.ratings, 1)) / tally.usable, 1)
    return through, time.perf_counter() - began
