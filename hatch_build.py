"""Compiles the message catalogues: as a build hook of the wheel, and on its own for ./dev.

The compiled files are not in the repository. Babel compiles them, so that no machine needs msgfmt
to run or to build Hansei.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LOCALE = Path("src/hansei/locale")


def compile_messages(root: Path) -> list[Path]:
    """Compile every catalogue that is newer than its compiled file; return the files written.

    Fuzzy entries are left out, as gettext's own compiler leaves them out. Without a catalogue there is
    nothing to do. Raises babel's PoFileError for a catalogue that cannot be read.
    """
    catalogues = sorted((root / LOCALE).glob("*/LC_MESSAGES/*.po"))
    if not catalogues:
        return []
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    written = []
    for source in catalogues:
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parent.parent.name, abort_invalid=True)
        unfinished = target.with_suffix(".mo.part")
        with unfinished.open("wb") as stream:
            write_mo(stream, catalogue)
        unfinished.replace(target)  # a server that starts meanwhile never reads half a catalogue
        written.append(target)
    return written


class CustomBuildHook(BuildHookInterface[Any]):
    """Called by hatchling for the wheel and for an editable install."""

    PLUGIN_NAME = "messages"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_messages(Path(self.root))


if __name__ == "__main__":
    compile_messages(Path(__file__).resolve().parent)
    sys.exit(0)
