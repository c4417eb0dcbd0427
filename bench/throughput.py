"""How many answers one server takes in a second, against bare posts of the same server in the same run.

The server is waitress with the application and the threads of `hansei serve`, in a process of its own, on a
round of people who were asked nothing yet. Clients in threads send bursts in turns: each link answers once,
then as many bare posts, and so on. Both write to the database; a bare post writes one row.
"""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

#: The least share of bare posts that answers may come to.
LIMIT = 0.5
CLIENTS, BURSTS, IN_A_BURST = 8, 4, 100
#: One burst more than is counted: the first warms.
PEOPLE = (1 + BURSTS) * IN_A_BURST
#: How many behaviours each is asked about.
ITEMS = 3
_THREADS = 8

#: Where a request goes: port, path, form.
Post = tuple[int, str, str]


def measure(folder: Path) -> tuple[float, float]:
    """Answers in a second, and bare posts in a second."""
    with serving(folder) as answers:
        port = answers[0][0]
        return in_turns(answers, [(port, "/bare/post/", urlencode({"name": "bench"}))] * PEOPLE)


@contextmanager
def serving(folder: Path) -> Iterator[list[Post]]:
    """A server of its own for as long as the block runs; what each of PEOPLE who are asked would send it."""
    environment = {**os.environ, "HANSEI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bench.settings"}
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.throughput"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert server.stdout is not None
    try:
        told: dict[str, Any] = json.loads(next(line for line in server.stdout if line.startswith("{")))
        yield [(told["port"], path, told["body"]) for path in told["links"]]
    finally:
        server.terminate()
        server.wait()


def in_turns(ours: Sequence[Post], others: Sequence[Post]) -> tuple[float, float]:
    """How many of each are answered in a second, in bursts of one kind after the other."""
    took = [0.0, 0.0]
    with ThreadPoolExecutor(CLIENTS) as pool:
        for turn in range(1 + BURSTS):
            for kind, posts in enumerate((ours, others)):
                began = time.perf_counter()
                for status in pool.map(_send, posts[turn * IN_A_BURST : (turn + 1) * IN_A_BURST]):
                    if status != 302:
                        raise SystemExit(f"answered {status} instead of 302")
                # The first burst of each warms, and is not counted.
                took[kind] += (time.perf_counter() - began) * bool(turn)
    number = BURSTS * IN_A_BURST
    return number / took[0], number / took[1]


def _send(post: Post) -> int:
    port, path, body = post
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, body, form)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def _serve() -> None:
    from hansei.cli import start

    start.begin()
    start.prepare()
    from waitress.server import create_server

    from bench import rounds
    from hansei.web.common.asking.models import Invitation
    from hansei.web.common.asking.services import link
    from hansei.web.common.people.models import Organization
    from hansei.web.wsgi import application

    Organization.objects.get_or_create(id=1, defaults={"name": "Bench"})
    leader, *around = rounds.people(1 + PEOPLE, "t")
    round_ = rounds.asked(leader, around, rounds.codes()[:ITEMS])
    links = [link(one) for one in Invitation.objects.filter(round=round_).select_related("round")]
    body = urlencode({f"b{place}": "3" for place in range(1, 1 + ITEMS)})
    server = create_server(application, host="127.0.0.1", port=0, threads=_THREADS)
    told = {"port": server.effective_port, "links": links, "body": body}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    _serve()
