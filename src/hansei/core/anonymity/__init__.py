"""The gate: the only way from answers to anything that is shown, and the only place that knows k.

What is promised. From all that leaves here for one round, whoever knows these rules, who was asked and
even how many answered learns no one's answer, with the exceptions at the end. Tests prove by enumeration,
for every set of ratings of 4 to 12 people: no output comes from one unanimous set alone; under 8 people
none comes from fewer than four sets of ratings; from 8 none from fewer than three, and none that carries
a spread from fewer than five.

The rules.

1.  Sources are declared when the round opens, and there is no total over them: a total beside its parts
    would give the part that is held back. Peers and reports are merged only if both have fewer than k
    people who answered at all, for the whole round, and then neither is shown alone.
2.  A cell is shown if at least k people rated that item; "no chance to see" is no rating. Nothing but
    numbers of people decides this, so a refusal says nothing about ratings.
3.  The mean is exact (fractions) until it is rounded once: to a half step under 8 people, to a tenth
    from 8. A tie goes towards the middle of the scale, 3, so that both ends are treated alike. Then the
    ends are closed: "1.5 or less", "4.5 or more"; from 8 "1.3 or less", "4.7 or more".
4.  The spread, from 8 people, is one of three bands of the standard deviation (population; cut at 1.0
    and 1.3), and only beside a mean from 2.0 to 4.0. Beside a mean nearer an end, and with a cut lower
    than this, mean and band together single out one set of ratings: 1.4 and "far apart" from eight people
    is seven 1 and one 4, and with a cut under 0.5, 3.0 and "close together" is eight 3. Whether a spread
    is there follows from the mean that is shown, so its absence says nothing more.
5.  How many answered is said as a band of the share of those asked: under two fifths, up to three fifths,
    above; and only where the source has at least k people who answered.
6.  The boss is one, identified, told so before answering, and shown exactly as answered.
7.  There is no special case for unanimity: one would tell that all answered alike, hence how each did.

What this does not do. A band of answers, the precision of a mean and a cell that is shown can tell how many
took part (if four were asked and something is shown, all four did). Someone who answered, and sees the
release, can subtract their own answer: at an end this can tell them the rest. One round must be released
once, under the k it was opened with: a second release under another k could be merged differently, and
the two would differ by one group. Rounds with almost the same people can be compared with each other; who
may be asked again is decided where rounds are opened.
"""

from hansei.core.anonymity.gate import NOT_SHOWN, NotShown, Released, Shown, release
from hansei.core.anonymity.stored import NotAuthentic, restore, to_json
from hansei.core.anonymity.terms import (
    FLOORS,
    K_MIRROR,
    K_PULSE,
    BelowFloor,
    Inconsistent,
    Kind,
    Partition,
    PeopleBand,
    Response,
    Source,
    Spread,
    Tally,
    checked_k,
)

__all__ = [
    "FLOORS",
    "K_MIRROR",
    "K_PULSE",
    "NOT_SHOWN",
    "BelowFloor",
    "Inconsistent",
    "Kind",
    "NotAuthentic",
    "NotShown",
    "Partition",
    "PeopleBand",
    "Released",
    "Response",
    "Shown",
    "Source",
    "Spread",
    "Tally",
    "checked_k",
    "release",
    "restore",
    "to_json",
]
