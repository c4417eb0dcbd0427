"""Whoever leaves is asked nothing any more, and nobody answers for them from their mail box."""

from __future__ import annotations

import pytest
from django.test import Client

from hansei.core import clock
from hansei.web.common.asking import services
from hansei.web.common.asking.models import Round
from tests.web.common.asking.around import Around, secret


def test_the_link_of_somebody_who_left_leads_nowhere(people: Around, round_: Round) -> None:
    left = people.reports[0]
    link = secret(round_, left)
    assert Client().get(f"/a/{link}/").status_code == 200
    left.left_on = clock.now().date()
    left.save()
    assert Client().get(f"/a/{link}/").status_code == 404
    assert Client().post(f"/a/{link}/", {"b1": "3"}).status_code == 404
    with pytest.raises(services.Closed):
        services.answer(link, {"LL-S8": 3})
