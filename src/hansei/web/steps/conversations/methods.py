"""The methods that can be chosen here: those of the library, and the organization's own files.

Own files lie in the folder `methods` of the data folder and are read again when one of them changed.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from hansei.core import library
from hansei.core.library import Method, OwnFile


def folder() -> Path:
    """Where an organization puts its own files."""
    return Path(settings.DATA) / "methods"


def own_files() -> tuple[OwnFile, ...]:
    """The organization's own files, those that cannot be used too."""
    found = folder()
    paths = sorted(found.glob("*.yaml")) if found.is_dir() else []
    return _read(found, tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in paths))


@lru_cache(maxsize=2)
def _read(found: Path, _state: tuple[tuple[str, int, int], ...]) -> tuple[OwnFile, ...]:
    return tuple(library.own_files(found, [each.id for each in library.coaching_methods()]))


def own() -> list[Method]:
    """The organization's own methods that can be used."""
    return [each for file in own_files() for each in file.methods]


def every() -> list[Method]:
    """All that can be chosen: the organization's own, then those that come with Hansei."""
    return [*own(), *library.coaching_methods()]


def find(id_: str) -> Method | None:
    """The method with this id, if it can be chosen now."""
    return next((each for each in every() if each.id == id_), None)
