"""A secret written through every field of every page rests nowhere in plain, and its owner reads it."""

from __future__ import annotations

import json
import logging
import secrets
import tempfile
import uuid
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connections
from django.test import Client
from django.utils import timezone

from hansei.core import clock
from hansei.web.common.asking.models import Invitation, SentWords
from hansei.web.common.asking.tokens import secret_of
from hansei.web.common.bench import services as benches
from hansei.web.common.engagements import objective_views, rechecks
from hansei.web.common.engagements.models import Closing, Engagement, Objective, Wish
from hansei.web.common.people.models import Person, Unit
from hansei.web.common.releases.models import SharedItem, SponsorSeat
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.policy.sessions import SessionStore
from hansei.web.steps.choose.models import Meeting
from hansei.web.steps.conversations.models import Conversation
from hansei.web.steps.mirror import thanking
from hansei.web.steps.mirror.models import Finding, Mirror, ThanksLink
from hansei.web.steps.practice.models import Trial
from hansei.web.steps.ready.models import FirstLook
from hansei.web.steps.talk.models import Proposal, Talk
from tests.web.canary import Writer, holding, places
from tests.web.logs import Log, kept
from tests.web.pages import Walk
from tests.web.steps.talk.talks import upload, vtt
from tests.world import World, on_the_bench, say_yes_behind

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

#: Fields for words that hold no words of anybody's own, and why.
NOT_PRIVATE = {
    # Facts of the directory and the house, which the steward knows.
    ("directory", "q"), ("new_person", "*"), ("person", "*"), ("house", "*"), ("import_preview", "q"),
    # Who signs in, and with what: the address is the directory's, the password is hashed.
    ("account_login", "*"), ("account_request_login_code", "*"), ("account_confirm_login_code", "*"),
    # The name of a part of the organization, which everybody reads.
    ("pulse_waves", "*"),
    # Names that are looked for among people of the directory.
    ("mirror_add_person", "q"), ("sponsor_seat", "q"),
    # Written for every leader who looks for a coach, and shown to all of them.
    ("bench_profile", "*"), ("bench_case", "*"), ("bench_new_case", "*"), ("bench_reference", "*"),
    # Somebody's address in the directory; what is declared about them is one of six words.
    ("bench_declarations", "email"), ("bench_next_boss", "boss"),
}  # fmt: skip


@pytest.fixture
def stem() -> str:
    """What all secrets of this run have in common, and nothing else in the world has."""
    return f"Heron{secrets.token_hex(8)}"


@pytest.fixture
def log() -> Iterator[Log]:
    """The installation's log."""
    with kept() as log:
        yield log


