"""An installation in a folder of its own, used the way its operator uses it: by commands."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
_OURS = ("DATABASE_URL", "KEYS_URL", "EMAIL_", "HANSEI_", "DJANGO_")


class Installation:
    """A data folder, and the commands run on it. `environment` overrides settings for all of them."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        self.environment = {
            **kept, "PYTHONPATH": str(ROOT / "src"), "HANSEI_DATA": str(data), "PYTHONUNBUFFERED": "1",
            **environment,
        }  # fmt: skip

    def run(self, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end. However it ends, no traceback is ever shown."""
        done = subprocess.run(
            [sys.executable, "-m", "hansei", *map(str, arguments)],
            env={**self.environment, **environment},
            capture_output=True, text=True, check=False, timeout=120, cwd=self.data.parent,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done

    def do(self, *arguments: object, **environment: str) -> str:
        """Run a command that has to succeed; what it says."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def refuses(self, *arguments: object, **environment: str) -> str:
        """Run a command that has to fail with a sentence; the sentence."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 1, done.stdout + done.stderr
        return (done.stdout + done.stderr).strip()

    def python(self, code: str) -> str:
        """What a program prints that is run inside this installation, with Django set up."""
        begin = "from hansei.cli import start; start.begin()\n"
        done = subprocess.run(
            [sys.executable, "-c", begin + code],
            env=self.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start a command and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "hansei", *map(str, arguments)],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def sql(
        self, statement: str, *, database: str = "hansei.sqlite3", values: tuple[Any, ...] = ()
    ) -> list[Any]:
        """Change a SQLite database by hand, as somebody with access to the machine can."""
        connection = sqlite3.connect(self.data / database)
        try:
            with connection:
                return connection.execute(statement, values).fetchall()
        finally:
            connection.close()

    def twin(self, folder: Path) -> Installation:
        """An empty installation on another machine that was given the same master key."""
        folder.mkdir(mode=0o700)
        shutil.copy(self.data / "master.key", folder / "master.key")
        return Installation(folder)


def free_port() -> int:
    """A port that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def mail_server() -> Iterator[str]:
    """A mail server that greets and says goodbye; its EMAIL_URL."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                visitor, _ = listening.accept()
            except OSError:
                return
            with visitor, visitor.makefile("rwb") as lines:
                lines.write(b"220 mail.example\r\n")
                lines.flush()
                for line in lines:
                    lines.write(
                        b"221 goodbye\r\n" if line.upper().startswith(b"QUIT") else b"250 mail.example\r\n"
                    )
                    lines.flush()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(5)


@contextmanager
def postgres_databases() -> Iterator[tuple[str, str]]:
    """Two empty databases on the PostgreSQL that the tests run on: addresses of the main one and the keys."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        pytest.skip("needs PostgreSQL: ./dev test runs it there too")
    import psycopg

    parts = urlsplit(address)
    names = [f"hansei_{kind}_{uuid.uuid4().hex[:8]}" for kind in ("main", "keys")]
    server = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(server, autocommit=True) as connection:
        for name in names:
            connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            main, keys = (urlunsplit(parts._replace(path=f"/{name}")) for name in names)
            yield main, keys
        finally:
            for name in names:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())
