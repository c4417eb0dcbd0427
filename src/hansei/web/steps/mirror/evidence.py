"""What a leader has opened in their mirrors, as figures over time, for that leader alone."""

from collections.abc import Iterator

from django.db.models import Max

from hansei.core.anonymity import Shown
from hansei.web.common.asking.experienced import Experienced, reads
from hansei.web.common.people.models import Person
from hansei.web.steps.mirror import selectors
from hansei.web.steps.mirror.models import Reveal, Way


@reads
def opened(leader: Person) -> Iterator[Experienced]:
    """Each behaviour that was opened, with the cells that are shown. What is closed is not touched.

    Of what more people said and of behaviours in own words there is the day alone. More people are others
    and no later point of the same line; and a behaviour is laid beside the belief that the library says it
    feeds, of which it knows none for one's own.
    """
    for mirror in selectors.mirrors(leader):
        there = selectors.opened_rows(mirror)
        if not there or mirror.closes_at is None:
            continue
        days = dict(
            Reveal.objects.filter(prediction__behaviour__in=there)
            .values_list("prediction__behaviour")
            .annotate(Max("opened_at"))
        )
        for one in selectors.said(mirror):
            if one.row.pk not in there:
                continue
            on, seen_on = mirror.closes_at.date(), days[one.row.pk].date()
            if mirror.way == Way.MORE or one.row.own_id is not None:
                yield Experienced("", on, seen_on, {})
                continue
            cells = selectors.seen(one).cells
            shown = {source: cell for source, cell in cells.items() if isinstance(cell, Shown)}
            yield Experienced(one.row.code, on, seen_on, shown)
