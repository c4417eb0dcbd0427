"""What a leader is told: reasons, what would make a pair possible, what is not known. No advice in it."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from hansei.core.matching.eligibility import Told, Unknown

REASONS = {
    Told.ABOVE_IN_LINE: gettext_lazy("Stands above you in a line."),
    Told.REPORTS_DIRECTLY: gettext_lazy("Reports to you directly."),
    Told.DECIDES: gettext_lazy("Declared a part in decisions about your pay, promotion or appraisal."),
    Told.AUDIT: gettext_lazy("Audits you or the part you work in."),
    Told.CONFLICT: gettext_lazy("Declared a conflict."),
    Told.LEADER_SAID_NOT: gettext_lazy("You said not this one. Only you know."),
    Told.NOT_NOW: gettext_lazy("Cannot be asked now."),
    Told.NEEDS_PROTECTION: gettext_lazy("Works further below you, and needs protection from your power."),
}
POSSIBLE = {
    Told.ABOVE_IN_LINE: gettext_lazy("Possible once this person stands in no line above you."),
    Told.REPORTS_DIRECTLY: gettext_lazy("Possible once this person reports to somebody else."),
    Told.DECIDES: gettext_lazy("Possible once the coach has given up that part and declared it."),
    Told.AUDIT: gettext_lazy("Possible once somebody else audits there."),
    Told.CONFLICT: gettext_lazy("Possible once the coach says that it is over."),
    Told.LEADER_SAID_NOT: gettext_lazy("Possible whenever you take that back."),
    Told.NOT_NOW: gettext_lazy("That can change by itself, and says nothing about you."),
    Told.NEEDS_PROTECTION: gettext_lazy(
        "Possible once a person you name decides in your place about the coach’s pay, appraisal and posting, "
        "for the term and twelve months after, and a second coach outside your line stands behind the coach."
    ),
}
UNKNOWN = {
    Unknown.NOTHING_DECLARED: gettext_lazy(
        "Nobody has said yet whether this coach has a part in pay, promotion, appraisal or audits."
    ),
    Unknown.DECLARED_LONG_AGO: gettext_lazy(
        "It is more than a year ago that this coach declared in what they have a part."
    ),
    Unknown.ONE_REFERENCE: gettext_lazy(
        "Whether the people here respect this coach rests on one reference recorded by the steward; "
        "the people here have not been asked yet."
    ),
    Unknown.REFERENCE_LONG_AGO: gettext_lazy("That reference is more than a year old."),
    Unknown.LINE_OF_COACH: gettext_lazy("The directory names no boss for this coach."),
    Unknown.LINE_OF_LEADER: gettext_lazy("The directory names no boss for you."),
    Unknown.COACHING_SKILL: gettext_lazy("Nothing is written about skill in coaching."),
    Unknown.TOOL_SKILL: gettext_lazy("Nothing is written about skill with lean tools."),
    Unknown.LANGUAGES: gettext_lazy("In which languages this coach coaches is not written."),
    Unknown.STRUCTURE: gettext_lazy("With which structure this coach works is not written."),
    Unknown.CASES: gettext_lazy("No case is told of what changed by this coaching."),
    Unknown.NOBODY_TO_ASK: gettext_lazy("Nobody who saw what changed may be asked."),
}


def day_and_time(at: datetime) -> str:
    """A moment in the reader's zone, with its weekday."""
    here = timezone.localtime(at)
    day = formats.date_format(here, pgettext("format of a day with its weekday", "l j F"))
    return _("%(day)s, %(time)s") % {"day": day, "time": formats.date_format(here, "H:i")}
