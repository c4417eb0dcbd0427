"""Ready: private, optional, changed at any time; a yes and a no look the same from every other seat."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from hansei.core import library
from hansei.core.sealing import CannotOpen
from hansei.web.common.people.models import Organization
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.ready import selectors, services
from hansei.web.steps.ready.answers import Answers
from hansei.web.steps.ready.models import Readiness
from tests.web.steps.ready.browsing import text
from tests.world import World, sign_in

READY, ANSWER, ERASE = "/ready/", "/ready/answer/", "/ready/erase/"
OUTCOMES = ("yes_now", "later", "not_for_me", "other_help")
WORDS = "Mine, after the audit. Ä — 反省"
FORM = {
    "seen": "",
    "ruler_importance_to_me": "7",
    "ruler_confidence_i_can": "0",
    "ruler_willing_to_work_with_a_coach_now": "open",
    "words_whose_idea": WORDS,
    "words_if_you_said_no": "",
    "outcome": "open",
    "instead": "",
}


def version(page: Any) -> str:
    found = re.search(r'name="seen" value="([^"]*)"', page.content.decode())
    assert found
    return found[1]


def write(client: Client, **answers: str) -> Any:
    return client.post(READY, {**FORM, "seen": version(client.get(READY)), **answers})


@pytest.fixture
def client(world: World) -> Client:
    return sign_in(world.leader)


def test_three_rulers_and_four_questions_are_there(client: Client) -> None:
    page = client.get(READY).content.decode()
    ready = library.readiness()
    assert len(ready.rulers) == 3
    assert len(ready.questions) == 4
    for ruler in ready.rulers:
        steps = re.findall(rf'name="ruler_{ruler.id}" value="([^"]+)"', page)
        assert steps == [*map(str, range(11)), "open"]
    for question in ready.questions:
        assert question.text.en in page


def test_what_was_written_is_there_again(client: Client, world: World) -> None:
    assert write(client, outcome="later").status_code == 302
    page = client.get(READY).content.decode()
    assert WORDS in page
    assert re.search(r'name="ruler_importance_to_me" value="7"[^>]* checked', page)
    assert re.search(r'name="ruler_confidence_i_can" value="0"[^>]* checked', page)
    assert re.search(r'name="ruler_willing_to_work_with_a_coach_now" value="open"[^>]* checked', page)
    said = selectors.readiness_of(world.leader)
    assert said.rulers == {"importance_to_me": 7, "confidence_i_can": 0}
    assert said.outcome == "later"


def test_everything_is_optional_and_nothing_said_keeps_nothing(client: Client) -> None:
    page = client.post(READY, {}, follow=True)
    assert "Nothing is kept." in text(page)
    assert not Readiness.objects.exists()
    assert client.post(READY, {"outcome": "later"}).status_code == 302
    assert Readiness.objects.count() == 1


def test_it_can_be_rewritten_and_taken_back_at_any_time(client: Client, world: World) -> None:
    write(client, outcome="yes_now")
    write(client, outcome="not_for_me", words_whose_idea="")
    said = selectors.readiness_of(world.leader)
    assert (said.outcome, said.words) == ("not_for_me", {})
    assert Readiness.objects.count() == 1
    unsaid = {name: "open" for name in FORM if name.startswith("ruler")}
    write(client, **unsaid, words_whose_idea="")
    assert not Readiness.objects.exists()


def test_erasing_asks_first_and_then_all_of_it_is_gone(client: Client) -> None:
    write(client, outcome="later")
    assert "Nobody is told" in text(client.get(ERASE))
    assert Readiness.objects.exists()
    page = client.post(ERASE, follow=True)
    assert "It is gone." in text(page)
    assert WORDS not in page.content.decode()
    assert not Readiness.objects.exists()


# ----------------------------------------------------------------------------------------------- the answers
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_answer_has_its_quiet_sentence(client: Client, outcome: str) -> None:
    page = client.post(READY, {**FORM, "outcome": outcome}, follow=True)
    (line,) = (one.line.en for one in library.readiness().outcomes if one.id == outcome)
    assert line in text(page)
    assert (reverse("name_coach") in page.content.decode()) is (outcome == "yes_now")


def test_every_answer_is_given_at_the_same_addresses(client: Client) -> None:
    """Neither the browser's history nor the log can tell a yes from a no."""
    answered = {(write(client, outcome=outcome)["Location"]) for outcome in (*OUTCOMES, "open")}
    assert answered == {ANSWER}


def test_leaving_it_open_is_an_answer_too(client: Client) -> None:
    page = client.post(READY, FORM, follow=True)
    assert "There is no need to decide, and nothing reminds you." in text(page)


def test_who_answers_something_else_has_a_place_to_write_it(client: Client) -> None:
    page = client.post(READY, {**FORM, "outcome": "other_help"}, follow=True).content.decode()
    assert 'href="/ready/#id_instead"' in page
    write(client, outcome="other_help", instead="A week without meetings")
    assert "A week without meetings" in client.get(READY).content.decode()


def test_where_a_no_would_cost_something_somebody_outside_is_named(client: Client) -> None:
    offer = library.readiness().outside_line.en
    answered = client.post(READY, {**FORM, "outcome": "not_for_me"}, follow=True)
    for page in (client.get(READY), answered):
        assert offer in text(page)
        assert "Ruth Adler" in text(page)


def test_nobody_is_offered_where_nobody_is_named(client: Client) -> None:
    Organization.objects.update(contact_inside="")
    assert library.readiness().outside_line.en not in text(client.get(READY))


