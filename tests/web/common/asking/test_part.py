"""One part of the organization in the pulse: about nobody, by link, counted once, then destroyed."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.db import IntegrityError, transaction
from django.test import Client

from hansei.core import clock, library
from hansei.core.anonymity import BelowFloor, Inconsistent, NotAuthentic, Tally
from hansei.core.library import UnknownEntry
from hansei.web.common.asking import beliefs, selectors, services
from hansei.web.common.asking.models import Answer, Invitation, Round, Sent
from hansei.web.common.asking.tokens import secret_of
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases import services as releases
from hansei.web.common.releases.models import PartRelease
from hansei.web.ground.audit import services as audit
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.vault import services as vault
from tests.web.common.asking.around import DAY, Around, around, opened, person

pytestmark = pytest.mark.django_db(transaction=True)

ITEMS = ("problems_welcome", "fix_the_process", "my_thinking_counts")


@pytest.fixture
def head() -> Person:
    Organization.objects.create(id=1, name="Halden Pumps")
    return person("Clara Jensen", is_leader=True)


@pytest.fixture
def members(head: Person) -> list[Person]:
    return [person(f"Member {number}", manager=head) for number in range(6)]


def part(members: list[Person], **plan: Any) -> Round:
    plan.setdefault("closes_at", clock.now() + 14 * DAY)
    return services.open_part(
        items=plan.pop("items", ITEMS), people=members, k=plan.pop("k", 5), actor=members[0].chain, **plan
    )


def all_answer(round_: Round, *ratings: dict[str, int]) -> None:
    found = Invitation.objects.filter(round=round_).select_related("round").order_by("person__name")
    for one, values in zip(found, ratings, strict=False):
        services.send(one, values)


def frozen(round_: Round, head: Person | None) -> PartRelease:
    services.close(round_)
    return beliefs.freeze(round_, wave=round_.pk, name="Logistics", head=head)


def test_a_pulse_is_about_nobody_and_everything_else_is_about_somebody(members: list[Person]) -> None:
    round_ = part(members)
    assert round_.about is None
    for kind, about in (("mirror", None), ("respect", None), ("pulse", members[0])):
        with pytest.raises(IntegrityError), transaction.atomic():
            Round.objects.filter(pk=round_.pk).update(kind=kind, about=about)


def test_opening_and_closing_stand_in_a_chain_of_its_own(members: list[Person]) -> None:
    round_ = part(members)
    services.close(round_)
    told = [(entry.verb, entry.actor) for entry in audit.entries(round_.pk)]
    assert told == [("round.opened", members[0].chain), ("round.closed", None)]


def test_what_cannot_be_asked_is_refused_before_anybody_gets_a_mail(members: list[Person]) -> None:
    for plan, problem in (
        ({"k": 4}, BelowFloor),
        ({"items": ("LL-S8",)}, UnknownEntry),
        ({"items": ()}, Inconsistent),
    ):
        with pytest.raises(problem):
            part(members, **plan)
    assert not Round.objects.exists()


def test_a_pulse_counts_among_all_that_somebody_is_asked(members: list[Person]) -> None:
    part(members)
    asking = around("Ole Krag")
    assert selectors.not_askable(members, asking.leader) == {one.pk for one in members}
    with pytest.raises(services.CannotBeAsked):
        part(members)


def test_an_open_request_about_somebody_keeps_nobody_else_out_of_a_pulse(people: Around) -> None:
    opened(people)
    # Those who are asked cannot be asked again now; the leader they are asked about can.
    assert selectors.not_askable([people.leader, *people.reports], None) == {one.pk for one in people.reports}


def test_the_page_asks_about_no_person_and_each_may_say_that_they_cannot_say(members: list[Person]) -> None:
    round_ = part(members)
    one = Invitation.objects.select_related("round").filter(round=round_)[0]
    client, link = Client(enforce_csrf_checks=True), f"/a/{secret_of(round_, one)}/"
    page = client.get(link).content.decode()
    assert "In my part of the organization, over the last eight weeks" in page
    assert page.count("I cannot say") == len(ITEMS)
    for nobody in ("Clara", "coached", "None asks", "the boss"):
        assert nobody not in page
    assert client.post(link, {"b1": "0", "b2": "5"}).status_code == 302
    assert Sent.objects.count() == 2
    assert client.post(link, {"b1": "6"}).status_code == 400
    german = client.get(link + "?lang=de").content.decode()
    assert "trifft voll und ganz zu" in german
    for ending in ("thanks/", "no/", "stop/"):
        assert client.get(link + ending).status_code == 200


def test_its_mails_name_nobody_and_end_with_one_click(
    members: list[Person], mailoutbox: list[EmailMessage]
) -> None:
    round_ = part(members)
    jobs.run_all(future=True)
    for when in (7.1, 10.6, 13):
        with clock.frozen(round_.opened_at + when * DAY):
            services.remind_due()
            jobs.run_all(future=True)
    to_one = [mail for mail in mailoutbox if mail.to == [members[0].email]]
    assert len(to_one) == 3
    for mail in to_one:
        assert "List-Unsubscribe" in mail.extra_headers
        said = f"{mail.subject} {mail.body}"
        assert "Somebody you work with" not in said
        assert "Clara" not in said


def test_reversed_items_are_turned_once_and_five_speaks_for_the_belief(
    head: Person, members: list[Person]
) -> None:
    assert [ref for ref in ITEMS if library.belief(ref).reverse] == ["fix_the_process"]
    round_ = part(members)
    all_answer(round_, *[dict.fromkeys(ITEMS, 2)] * 6)
    frozen(round_, head)
    (found,) = beliefs.beliefs_of(head)
    assert {ref: str(figure.value) for ref, figure in found.figures.items()} == {
        "problems_welcome": "2.0", "fix_the_process": "4.0", "my_thinking_counts": "2.0",
    }  # fmt: skip
    assert beliefs.scored("fix_the_process", Tally((1, 2, 3, 4, 5), 6)) == Tally((5, 4, 3, 2, 1), 6)


def test_once_counted_no_single_answer_is_left_and_counting_again_changes_nothing(
    head: Person, members: list[Person]
) -> None:
    round_ = part(members)
    all_answer(round_, *[dict.fromkeys(ITEMS, 3)] * 6)
    services.close(round_)
    assert Answer.objects.count() == 18
    first = frozen(round_, head)
    assert not Answer.objects.exists()
    assert not vault.exists(round_.answers_scope)
    again = beliefs.freeze(round_, wave=round_.pk, name="Another name", head=None)
    assert (again.pk, bytes(again.sealed), again.head_id) == (first.pk, bytes(first.sealed), head.pk)


def test_nothing_is_counted_while_somebody_can_still_answer(head: Person, members: list[Person]) -> None:
    round_ = part(members)
    all_answer(round_, *[dict.fromkeys(ITEMS, 3)] * 6)
    with pytest.raises(services.StillOpen):
        beliefs.freeze(round_, wave=round_.pk, name="Logistics", head=head)
    assert not PartRelease.objects.exists()
    assert Sent.objects.exists()


def test_what_a_leaders_part_believes_is_theirs_until_they_sign_and_again_once_they_take_it_back(
    head: Person, members: list[Person]
) -> None:
    round_ = part(members)
    all_answer(round_, *[dict.fromkeys(ITEMS, 3)] * 6)
    row = frozen(round_, head)
    assert [one.row for one in beliefs.beliefs_of(head)] == [row]
    assert beliefs.beliefs_of(members[0]) == []
    assert beliefs.open_parts() == []
    with pytest.raises(NotPossible):
        releases.sign_part(row, members[0])
    assert beliefs.open_parts() == []
    releases.sign_part(row, head)
    assert [one.row for one in beliefs.open_parts()] == [row]
    with pytest.raises(NotPossible):
        releases.take_part_back(row, members[0])
    releases.take_part_back(row, head)
    assert beliefs.open_parts() == []
    verbs = [entry.verb for entry in audit.entries(head.chain)]
    assert verbs == ["beliefs.signed", "beliefs.taken_back"]


def test_what_several_leaders_parts_believe_is_open_and_nobodys_to_sign(
    head: Person, members: list[Person]
) -> None:
    round_ = part(members)
    all_answer(round_, *[dict.fromkeys(ITEMS, 3)] * 6)
    row = frozen(round_, None)
    assert [one.row for one in beliefs.open_parts()] == [row]
    with pytest.raises(NotPossible):
        releases.sign_part(row, head)
    with pytest.raises(IntegrityError), transaction.atomic():
        PartRelease.objects.filter(pk=row.pk).update(signed_on=clock.now().date())


def test_switched_off_no_figure_is_given_out_and_its_owner_can_still_take_it_out(
    head: Person, members: list[Person]
) -> None:
    round_ = part(members)
    all_answer(round_, *[dict.fromkeys(ITEMS, 3)] * 6)
    releases.sign_part(frozen(round_, head), head)
    assert beliefs.open_parts()
    Organization.objects.update(pulse_on=False)
    assert beliefs.open_parts() == []
    assert beliefs.beliefs_of(head) == []
    assert leaving.take_out(head)["asking"]["beliefs_of_my_part"]


def test_a_release_put_in_anothers_place_is_not_shown(head: Person, members: list[Person]) -> None:
    round_ = part(members)
    row = frozen(round_, head)
    PartRelease.objects.filter(pk=row.pk).update(round=head.pk)
    with pytest.raises(NotAuthentic):
        beliefs.beliefs_of(head)


def test_erasing_takes_a_leaders_part_away_key_first_and_hands_it_over_before(
    head: Person, members: list[Person]
) -> None:
    round_ = part(members)
    all_answer(round_, *[dict.fromkeys(ITEMS, 3)] * 6)
    row = frozen(round_, head)
    taken = leaving.take_out(head)["asking"]["beliefs_of_my_part"]
    assert taken[0]["part"] == "Logistics"
    assert len(taken[0]["figures"]) == 3
    leaving.erase(head)
    assert not PartRelease.objects.exists()
    assert not vault.exists(row.scope)
    # A restore that puts the row back puts back nothing that opens, and the row goes again.
    row.save(force_insert=True)
    assert beliefs.beliefs_of(head) == []
    leaving.carry_out([row.scope])
    assert not PartRelease.objects.exists()
