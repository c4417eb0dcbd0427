"""Statistics of ratings, on counts: agreement, reliability, differences and change, each with its limits.

Everything is a function of how many people gave each rating, so no database can change its meaning. Whatever
the numbers cannot answer raises Unanswerable with a sentence. Nothing here decides what may be shown: that is
the gate, and what is said to a leader (differences, released_change) takes what the gate released and nothing
else. Formulas, sources and an example are in docs/statistics.md.
"""

from hansei.core.statistics.agreement import (
    AGREEMENT_FROM,
    Agreement,
    Band,
    Index,
    Null,
    ad_m,
    agreement,
    band,
    chance_level,
    chance_of,
    null_variance,
    r_star_wg_j,
    r_wg,
    r_wg_j,
)
from hansei.core.statistics.change import Change, Says, released_change, unpaired_change
from hansei.core.statistics.differences import (
    LEAST_DIFFERENCE,
    POOLED_SD,
    bound,
    is_surprise,
    item_gap,
    known_before,
    noise_bound,
    surprise,
)
from hansei.core.statistics.groups import mean, people, pooled_sd, standard_error, variance
from hansei.core.statistics.reliability import average_size, cronbach_alpha, icc1, icc2
from hansei.core.statistics.terms import Counts, Reason, Unanswerable

__all__ = [
    "AGREEMENT_FROM",
    "LEAST_DIFFERENCE",
    "POOLED_SD",
    "Agreement",
    "Band",
    "Change",
    "Counts",
    "Index",
    "Null",
    "Reason",
    "Says",
    "Unanswerable",
    "ad_m",
    "agreement",
    "average_size",
    "band",
    "bound",
    "chance_level",
    "chance_of",
    "cronbach_alpha",
    "icc1",
    "icc2",
    "is_surprise",
    "item_gap",
    "known_before",
    "mean",
    "noise_bound",
    "null_variance",
    "people",
    "pooled_sd",
    "r_star_wg_j",
    "r_wg",
    "r_wg_j",
    "released_change",
    "standard_error",
    "surprise",
    "unpaired_change",
    "variance",
]
