"""What may be said of a mirror, beforehand and afterwards, in the reader's language.

Sentences are whole, so that they can be translated; the same form is used in both directions,
without a *but*, an *only* or an adjective. Nothing here names what the leader could make of it.
"""

from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hansei.core.anonymity import NotShown, PeopleBand, Released, Response, Shown, Source, Spread
from hansei.core.mirror import Outlook, OutlookKind, Reading, reading
from hansei.core.observable import Doubt, most_words
from hansei.web.common.asking.wording import figure, number_word
from hansei.web.steps.mirror.saying import who
from hansei.web.steps.mirror.selectors import Seen, in_words


# ----------------------------------------------------------------------------------------------- beforehand
def outlook(said: Outlook) -> str:
    """What can be said of one source before anything is expected."""
    words = {"needed": capfirst(number_word(said.needed)), "people": _of_these(said.source, said.placed)}
    match said.kind:
        case OutlookKind.BY_NAME:
            return _("Your boss answers by name and is told so.")
        case OutlookKind.NOBODY_PLACED:
            return _nobody(said.source)
        case OutlookKind.CANNOT:
            return _too_few(said) + " " + _("Of so few nothing is shown.")
        case OutlookKind.HELD_BACK:
            held = _(
                "%(who)s: nothing of them alone can be seen here. Your peers and reports stand together, as "
                "they did before, so that nobody is set apart."
            )
            return held % {"who": who(said.source)}
        case OutlookKind.NEEDS_ALL:
            return (
                _(
                    "All %(people)s would have to answer. "
                    "As a rule not all do, and then nothing of theirs can be seen."
                )
                % words
            )
        case OutlookKind.NEEDS_MOST:
            return (
                _(
                    "%(needed)s %(people)s would have to answer. "
                    "As a rule fewer do, and then nothing of theirs can be seen."
                )
                % words
            )
        case OutlookKind.FAIR:
            return (
                _(
                    "%(needed)s %(people)s would have to answer. "
                    "That is more likely than not, and not to be counted on."
                )
                % words
            )
        case OutlookKind.LIKELY:
            return _("%(needed)s %(people)s would have to answer, and most likely they do.") % words


def _of_these(source: Source, number: int) -> str:
    """A group and its size, to stand after a number or after "all"."""
    said = {"number": number_word(number)}
    match source:
        case Source.PEERS:
            return ngettext("of your %(number)s peer", "of your %(number)s peers", number) % said
        case Source.REPORTS:
            return ngettext("of your %(number)s report", "of your %(number)s reports", number) % said
        case Source.AROUND:
            return _("of your %(number)s peers and reports, taken together,") % said
        case _other:
            return (
                ngettext(
                    "of the %(number)s person further off", "of the %(number)s people further off", number
                )
                % said
            )


def _nobody(source: Source) -> str:
    match source:
        case Source.BOSS:
            return _("Your boss is not asked.")
        case Source.PEERS:
            return _("None of your peers is asked, so nothing of theirs can be seen.")
        case Source.REPORTS:
            return _("None of your reports is asked, so nothing of theirs can be seen.")
        case _other:
            return _("Nobody further off is asked, so nothing of theirs can be seen.")


def _too_few(said: Outlook) -> str:
    words = {"number": number_word(said.placed), "needed": number_word(said.needed)}
    match said.source:
        case Source.PEERS:
            form = ngettext(
                "You ask %(number)s peer, and %(needed)s would have to answer.",
                "You ask %(number)s peers, and %(needed)s would have to answer.",
                said.placed,
            )
        case Source.REPORTS:
            form = ngettext(
                "You ask %(number)s report, and %(needed)s would have to answer.",
                "You ask %(number)s reports, and %(needed)s would have to answer.",
                said.placed,
            )
        case Source.AROUND:
            form = _("You ask %(number)s peers and reports, and %(needed)s of them would have to answer.")
        case _other:
            form = ngettext(
                "You ask %(number)s person further off, and %(needed)s would have to answer.",
                "You ask %(number)s people further off, and %(needed)s would have to answer.",
                said.placed,
            )
    return form % words


