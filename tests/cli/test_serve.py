"""`hansei serve` serves what may be served, and says in a sentence why it does not."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hansei.cli import start
from tests.cli.installation import Installation, free_port

pytestmark = pytest.mark.sqlite_only


@contextmanager
def serving(installation: Installation, port: int) -> Iterator[subprocess.Popen[str]]:
    server = installation.start("serve", "--port", port)
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and server.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield server
    finally:
        if server.poll() is None:
            server.kill()
        server.communicate()


def test_an_empty_folder_becomes_an_installation_with_a_link_for_its_first_steward(
    empty: Installation,
) -> None:
    port = free_port()
    with serving(empty, port) as server:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer:
            assert answer.status == 200
            assert "Server" not in answer.headers
        server.send_signal(signal.SIGTERM)
        said, errors = server.communicate(timeout=30)
    assert server.returncode == 0
    assert f"is at http://127.0.0.1:{port}." in said
    link = re.search(rf"http://127\.0\.0\.1:{port}/\S+", said.partition("first steward")[2])
    assert link is not None
    assert link[0] not in errors, "the link is printed once and in no log"
    assert "Traceback" not in errors


def test_ctrl_c_stops_it_in_good_order(prepared: Installation) -> None:
    with serving(prepared, free_port()) as server:
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=30)
    assert server.returncode == 0
    assert errors == ""


def test_a_port_in_use_is_a_sentence(prepared: Installation) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert prepared.refuses("serve", "--port", port) == (
            f"Port {port} is in use. Choose another with --port."
        )


def test_an_address_of_another_machine_is_a_sentence(prepared: Installation) -> None:
    said = prepared.refuses("serve", "--host", "192.0.2.7", "--port", free_port())
    assert said == "There is no address 192.0.2.7 on this machine."


def test_a_database_newer_than_the_code_is_a_sentence(prepared: Installation) -> None:
    prepared.sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('people', '9999_x', '2030-01-01')"
    )
    before = (prepared.data / "hansei.sqlite3").read_bytes()
    said = prepared.refuses("serve", "--port", free_port())
    assert said.startswith("The main database was written by a newer version of Hansei than this one")
    assert (prepared.data / "hansei.sqlite3").read_bytes() == before


def test_a_missing_trigger_keeps_it_from_serving(prepared: Installation) -> None:
    prepared.sql("DROP TRIGGER guard_audit_entry_update")
    said = prepared.refuses("serve", "--port", free_port())
    assert "guard_audit_entry_update" in said
    assert "hansei migrate" in said


def test_another_master_key_keeps_it_from_serving(prepared: Installation) -> None:
    said = prepared.refuses("serve", "--port", free_port(), HANSEI_MASTER_KEY="ab" * 32)
    assert "does not open with the master key" in said


def test_an_unfinished_restore_keeps_it_from_serving(prepared: Installation) -> None:
    (prepared.data / "restoring").touch()
    for command in ("serve", "steward-link", "worker"):
        assert "A restore was begun and did not finish" in prepared.refuses(command)


def test_a_running_restore_keeps_it_from_serving(prepared: Installation) -> None:
    import fcntl

    with (prepared.data / "running.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert prepared.refuses("serve") == "A restore is running. Wait until it is done."


def test_a_damaged_database_is_a_sentence(prepared: Installation) -> None:
    (prepared.data / "hansei.sqlite3").write_bytes(b"not a database at all" * 100)
    assert prepared.refuses("serve") == (
        "The database file is damaged. Restore a backup with: hansei restore"
    )


def test_a_new_steward_link_closes_the_one_before(prepared: Installation) -> None:
    links = [prepared.do("steward-link").split()[-1] for _ in range(2)]
    assert links[0] != links[1]
    secrets = [link.rstrip("/").rpartition("/")[2] for link in links]
    opened = prepared.python(
        "from hansei.web.common.people.services import link_is_open\n"
        f"print([link_is_open(secret) for secret in {secrets}])"
    )
    assert opened == "[False, True]"


def test_where_a_steward_is_there_is_no_link(prepared: Installation) -> None:
    prepared.python(
        "from hansei.web.common.people.models import Person\n"
        "Person.objects.create_user('mo@example.org', name='Mo Weir', is_steward=True)"
    )
    assert prepared.refuses("steward-link").startswith("There is a steward already.")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at the files that a process has open")
def test_what_is_sent_never_waits_in_a_file(prepared: Installation) -> None:
    """A server may put a large body into a temporary file, in plain text."""
    port = free_port()
    with serving(prepared, port) as server, socket.create_connection(("127.0.0.1", port)) as sender:
        head = f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 1900000\r\n\r\n"
        sender.sendall(head.encode() + b"x" * 1_800_000)
        time.sleep(1)
        links = [os.readlink(link) for link in Path(f"/proc/{server.pid}/fd").iterdir()]
    assert any("running.lock" in link for link in links), "this test sees the files of the server"
    assert not [link for link in links if "(deleted)" in link or link.startswith("/tmp/tmp")]


@pytest.mark.parametrize("more", [0, 512 * 1024])
def test_a_file_larger_than_a_page_takes_is_answered_by_the_page(prepared: Installation, more: int) -> None:
    """A server may cut a body off before any page sees it, with a bare line in English."""
    from hansei.web.ground.policy.uploads import MOST_BYTES

    port = free_port()
    edge = "e2d9"
    head = f'--{edge}\r\nContent-Disposition: form-data; name="a"; filename="a.ics"\r\n\r\n'.encode()
    body = head + b"x" * (MOST_BYTES + more) + f"\r\n--{edge}--\r\n".encode()
    with serving(prepared, port):
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/first-look/count/",
            data=body,
            headers={"Content-Type": f"multipart/form-data; boundary={edge}"},
        )
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(asked, timeout=60)  # noqa: S310 - our own server
        text = refused.value.read().decode()
    assert refused.value.code == 400
    assert 'lang="en"' in text, "a page of Hansei"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("OperationalError: database is locked", "The database is locked by another program."),
        ("unable to open database file", "Look at the data folder and its permissions."),
        ("attempt to write a readonly database", "The database cannot be written."),
        ("no such table: people_person", "Prepare it with: hansei migrate"),
        ('connection failed: FATAL: database "hansei" does not exist', "not there or not prepared"),
    ],
)
def test_trouble_with_a_database_is_told_without_its_own_words(words: str, said: str) -> None:
    from django.db import OperationalError

    sentence = start.sentence(OperationalError(words))
    assert sentence is not None
    assert said in sentence
    assert words not in sentence, "they can hold a row or an address"


def test_a_fault_of_the_program_is_not_dressed_up_as_a_sentence() -> None:
    assert start.sentence(ZeroDivisionError()) is None


def test_help_is_there_without_touching_the_data_folder(empty: Installation) -> None:
    assert "steward-link" in empty.do("--help")
    assert empty.do("--version").strip()
    assert "| action | who may |" in empty.do("policy")
    assert not empty.data.exists()
