"""The gate: the only way from answers to anything that is shown, and the only place that knows k.

What is promised. From all that leaves here for one round, whoever knows these rules, who was asked and
even how many answered learns no one's answer; what remains possible stands at the end. Tests prove by
enumeration, for every set of ratings of 4 to 12 people: no output comes from one unanimous set alone; under
8 people none comes from fewer than four sets of ratings; from 8 none from fewer than three, and none that
carries a spread from fewer than five.

The pulse has a smaller gate of its own, in `beliefs`: means, and a share of 4 and 5. Occasions in people's
own words have theirs in `occasions`.

The rules.

1.  Sources are declared when the round opens, and there is no total over them: a total beside its parts
    would give the part that is held back. Peers and reports are merged only if both have fewer than k
    people who answered at all, for the whole round, and then neither is shown alone. Where one of the two
    ways could set people apart beside an earlier round, the other is settled when the round opens.
2.  A cell is shown if at least k people rated that item; "no chance to see" is no rating. Nothing but
    numbers of people decides this, so a refusal says nothing about ratings.
3.  The mean is exact (fractions) until it is rounded once: to a half step under 8 people, to a tenth
    from 8. A tie goes towards the middle of the scale, 3, so that both ends are treated alike. Then the
    ends are closed: "1.5 or less", "4.5 or more"; from 8 "1.3 or less", "4.7 or more" (of the rounded
    mean, as every value is).
4.  The spread, from 8 people, is one of three bands of the standard deviation (population; cut at 1.0
    and 1.3), and only beside a mean from 2.0 to 4.0. Nearer an end, mean and band together name every
    rating: from eight people, 1.5 and "far apart" is seven 1 and one 5. So they would with a low cut: with
    one at 0.5, the same people's 3.0 and "close together" is eight 3. Whether a spread is there follows
    from the mean that is shown, so its absence says nothing more.
5.  How many answered is said as a band of the share of those asked: under two fifths, up to three fifths,
    above; and only where the source has at least k people who answered.
6.  The boss is one, identified, told so before answering, and shown exactly as answered.
7.  There is no special case for unanimity: one would tell that all answered alike, hence how each did.

What this does not do. A mean near an end bounds every answer: four people at "1.5 or less" gave no 4 and no
5. Bands and precision, and that something is shown at all, can tell how many took part (if four were asked,
all four did; where it can be all, they are told before, see `beforehand`). Someone who answered and also sees
the release can take their own answer out of it, and what is left can be unanimous: four people, "1.5 or
less", own answer 3, and the others gave 1 (how often: `told`, and docs/gate.md). A round must be
released once, under the k it was opened with: under another k it could be merged differently, and the two
releases would differ by one group. Rounds among almost the same people could be set beside each other: rounds
are opened only where `too_alike` says no, which cannot undo what people tell each other.
"""

from hansei.core.anonymity.beforehand import group_of, group_tells_all, sure_together, tells_all
from hansei.core.anonymity.beliefs import (
    Belief,
    Believed,
    Share,
    beliefs_to_json,
    release_beliefs,
    restore_beliefs,
)
from hansei.core.anonymity.gate import NOT_SHOWN, NotShown, Released, Shown, merges, release
from hansei.core.anonymity.occasions import (
    Occasions,
    occasions_to_json,
    readable,
    release_occasions,
    restore_occasions,
)
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
from hansei.core.anonymity.waves import Earlier, More, Wave, alike, asks_more, merging, too_alike

__all__ = [
    "FLOORS",
    "K_MIRROR",
    "K_PULSE",
    "NOT_SHOWN",
    "Belief",
    "Believed",
    "BelowFloor",
    "Earlier",
    "Inconsistent",
    "Kind",
    "More",
    "NotAuthentic",
    "NotShown",
    "Occasions",
    "Partition",
    "PeopleBand",
    "Released",
    "Response",
    "Share",
    "Shown",
    "Source",
    "Spread",
    "Tally",
    "Wave",
    "alike",
    "asks_more",
    "beliefs_to_json",
    "checked_k",
    "group_of",
    "group_tells_all",
    "merges",
    "merging",
    "occasions_to_json",
    "readable",
    "release",
    "release_beliefs",
    "release_occasions",
    "restore",
    "restore_beliefs",
    "restore_occasions",
    "sure_together",
    "tells_all",
    "to_json",
    "too_alike",
]
