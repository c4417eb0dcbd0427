"""Asking more and looking again, killed before any statement: begun whole or not, asked whole or not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hansei.core.anonymity import Source
from hansei.web.common.asking.models import Invitation, Round
from hansei.web.ground.mail.models import Mail
from hansei.web.steps.mirror import services
from hansei.web.steps.mirror.models import Behaviour, Mirror, PersonAround, Prediction, Stage
from tests.web.common.asking.test_closing import Killed, killed_before_statement
from tests.web.steps.mirror.mirrors import after_the_window, answered, expected, opened_all, planned, row_of
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def first(world: World) -> Mirror:
    """Reports were asked and the leader has seen it."""
    mirror = planned(world, ["LL-S8"])
    PersonAround.objects.filter(mirror=mirror).exclude(source=Source.REPORTS).delete()
    expected(mirror)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 7))
    answered(mirror, dict.fromkeys(world.reports, 2))
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
    return mirror


def _more(first: Mirror) -> Mirror:
    return services.ask_more(row_of(first, "LL-S8"))


def _again(first: Mirror) -> Mirror:
    return services.look_again(first)


@pytest.mark.parametrize("begin", [_more, _again])
def test_it_is_begun_whole_or_not_at_all_and_asked_whole_or_not_at_all(
    world: World, first: Mirror, begin: Callable[[Mirror], Mirror]
) -> None:
    rounds, invited, mails = Round.objects.count(), Invitation.objects.count(), Mail.objects.count()
    people, rows = PersonAround.objects.count(), Behaviour.objects.count()
    number = 0
    while True:
        with killed_before_statement(number):
            try:
                mirror = begin(first)
                break
            except Killed:
                pass
        assert Mirror.objects.count() == 1, number
        assert (PersonAround.objects.count(), Behaviour.objects.count()) == (people, rows)
        number += 1
    assert number > 5
    assert mirror.people.exists()
    assert mirror.behaviours.count() == 1

    expected(mirror)
    number = 0
    while True:
        mirror.refresh_from_db()
        with killed_before_statement(number):
            try:
                closes_at = services.closing_time(world.leader, 7)
                services.lock(mirror, read_at=mirror.version, closes_at=closes_at)
                break
            except Killed:
                pass
        now = Mirror.objects.get(pk=mirror.pk)
        if now.stage == Stage.ASKING:
            break  # all of it was kept, and only reading it again was cut off
        assert (now.stage, now.round) == (Stage.PLANNING, None), number
        assert not Prediction.objects.filter(behaviour__mirror=now, locked_at__isnull=False).exists()
        there = (Round.objects.count(), Invitation.objects.count(), Mail.objects.count())
        assert there == (rounds, invited, mails), "nobody is asked"
        number += 1
    assert number > 20
    now = Mirror.objects.get(pk=mirror.pk)
    assert now.stage == Stage.ASKING
    assert not Prediction.objects.filter(behaviour__mirror=now, locked_at=None).exists()
    fresh = Invitation.objects.filter(round=now.round).count()
    assert fresh == now.people.count() > 3
    assert Mail.objects.count() == mails + fresh
