"""Compare the catalogues of translations with texts collected afresh from the source.

`python -m tests.house.catalogues OURS FRESH` takes two locale folders, names the first ten things that
a translator still has to do, and exits with 1 if there is one.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

NAMED = 10


def _texts(catalogue: Catalog) -> dict[tuple[str | None, str], Message]:
    """The messages by context and English text, without the header."""
    found = {}
    for message in catalogue:
        text = message.id if isinstance(message.id, str) else message.id[0]
        if text:
            found[message.context, text] = message
    return found


def problems(ours: Catalog, fresh: Catalog) -> list[str]:
    """What keeps `ours` from being a complete translation of the texts in `fresh`."""
    mine, collected = _texts(ours), _texts(fresh)
    found = [f"not collected yet: {key[1]!r}" for key in collected if key not in mine]
    found += [f"no longer used: {key[1]!r}" for key in mine if key not in collected]
    for (_context, text), message in mine.items():
        translations = [message.string] if isinstance(message.string, str) else list(message.string)
        if message.fuzzy:
            found.append(f"only guessed (fuzzy): {text!r}")
        elif not translations or not all(translations):
            found.append(f"not translated: {text!r}")
        else:
            found += [f"{error}: {text!r}" for error in message.check(ours)]
    return found


def _read(path: Path) -> Catalog:
    if not path.exists():
        return Catalog()
    with path.open("rb") as stream:
        return read_po(stream, locale=path.parent.parent.name)


def main(ours: Path, fresh: Path) -> int:
    """Print the first problems of each language in `fresh`; 0 if there are none."""
    incomplete = False
    for path in sorted(fresh.glob("*/LC_MESSAGES/*.po")):
        found = problems(_read(ours / path.relative_to(fresh)), _read(path))
        if found:
            incomplete = True
            head = f"{path.parent.parent.name}: {len(found)} to do (./dev po collects)"
            sys.stdout.write("\n  ".join([head, *found[:NAMED]]) + "\n")
    return int(incomplete)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
