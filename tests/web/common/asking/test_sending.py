"""Sending answers: replaced, never doubled; blank stays as it was; nothing after the time."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connections

from hansei.core import clock
from hansei.core.anonymity import Source, Tally
from hansei.web.common.asking import services
from hansei.web.common.asking.models import Answer, Invitation, Progress, Round, Sent
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.vault import services as vault
from tests.web.common.asking.around import DAY, Around, around, invitation, opened, secret, secrets_of


def test_what_is_sent_is_counted_after_the_close(people: Around, round_: Round) -> None:
    services.answer(secret(round_, people.peers[0]), {"LL-S8": 4, "LL-S4": 0})
    services.answer(secret(round_, people.peers[1]), {"LL-S8": 2})
    services.answer(secret(round_, people.boss), {"LL-S4": 5})
    services.close(round_)
    counted = services.tallies(round_)
    assert counted["LL-S8", Source.PEERS] == Tally.of([4, 2])
    assert counted["LL-S4", Source.PEERS] == Tally.of([0])
    assert counted["LL-S4", Source.BOSS] == Tally.of([5])
    assert counted["LL-S6", Source.REPORTS] == Tally()
    assert services.respondents(round_) == {Source.BOSS: 1, Source.PEERS: 2, Source.REPORTS: 0}


def test_each_item_is_tallied_for_each_source_that_was_asked_about_it(round_: Round) -> None:
    services.close(round_)
    assert set(services.tallies(round_)) == {
        ("LL-S8", Source.PEERS), ("LL-S8", Source.REPORTS),
        ("LL-S4", Source.BOSS), ("LL-S4", Source.PEERS), ("LL-S4", Source.REPORTS),
        ("LL-S6", Source.PEERS), ("LL-S6", Source.REPORTS),
    }  # fmt: skip


def test_nothing_is_counted_while_the_round_is_open(people: Around, round_: Round) -> None:
    services.answer(secret(round_, people.boss), {"LL-S4": 5})
    with pytest.raises(services.StillOpen):
        services.tallies(round_)
    with pytest.raises(services.StillOpen):
        services.respondents(round_)
    with pytest.raises(services.StillOpen):
        services.ensure_closed(round_)


def test_sending_again_replaces_and_makes_no_second_answer(people: Around, round_: Round) -> None:
    link = secret(round_, people.peers[0])
    services.answer(link, {"LL-S8": 1, "LL-S4": 2})
    services.answer(link, {"LL-S8": 5, "LL-S4": 4})
    assert Sent.objects.count() == 2
    services.close(round_)
    assert services.tallies(round_)["LL-S8", Source.PEERS] == Tally.of([5])
    assert services.respondents(round_)[Source.PEERS] == 1


def test_what_is_left_blank_stays_as_it_was(people: Around, round_: Round) -> None:
    link = secret(round_, people.peers[0])
    services.answer(link, {"LL-S8": 1, "LL-S4": 2})
    services.answer(link, {"LL-S4": 3})
    services.close(round_)
    assert services.tallies(round_)["LL-S8", Source.PEERS] == Tally.of([1])
    assert services.tallies(round_)["LL-S4", Source.PEERS] == Tally.of([3])


@pytest.mark.parametrize(
    "values",
    [
        {"LL-S4": 6},
        {"LL-S4": -1},
        {"LL-S4": True},
        {"LL-S4": "4"},
        {"LL-S4": 2.5},
        {"LL-S8": 3},  # the boss is not asked about this one
        {"LL-U1": 3},  # nobody is
        {"LL-S4": 3, "LL-U1": 3},
    ],
)
def test_what_was_not_asked_is_refused_and_nothing_of_it_kept(
    people: Around, round_: Round, values: dict[str, int]
) -> None:
    with pytest.raises(services.NotAsked):
        services.answer(secret(round_, people.boss), values)
    assert not Sent.objects.exists()
    assert not Progress.objects.filter(answered=True).exists()


def test_a_link_that_leads_nowhere_is_closed(round_: Round) -> None:
    with pytest.raises(services.Closed):
        services.answer("x" * 43, {"LL-S4": 3})


def test_an_answer_after_the_time_is_refused_though_no_job_ran(people: Around, round_: Round) -> None:
    link = secret(round_, people.boss)
    services.answer(link, {"LL-S4": 3})
    with clock.frozen(round_.closes_at):
        with pytest.raises(services.Closed):
            services.answer(link, {"LL-S4": 5})
        services.ensure_closed(round_)
        assert services.tallies(round_)["LL-S4", Source.BOSS] == Tally.of([3])
    with clock.frozen(round_.closes_at - timedelta(microseconds=1)), pytest.raises(services.Closed):
        services.answer(link, {"LL-S4": 5})  # closed is closed, whatever the clock says afterwards


def test_the_time_that_counts_is_the_one_at_the_database(people: Around, round_: Round) -> None:
    """A page that was held up between its first look and its writing does not slip through."""
    found = invitation(round_, people.boss)
    Round.objects.filter(pk=round_.pk).update(closes_at=clock.now())
    with pytest.raises(services.Closed):
        services.send(found, {"LL-S4": 3})
    assert not Sent.objects.exists()


def test_a_rating_is_sealed_and_tied_to_its_row(people: Around, round_: Round) -> None:
    for who, rating in ((people.peers[0], 1), (people.peers[1], 5)):
        services.answer(secret(round_, who), {"LL-S4": rating})
    one, other = Sent.objects.all()
    assert len(bytes(one.value)) == len(bytes(other.value)), "the length must not tell the rating"
    one.value, other.value = other.value, one.value
    Sent.objects.bulk_update([one, other], ["value"])
    with pytest.raises(Exception, match="cannot be opened"):
        services.close(round_)


def test_sending_leaves_no_trace_but_the_answer_and_one_bit(people: Around, round_: Round) -> None:
    before = Entry.objects.count()
    services.answer(secret(round_, people.boss), {"LL-S4": 3})
    assert Entry.objects.count() == before
    for model in (Sent, Answer):
        fields = {field.name for field in model._meta.get_fields()}
        assert fields == {"id", "round", "token", "item", "source", "value"}
        assert {f.get_internal_type() for f in model._meta.fields} == {
            "UUIDField",
            "ForeignKey",
            "BinaryField",
            "CharField",
        }
    kept = Progress.objects.get(invitation__person=people.boss)
    assert (kept.answered, kept.reminders, kept.stopped) == (True, 0, False)


def test_an_answer_without_the_rounds_key_leads_to_nobody(people: Around, round_: Round) -> None:
    services.answer(secret(round_, people.boss), {"LL-S4": 3})
    row = Sent.objects.get()
    for one in Invitation.objects.all():
        kept = (one.pk.bytes, one.secret_hash.encode(), bytes.fromhex(one.secret_hash))
        assert bytes(row.token) not in kept
        assert one.pk != row.pk


def _threads(acts: list[object]) -> None:
    threads = [threading.Thread(target=act) for act in acts]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_who_answer_at_once_are_each_there_once() -> None:
    people = around()
    crowd = [*people.peers, *people.reports, *around("Jorge Mela").peers, *around("Ada Ruiz").reports][:20]
    round_ = opened(people, asked=[services.Asked(one, "reports") for one in crowd])
    links = list(secrets_of(round_).values())
    barrier = threading.Barrier(len(links))
    thanked: list[int] = []

    def act(number: int, link: str) -> None:
        try:
            barrier.wait()
            services.answer(link, {"LL-S8": number % 5 + 1, "LL-S4": 0})
            services.answer(link, {"LL-S8": number % 5 + 1, "LL-S4": 5})
            thanked.append(number)
        finally:
            connections.close_all()

    _threads([lambda n=n, link=link: act(n, link) for n, link in enumerate(links)])
    assert len(thanked) == len(links) == 20
    assert Sent.objects.count() == 40
    services.close(round_)
    assert services.tallies(round_)["LL-S8", Source.REPORTS] == Tally((4, 4, 4, 4, 4))
    assert services.tallies(round_)["LL-S4", Source.REPORTS] == Tally((0, 0, 0, 0, 20))
    assert services.respondents(round_)[Source.REPORTS] == 20


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_devices_with_one_link_make_one_answer() -> None:
    people = around()
    round_ = opened(people)
    link = secret(round_, people.boss)
    barrier = threading.Barrier(8)

    def act(rating: int) -> None:
        try:
            barrier.wait()
            services.answer(link, {"LL-S4": rating})
        finally:
            connections.close_all()

    _threads([lambda n=n: act(n % 5 + 1) for n in range(8)])
    assert Sent.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_close_amid_answers_loses_none_that_got_its_thanks() -> None:
    people = around()
    round_ = opened(people)
    links = [link for who, link in secrets_of(round_).items() if who != people.boss.pk]
    barrier = threading.Barrier(len(links) + 1)
    thanked: list[str] = []
    refused: list[str] = []

    def act(place: int, link: str) -> None:
        try:
            barrier.wait()
            # Spread, so that the close comes between some of them.
            threading.Event().wait(place * 0.01)
            try:
                services.answer(link, {"LL-S8": 3})
            except services.Closed:
                refused.append(link)
            else:
                thanked.append(link)
        finally:
            connections.close_all()

    def close() -> None:
        try:
            barrier.wait()
            threading.Event().wait(0.04)
            services.close(Round.objects.get(pk=round_.pk))
        finally:
            connections.close_all()

    _threads([*(lambda n=n, link=link: act(n, link) for n, link in enumerate(links)), close])
    assert len(thanked) + len(refused) == len(links)
    round_.refresh_from_db()
    counted = services.tallies(round_)
    assert sum(counted["LL-S8", source].usable for source in (Source.PEERS, Source.REPORTS)) == len(thanked)
    assert sum(services.respondents(round_).values()) == len(thanked)
    assert not vault.exists(round_.key_scope)


def test_a_round_that_nobody_answered_closes_too(round_: Round) -> None:
    with clock.shifted(15 * DAY):
        assert services.close_due() == 1
        round_.refresh_from_db()
        assert set(services.respondents(round_).values()) == {0}
