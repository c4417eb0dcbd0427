"""Ravi Menon asked more people about one behaviour, and has looked at the same again since."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.core.mirror import Confidence
from hansei.demo import words
from hansei.demo.people import Cast
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs import services as jobs
from hansei.web.steps.mirror import again, seeing, selectors, services, settling
from hansei.web.steps.mirror.models import Behaviour, Mirror

Moment = Callable[..., datetime]
Expectations = Mapping[Source, tuple[int, Confidence]]
#: How many more were asked.
_MORE = 7
FAIRLY, SURE = Confidence.FAIRLY_SURE, Confidence.SURE


def tell(cast: Cast, moment: Moment) -> None:
    """More people between the first mirror and the second; the second is seen, in part."""
    ravi = cast["Ravi Menon"]
    row = Behaviour.objects.select_related("mirror__leader").get(mirror__leader=ravi, code="LL-S8")
    chance = random.Random(23)  # noqa: S311 - a story, not a secret
    _more(ravi, row, moment, chance)
    _again(row.mirror, moment, chance)


def _more(ravi: Person, row: Behaviour, moment: Moment, chance: random.Random) -> None:
    with clock.frozen(moment(40, 9)):
        mirror = services.ask_more(row)
        there = again.asked_already(mirror)
        others = Person.objects.filter(left_on=None, is_leader=False, is_steward=False, is_operator=False)
        here = [one for one in others.order_by("name", "pk") if one.pk not in there]
        refused = selectors.cannot_be_asked(ravi, here)
        free = [one for one in here if one.pk not in refused]
        services.ask_these(mirror, dict.fromkeys(free[:: max(1, len(free) // _MORE)][:_MORE], Source.FURTHER))
        _expect(mirror, {"LL-S8": (4, {Source.FURTHER: (3, FAIRLY)})})
        _lock(mirror, moment(33, 17))
    _answered(mirror, moment(36), chance, (0, 1, 3, 5, 3, 0))
    with clock.frozen(moment(32, 8)):
        settling.settle(mirror)
        seeing.reveal(mirror.behaviours.get())


def _again(first: Mirror, moment: Moment, chance: random.Random) -> None:
    with clock.frozen(moment(20, 9)):
        mirror = services.look_again(first)
        # The peers have had their four requests of this quarter; the others are asked as they were.
        mirror.people.filter(source=Source.PEERS).delete()
        expected: dict[str, tuple[int, Expectations]] = {
            "LL-S8": (
                3,
                {Source.REPORTS: (3, FAIRLY), Source.FURTHER: (3, FAIRLY)},
            ),
            "LL-D2": (3, {Source.REPORTS: (4, SURE)}),
            "LL-S4": (3, {Source.BOSS: (3, FAIRLY), Source.REPORTS: (3, FAIRLY)}),
        }
        _expect(mirror, expected)
        _lock(mirror, moment(6, 17))
    _answered(mirror, moment(12), chance, (0, 0, 1, 3, 6, 3))
    with clock.frozen(moment(5, 8)):
        settling.settle(mirror)
        for one in selectors.in_order(mirror)[:2]:
            seeing.reveal(one.row)


def _expect(mirror: Mirror, said: Mapping[str, tuple[int, Expectations]]) -> None:
    for row in mirror.behaviours.all():
        if row.code == words.BOSS_ALONE:
            words.expect(mirror, row)
            continue
        own, expected = said[row.code]
        services.expect(mirror, row, self_rating=own, expected=expected)


def _lock(mirror: Mirror, closes: datetime) -> None:
    mirror.refresh_from_db()
    services.lock(mirror, read_at=mirror.version, closes_at=closes)
    jobs.run_all(future=True)


def _answered(
    mirror: Mirror, at: datetime, chance: random.Random, leaning: tuple[int, int, int, int, int, int]
) -> None:
    with clock.frozen(at):
        asked = Invitation.objects.filter(round=mirror.round).select_related("round", "person")
        for one in asked.order_by("person__name", "pk"):
            if chance.random() < 0.92:
                values = {
                    item.ref: chance.choices(range(6), weights=leaning)[0]
                    for item in one.items
                    if not item.in_words
                }
                asking.send(one, values)
