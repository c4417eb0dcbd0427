"""The stylesheet: its contrasts, its two darks, and what it must never need."""

import re
from pathlib import Path

import pytest

import hansei.web.ground.ui as ui

CSS = (Path(ui.__file__).parent / "static" / "ui" / "hansei.css").read_text(encoding="utf-8")
RULES = re.sub(r"/\*.*?\*/", "", CSS, flags=re.S)


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b", block))


def block(start: str) -> str:
    begin = RULES.index(start)
    return RULES[begin : RULES.index("}", begin)]


LIGHT = tokens(block(":root {"))
DARK = tokens(block(':root:not([data-theme="light"])'))
DARK_CHOSEN = tokens(block(':root[data-theme="dark"] {'))


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet", "wash"])
@pytest.mark.parametrize(
    ("token", "least"),
    [("ink", 4.5), ("ink-2", 4.5), ("seal", 4.5), ("indigo", 4.5), ("moss", 4.5), ("edge", 3)],
)
def test_every_word_and_line_stands_out_from_every_ground(
    theme: dict[str, str], ground: str, token: str, least: float
) -> None:
    assert contrast(theme[token], theme[ground]) >= least


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("button", ["seal-ground", "seal-deep"])
def test_the_words_on_the_seal_can_be_read_and_the_seal_be_seen(theme: dict[str, str], button: str) -> None:
    assert contrast(theme["on-seal"], theme[button]) >= 4.5
    assert contrast(theme[button], theme["paper"]) >= 3


def test_dark_is_the_same_whether_the_system_or_the_reader_chose_it() -> None:
    assert DARK == DARK_CHOSEN
    assert DARK.keys() <= LIGHT.keys()


def test_paper_prints_light_even_when_the_reader_chose_dark() -> None:
    printed = RULES[RULES.index("@media print") :]
    assert "color-scheme: light; --paper: #fff" in printed[: printed.index("}") + 1]
    for theme in (':root:not([data-theme="light"]) {', ':root[data-theme="dark"] {'):
        before = RULES[: RULES.index(theme)]
        assert before[before.rindex("@media") :].startswith("@media screen")


def test_it_asks_for_nothing_from_anywhere() -> None:
    assert "url(" not in RULES
    assert "@import" not in RULES
    assert "@font-face" not in RULES


def test_there_are_no_gradients() -> None:
    assert "gradient" not in RULES


def test_what_moves_moves_only_for_who_does_not_mind() -> None:
    moving = list(re.finditer(r"(animation|transition): (?!none)", RULES))
    assert moving
    for found in moving:
        before = RULES[: found.start()]
        assert before[before.rindex("@media") :].startswith("@media (prefers-reduced-motion: no-preference)")


def test_every_class_that_the_components_use_is_in_the_stylesheet() -> None:
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", RULES)) | {"actions-note", "notice-head", "flow", "full"}
    used: set[str] = set()
    for template in Path(ui.__file__).parent.rglob("*.html"):
        text = re.sub(r"\{[%{].*?[%}]\}", " ", template.read_text(encoding="utf-8"))
        for classes in re.findall(r'class="([^"]*)"', text):
            used |= set(classes.split())
    assert used - known == set()
