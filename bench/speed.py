"""How long a page and an answer take, against the bare ones, in one process and one run.

Requests go into the application that the server serves, without a network in between; each opens and closes
its database connections as it does there. The order changes with every round, so that whatever else the
machine does falls on all of them alike.
"""

import io
import logging
import os
import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

#: Rounds that are not counted: caches fill, templates are read.
_WARM = 10


class Times(NamedTuple):
    """Milliseconds on the clock, and of the processor."""

    clock: float
    processor: float


@dataclass(frozen=True)
class Ratio:
    """A median in milliseconds against the median of its denominator, on the clock and on the processor."""

    name: str
    against: str
    median: Times
    bare: Times
    limit: float

    @property
    def value(self) -> float:
        return self.median.clock / self.bare.clock

    @property
    def processor(self) -> float:
        return self.median.processor / self.bare.processor


@dataclass(frozen=True)
class _Case:
    name: str
    request: Callable[[], dict[str, Any]]
    expected: int
    prepare: Callable[[], None] | None = None


def measure(rounds: int) -> list[Ratio]:
    """Load a demo into the empty data folder of this process, and measure `rounds` times."""
    from hansei.cli import start

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    start.begin()
    start.prepare()
    from hansei.demo import load

    load.load()
    # Loading the application sets the logs up again, so it comes before they are silenced.
    from hansei.web.wsgi import application

    _quiet()
    views = [*(_view(seat) for seat in _seats()), *_of_six_findings()]
    bare_view, bare_post, answer = _bare_view(), _bare_post(), _answer()
    medians = _run(application, [bare_view, *views, bare_post, answer], rounds)
    pages = [
        Ratio(case.name, bare_view.name, medians[case.name], medians[bare_view.name], 3.0) for case in views
    ]
    sent = Ratio(answer.name, bare_post.name, medians[answer.name], medians[bare_post.name], 3.0)
    return [*pages, sent]


def _quiet() -> None:
    """Log lines are made as always, and written nowhere."""
    nowhere = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - until the process ends
    for handler in logging.getLogger("hansei").handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(nowhere)


def _run(application: Any, cases: list[_Case], rounds: int) -> dict[str, Times]:
    times: dict[str, list[Times]] = {case.name: [] for case in cases}
    for turn in range(rounds + _WARM):
        shift = turn % len(cases)
        for case in cases[shift:] + cases[:shift]:
            if case.prepare:
                case.prepare()
            environ = case.request()
            status: list[str] = []
            began, busy = time.perf_counter(), time.process_time()
            response = application(environ, lambda line, *_, status=status: status.append(line))
            for _ in response:
                pass
            response.close()
            took = Times((time.perf_counter() - began) * 1000, (time.process_time() - busy) * 1000)
            if int(status[0][:3]) != case.expected:
                raise SystemExit(f"{case.name} answered {status[0]} instead of {case.expected}.")
            if turn >= _WARM:
                times[case.name].append(took)
    return {
        name: Times(*(statistics.median(one) for one in zip(*taken, strict=True)))
        for name, taken in times.items()
    }


def _environ(path: str, *, session: str = "", data: dict[str, str] | None = None) -> dict[str, Any]:
    body = urlencode(data).encode() if data is not None else b""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET" if data is None else "POST",
        "PATH_INFO": path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1:8000",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
    }
    if session:
        environ["HTTP_COOKIE"] = f"sessionid={session}"
    return environ


def _seats() -> list[Any]:
    from hansei.web.outward.demo.models import Seat

    return list(Seat.objects.filter(group="leaders").select_related("person"))


def _signed_in(person: Any) -> str:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client.cookies["sessionid"].value


def _view(seat: Any) -> _Case:
    session = _signed_in(seat.person)
    return _Case(f"today: {seat.key}", lambda: _environ("/", session=session), 200)


def _of_six_findings() -> list[_Case]:
    """Six findings about what 50 people experienced: the list of them, and one with its marks."""
    from bench.rounds import findings_of_six

    leader, see = findings_of_six()
    session = _signed_in(leader)
    return [
        _Case("findings: six, of 50 people", lambda: _environ("/mirror/findings/", session=session), 200),
        _Case("a finding with its marks", lambda: _environ(see, session=session), 200),
    ]


def _bare_view() -> _Case:
    from hansei.web.common.people.models import Unit

    path = f"/bare/view/{Unit.objects.first().pk}/"
    session = _signed_in(_seats()[0].person)
    return _Case("bare view", lambda: _environ(path, session=session), 200)


def _bare_post() -> _Case:
    return _Case("bare post", lambda: _environ("/bare/post/", data={"name": "bench"}), 302)


def _answer() -> _Case:
    """Somebody around answers everything they are asked, for the first time in every round."""
    from django.test import Client

    from hansei.web.common.asking.models import Progress, Sent
    from hansei.web.outward.demo.models import Seat

    path = Seat.objects.get(key="person-around").path
    page = Client().get(path).content.decode()
    names = sorted(set(re.findall(r'name="(b\d+)"', page)))
    data = dict.fromkeys(names, "3")

    def forget() -> None:
        Sent.objects.all().delete()
        Progress.objects.update(answered=False)

    return _Case(f"an answer ({len(names)} behaviours)", lambda: _environ(path, data=data), 302, forget)
