"""A server or worker carries no more than it needs: numpy from the first draw on, one heap for threads."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASKED = """
import sys
{first}
from hansei.core.statistics import Index, chance_level
print("numpy" in sys.modules)
chance_level(Index.R_WG_J, 8, draws=10)
print("numpy" in sys.modules)
"""


@pytest.mark.parametrize("first", ["", "import django\ndjango.setup()\nimport hansei.web.urls"])
def test_numpy_is_loaded_with_the_first_draw_and_not_before(
    first: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANSEI_DATA", str(tmp_path_factory.mktemp("data")))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "hansei.web.settings")
    # In a Python of its own, in which no other test has loaded anything.
    asked = [sys.executable, "-c", ASKED.format(first=first)]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split() == [
        "False",
        "True",
    ]


HEAPS = """
import ctypes, threading
from hansei.cli import heap
{first}
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(8)

def works():
    together.wait()
    libc.malloc(50_000)
    together.wait()

threads = [threading.Thread(target=works) for _ in range(8)]
for each in threads: each.start()
for each in threads: each.join()
file = ctypes.c_void_p(libc.fopen(b"{path}", b"w"))
libc.malloc_info(0, file)
libc.fflush(file)
print(open("{path}").read().count("<heap nr="))
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="the C library is not glibc")
def test_threads_share_one_heap_where_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in os.environ if name.startswith(("MALLOC_", "GLIBC_TUNABLES"))]:
        monkeypatch.delenv(name)

    def heaps(first: str) -> int:
        asked = [sys.executable, "-c", HEAPS.format(first=first, path=tmp_path / "heaps")]
        return int(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)

    assert heaps("") > 1, "left alone, they have more"
    assert heaps("heap.share()") == 1


BEGUN = """
from hansei.cli import heap, serve, worker

class Shared(BaseException):
    pass

def share():
    raise Shared

heap.share = share
for begin in (lambda: serve.listen("127.0.0.1", 0), worker.worker):
    try:
        begin()
    except Shared:
        print("shared")
"""


def test_server_and_worker_ask_for_it_before_they_do_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANSEI_DATA", str(tmp_path))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "hansei.web.settings")
    asked = [sys.executable, "-c", BEGUN]
    said = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout
    assert said.split() == ["shared", "shared"]
