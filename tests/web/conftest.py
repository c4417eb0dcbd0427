"""What web tests share. Django is not set up yet when this is read: its parts are imported inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture(autouse=True)
def nothing_is_counted_from_test_to_test() -> None:
    """Sign-in counts attempts in the cache of the process."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture(autouse=True)
def every_test_begins_in_english_and_in_utc() -> None:
    """A request leaves its reader's language and zone to whatever the thread does next."""
    from django.utils import timezone, translation

    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def world(db: None) -> World:
    """The organization, without any coaching."""
    from tests import world as worlds

    return worlds.make()


@pytest.fixture
def agreed(world: World) -> World:
    """The organization, with Marianne and Tomasz agreed."""
    from tests import world as worlds

    worlds.agree(world)
    return world
