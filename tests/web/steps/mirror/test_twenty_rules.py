"""The rules for screens where a leader meets evidence, one by one, each as the shortest thing that is true.

They are design rules for a mirror in predict-then-see. Where one is proved at length elsewhere, here stands
the sentence of it that a leader would notice first.
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from hansei.core.anonymity import Shown, Source
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.audit.models import Entry
from hansei.web.ground.jobs import services as jobs
from hansei.web.steps.mirror import selectors, sentences, services, showing
from hansei.web.steps.mirror.models import Finding, Mirror
from hansei.web.steps.practice.models import Trial
from tests.papers import text
from tests.web.logs import kept
from tests.web.pages import Page, read
from tests.web.steps.mirror.mirrors import (
    CODES,
    FAIRLY,
    NOT_SURE,
    SURE,
    after_the_window,
    answered,
    expected,
    locked,
    opened_all,
    planned,
    row_of,
)
from tests.web.steps.mirror.test_spoken import texts
from tests.world import World, sign_in

FIRST = "LL-S8"


@pytest.fixture
def leader(world: World) -> Client:
    return sign_in(world.leader)


@pytest.fixture
def mirror(world: World) -> Mirror:
    """Asked and answered: everybody who reports and three peers; nothing opened yet."""
    found = locked(world, sure={FIRST: SURE})
    answered(found, dict.fromkeys([*world.reports, *world.peers[:3]], 2))
    with after_the_window(found):
        services.settle(found)
    return Mirror.objects.select_related("leader", "round", "engagement").get(pk=found.pk)


def page(browser: Client, name: str, **keys: Any) -> Page:
    return read(browser.get(reverse(name, kwargs=keys)))


def see(browser: Client, mirror: Mirror, code: str = FIRST) -> Page:
    return page(browser, "see", behaviour_id=row_of(mirror, code).pk)


def said_of(mirror: Mirror, code: str = FIRST) -> selectors.Said:
    return next(one for one in selectors.said(mirror) if one.row.code == code)


# The leader first, alone.
def test_1_results_open_for_the_leader_alone_and_never_at_a_weekend(mirror: Mirror, world: World) -> None:
    with after_the_window(mirror):
        services.reveal(row_of(mirror, FIRST))
        url = reverse("see", kwargs={"behaviour_id": row_of(mirror, FIRST).pk})
        assert sign_in(world.leader).get(url).status_code == 200
        for other in (world.coach, world.boss, world.steward, world.reports[0]):
            assert sign_in(other).get(url).status_code == 404
    days = {services.closing_time(world.leader, number).weekday() for number in range(1, 15)}
    assert days == {0, 1, 2, 3}


# Ask before showing.
def test_2_nothing_observed_is_there_before_it_was_expected_locked_and_opened(mirror: Mirror) -> None:
    with after_the_window(mirror):
        with pytest.raises(selectors.NotYet):
            selectors.seen(said_of(mirror))
        services.reveal(row_of(mirror, FIRST))
        assert selectors.seen(said_of(mirror)).cells
        # One without an expectation comes last: nothing but what is missing keeps it closed then.
        later = row_of(mirror, CODES[1])
        later.predictions.all().delete()
        services.reveal(row_of(mirror, CODES[2]))
        assert selectors.next_to_open(mirror) == later.pk
        with pytest.raises(NotPossible):
            services.reveal(later)


def test_2_what_the_leader_knows_is_asked_at_once_where_the_numbers_are_said(
    leader: Client, world: World
) -> None:
    planned(world)
    row = row_of(Mirror.objects.get(), FIRST)
    asked = page(leader, "mirror_expect", behaviour_id=row.pk).form(having="own")
    assert asked.fields["known"].takes_words
    sent = leader.post(
        reverse("mirror_expect", kwargs={"behaviour_id": row.pk}),
        asked.data(known="They told me.", **{n: "2" for n, one in asked.fields.items() if one.choices}),
    )
    assert sent.status_code == 302
    assert said_of(row.mirror).known == "They told me."


# Small.
def test_3_six_behaviours_at_most_one_at_a_time_and_stop_here_on_every_page(
    mirror: Mirror, leader: Client, world: World
) -> None:
    with after_the_window(mirror):
        for opened in (False, True):
            if opened:
                services.reveal(row_of(mirror, FIRST))
            assert "Stop here" in see(leader, mirror).text
        with pytest.raises(NotPossible):
            services.reveal(row_of(mirror, CODES[2]))
        services.write_finding(row_of(mirror, FIRST), words="Mine.", choice="park")
        assert "Stop here" in page(leader, "mirror_around", behaviour_id=row_of(mirror, FIRST).pk).text
        more = planned(world)
        assert "Stop here" in page(leader, "mirror_expect", behaviour_id=row_of(more, FIRST).pk).text
        first_seven = [one.code for one in selectors.offered(focus="leading_lean")[:7]]
        services.choose(more, first_seven[:6])
        with pytest.raises(NotPossible):
            services.choose(more, first_seven)
        assert more.behaviours.count() == 6


# One picture.
def test_4_three_marks_on_one_line_from_the_minimum_up_without_a_colour_for_good_or_bad(
    mirror: Mirror, leader: Client
) -> None:
    with after_the_window(mirror):
        services.reveal(row_of(mirror, FIRST))
        svg = showing.after(selectors.seen(said_of(mirror)), "").svg
        cells = selectors.seen(said_of(mirror)).cells
    assert {"mine", "expect", "lived"} <= set(re.findall(r'class="([\w-]+)"', svg))
    shown = {source for source, cell in cells.items() if hasattr(cell, "value")}
    assert shown == {Source.REPORTS}, "three peers are under the minimum"
    assert svg.count('class="lived"') == len(shown)
    assert not re.search(r"\b(red|green|arrow)\b|style=|fill=\"#", svg)


# No total.
def test_5_a_picture_its_table_and_its_page_hold_the_sources_of_one_behaviour_and_nothing_over_them(
    mirror: Mirror, leader: Client
) -> None:
    with after_the_window(mirror):
        services.reveal(row_of(mirror, FIRST))
        seen = selectors.seen(said_of(mirror))
        picture = showing.after(seen, "")
        shown = [see(leader, mirror).text, page(leader, "mirror", mirror_id=mirror.pk).text]
    assert [row[0].text for row in picture.rows] == ["Your peers", "Your reports", "People further off"]
    assert len(picture.sentences) == len(picture.rows) == len(seen.cells)
    over = re.compile(r"\b(totals?|averages?|overall|means?|norms?|percentiles?|ranks?|types?)\b", re.I)
    assert not [found for text in shown for found in over.findall(text)]
    figures = {cell.text for row in picture.rows for cell in row if re.fullmatch(r"\d(\.\d)?", cell.text)}
    assert figures == {"4", "3", "2"}, "own, expected, and of those who report what was experienced"
    assert set(re.findall(r"\d\.\d", " ".join(shown))) <= figures


# Confirmations count.
def test_6_the_order_is_the_leaders_own_and_what_was_expected_is_said_like_the_rest(world: World) -> None:
    found = locked(world, sure={CODES[0]: NOT_SURE, CODES[1]: FAIRLY, CODES[2]: SURE}, value=3)
    answered(found, {one: {CODES[0]: 1, CODES[1]: 1, CODES[2]: 3} for one in world.reports})
    with after_the_window(found):
        services.settle(found)
        assert [one.row.code for one in selectors.in_order(found)] == [CODES[2], CODES[1], CODES[0]]
        opened_all(found)
        said = sentences.after(selectors.seen(said_of(found, CODES[2])), "")
        apart = sentences.after(selectors.seen(said_of(found, CODES[1])), "")
    assert "Your reports: about what you expected." in said
    assert "Your reports: you expected 3; 1.5 or less was experienced." in apart


def test_6_more_often_than_expected_is_said_in_the_same_words(world: World) -> None:
    found = locked(world, value=3)
    answered(found, dict.fromkeys(world.reports, 5))
    with after_the_window(found):
        services.settle(found)
        opened_all(found)
        said = sentences.after(selectors.seen(said_of(found)), "")
    assert "Your reports: you expected 3; 4.5 or more was experienced." in said


# Close is close.
def test_7_what_lies_within_the_noise_is_about_what_was_expected(world: World) -> None:
    found = locked(world, value=3)
    rated = [3, 3, 3, 4, 4]
    answered(found, dict(zip(world.reports, rated, strict=False)))
    with after_the_window(found):
        services.settle(found)
        opened_all(found)
        said = sentences.after(selectors.seen(said_of(found)), "")
    assert "Your reports: about what you expected." in said


# Nothing is named for the leader.
def test_8_first_there_is_a_blank_field_and_the_leaders_sentence_is_the_finding(
    mirror: Mirror, leader: Client
) -> None:
    with after_the_window(mirror):
        with pytest.raises(NotPossible):
            services.write_finding(row_of(mirror, FIRST), words="Before I saw it.", choice="work")
        services.reveal(row_of(mirror, FIRST))
        shown = see(leader, mirror)
        assert "What do you make of this?" in shown.text
        assert shown.form(having="words").fields["words"].values in ([], [""])
        with pytest.raises(NotPossible):
            services.write_finding(row_of(mirror, FIRST), words=" ", choice="work")
        found = services.write_finding(row_of(mirror, FIRST), words="I hear it late.", choice="work")
        assert selectors.open_finding(found).words == "I hear it late."


# Then explain to oneself; and what around the leader makes it hard.
def test_9_and_10_the_experience_and_the_surroundings_come_after_the_leaders_own_words(
    mirror: Mirror, leader: Client
) -> None:
    row = row_of(mirror, FIRST)
    with after_the_window(mirror):
        services.reveal(row)
        gives = "What around you makes this hard?"
        assert gives not in see(leader, mirror).text
        around = reverse("mirror_around", kwargs={"behaviour_id": row.pk})
        assert leader.get(around).status_code == 302, "before the own words it is not there"
        services.write_finding(row, words="Mine.", choice="park")
        after = read(leader.get(around))
        assert gives in after.text
        assert "lived through" in after.text


# Occasions over numbers.
def test_11_an_occasion_is_read_after_the_marks_one_at_a_time(world: World, leader: Client) -> None:
    found = locked(world)
    for one in Invitation.objects.filter(round=found.round, source="reports").select_related("round"):
        asking.send(one, {FIRST: 3}, {FIRST: f"Told by {one.person.pk}."})
    with after_the_window(found):
        services.settle(found)
        with pytest.raises(selectors.NotYet):
            selectors.occasions(said_of(found))
        shut = leader.get(reverse("see_occasion", kwargs={"behaviour_id": row_of(found, FIRST).pk}))
        assert shut.status_code == 302
        services.reveal(row_of(found, FIRST))
        told = selectors.occasions(said_of(found))
        assert len(told) >= 4
        assert not any(one.words in see(leader, found).text for one in told)
        shown = page(leader, "see_occasion", behaviour_id=row_of(found, FIRST).pk).text
        assert sum(one.words in shown for one in told) == 1


# No advice.
def test_12_no_link_leads_from_the_marks_to_anything_but_the_mirror_itself_and_who_reads_it(
    mirror: Mirror, leader: Client
) -> None:
    with after_the_window(mirror):
        services.reveal(row_of(mirror, FIRST))
        links = list(see(leader, mirror).links)
        services.write_finding(row_of(mirror, FIRST), words="Mine.", choice="park")
        links += see(leader, mirror).links
        links += page(leader, "mirror_around", behaviour_id=row_of(mirror, FIRST).pk).links
        links += page(leader, "mirror_feeling", mirror_id=mirror.pk).links
    assert any("/mirror/" in link for link in links)
    elsewhere = {link for link in links if not re.match(r"^(/mirror/|/$|#)", link)}
    assert elsewhere == {"/who-can-see/", reverse("account_logout")}


# A way out with dignity.
def test_13_parking_it_and_leaving_it_are_reported_to_nobody(
    mirror: Mirror, world: World, mailoutbox: list[EmailMessage]
) -> None:
    jobs.run_all(future=True)
    before = len(mailoutbox)
    with after_the_window(mirror):
        opened_all(mirror)
        for code, choice in zip(CODES, ("park", "not_mine", "park"), strict=True):
            services.write_finding(row_of(mirror, code), words="Mine.", choice=choice)
        jobs.run_all(future=True)
    assert len(mailoutbox) == before
    assert not SharedItem.objects.exists()
    # Whoever runs the server reads that something was written, and not what was chosen.
    written = list(Finding.objects.all())
    assert len(written) == len(CODES)
    assert not [one for one in written for choice in (b"park", b"not_mine") if choice in bytes(one.sealed)]
    assert "finding.written" in {entry.verb for entry in Entry.objects.all()}
    assert not re.search("park|not_mine", repr(list(Entry.objects.values_list("verb", "subject"))))


# From finding to practice by the leader's hand alone.
def test_14_a_finding_begins_no_try_out_and_no_objective_and_two_at_most_are_worked_on(
    mirror: Mirror,
) -> None:
    with after_the_window(mirror):
        opened_all(mirror)
        for code in CODES[:2]:
            services.write_finding(row_of(mirror, code), words="Mine.", choice="work")
        with pytest.raises(services.TooManyAtOnce):
            services.write_finding(row_of(mirror, CODES[2]), words="Mine.", choice="work")
    assert not Trial.objects.exists()
    assert not Objective.objects.exists()


# Feedforward, not rebuttal.
def test_15_a_note_of_thanks_is_offered_and_nothing_tells_who_answered(
    mirror: Mirror, leader: Client, world: World
) -> None:
    with after_the_window(mirror):
        opened_all(mirror)
        assert "Write a note" in page(leader, "mirror", mirror_id=mirror.pk).text
        shown = page(leader, "mirror_thanks", mirror_id=mirror.pk).text
        assert "whether they answered or not" in shown
        seen = shown + see(leader, mirror).text + page(leader, "mirror", mirror_id=mirror.pk).text
    assert not [one.name for one in (*world.reports, *world.peers) if one.name in seen]


# Never reused.
def test_16_every_page_where_a_leader_meets_it_and_the_file_say_what_it_is_never_used_for(
    mirror: Mirror, leader: Client, world: World
) -> None:
    said = "may be used for appraisal, pay or selection"
    row = row_of(mirror, FIRST)
    with after_the_window(mirror):
        assert said in see(leader, mirror).text
        services.reveal(row)
        assert said in see(leader, mirror).text
        services.write_finding(row, words="Mine.", choice="park")
        for shown in (
            see(leader, mirror),
            page(leader, "mirror_around", behaviour_id=row.pk),
            page(leader, "mirror_feeling", mirror_id=mirror.pk),
            page(leader, "mirror_thanks", mirror_id=mirror.pk),
        ):
            assert said in shown.text
        made = leader.post(reverse("mirror_pdf", kwargs={"mirror_id": mirror.pk})).content
        assert said in text(PdfReader(BytesIO(made))), "what leaves the server says so too"
        expected_now = page(leader, "mirror_expect", behaviour_id=row_of(planned(world), FIRST).pk)
        assert said in expected_now.text


# Watch for harm.
def test_17_upset_or_angry_is_offered_a_pause_that_can_be_declined_and_nobody_is_told(
    mirror: Mirror, leader: Client, world: World, mailoutbox: list[EmailMessage]
) -> None:
    coach = sign_in(world.coach)
    seen: dict[str, tuple[object, ...]] = {}
    with after_the_window(mirror), kept() as log:
        services.reveal(row_of(mirror, FIRST))
        jobs.run_all(future=True)
        assert world.engagement is not None
        theirs = reverse("coaching", kwargs={"engagement_id": world.engagement.pk})
        before = (len(mailoutbox), Entry.objects.count(), read(coach.get(theirs)).text)
        said = reverse("mirror_feeling", kwargs={"mirror_id": mirror.pk})
        for feeling in ("useful", "uneasy", "upset", "angry"):
            offered = feeling in {"upset", "angry"}
            log.lines()
            sent = leader.post(said, {"feeling": feeling})
            shown = read(leader.get(sent["Location"]))
            assert ("Would you like a pause?" in shown.text) is offered
            assert ("No pause" in shown.text) is offered
            assert "What you said is kept, and only you can see it." in shown.text
            out = reverse("mirror", kwargs={"mirror_id": mirror.pk})
            assert out in shown.links
            leader.get(out)
            lines = [(line["event"], line["route"], line["method"], line["status"]) for line in log.lines()]
            assert len(lines) == 3
            jobs.run_all(future=True)
            assert (len(mailoutbox), Entry.objects.count(), read(coach.get(theirs)).text) == before
            mirror.refresh_from_db()
            assert feeling.encode() not in bytes(mirror.feeling or b"")
            assert selectors.feeling(mirror) == feeling
            seen[feeling] = (*lines, len(bytes(mirror.feeling or b"")))
    # Neither the operator's log nor what is stored tells one of the four from another.
    assert len(set(seen.values())) == 1, seen
    assert Engagement.objects.get().state == "agreed"


# Re-see later.
def test_18_whoever_looks_again_looks_at_the_same_and_expects_it_anew_before_anything_is_asked(
    mirror: Mirror, world: World
) -> None:
    with after_the_window(mirror):
        opened_all(mirror)
        second = services.look_again(mirror)
        said = selectors.said(second)
        assert {one.row.code for one in said} == set(CODES)
        assert [one.self_rating for one in said] == [None] * len(CODES)
        assert not any(one.expected for one in said)
        closes_at = services.closing_time(world.leader, 14)
        with pytest.raises(NotPossible):
            services.lock(second, read_at=second.version, closes_at=closes_at)
        # Nothing else stood in the way.
        expected(second)
        services.lock(second, read_at=second.version, closes_at=closes_at)
        assert second.round is not None


# Words.
def test_19_none_of_the_words_that_judge_is_in_any_text_of_the_mirror() -> None:
    never = re.compile(
        r"\b(scores?|accura\w+|blind spots?|gaps?|trials?|observers?|weakness\w*"
        r"|(over|under)-?estimat\w+|percentiles?|ranks?)\b",
        re.IGNORECASE,
    )
    every = " ".join(texts("steps/mirror"))
    assert not never.search(every), never.search(every)
    for word in ("experienced", "expected", "chance to see", "finding", "Try-outs", "around you"):
        assert word in every, word


# Accessible.
def test_20_what_a_picture_shows_is_read_out_and_stands_in_a_table_beside_it(
    mirror: Mirror, leader: Client
) -> None:
    with after_the_window(mirror):
        services.reveal(row_of(mirror, FIRST))
        seen = selectors.seen(said_of(mirror))
        picture, cells = showing.after(seen, ""), seen.cells.values()
        html = leader.get(reverse("see", kwargs={"behaviour_id": row_of(mirror, FIRST).pk})).content.decode()
    spoken = re.search(r"<desc[^>]*>([^<]+)</desc>", picture.svg)
    assert 'role="img"' in picture.svg
    assert spoken is not None
    assert "expected 3" in spoken[1]
    (cell,) = [one for one in cells if isinstance(one, Shown)]
    assert sentences.value(cell) in spoken[1], "what was experienced is read out as well"
    assert spoken[1] in html
    table = re.search(r"<table.*?</table>", html, re.DOTALL)
    assert table is not None
    bare = [re.sub(r"<[^>]+>", " ", one) for one in re.findall(r"<t[hd].*?</t[hd]>", table[0], re.DOTALL)]
    there = [" ".join(one.split()) for one in bare]
    for row in picture.rows:
        for each in row:
            assert any(one.startswith(str(each.text)) for one in there), each.text
