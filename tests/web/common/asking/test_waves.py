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


# ------------------------------------------------------------------------------ a minimum that changed since
def asked_and_closed(people: Around, k: int, *who: object, items: tuple[services.Item, ...] = ITEMS) -> Round:
    round_ = opened(people, items=items, asked=asked_as("reports", *who), k=k)
    for secret in secrets_of(round_).values():
        services.answer(secret, {item.ref: 3 for item in items})
    services.close(round_)
    return round_


@pytest.mark.parametrize(("then", "k_then", "now", "k_now"), [(5, 4, 6, 6), (6, 6, 5, 4)])
def test_a_group_that_was_shown_under_the_minimum_of_its_time_still_counts(
    people: Around, then: int, k_then: int, now: int, k_now: int
) -> None:
    asked_and_closed(people, k_then, *people.reports[:then])
    with clock.shifted(100 * DAY), pytest.raises(services.TooAlike):
        opened(people, items=ITEMS, asked=asked_as("reports", *people.reports[:now]), k=k_now)
    with clock.shifted(100 * DAY):
        assert opened(people, items=ITEMS, asked=asked_as("reports", *people.reports[:then]), k=k_now)


# ------------------------------------------------------------------------------------ in the leader's words
OWN = services.Item("OWN-1", ("reports",), period="eight_weeks", wording="Thanks people on the spot")
AGAIN = services.Item("OWN-2", ("reports",), period="eight_weeks", wording="Says thank you where it happens")


@pytest.mark.parametrize(
    ("then", "now"),
    [(OWN, AGAIN), (ITEMS[0], OWN), (OWN, ITEMS[0])],
    ids=["own twice", "own after", "own before"],
)
def test_the_same_in_other_words_is_no_way_round(
    people: Around, then: services.Item, now: services.Item
) -> None:
    asked_and_closed(people, 4, *people.reports, items=(then,))
    with clock.shifted(100 * DAY), pytest.raises(services.TooAlike):
        opened(people, items=(now,), asked=asked_as("reports", *people.reports[:5]))
    with clock.shifted(100 * DAY):
        assert opened(people, items=(now,), asked=asked_as("reports", *people.reports))


# ------------------------------------------------------------------ peers and reports together, once or again
def half(people: Around, answering: int) -> Round:
    """Five peers and two reports were asked; so many peers answered, and both reports."""
    round_ = opened(
        people,
        items=ITEMS,
        asked=[*asked_as("peers", *people.peers), *asked_as("reports", *people.reports[:2])],
    )
    links = secrets_of(round_)
    for one in (*people.peers[:answering], *people.reports[:2]):
        services.answer(links[one.pk], {"LL-S6": 3})
    services.close(round_)
    return round_


@pytest.mark.parametrize(("then", "merged"), [(3, True), (5, False)])
def test_peers_and_reports_stand_as_they_stood_where_the_other_way_would_set_two_apart(
    people: Around, then: int, merged: bool
) -> None:
    assert half(people, then).merged is None
    with clock.shifted(100 * DAY):
        assert half(people, 5 if merged else 3).merged is merged
