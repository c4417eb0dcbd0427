"""The same is asked again of the same people, or of a group that differs by the minimum; nothing between."""

from __future__ import annotations

import pytest

from hansei.core import clock
from hansei.web.common.asking import services
from hansei.web.common.asking.models import Invitation, Round
from hansei.web.ground.mail.models import Mail
from tests.web.common.asking.around import DAY, Around, opened, secrets_of

ITEMS = (services.Item("LL-S6", ("peers", "reports", "further")),)


def asked_as(source: str, *people: object) -> list[services.Asked]:
    return [services.Asked(one, source) for one in people]  # type: ignore[arg-type]


@pytest.fixture
def before(people: Around) -> Around:
    """All six reports were asked about one thing, answered, and the round is closed."""
    round_ = opened(people, items=ITEMS, asked=asked_as("reports", *people.reports))
    for secret in secrets_of(round_).values():
        services.answer(secret, {"LL-S6": 3})
    services.close(round_)
    return people


def test_without_one_of_them_the_same_is_not_asked_again(before: Around) -> None:
    Mail.objects.all().delete()
    with clock.shifted(100 * DAY), pytest.raises(services.TooAlike):
        opened(before, items=ITEMS, asked=asked_as("reports", *before.reports[:5]))
    assert Round.objects.count() == 1
    assert not Mail.objects.exists()


def test_asking_them_under_another_name_is_no_way_round(before: Around) -> None:
    with clock.shifted(100 * DAY), pytest.raises(services.TooAlike):
        opened(before, items=ITEMS, asked=asked_as("further", *before.reports[:5]))


def test_somebody_who_erased_that_they_were_asked_still_counts(before: Around) -> None:
    Invitation.objects.filter(person=before.reports[5]).delete()
    with clock.shifted(100 * DAY), pytest.raises(services.TooAlike):
        opened(before, items=ITEMS, asked=asked_as("reports", *before.reports[:5]))


def test_the_same_people_can_be_asked_again(before: Around) -> None:
    with clock.shifted(100 * DAY):
        assert opened(before, items=ITEMS, asked=asked_as("reports", *before.reports))


def test_others_can_be_asked(before: Around) -> None:
    assert opened(before, items=ITEMS, asked=asked_as("peers", *before.peers))


def test_almost_the_same_people_can_be_asked_about_something_else(before: Around) -> None:
    items = (services.Item("LL-S8", ("reports",)),)
    assert opened(before, items=items, asked=asked_as("reports", *before.reports[:5]))


def test_a_round_that_was_withdrawn_and_never_shown_is_not_in_the_way(people: Around) -> None:
    services.withdraw(opened(people, items=ITEMS, asked=asked_as("reports", *people.reports)))
    assert opened(people, items=ITEMS, asked=asked_as("reports", *people.reports[:5]))