def outlook_in_words(boss_is_asked: bool) -> str:
    """What can be said beforehand of a behaviour that the boss alone could see."""
    if boss_is_asked:
        return _(
            "Your boss alone could see this, so there are no marks. Your boss is asked for some sentences, "
            "and is told before writing that you read them under their name."
        )
    return _("Your boss alone could see this, and is not asked, so nothing of it can be seen.")


def doubt(found: Doubt) -> str:
    """What to change in a behaviour of one's own, so that others can see it; a reason, and a way."""
    match found:
        case Doubt.TOO_SHORT:
            return _("One word leaves open what would be seen. Say what you do, and to whom or where.")
        case Doubt.TOO_LONG:
            return _(
                "It is long for one act. At %(number)s words or fewer people know what they are asked about."
            ) % {"number": most_words(get_language() or "")}
        case Doubt.TWO_ACTS:
            return _(
                "It seems to hold two acts. Somebody who saw one and not the other could not answer. "
                "Each of the two can stand on its own."
            )
        case Doubt.FIRST_PERSON:
            return _("Others read it about you. Write it as they would say it: “Asks …” for “I ask …”.")
        case Doubt.TRAIT:
            return _("It names a quality. What would somebody see you do, by which they would know it?")
        case Doubt.INSIDE:
            return _("It says what goes on inside you, which nobody sees. What would they see or hear?")
        case Doubt.HOW_OFTEN:
            return _("How often is what people answer. Without that the act stands by itself.")
        case Doubt.NOT_DOING:
            return _("Nobody sees what is not done. What would you do in its place, that they could see?")


def in_words_only() -> str:
    """What is to be known beforehand of a behaviour that the boss alone could see."""
    return _("Your boss alone could see it: a reply in words, and no marks.")


def mixed() -> str:
    """Why a second focus is refused."""
    return _(
        "Leading lean is what you do in person; lean leadership is how you lead the change. They are two "
        "things, so each gets a mirror of its own. This one is about one of the two."
    )


# ------------------------------------------------------------------------------------------------ afterwards
def value(cell: Shown) -> str:
    """A released value as it is written: 2.5, "1.5 or less"; tenths from eight people."""
    tenths = cell.people is PeopleBand.FROM_EIGHT
    return figure(cell.value, low_end=cell.low_end, high_end=cell.high_end, tenths=tenths)


def answered(released: Released, source: Source) -> str:
    """6 asked, most answered."""
    words = {"number": released.asked(source)}
    match released.response(source):
        case Response.MOST:
            return _("%(number)d asked, most answered") % words
        case Response.HALF:
            return _("%(number)d asked, about half answered") % words
        case Response.UNDER_HALF:
            return _("%(number)d asked, under half answered") % words
        case _other:
            return _("%(number)d asked") % words


def not_shown(source: Source, released: Released) -> str:
    """Why a row is empty, short enough to stand under its axis. It says nothing about what was answered."""
    if source is Source.BOSS:
        return _("no answer to this one")
    words = {"number": number_word(released.k)}
    if released.response(source) is None:
        return _("not shown: fewer than %(number)s answered") % words
    return _("not shown: fewer than %(number)s rated this one") % words


def after(seen: Seen, boss: str) -> list[str]:
    """One sentence for each source, in fixed order; none where the boss replied in words: see reply."""
    if in_words(seen.said.row):
        return []
    return [_sentence(seen, source, cell, boss) for source, cell in seen.cells.items()]


def _sentence(seen: Seen, source: Source, cell: Shown | NotShown, boss: str) -> str:
    name = f"{who(source)}, {boss}" if source is Source.BOSS and boss else who(source)
    expected = seen.expected_of(source)
    if isinstance(cell, NotShown):
        return _nothing(name, source, seen.released)
    closely = {reading(each.value, cell) for each in expected}
    if closely == {Reading.CLOSE}:
        said = (
            _("%(who)s: what you expected.")
            if source is Source.BOSS
            else _("%(who)s: about what you expected.")
        )
        return said % {"who": name} + _apart(cell)
    words = {"who": name, "value": value(cell)}
    values = [each.value for each in expected]
    if len(set(values)) == 1:
        return _one(values[0], cell, source) % {**words, "expected": values[0]} + _apart(cell)
    peers, reports = values
    return _two(peers, reports, cell) % {**words, "peers": peers, "reports": reports} + _apart(cell)


