"""People around a leader, for every test of asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hansei.web.common.asking.models import Round
    from tests.web.common.asking.around import Around


@pytest.fixture
def people(db: None) -> Around:
    from tests.web.common.asking.around import around

    return around()


@pytest.fixture
def round_(people: Around) -> Round:
    from tests.web.common.asking.around import opened

    return opened(people)
