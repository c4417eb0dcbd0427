"""Data set in type as a tagged PDF (PDF/UA-1), in memory.

A template is ours; what anybody wrote reaches it as data alone, never as markup. Fonts are those inside the
typesetter, so that a document looks alike everywhere and nothing is read from the machine or asked of a
network. Nothing is written to disk.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from defusedxml.ElementTree import fromstring

from hansei.core import clock

#: How wide a picture is set that has no width of its own, in its own pixels; text is 13 of them high.
_WIDTH = 500
_WIDE = re.compile(r'<svg (?:width="(\d+)"|class="stroke-key")')
#: The light colours of the stylesheet. In a picture on paper there is no stylesheet to take them from.
_STYLE = """<style>
text { font-family: "Libertinus Serif"; font-size: 13px; fill: #1c1b19; }
.t2 { fill: #57534b; } .tb { font-weight: 600; } .t-mine { fill: #2e4a7d; } .t-lived { fill: #4a6130; }
.axis { stroke: #837d71; stroke-width: 1; }
.axis-none { stroke: #837d71; stroke-width: 1; stroke-dasharray: 1 5; }
.thread { stroke: #2e4a7d; stroke-width: 1.5; stroke-dasharray: 2 4; }
.mine { stroke: #2e4a7d; stroke-width: 5; } .expect { fill: #ffffff; stroke: #1c1b19; stroke-width: 2; }
.lived { fill: #4a6130; stroke: #ffffff; stroke-width: 1.5; }
.hatch { stroke: #4a6130; stroke-width: 1.25; } .band-edge { stroke: #4a6130; stroke-width: 1; }
.base, .part { stroke: #837d71; stroke-width: 1; } .u { stroke-width: 3; }
.u-ask { stroke: #2e4a7d; } .u-receive { stroke: #4a6130; stroke-dasharray: 5 2; }
.u-partner { stroke: #57534b; stroke-width: 1.5; }
.u-partner-tip { fill: #ffffff; stroke: #57534b; stroke-width: 1.5; }
.u-inform { stroke: #57534b; stroke-dasharray: 2 2; } .u-tell { stroke: #1c1b19; }
.u-neutral { stroke: #837d71; stroke-width: 2; } .u-unsure { fill: none; stroke: #837d71; stroke-width: 1; }
.found { fill: #b3361f; } .found-line { stroke: #b3361f; stroke-width: 1; }
.t-found { fill: #b3361f; font-weight: 600; }
</style>"""


class CannotSet(Exception):
    """Something in it cannot be set, a letter that no font here has."""

    def __init__(self) -> None:
        super().__init__("this cannot be set in type here")


#: Stands for what no font here has.
MARK = "□"
#: What the fonts here surely have: Latin, Greek, Cyrillic, and the marks between words.
_SURE = (
    r"\n\x20-\x7e\xa0-\u024f\u0370-\u03ff\u0400-\u045f"
    r"\u2010-\u2015\u2018-\u201e\u2020-\u2026\u2030\u2039\u203a\u20ac\u2212"
)
_UNSURE = re.compile(f"[^{_SURE}{MARK}]+")


def marked(data: Any) -> Any:
    """The same data with a MARK for whatever may be in no font here, one for each run of it."""
    if isinstance(data, str):
        return _UNSURE.sub(MARK, data)
    if isinstance(data, Mapping):
        return {name: marked(value) for name, value in data.items()}
    return [marked(value) for value in data] if isinstance(data, list | tuple) else data


def picture(svg: str) -> dict[str, Any]:
    """A picture of a page, for a template: with its colours in it.

    `alt` is what is read out of it, `width` how wide it is drawn, in its own pixels.
    """
    known = _WIDE.match(svg)
    width = int(known[1]) if known and known[1] else _WIDTH
    opening = '<svg xmlns="http://www.w3.org/2000/svg" ' + ("" if known else f'width="{width}" ')
    head, rest = svg.replace("<svg ", opening, 1).split(">", 1)
    return {"svg": f"{head}>{_STYLE}{rest}", "alt": fromstring(svg).findtext("desc") or "", "width": width}


def document(template: Path, data: Mapping[str, Any], lang: str, *, marks: str) -> bytes:
    """The template with these data, which are said to be in the language `lang`.

    What no font here has stands as a MARK, and `marks`, which says so, comes after the `lead` of the data.
    Raises CannotSet.
    """
    try:
        return _set(template, data, lang)
    except CannotSet:
        return _set(template, marked({**data, "lead": [*data["lead"], marks]}), lang)


def _set(template: Path, data: Mapping[str, Any], lang: str) -> bytes:
    # Large, and not needed by most processes.
    import typst

    said = json.dumps({**data, "lang": lang}, ensure_ascii=False)
    try:
        made = typst.compile(
            template.read_bytes(),
            sys_inputs={"data": said},
            ignore_system_fonts=True,
            pdf_standards="ua-1",
            timestamp=clock.now().replace(microsecond=0),
        )
    except (typst.TypstError, typst.TypstWarning):
        # Without the cause, which would quote what somebody wrote.
        raise CannotSet from None
    assert isinstance(made, bytes)
    return made
