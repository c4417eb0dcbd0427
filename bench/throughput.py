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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

#: The least share of bare posts that answers may come to.
LIMIT = 0.5
_CLIENTS, _BURSTS, _IN_A_BURST = 8, 4, 100
_THREADS = 8


def measure(folder: Path) -> tuple[float, float]:
    """Answers in a second, and bare posts in a second."""
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
        told = json.loads(next(line for line in server.stdout if line.startswith("{")))
        return _bursts(told["port"], told["links"], told["body"])
    finally:
        server.terminate()
        server.wait()


def _bursts(port: int, links: list[str], body: str) -> tuple[float, float]:
    answers = [(path, body) for path in links]
    posts = [("/bare/post/", urlencode({"name": "bench"}))] * _IN_A_BURST
    took = {"answers": 0.0, "posts": 0.0}
    with ThreadPoolExecutor(_CLIENTS) as pool:

        def burst(requests: list[tuple[str, str]]) -> float:
            began = time.perf_counter()
            for status in pool.map(lambda one: _send(port, *one), requests):
                if status != 302:
                    raise SystemExit(f"answered {status} instead of 302")
            return time.perf_counter() - began

        burst(posts)  # warm
        for turn in range(_BURSTS):
            took["answers"] += burst(answers[turn * _IN_A_BURST : (turn + 1) * _IN_A_BURST])
            took["posts"] += burst(posts)
    number = _BURSTS * _IN_A_BURST
    return number / took["answers"], number / took["posts"]


def _send(port: int, path: str, body: str) -> int:
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
    leader, *around = rounds.people(1 + _BURSTS * _IN_A_BURST, "t")
    refs = rounds.codes()[:3]
    round_ = rounds.asked(leader, around, refs)
    links = [link(one) for one in Invitation.objects.filter(round=round_).select_related("round")]
    body = urlencode({f"b{place}": "3" for place in range(1, len(refs) + 1)})
    server = create_server(application, host="127.0.0.1", port=0, threads=_THREADS)
    told = {"port": server.effective_port, "links": links, "body": body}
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
    server.run()


if __name__ == "__main__":
    _serve()
