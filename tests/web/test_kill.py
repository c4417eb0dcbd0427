"""`kill -9` while twenty people and a boss answer, by ticks and in words, and of what closes or says thanks.

What got its thank-you is there once, and so is the leader's note.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

import pytest

STAGE = Path(__file__).with_name("kill_stage.py")
ROOT = Path(__file__).parents[2]
REFS = ("LL-S8", "LL-S4", "LL-S6")
BOSS = 20
NOTE = "Thank you. I will ask before I say anything."


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an empty installation: SQLite, or PostgreSQL databases of its own."""
    paths = [str(ROOT / "src"), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"HANSEI_DATA": str(tmp_path), "PYTHONPATH": os.pathsep.join(paths)}
    given = {variable: os.environ.get(variable) for variable in ("DATABASE_URL", "KEYS_URL")}
    if not any(address and address.startswith("postgres") for address in given.values()):
        yield environment
        return
    import psycopg

    names = []
    for variable, address in given.items():
        assert address, f"{variable} is set for PostgreSQL together with the other"
        parts = urlsplit(address)
        names.append((parts, f"kill_{uuid.uuid4().hex[:12]}"))
        environment[variable] = urlunsplit(parts._replace(path=f"/{names[-1][1]}"))
    try:
        for parts, name in names:
            with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE {name}".encode())
        yield environment
    finally:
        for parts, name in names:
            with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as admin:
                admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def stage(environment: dict[str, str], act: str) -> Any:
    done = subprocess.run(
        [sys.executable, str(STAGE), act],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server:
    """`hansei serve`, to be killed."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.port = free_port()
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from hansei.cli import main; main()", "serve", "--port", str(self.port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def request(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """Status and where it leads. Raises OSError or HTTPException when the server is gone."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.getheader("Location") or ""
        finally:
            line.close()

    def ready(self, path: str) -> bool:
        try:
            return self.request("GET", path)[0] == 200
        except OSError:
            assert self.process.poll() is None, "the server stopped by itself"
            return False


@pytest.fixture
def serve(installation: dict[str, str]) -> Iterator[Callable[[str], Server]]:
    started: list[Server] = []

    def begin(path: str) -> Server:
        server = Server(installation)
        started.append(server)
        deadline = time.monotonic() + 60
        while not server.ready(path):
            assert time.monotonic() < deadline, "the server did not answer"
            time.sleep(0.1)
        return server

    yield begin
    for server in started:
        server.kill()


class Person(threading.Thread):
    """Sends again and again, each time other ratings and words, until the server is gone."""

    def __init__(self, server: Server, link: str, number: int, thanked: list[int]) -> None:
        super().__init__()
        self.server, self.link, self.number, self.told = server, link, number, thanked
        self.kept: int | None = None  # which time got its thanks last
        self.tried: int | None = None  # the one that was under way when the server went
        self.wrong: list[int] = []

    @property
    def is_boss(self) -> bool:
        return self.number == BOSS

    def rating(self, time: int) -> int:
        return (self.number + time) % 5 + 1

    def words(self, time: int) -> str:
        return f"Person {self.number}, told {time} times."

    def body(self, time: int) -> str:
        told = {"o4" if self.is_boss else "o1": self.words(time)}
        if not self.is_boss:
            told |= {"y1": "on"} | {f"b{n}": str(self.rating(time)) for n in (1, 2, 3)}
        return urlencode(told)

    def run(self) -> None:
        for rating in itertools.count(1):
            self.tried = rating
            try:
                status, where = self.server.request("POST", self.link, self.body(rating))
            except (OSError, http.client.HTTPException):
                return
            if (status, where) != (302, f"{self.link}thanks/"):
                self.wrong.append(status)
                return
            self.kept, self.tried = rating, None
            self.told.append(self.number)


@pytest.mark.slow
@pytest.mark.parametrize("thanks_before", [1, 60])
def test_every_answer_that_got_its_thanks_is_there_once(
    installation: dict[str, str], serve: Callable[[str], Server], thanks_before: int
) -> None:
    links = stage(installation, "prepare")
    server = serve(links[0])
    thanked: list[int] = []
    people = [Person(server, link, number, thanked) for number, link in enumerate(links)]
    for person in people:
        person.start()
    deadline = time.monotonic() + 60
    while len(thanked) < thanks_before and time.monotonic() < deadline:
        time.sleep(0.001)
    server.kill()
    for person in people:
        person.join()

    assert len(thanked) >= thanks_before
    assert [person.wrong for person in people] == [[]] * 21
    for person, held in zip(people, stage(installation, "look"), strict=True):
        ratings, words = held["ratings"], held["words"]
        if person.kept is None and not (ratings or words):
            continue
        # Whole, once, and the last that was thanked for, or the one that was under way after it.
        assert set(ratings) == (set() if person.is_boss else set(REFS))
        assert list(words) == ["LL-U1" if person.is_boss else "LL-S8"]
        possible = [time for time in (person.kept, person.tried) if time is not None]
        assert [ratings, words] in [
            [
                {ref: [person.rating(time)] for ref in ratings},
                {ref: [person.words(time)] for ref in words},
            ]
            for time in possible
        ]

    # Nobody was shut out: everybody sends once more, and each counts once.
    server = serve(links[0])
    for person, link in zip(people, links, strict=True):
        told = f"b1={person.number % 5 + 1}&b2=5&b3=1&o1=Once+by+{person.number}.&y1=on"
        status, where = server.request("POST", link, "o4=Once+by+the+boss." if person.is_boss else told)
        assert (status, where) == (302, f"{link}thanks/")
    server.kill()
    closed = stage(installation, "close")
    occasions = closed.pop("occasions").pop("LL-S8")
    # Everybody told one, and their number never says so: one is left out, none is there twice.
    assert len(occasions) == len(set(occasions)) == 19
    assert set(occasions) < {f"Once by {number}." for number in range(20)}
    assert closed == {
        "reply": {"LL-U1": "Once by the boss."},
        "answers": 60,
        "people": 21,
        "ratings": {"LL-S8": [4, 4, 4, 4, 4], "LL-S4": [0, 0, 0, 0, 20], "LL-S6": [20, 0, 0, 0, 0]},
    }


@pytest.mark.slow
def test_a_note_of_thanks_goes_to_everybody_once_wherever_its_sender_is_killed(
    installation: dict[str, str],
) -> None:
    found = stage(installation, "thank")
    asked = found["asked"]
    assert asked > 10
    # None of it or all of it; the last process came through, none that died left half of it behind.
    whole = [1, asked, asked, asked]
    assert found["steps"][-1] == whole
    assert [step for step in found["steps"] if step not in ([0, 0, 0, 0], whole)] == []
    assert found["steps"].count([0, 0, 0, 0]) > 10
    assert found["kept"] == NOTE
    assert found["read"] == [NOTE] * asked
