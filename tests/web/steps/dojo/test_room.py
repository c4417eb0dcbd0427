"""The practice room: who may go in, what is shown of one's own, and that nothing of it is left."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from django.test import Client

from hansei.core import clock, library
from hansei.core.talk import Code
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements import moments
from hansei.web.common.engagements import services as engagements
from hansei.web.ground.audit import services as audit
from hansei.web.steps.dojo import selectors, showing
from hansei.web.steps.talk import selectors as talk_selectors
from hansei.web.steps.talk import services as talks
from hansei.web.steps.talk.models import Talk
from tests.web.logs import kept
from tests.web.pages import Page, read
from tests.web.steps.talk import talks as talking
from tests.world import World, protect, sign_in

LINE = "/practice-room/line/just_tell_me/"
HENRIK = "/practice-room/with/henrik/"
SECRET = "Quietly-7F3A"
ASK = "What did you notice on Tuesday?"
TELL = "You should start with the morning meeting."


@pytest.fixture
def coach(agreed: World) -> Client:
    return sign_in(agreed.coach)


class Talking:
    """A conversation, page after page: what a form sends is what stands in the page."""

    def __init__(self, client: Client, url: str = HENRIK) -> None:
        self.client, self.url = client, url
        self._took(client.get(url))

    def _took(self, response: Any) -> None:
        self.status = response.status_code
        self.page: Page = read(response)

    def say(self, words: str = "", **given: Any) -> str:
        form = self.page.form(having="words")
        self._took(self.client.post(self.url, form.data(words=words, **{"go": "say", **given})))
        return self.page.text

    def instead(self, kind: str) -> str:
        (form,) = [one for one in self.page.forms if "kind" in one.fields and "words" not in one.fields]
        self._took(self.client.post(self.url, form.data(kind=kind, go="instead")))
        return self.page.text

    def end(self) -> str:
        form = next(one for one in self.page.forms if any(button.value == "end" for button in one.buttons))
        self._took(self.client.post(self.url, form.data(go="end")))
        return self.page.text


def in_german(client: Client) -> None:
    client.post("/look/language", {"language": "de", "next": "/"})


def said(leader: str, level: int, kind: str, at: int = 0, lang: str = "en") -> str:
    text: str = getattr(library.leaders().leader(leader).levels[level], kind)[at].get(lang)
    return text


# ------------------------------------------------------------------------------------------------ who goes in
def test_the_room_is_there_for_whoever_coaches_and_for_nobody_else(agreed: World) -> None:
    for seat, person in agreed.seats.items():
        for url in ("/practice-room/", LINE, HENRIK):
            status = sign_in(person).get(url).status_code
            assert status == {"coach": 200, "nobody": 302}.get(seat, 404), (seat, url)
        line = "Practice room" in read(sign_in(person).get("/")).text
        assert line is (seat == "coach"), seat


def test_a_coach_who_left_the_bench_practises_as_long_as_the_coaching_lives(agreed: World) -> None:
    _leave(agreed)
    client = sign_in(agreed.coach)
    assert client.get("/practice-room/").status_code == 200
    assert "Practice room" in read(client.get("/")).text
    assert agreed.engagement is not None
    engagements.end(agreed.engagement, agreed.coach)
    assert client.get("/practice-room/").status_code == 404


def _leave(world: World) -> None:
    assert Place.objects.filter(coach=world.coach).delete()[0]


def test_a_second_coach_practises_as_well(world: World) -> None:
    assert protect(world).second_coach == world.coach
    _leave(world)
    assert sign_in(world.coach).get("/practice-room/").status_code == 200


@pytest.mark.parametrize("url", ["/practice-room/line/no_such_line/", "/practice-room/with/nobody/"])
def test_what_is_not_in_the_library_is_not_there(coach: Client, url: str) -> None:
    assert coach.get(url).status_code == 404


# ------------------------------------------------------------------------------------------------ a line
def test_what_one_would_say_is_heard_sentence_by_sentence_and_can_be_tried_again(coach: Client) -> None:
    page = read(coach.get(LINE))
    assert library.moments().line("just_tell_me").text.en in page.text
    page = read(coach.post(LINE, page.form(having="words").data(words=TELL)))
    assert f"{TELL} Heard as: Tells: advises." in page.text
    page = read(coach.post(LINE, page.form(having="words").data(words=ASK)))
    assert f"{ASK} Heard as: Asks: open question." in page.text
    assert f"Tried before {TELL} Tells: advises" in page.text
    for verdict in ("better", "good answer", "try to", "should ask"):
        assert verdict not in page.text


def test_nothing_typed_and_too_much_typed_are_said_in_a_sentence(coach: Client) -> None:
    for words in ("", "a" * 601):
        answer = coach.post(LINE, {"words": words})
        assert answer.status_code == 400
        assert "Heard as" not in read(answer).text


def test_what_is_not_english_is_not_heard_and_the_page_says_so(coach: Client) -> None:
    page = read(coach.post(LINE, {"words": "Was haben Sie am Dienstag gesehen?"}))
    assert "This does not look like English, so nothing was heard." in page.text
    assert "Heard as" not in page.text


def test_a_line_without_a_word_is_told_from_one_that_is_not_english(coach: Client) -> None:
    page = read(coach.post(LINE, {"words": "…"}))
    assert "There is no word in it, so nothing was heard." in page.text
    assert "does not look like English" not in page.text


def test_in_german_one_practises_without_codes_whatever_is_typed(coach: Client) -> None:
    in_german(coach)
    assert "nur Englisch" in read(coach.get("/practice-room/")).text
    for words in ("Warum?", ASK):
        page = read(coach.post(LINE, {"words": words}))
        assert "nur Englisch" in page.text
        assert "Gehört als" not in page.text
        assert "Sagt vor" in page.text, "the five kinds, to name it oneself"


def test_each_day_begins_with_another_line_and_all_of_them_come_round(world: World) -> None:
    seen = set()
    for days in range(24):
        with clock.frozen(clock.now() + timedelta(days=days)):
            seen.add(selectors.line_of_today().id)
    assert len(seen) == 24
    line = library.moments().lines[0]
    for _ in range(24):
        line = selectors.line_after(line)
    assert line == library.moments().lines[0]


# ------------------------------------------------------------------------------------------------ one's own
def own(talk: Talk) -> str:
    return f"/practice-room/own/{talk.pk}/"


def reported(agreed: World) -> Talk:
    with clock.frozen(clock.now() - timedelta(days=3)):
        row = talking.both_said_yes(agreed)
    with clock.frozen(clock.now()):
        return talking.coded(agreed, row)


def test_places_of_ones_own_lines_come_without_a_word_of_the_leader(agreed: World, coach: Client) -> None:
    talk = talking.remembered(agreed, "\n".join([ASK, *talking.LINES[:3], TELL]))
    assert own(talk) in read(coach.get("/practice-room/")).links
    page = read(coach.get(own(talk)))
    assert "I would start with the morning meeting." in page.text
    assert "Counted as “Tells: advises”." in page.text
    assert "1 of 2" in page.text
    page = read(coach.get(f"{own(talk)}?place=2"))
    assert TELL in page.text
    page = read(coach.post(own(talk), page.form(having="words").data(words=ASK)))
    assert TELL in page.text, "still at the same place"
    assert "Heard as: Asks: open question." in page.text


def test_the_first_press_leads_to_a_moment_of_ones_own_where_there_is_one_and_opens_none_before(
    agreed: World, coach: Client
) -> None:
    def first() -> str:
        found = read(coach.get("/practice-room/"))
        return next(link for link in found.links if link.startswith("/practice-room/") and len(link) > 15)

    assert first().startswith("/practice-room/line/")
    talk = reported(agreed)
    assert first() == own(talk)
    assert "reading it is recorded for the leader" in read(coach.get("/practice-room/")).text
    assert audit.entries(agreed.leader.chain, verb="item.read") == [], "the room opens no talk"
    coach.get(first())
    assert len(audit.entries(agreed.leader.chain, verb="item.read")) == 1
    talks.overrule(talk, 0, Code.OTHER)
    found = talk_selectors.opened(talk)
    assert found is not None
    for unit in found.report.units:
        if unit.coach:
            talks.overrule(talk, unit.number, Code.OTHER)
    links = read(coach.get(own(talk))).links
    assert [link for link in links if link.startswith("/practice-room/line/")], "no place, and a way on"


def test_each_place_of_a_report_leads_to_itself_and_back(agreed: World, coach: Client) -> None:
    talk = talking.remembered(agreed, "\n".join([ASK, *talking.LINES[:3], TELL]))
    report = read(coach.get(f"/talk/{talk.pk}/"))
    opened = talk_selectors.opened(talk)
    assert opened is not None
    assert len(opened.report.places) > 1
    for number, place in enumerate(opened.report.places, 1):
        link = f"{own(talk)}?place={number}"
        assert link in report.links
        page = read(coach.get(link))
        assert all(unit.text in page.text for unit in place.units)
        assert f"/talk/{talk.pk}/" in page.links
    assert "/practice-room/" in read(coach.get("/talk/")).links


def test_a_place_of_several_sentences_is_counted_as_all_that_the_report_says_of_them(
    agreed: World, coach: Client
) -> None:
    two = f"{TELL} The standard says that every board is read at eight."
    talk = talking.remembered(agreed, "\n".join([ASK] * 4 + [two]))
    talks.overrule(talk, 4, Code.ADVISE)
    talks.overrule(talk, 5, Code.ADVOCATE_POLICY)
    [place] = moments.moments(agreed.coach, talk.pk) or []
    assert place.codes == ("advise", "advocate_policy")
    both = ", ".join(showing.code_name(Code(code)) for code in place.codes)
    assert f"Counted as “{both}”." in read(coach.get(own(talk))).text


def test_a_line_of_the_coachs_own_is_not_said_before_a_place(agreed: World) -> None:
    talk = talking.remembered(agreed, "\n".join([ASK] * 4 + [TELL]))
    opened = talk_selectors.opened(talk)
    assert opened is not None
    assert [line.coach for line in opened.report.places[0].lines][:2] == [True, True]
    [place] = moments.moments(agreed.coach, talk.pk) or []
    assert place.before == ()


def test_the_leaders_line_stands_before_a_place_while_the_words_are_kept(
    agreed: World, coach: Client
) -> None:
    talk = reported(agreed)
    page = read(coach.get(own(talk)))
    assert "I know I talk too much in that round." in page.text
    with talking.after(talk):
        assert coach.get(own(talk)).status_code == 404
        assert moments.moments(agreed.coach, talk.pk) is None
        assert own(talk) not in read(coach.get("/practice-room/")).links


def test_what_a_third_person_said_before_a_place_stands_under_their_name(
    agreed: World, coach: Client
) -> None:
    said = (
        ("Tomasz Lind", "What did you see?"), ("Marianne Vos", "I saw a queue."),
        ("Omar Said", "I saw the ink was wet."), ("Tomasz Lind", TELL),
    )  # fmt: skip
    cues = [f"00:{n}0.000 --> 00:{n}9.000\n<v {who}>{words}</v>\n" for n, (who, words) in enumerate(said)]
    file = "\n".join(["WEBVTT\n", *cues])
    with clock.frozen(clock.now() - timedelta(days=3)):
        row = talking.both_said_yes(agreed)
    talk = talking.coded(agreed, row, file.encode())
    page = read(coach.get(own(talk)))
    assert "I saw the ink was wet. Omar Said" in page.text
    assert "I saw a queue." not in page.text, "it stands no more than one turn before"


def test_reading_it_out_of_a_talk_of_both_is_recorded_for_the_leader_like_the_report(
    agreed: World, coach: Client
) -> None:
    talk = reported(agreed)
    before = len(audit.entries(agreed.leader.chain, verb="item.read"))
    coach.get("/practice-room/")
    assert len(audit.entries(agreed.leader.chain, verb="item.read")) == before
    coach.get(own(talk))
    coach.get(own(talk))
    assert len(audit.entries(agreed.leader.chain, verb="item.read")) == before + 1


def test_the_leader_practises_nothing_of_a_report_that_both_may_read(agreed: World) -> None:
    talk = reported(agreed)
    leader = sign_in(agreed.leader)
    assert leader.get(f"/talk/{talk.pk}/").status_code == 200
    assert leader.get(own(talk)).status_code == 404
    assert moments.conversations(agreed.leader) == []
    assert moments.moments(agreed.leader, talk.pk) is None


def test_what_the_coach_overruled_is_no_place_any_more(agreed: World, coach: Client) -> None:
    talk = talking.remembered(agreed, "\n".join([ASK] * 4 + [TELL]))
    assert TELL in read(coach.get(own(talk))).text
    talks.overrule(talk, 4, Code.AFFIRMATION)
    page = read(coach.get(own(talk)))
    assert TELL not in page.text
    assert "No place of telling was heard in it." in page.text
    assert coach.post(own(talk), {"words": ASK}).status_code == 200
    assert coach.get(f"/practice-room/own/{uuid4()}/").status_code == 404


# ------------------------------------------------------------------------------------------ a conversation
def test_asked_the_leader_opens_and_told_the_leader_closes(coach: Client) -> None:
    henrik = Talking(coach)
    assert "Just tell me what to do" in henrik.page.text
    assert said("henrik", 1, "ask") in henrik.say(ASK)
    assert "Heard as: Asks." in henrik.page.text
    assert said("henrik", 1, "tell") in henrik.say(TELL)
    assert said("henrik", 0, "ask") in henrik.say(ASK)


def test_what_is_not_english_gets_a_pause_and_can_be_named_by_the_coach(coach: Client) -> None:
    henrik = Talking(coach)
    pause = library.leaders().leader("henrik").pause[0].en
    assert pause in henrik.say("Was haben Sie am Dienstag gesehen?")
    assert said("henrik", 1, "ask") in henrik.instead("ask")
    assert pause not in henrik.page.text


def test_the_coachs_own_word_for_a_line_counts_and_the_leader_answers_anew(coach: Client) -> None:
    henrik = Talking(coach)
    henrik.say(TELL)
    assert said("henrik", 1, "receive") in henrik.instead("receive")
    text = henrik.end()
    assert said("henrik", 1, "tell") not in text


def test_no_id_stands_twice_where_two_forms_ask_for_a_kind(coach: Client) -> None:
    in_german(coach)
    henrik = Talking(coach)
    henrik.say("Was haben Sie gesehen?", kind="ask")
    body = coach.post(HENRIK, henrik.page.form(having="words").data(words="", go="say")).content.decode()
    ids = re.findall(r'\bid="([^"]+)"', body)
    assert len([one for one in ids if "kind" in one]) > 9, "both groups are there"
    assert sorted(set(ids)) == sorted(ids)
    for to in re.findall(r'\b(?:for|href)="#?((?:id|instead)_[^"]+)"', body):
        assert to in ids


def test_overruling_without_a_kind_says_so_where_it_can_be_seen(coach: Client) -> None:
    henrik = Talking(coach)
    henrik.say(ASK)
    (form,) = [one for one in henrik.page.forms if "kind" in one.fields and "words" not in one.fields]
    assert (
        '<details class="fold" open>'
        not in coach.post(HENRIK, henrik.page.form(having="words").data(words=ASK, go="say")).content.decode()
    )
    answer = coach.post(HENRIK, form.data(go="instead"))
    assert answer.status_code == 400
    shown = answer.content.decode()
    fold = shown[shown.index('<details class="fold" open>') :]
    assert "Say which of these it is" in fold[: fold.index("</details>")]


def test_overruled_a_line_keeps_its_sentences_in_the_picture_and_in_the_table(coach: Client) -> None:
    henrik = Talking(coach)
    henrik.say("I hear you. That sounds hard. What did you notice?")
    henrik.instead("receive")
    text = henrik.end()
    assert "3 receiving" in text
    assert "Each stroke is one sentence of yours." in text


def test_where_nothing_is_coded_lines_are_counted_and_called_lines(coach: Client) -> None:
    in_german(coach)
    henrik = Talking(coach)
    henrik.say("Ich höre Sie. Was haben Sie gesehen?", kind="ask")
    text = henrik.end()
    assert "Jeder Strich ist eine Zeile von Ihnen." in text
    assert "Ihre Zeilen, danach, wie Sie sie genannt haben" in text
    assert "Satz" not in text


def test_in_german_the_coach_says_what_each_line_does_and_the_answer_follows(coach: Client) -> None:
    in_german(coach)
    henrik = Talking(coach)
    henrik.say("Was haben Sie gesehen?")
    assert henrik.status == 400
    assert henrik.page.form(having="words").fields["words"].values == ["Was haben Sie gesehen?"]
    assert said("henrik", 1, "ask", lang="de") in henrik.say("Was haben Sie gesehen?", kind="ask")
    assert said("henrik", 1, "tell", lang="de") in henrik.say("Was haben Sie gesehen?", kind="tell")


def test_after_nine_lines_it_is_over_and_the_end_shows_what_was_heard_and_what_else_there_was(
    coach: Client,
) -> None:
    henrik = Talking(coach)
    for _ in range(8):
        assert "words" in henrik.page.form(having="words").fields
        henrik.say(ASK)
    henrik.say(TELL)
    assert "That was the last line." in henrik.page.text
    assert not [form for form in henrik.page.forms if "words" in form.fields]
    text = henrik.end()
    top = library.leaders().leader("henrik").levels[-1]
    assert "What Henrik Dahl found out" in text
    assert top.ask[0].en in text.split("What Henrik Dahl found out")[1].split("What else")[0]
    assert top.ask[4].en in text.split("What else there was to hear")[1].split("The whole conversation")[0]
    assert "8 asking" in text
    assert "1 telling" in text


def test_a_conversation_can_end_after_any_line_and_not_before_the_first(coach: Client) -> None:
    henrik = Talking(coach)
    assert coach.post(HENRIK, {"talk": "[]", "go": "end"}).status_code == 400
    henrik.say(ASK)
    assert "What was heard with Henrik Dahl" in henrik.end()


@pytest.mark.parametrize(
    "state",
    [
        "{", "[1]", '[{"words": "a"}]', '[{"words": "a", "families": ["x"], "kind": "ask"}]',
        json.dumps([{"words": "a" * 601, "families": [], "kind": "ask"}]),
        json.dumps([{"words": SECRET, "families": [], "kind": "ask"}] * 10),
        json.dumps([{"words": SECRET, "families": [], "kind": "ask", SECRET: 1}]),
    ],
)  # fmt: skip
def test_a_damaged_conversation_begins_anew_and_repeats_nothing(coach: Client, state: str) -> None:
    answer = coach.post(HENRIK, {"talk": state, "words": SECRET})
    assert answer.status_code == 400
    assert "begins anew" in read(answer).text
    assert SECRET not in answer.content.decode()


# ---------------------------------------------------------------------------------------- nothing is left
def contents() -> dict[str, list[Any]]:
    """Every row of every table of both databases."""
    found: dict[str, list[Any]] = {}
    for alias in ("default", "keys"):
        connection = connections[alias]
        for table in connection.introspection.table_names():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
                found[f"{alias}.{table}"] = sorted(map(repr, cursor.fetchall()))
    return found


def test_whatever_is_practised_changes_no_row_no_cookie_no_address_and_no_line_of_the_log(
    agreed: World, coach: Client
) -> None:
    talk = talking.remembered(agreed)
    before, cookies = contents(), dict(coach.cookies)
    words = f"What did {SECRET} do?"
    with kept() as log:
        page = read(coach.get(LINE))
        for _ in range(3):
            answer = coach.post(LINE, page.form(having="words").data(words=words))
            page = read(answer)
        assert SECRET in page.text
        assert coach.post(own(talk), {"words": words}).status_code == 200
        henrik = Talking(coach)
        henrik.say(words)
        henrik.instead("tell")
        assert SECRET in henrik.end()
        assert SECRET not in log.getvalue()
        assert {line["route"] for line in log.lines()} == {"dojo_line", "dojo_own", "dojo_talk"}
    assert contents() == before
    assert {name: one.value for name, one in coach.cookies.items() if name != "csrftoken"} == {
        name: one.value for name, one in cookies.items() if name != "csrftoken"
    }
    for one in (page, henrik.page):
        assert not any(SECRET in link for link in [*one.links, *(form.action for form in one.forms)])
    assert answer["Cache-Control"] == "no-store"
