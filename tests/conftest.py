"""What every test stands on: settings of its own, both databases, and the system's Chromium.

Each process (xdist starts several) gets an empty data folder, so that no test can reach an installation.
DATABASE_URL, and KEYS_URL for the key store, choose PostgreSQL; ./dev test sets them.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

_DATA = tempfile.mkdtemp(prefix="hansei-test-")
atexit.register(shutil.rmtree, _DATA, ignore_errors=True)
os.environ["HANSEI_DATA"] = _DATA
for _variable in ("HANSEI_ADDRESS", "HANSEI_MASTER_KEY", "HANSEI_SECRET_KEY", "EMAIL_URL", "EMAIL_SENDER"):
    os.environ.pop(_variable, None)

CHROMIUM = os.environ.get("HANSEI_CHROMIUM") or "/usr/bin/chromium"
# The system's browser is used as it is: nothing is downloaded, and it asks no host of its maker's.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--without", action="append", default=[], metavar="MARK", help="leave out tests with this mark"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Load the settings here, after the environment above; pytest-django then sets Django up.

    Not in the process that only hands tests out to others: they would inherit its settings' name, and with
    it load them before they have a data folder of their own. And not for tests of the core alone.
    """
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return
    pure = [Path(__file__).parent / name for name in ("core", "house")]
    wanted = [config.invocation_params.dir / argument.split("::")[0] for argument in config.args]
    if all(any(path.resolve().is_relative_to(folder) for folder in pure) for path in wanted):
        return
    os.environ["DJANGO_SETTINGS_MODULE"] = "hansei.web.settings"
    from django.conf import settings

    settings.DATABASES  # noqa: B018
    from tests.web import flush

    flush.install()
    from tests.web import flush

    flush.install()


def _uses_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(fixtures & {"db", "transactional_db", "live_server"}) or any(item.iter_markers("django_db"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was asked to be left out; let every database test use both databases."""
    unwanted = set(config.getoption("--without"))
    left_out = [item for item in items if unwanted & {mark.name for mark in item.iter_markers()}]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        dropped = set(left_out)
        items[:] = [item for item in items if item not in dropped]
    for item in items:
        if not _uses_the_database(item):
            continue
        nearest = item.get_closest_marker("django_db")
        given: dict[str, Any] = dict(nearest.kwargs) if nearest else {}
        if "databases" not in given:
            item.add_marker(pytest.mark.django_db(**given, databases="__all__"), append=False)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, started once for each process. Skips, saying why, where there is none."""
    if not shutil.which(CHROMIUM):
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install chromium, or set HANSEI_CHROMIUM")
    os.environ["PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD"] = "1"
    # Playwright's event loop lives in this thread, and Django would take every query for one made inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Make pages, each a fresh visitor: `page(width=360, theme="light", javascript=True, language="en")`.

    `width` in CSS pixels (under 700 counts as a phone with touch), `theme` light or dark. An error in a
    page's own script fails the test.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def make(
        width: int = 1280,
        theme: str = "light",
        *,
        height: int | None = None,
        javascript: bool = True,
        language: str = "en",
    ) -> Page:
        assert theme in {"light", "dark"}
        phone = width < 700
        context = chromium.new_context(
            viewport={"width": width, "height": height or (740 if phone else 900)},
            color_scheme="dark" if theme == "dark" else "light",
            has_touch=phone,
            java_script_enabled=javascript,
            locale=language,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        fresh = context.new_page()
        fresh.on("pageerror", lambda error: errors.append(str(error)))
        return fresh

    yield make
    for context in contexts:
        context.close()
    assert not errors, f"a script on the page failed: {errors}"
