"""A leader with an agreement, for every test of the mirror."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def world(db: None) -> World:
    # Imported here: pytest reads this file before the settings are loaded.
    from tests.world import agree, make

    found = make()
    agree(found)
    return found
