"""What is in the way of a plan, and what is possible instead, in the reader's language."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hansei.core.anonymity import Source
from hansei.web.common.asking.wording import number_word
from hansei.web.steps.mirror.models import Behaviour, Way
from hansei.web.steps.mirror.saying import behaviour, who
from hansei.web.steps.mirror.ways_out import WaysOut


def too_alike(row: Behaviour, sources: Iterable[Source]) -> str:
    """Why a behaviour cannot be asked of these people now. It tells nothing of what was answered before."""
    said = _(
        "“%(behaviour)s”: almost the same people were asked before, about this or about something that, in "
        "your own words, may be the same. Side by side, the two could tell what somebody answered. "
        "Groups it is about: %(groups)s."
    )
    return said % {"behaviour": behaviour(row), "groups": groups(sources)}


def groups(sources: Iterable[Source]) -> str:
    """Some of the sources, in fixed order."""
    there = set(sources)
    return ", ".join(who(source) for source in Source if source in there)


def ways_out(found: WaysOut, k: int) -> list[str]:
    """What is possible instead, each as one sentence; nothing that is not possible."""
    words = {"number": number_word(k)}
    there = (
        (found.as_then, _("Just the people of that time are asked.")),
        (found.others, _("Nobody of that time is asked.")),
        (
            found.mixed,
            _(
                "A group is asked in which at least %(number)s stay, and at least %(number)s come new or are "
                "left out."
            ),
        ),
        (found.without_groups, _("The group is left out.")),
        (found.without_what_they_see, _("The group is left out, and with it what nobody else could see.")),
        (found.without_behaviours, _("What this is about is left out, and the rest is asked.")),
    )
    return [said % words for possible, said in there if possible]


def nobody_placed(rows: Iterable[Behaviour], way: Way, *, leaving_out: bool) -> str:
    """That nobody who is asked could see these, and what is possible; `leaving_out`: without them, too."""
    said = _("Nobody whom you ask is placed to see this: %(behaviours)s.") % {"behaviours": _these(rows)}
    if way == Way.FIRST:
        possible = _("You can ask somebody who is, or choose another behaviour.")
    elif leaving_out:
        possible = _("You can ask somebody who is, or leave it out.")
    else:
        possible = _("You can ask somebody who is.")
    return f"{said} {possible}"


def left_out(rows: Iterable[Behaviour]) -> str:
    """What is not looked at again; empty where all of it is."""
    there = list(rows)
    return _("Left out: %(behaviours)s.") % {"behaviours": _these(there)} if there else ""


def _these(rows: Iterable[Behaviour]) -> str:
    return "; ".join(f"“{behaviour(row)}”" for row in rows)


def gone(source: Source, number: int) -> str:
    """How many of those who were asked then cannot be asked as then. It never tells which, or why."""
    words = {"who": who(source), "number": number_word(number)}
    return (
        ngettext(
            "%(who)s: %(number)s of those who were asked then cannot be asked as they were then.",
            "%(who)s: %(number)s of those who were asked then cannot be asked as they were then.",
            number,
        )
        % words
    )


def not_more(k: int, *, above: bool = False) -> str:
    """What is missing before more people can be asked; `above`: about what as a rule the boss alone sees."""
    if above:
        said = _(
            "At least %(number)s people have to be on the list who could see this and were not asked in this "
            "mirror before. Of fewer nothing could be shown, so nobody is asked."
        )
        return said % {"number": number_word(k)}
    said = _(
        "More people are at least %(number)s of one group, or of your peers and reports together, who were "
        "not asked in this mirror before. As it is, nobody is asked."
    )
    return said % {"number": number_word(k)}
