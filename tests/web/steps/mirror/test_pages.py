"""The pages: nothing observed by any route before its reveal, owner only, nothing typed is lost, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from hansei.core import clock
from hansei.web.common.engagements import services as engagements
from hansei.web.common.people.leaving import take_out
from hansei.web.common.people.models import Organization
from hansei.web.steps.mirror import selectors, services, urls
from hansei.web.steps.mirror.models import Finding, Mirror, Stage
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
from tests.world import World, make, sign_in

#: Words that a leader never meets (product.md, "Words"; evidence 8.2, rules 5, 8 and 19).
NEVER = re.compile(
    r"\b(scores?|gaps?|blind spots?|weakness\w*|should|(over|under)-?estimat\w+|accura\w+|percentile"
    r"|rank\w*|average|improve your|recommend\w*)\b",
    re.IGNORECASE,
)
#: All but the note of thanks, which whoever was asked reads behind a link: see test_thanks.
NAMES = [pattern.name for pattern in urls.urlpatterns if pattern.name != "thanks_note"]


def addresses(mirror: Mirror | None = None) -> Iterator[tuple[str, str]]:
    """Every address of the mirror, for every record there is."""
    behaviours = list(mirror.behaviours.all()) if mirror else []
    findings = list(Finding.objects.filter(behaviour__mirror=mirror)) if mirror else []
    for pattern in urls.urlpatterns:
        assert pattern.name is not None
        wanted = set(pattern.pattern.converters)
        keys: list[dict[str, UUID]] = [{}]
        if wanted == {"mirror_id"}:
            keys = [{"mirror_id": mirror.pk}] if mirror else []
        elif wanted == {"behaviour_id"}:
            keys = [{"behaviour_id": row.pk} for row in behaviours]
        elif wanted == {"finding_id"}:
            keys = [{"finding_id": row.pk} for row in findings]
        elif wanted == {"secret"}:
            keys = []
        for key in keys:
            yield pattern.name, reverse(pattern.name, kwargs=key)


def everything(client: Client, mirror: Mirror) -> str:
    """All that a leader can get of a mirror by any GET, and the first page, and what can be taken out."""
    found = [client.get(address, follow=True).content.decode() for _name, address in addresses(mirror)]
    found.append(client.get("/").content.decode())
    mirror.leader.refresh_from_db()
    found.append(str(take_out(mirror.leader)))
    return "\n".join(found)


@pytest.fixture
def leader(world: World) -> Client:
    return sign_in(world.leader)


def post(client: Client, name: str, data: dict[str, Any] | None = None, **key: Any) -> Any:
    return client.post(reverse(name, kwargs=key), data or {})


def ratings(row_sources: list[str], own: int = 4, value: int = 3, sure: int = 2) -> dict[str, Any]:
    return {
        "own": own,
        **{f"expect_{source}": value for source in row_sources},
        **{f"sure_{source}": sure for source in row_sources},
    }


# -------------------------------------------------------------------------------- nothing before the reveal
def test_no_observed_value_leaves_the_server_by_any_route_before_its_own_reveal(
    world: World, leader: Client
) -> None:
    order = {"LL-S4": SURE, "LL-S8": FAIRLY, "LL-S6": NOT_SURE}
    mirror = locked(world, sure=order)
    # Planted, different for each behaviour: 1.5 or less, 4.5 or more, and a lone 2.
    answered(
        mirror,
        {one: {"LL-S4": 1, "LL-S8": 5, "LL-S6": 2} for one in (*world.reports, *world.peers)}
        | {world.boss: {"LL-S4": 1}},
    )
    planted = {"LL-S4": "1.5 or less", "LL-S8": "4.5 or more", "LL-S6": "about 2 was experienced"}
    shown = everything(leader, mirror)
    assert not [value for value in planted.values() if value in shown]
    with after_the_window(mirror):
        shown = everything(leader, mirror)
        assert "See how it was experienced" in shown
        assert not [value for value in planted.values() if value in shown]
        for place, code in enumerate(order, start=1):
            row = row_of(mirror, code)
            before = leader.get(reverse("see", kwargs={"behaviour_id": row.pk})).content.decode()
            assert planted[code] not in before
            assert post(leader, "see_open", behaviour_id=row.pk).status_code == 302
            shown = everything(leader, mirror)
            # There was something: it is there now, and nothing of those that are still closed.
            assert [value for value in planted.values() if value in shown] == list(planted.values())[:place]


def test_opening_is_a_post_and_a_get_of_it_changes_nothing(world: World, leader: Client) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        row = selectors.in_order(mirror)[0].row
        leader.get(reverse("see_open", kwargs={"behaviour_id": row.pk}))
        assert not selectors.opened_rows(mirror)


def test_while_asking_nothing_tells_how_many_answered(world: World, leader: Client) -> None:
    mirror = locked(world)
    page = reverse("mirror", kwargs={"mirror_id": mirror.pk})

    def text() -> str:
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", leader.get(page).content.decode())

    before = text()
    answered(mirror, dict.fromkeys(world.peers, 4))
    assert text() == before
    assert "The answers open for you on" in before


# ----------------------------------------------------------------------------------------------- owner only
def test_to_everybody_else_and_to_nobody_it_is_not_there(world: World) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        services.write_finding(row_of(mirror, "LL-S8"), words="Mine.", choice="park")
        found = dict(addresses(mirror))
        assert set(found) == set(NAMES)
        own = {"mirrors", "mirror_start", "findings", "own_behaviours"}
        for seat in ("coach", "steward", "operator", "council", "stranger", "other leader", "boss", "report"):
            client = sign_in(world.seats[seat])
            for name, address in found.items():
                if name not in own:
                    assert client.get(address).status_code == 404, (seat, name)
                    assert client.post(address).status_code == 404, (seat, name)
        for address in found.values():
            assert Client().get(address)["Location"].startswith(reverse("account_login"))
    assert Finding.objects.get().version == 1


def test_the_lists_are_there_for_a_leader_and_for_whoever_was_one(world: World) -> None:
    for seat in ("coach", "steward", "stranger"):
        assert sign_in(world.seats[seat]).get(reverse("mirrors")).status_code == 404
    locked(world)
    world.leader.is_leader = False
    world.leader.save(update_fields=["is_leader"])
    assert sign_in(world.leader).get(reverse("mirrors")).status_code == 200


def test_only_the_owners_list_holds_the_owners_mirror(world: World) -> None:
    mirror = locked(world)
    address = reverse("mirror", kwargs={"mirror_id": mirror.pk})
    assert address in sign_in(world.leader).get(reverse("mirrors")).content.decode()
    assert address not in sign_in(world.boss).get(reverse("mirrors")).content.decode()


# -------------------------------------------------------------------------------------------- the whole way
def test_from_the_first_press_to_a_finding_the_coach_may_read(world: World, leader: Client) -> None:
    assert post(leader, "mirror_start").status_code == 302
    mirror = Mirror.objects.get()
    key = {"mirror_id": mirror.pk}
    chosen = {"to_self": ["LL-S8", "LL-S4"], "go": "on"}
    assert post(leader, "mirror_choose", chosen, **key)["Location"] == reverse("mirror_people", kwargs=key)
    page = leader.get(reverse("mirror_people", kwargs=key)).content.decode()
    assert "Asking people tells them that you are being coached." in page
    people = {
        "boss": [world.boss.pk],
        "peers": [one.pk for one in world.peers],
        "reports": [one.pk for one in world.reports],
    }
    assert post(leader, "mirror_people", people, **key)["Location"] == reverse("mirror_outlook", kwargs=key)
    page = leader.get(reverse("mirror_outlook", kwargs=key)).content.decode()
    assert "Four of your five peers would have to answer" in page
    first, second = mirror.behaviours.all()
    page = leader.get(reverse("mirror_expect", kwargs={"behaviour_id": first.pk})).content.decode()
    assert "What do you know that makes you expect that?" in page
    rated = ratings(["peers", "reports"]) | {"known": "They told me."}
    sent = post(leader, "mirror_expect", rated, behaviour_id=first.pk)
    assert sent["Location"] == reverse("mirror_expect", kwargs={"behaviour_id": second.pk})
    same = ratings(["boss", "peers", "reports"], own=3, value=3)
    sent = post(leader, "mirror_expect", same, behaviour_id=second.pk)
    assert sent["Location"] == reverse("mirror_lock", kwargs=key)
    page = leader.get(sent["Location"]).content.decode()
    assert "They told me." in page
    version = Mirror.objects.get().version
    post(leader, "mirror_lock", {"version": version, "days": 14}, **key)
    mirror.refresh_from_db()
    assert mirror.stage == Stage.ASKING
    answered(mirror, dict.fromkeys(world.peers, 3) | {world.boss: 4} | dict.fromkeys(world.reports, 1))
    with after_the_window(mirror):
        for row in (first, second):
            see = reverse("see", kwargs={"behaviour_id": row.pk})
            assert post(leader, "see_open", behaviour_id=row.pk)["Location"] == see
            around = reverse("mirror_around", kwargs={"behaviour_id": row.pk})
            assert "And then?" not in leader.get(see).content.decode()
            sent = leader.post(see, {"version": 0, "words": "Mine."})
            assert sent["Location"] == around
            page = leader.get(around).content.decode()
            places = [
                page.index(one)
                for one in (
                    "What might people have lived through",
                    "What around you makes this hard?",
                    "And then?",
                )
            ]
            assert places == sorted(places)
            typed = {"version": 1, "around": "Meetings at six.", "choice": "work", "then": "on"}
            sent = leader.post(around, typed)
        assert sent["Location"] == reverse("mirror_feeling", kwargs=key)
        assert post(leader, "mirror_feeling", {"feeling": "useful"}, **key)["Location"] == reverse(
            "mirror_feeling_kept", kwargs=key
        )
        finding = Finding.objects.get(behaviour=first)
        post(leader, "finding_open", {"marks": "on"}, finding_id=finding.pk)
        coach = sign_in(world.coach)
        assert world.engagement is not None
        listed = coach.get(reverse("coaching", kwargs={"engagement_id": world.engagement.pk}))
        item = re.search(r"/opened/[0-9a-f-]+/", listed.content.decode())
        assert item is not None
        read = coach.get(item[0]).content.decode()
        assert "Mine." in read
        assert "Your reports: you expected 3; 1.5 or less was experienced." in read
        assert "Meetings at six." not in read
        post(leader, "finding_close", finding_id=finding.pk)
        assert coach.get(item[0]).status_code == 404


def test_upset_is_offered_a_pause_that_can_be_declined_and_is_told_to_nobody(
    world: World, leader: Client
) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        services.reveal(selectors.in_order(mirror)[0].row)
        sent = post(leader, "mirror_feeling", {"feeling": "angry"}, mirror_id=mirror.pk)
        offered = leader.get(sent["Location"]).content.decode()
        assert "Would you like a pause?" in offered
        assert "No pause" in offered
        assert world.engagement is not None
        world.engagement.refresh_from_db()
        assert world.engagement.state == "agreed"


# --------------------------------------------------------------------------------------------- what is kept
def test_what_was_ticked_stays_while_searching_and_when_it_is_too_much(world: World, leader: Client) -> None:
    mirror = services.start(world.leader)
    found = post(
        leader, "mirror_choose", {"to_self": ["LL-S8"], "words": "bottleneck", "go": "search"},
        mirror_id=mirror.pk,
    )  # fmt: skip
    page = found.content.decode()
    assert found.status_code == 200
    assert re.search(r'value="LL-S8"[^>]*checked', page)
    assert 'value="LL-P2"' in page
    assert 'value="LL-P1"' not in page
    assert not mirror.behaviours.exists()
    seven = {"to_self": [f"LL-S{n}" for n in range(1, 8)], "go": "on"}
    refused = post(leader, "mirror_choose", seven, mirror_id=mirror.pk)
    assert refused.status_code == 400
    assert refused.content.decode().count("checked") == 7


def test_what_was_written_stays_when_something_is_missing(world: World, leader: Client) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        row = selectors.in_order(mirror)[0].row
        services.reveal(row)
        see = reverse("see", kwargs={"behaviour_id": row.pk})
        page = leader.post(see, {"version": 0, "words": " "})
        assert page.status_code == 400
        assert not Finding.objects.exists()
        services.write_finding(row, words="Mine.")
        around = reverse("mirror_around", kwargs={"behaviour_id": row.pk})
        page = leader.post(around, {"version": 1, "around": "Half a thought.", "choice": "later"})
        assert page.status_code == 400
        assert "Half a thought." in page.content.decode()


def test_a_third_to_work_on_is_refused_with_a_sentence_and_the_words_are_kept(
    world: World, leader: Client
) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        rows = [row_of(mirror, code) for code in CODES]
        for row in rows[:2]:
            services.write_finding(row, words="Mine.", choice="work")
        services.write_finding(rows[2], words="The third.")
        around = reverse("mirror_around", kwargs={"behaviour_id": rows[2].pk})
        typed = {"version": 1, "around": "Meetings at six.", "choice": "work"}
        for then in ("on", "stop", "more"):
            sent = leader.post(around, typed | {"then": then})
            page = sent.content.decode()
            assert sent.status_code == 400
            assert "You are working on two already." in page
            assert "The third." in page
            assert "Meetings at six." in page
        assert selectors.finding_of(rows[2]).choice == services.UNDECIDED  # type: ignore[union-attr]
        assert leader.post(around, typed | {"choice": "park"}).status_code == 302
        found = selectors.finding_of(rows[2])
    assert found is not None
    assert (found.choice, found.around) == ("park", "Meetings at six.")


def test_a_finding_changed_on_another_page_is_not_overwritten_and_what_was_typed_is_kept(
    world: World, leader: Client
) -> None:
    mirror = locked(world)
    with after_the_window(mirror):
        services.settle(mirror)
        opened_all(mirror)
        row = row_of(mirror, "LL-S8")
        finding = services.write_finding(row, words="First.", choice="park")
        services.write_finding(row, words="Second.", choice="park", read_at=1)
        typed = {"version": 1, "words": "Third.", "choice": "park", "around": ""}
        sent = post(leader, "finding_change", typed, finding_id=finding.pk)
        page = sent.content.decode()
        assert sent.status_code == 409
        assert "Third." in page
        assert "Second." in page
        assert 'name="version" value="2"' in page
        assert (
            post(leader, "finding_change", typed | {"version": 2}, finding_id=finding.pk).status_code == 302
        )
    assert selectors.open_finding(Finding.objects.get()).words == "Third."


def test_on_the_second_of_two_devices_that_lock_at_once_a_sentence_and_what_was_chosen(
    world: World, leader: Client
) -> None:
    mirror = expected(planned(world))
    version = mirror.version
    other = sign_in(world.leader)
    key = {"mirror_id": mirror.pk}
    assert post(leader, "mirror_lock", {"version": version, "days": 7}, **key).status_code == 302
    second = post(other, "mirror_lock", {"version": version, "days": 21}, **key)
    page = second.content.decode()
    assert second.status_code == 409
    assert "This mirror was locked meanwhile" in page
    assert "In three weeks" in page


def test_a_lock_of_what_has_changed_since_shows_how_it_stands_now(world: World, leader: Client) -> None:
    mirror = expected(planned(world))
    version = mirror.version
    services.say_known(mirror, row_of(mirror, "LL-S8"), "Said on another page.")
    sent = post(leader, "mirror_lock", {"version": version, "days": 21}, mirror_id=mirror.pk)
    page = sent.content.decode()
    assert sent.status_code == 409
    assert "Nothing was locked." in page
    assert "Said on another page." in page
    assert re.search(r'value="21"[^>]*checked', page)
    again = {"version": Mirror.objects.get().version, "days": 21}
    assert post(leader, "mirror_lock", again, mirror_id=mirror.pk).status_code == 302


def test_what_is_sent_to_a_mirror_that_was_locked_meanwhile_is_shown_once_more(
    world: World, leader: Client
) -> None:
    mirror = locked(world)
    row = row_of(mirror, "LL-S8")
    rated = ratings(["peers", "reports", "further"], own=1) | {"known": "Long thoughts."}
    sent = post(leader, "mirror_expect", rated, behaviour_id=row.pk)
    assert sent.status_code == 409
    assert "1 never when there was occasion" in sent.content.decode()
    assert "Long thoughts." in sent.content.decode()
    assert selectors.said(mirror)[0].known == ""


def test_what_the_leader_knows_is_asked_on_the_page_of_the_numbers_and_can_be_left_blank_or_taken_out_again(
    world: World, leader: Client
) -> None:
    mirror = planned(world, ["LL-S8", "LL-U1"])
    row, sources = row_of(mirror, "LL-S8"), ["peers", "reports", "further"]
    url = reverse("mirror_expect", kwargs={"behaviour_id": row.pk})

    def asked() -> str:
        """The field with what stands around it."""
        shown = re.search(
            r"<div[^>]*>(?=<div class=.field)(?:(?!</textarea>).)*</textarea>", page(), re.DOTALL
        )
        assert shown is not None
        return shown[0]

    def page() -> str:
        return leader.get(url).content.decode()

    def said() -> str:
        return next(one.known for one in selectors.said(mirror) if one.row.pk == row.pk)

    # The stylesheet leaves it out while no two numbers differ; nothing else does.
    assert '<div class="where-differing">' in asked()
    assert post(leader, "mirror_expect", ratings(sources), behaviour_id=row.pk).status_code == 302
    assert said() == ""
    # Too long, or something else is missing: what was typed stays, and is to be seen.
    for wrong in ({"known": "x" * 4001}, {"known": "They told me.", "own": ""}):
        refused = post(leader, "mirror_expect", ratings(sources) | wrong, behaviour_id=row.pk)
        assert refused.status_code == 400
        assert wrong["known"] in refused.content.decode()
        assert "where-differing" not in refused.content.decode()
    post(leader, "mirror_expect", ratings(sources) | {"known": "They told me."}, behaviour_id=row.pk)
    assert said() == "They told me."
    # Somebody who comes back sees it, whatever the numbers are by then.
    assert "where-differing" not in asked()
    assert "They told me." in asked()
    post(leader, "mirror_expect", ratings(sources, own=3) | {"known": ""}, behaviour_id=row.pk)
    assert said() == ""
    # What is expected in words has no second number.
    url = reverse("mirror_expect", kwargs={"behaviour_id": row_of(mirror, "LL-U1").pk})
    assert "What do you know" not in page()


def test_a_rating_out_of_range_and_a_tampered_form_are_refused(world: World, leader: Client) -> None:
    mirror = planned(world)
    row = row_of(mirror, "LL-S8")
    sources = ["peers", "reports", "further"]
    for bad in (
        ratings(sources, own=6),
        ratings(sources, value=-1),
        ratings(sources, sure=4),
        {"own": "x"},
        {},
    ):
        assert post(leader, "mirror_expect", bad, behaviour_id=row.pk).status_code == 400
    key = {"mirror_id": mirror.pk}
    assert post(leader, "mirror_people", {"peers": [world.stranger.pk]}, **key).status_code == 400
    assert post(leader, "mirror_choose", {"to_self": ["LL-U1"], "go": "on"}, **key).status_code == 400
    assert {one.self_rating for one in selectors.said(mirror)} == {None}


# -------------------------------------------------------------------------------------------- people around
def test_somebody_is_found_by_name_and_asked_as_something_else(world: World, leader: Client) -> None:
    mirror = services.start(world.leader)
    address = reverse("mirror_add_person", kwargs={"mirror_id": mirror.pk})
    moved = world.reports[0]
    page = leader.get(address, {"q": moved.name[:4]}).content.decode()
    assert moved.name in page
    leader.post(f"{address}?q={moved.name[:4]}", {"person": moved.pk, "source": "further"})
    found = selectors.around(mirror)
    assert moved not in found[selectors.Source.REPORTS]
    assert moved in found[selectors.Source.FURTHER]
    # The notice waits in the session's row, which is not sealed.
    assert moved.name not in str(dict(leader.session.items()))


def test_who_cannot_be_asked_at_present_is_named_without_a_reason_and_left_out(
    world: World, leader: Client
) -> None:
    mirror = services.start(world.leader)
    world.peers[0].left_on = clock.now().date()
    world.peers[0].save(update_fields=["left_on"])
    address = reverse("mirror_people", kwargs={"mirror_id": mirror.pk})
    page = leader.get(address).content.decode()
    assert (
        f"At present these people cannot be asked, and are left out when you go on: {world.peers[0].name}."
        in page
    )
    leader.post(address, {"peers": [one.pk for one in world.peers[1:]]})
    assert world.peers[0] not in selectors.around(mirror)[selectors.Source.PEERS]


# ------------------------------------------------------------------------------------- where nothing begins
def test_without_an_agreement_or_with_the_switch_off_the_page_says_so_and_offers_no_button(db: None) -> None:
    world = make()
    client = sign_in(world.leader)
    page = client.get(reverse("mirrors")).content.decode()
    assert "needs an agreement with a coach that both have signed" in page
    assert "Plan a mirror" not in page
    assert post(client, "mirror_start").status_code == 302
    Organization.objects.update(mirror_on=False)
    page = client.get(reverse("mirrors")).content.decode()
    assert "The mirror is switched off here" in page
    assert "Plan a mirror" not in page
    assert not Mirror.objects.exists()


def test_a_plan_that_only_looks_down_is_pointed_out_as_a_question(world: World, leader: Client) -> None:
    mirror = planned(world, ["LL-D1", "LL-D2"])
    page = reverse("mirror_outlook", kwargs={"mirror_id": mirror.pk})
    question = "All of it points at the people who report to you."
    assert question in leader.get(page).content.decode()
    services.choose(mirror, ["LL-D1", "LL-P1"])
    assert question not in leader.get(page).content.decode()


# ------------------------------------------------------------------------------------------------ the words
def test_no_page_at_any_step_says_a_word_that_a_leader_never_meets(world: World, leader: Client) -> None:
    seen: set[str] = set()

    def read(mirror: Mirror | None) -> None:
        for name, address in addresses(mirror):
            answer = leader.get(address)
            text = re.sub(r"<(style|script).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
            assert not NEVER.search(text), (name, NEVER.search(text))
            if answer.status_code == 200:
                seen.add(name)

    read(None)
    mirror = services.start(world.leader)
    services.choose(mirror, CODES)
    read(mirror)
    expected(mirror)
    read(mirror)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(world.leader, 14))
    read(mirror)
    answered(mirror, dict.fromkeys(world.peers, 5) | dict.fromkeys(world.reports, 1) | {world.boss: 2})
    with after_the_window(mirror):
        read(mirror)
        opened_all(mirror)
        read(mirror)
        for code in CODES:
            services.write_finding(
                row_of(mirror, code), words="Mine.", choice="work" if code == CODES[0] else "park"
            )
        services.say_feeling(mirror, "angry")
        read(mirror)
        read(services.look_again(mirror))
    # Where nobody told an occasion there is no page of them: see test_in_words.
    post_only = {"mirror_start", "see_open", "finding_open", "finding_close", "see_occasion"}
    post_only |= {"mirror_thanks_close", "mirror_pdf"}
    assert seen == set(NAMES) - post_only
    assert get_resolver().reverse_dict


def test_after_a_pause_the_stopped_mirror_says_that_nothing_is_shown(world: World, leader: Client) -> None:
    mirror = locked(world)
    assert world.engagement is not None
    engagements.pause(world.engagement, world.coach)
    page = leader.get(reverse("mirror", kwargs={"mirror_id": mirror.pk})).content.decode()
    assert "Every link is closed, and nobody is told why." in page