def _exactly(cell: Shown, source: Source) -> bool:
    """Whether a value is said without "about": the boss's own, and closed ends."""
    return source is Source.BOSS or cell.low_end or cell.high_end


def _one(expected: int, cell: Shown, source: Source) -> str:
    if expected == 0 and source is Source.BOSS:
        return _("%(who)s: you expected no chance to see it; %(value)s was experienced.")
    if expected == 0:
        if _exactly(cell, source):
            return _("%(who)s: you expected that they have no chance to see it; %(value)s was experienced.")
        return _("%(who)s: you expected that they have no chance to see it; about %(value)s was experienced.")
    if _exactly(cell, source):
        return _("%(who)s: you expected %(expected)s; %(value)s was experienced.")
    return _("%(who)s: you expected %(expected)s; about %(value)s was experienced.")


def _two(peers: int, reports: int, cell: Shown) -> str:
    """Peers and reports were put together, and something else was expected of each: both are said."""
    exactly = _exactly(cell, Source.AROUND)
    if not peers:
        if exactly:
            return _(
                "%(who)s: you expected %(reports)s of your reports, and no chance to see it for your peers; "
                "%(value)s was experienced."
            )
        return _(
            "%(who)s: you expected %(reports)s of your reports, and no chance to see it for your peers; "
            "about %(value)s was experienced."
        )
    if not reports:
        if exactly:
            return _(
                "%(who)s: you expected %(peers)s of your peers, and no chance to see it for your reports; "
                "%(value)s was experienced."
            )
        return _(
            "%(who)s: you expected %(peers)s of your peers, and no chance to see it for your reports; "
            "about %(value)s was experienced."
        )
    if exactly:
        return _(
            "%(who)s: you expected %(peers)s of your peers and %(reports)s of your reports; "
            "%(value)s was experienced."
        )
    return _(
        "%(who)s: you expected %(peers)s of your peers and %(reports)s of your reports; "
        "about %(value)s was experienced."
    )


def _nothing(name: str, source: Source, released: Released) -> str:
    if source is Source.BOSS:
        return _("%(who)s: no answer to this one, or no chance to see it.") % {"who": name}
    words = {"who": name, "number": number_word(released.k)}
    if released.response(source) is None:
        return (
            _(
                "%(who)s: fewer than %(number)s answered. "
                "Nothing of theirs is shown to anyone, and that says nothing about what they saw."
            )
            % words
        )
    return (
        _(
            "%(who)s: fewer than %(number)s rated this one. "
            "Nothing of theirs is shown to anyone, and that says nothing about what they saw."
        )
        % words
    )


def _apart(cell: Shown) -> str:
    """From eight people, in the middle of the scale: how far apart the answers lie."""
    match cell.spread:
        case Spread.CLOSE:
            return " " + _("Their answers lie close together.")
        case Spread.MIXED:
            return " " + _("Their answers lie some way apart.")
        case Spread.FAR:
            return " " + _("Their answers lie far apart.")
        case _other:
            return ""


def asides(seen: Seen) -> list[str]:
    """What the figures can and cannot tell, for the sizes of groups there are on the page."""
    bands = {cell.people for cell in seen.cells.values() if isinstance(cell, Shown)}
    said = []
    if PeopleBand.UNDER_EIGHT in bands:
        said.append(
            _(
                "From groups of fewer than eight, the figure is a half step and the hatched band has a fixed "
                "width: a group this small could as well have said anything within it."
            )
        )
    if PeopleBand.FROM_EIGHT in bands:
        said.append(
            _(
                "From groups of eight or more, the figure is exact to a tenth, and how far apart the answers "
                "lie is said in words where it can be. Within the hatched band it is about what you expected."
            )
        )
    return said
