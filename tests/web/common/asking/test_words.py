"""Words beside the ticks: an occasion somebody remembers, and a boss's reply; asked, sent, closed, erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hansei.cli.copies import left_out
from hansei.core.anonymity import Inconsistent, Source
from hansei.core.sealing import derive
from hansei.web.common.asking import leaving, selectors, services
from hansei.web.common.asking.models import (
    GivenWords,
    Invitation,
    Progress,
    Round,
    RoundItem,
    Sent,
    SentWords,
)
from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
from tests.web.common.asking.around import ITEMS, Around, around, invitation, opened, secret
from tests.web.common.asking.test_closing import (
    Killed,
    everything_stored,
    is_in,
    killed_before_statement,
    rows_in_their_order,
)
from tests.world import sign_in

BOSS_ALONE = services.Item("LL-U1", ("boss",), in_words=True)
REF = "LL-S4"


def told(people: Around, round_: Round, *, ref: str = REF) -> Counter[str]:
    """Five of the six reports tell an occasion: so all five may be read."""
    return _telling(round_, people.reports[:5], ref)


def _telling(round_: Round, some: Sequence[Person], ref: str = REF) -> Counter[str]:
    for number, one in enumerate(some):
        services.send(invitation(round_, one), {ref: 2}, {ref: f"What happened, number {number}"})
    return Counter(f"What happened, number {number}" for number in range(len(some)))


def kept(round_: Round) -> Counter[str]:
    return Counter(selectors.occasions(round_).get((REF, Source.REPORTS), []))


# --------------------------------------------------------------------------------------------------- asked
@pytest.mark.parametrize(
    ("language", "box"),
    [("en", "One occasion you remember"), ("de", "Eine Gelegenheit, an die Sie sich erinnern")],
)
def test_an_occasion_is_asked_for_with_a_warning_and_a_yes_of_its_own(
    client: Client, people: Around, round_: Round, language: str, box: str
) -> None:
    page = client.get(f"/a/{secret(round_, people.reports[0])}/?lang={language}").content.decode()
    assert box in page
    assert page.count('type="checkbox" name="y') == len(ITEMS)
    warning = {"en": "may recognize you by what happened", "de": "könnte Sie daran erkennen"}[language]
    assert page.count(warning) == len(ITEMS)


def test_nobody_is_asked_to_write_what_nobody_may_ever_read(client: Client, people: Around) -> None:
    round_ = opened(people, asked=[a for a in people.asked if a.person not in people.peers[:2]])
    for one in (people.boss, people.peers[2]):
        asked = invitation(round_, one)
        assert 'name="o' not in client.get(f"/a/{secret(round_, one)}/").content.decode()
        with pytest.raises(services.NotAsked):
            services.send(asked, {}, {REF: "It was on a Monday."})
    assert not SentWords.objects.exists()
    assert 'name="o' in client.get(f"/a/{secret(round_, people.reports[0])}/").content.decode()


def test_two_small_groups_that_are_sure_to_stand_together_may_tell_and_are_read_together(
    client: Client, people: Around
) -> None:
    six = [*people.peers[:3], *people.reports[:3]]
    round_ = opened(people, asked=[one for one in people.asked if one.person in six])
    for one in six:
        page = client.get(f"/a/{secret(round_, one)}/").content.decode()
        assert page.count('name="o') == len(ITEMS)
        assert page.count("one is left out by lot") == len(ITEMS)
    written = _telling(round_, six, REF)
    _telling(round_, six[1:4], ITEMS[0].ref)  # three are too few
    services.close(round_)
    kept_of = selectors.occasions(round_)
    assert {ref for ref, _ in kept_of} == {REF}
    read = Counter(text for texts in kept_of.values() for text in texts)
    # Five of six: one is left out by lot, so that nothing says that all told one.
    assert read.total() == 5
    assert read <= written


def test_of_just_the_minimum_together_it_is_all_or_none_and_nobody_is_promised_a_lot(
    client: Client, people: Around
) -> None:
    four = [*people.peers[:2], *people.reports[:2]]
    round_ = opened(people, asked=[one for one in people.asked if one.person in four])
    page = client.get(f"/a/{secret(round_, four[0])}/").content.decode()
    assert page.count('name="o') == len(ITEMS)
    assert "left out by lot" not in page
    _telling(round_, four[:3], ITEMS[0].ref)
    _telling(round_, four)
    services.close(round_)
    assert {ref: len(texts) for (ref, _), texts in selectors.occasions(round_).items()} == {REF: 2}
    assert sum(len(texts) for texts in selectors.occasions(round_).values()) == 4


def test_what_was_settled_when_the_round_opened_decides_who_may_tell(client: Client, people: Around) -> None:
    three = [*people.peers[:3], *people.reports[:3]]
    alone = services.Item("LL-D2", ("reports",))
    round_ = opened(people, items=[*ITEMS, alone], asked=[one for one in people.asked if one.person in three])
    link = f"/a/{secret(round_, people.reports[0])}/"
    # Of what the reports alone are asked about nothing is shown where the two stand together.
    page = client.get(link).content.decode()
    assert [f'name="{box}4"' in page for box in "bo"] == [True, False]
    assert page.count('name="o') == len(ITEMS)
    Round.objects.update(merged=False)
    assert 'name="o' not in client.get(link).content.decode()
    with pytest.raises(services.NotAsked):
        services.send(invitation(round_, people.reports[0]), {}, {REF: "It was on a Monday."})


def test_without_its_own_yes_an_occasion_is_not_kept_and_stays_on_the_page(
    client: Client, people: Around, round_: Round
) -> None:
    link = f"/a/{secret(round_, people.reports[0])}/"
    page = client.post(link, {"b1": "3", "o1": "They thanked me first."})
    assert page.status_code == 400
    assert "They thanked me first." in page.content.decode()
    assert not SentWords.objects.exists()
    assert not Sent.objects.exists()
    assert client.post(link, {"b1": "3", "o1": "They thanked me first.", "y1": "on"}).status_code == 302
    assert SentWords.objects.count() == 1


def test_boxes_that_stayed_empty_are_no_words(client: Client, people: Around, round_: Round) -> None:
    link = f"/a/{secret(round_, people.reports[0])}/"
    assert client.post(link, {"b1": "3", "o1": "", "o2": "", "o3": ""}).status_code == 302
    assert client.post(link, {"o1": "", "o2": "", "o3": ""}).status_code == 400
    assert client.post(link, {"o1": " ", "y1": "on"}).status_code == 400
    assert (Sent.objects.count(), SentWords.objects.count()) == (1, 0)


def test_it_is_replaced_by_what_is_sent_again_and_can_be_taken_back(
    client: Client, people: Around, round_: Round
) -> None:
    link = f"/a/{secret(round_, people.reports[0])}/"
    for text in ("The first.", "The second."):
        client.post(link, {"b1": "3", "o1": text, "y1": "on"})
    # The page never shows what was sent before: whoever reads the mail can open it.
    assert "The second." not in client.get(link).content.decode()
    client.post(link, {"b2": "4"})
    assert SentWords.objects.count() == 1
    client.post(link, {"back": "on"})
    assert not SentWords.objects.exists()
    assert Sent.objects.count() == 2, "what was ticked stays"
    client.post(link, {"back": "on", "o2": "Another.", "y2": "on"})
    _telling(round_, people.reports[1:4], ITEMS[1].ref)
    services.close(round_)
    assert "Another." in selectors.occasions(round_)[ITEMS[1].ref, Source.REPORTS]
    assert len(selectors.occasions(round_)) == 1


def test_too_long_is_said_and_nothing_is_cut(client: Client, people: Around, round_: Round) -> None:
    text = "x" * (services.LONGEST_WORDS + 1)
    page = client.post(f"/a/{secret(round_, people.reports[0])}/", {"o1": text, "y1": "on"})
    assert page.status_code == 400
    assert text in page.content.decode()
    with pytest.raises(services.NotAsked):
        services.send(invitation(round_, people.reports[0]), {}, {REF: text})


# --------------------------------------------------------------------------------------------------- the boss
def test_a_boss_is_told_before_writing_that_it_is_read_under_their_name(
    client: Client, people: Around
) -> None:
    round_ = opened(people, items=[*ITEMS, BOSS_ALONE])
    page = client.get(f"/a/{secret(round_, people.boss)}/").content.decode()
    told_before = page.index("reads it under your name")
    assert told_before < page.index('name="o4"')
    assert 'name="b4"' not in page
    assert 'name="y4"' not in page
    assert 'name="o4"' not in client.get(f"/a/{secret(round_, people.peers[0])}/").content.decode()


def test_what_a_boss_replies_is_no_figure(client: Client, people: Around) -> None:
    round_ = opened(people, items=[*ITEMS, BOSS_ALONE])
    asked = invitation(round_, people.boss)
    with pytest.raises(services.NotAsked):
        services.send(asked, {"LL-U1": 4})
    client.post(f"/a/{secret(round_, people.boss)}/", {"b2": "4", "o4": "She told me on the day."})
    assert selectors.replies_in_words(round_) == {}, "not before the close"
    services.close(round_)
    assert selectors.replies_in_words(round_) == {"LL-U1": "She told me on the day."}
    assert selectors.tallies(round_)["LL-U1", Source.BOSS].usable == 0
    assert selectors.occasions(round_) == {}
    services.forget_occasions(round_)
    assert selectors.replies_in_words(round_) == {"LL-U1": "She told me on the day."}


def test_whoever_took_back_all_they_sent_has_not_answered(people: Around, round_: Round) -> None:
    one = invitation(round_, people.reports[0])

    def answered() -> bool:
        return Progress.objects.get(pk=one.pk).answered

    services.send(one, {}, {}, take_back=True)
    assert not answered(), "nothing was sent"
    services.send(one, {}, {REF: "It was late."})
    assert answered()
    services.send(one, {}, {}, take_back=True)
    assert not answered()
    services.send(one, {REF: 3}, {REF: "It was late."})
    services.send(one, {}, {}, take_back=True)
    assert answered(), "what was ticked stays"


def test_a_reply_in_words_is_asked_of_a_boss_alone(people: Around) -> None:
    with pytest.raises(Inconsistent, match="the boss alone"):
        opened(people, items=[services.Item("LL-U1", ("boss", "peers"), in_words=True)])
    assert not Round.objects.exists()


def test_a_boss_takes_their_reply_along_and_can_erase_it(people: Around) -> None:
    round_ = opened(people, items=[*ITEMS, BOSS_ALONE])
    services.send(invitation(round_, people.boss), {}, {"LL-U1": "She told me on the day."})
    told(people, round_)
    assert selectors.replies_in_words(round_) == {}, "nothing is read before the close"
    # While asking goes on nothing tells what was sent.
    assert "my_replies" not in leaving.take_out(people.boss)["asked_of_me"][0]
    services.close(round_)
    replies = leaving.take_out(people.boss)["asked_of_me"][0]["my_replies"]
    assert [one["words"] for one in replies] == ["She told me on the day."]
    assert replies[0]["behaviour"].startswith("Tells their boss")
    assert "my_replies" not in leaving.take_out(people.reports[0])["asked_of_me"][0]
    leaving.erase(people.boss)
    assert selectors.replies_in_words(round_) == {}
    assert GivenWords.objects.count() == 5, "nobody else's words went"


def test_a_boss_who_leads_nobody_here_erases_their_reply_on_a_page_of_their_own(people: Around) -> None:
    round_ = opened(people, items=[*ITEMS, BOSS_ALONE])
    boss, report = sign_in(people.boss), sign_in(people.reports[0])
    assert not people.boss.is_leader
    services.send(invitation(round_, people.boss), {}, {"LL-U1": "She told me on the day."})
    told(people, round_)
    # While asking goes on nothing tells what was sent.
    assert "Erase everything" not in boss.get("/yours/").content.decode()
    assert boss.post(reverse("erase_everything")).status_code == 404
    services.close(round_)
    page = boss.get("/yours/").content.decode()
    assert "What you wrote as somebody’s boss" in page
    assert "Erase everything" in page
    assert "Erase everything" not in report.get("/yours/").content.decode(), "theirs cannot be found"
    assert report.post(reverse("erase_everything")).status_code == 404
    assert boss.post(reverse("erase_everything")).status_code == 302
    assert selectors.replies_in_words(round_) == {}
    assert GivenWords.objects.count() == 5, "nobody else's words went"
    assert "Erase everything" not in boss.get("/yours/").content.decode()


# -------------------------------------------------------------------------------------------------- the close
@pytest.mark.django_db(transaction=True)
def test_after_the_close_nothing_joins_an_occasion_to_whoever_told_it() -> None:
    people = around()
    round_ = opened(people)
    given = told(people, round_)
    key = vault._key(round_.key_scope)
    tokens = {bytes(row.token) for row in SentWords.objects.all()}
    sealed = [bytes(row.value) for row in SentWords.objects.all()]
    derived = {derive(key, "answer", one.pk.bytes) for one in Invitation.objects.filter(round=round_)}
    assert len(tokens & derived) == 5, "while it is open the key joins them"
    before = everything_stored()
    assert all(is_in(one, before) for one in sealed)

    services.close(round_)

    assert kept(round_) == given
    assert not SentWords.objects.exists()
    assert not Progress.objects.exists()
    now = {bytes(row.token) for row in GivenWords.objects.all()}
    assert len(now) == 5
    assert not now & (derived | tokens)
    after = everything_stored()
    assert not any(is_in(one, after) for one in (*tokens, *sealed))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("telling", [3, 6])
def test_an_occasion_that_nobody_may_read_is_in_no_file_after_the_close(telling: int) -> None:
    """Under the minimum none is written anew; where all told one, as many as may be read."""
    people = around()
    round_ = opened(people)
    given = _telling(round_, people.reports[:telling])
    sealed = [bytes(row.value) for row in SentWords.objects.all()]
    assert len(sealed) == telling
    services.close(round_)
    after = everything_stored()
    assert not any(is_in(one, after) for one in sealed)
    assert not SentWords.objects.exists()
    assert kept(round_).total() == GivenWords.objects.count() == (0 if telling == 3 else 5)
    assert not kept(round_) - given


@pytest.mark.django_db(transaction=True)
def test_occasions_of_peers_and_reports_are_kept_where_their_figures_stand_together() -> None:
    people = around()
    round_ = opened(people)
    _telling(round_, [*people.peers[:2], *people.reports[:2]])
    services.close(round_)
    assert {place: len(texts) for place, texts in selectors.occasions(round_).items()} == {
        (REF, Source.PEERS): 2,
        (REF, Source.REPORTS): 2,
    }


@pytest.mark.django_db(transaction=True)
def test_after_the_close_no_order_tells_whose_occasion_came_first() -> None:
    people = around()
    round_ = opened(people)
    for ref in (item.ref for item in ITEMS):
        told(people, round_, ref=ref)
    services.close(round_)
    texts = _texts(round_)
    came = [f"What happened, number {n}" for n in range(5)] * len(ITEMS)
    # Fifteen in another order than the one in which they came, and in no order of their own.
    assert Counter(texts) == Counter(came)
    assert texts not in (came, came[::-1], sorted(came))


def _texts(round_: Round) -> list[str]:
    places = rows_in_their_order("asking_givenwords", "token", "item_id", "value")
    found = []
    for token, item, value in places:
        at = f"asking.GivenWords.value:{bytes(token).hex()}:{item}"
        found.append(vault.open_(round_.answers_scope, bytes(value), at=at))
    return found


@pytest.mark.django_db(transaction=True)
def test_a_close_killed_at_any_step_loses_no_occasion_and_has_none_twice() -> None:
    people = around()
    round_ = opened(people)
    given = told(people, round_)
    number = 0
    Round.objects.update(closes_at=round_.opened_at)
    while True:
        with killed_before_statement(number):
            try:
                services.ensure_closed(round_)
                break
            except Killed:
                pass
        now = Round.objects.get(pk=round_.pk)
        here, gone = (SentWords, GivenWords) if now.closed_at is None else (GivenWords, SentWords)
        assert here.objects.count() == 5
        assert not gone.objects.exists()
        if now.closed_at is not None:
            assert kept(now) == given
        round_ = now
        number += 1
    assert number > 10
    assert kept(round_) == given


def test_a_withdrawal_deletes_occasions_unread(people: Around, round_: Round) -> None:
    told(people, round_)
    assert SentWords.objects.count() == 5
    services.withdraw(round_)
    assert not SentWords.objects.exists()
    assert not GivenWords.objects.exists()


def test_somebody_who_erases_themself_takes_their_open_occasion_and_no_other(
    people: Around, round_: Round
) -> None:
    told(people, round_)
    leaving.erase(people.reports[0])
    assert SentWords.objects.count() == 4


@pytest.mark.parametrize("closed", [True, False])
def test_erasing_the_leader_takes_occasions_and_replies(people: Around, closed: bool) -> None:
    round_ = opened(people, items=[*ITEMS, BOSS_ALONE])
    told(people, round_)
    services.send(invitation(round_, people.boss), {}, {"LL-U1": "She told me on the day."})
    if closed:
        services.close(round_)
    assert (GivenWords if closed else SentWords).objects.count() == 6
    leaving.erase(people.leader)
    assert not SentWords.objects.exists()
    assert not GivenWords.objects.exists()
    assert not vault.exists(round_.answers_scope)


def test_no_backup_holds_words_of_an_open_round() -> None:
    assert SentWords._meta.db_table in left_out()


# ------------------------------------------------------------------------------------------- own wording
def test_the_leaders_own_wording_is_sealed_and_read_by_those_who_are_asked(
    client: Client, people: Around
) -> None:
    words = "Brings the coffee to the early shift"
    items = [services.Item("OWN-1", ("reports",), period="eight_weeks", wording=words), ITEMS[1]]
    round_ = opened(people, items=items)
    row: Any = RoundItem.objects.get(ref="OWN-1")
    assert words.encode() not in bytes(row.wording)
    assert words in client.get(f"/a/{secret(round_, people.reports[0])}/").content.decode()
    assert words not in client.get(f"/a/{secret(round_, people.boss)}/").content.decode()


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_page_behind_a_link_is_in_the_language_of_the_one_who_is_asked(
    client: Client, people: Around, round_: Round, language: str
) -> None:
    one = people.reports[0]
    one.language = language
    one.save(update_fields=["language"])
    for name in ("answer", "answer_thanks", "answer_rather_not", "answer_stop"):
        page = client.get(
            reverse(name, kwargs={"secret": secret(round_, one)}),
            HTTP_ACCEPT_LANGUAGE="de" if language == "en" else "en",
        )
        assert page.headers["Content-Language"] == language
        assert f'<html lang="{language}"' in page.content.decode()
        assert not page.cookies, "no account, no cookie"
