"""Every code is the coach's to overrule, the leader's too: it counts for both, and no such line leaves."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client

from hansei.core import clock
from hansei.core.talk import Code, LeaderCode
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people import leaving
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.vault import services as vault
from hansei.web.steps.talk import consent, selectors, services
from hansei.web.steps.talk.models import Proposal, Talk
from hansei.web.steps.talk.selectors import Opened
from tests.web.pages import read
from tests.web.steps.talk.talks import after, both_said_yes, coded, decided, numbers, remembered
from tests.world import World, sign_in

FOUND = "I just realised that I ask, and then I answer it myself."


def opened(talk: Talk) -> Opened:
    found = selectors.opened(Talk.objects.select_related("proposal", "engagement", "coach").get(pk=talk.pk))
    assert found is not None
    return found


def number_of(talk: Talk, words: str) -> int:
    (number,) = [unit.number for unit in opened(talk).coded.units if unit.text == words]
    return number


def test_the_coach_says_that_something_was_no_discovery_and_both_read_the_report_without_it(
    agreed: World,
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        number = number_of(talk, FOUND)
        services.overrule(talk, number, LeaderCode.DISCOVERY)
        coach, leader = sign_in(agreed.coach), sign_in(agreed.leader)
        address = f"/talk/{talk.pk}/"
        found = [read(each.get(address)).text.count(FOUND) for each in (coach, leader)]
        answer = coach.post(f"{address}overrule/", {"line": str(number), "code": "neutral"}, follow=True)
        assert "Yours counts." in read(answer).text
        now = [read(each.get(address)).text.count(FOUND) for each in (coach, leader)]
        assert [one - other for one, other in zip(found, now, strict=True)] == [1, 1]
        assert opened(talk).report.leader_counts[LeaderCode.DISCOVERY] < len(opened(talk).coded.units)
    with after(talk):
        services.let_go_due()
        assert not vault.exists(talk.scope)
        (counted,) = selectors.counts(agreed.coach)
        assert counted.data["overruled"][0][1] == "neutral"
        assert "realised" not in str(counted.data), "codes and no word"


def test_without_a_script_each_line_of_the_leaders_has_a_page_to_overrule_it(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        number = number_of(talk, FOUND)
        services.overrule(talk, number, LeaderCode.DISCOVERY)
        coach = sign_in(agreed.coach)
        report = read(coach.get(f"/talk/{talk.pk}/"))
        address = f"/talk/{talk.pk}/line/?line={number}"
        assert report.links.count(address) == 2, "in the list of lines, and where it stands as found out"
        page = read(coach.get(address))
        assert FOUND in page.text
        assert "In other words" not in page.text, "the leader's words are not the coach's to reword"
        form = page.form(having="code")
        assert set(form.fields["code"].choices) == {*LeaderCode, "unsaid"}
        coach.post(form.action, form.data(code="unsaid"))
        assert opened(talk).report.units[number].code is None
        assert sign_in(agreed.leader).get(address).status_code == 404
        with pytest.raises(NotPossible):
            services.keep_wording(talk, number, "I ask.")


def test_that_a_code_was_overruled_is_marked_nowhere_on_the_leaders_page(agreed: World) -> None:
    def page(client: Client) -> str:
        return client.get(f"/talk/{talk.pk}/").content.decode()

    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        leader = sign_in(agreed.leader)
        before = page(leader)
        found = opened(talk)
        place = found.report.places[0].units[0]
        services.overrule(
            talk, place.number, Code.CONFRONT if place.code is not Code.CONFRONT else Code.ADVISE
        )
        services.overrule(talk, number_of(talk, FOUND), LeaderCode.CONCERN)
        assert page(leader) != before, "it counts for the leader as well"
        assert "overruled by" not in page(leader)
        assert "Overrule" not in page(leader)
        mine = page(sign_in(agreed.coach))
        assert mine.count("overruled by you") == 2
        assert "that it was you is not marked" in mine
        assert "is seen by nobody else" not in mine
    own = remembered(agreed)
    text = sign_in(agreed.coach).get(f"/talk/{own.pk}/").content.decode()
    assert "is seen by nobody else" in text
    assert "follows; that it was you" not in text


def test_a_code_of_the_other_side_and_no_line_at_all_are_refused(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        theirs, own = number_of(talk, FOUND), numbers(opened(talk))[0]
        for number, to in (
            (theirs, Code.OTHER),
            (own, LeaderCode.DISCOVERY),
            (-1, None),
            (len(opened(talk).coded.units), None),
        ):
            with pytest.raises(NotPossible):
                services.overrule(talk, number, to)
        assert opened(talk).overruled == {}
        services.overrule(talk, theirs, LeaderCode.CONCERN)
        assert opened(talk).overruled == {theirs: LeaderCode.CONCERN}
        services.overrule(talk, theirs, opened(talk).heard(theirs))
        assert opened(talk).overruled == {}, "what was heard takes it back"


def test_no_line_of_the_leaders_stands_in_a_file_of_training_data_whatever_was_overruled(
    agreed: World,
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        coach, address = sign_in(agreed.coach), f"/talk/{talk.pk}/lines/"
        theirs = [unit for unit in opened(talk).coded.units if not unit.coach]
        for unit in theirs:
            services.overrule(talk, unit.number, LeaderCode.CONCERN)
        unsaid = next(unit for unit in theirs if unit.code is not None)
        services.overrule(talk, unsaid.number, None)
        assert len(opened(talk).overruled) > 2
        with pytest.raises(NotPossible):
            services.take_out_lines(talk)
        assert coach.get(address).status_code == 302, "there is nothing of the coach's own to take out"
        assert address not in coach.get(f"/talk/{talk.pk}/").content.decode()
        number = numbers(opened(talk))[0]
        services.overrule(talk, number, Code.CONFRONT)
        shown = read(coach.get(address)).text
        (line,) = csv.DictReader(io.StringIO(services.take_out_lines(talk)))
        assert (line["speaker"], line["text"]) == ("coach", opened(talk).coded.units[number].text)
        for unit in theirs:
            assert unit.text not in shown
            assert unit.text not in str(leaving.take_out(agreed.coach))


def test_a_yes_to_words_that_did_not_say_so_leaves_the_leaders_codes_as_they_are(agreed: World) -> None:
    row = both_said_yes(agreed)
    consented = f"/talk/proposal/{row.pk}/"
    sentence = "The coach can say the same of a sentence of the leader’s."
    assert sentence in read(sign_in(agreed.leader).get(consented)).text, "before the yes"
    with decided(row):
        talk = coded(agreed, row)
        Proposal.objects.update(terms=consent.TERMS_TAKES_OUT)
        number, own = number_of(talk, FOUND), numbers(opened(talk))[0]
        with pytest.raises(NotPossible):
            services.overrule(talk, number, LeaderCode.CONCERN)
        coach = sign_in(agreed.coach)
        assert sentence not in read(coach.get(consented)).text
        page = coach.get(f"/talk/{talk.pk}/").content.decode()
        assert "The leader’s lines" not in page
        assert coach.get(f"/talk/{talk.pk}/line/?line={number}").status_code == 302
        services.overrule(talk, own, Code.CONFRONT)
        assert opened(talk).overruled == {own: Code.CONFRONT}, "the coach's own are the coach's"


def test_what_was_overruled_of_the_leaders_goes_with_the_words_and_with_the_leader(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
        services.overrule(talk, number_of(talk, FOUND), LeaderCode.CONCERN)
        scope = Talk.objects.get().scope
        assert vault.exists(scope)
    with clock.frozen(row.decides_at + timedelta(minutes=2)):
        leaving.erase(agreed.leader)
    assert not vault.exists(scope), "what the coach overruled is sealed under the same key"
    assert not Talk.objects.exists()
    assert not Engagement.objects.filter(leader=agreed.leader, state="agreed").exists()
