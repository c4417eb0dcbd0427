"""The chain of a leader: theirs alone, from what was released, under what they suppose, in versions."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from hansei.core import clock
from hansei.core.chain import Direction, Reading
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.policy.errors import Stale
from hansei.web.steps.chain import selectors, services
from hansei.web.steps.chain.models import Hypothesis
from hansei.web.steps.chain.selectors import Supposed
from hansei.web.steps.mirror import services as mirrors
from hansei.web.steps.mirror.models import Mirror, Way
from hansei.web.steps.pulse import services as pulses
from hansei.web.steps.pulse import settling
from hansei.web.steps.pulse.models import Wave
from hansei.web.steps.pulse.parts import Plan
from tests.web.pages import read
from tests.web.steps.mirror.mirrors import after_the_window, answered, locked, opened_all
from tests.web.steps.practice import tries
from tests.web.steps.pulse.test_waves import answered as answer_wave
from tests.web.steps.pulse.test_waves import leads
from tests.world import World, sign_in

pytestmark = pytest.mark.django_db

DO, LIVE, BELIEVE = "I let two questions pass.", "They are asked first.", "What I know counts."
SUPPOSED = Supposed(DO, LIVE, BELIEVE, "LL-S8", "problems_welcome", Direction.MORE)


def page(person: Person, path: str = "/chain/") -> str:
    answer = sign_in(person).get(path)
    assert answer.status_code == 200
    return read(answer).text


def waves(
    steward: Person, *heads: Person, days_ago: tuple[int, ...] = (170, 80), value: int = 4
) -> list[Wave]:
    """Waves in which everybody of these parts answers the same."""
    found = []
    for days in days_ago:
        began = clock.now() - timedelta(days=days)
        with clock.frozen(began):
            wave = pulses.open_wave(steward, [Plan(head.name, [head]) for head in heads], weeks=1)
            answer_wave(wave, value)
        with clock.frozen(wave.closes_at + timedelta(minutes=1)):
            settling.settle_due()
        found.append(wave)
    return found


# -------------------------------------------------------------------------------------------- the hypothesis
def test_a_change_is_a_new_version_and_what_was_written_before_stays_with_its_day(world: World) -> None:
    with clock.shifted(timedelta(days=-30)):
        services.write(world.leader, Supposed("I wait.", LIVE, BELIEVE), read_at=0)
    services.write(world.leader, SUPPOSED, read_at=1)
    newest, first = selectors.versions(world.leader)
    assert (newest.supposed, first.supposed.do) == (SUPPOSED, "I wait.")
    assert newest.row.written_on - first.row.written_on == timedelta(days=30)
    text = page(world.leader)
    assert text.index(DO) < text.index("I wait.")


def test_it_is_sealed_and_opens_nowhere_else(world: World) -> None:
    row = services.write(world.leader, SUPPOSED, read_at=0)
    stored = bytes(Hypothesis.objects.get(pk=row.pk).sealed)
    assert not [words for words in (DO, LIVE, "LL-S8", "problems_welcome") if words.encode() in stored]


def test_two_pages_at_once_write_one_version_and_nothing_typed_is_lost(world: World) -> None:
    services.write(world.leader, SUPPOSED, read_at=0)
    with pytest.raises(Stale):
        services.write(world.leader, SUPPOSED, read_at=0)
    browser = sign_in(world.leader)
    typed = {"do": "Another", "live": LIVE, "believe": BELIEVE, "version": "0"}
    answer = browser.post("/chain/hypothesis/", typed)
    assert answer.status_code == 409
    form = read(answer).form(having="believe")
    assert form.fields["do"].values == ["Another"]
    assert browser.post("/chain/hypothesis/", form.data()).status_code == 302
    assert Hypothesis.objects.count() == 2


def test_the_database_keeps_one_version_a_number(world: World) -> None:
    row = services.write(world.leader, SUPPOSED, read_at=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Hypothesis.objects.create(leader=world.leader, number=1, sealed=b"x", written_on=row.written_on)


@pytest.mark.parametrize("missing", ["do", "live", "believe"])
def test_it_has_three_parts(world: World, missing: str) -> None:
    parts = {"do": DO, "live": LIVE, "believe": BELIEVE} | {missing: " "}
    with pytest.raises(NotPossible):
        services.write(world.leader, Supposed(**parts), read_at=0)
    assert sign_in(world.leader).post("/chain/hypothesis/", parts | {"version": "0"}).status_code == 400
    assert not Hypothesis.objects.exists()


# ---------------------------------------------------------------------------------------------- who reads it
def test_the_page_is_there_for_a_leader_and_shows_nobody_elses(agreed: World) -> None:
    services.write(agreed.leader, SUPPOSED, read_at=0)
    assert DO in page(agreed.leader)
    assert DO not in page(agreed.other_leader)
    for person in (agreed.coach, agreed.steward, agreed.peers[0]):
        assert sign_in(person).get("/chain/").status_code == 404


def test_a_coach_reads_the_sentence_alone_and_only_while_it_is_open(agreed: World) -> None:
    assert agreed.engagement is not None
    services.write(agreed.leader, SUPPOSED, read_at=0)
    assert not SharedItem.objects.exists()
    browser = sign_in(agreed.leader)
    browser.post("/chain/hypothesis/open/")
    item = SharedItem.objects.get()
    url = f"/opened/{item.pk}/"
    said = page(agreed.coach, url)
    assert all(words in said for words in (DO, LIVE, BELIEVE))
    assert "predicted" not in said
    assert "Thanks the person" not in said, "no behaviour goes with it"
    services.write(agreed.leader, Supposed("Better.", LIVE, BELIEVE), read_at=1)
    assert "Better." not in page(agreed.coach, url), "as it was then"
    browser.post("/chain/hypothesis/close/")
    assert sign_in(agreed.coach).get(url).status_code == 404


def test_without_a_running_coaching_nothing_is_opened(world: World) -> None:
    services.write(world.leader, SUPPOSED, read_at=0)
    assert sign_in(world.leader).post("/chain/hypothesis/open/").status_code == 302
    assert not SharedItem.objects.exists()


def test_erased_it_is_gone_in_every_wording_and_so_is_what_the_coach_had(agreed: World) -> None:
    assert agreed.engagement is not None
    services.write(agreed.leader, SUPPOSED, read_at=0)
    services.write(agreed.leader, SUPPOSED, read_at=1)
    services.open_to_coach(agreed.leader, agreed.engagement)
    browser = sign_in(agreed.leader)
    assert browser.get("/chain/hypothesis/erase/").status_code == 200
    assert Hypothesis.objects.count() == 2, "looking erases nothing"
    browser.post("/chain/hypothesis/erase/")
    assert not Hypothesis.objects.exists()
    assert not SharedItem.objects.exists()


# ----------------------------------------------------------------------------------------------- three lanes
def test_what_people_around_answered_is_not_in_it_before_the_leader_opened_it(agreed: World) -> None:
    with clock.shifted(timedelta(days=-40)):
        mirror = locked(agreed)
        answered(mirror, dict.fromkeys([*agreed.peers, *agreed.reports], 2))
    with after_the_window(mirror):
        mirrors.settle(mirror)
        assert selectors.choices_of_behaviour(agreed.leader) == []
        before = page(agreed.leader)
        assert "nothing opened yet" in before
        assert "experienced:" not in before
        opened_all(mirror)
        found = selectors.lanes(agreed.leader, None, None)
        assert found.looked == [clock.now().date()]
        assert [one.behaviour for one in found.lived] == [found.behaviour]
        assert "looked in the mirror" in page(agreed.leader)
        assert ": experienced" in page(agreed.leader)
        assert selectors.lanes(agreed.other_leader, None, None).lived == []


@pytest.mark.django_db(transaction=True)
def test_the_beliefs_of_a_part_are_its_leaders_own(world: World) -> None:
    nora, piet = leads("Nora Beck", 5), leads("Piet Bakker", 5)
    waves(world.steward, nora, piet)
    for head, other in ((nora, piet), (piet, nora)):
        found = selectors.lanes(head, SUPPOSED, None)
        assert [one.name for one in found.waves] == [head.name] * 2
        text = page(head)
        assert f"{head.name}: believed" in text
        assert f"{other.name}: believed" not in text
    assert selectors.lanes(world.leader, SUPPOSED, None).waves == []
    Organization.objects.update(pulse_on=False)
    assert selectors.lanes(nora, SUPPOSED, None).waves == [], "while the pulse is off"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("later", [1, 5])
def test_what_may_be_said_does_not_depend_on_how_it_went(world: World, later: int) -> None:
    nora = leads("Nora Beck", 5)
    with clock.shifted(timedelta(days=-200)):
        tries.done(nora)
    waves(world.steward, nora, days_ago=(170,), value=3)
    assert selectors.lanes(nora, SUPPOSED, None).reading is Reading.TOO_EARLY
    waves(world.steward, nora, days_ago=(80,), value=later)
    found = selectors.lanes(nora, SUPPOSED, None)
    values = [one.figures["problems_welcome"].value for one in found.waves]
    assert values[0] != values[1], "something moved"
    assert found.reading is Reading.SIDE_BY_SIDE
    text = page(nora)
    assert "with one leader, nothing shows what came of what" in text
    assert "No movement is the expected reading for months." in text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "de"])
def test_no_word_of_cause_and_no_statistic_stands_on_it(world: World, language: str) -> None:
    nora = leads("Nora Beck", 5)
    Person.objects.filter(pk=nora.pk).update(language=language)
    nora.refresh_from_db()
    with clock.shifted(timedelta(days=-200)):
        tries.done(nora)
        services.write(nora, SUPPOSED, read_at=0)
    waves(world.steward, nora)
    html = sign_in(nora).get("/chain/").content.decode()
    text = re.sub(r"<(style|script).*?</\1>", "", html, flags=re.DOTALL)
    assert ("predicted" if language == "en" else "vorhergesagt") in text
    causal = (
        r"\b(because|cause[sd]?|effect|impact|leads? to|due to|therefore|correlat\w*|significan\w*|p-value|"
        r"trend|"
        r"weil|dadurch|bewirk\w*|Wirkung|Ursache|verursach\w*|führt zu|deshalb|Korrelation|signifikant\w*)\b"
    )
    assert re.search(causal, "it leads to more"), "the search finds something"
    assert re.findall(causal, text, flags=re.IGNORECASE) == []
    assert not re.search(r"[→⟶⇒➔]|marker-end", text)


def test_every_figure_of_the_picture_stands_in_the_table_as_well(world: World) -> None:
    tries.done(world.leader, number=2)
    html = sign_in(world.leader).get("/chain/").content.decode()
    picture, table = html.split("</svg>")
    assert "2 of 5" in picture
    assert "2 of 5" in table
    assert tries.WHAT in table


def test_a_try_out_that_waits_or_is_not_locked_is_not_in_it(world: World) -> None:
    tries.locked(world.leader, "I go there first.")
    tries.drafted(world.leader, "I say what I do not know.")
    text = page(world.leader)
    assert "I go there first." not in text
    assert "I say what I do not know." not in text
    assert "no try-out looked back at yet" in text


def test_what_was_opened_of_more_people_is_a_day_on_the_chain_and_no_figure(agreed: World) -> None:
    with clock.shifted(timedelta(days=-40)):
        mirror = locked(agreed)
        answered(mirror, dict.fromkeys([*agreed.peers, *agreed.reports], 2))
    with after_the_window(mirror):
        mirrors.settle(mirror)
        opened_all(mirror)
        before = selectors.lanes(agreed.leader, None, None)
        assert before.looked
        assert before.lived, "there were figures that could have been drawn"
        Mirror.objects.filter(pk=mirror.pk).update(way=Way.MORE, follows=mirror)
        after = selectors.lanes(agreed.leader, None, None)
        assert (after.looked, after.lived) == (before.looked, [])
        assert selectors.choices_of_behaviour(agreed.leader) == []
        assert "nothing opened in the mirror" not in page(agreed.leader)


def test_an_empty_chain_says_what_is_missing_and_offers_the_sentence(world: World) -> None:
    text = page(world.leader)
    assert "What do you suppose?" in text
    assert "This page is yours alone." in text
    assert sign_in(world.leader).get("/chain/hypothesis/erase/")["Location"] == "/chain/"
