"""Conversations for tests: lines from memory, a transcript, and both people's answers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hansei.core import clock
from hansei.core.talk import units
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs import services as jobs
from hansei.web.steps.talk import consent, services
from hansei.web.steps.talk.models import Proposal, Talk
from tests.world import World

LINES = (
    "What did you notice when they went quiet?",
    "You want them to speak up, and you hear yourself filling the silence.",
    "I would start with the morning meeting.",
    "Our lean standard says a leader walks the line every day.",
    "What would you like to try?",
    "We have ten minutes left.",
)
MEMORY = "\n".join(LINES)

_SAID = (
    ("Tomasz Lind", "Good morning. We have forty minutes today."),
    ("Marianne Vos", "I know I talk too much in that round."),
    ("Tomasz Lind", "What happens in you then? In Vicenza they count to ten, you need to do that on Friday."),
    ("Marianne Vos", "Yes. Probably."),
    ("Tomasz Lind", "What did you notice last week?"),
    ("Marianne Vos", "I just realised that I ask, and then I answer it myself."),
    ("Tomasz Lind", "You ask, and you answer it yourself."),
    ("Marianne Vos", "When the week goes badly I cancel the walk."),
    ("Tomasz Lind", "Our standard says a leader walks the line every day. So what gets in the way?"),
    ("Marianne Vos", "I will put it back in the calendar on Monday."),
)


#: Every sentence of them, as a page shows it.
SPOKEN = tuple(
    sentence for words in (*LINES, *(words for _who, words in _SAID)) for _at, sentence in units.split(words)
)


def vtt(*, times: int = 1, extra: str = "") -> bytes:
    """A file as a meeting tool writes it; `times` over, with `extra` in the leader's mouth at the end."""
    said = [*_SAID * times, *([("Marianne Vos", extra)] if extra else [])]
    cues = [
        f"{_time(n * 30)} --> {_time(n * 30 + 20)}\n<v {who}>{text}</v>\n"
        for n, (who, text) in enumerate(said)
    ]
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def _time(second: int) -> str:
    return f"00:{second // 60:02d}:{second % 60:02d}.000"


def upload(data: bytes | None = None, name: str = "talk.vtt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, vtt() if data is None else data, content_type="text/vtt")


def remembered(world: World, lines: str = MEMORY) -> Talk:
    assert world.engagement is not None
    return services.remember(world.engagement, world.coach, lines, held_on=timezone.localdate(clock.now()))


def proposed(world: World, by: Person | None = None, **days: int) -> Proposal:
    assert world.engagement is not None
    held_on = clock.now().date() + timedelta(**days)
    return consent.propose(world.engagement, by or world.coach, held_on=held_on)


@contextmanager
def decided(row: Proposal) -> Iterator[None]:
    """Just after the moment at which it is decided."""
    with clock.frozen(row.decides_at + timedelta(minutes=1)):
        yield


@contextmanager
def after(talk: Talk) -> Iterator[None]:
    """Just after the last moment of a transcript's words."""
    talk.refresh_from_db()
    assert talk.goes_at is not None
    with clock.frozen(talk.goes_at + timedelta(minutes=1)):
        yield


def both_said_yes(world: World, **days: int) -> Proposal:
    row = proposed(world, **days)
    consent.say(row, world.leader, consent.YES)
    return row


def taken_in(world: World, row: Proposal, data: bytes | None = None) -> Talk:
    return services.take_in(row, world.coach, vtt() if data is None else data, "talk.vtt")


def coded(world: World, row: Proposal, data: bytes | None = None) -> Talk:
    """Sent in, asked who coached, coded by the job."""
    talk = taken_in(world, row, data)
    services.say_who(talk, "Tomasz Lind")
    jobs.run_all(future=True, loud=True)
    talk.refresh_from_db()
    return talk


def numbers(talk: Any) -> list[int]:
    """The numbers of the coach's own units."""
    return [unit.number for unit in talk.coded.units if unit.coach]
