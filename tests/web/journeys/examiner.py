"""Is a page clean for everybody? Axe, light and dark, wide and narrow; and nothing scrolls sideways."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: What two pages of the same build differ in: words, and what stands in values, names and addresses.
_WORDS = re.compile(r'>[^<]+<|\b(?:value|name|id|for|href|action|aria-\w+)="[^"]*"')

SHAPES = tuple(product((1280, 360), ("light", "dark")))


class Examiner:
    """Looks at each build of a page once in every shape, and puts down what is wrong."""

    def __init__(self, shapes: Sequence[tuple[int, str]] = SHAPES) -> None:
        self.shapes = shapes
        self.axe = Axe().axe_script
        self.seen: set[tuple[str, str]] = set()
        self.found: list[str] = []

    def look(self, page: Page) -> None:
        key = (page.title(), _WORDS.sub("", page.content()))
        if key in self.seen:
            return
        self.seen.add(key)
        page.evaluate(self.axe)
        for width, theme in self.shapes:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=theme)
            self._axe(page, f"{width} px, {theme}")
        for width in (360, 320):
            page.set_viewport_size({"width": width, "height": 800})
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                self.found.append(f"{page.title()} ({page.url}) scrolls sideways at {width} px")
        page.set_viewport_size({"width": 1280, "height": 800})

    def _axe(self, page: Page, shape: str) -> None:
        for problem in page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]:
            where = "; ".join(str(node["html"])[:160] for node in problem["nodes"][:3])
            self.found.append(f"{page.title()} at {shape}: {problem['id']}: {where}")
