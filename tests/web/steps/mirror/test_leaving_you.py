"""How a mirror leaves the leader: for them alone, at one length, taken back with one press."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from hansei.web.common.people.services import NotPossible
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.vault import services as vault
from hansei.web.ground.vault.models import DataKey
from hansei.web.steps.mirror import leaving_you, selectors, services
from hansei.web.steps.mirror.models import Mirror
from hansei.web.steps.mirror.selectors import at
from tests.web.pages import read
from tests.web.steps.mirror.mirrors import after_the_window, locked, opened_all
from tests.world import World, sign_in


@pytest.fixture
def mirror(world: World) -> Iterator[Mirror]:
    """Everything open."""
    found = locked(world)
    with after_the_window(found):
        services.settle(found)
        opened_all(found)
        yield found


def stored(mirror: Mirror) -> bytes | None:
    mirror.refresh_from_db()
    return bytes(mirror.feeling) if mirror.feeling is not None else None


def as_before(mirror: Mirror, said: str) -> None:
    """As it was sealed before all answers had one length."""
    sealed = vault.seal(mirror.leader.private_scope, said, at=at("Mirror", "feeling", mirror.pk))
    Mirror.objects.filter(pk=mirror.pk).update(feeling=sealed)


def test_how_it_leaves_the_leader_is_sealed_and_one_of_four(mirror: Mirror) -> None:
    with pytest.raises(NotPossible):
        services.say_feeling(mirror, "fine")
    services.say_feeling(mirror, "upset")
    assert b"upset" not in (stored(mirror) or b"")
    assert selectors.feeling(mirror) == "upset"


def test_all_four_have_one_length(mirror: Mirror) -> None:
    lengths = set()
    for said in services.FEELINGS:
        services.say_feeling(mirror, said)
        lengths.add(len(stored(mirror) or b""))
        assert selectors.feeling(mirror) == said
    assert len(services.FEELINGS) == 4
    assert len(lengths) == 1


def test_what_was_said_before_they_had_one_length_gets_it_and_says_the_same(mirror: Mirror) -> None:
    services.say_feeling(mirror, "useful")
    wanted = len(stored(mirror) or b"")
    lengths = set()
    for said in services.FEELINGS:
        as_before(mirror, said)
        lengths.add(len(stored(mirror) or b""))
        assert selectors.feeling(mirror) == said, "it is read before it is filled up, too"
        jobs.run_periodic()
        filled = stored(mirror)
        assert len(filled or b"") == wanted
        assert selectors.feeling(mirror) == said
        jobs.run_periodic()
        assert stored(mirror) == filled, "once is enough"
    assert len(lengths) == 2, "there was something to fill up"


def test_what_is_blank_or_cannot_be_opened_keeps_nothing_else_from_being_filled_up(mirror: Mirror) -> None:
    leaving_you.fill_up()
    assert stored(mirror) is None
    as_before(mirror, "upset")
    held = stored(mirror)
    DataKey.objects.filter(scope=mirror.leader.private_scope).delete()
    leaving_you.fill_up()
    assert stored(mirror) == held


def test_what_was_said_is_made_blank_again_with_one_press_and_nothing_is_left(
    mirror: Mirror, world: World
) -> None:
    leader = sign_in(world.leader)
    asked = reverse("mirror_feeling", kwargs={"mirror_id": mirror.pk})
    assert "Make it blank again" not in read(leader.get(asked)).text
    leader.post(asked, {"feeling": "angry"})
    assert stored(mirror)
    assert "Make it blank again" in read(leader.get(asked)).text
    sent = leader.post(asked, {"feeling": "angry", "go": "blank"})
    assert "Nothing is kept of how it leaves you." in read(leader.get(sent["Location"])).text
    assert stored(mirror) is None
    assert selectors.feeling(mirror) == ""
    assert read(leader.get(asked)).form(having="feeling").fields["feeling"].values == []
