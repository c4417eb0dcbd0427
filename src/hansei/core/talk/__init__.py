"""The talk report, from a file to what a coach reads: `report(code(read(data), coach=...))`.

Nothing here asks a network or keeps anything. What is said of a talk is counts and places, never a verdict,
and the coach can overrule every code.
"""

from hansei.core.pictures.ribbon import Ribbon
from hansei.core.talk.between import LEAST_UNITS, Between, Betweens, Matrix
from hansei.core.talk.codes import Code, Family, Flag, LeaderCode
from hansei.core.talk.coding import Coded, Coder, Spoken, Unit, code, default_coder, guess_leader
from hansei.core.talk.following import LEAST_TURNS, After, Followed, Silence
from hansei.core.talk.reading import decoded, from_memory, guess_coach, read
from hansei.core.talk.reporting import (
    Discovery,
    Line,
    LongestTurn,
    Place,
    Report,
    Said,
    Shares,
    Side,
    fits,
    report,
)
from hansei.core.talk.spelled import as_data
from hansei.core.talk.stored import Damaged, counts_only, from_json, to_json
from hansei.core.talk.transcript import (
    LEAST_LINES,
    MEMORY_SPEAKER,
    MOST_BYTES,
    MOST_FILE_BYTES,
    MOST_LINES,
    Reason,
    Transcript,
    Turn,
    Unreadable,
    Utterance,
)

__all__ = [
    "LEAST_LINES",
    "LEAST_TURNS",
    "LEAST_UNITS",
    "MEMORY_SPEAKER",
    "MOST_BYTES",
    "MOST_FILE_BYTES",
    "MOST_LINES",
    "After",
    "Between",
    "Betweens",
    "Code",
    "Coded",
    "Coder",
    "Damaged",
    "Discovery",
    "Family",
    "Flag",
    "Followed",
    "LeaderCode",
    "Line",
    "LongestTurn",
    "Matrix",
    "Place",
    "Reason",
    "Report",
    "Ribbon",
    "Said",
    "Shares",
    "Side",
    "Silence",
    "Spoken",
    "Transcript",
    "Turn",
    "Unit",
    "Unreadable",
    "Utterance",
    "as_data",
    "code",
    "counts_only",
    "decoded",
    "default_coder",
    "fits",
    "from_json",
    "from_memory",
    "guess_coach",
    "guess_leader",
    "read",
    "report",
    "to_json",
]
