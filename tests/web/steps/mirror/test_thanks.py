"""One note of thanks to all who were asked: once, after seeing, behind a link, for thirty days."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.web.common.asking.models import Invitation
from hansei.web.common.asking.selectors import not_askable
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people.leaving import take_out, ways
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import services, thanking
from hansei.web.steps.mirror.models import Mirror, Thanks, ThanksLink
from tests.web.pages import read
from tests.web.steps.mirror.mirrors import after_the_window, answered, expected, locked, opened_all, row_of
from tests.world import World, sign_in

WORDS = "Thank you. For two weeks I will ask for the number before I say anything."


@pytest.fixture
def mirror(world: World) -> Mirror:
    """A mirror that some answered and others did not, all of it seen."""
    found = locked(world)
    answered(found, dict.fromkeys(world.reports, 3))
    with after_the_window(found):
        services.settle(found)
        opened_all(found)
    return Mirror.objects.select_related("leader", "round").get(pk=found.pk)


def asked(mirror: Mirror) -> set[Person]:
    return {one.person for one in Invitation.objects.filter(round=mirror.round).select_related("person")}


def later(mirror: Mirror, **more: int) -> Any:
    assert mirror.closes_at is not None
    return clock.frozen(mirror.closes_at + timedelta(**(more or {"days": 1})))


def secrets_in(mails: Sequence[EmailMessage]) -> dict[str, str]:
    """The path of the link in each mail about a note, by address."""
    found = {}
    for one in mails:
        if path := re.search(r"/n/[\w-]+/", str(one.body)):
            found[one.to[0]] = path[0]
    return found


def sent(mirror: Mirror, mailoutbox: list[EmailMessage]) -> dict[str, str]:
    jobs.run_all(future=True)
    mailoutbox.clear()
    thanking.send(mirror, WORDS)
    jobs.run_all(future=True)
    return secrets_in(mailoutbox)


# -------------------------------------------------------------------------------------- who gets it, when
def test_all_who_were_asked_and_nobody_else_get_it_once_whether_they_answered_or_not(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage]
) -> None:
    with later(mirror):
        paths = sent(mirror, mailoutbox)
        assert set(paths) == {person.email for person in asked(mirror)}
        assert len(paths) > len(world.reports), "somebody did not answer"
        assert len(mailoutbox) == len(paths)
        with pytest.raises(Stale):
            thanking.send(mirror, "Another one.")
    assert Thanks.objects.count() == 1


def test_whoever_left_gets_none_and_a_link_of_theirs_leads_nowhere(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage]
) -> None:
    gone, goes = world.reports[0], world.reports[1]
    Person.objects.filter(pk=gone.pk).update(left_on=date(2026, 1, 2))
    with later(mirror):
        assert gone not in thanking.readers(mirror)
        assert goes in thanking.readers(mirror)
        paths = sent(mirror, mailoutbox)
        assert gone.email not in paths
        assert not ThanksLink.objects.filter(person=gone).exists()
        assert Client().get(paths[goes.email]).status_code == 200
        Person.objects.filter(pk=goes.pk).update(left_on=date(2026, 1, 2))
        assert Client().get(paths[goes.email]).status_code == 404


def test_there_is_none_before_something_was_seen_and_a_leader_who_stops_may_write_one(world: World) -> None:
    found = locked(world)
    with pytest.raises(NotPossible):
        thanking.send(found, WORDS)
    with after_the_window(found):
        services.settle(found)
        with pytest.raises(NotPossible):
            thanking.send(found, WORDS)
        services.reveal(row_of(found, "LL-S8"))
        assert thanking.may_thank(found)
        thanking.send(found, WORDS)


@pytest.mark.parametrize("words", ["", "  \n ", "a" * (thanking.LONGEST + 1)])
def test_a_note_has_words_and_is_no_letter(mirror: Mirror, words: str) -> None:
    with later(mirror), pytest.raises(NotPossible):
        thanking.send(mirror, words)
    assert not Thanks.objects.exists()


def test_none_goes_out_without_an_agreement_in_force_or_while_the_mirror_is_off(
    mirror: Mirror, world: World
) -> None:
    assert world.engagement is not None
    with later(mirror):
        assert thanking.may_thank(mirror)
        Organization.objects.update(mirror_on=False)
        with pytest.raises(NotPossible):
            thanking.send(mirror, WORDS)
        Organization.objects.update(mirror_on=True)
        engagements.pause(world.engagement, world.leader)
        with pytest.raises(NotPossible):
            thanking.send(mirror, WORDS)
    assert not Thanks.objects.exists()


def test_the_agreement_is_asked_behind_its_lock_whatever_was_looked_at_before(
    mirror: Mirror, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert world.engagement is not None
    monkeypatch.setattr(thanking, "may_thank", lambda _mirror: True)
    with later(mirror):
        engagements.pause(world.engagement, world.coach)
        with pytest.raises(NotPossible):
            thanking.send(mirror, WORDS)
    assert not Thanks.objects.exists()


def test_it_counts_as_no_request(mirror: Mirror, world: World, mailoutbox: list[EmailMessage]) -> None:
    with later(mirror):
        people = asked(mirror)
        before = not_askable(people, world.other_leader)
        requests = Invitation.objects.count()
        sent(mirror, mailoutbox)
        assert not_askable(people, world.other_leader) == before
        assert Invitation.objects.count() == requests


def test_nobody_is_reminded_of_writing_or_of_reading_one(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage]
) -> None:
    with later(mirror):
        today = read(sign_in(world.leader).get("/")).text
        assert "note" not in today.lower()
        sent(mirror, mailoutbox)
        number = len(mailoutbox)
    with later(mirror, days=20):
        jobs.run_periodic()
        jobs.run_all(future=True)
    assert len(mailoutbox) == number


# ------------------------------------------------------------------------------------------- what it says
def test_the_mail_says_neither_of_whom_it_is_nor_what_and_the_page_says_both(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage]
) -> None:
    with later(mirror):
        paths = sent(mirror, mailoutbox)
        for one in (m for m in mailoutbox if "/n/" in str(m.body)):
            whole = str(one.message())
            assert WORDS[:9] not in whole
            for name in (world.leader.name, world.leader.name.split()[0], world.coach.name):
                assert name not in whole
        browser = Client()
        page = browser.get(paths[world.reports[0].email])
        assert WORDS in page.content.decode()
        assert world.leader.name in page.content.decode()
        assert world.coach.name not in page.content.decode()
        assert not browser.cookies
        assert page["Referrer-Policy"] == "no-referrer"
        assert "no-store" in page["Cache-Control"]


def test_nobodys_opening_is_kept_anywhere(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage]
) -> None:
    with later(mirror):
        paths = sent(mirror, mailoutbox)

        def kept() -> list[Any]:
            rows = [*Thanks.objects.values(), *ThanksLink.objects.order_by("pk").values()]
            return [rows, Entry.objects.count(), read(sign_in(world.leader).get(url)).text]

        url = reverse("mirror_thanks", kwargs={"mirror_id": mirror.pk})
        before = kept()
        for path in list(paths.values())[:3]:
            assert Client().get(path).status_code == 200
        assert kept() == before


def test_the_leader_sees_it_once_more_before_it_goes_and_can_change_it(mirror: Mirror, world: World) -> None:
    leader, url = sign_in(world.leader), reverse("mirror_thanks", kwargs={"mirror_id": mirror.pk})
    with later(mirror):
        assert url in leader.get(reverse("mirror", kwargs={"mirror_id": mirror.pk})).content.decode()
        looked = leader.post(url, {"words": WORDS, "go": "look"}).content.decode()
        assert WORDS in looked
        assert not Thanks.objects.exists()
        assert WORDS in leader.post(url, {"words": WORDS, "go": "change"}).content.decode()
        assert leader.post(url, {"words": " ", "go": "send"}).status_code == 400
        assert not Thanks.objects.exists()
        leader.post(url, {"words": WORDS, "go": "send"})
        assert WORDS in leader.get(url).content.decode()


@pytest.mark.parametrize("go", ["look", "send"])
@pytest.mark.parametrize("why", ["pause", "off", "sent"])
def test_what_was_typed_is_on_the_page_when_it_cannot_be_sent_any_more(
    mirror: Mirror, world: World, go: str, why: str
) -> None:
    leader, url = sign_in(world.leader), reverse("mirror_thanks", kwargs={"mirror_id": mirror.pk})
    with later(mirror):
        assert leader.get(url).status_code == 200
        if why == "pause":
            assert world.engagement is not None
            engagements.pause(world.engagement, world.coach)
        elif why == "off":
            Organization.objects.update(mirror_on=False)
        else:
            thanking.send(mirror, "The first.")
        answer = leader.post(url, {"words": WORDS, "go": go})
        assert answer.status_code == 409
        assert WORDS in answer.content.decode()
        assert Thanks.objects.count() == (why == "sent")


def test_a_note_after_another_says_that_it_goes_to_the_others_alone(mirror: Mirror, world: World) -> None:
    leader = sign_in(world.leader)
    everybody = "all you asked who are still here."
    others = "who are still here and have had no note yet."
    with later(mirror):
        url = reverse("mirror_thanks", kwargs={"mirror_id": mirror.pk})
        assert everybody in leader.post(url, {"words": WORDS, "go": "look"}).content.decode()
        thanking.send(mirror, WORDS)
    more = _asked_more(mirror)
    with later(more):
        assert set(thanking.readers(more)) == asked(more)
        url = reverse("mirror_thanks", kwargs={"mirror_id": more.pk})
        assert "who have had none yet" in leader.get(url).content.decode()
        page = leader.post(url, {"words": WORDS, "go": "look"}).content.decode()
        assert others in page
        assert everybody not in page


def _asked_more(mirror: Mirror) -> Mirror:
    """Four who are new in the house are asked about something that the leader saw."""
    row = row_of(mirror, "LL-S8")
    more = services.ask_more(row)
    for number in range(4):
        new = Person.objects.create_user(name=f"Newcomer {number}", email=f"new{number}@halden.example")
        services.ask_also(more, new, Source.FURTHER)
    expected(more)
    services.lock(more, read_at=more.version, closes_at=services.closing_time(mirror.leader, 14))
    answered(more, dict.fromkeys(asked(more), 3))
    with after_the_window(more):
        services.settle(more)
        opened_all(more)
    return Mirror.objects.select_related("leader", "round").get(pk=more.pk)


# -------------------------------------------------------------------------------------------- how it ends
def test_after_thirty_days_it_is_closed_by_time_alone_and_then_its_key_is_gone(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage]
) -> None:
    with later(mirror):
        path = sent(mirror, mailoutbox)[world.reports[0].email]
    with later(mirror, days=30, hours=23):
        assert Client().get(path).status_code == 200
    with later(mirror, days=31, hours=1):
        assert Client().get(path).status_code == 410
        note = Thanks.objects.get()
        assert vault.exists(note.scope)
        thanking.tidy()
        assert not vault.exists(note.scope)
        assert Client().get(path).status_code == 410
        assert Thanks.objects.get().shared is None
        assert thanking.words_of(note) == WORDS, "what the leader wrote stays theirs"


@pytest.mark.parametrize("end", ["pause", "end", "by hand"])
def test_a_pause_the_end_and_the_leaders_own_hand_close_every_link_at_once(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage], end: str
) -> None:
    assert world.engagement is not None
    with later(mirror):
        paths = sent(mirror, mailoutbox)
        assert Client().get(paths[world.reports[0].email]).status_code == 200
        if end == "by hand":
            leader = sign_in(world.leader)
            leader.post(reverse("mirror_thanks_close", kwargs={"mirror_id": mirror.pk}))
        else:
            getattr(engagements, end)(world.engagement, world.leader)
        assert {Client().get(path).status_code for path in paths.values()} == {410}


def test_a_mail_that_had_not_gone_out_when_it_was_closed_does_not_go_out(
    mirror: Mirror, mailoutbox: list[EmailMessage]
) -> None:
    with later(mirror):
        note = thanking.send(mirror, WORDS)
        about = Mail.objects.filter(ref__in=note.links.values("pk"))
        assert about.exists()
        thanking.close(note)
        jobs.run_all(future=True)
    assert not secrets_in(mailoutbox)
    assert not about.exists(), "nor is it kept that one was to go"


def test_the_leader_takes_it_out_and_erases_it_with_its_key(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage]
) -> None:
    with later(mirror):
        path = sent(mirror, mailoutbox)[world.reports[0].email]
        assert WORDS in str(take_out(world.leader))
        theirs = take_out(world.reports[0])["mirror"]["notes_of_thanks_to_me"]
        assert len(theirs) == 1
        assert WORDS not in str(theirs)
        scope = Thanks.objects.get().scope
        next(way for way in ways() if way.app == "mirror").eraser(world.leader)
        assert not vault.exists(scope)
        assert not ThanksLink.objects.exists()
        assert Client().get(path).status_code == 404


def test_what_was_closed_is_closed_after_a_restore_too(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage]
) -> None:
    with later(mirror):
        path = sent(mirror, mailoutbox)[world.reports[0].email]
        vault.destroy(Thanks.objects.get().scope)
        assert Client().get(path).status_code == 410
        thanking.erase_scope(Thanks.objects.get().scope)
        assert Thanks.objects.get().shared is None


def test_to_everybody_else_the_leaders_page_is_not_there(mirror: Mirror, world: World) -> None:
    with later(mirror):
        thanking.send(mirror, WORDS)
        for name in ("mirror_thanks", "mirror_thanks_close"):
            url = reverse(name, kwargs={"mirror_id": mirror.pk})
            assert sign_in(world.leader).get(url).status_code in {200, 302}
            for other in (world.coach, world.boss, world.steward, world.reports[0]):
                assert sign_in(other).get(url).status_code == 404
