"""Who practises, and with what."""

from django.db.models import Q

from hansei.core import clock, library
from hansei.core.agreement import ALIVE
from hansei.core.library import MomentLine
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person


def coaches(person: Person) -> bool:
    """Whether this person coaches in an agreement, or stands behind one who does."""
    both = Q(coach=person) | Q(second_coach=person)
    return Engagement.objects.filter(both, state__in=ALIVE).exists()


def line_of_today() -> MomentLine:
    """Each day begins with the next line."""
    lines = library.moments().lines
    return lines[clock.now().toordinal() % len(lines)]


def line_after(line: MomentLine) -> MomentLine:
    """The next line; after the last one the first."""
    lines = library.moments().lines
    return lines[(lines.index(line) + 1) % len(lines)]
