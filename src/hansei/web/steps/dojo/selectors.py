"""Who practises, and with what."""

from hansei.core import clock, library
from hansei.core.agreement import ALIVE
from hansei.core.library import MomentLine
from hansei.web.common.engagements.selectors import with_part
from hansei.web.common.people.models import Person


def coaches(person: Person) -> bool:
    """Whether this person coaches in an agreement, or stands behind one who does."""
    return any(
        one.state in ALIVE and person.pk in (one.coach_id, one.second_coach_id) for one in with_part(person)
    )


def line_of_today() -> MomentLine:
    """Each day begins with the next line."""
    lines = library.moments().lines
    return lines[clock.now().toordinal() % len(lines)]


def line_after(line: MomentLine) -> MomentLine:
    """The next line; after the last one the first."""
    lines = library.moments().lines
    return lines[(lines.index(line) + 1) % len(lines)]
