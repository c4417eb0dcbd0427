"""The pages that browser journeys are walked with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

DARK = "matchMedia('(prefers-color-scheme: dark)').matches"


def test_a_page_has_the_width_theme_and_language_that_were_asked_for(page: Callable[..., Page]) -> None:
    phone = page(width=360, theme="dark", language="de")
    phone.set_content("<p>Ein Satz</p>")
    assert phone.evaluate("[innerWidth, navigator.language, navigator.maxTouchPoints > 0]") == [
        360,
        "de",
        True,
    ]
    assert phone.evaluate(DARK) is True
    assert page(theme="light").evaluate(DARK) is False


def test_two_pages_are_two_visitors(page: Callable[..., Page]) -> None:
    assert page().context is not page().context


def test_a_page_without_javascript_runs_none(page: Callable[..., Page]) -> None:
    still = page(javascript=False)
    still.set_content("<p id=it>as sent</p><script>it.textContent = 'changed'</script>")
    assert still.text_content("#it") == "as sent"
