"""A mirror of the small organization's leader, at any step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.core.mirror import Confidence
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.common.asking.tokens import secret_of
from hansei.web.common.people.models import Person
from hansei.web.steps.mirror import selectors, services
from hansei.web.steps.mirror.models import Behaviour, Mirror
from tests.world import World

#: Seen by peers, reports and further off; by boss, peers and reports; by peers and reports (six months).
CODES = ("LL-S8", "LL-S4", "LL-S6")
SURE, FAIRLY, NOT_SURE = Confidence.SURE, Confidence.FAIRLY_SURE, Confidence.NOT_SURE


def planned(world: World, codes: Sequence[str] = CODES) -> Mirror:
    """A mirror with behaviours, nothing rated yet."""
    mirror = services.start(world.leader)
    services.choose(mirror, codes)
    return mirror


def expected(
    mirror: Mirror,
    own: int = 4,
    value: int | Mapping[Source, int] = 3,
    sure: Mapping[str, Confidence] | None = None,
) -> Mirror:
    """Everything rated and expected: `own` for each behaviour, `value` of each source, `sure` by code."""
    wanted = selectors.to_expect(mirror)
    for row in mirror.behaviours.all():
        confidence = (sure or {}).get(row.code, FAIRLY)
        said = {
            source: (value if isinstance(value, int) else value[source], confidence)
            for source in wanted[row.pk]
        }
        services.expect(mirror, row, self_rating=own, expected=said)
    return mirror


def locked(world: World, codes: Sequence[str] = CODES, **said: Any) -> Mirror:
    """A mirror in which people are being asked."""
    mirror = expected(planned(world, codes), **said)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    return mirror


def links(mirror: Mirror) -> dict[Person, str]:
    """The secret of every link, by person."""
    round_ = mirror.round
    found = Invitation.objects.filter(round=round_).select_related("person", "round")
    return {one.person: secret_of(one.round, one) for one in found}


def answered(mirror: Mirror, ratings: Mapping[Person, Mapping[str, int] | int]) -> None:
    """People around answer by their links: one rating for everything they are asked, or one for each item."""
    secrets = links(mirror)
    for who, given in ratings.items():
        invitation = Invitation.objects.select_related("round").get(round=mirror.round, person=who)
        refs = [item.ref for item in invitation.items]
        values = dict.fromkeys(refs, given) if isinstance(given, int) else {r: given[r] for r in refs}
        asking.answer(secrets[who], values)


def after_the_window(mirror: Mirror) -> Any:
    """A context in which the window is over."""
    mirror.refresh_from_db()
    assert mirror.closes_at is not None
    return clock.frozen(mirror.closes_at + timedelta(minutes=1))


def row_of(mirror: Mirror, code: str) -> Behaviour:
    return mirror.behaviours.select_related("mirror__leader").get(code=code)


def opened_all(mirror: Mirror) -> None:
    """The leader opens one after the other, in their order."""
    for one in selectors.in_order(mirror):
        services.reveal(one.row)
