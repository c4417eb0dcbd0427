"""Then and now: one behaviour that was looked at again, in sentences, from what was released alone."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from hansei.core.anonymity import NotShown, PeopleBand, Shown, Source
from hansei.core.statistics import Change, Says, released_change
from hansei.web.common.asking.selectors import people_asked
from hansei.web.steps.mirror import again, selectors, sentences
from hansei.web.steps.mirror.models import Behaviour, Mirror
from hansei.web.steps.mirror.saying import who
from hansei.web.steps.mirror.selectors import Seen

_PARTS = (Source.PEERS, Source.REPORTS)
#: What stood in place of a source then, where peers and reports stood together on one of the days alone.
_COMPOSED = {Source.AROUND: frozenset(_PARTS)} | dict.fromkeys(_PARTS, frozenset({Source.AROUND}))


def compared(row: Behaviour) -> list[str]:
    """Then and now, where this looks again at something that was opened then."""
    then = again.before(row)
    if then is None or selectors.in_words(row):
        return []
    said = {one.row.pk: one for mirror in (then.mirror, row.mirror) for one in selectors.said(mirror)}
    return then_and_now(selectors.seen(said[then.pk]), selectors.seen(said[row.pk]))


def then_and_now(then: Seen, now: Seen) -> list[str]:
    """One sentence for each source that is on the page now, in fixed order."""
    first, second = then.said.row.mirror, now.said.row.mirror
    others = _others(first, second, now.cells)
    return [_one(source, then, now, source in others) for source in now.cells]


def _one(source: Source, then: Seen, now: Seen, others: bool) -> str:
    was, is_now = then.cells.get(source), now.cells[source]
    if was is None and _COMPOSED.get(source, frozenset()) & then.cells.keys():
        said = _("%(who)s: the groups were put together in another way then, so there is nothing to compare.")
        return said % {"who": who(source)}
    if isinstance(is_now, NotShown) or not isinstance(was, Shown):
        said = _("%(who)s: a figure stands on one of the two days at most, so there is nothing to compare.")
        return said % {"who": who(source)}
    words = {"who": who(source), "then": sentences.value(was), "now": sentences.value(is_now)}
    if source is Source.BOSS:
        if others:
            return _("%(who)s: another person was asked then, so there is nothing to compare.") % words
        return _("%(who)s: %(then)s then, %(now)s now.") % words
    said = _("%(who)s: %(then)s then, %(now)s now.") % words + " " + _moved(was, is_now)
    # Outside of the formatted text: texts are collected from what stands in the source by itself.
    return said + " " + _("Some of those who were asked are others than then.") if others else said


def _moved(was: Shown, now: Shown) -> str:
    change = released_change(was, now)
    if change.says is Says.ABOUT_AS_BEFORE:
        return _("About the same: groups of this size differ by as much by chance.")
    fine = was.people is now.people is PeopleBand.FROM_EIGHT
    words = {"least": _steps(min(_ends(change)), fine), "most": _steps(max(_ends(change)), fine)}
    if change.says is Says.MORE_OFTEN:
        return _("Experienced more often: between %(least)s and %(most)s steps of the scale.") % words
    return _("Experienced less often: between %(least)s and %(most)s steps of the scale.") % words


def _ends(change: Change) -> tuple[float, float]:
    return abs(change.low), abs(change.high)


def _steps(value: float, fine: bool) -> str:
    """Not more exact than the figures themselves: half steps for groups under eight."""
    places = Decimal(str(round(value, 1) if fine else round(value * 2) / 2))
    return number_format(places.normalize() if places else Decimal(0))


def _others(first: Mirror, second: Mirror, sources: Iterable[Source]) -> frozenset[Source]:
    """The sources in which not just the same people were asked. Nobody knows who answered."""
    then, now, number = _asked(first), _asked(second), selectors.asked_in(first)

    def changed(source: Source) -> bool:
        # By number too: somebody may have erased since that they were asked.
        people = then.get(source, set())
        return people != now.get(source, set()) or len(people) != number.get(source, 0)

    parts = {Source.AROUND: _PARTS}
    return frozenset(
        source for source in sources if any(changed(part) for part in parts.get(source, (source,)))
    )


def _asked(mirror: Mirror) -> dict[Source, set[object]]:
    found: dict[Source, set[object]] = {}
    for person, source in people_asked(mirror.round) if mirror.round is not None else ():
        found.setdefault(source, set()).add(person.pk)
    return found
