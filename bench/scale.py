"""Every page of the demo with many people, against the same page with few.

Each size is loaded by a process of its own into a folder that goes away. There every seat is taken, and of
what links lead to from its first page one address of each route is opened, `rounds` times. What is compared
is the processor's time: the two were not measured at the same moment.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

FEW, MANY = 60, 5000
#: How many times longer a page may take.
LIMIT = 3.0
#: Pages that are looked at in each seat at most.
_PAGES = 60


def measure(folder: Path, rounds: int) -> list[tuple[str, float, float]]:
    """Each page by seat and route: milliseconds among MANY people, and among FEW; slowest ratio first.

    Searches of the steward stand beside the pages.
    """
    few, many = (_child(folder / str(size), size, rounds) for size in (FEW, MANY))
    both = sorted(few.keys() & many.keys(), key=lambda name: many[name] / few[name], reverse=True)
    return [(name, many[name], few[name]) for name in both]


def _child(folder: Path, size: int, rounds: int) -> dict[str, float]:
    environment = {**os.environ, "HANSEI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    command = [sys.executable, "-m", "bench.scale", str(size), str(rounds)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def _loaded(size: int, rounds: int) -> dict[str, float]:
    from hansei.cli import start

    start.begin()
    start.prepare()
    from hansei.demo import load

    load.load(size)
    from hansei.web.outward.demo.models import Seat

    found: dict[str, float] = {}
    for seat in Seat.objects.select_related("person"):
        found |= {f"{seat.key}: {name}": took for name, took in _seat(seat, rounds).items()}
    return found


def _seat(seat: Any, rounds: int) -> dict[str, float]:
    from django.test import Client

    browser = Client()
    if seat.person is not None:
        browser.force_login(seat.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    addresses = _walk(
        browser, [seat.path, "/look-around/", "/stewardship/people/?q=an", "/stewardship/people/?page=2"]
    )
    return {name: _took(browser, url, rounds) for name, url in addresses.items()}


def _walk(browser: Any, begin: list[str]) -> dict[str, str]:
    """One address for each route that links lead to."""
    import re

    from django.urls import Resolver404, resolve

    waiting, found = list(begin), {}
    while waiting and len(found) < _PAGES:
        url = waiting.pop(0)
        try:
            name = resolve(url.partition("?")[0]).view_name + ("?" if "?" in url else "")
        except Resolver404:
            continue
        if name in found or not url.startswith("/"):
            continue
        page = browser.get(url)
        if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
            found[name] = url
            waiting += [
                link.partition("#")[0] for link in re.findall(r'href="(/[^"]*)"', page.content.decode())
            ]
    return found


def _took(browser: Any, url: str, rounds: int) -> float:
    times = []
    for turn in range(rounds + 1):
        began = time.process_time()
        browser.get(url)
        if turn:  # the first fills caches
            times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_loaded(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
