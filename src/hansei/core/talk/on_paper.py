"""A talk report on paper: the pieces of which pages and the command make one, each in its own words."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from hansei.core import paper
from hansei.core.pictures.ribbon import Kind, Ribbon, Words, description, key, ribbon, title

TEMPLATE = Path(__file__).parent / "paper.typ"

Block = Mapping[str, Any]


def section(name: str, *blocks: Block) -> dict[str, Any]:
    """A heading with what stands under it."""
    return {"title": name, "blocks": list(blocks)}


def text(words: str) -> Block:
    """A paragraph."""
    return {"kind": "text", "text": words}


def note(words: str) -> Block:
    """A small one."""
    return {"kind": "note", "text": words}


def question(words: str) -> Block:
    """What is asked of the coach at a place."""
    return {"kind": "question", "text": words}


def words(said: str, who: str = "") -> Block:
    """What somebody said, set apart."""
    return {"kind": "words", "text": said, "who": who}


def facts(pairs: Iterable[tuple[str, str]]) -> Block:
    """Counts, each with its name."""
    return {"kind": "facts", "facts": [list(pair) for pair in pairs]}


def turn(who: str, parts: Iterable[tuple[str, bool]]) -> Block:
    """What one of them said around a place; marked where it is the telling itself."""
    return {"kind": "turn", "who": who, "parts": [{"text": said, "marked": marked} for said, marked in parts]}


def picture(data: Ribbon, said: Words) -> Block:
    """The ribbon, each part with what is read out of it."""
    drawn = [paper.picture(svg) for svg in ribbon(data, said)]
    spoken = [f"{title(data, at, said)}. {description(part, said)}" for at, part in enumerate(data.parts)]
    return {"kind": "ribbon", "parts": [{**one, "alt": alt} for one, alt in zip(drawn, spoken, strict=True)]}


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    figures: Sequence[bool],
    caption: str = "",
    strokes: Sequence[Kind] = (),
) -> Block:
    """A table; with strokes, these are its first column. `figures`: which columns stand to the right."""
    return {
        "kind": "table",
        "caption": caption,
        "head": list(head),
        "rows": [list(row) for row in rows],
        "figures": list(figures),
        "strokes": [paper.picture(key(kind))["svg"] for kind in strokes],
    }
