"""Memory of server and worker, a while after every page of the demo was opened from every seat."""

import html
import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

#: Pages opened from one seat at most; no seat has as many.
_MOST = 500


def measure(folder: Path, seconds: int) -> tuple[float, int, int]:
    """MB (10**6 bytes) of proportional set size, number of processes, number of pages opened."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environment = os.environ | {"HANSEI_DATA": str(folder), "HANSEI_ADDRESS": address}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    demo = subprocess.Popen(
        [sys.executable, "-m", "hansei", "demo", "--serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(address, demo)
        pages = _walk(address)
        time.sleep(seconds)
        processes = [demo.pid, *_children(demo.pid)]
        return sum(_pss(pid) for pid in processes), len(processes), pages
    finally:
        demo.terminate()
        demo.wait()


def _wait_for(address: str, demo: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if demo.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=60).close()  # noqa: S310 - our own address
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The demo did not start: try `hansei demo --serve` to see why.")


class _Browser:
    """Follows links and sends forms, as one seat of the demo."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )

    def open(self, path: str, data: dict[str, str] | None = None) -> tuple[str, str]:
        """Where it led, and the page; a file that is no page is read and left."""
        body = urlencode(data).encode() if data is not None else None
        try:
            with self.opener.open(urljoin(self.address, path), body, timeout=60) as answer:
                text = answer.read()
                page = text.decode() if answer.headers.get_content_type() == "text/html" else ""
                return answer.url, page
        except urllib.error.HTTPError as refused:
            return refused.url, ""

    def links(self, page: str, here: str) -> Iterator[str]:
        for found in re.findall(r'(?:href|src)="([^"]+)"', page):
            target = urlsplit(urljoin(here, html.unescape(found)))
            if f"{target.scheme}://{target.netloc}" == self.address:
                yield f"{target.path}?{target.query}" if target.query else target.path


def _walk(address: str) -> int:
    """Take every seat of the demo and open every page that links lead to from there."""
    first = _Browser(address)
    _, front = first.open("/look-around/")
    seats = sorted(set(re.findall(r'action="([^"]*/look-around/as/[^"]+)"', front)))
    if not seats:
        raise SystemExit("The demo's first page offers no seat.")
    return sum(_walk_as(address, seat) for seat in seats)


def _walk_as(address: str, seat: str) -> int:
    browser = _Browser(address)
    _, front = browser.open("/look-around/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', front)
    here, page = browser.open(seat, {"csrfmiddlewaretoken": token.group(1) if token else ""})
    seen: set[str] = set()
    ahead = list(browser.links(page, here))
    while ahead and len(seen) < _MOST:
        path = ahead.pop()
        if path in seen:
            continue
        seen.add(path)
        here, page = browser.open(path)
        ahead.extend(browser.links(page, here))
    return len(seen)


def _children(parent: int) -> list[int]:
    """Processes that `parent` started, and theirs."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            pid = int(stat.parent.name)
            found += [pid, *_children(pid)]
    return found


def _pss(pid: int) -> float:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(r"^Pss:\s+(\d+) kB$", rollup, re.MULTILINE)
    assert found is not None
    return int(found.group(1)) * 1024 / 1e6
