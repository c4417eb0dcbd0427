"""The whole thread through services: plan, lock, answers, close, release, reveal, finding."""

from __future__ import annotations

from decimal import Decimal

from hansei.core.anonymity import Shown, Source
from hansei.web.common.engagements.selectors import open_shared
from hansei.web.common.releases.selectors import shared_with
from hansei.web.steps.mirror import selectors, services
from hansei.web.steps.mirror.models import Stage
from tests.web.steps.mirror.mirrors import after_the_window, answered, locked, opened_all, row_of
from tests.world import World


def test_from_a_plan_to_a_finding_that_the_coach_was_shown(world: World) -> None:
    mirror = locked(world)
    answered(mirror, dict.fromkeys(world.peers, 4) | dict.fromkeys(world.reports, 2) | {world.boss: 5})
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)
        one = next(s for s in selectors.said(mirror) if s.row.code == "LL-S4")
        seen = selectors.seen(one)
        assert [seen.cells[s].value for s in seen.cells if isinstance(seen.cells[s], Shown)] == [
            Decimal(5), Decimal("4.0"), Decimal("2.0"),
        ]  # fmt: skip
        assert world.engagement is not None
        finding = services.write_finding(row_of(mirror, "LL-S4"), words="I say it late.", choice="work")
        services.open_finding_to_coach(finding, world.engagement, sentences=["Your peers: as expected."])
        assert open_shared(shared_with(world.coach).get()) == {
            "words": "I say it late.", "behaviour": "LL-S4", "sentences": ["Your peers: as expected."],
        }  # fmt: skip
        services.take_back(finding, world.engagement)
        assert not shared_with(world.coach).exists()
    assert mirror.stage == Stage.SEEING
    assert Source.FURTHER not in seen.cells
