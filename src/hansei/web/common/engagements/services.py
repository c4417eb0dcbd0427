"""Writes of engagements, by subject: each in a transaction, with its audit row, at the version that was read.

naming, signing (versions), seconds (asking a second coach), protecting (second coach, third person), moves
(pause, go on, end), objectives, wishes, rechecks, closing, retention. What other apps and tests ask for most
stands here under one name.
"""

from hansei.web.common.engagements.held import require_open
from hansei.web.common.engagements.moves import (
    close_everything,
    count_conversation,
    end,
    end_terms,
    go_on,
    on_withdrawal,
    pause,
    pause_for_leaver,
    pause_for_leavers,
)
from hansei.web.common.engagements.naming import decline, name_coach
from hansei.web.common.engagements.objectives import (
    adopt_wish,
    change_objective,
    close_to_coach,
    drop_objective,
    open_to_coach,
    write_objective,
)
from hansei.web.common.engagements.rechecks import answer as answer_recheck
from hansei.web.common.engagements.signing import (
    answer_second,
    draft,
    leave_as_it_was,
    name_people,
    sign,
    sign_protection,
)
from hansei.web.common.engagements.texts import default_end, says_what_a_sponsor_sees

__all__ = [
    "adopt_wish",
    "answer_recheck",
    "answer_second",
    "change_objective",
    "close_everything",
    "close_to_coach",
    "count_conversation",
    "decline",
    "default_end",
    "draft",
    "drop_objective",
    "end",
    "end_terms",
    "go_on",
    "leave_as_it_was",
    "name_coach",
    "name_people",
    "on_withdrawal",
    "open_to_coach",
    "pause",
    "pause_for_leaver",
    "pause_for_leavers",
    "require_open",
    "says_what_a_sponsor_sees",
    "sign",
    "sign_protection",
    "write_objective",
]