@pytest.fixture
def spool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where this process would put temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_what_is_written_through_every_field_rests_nowhere_in_plain_and_its_owner_reads_it(
    world: World,
    stem: str,
    spool: Path,
    mailoutbox: list[EmailMessage],
    log: Log,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    leader, coach, nobody = (Writer(stem, person) for person in (world.leader, world.coach, None))
    sponsor = Writer(stem, world.boss)
    writers = [leader, coach, nobody, sponsor, Writer(stem, world.steward), Writer(stem, world.stranger)]
    take_a_first_look(leader)
    say_whether_ready(leader)
    agree(leader, coach)
    write_objectives(leader)
    sign_a_sponsors_page(leader, sponsor)
    look_around(leader, world, nobody)
    find(leader, nobody)
    try_out(leader)
    suppose(leader)
    read_what_was_opened(coach)
    talk(leader, coach)
    be_heard(leader, coach)
    practise(coach)
    send_what_is_refused(leader, monkeypatch)
    go_on_together(leader, coach, world.stranger)
    jobs.run_all(future=True)
    jobs.run_periodic()
    assert len(mailoutbox) > 10
    for writer in writers:
        walk = Walk(writer.open)
        assert len(walk.pages) >= 4

    # Every field that was met was written into.
    met, sent = set().union(*(w.met for w in writers)), set().union(*(w.sent for w in writers))
    left_out = {one for one in met - sent if not {one, (one[0], "*")} & NOT_PRIVATE}
    assert left_out == set()
    assert len(sent) > 15

    # Nowhere is it in plain.
    everything = places(log=log.getvalue(), mails=mailoutbox, writers=writers, folders=[spool, settings.DATA])
    assert {"log", "cache default", "mail 0", "cookies 0", "addresses 0"} < set(everything)
    assert b'"event": "request"' in everything["log"]
    assert holding(stem, everything) == []

    # Its owner reads all of it that was kept, on pages and in the file to take along.
    read = " ".join(page.text + _typed(page) for page in Walk(leader.open).pages.values())
    taken = _taken_out(leader)
    ready = [place for place in leader.sent if place[0] == "ready"]
    assert len(ready) > 2
    for place in KEPT + ready:
        secret = leader.sent[place]
        assert secret in read, place
        assert secret in taken, place


#: What stays, of all that was written: the rest was a search, was changed later, or was refused.
KEPT = [
    ("first_look_rate", "why"), ("first_look_count", "make"),
    ("objective", "words"),
    ("agreement_term", "about"), ("adopt_wish", "words"), ("suits", "words"),
    ("close", "keep"), ("close", "thanks"),
    ("sponsor_page", "summary"),
    ("mirror_expect", "known"), ("mirror_expect", "expect_boss"), ("mirror_own", "text"),
    ("finding_change", "words"), ("finding_change", "around"),
    ("write_own_note", "words"), ("conversation_note", "words"), ("found_out", "words"),
    ("change_try_out", "what"), ("change_try_out", "occasion"), ("change_try_out", "expected"),
    ("look_back", "happened"), ("look_back", "learned"),
    ("hypothesis", "do"), ("hypothesis", "live"), ("hypothesis", "believe"),
]  # fmt: skip


def _typed(page: Any) -> str:
    """What stands in the fields of a page."""
    return " ".join(value for form in page.forms for one in form.fields.values() for value in one.values)


def _taken_out(leader: Writer) -> str:
    response = leader.client.post("/yours/take-out/")
    with zipfile.ZipFile(BytesIO(response.content)) as archive:
        return archive.read("everything.json").decode() + archive.read("everything.html").decode()


# ------------------------------------------------------------------------------------------- what is written
def take_a_first_look(leader: Writer) -> None:
    leader.open("/first-look/")
    leader.send(leader.page.form(having="chosen"), to="/first-look/", go="search")
    leader.send(leader.page.form(having="chosen"), chosen=["LL-S8"], words="")
    leader.send(leader.page.form(having="own"), own="4", expected="2", sure="sure")
    leader.send(leader.page.form(having="why"))
    leader.send(
        leader.page.form(having="what"), what=leader.page.form(having="what").fields["what"].choices[0]
    )
    for figure in ("6", "2"):
        assert leader.send(leader.page.form(having="number")).status_code == 400
        leader.send(leader.page.form(having="number"), number=figure)
    leader.send(leader.page.form(having="make"))
    leader.send(leader.page.form(having="look"), to="/first-look/keep/")
    assert FirstLook.objects.count() == 1


def say_whether_ready(leader: Writer) -> None:
    leader.open("/ready/")
    form = leader.page.form(having="outcome")
    rulers = {name: "7" for name in form.fields if name.startswith("ruler_")}
    leader.send(form, outcome="other_help", **rulers)
    assert leader.page.url == "/ready/answer/"


def choose(leader: Writer, coach: Writer) -> None:
    assert coach.person is not None
    coach.open("/bench/declarations/")
    coach.send(coach.page.form(having="hand"), hand="unsaid", email="nils.aas@halden.example")
    leader.open(f"/coach/{coach.person.pk}/")
    leader.open(f"/coach/{coach.person.pk}/ask/")
    soon = timezone.localtime(clock.now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    leader.send(leader.page.form(having="first"), first=soon)
    meeting = Meeting.objects.get()
    coach.open(f"/first-meeting/{meeting.pk}/")
    form = coach.page.form(having="answer")
    coach.send(form, answer=form.fields["answer"].choices[0])
    leader.open("/coach/order/")
    leader.send(leader.page.forms[0], **{f"place_{coach.person.pk}": "1"})
    leader.open(f"/coach/{coach.person.pk}/name/")
    leader.send(leader.page.form(f"/coach/{coach.person.pk}/name/"))
    assert not Meeting.objects.exists()


def agree(leader: Writer, coach: Writer) -> None:
    choose(leader, coach)
    engagement = Engagement.objects.get()
    leader.open(f"/agreement/{engagement.pk}/term/")
    leader.send(leader.page.form(having="hours"), hours="20")
    for party in (leader, coach):
        party.open(f"/agreement/{engagement.pk}/")
        party.send(party.page.form("sign/"))
    engagement.refresh_from_db()
    assert engagement.state == "agreed"


def write_objectives(leader: Writer) -> None:
    leader.open("/objectives/new/")
    leader.send(leader.page.form(having="words"), focus="leading_lean", direction="down")
    objective = Objective.objects.get()
    leader.open(f"/objectives/{objective.pk}/")
    leader.send(leader.page.form(having="words"), direction="up")
    leader.open(f"/objectives/{objective.pk}/")
    leader.send(leader.page.form("open/"))
    assert SharedItem.objects.count() == 1


def sign_a_sponsors_page(leader: Writer, sponsor: Writer) -> None:
    engagement = Engagement.objects.get()
    leader.open(f"/agreement/{engagement.pk}/sponsor/?q=Otto")
    leader.send(leader.page.form(having="person"), person=str(sponsor.person.pk))  # type: ignore[union-attr]
    leader.send(leader.page.form(having="summary"), act="look")
    leader.send(leader.page.form(having="shown"), act="sign")
    assert leader.stem in leader.page.text, "the leader reads what was signed"
    seat = SponsorSeat.objects.get()
    sponsor.open(f"/sponsored/{seat.pk}/")
    assert sponsor.stem in sponsor.page.text, "the sponsor reads what was signed"
    sponsor.open(f"/sponsored/{seat.pk}/hope/")
    sponsor.send(sponsor.page.form(having="words"))


def look_around(leader: Writer, world: World, nobody: Writer) -> None:
    leader.open("/mirror/")
    leader.send(leader.page.form("start/"))
    leader.send(leader.page.form(having="words"), go="search")
    leader.open(leader.page.url)
    mirror = Mirror.objects.get()
    leader.open(f"/mirror/{mirror.pk}/own/")
    own = {"sources": ["peers"], "direction": "down", "go": "as_it_is"}
    leader.send(leader.page.form(having="text"), **own)
    ticked = {"to_self": ["LL-S8"], "to_up": ["LL-U1"], "own": ["OWN-1"]}
    leader.send(leader.page.form(having="words"), words="", go="on", **ticked)
    leader.open(leader.page.url.replace("people/", "people/add/") + "?q=Nils")
    leader.send(leader.page.form(having="person"), person=str(world.stranger.pk), source="further")
    leader.send(leader.page.form(having="peers"))
    for code in ("LL-S8", "OWN-1"):
        leader.open(f"/mirror/behaviour/{mirror.behaviours.get(code=code).pk}/expect/")
        form = leader.page.form(having="own")
        expected = {name: "2" for name in form.fields if name.startswith(("expect_", "sure_"))}
        leader.send(form, own="4", **expected)
    leader.open(f"/mirror/behaviour/{mirror.behaviours.get(code='LL-U1').pk}/expect/")
    leader.send(leader.page.form(having="own"), own="4", sure_boss="2")
    leader.open(f"/mirror/{mirror.pk}/lock/")
    leader.send(leader.page.form(having="days"))
    mirror.refresh_from_db()
    assert mirror.stage == "asking"
    jobs.run_all(future=True)
    for invitation in Invitation.objects.select_related("round"):
        link = f"/a/{secret_of(invitation.round, invitation)}/"
        nobody.client.post(link, {"b1": "3", "besides": nobody.stem})
        nobody.open(link)
        form = nobody.page.forms[0]
        boxes = {"boss": {"o2"}, "peers": {"o1", "o3"}}.get(invitation.source, {"o1"})
        assert {name for name, one in form.fields.items() if one.takes_words} == boxes
        yes = {name: "on" for name in form.fields if name[0] == "y"}
        assert nobody.send(form, **{"b1": "3"} if yes else {}, **yes).status_code == 200
        assert nobody.page.url.endswith("/thanks/")
    assert SentWords.objects.count() > Invitation.objects.count() > 10


def find(leader: Writer, nobody: Writer) -> None:
    mirror = Mirror.objects.get()
    assert mirror.closes_at is not None
    behaviour = mirror.behaviours.get(code="LL-S8")
    with clock.frozen(mirror.closes_at + timedelta(hours=1)):
        leader.open(f"/mirror/behaviour/{behaviour.pk}/")
        leader.send(leader.page.form("open/"))
        leader.send(leader.page.form(having="words"))
        leader.send(leader.page.form(having="around"), choice="work")
        leader.open(f"/mirror/behaviour/{behaviour.pk}/occasions/")
        assert leader.stem in leader.page.text, "the leader reads an occasion"
        in_words = f"/mirror/behaviour/{mirror.behaviours.get(code='LL-U1').pk}/"
        leader.open(in_words)
        leader.send(leader.page.form("open/"))
        assert f"{leader.stem} answer o2" in leader.page.text, "the leader reads what the boss wrote"
        leader.open(f"/mirror/{mirror.pk}/leaves-you/")
        leader.send(leader.page.form(having="feeling"), feeling="useful")
        finding = Finding.objects.get()
        leader.open(f"/mirror/findings/{finding.pk}/change/")
        leader.send(leader.page.form(having="words"))
        leader.send(leader.page.form("open/"), marks="on")
        leader.open(f"/mirror/{mirror.pk}/thanks/")
        leader.send(leader.page.form(having="words"), go="look")
        leader.send(leader.page.form(having="words"), go="send")
        jobs.run_all(future=True)
        row = ThanksLink.objects.select_related("thanks").first()
        assert row is not None
        nobody.open(thanking.link(row))
        assert f"{leader.stem}" in nobody.page.text, "whoever was asked reads the note"
    assert SharedItem.objects.count() == 2


def try_out(leader: Writer) -> None:
    finding = Finding.objects.get()
    leader.open(f"/mirror/findings/{finding.pk}/try/")
    in_a_week = (clock.now().date() + timedelta(days=7)).isoformat()
    leader.send(leader.page.form(having="what"), due=in_a_week, times="5", number="3", go="keep")
    trial = Trial.objects.get()
    leader.open(f"/try-outs/{trial.pk}/change/")
    leader.send(leader.page.form(having="what"), due=in_a_week, times="5", number="3", go="lock")
    leader.open(f"/try-outs/{trial.pk}/diary/")
    leader.send(leader.page.form(having="minutes"), day=in_a_week, time="09:30", minutes="15")
    leader.open(f"/try-outs/{trial.pk}/look-back/")
    leader.send(leader.page.form(having="happened"), came="yes", number="2")
    leader.open(f"/try-outs/{trial.pk}/")
    leader.send(leader.page.form("open/"))
    assert SharedItem.objects.count() == 3
    objective = Objective.objects.get()
    for begin in ("new/", f"about/{objective.pk}/", f"{trial.pk}/next/"):
        leader.open(f"/try-outs/{begin}")
        leader.send(leader.page.form(having="what"), due=in_a_week, times="5", number="3", go="keep")


def suppose(leader: Writer) -> None:
    leader.open("/chain/hypothesis/")
    leader.send(leader.page.form(having="believe"))
    leader.open("/chain/")
    leader.send(leader.page.form("/chain/hypothesis/open/"))
    assert SharedItem.objects.count() == 4


def read_what_was_opened(coach: Writer) -> None:
    for item in SharedItem.objects.all():
        coach.open(f"/opened/{item.pk}/")
        assert coach.stem in coach.page.text, "the coach reads what was opened"


def go_on_together(leader: Writer, coach: Writer, second: Person) -> None:
    """A second coach and a note to them, a wish and what became of it, a recheck, a look back."""
    engagement = Engagement.objects.get()
    here = f"/agreement/{engagement.pk}"
    on_the_bench(second)
    leader.open(f"{here}/people/")
    leader.send(leader.page.form(having="second_coach"), second_coach=str(second.pk))
    say_yes_behind(second)
    for party in (leader, coach):
        party.open(f"{here}/")
        party.send(party.page.form("sign/"))
    coach.open(f"{here}/note/")
    coach.send(coach.page.form(having="words"))
    coach.open(f"{here}/wish/")
    coach.send(coach.page.form(having="words"))
    leader.open(f"/wishes/{Wish.objects.get(as_party='coach').pk}/adopt/")
    leader.send(leader.page.form(having="words"), focus="leading_lean", direction="up")
    assert Objective.objects.count() == 2
    today = clock.now().date()
    Engagement.objects.update(suits_since=today - timedelta(days=100), planned_end=today + timedelta(days=5))
    assert rechecks.ask_all_due() == 1
    leader.open(f"{here}/suits/")
    leader.send(leader.page.form(having="words"), suits="yes", unwanted="yes")
    leader.open(f"{here}/close/")
    leader.send(leader.page.form(having="keep"))
    assert Closing.objects.count() == 1


def talk(leader: Writer, coach: Writer) -> None:
    """A conversation from the plan to the end, with notes of every kind and what was found out."""
    engagement = Engagement.objects.get()
    coach.open(f"/coaching/{engagement.pk}/conversations/next/")
    coach.send(coach.page.form(having="method"), method="grow", day="2031-05-06", focus="leading_lean")
    url = f"/conversations/{Conversation.objects.get().pk}/"
    coach.open(url)
    coach.send(coach.page.form("begin/"))
    for writer in (leader, coach):
        for kind in ("write/", "write/both/"):
            writer.open(f"{url}{kind}?at=goal")
            writer.send(writer.page.form(having="words"))
        writer.open(url)
        own = next(
            link for link in writer.page.links if link.startswith("/conversations/notes/") and len(link) > 30
        )
        writer.open(own)
        writer.send(writer.page.form(having="words"))
    leader.open(f"{url}end/")
    leader.send(leader.page.form(f"{url}end/"))
    leader.send(leader.page.form(having="words"))
    leader.send(leader.page.form("found-out/open/"))
    coach.open(f"{url}first/")
    coach.send(coach.page.form(having="answer"), answer="leader")
    read_what_was_opened(coach)


def be_heard(leader: Writer, coach: Writer) -> None:
    """Lines from memory, other words for one of them, and a transcript that both opened."""
    engagement = Engagement.objects.get()
    coach.open(f"/talk/memory/{engagement.pk}/")
    assert coach.send(coach.page.form(having="lines")).status_code == 400
    lines = "\n".join(f"What did you notice then, {coach.stem} number {n}?" for n in range(6))
    coach.send(coach.page.form(having="lines"), lines=lines)
    remembered = Talk.objects.get()
    coach.open(f"/talk/{remembered.pk}/line/?line=0")
    coach.send(coach.page.form(having="words"), go="hear")
    coach.send(coach.page.form(having="words"), go="keep")
    coach.open(f"/talk/propose/{engagement.pk}/")
    coach.send(coach.page.form(having="held_on"))
    row = Proposal.objects.get()
    leader.open(f"/talk/proposal/{row.pk}/")
    leader.send(leader.page.form(having="say"), say="yes")
    with clock.frozen(row.decides_at + timedelta(minutes=1)):
        send_in = f"/talk/proposal/{row.pk}/send/"
        assert coach.post(send_in, file=upload(leader.stem.encode(), leader.stem)).status_code == 400
        coach.post(send_in, file=upload(vtt(extra=f"It is {leader.stem}."), f"{leader.stem}.vtt"))
        coach.send(coach.page.form(having="who"))
        jobs.run_all(future=True, loud=True)
        for reader in (coach, leader):
            reader.open(f"/talk/{Talk.objects.get(proposal=row).pk}/")
            assert "Counted" in reader.page.text
    coach.open("/talk/")


def practise(coach: Writer) -> None:
    """Whatever is tried out in the practice room: nothing of it is kept."""
    for url in ("line/just_tell_me/", f"own/{Talk.objects.get(proposal__isnull=False).pk}/"):
        coach.open(f"/practice-room/{url}")
        for _ in range(2):
            coach.send(coach.page.form(having="words"))
        assert coach.stem in coach.page.text
    coach.open("/practice-room/with/henrik/")
    for _ in range(2):
        coach.send(coach.page.form(having="words"), go="say")
        assert coach.stem in coach.page.text
    coach.send(coach.page.form(having="words"), go="end", words="")
    assert coach.stem in coach.page.text


def send_what_is_refused(leader: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is sent and not taken: incomplete, stale, too long, forged, aimed at nothing, met by an error."""
    objective, finding, stem = Objective.objects.get(), Finding.objects.get(), leader.stem
    words = {"words": stem, "focus": "leading_lean", "direction": "down", "around": stem, "choice": "park"}
    statuses = [
        leader.post("/objectives/new/", words=stem).status_code,
        leader.post(f"/objectives/{objective.pk}/", **words, version="1").status_code,
        leader.post(f"/mirror/findings/{finding.pk}/change/", **words, version="1").status_code,
        leader.post("/objectives/new/", **{**words, "words": stem * 1000}).status_code,
        leader.post("/objectives/new/", **{**words, "words": stem * 20_000}).status_code,
        leader.post(f"/objectives/{uuid.uuid4()}/", **words).status_code,
        leader.post("/ready/", instead=stem, outcome=stem, ruler_want=stem, seen="another").status_code,
        leader.post("/first-look/keep/", look=json.dumps({"why": {"LL-S8": stem}, stem: stem})).status_code,
        leader.post("/look/theme", theme=stem, next=f"/{stem}").status_code,
        leader.post("/look/language", language=stem, next="/").status_code,
    ]
    assert statuses == [400, 409, 409, 400, 400, 404, 400, 400, 404, 200]
    forging = Client(enforce_csrf_checks=True)
    forging.cookies = leader.client.cookies
    assert forging.post("/objectives/new/", words).status_code == 403

    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError(stem)

    with monkeypatch.context() as broken:
        broken.setattr(objective_views.services, "write_objective", fails)
        assert leader.post("/objectives/new/", **words).status_code == 500
    leader.addresses = [one for one in leader.addresses if one != f"/{stem}"]  # sent on to where it asked


# --------------------------------------------------------------------------------- the search finds something
@pytest.mark.parametrize(
    "place",
    ["text column", "sealed column", "session", "log", "mail", "cache", "cookie", "address", "file", "task"],
)
def test_a_secret_that_was_put_somewhere_in_plain_is_found_there(
    world: World,
    stem: str,
    spool: Path,
    mailoutbox: list[EmailMessage],
    log: Log,
    place: str,
) -> None:
    writer = Writer(stem, world.leader)
    benches.ask(world.stranger, world.steward)
    if place == "text column":
        Unit.objects.create(name=stem)
    elif place == "sealed column":
        FirstLook.objects.create(owner=world.leader, sealed=stem.encode(), kept_on=clock.now().date())
    elif place == "session":
        session = SessionStore()
        session["said"] = stem
        session.save()
    elif place == "log":
        logging.getLogger("hansei.request").info("request", extra={"route": stem})
    elif place == "mail":
        EmailMessage("A word", stem, to=["marianne@halden.example"]).send()
    elif place == "cache":
        cache.set("said", stem)
    elif place == "cookie":
        writer.client.cookies["said"] = stem
    elif place == "address":
        writer.addresses.append(f"/?said={stem}")
    elif place == "file":
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write(stem)
    elif place == "task":
        Mail.objects.create(
            kind=stem, to=world.leader, ref=uuid.uuid4(), message_id="<1>", created_at=clock.now()
        )
    everything = places(
        log=log.getvalue(), mails=mailoutbox, writers=[writer], folders=[spool, settings.DATA]
    )
    found = holding(stem, everything)
    cache.clear()
    assert found, place
    sqlite = connections["default"].vendor == "sqlite"
    named = {"text column": "people_unit", "sealed column": "ready_firstlook", "task": "mail_mail"}
    said = ("hansei" if sqlite else named[place]) if place in named else place
    assert any(said in name for name in found), found
