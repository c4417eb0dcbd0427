"""What follows the leader's own words: the experience, what makes it hard, and then; each may wait."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from hansei.web.common.engagements.selectors import open_shared
from hansei.web.common.releases.selectors import shared_with
from hansei.web.steps.mirror import selectors, services
from hansei.web.steps.mirror.leaving import take_out
from hansei.web.steps.mirror.models import Finding
from hansei.web.steps.practice.origins import offered
from tests.web.pages import read
from tests.web.steps.mirror.mirrors import after_the_window, locked, opened_all, row_of
from tests.web.steps.mirror.test_in_words import asked_in_words
from tests.web.steps.mirror.test_pages import post
from tests.world import World, sign_in


@pytest.fixture
def leader(world: World) -> Client:
    return sign_in(world.leader)


def test_a_finding_without_a_choice_says_so_everywhere_and_is_gone_on_with_another_day(
    world: World, leader: Client
) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        row = row_of(mirror, "LL-S8")
        see = reverse("see", kwargs={"behaviour_id": row.pk})
        around = leader.post(see, {"version": 0, "words": "Mine."})["Location"]
        finding = Finding.objects.get()
        one = reverse("finding", kwargs={"finding_id": finding.pk})
        pages = {
            url: leader.get(url).content.decode()
            for url in (see, one, reverse("findings"), reverse("mirror", kwargs={"mirror_id": mirror.pk}))
        }
        assert all("ot decided yet" in page for page in pages.values())
        assert all(around in pages[url] for url in (see, one)), "and from there it is gone on with"
        assert "Mine." in pages[reverse("findings")]
        assert "Try something out" not in pages[one]
        taken = take_out(world.leader)["mirrors"][0]["behaviours"]
        assert [one["my_finding"]["and_then"] for one in taken if "my_finding" in one] == ["not decided yet"]
        # Sent again, as by a second tap, it goes to the same page and writes nothing.
        assert leader.post(see, {"version": 0, "words": "Mine."})["Location"] == around
        # Stopped on the way: what was typed is kept, and the choice is still open.
        sent = leader.post(around, {"version": 1, "around": "Meetings at six.", "then": "stop"})
        assert sent["Location"] == reverse("mirror", kwargs={"mirror_id": mirror.pk})
        found = selectors.finding_of(row)
        assert found is not None
        assert (found.choice, found.around, found.row.version) == ("", "Meetings at six.", 2)
        # Another day, on the finding's own page.
        typed = {"version": 2, "words": "Mine.", "around": "Meetings at six.", "choice": "work"}
        assert post(leader, "finding_change", typed, finding_id=finding.pk).status_code == 302
        assert "Try something out" in leader.get(one).content.decode()
        # A page that sends no choice takes none away, and what was experienced can be read again.
        assert "lived through" in leader.get(around).content.decode()
        leader.post(around, {"version": 3, "around": "At six.", "then": "stop"})
        found = selectors.finding_of(row)
    assert found is not None
    assert (found.choice, found.around) == ("work", "At six.")


def test_asking_more_people_from_there_keeps_what_was_typed(world: World, leader: Client) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        row = row_of(mirror, "LL-S8")
        services.write_finding(row, words="Mine.")
        around = reverse("mirror_around", kwargs={"behaviour_id": row.pk})
        assert "Ask more people about this" in leader.get(around).content.decode()
        sent = leader.post(around, {"version": 1, "around": "Meetings at six.", "then": "more"})
        assert sent["Location"] == reverse("mirror_more", kwargs={"behaviour_id": row.pk})
        assert leader.get(sent["Location"]).status_code == 200
        assert "Meetings at six." in leader.get(around).content.decode()


def test_words_sent_from_a_page_that_knew_of_no_finding_lose_nothing_of_the_one_that_is_there(
    world: World, leader: Client
) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        row = row_of(mirror, "LL-S8")
        services.write_finding(row, words="First.", choice="park", around="Meetings at six.")
        sent = leader.post(
            reverse("see", kwargs={"behaviour_id": row.pk}), {"version": 0, "words": "Second."}
        )
        page = read(sent)
        assert sent.status_code == 409
        form = page.form(having="words")
        assert form.fields["around"].values == ["Meetings at six."]
        assert form.fields["choice"].values == ["park"]
        assert form.fields["words"].values == ["Second."]


def test_what_has_no_choice_yet_is_not_worked_on_and_counts_for_none_of_the_two(world: World) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        first, second, third = mirror.behaviours.select_related("mirror__leader")
        for row in (first, second):
            services.write_finding(row, words="Mine.")
        assert selectors.worked_on(world.leader) == set()
        assert not offered(world.leader)
        services.write_finding(third, words="Mine.", choice="work")
        assert selectors.worked_on(world.leader) == {third.code}
        assert [one.ref for one in offered(world.leader)] == [Finding.objects.get(behaviour=third).pk]


def test_a_choice_made_later_does_not_show_in_the_length_of_what_is_sealed(world: World) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        row = row_of(mirror, "LL-S8")
        lengths = set()
        for version, choice in enumerate((services.UNDECIDED, *services.CHOICES)):
            services.write_finding(row, words="Mine.", choice=choice, read_at=version)
            lengths.add(len(bytes(Finding.objects.get().sealed)))
    assert len(lengths) == 1


def test_the_sentences_about_marks_are_offered_with_a_finding_that_has_marks_and_with_no_other(
    world: World, leader: Client
) -> None:
    mirror = asked_in_words(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        for code, there in (("LL-S8", True), ("LL-U1", False)):
            finding = services.write_finding(row_of(mirror, code), words="Mine.")
            page = leader.get(reverse("finding", kwargs={"finding_id": finding.pk})).content.decode()
            assert ("the three marks" in page) is there
            assert "Open it to" in page
            # Ticked all the same, nothing is opened that is not there.
            post(leader, "finding_open", {"marks": "on"}, finding_id=finding.pk)
            assert bool(open_shared(shared_with(world.coach).get(ref=finding.pk))["sentences"]) is there
