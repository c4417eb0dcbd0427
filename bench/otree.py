"""How many answers in a second, against oTree 6 with one page of the same items, in the same run.

oTree is what people build such a page with elsewhere. It is none of our packages: whoever measures makes an
environment for it (`python -m venv V; V/bin/pip install otree`) and says where it is. The project is the one
that `otree startproject` makes, with nothing set but the app; the server is `otree prodserver` on the SQLite
file that it takes when told nothing. Its session is made, and each participant has opened their page, before
anything is counted. The same clients send to both servers, in bursts that take turns.
"""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from bench.throughput import BURSTS, CLIENTS, IN_A_BURST, ITEMS, PEOPLE, Post, in_turns, serving

#: How many times its answers ours have to come to.
LIMIT = 3.0
_APP = "around"
_PATIENCE = 60  # seconds, until its server answers

_PLAYER = """from otree.api import *


class C(BaseConstants):
    NAME_IN_URL = "{app}"
    PLAYERS_PER_GROUP = None
    NUM_ROUNDS = 1


class Subsession(BaseSubsession):
    pass


class Group(BaseGroup):
    pass


class Player(BasePlayer):
{fields}


class Ask(Page):
    form_model = "player"
    form_fields = {names}


page_sequence = [Ask]
"""
_FIELD = """    {name} = models.IntegerField(
        label={label}, choices={choices}, widget=widgets.RadioSelect, blank=True
    )"""
_PAGE = """{{ block title }}Two minutes{{ endblock }}
{{ block content }}
{{ formfields }}
{{ next_button }}
{{ endblock }}
"""


class NoOTree(SystemExit):
    """There is no oTree where it was said to be."""

    def __init__(self, environment: Path) -> None:
        super().__init__(
            f"There is no oTree in {environment}. Make it with:"
            f" python -m venv {environment}; {environment}/bin/pip install otree"
        )


def measure(folder: Path, environment: Path) -> tuple[float, float, str]:
    """Answers in a second that ours takes and that oTree takes, and the version of oTree. NoOTree."""
    program = environment.resolve() / "bin" / "otree"
    if not program.exists():
        raise NoOTree(environment)
    folder.mkdir()
    version = subprocess.run([program, "--version"], cwd=folder, check=True, capture_output=True, text=True)
    with serving(folder / "hansei") as ours, _serving(folder / "otree", program) as theirs:
        ratios = in_turns(ours, theirs)
    _require_kept(folder / "otree")
    return *ratios, version.stdout.strip()


def form(number: int = ITEMS) -> dict[str, str]:
    """What one participant sends."""
    return {f"b{place}": "3" for place in range(1, 1 + number)}


def _write_app(project: Path) -> None:
    """The same behaviours, in the same words and on the same scale, each a row of choices."""
    from bench.rounds import codes
    from hansei.core import library

    choices = [[point.value, point.text.get("en")] for point in library.scale_for_around()]
    fields = [
        _FIELD.format(name=name, label=json.dumps(library.behaviour(ref).text.get("en")), choices=choices)
        for name, ref in zip(form(), codes(), strict=False)
    ]
    app = project / _APP
    app.mkdir()
    (app / "__init__.py").write_text(
        _PLAYER.format(app=_APP, fields="\n".join(fields), names=list(form())), "utf-8"
    )
    (app / "Ask.html").write_text(_PAGE, "utf-8")
    with (project / "settings.py").open("a", encoding="utf-8") as settings:
        config = {"name": _APP, "app_sequence": [_APP], "num_demo_participants": 1}
        settings.write(f"\nSESSION_CONFIGS = [{config}]\n")


@contextmanager
def _serving(project: Path, program: Path) -> Iterator[list[Post]]:
    # Whatever of oTree's the one who measures has set, it is not set here; it starts a process of itself.
    own = {name: value for name, value in os.environ.items() if not name.startswith("OTREE_")}
    own["PATH"] = f"{program.parent}{os.pathsep}{own.get('PATH', '')}"

    def otree(*words: str, where: Path = project) -> None:
        subprocess.run([program, *words], cwd=where, env=own, check=True, capture_output=True)

    otree("startproject", "--noinput", project.name, where=project.parent)
    _write_app(project)
    otree("resetdb", "--noinput")
    otree("create_session", _APP, str(PEOPLE))
    with closing(sqlite3.connect(project / "db.sqlite3")) as database:
        codes = [code for (code,) in database.execute("SELECT code FROM otree_participant ORDER BY id")]
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [program, "prodserver", f"127.0.0.1:{port}"],
        cwd=project,
        env=own,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_for(port)
        with ThreadPoolExecutor(CLIENTS) as pool:
            pages = list(pool.map(lambda code: _open(port, code), codes))
        yield [(port, page, urlencode(form())) for page in pages]
    finally:
        # With the process that it started beside itself.
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def _open(port: int, code: str) -> str:
    """Open a participant's page, as they do; its path."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/InitializeParticipant/{code}") as page:
        page.read()
        return str(page.url).removeprefix(f"http://127.0.0.1:{port}")


def _wait_for(port: int) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > until:
                raise SystemExit("oTree's server did not begin to answer.") from None
            time.sleep(0.2)
        else:
            return


def _require_kept(project: Path) -> None:
    """Every answer that was counted is in its database: what was measured was answering."""
    with closing(sqlite3.connect(project / "db.sqlite3")) as database:
        where = " AND ".join(f"{name} = 3" for name in form())
        [(kept,)] = database.execute(f"SELECT count(*) FROM {_APP}_player WHERE {where}")  # noqa: S608
    if kept != (1 + BURSTS) * IN_A_BURST:
        raise SystemExit(f"oTree kept {kept} answers.")
