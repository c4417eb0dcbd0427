"""The words around a question: as what somebody is asked, how many there are, until when."""

from datetime import datetime
from decimal import Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hansei.core.anonymity import Source


def number_word(number: int) -> str:
    """A number as a word up to twelve, as figures above."""
    words = (
        pgettext("a number of things", "no"), _("one"), _("two"), _("three"), _("four"), _("five"), _("six"),
        _("seven"), _("eight"), _("nine"), _("ten"), _("eleven"), _("twelve"),
    )  # fmt: skip
    return words[number] if 0 <= number < len(words) else str(number)


def figure(value: Decimal, *, low_end: bool, high_end: bool, tenths: bool) -> str:
    """A released value as it is written: 2.5, "1.5 or less"; with `tenths` a whole number as 3.0."""
    places = 0 if value == value.to_integral() and not tenths else 1
    number = number_format(value.quantize(Decimal(1).scaleb(-places)), decimal_pos=places)
    if low_end:
        return _("%(number)s or less") % {"number": number}
    if high_end:
        return _("%(number)s or more") % {"number": number}
    return number


def asked_as(source: str, number: int) -> str:
    """As what somebody is asked, and as one of how many."""
    many = {"number": number_word(number)}
    match Source(source):
        case Source.BOSS:
            return _("You are asked as the boss.")
        case Source.PEERS:
            return (
                ngettext("You are asked as a peer.", "You are asked as one of %(number)s peers.", number)
                % many
            )
        case Source.REPORTS:
            return (
                ngettext(
                    "You are asked as a direct report.",
                    "You are asked as one of %(number)s direct reports.",
                    number,
                )
                % many
            )
        case _other:
            return (
                ngettext(
                    "You are asked as somebody further off.",
                    "You are asked as one of %(number)s people further off.",
                    number,
                )
                % many
            )


def asks_in_words(period: str) -> str:
    """The question to a boss for what they alone could see."""
    if period == "six_months":
        return _("You alone could see this. What did you see of it in the last six months?")
    return _("You alone could see this. What did you see of it in the last eight weeks?")


def moment(at: datetime) -> str:
    """A day and a time of day, in the zone that is active."""
    local = timezone.localtime(at)
    return date_format(local, pgettext("format of a day with a time, see Django's date filter", "l j F, H:i"))


def zone() -> str:
    """The name of the zone that is active, as people know it: Europe/Berlin."""
    return timezone.get_current_timezone_name().replace("_", " ")
