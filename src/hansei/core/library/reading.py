"""Reading a library file: strict YAML that remembers its lines, and errors that repeat nothing of it.

The same reader serves files that an organization writes itself, so it is careful with what it is given:
no aliases (a few lines of them can grow into gigabytes), no tags, no key twice, limited size and depth.
"""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 1024 * 1024
MOST_LEVELS = 20

Place = tuple[str | int, ...]

_MAP = "tag:yaml.org,2002:map"
_SEQ = "tag:yaml.org,2002:seq"
_STR = "tag:yaml.org,2002:str"
_PLAIN = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null"))


class LibraryError(ValueError):
    """A library file cannot be used. Says where and what to do, never what is written there.

    `file` is the name without folders, `line` counts from 1, `field` is the way down to the place
    (entries of lists count from 1).
    """

    def __init__(self, file: str, line: int, place: Place, problem: str) -> None:
        self.file = file
        self.line = line
        self.field = field_name(place)
        self.problem = problem
        super().__init__(f"{file}, line {line}, field {self.field}: {problem}")


class Fault(Exception):
    """Something wrong at a place, before it is known which file that is."""

    def __init__(self, line: int, place: Place, problem: str) -> None:
        super().__init__(problem)
        self.line = line
        self.place = place
        self.problem = problem


@dataclass(frozen=True)
class Tree:
    """What a file holds, and on which line each part of it begins."""

    file: str
    value: Any
    lines: dict[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place; of what encloses it where the place itself is not in the file."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def field_name(place: Place) -> str:
    """`("clauses", 2, "text", "de")` as "clauses[3].text.de"; nothing at all as "(the whole file)"."""
    name = ""
    for part in place:
        name += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if name else part
    return name or "(the whole file)"


def read(path: Path, known: Collection[str] = ()) -> Tree:
    """The content of a YAML file. `known` are the field names that an error may repeat.

    Raises LibraryError, with no trace of the original error, which would quote the file.
    """
    try:
        return _read(path, frozenset(known))
    except Fault as fault:
        error = LibraryError(path.name, fault.line, fault.place, fault.problem)
    raise error


def _read(path: Path, known: frozenset[str]) -> Tree:
    text = _text(path)
    lines: dict[Place, int] = {}
    loader = _loader(text)
    try:
        node = _node(loader, len(text))
        if node is None:
            raise Fault(1, (), "is empty. Write the entries, or restore the file that came with Hansei.")
        value = _build(loader, node, (), lines, known)
    finally:
        loader.dispose()
    return Tree(path.name, value, lines)


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError:
        raw = None
    if raw is None:
        raise Fault(1, (), "cannot be read. Check that the file is there and may be read.")
    if len(raw) > MOST_BYTES:
        raise Fault(1, (), "is larger than 1 MiB. Split it, or remove what does not belong here.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    raise Fault(line, (), "is not UTF-8 here. Save the file as UTF-8.")


def _loader(text: str) -> "_Loader":
    try:
        return _Loader(text)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
    raise Fault(line, (), "has a character that YAML does not allow. Remove it.")


def _node(loader: "_Loader", length: int) -> yaml.Node | None:
    try:
        found: yaml.Node | None = loader.get_single_node()
        return found
    except yaml.MarkedYAMLError as error:
        begun, noticed = error.context_mark, error.problem_mark
    if begun and noticed and noticed.index >= length:
        noticed = begun  # noticed at the end of the file only: what was never closed helps more
    line = noticed.line + 1 if noticed else 1
    raise Fault(line, (), "is not valid YAML here. Check indentation, quotation marks, colons and brackets.")


def _build(
    loader: "_Loader", node: yaml.Node, place: Place, lines: dict[Place, int], known: frozenset[str]
) -> Any:
    line = lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode) and node.tag == _MAP:
        found: dict[str, Any] = {}
        for key, below in node.value:
            at = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode) or key.tag != _STR:
                raise Fault(at, place, "has a field whose name is no plain word. Check its spelling.")
            name = key.value
            shown = (*place, name if name in known else "(unknown)")
            if name in found:
                raise Fault(at, shown, "is there twice. Keep one of the two.")
            lines[(*place, name)] = at
            found[name] = _build(loader, below, (*place, name), lines, known)
        return found
    if isinstance(node, yaml.SequenceNode) and node.tag == _SEQ:
        return [_build(loader, below, (*place, n), lines, known) for n, below in enumerate(node.value)]
    if isinstance(node, yaml.ScalarNode) and node.tag in _PLAIN:
        try:
            return loader.construct_object(node)
        except (ValueError, yaml.YAMLError):
            pass
    shown = tuple(part if isinstance(part, int) or part in known else "(unknown)" for part in place)
    raise Fault(line, shown, "is of a kind not used here. Put a text or a date in quotation marks.")


class _Loader(yaml.SafeLoader):
    """The safe loader, without aliases and without bottomless nesting."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._level = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise Fault(line, (), "refers to another place with *. Write it out here.")
        if self._level >= MOST_LEVELS:
            raise Fault(line, (), f"is nested more than {MOST_LEVELS} levels deep. Make it flatter.")
        self._level += 1
        try:
            node: yaml.Node | None = super().compose_node(parent, index)
            return node
        finally:
            self._level -= 1
