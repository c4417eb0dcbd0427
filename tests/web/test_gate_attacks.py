"""What somebody could try: two sets of answers that the gate makes alike, behind the same mirror in turn.

Whatever shows released things is compared byte by byte: pages, what is taken out, what is stored. A count in
a text, the size of a file, the order of rows, a total or a part that stands on the page anyway: any of them
would differ. Beside it stands the same comparison of answers that the gate does not make alike, so that it is
sure that something could have been seen.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from django.urls import reverse

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.web.common.asking.models import Answer, Invitation
from hansei.web.common.asking.tokens import place_of
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import FrozenRelease
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import selectors, sentences, services, settling, showing
from hansei.web.steps.mirror.models import Mirror, Stage
from tests.web.steps.mirror.mirrors import after_the_window, answered, expected, links, opened_all, row_of
from tests.world import World, agree, make, sign_in

CODES = ("LL-S8", "LL-S4")
Given = Mapping[Source, list[int]]

#: Of two peers who answered nothing is shown; seven reports, and of five further off all. The boss answers.
ONE: Given = {
    Source.BOSS: [3],
    Source.PEERS: [1, 1],
    Source.REPORTS: [2, 2, 2, 2, 2, 2, 2],
    Source.FURTHER: [1, 1, 1, 1, 1],
}
#: Other answers of both hidden people, other spreads, nobody alike any more: all of it comes out the same.
OTHER: Given = {
    Source.BOSS: [3],
    Source.PEERS: [5, 2],
    Source.REPORTS: [1, 1, 1, 1, 3, 3, 4],
    Source.FURTHER: [1, 1, 1, 2, 3],
}
#: One report more who gives a 5: this does not come out the same.
SEEN: Given = {**OTHER, Source.REPORTS: [5, 5, 5, 5, 5, 5, 4]}


@pytest.fixture
def world(db: None) -> World:
    found = make()
    agree(found)
    return found


@pytest.fixture
def mirror(world: World) -> Mirror:
    """A leader who did all there is to do: saw, found, showed it, asked more people, and looked again."""
    first = services.start(world.leader)
    services.choose(first, CODES)
    _asked(first, _who)
    row = row_of(first, "LL-S8")
    with after_the_window(first):
        finding = services.write_finding(row, words="The number first.", choice="work")
        one = next(said for said in selectors.said(first) if said.row.pk == row.pk)
        assert world.engagement is not None
        said = sentences.after(selectors.seen(one), showing.boss_of(first))
        services.open_finding_to_coach(finding, world.engagement, sentences=said)
        more = services.ask_more(row)
        for number in range(5):
            name = f"Neu {number}"
            person = Person.objects.create_user(f"neu{number}@halden.example", name=name)
            services.ask_also(more, person, Source.FURTHER)
        more.refresh_from_db()
        _asked(more, lambda mirror: list(links(mirror)))
    with clock.shifted(timedelta(days=120)):
        _asked(services.look_again(first), lambda mirror: list(links(mirror)))
    return first


def _asked(mirror: Mirror, who: Callable[[Mirror], list[Person]]) -> None:
    """Expected, locked, answered with 3 throughout, closed, and all of it opened."""
    expected(mirror)
    services.lock(mirror, read_at=mirror.version, closes_at=services.closing_time(mirror.leader, 14))
    answered(mirror, dict.fromkeys(who(mirror), 3))
    with after_the_window(mirror):
        assert services.settle(mirror)
        opened_all(mirror)


def _who(mirror: Mirror) -> list[Person]:
    """Those who answer, in the order of their names: as many of each source as there are ratings in ONE."""
    found: list[Person] = []
    for source, ratings in ONE.items():
        asked = Invitation.objects.filter(round=mirror.round, source=source).select_related("person")
        people = [one.person for one in asked.order_by("person__name")]
        assert len(people) >= len(ratings), source
        found += people[: len(ratings)]
    return found


def write_behind(mirror: Mirror, given: Given, *, backwards: bool = False) -> None:
    """Put other ratings behind a closed round and let it pass the gate anew, as it did the first time."""
    round_ = mirror.round
    assert round_ is not None
    for item in round_.items.all():
        for source in item.sources:
            rows = list(Answer.objects.filter(round=round_, item=item, source=source).order_by("pk"))
            ratings = given[Source(source)][:: -1 if backwards else 1]
            for row, rating in zip(rows, ratings, strict=True):
                place = place_of(bytes(row.token), row.item_id)
                row.value = vault.seal(round_.answers_scope, str(rating), at=place)
                row.save(update_fields=["value"])
    FrozenRelease.objects.filter(round=round_.pk).delete()
    Mirror.objects.filter(pk=mirror.pk).update(stage=Stage.ASKING)
    mirror.refresh_from_db()
    with after_the_window(mirror):
        assert settling.settle(mirror)
    mirror.refresh_from_db()


def everything_shown(world: World, mirror: Mirror) -> dict[str, bytes]:
    """Every page that links lead to, for everybody who could learn something, and every file, by its name.

    What is drawn anew for each request is left out of them.
    """
    shown: dict[str, bytes] = {}
    assert mirror.closes_at is not None
    with clock.frozen(mirror.closes_at + timedelta(days=150)):
        for person in (world.leader, world.coach, world.boss, world.steward):
            shown |= {f"{person.name} {at}": page for at, page in _walk(person).items()}
        for way in leaving.ways():
            taken = json.dumps(way.exporter(world.leader), sort_keys=True, default=str)
            shown[f"taken out of {way.app}"] = taken.encode()
        file = sign_in(world.leader).post(reverse("take_out"))
        shown["size of the file"] = str(len(file.content)).encode()
        with zipfile.ZipFile(io.BytesIO(file.content)) as inside:
            shown |= {f"in the file, {name}": inside.read(name) for name in inside.namelist()}
    release = FrozenRelease.objects.get(round=mirror.round_id)
    place = selectors.at("Release", "sealed", release.pk)
    shown["stored"] = vault.open_(release.scope, bytes(release.sealed), at=place).encode()
    shown["size of what is sealed"] = str(len(bytes(release.sealed))).encode()
    return shown


def _walk(person: Person) -> dict[str, bytes]:
    browser, waiting = sign_in(person), ["/"]
    found: dict[str, bytes] = {}
    while waiting:
        address = waiting.pop(0)
        if address in found or address.startswith(("/static/", "/sign-out", "/accounts")):
            continue
        answer = browser.get(address)
        found[address] = _steady(answer.content)
        links_ = re.findall(r'href="(/[^"#?]*)', answer.content.decode(errors="replace"))
        waiting += [link for link in links_ if link.startswith(_OF_WHAT_WAS_RELEASED)]
    return found


#: Whatever stands under these can show it, or could come to.
_OF_WHAT_WAS_RELEASED = ("/mirror", "/chain", "/yours", "/opened", "/coaching", "/beliefs", "/objectives")


_DRAWN = re.compile(rb'value="[A-Za-z0-9]{64}"|nonce="[^"]*"')


def _steady(page: bytes) -> bytes:
    return _DRAWN.sub(b"", page)


def different(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    assert one.keys() == other.keys()
    return sorted(name for name in one if one[name] != other[name])


@pytest.mark.slow
def test_answers_that_the_gate_makes_alike_cannot_be_told_apart_by_anything_that_is_shown(
    world: World, mirror: Mirror
) -> None:
    write_behind(mirror, ONE)
    everything_shown(world, mirror)  # what looking leaves behind is there from here on
    one = everything_shown(world, mirror)
    write_behind(mirror, OTHER)
    other = everything_shown(world, mirror)
    assert different(one, other) == []
    # There was something to see, and it would have been seen.
    see = f"{world.leader.name} {reverse('see', kwargs={'behaviour_id': row_of(mirror, 'LL-S8').pk})}"
    assert b"fewer than four answered" in one[see]
    assert b"1.5 or less" in one[see]
    write_behind(mirror, SEEN)
    differing = different(other, everything_shown(world, mirror))
    assert {see, "taken out of mirror", "stored"} <= set(differing)
    assert not [name for name in differing if name.startswith((world.coach.name, world.steward.name))]


@pytest.mark.slow
def test_in_which_order_answers_lie_in_the_database_tells_nothing(world: World, mirror: Mirror) -> None:
    write_behind(mirror, OTHER)
    everything_shown(world, mirror)  # what looking leaves behind is there from here on
    one = everything_shown(world, mirror)
    write_behind(mirror, OTHER, backwards=True)
    assert different(one, everything_shown(world, mirror)) == []


def test_on_no_page_stands_a_total_or_an_average_over_sources(world: World, mirror: Mirror) -> None:
    """The group of two is hidden; all figures of the page are those of the other rows, and no further one."""
    write_behind(mirror, {**OTHER, Source.FURTHER: [2, 2, 2, 3, 3], Source.REPORTS: [4, 4, 4, 4, 4, 4, 3]})
    row = row_of(mirror, "LL-S8")
    seen = selectors.seen(next(one for one in selectors.said(mirror) if one.row.pk == row.pk))
    picture = showing.after(seen, "")
    figures = {cell.text for cells in picture.rows for cell in cells if re.match(r"\d", cell.text)}
    assert figures == {"4", "3", "2.5"}  # own and reports; expected; further off
    told = " ".join([*picture.sentences, *picture.asides])
    assert set(re.findall(r"\d\.\d", told)) <= {"2.5"}  # neither 3.4 of all nor 3.5 of the two