# ------------------------------------------------------------------------------------------------- bad input
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ruler_importance_to_me", "11"),
        ("ruler_importance_to_me", "-1"),
        ("ruler_importance_to_me", "7.5"),
        ("outcome", "maybe"),
        ("words_whose_idea", "x" * 2001),
        ("words_whose_idea", "a\x00b"),
    ],
)
def test_what_cannot_be_kept_is_said_and_all_that_was_typed_stays(
    client: Client, field: str, value: str
) -> None:
    page = client.post(READY, {**FORM, "words_for_yourself": "A quiet hour", field: value})
    assert page.status_code == 400
    assert "One thing is still open" in text(page)
    assert "A quiet hour" in page.content.decode()
    if field == "words_whose_idea":
        assert value in page.content.decode()
    assert not Readiness.objects.exists()


def test_two_windows_do_not_overwrite_each_other(client: Client, world: World) -> None:
    write(client)
    seen = version(client.get(READY))
    write(client, words_whose_idea="From the other window")
    page = client.post(READY, {**FORM, "seen": seen, "words_whose_idea": "From this one"})
    assert page.status_code == 409
    assert "Nothing has been overwritten." in text(page)
    assert "From this one" in page.content.decode()
    assert selectors.readiness_of(world.leader).words == {"whose_idea": "From the other window"}
    client.post(READY, {**FORM, "seen": version(page), "words_whose_idea": "From this one"})
    assert selectors.readiness_of(world.leader).words == {"whose_idea": "From this one"}


def test_a_window_from_before_an_erasure_does_not_bring_it_back(client: Client, world: World) -> None:
    write(client)
    seen = version(client.get(READY))
    client.post(ERASE)
    assert client.post(READY, {**FORM, "seen": seen}).status_code == 409
    write(client)
    with pytest.raises(Stale):
        services.write_readiness(world.leader, Answers(outcome="later"), seen=seen)


def test_two_first_answers_at_once_lose_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = services._filled

    def meanwhile(text: str) -> str:
        Readiness.objects.create(owner=world.leader, sealed=b"from the other device")
        return filled(text)

    monkeypatch.setattr(services, "_filled", meanwhile)
    with pytest.raises(Stale):
        services.write_readiness(world.leader, Answers(outcome="later"), seen="")


# ------------------------------------------------------------------------------------- from the other seats
def test_nobody_but_a_leader_has_such_a_page_and_each_has_their_own(agreed: World) -> None:
    write(sign_in(agreed.leader), outcome="yes_now")
    for seat, person in agreed.seats.items():
        for path in (READY, ANSWER, ERASE):
            page = sign_in(person).get(path)
            if person is None:
                assert page.status_code == 302
            elif not person.is_leader:
                assert page.status_code == 404, (seat, path)
            elif person != agreed.leader:
                assert WORDS not in page.content.decode()
                assert "Yes, now." not in text(page)
    sign_in(agreed.boss).post(ERASE)
    assert selectors.readiness_of(agreed.leader).outcome == "yes_now"


def row() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ready_readiness")
        (stored,) = cursor.fetchall()
    return list(stored)


def test_the_row_of_a_yes_and_the_row_of_a_no_cannot_be_told_apart(client: Client, world: World) -> None:
    sizes = set()
    for outcome in (*OUTCOMES, "open"):
        write(client, outcome=outcome, instead="x" * len(sizes))
        stored = [bytes(value) for value in row() if isinstance(value, bytes | memoryview)]
        sizes.add(max(map(len, stored)))
        for told in (outcome, WORDS, "importance_to_me"):
            assert all(told.encode() not in value for value in stored)
    assert len(sizes) == 1


def test_neither_a_time_nor_a_number_of_writings_stands_beside_it(client: Client, world: World) -> None:
    assert {field.name for field in Readiness._meta.get_fields()} == {"id", "owner", "sealed"}
    before = Entry.objects.count()
    write(client, outcome="yes_now")
    write(client, outcome="not_for_me")
    client.post(ERASE)
    assert Entry.objects.count() == before


def test_no_other_page_changes_with_what_a_leader_answered(agreed: World) -> None:
    """To every seat but the leader's own, no answer, a yes and a no are the same."""
    others = {seat: person for seat, person in agreed.seats.items() if person != agreed.leader}
    paths = [reverse(name) for name in ("today", "who_can_see", "who_looked")] + ["/stewardship/"]

    def seen() -> dict[tuple[str, str], bytes]:
        varying = re.compile(rb'[0-9A-Z]{3}-[0-9A-Z]{3}|csrfmiddlewaretoken" value="[^"]*"')
        return {
            (seat, path): varying.sub(b"", sign_in(person).get(path).content)
            for seat, person in others.items()
            for path in paths
        }

    before = seen()
    leader = sign_in(agreed.leader)
    for outcome in OUTCOMES:
        write(leader, outcome=outcome)
        assert seen() == before, outcome


def test_it_is_there_in_german(world: World) -> None:
    world.leader.language = "de"
    world.leader.save()
    page = sign_in(world.leader).get(READY).content.decode()
    for one in (*library.readiness().questions, *library.readiness().outcomes):
        assert one.text.de in page


def test_what_was_sealed_opens_for_its_owner_alone(client: Client, world: World) -> None:
    write(client)
    stored = Readiness.objects.get()
    vault.ensure(world.other_leader.private_scope, "person")
    with pytest.raises(CannotOpen):
        vault.open_(world.other_leader.private_scope, stored.sealed, at=selectors.place_of(stored))
