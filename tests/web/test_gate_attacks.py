"""What somebody could try: two sets of answers that the gate makes alike, behind the same mirror in turn.

Whatever shows released things is compared byte by byte: pages, what is taken out as JSON and as a page,
documents, what is stored. A count in a text, the size of a file, the order of rows, a total or a part that
stands on the page anyway: any of them would differ. Beside it stands the same comparison of answers that the
gate does not make alike, so that it is sure that something could have been seen.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

import hansei.web
from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.web.common.asking.models import Answer, Invitation
from hansei.web.common.asking.tokens import place_of
from hansei.web.common.engagements import sponsor_page
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import FrozenRelease
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import selectors, sentences, services, settling, showing
from hansei.web.steps.mirror.models import Mirror, Stage
from tests.papers import everything, text
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
        seat = sponsor_page.make_seat(world.engagement, world.leader, world.boss)
        signed = sponsor_page.content(
            world.engagement, facts=["started"], chosen=[], summary="I listen first."
        )
        sponsor_page.sign_page(seat, read_at=seat.version, said=signed, shown=sponsor_page.digest(signed))
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
        for person in watching(world):
            shown |= {f"{person.name} {at}": page for at, page in _walk(person).items()}
            shown |= {f"{person.name}, {name}": found for name, found in taken_out(person).items()}
        leader = sign_in(world.leader)
        shown |= _documents(leader)
        shown |= _refused(leader, mirror)
    release = FrozenRelease.objects.get(round=mirror.round_id)
    place = selectors.at("Release", "sealed", release.pk)
    shown["stored"] = vault.open_(release.scope, bytes(release.sealed), at=place).encode()
    shown["size of what is sealed"] = str(len(bytes(release.sealed))).encode()
    return shown


def watching(world: World) -> list[Person]:
    """The leader, the coach, the boss with a sponsor's seat, the steward, and somebody who was asked."""
    return [world.leader, world.coach, world.boss, world.steward, world.reports[0]]


def taken_out(person: Person) -> dict[str, bytes]:
    """What each app hands over to somebody, and what is in the file they take along, with its size."""
    found = {
        f"taken out of {way.app}": json.dumps(way.exporter(person), sort_keys=True, default=str).encode()
        for way in leaving.ways()
    }
    file = sign_in(person).post(reverse("take_out"))
    found["size of the file"] = str(len(file.content)).encode()
    with zipfile.ZipFile(io.BytesIO(file.content)) as inside:
        found |= {f"in the file, {name}": inside.read(name) for name in inside.namelist()}
    return found


def _documents(leader: Client) -> dict[str, bytes]:
    """The PDF of every mirror: what is seen, all that lies behind it, and the bytes with their number.

    The moment is fixed, so the same is set in the same bytes; a mark that is drawn elsewhere is in no text.
    """
    found: dict[str, bytes] = {}
    for mirror in Mirror.objects.all():
        made = leader.post(reverse("mirror_pdf", kwargs={"mirror_id": mirror.pk})).content
        reader = PdfReader(io.BytesIO(made))
        found[f"document {mirror.way}, its text"] = text(reader).encode()
        found[f"document {mirror.way}, all behind it"] = everything(reader).encode()
        found[f"document {mirror.way}, its bytes"] = made
    assert len(found) == 9, "the first, more people, looked again"
    return found


def _refused(leader: Client, mirror: Mirror) -> dict[str, bytes]:
    """The pages that come back when something unfinished is sent: the marks stand on one once more."""
    found: dict[str, bytes] = {}
    for row in mirror.behaviours.all():
        for name in ("see", "mirror_around"):
            sent = leader.post(reverse(name, kwargs={"behaviour_id": row.pk}), {"version": "x"})
            found[f"sent to {name} of {row.code}"] = _steady(sent.content)
    return found


def _walk(person: Person) -> dict[str, bytes]:
    browser, waiting = sign_in(person), ["/"]
    found: dict[str, bytes] = {}
    while waiting:
        address = waiting.pop(0)
        if address in found:
            continue
        answer = browser.get(address)
        found[address] = _steady(answer.content)
        links_ = re.findall(r'href="(/[^"#?]*)', answer.content.decode(errors="replace"))
        waiting += [link for link in links_ if link.startswith(_OF_WHAT_WAS_RELEASED)]
    return found


#: Whatever stands under these can show it, or could come to.
_OF_WHAT_WAS_RELEASED = (
    "/mirror", "/chain", "/yours", "/opened", "/coaching", "/beliefs", "/objectives", "/sponsored",
    "/agreement", "/conversations", "/try-outs", "/pulse", "/who-can-see", "/stewardship/house",
)  # fmt: skip


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
    # There was something to see, and it would have been seen: on pages, in each file, in what is stored.
    leader, row = world.leader.name, row_of(mirror, "LL-S8")
    see = f"{leader} {reverse('see', kwargs={'behaviour_id': row.pk})}"
    assert b"fewer than four answered" in one[see]
    for place in (see, "document first, its text", f"{leader}, in the file, everything.html"):
        assert b"1.5 or less" in one[place], place
    write_behind(mirror, SEEN)
    differing = set(different(other, everything_shown(world, mirror)))
    files = {f"{leader}, in the file, everything.{kind}" for kind in ("json", "html")}
    document = {f"document first, {name}" for name in ("its text", "all behind it", "its bytes")}
    then = {f"document again, {name}" for name in ("its text", "its bytes")}
    assert {see, "sent to see of LL-S4", f"{leader}, taken out of mirror", "stored"} <= differing
    assert files | document | then <= differing, "what looked again says then and now"
    assert "document more, its bytes" not in differing, "what more people said stands apart"
    # Nobody else sees anything of it. The coach reads what was opened, as it was then.
    others = [person.name for person in watching(world) if person != world.leader]
    assert not [name for name in differing if name.startswith(tuple(others))]
    assert [name for name in one if name.startswith(f"{world.coach.name} /opened/")]
    assert [name for name in one if name.startswith(f"{world.boss.name} /sponsored/")]


#: Every module of the pages that makes a file, and what keeps an answer out of it.
FILES = {
    "outward/leave/views.py": "compared above, and for the pulse in test_gate_attacks_wider",
    "steps/mirror/taking.py": "compared above",
    "steps/conversations/views.py": "a day for a calendar",
    "steps/practice/views.py": "a day for a calendar",
    "steps/talk/report_views.py": "lines of the coach's own talk that the coach overruled",
    "steps/talk/taking.py": "a report on the coach's own talk",
}


def test_every_file_that_can_be_downloaded_is_compared_or_known_to_hold_no_answers() -> None:
    web = Path(hansei.web.__file__).parent
    makes = re.compile(r"Content-Disposition|HttpResponse\([^)]*content_type=|JsonResponse|FileResponse")
    found = [path for path in web.rglob("*.py") if makes.search(path.read_text(encoding="utf-8"))]
    assert {str(path.relative_to(web)) for path in found} == set(FILES)


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
