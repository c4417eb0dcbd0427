"""What two people do at the same moment: the one who comes second finds what the first did."""

from __future__ import annotations

from typing import Any

import pytest

from hansei.web.common.bench import services as benches
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements import eligible, naming, services
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SharedItem
from tests.world import World, sign_in


def test_nothing_is_opened_to_a_coach_whose_engagement_ended_meanwhile(agreed: World) -> None:
    row = services.write_objective(agreed.leader, words="Mine.", focus="leading_lean", direction="up")
    read_before = Engagement.objects.select_related("leader", "coach").get(pk=agreed.engagement.pk)
    services.end(read_before, agreed.coach)
    assert read_before.state == "agreed"
    with pytest.raises(NotPossible):
        services.open_to_coach(read_before, kind="objective", ref=row.pk, payload={"words": "Mine."})
    assert not SharedItem.objects.exists()


def test_two_leaders_do_not_get_the_last_place_of_one_coach(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    Place.objects.update(capacity=1)
    ensure = naming.vault.ensure

    def meanwhile(*given: Any) -> None:
        monkeypatch.setattr(naming.vault, "ensure", ensure)
        services.name_coach(world.other_leader, world.coach)
        ensure(*given)

    monkeypatch.setattr(naming.vault, "ensure", meanwhile)
    with pytest.raises(NotPossible):
        services.name_coach(world.leader, world.coach)
    assert Engagement.objects.get().leader == world.other_leader


def test_a_coach_who_becomes_a_steward_is_not_offered_any_more(world: World) -> None:
    assert world.coach in eligible.offered(world.leader)
    Person.objects.filter(pk=world.coach.pk).update(is_steward=True)
    assert eligible.offered(world.leader) == []
    world.coach.refresh_from_db()
    with pytest.raises(NotPossible):
        benches.say_yes(world.coach, 3)


def test_who_is_on_the_bench_can_change_for_how_many(world: World) -> None:
    assert sign_in(world.coach).post("/bench/", {"capacity": "4"}).status_code == 302
    assert Place.objects.get().capacity == 4
