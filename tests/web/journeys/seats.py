"""Somebody at a browser: what they press, follow, tick and write, and a look at every page they reach."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

Look = Callable[["Page"], None]


def nothing_more(page: Page) -> None:
    """The look of a journey that is not about looks."""


class Seat:
    """One browser. Whatever is not on the page fails within the page's own patience."""

    def __init__(self, page: Page, base: str, look: Look = nothing_more) -> None:
        self.page, self.base, self.look = page, base, look

    # ----------------------------------------------------------------------------------------- getting about
    def goes(self, path: str, *, status: int = 200) -> Seat:
        """Open an address of the installation, or a whole one."""
        answer = self.page.goto(path if path.startswith("http") else self.base + path)
        assert answer is not None
        assert answer.status == status, f"{path}: {answer.status}"
        return self.arrived()

    def presses(self, name: str) -> Seat:
        """Press a button."""
        # A click ends before the next page is there, and nobody can look at a page that is going.
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        return self.arrived()

    def follows(self, name: str) -> Seat:
        """Follow a link."""
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=name, exact=True).first.click()
        return self.arrived()

    def arrived(self) -> Seat:
        self.page.wait_for_load_state()
        self.look(self.page)
        return self

    def unfolds(self, summary: str) -> Seat:
        """Open what is folded up."""
        self.page.locator("summary", has_text=summary).click()
        return self

    # -------------------------------------------------------------------------------------------- filling in
    def group(self, question: str) -> Locator:
        """A group of choices by what it asks."""
        return self.page.get_by_role("group", name=re.compile(re.escape(question)))

    def ticks(self, question: str, answer: str) -> Seat:
        """Choose an answer by its whole row, as a thumb does."""
        row = self.group(question).locator("label", has_text=re.compile(rf"^\s*{re.escape(answer)}"))
        assert row.count(), f"{self.path} has no {answer!r} under {question!r}: {self.words}"
        row.first.click()
        return self

    def writes(self, label: str, words: str) -> Seat:
        self.page.get_by_label(label).fill(words)
        return self

    # ----------------------------------------------------------------------------------------------- reading
    @property
    def html(self) -> str:
        """All that the server sent for this page."""
        return self.page.content()

    @property
    def words(self) -> str:
        """What stands on the page, with single blanks."""
        return " ".join(self.page.locator("body").inner_text().split())

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.base)

    def reads(self, *sentences: str) -> Seat:
        """Each of these stands on the page."""
        words = self.words
        for sentence in sentences:
            assert sentence in words, f"{self.path} does not say {sentence!r}: {words}"
        return self

    def does_not_read(self, *sentences: str) -> Seat:
        words = self.words
        for sentence in sentences:
            assert sentence not in words, f"{self.path} says {sentence!r}"
        return self


def cookies(seat: Seat) -> set[str]:
    """The names of what the browser has been given to keep."""
    found: list[Any] = seat.page.context.cookies()
    return {cookie["name"] for cookie in found}
