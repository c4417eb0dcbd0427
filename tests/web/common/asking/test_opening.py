"""Opening a round: a plan that can be asked, and nobody asked too often (rule 13)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connections

from hansei.core import clock
from hansei.core.anonymity import BelowFloor, Inconsistent, Source
from hansei.web.common.asking import selectors, services
from hansei.web.common.asking.models import Invitation, Round, RoundItem
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.vault import services as vault
from tests.web.common.asking.around import DAY, ITEMS, Around, around, opened, person


def test_a_round_declares_how_many_are_asked_as_what(people: Around) -> None:
    round_ = opened(people)
    assert selectors.partition(round_).asked == {Source.BOSS: 1, Source.PEERS: 5, Source.REPORTS: 6}
    assert [(item.ref, item.period) for item in round_.items.all()] == [
        ("LL-S8", "eight_weeks"), ("LL-S4", "eight_weeks"), ("LL-S6", "six_months"),
    ]  # fmt: skip


def test_everybody_asked_gets_one_invitation_by_mail(people: Around) -> None:
    round_ = opened(people)
    mails = Mail.objects.filter(kind="asking.invitation")
    assert {mail.to_id for mail in mails} == {one.person.pk for one in people.asked}
    assert mails.count() == Invitation.objects.filter(round=round_).count() == 12


def test_opening_is_recorded_for_the_leader_without_naming_anybody(people: Around) -> None:
    round_ = opened(people)
    (entry,) = audit.entries(people.leader.chain)
    assert (entry.verb, entry.subject_id, entry.actor) == ("round.opened", round_.pk, people.leader.chain)
    for one in people.asked:
        assert audit.entries(one.person.chain) == []


def test_a_link_is_kept_as_a_hash_only(people: Around) -> None:
    round_ = opened(people)
    for invitation in Invitation.objects.filter(round=round_).select_related("round"):
        secret = services.link(invitation).split("/")[2]
        assert secret not in str(Invitation.objects.filter(pk=invitation.pk).values())
        assert selectors.by_secret(secret) == invitation


@pytest.mark.parametrize("days", [0, -1, 43])
def test_a_round_that_is_over_at_once_or_open_too_long_is_refused(people: Around, days: int) -> None:
    with pytest.raises(ValueError):
        opened(people, days=days)
    assert not Round.objects.exists()


def test_a_plan_that_cannot_be_asked_is_refused(people: Around) -> None:
    twice = [services.Asked(people.peers[0], "peers"), services.Asked(people.peers[0], "reports")]
    about_nothing = [services.Asked(people.peers[0], "further")]
    two_bosses = [services.Asked(people.boss, "boss"), services.Asked(people.peers[0], "boss")]
    merged = [services.Asked(people.peers[0], "around")]
    for asked in ([], twice, two_bosses, merged):
        with pytest.raises(Inconsistent):
            opened(people, asked=asked)
    with pytest.raises(Inconsistent):
        opened(people, asked=about_nothing, items=ITEMS[1:])
    for items in ((), ITEMS[:1] * 2):
        with pytest.raises(Inconsistent):
            opened(people, items=items)
    assert not Round.objects.exists()
    assert not RoundItem.objects.exists()


def test_the_minimum_is_raised_and_never_lowered(people: Around) -> None:
    assert opened(people, k=6).k == 6
    with pytest.raises(BelowFloor):
        opened(around("Tomasz Lind"), k=3)


# ------------------------------------------------------------------------------------------------- rule 13
def test_nobody_has_more_than_one_open_request(people: Around) -> None:
    opened(people)
    other = person("Jorge Mela", is_leader=True)
    for one in people.asked:
        assert not selectors.askable(one.person, other)
    with pytest.raises(services.CannotBeAsked) as refused:
        services.open_round(
            about=other, kind="mirror", items=ITEMS, closes_at=clock.now() + DAY,
            asked=[services.Asked(people.peers[0], "peers"), services.Asked(person("Ada Ruiz"), "peers")],
        )  # fmt: skip
    assert refused.value.people == (people.peers[0],)
    assert not Round.objects.filter(about=other).exists()


def test_once_a_round_is_over_its_people_can_be_asked_again(people: Around) -> None:
    opened(people, days=1)
    other = person("Jorge Mela", is_leader=True)
    with clock.shifted(DAY):
        assert selectors.not_askable([one.person for one in people.asked], other) == frozenset()


def test_nobody_is_asked_more_than_four_times_in_ninety_days(people: Around) -> None:
    asked = [services.Asked(people.peers[0], "peers")]
    start = clock.now()
    for number in range(4):
        with clock.frozen(start + timedelta(days=20 * number)):
            assert selectors.askable(people.peers[0], people.leader)
            opened(people, asked=asked, days=2)
    with clock.frozen(start + timedelta(days=80)):
        assert not selectors.askable(people.peers[0], people.leader)
        with pytest.raises(services.CannotBeAsked):
            opened(people, asked=asked, days=2)
    with clock.frozen(start + timedelta(days=91)):
        assert selectors.askable(people.peers[0], people.leader)


def test_two_people_never_have_requests_about_each_other_open_at_once(people: Around) -> None:
    peer = people.peers[0]
    opened(people, asked=[services.Asked(peer, "peers")])
    assert not selectors.askable(people.leader, peer)
    assert selectors.askable(people.leader, people.peers[1]), "who is not asked about the leader may ask"


def test_somebody_who_left_is_not_asked_and_nobody_about_themself(people: Around) -> None:
    gone = person("Ada Ruiz", left_on=clock.now().date())
    assert not selectors.askable(gone, people.leader)
    assert not selectors.askable(people.leader, people.leader)


def test_the_refusal_does_not_tell_why(people: Around) -> None:
    """ "Has an open request" would tell that somebody else is being coached."""
    opened(people)
    gone = person("Ada Ruiz", left_on=clock.now().date())
    said = set()
    for one in (gone, people.peers[0]):
        with pytest.raises(services.CannotBeAsked) as refused:
            services.open_round(
                about=people.boss, kind="mirror", items=ITEMS, closes_at=clock.now() + DAY,
                asked=[services.Asked(one, "peers")],
            )  # fmt: skip
        said.add(str(refused.value))
    assert len(said) == 1


def _at_once(*acts: Callable[[], object]) -> list[BaseException | None]:
    """Do these at the same moment, each in a thread of its own; what each ended in."""
    barrier = threading.Barrier(len(acts))
    ended: list[BaseException | None] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - handed to the test
            ended[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return ended


@pytest.mark.django_db(transaction=True)
def test_two_leaders_who_ask_the_same_person_at_once_do_not_both_succeed() -> None:
    one, other, asked = person("Marianne Vos"), person("Jorge Mela"), person("Ada Ruiz")

    def ask(leader: Person) -> Round:
        return services.open_round(
            about=leader, kind="mirror", items=ITEMS, closes_at=clock.now() + DAY,
            asked=[services.Asked(asked, "peers")],
        )  # fmt: skip

    ended = _at_once(lambda: ask(one), lambda: ask(other))
    assert sorted(type(error).__name__ for error in ended) == ["CannotBeAsked", "NoneType"]
    assert Round.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_people_who_ask_each_other_at_once_do_not_both_succeed() -> None:
    one, other = person("Marianne Vos"), person("Jorge Mela")

    def ask(leader: Person, asked: Person) -> Round:
        return services.open_round(
            about=leader, kind="mirror", items=ITEMS, closes_at=clock.now() + DAY,
            asked=[services.Asked(asked, "peers")],
        )  # fmt: skip

    ended = _at_once(lambda: ask(one, other), lambda: ask(other, one))
    assert sorted(type(error).__name__ for error in ended) == ["CannotBeAsked", "NoneType"]


def test_the_keys_of_a_round_are_there_before_it(people: Around) -> None:
    round_ = opened(people)
    assert vault.exists(round_.key_scope)
    assert vault.exists(round_.answers_scope)
