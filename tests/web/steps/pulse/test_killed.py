"""The pulse, killed before any of its statements: no half wave, and nothing counted twice or lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hansei.core import clock
from hansei.web.common.asking import beliefs
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Answer, Invitation, Round
from hansei.web.common.releases.models import PartRelease
from hansei.web.ground.mail.models import Mail
from hansei.web.steps.pulse import services, settling
from hansei.web.steps.pulse.models import Part, Wave
from hansei.web.steps.pulse.parts import Plan
from tests.web.common.asking.test_closing import Killed, killed_before_statement
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_wave_is_opened_whole_or_not_at_all_and_can_be_opened_afterwards(world: World) -> None:
    number = 0
    while True:
        with killed_before_statement(number):
            try:
                services.open_wave(world.steward, [Plan("Works", [world.leader])], weeks=1)
                break
            except Killed:
                pass
        for model in (Wave, Part, Round, Invitation, Mail):
            assert not model._default_manager.exists(), (number, model)
        number += 1
    assert number > 15
    (part,) = Part.objects.select_related("round").all()
    assert part.round is not None
    asked = Invitation.objects.filter(round=part.round)
    assert asked.count() == Mail.objects.count() == part.people == 12
    for one in asked:
        assert asking.link(one)


def test_a_part_killed_at_any_step_is_counted_once_and_its_answers_go(world: World) -> None:
    wave = services.open_wave(world.steward, [Plan("Works", [world.leader])], weeks=1)
    for one in Invitation.objects.filter(round__in=wave.parts.values("round")).select_related("round"):
        asking.send(one, {item.ref: 4 for item in one.items})
    number, frozen = 0, set()
    with clock.frozen(wave.closes_at + timedelta(minutes=1)):
        while True:
            with killed_before_statement(number):
                try:
                    assert settling.settle(Part.objects.select_related("round").get())
                    break
                except Killed:
                    pass
            frozen |= {bytes(sealed) for sealed in PartRelease.objects.values_list("sealed", flat=True)}
            assert Answer.objects.exists() or frozen or Round.objects.filter(closed_at=None).exists()
            number += 1
        assert number > 10
        # Where nothing was left to be done after it was frozen, it was seen by no killed process.
        frozen |= {bytes(sealed) for sealed in PartRelease.objects.values_list("sealed", flat=True)}
        assert len(frozen) == 1, "what was frozen first stays"
        assert PartRelease.objects.count() == 1
        assert not Answer.objects.exists()
        (read,) = beliefs.beliefs_of(world.leader)
        assert len(read.figures) == len(read.asked) == 5
