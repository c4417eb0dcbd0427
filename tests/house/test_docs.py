"""The documents name what exists, all of it that an operator needs, and nothing else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from hansei.cli import app

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "hansei"
DOCS = [
    path
    for pattern in ("*.md", "docs/*.md", "docs/using/*.md", "docs/decisions/*.md", "bench/*.md")
    for path in sorted(ROOT.glob(pattern))
]
OPERATING = ROOT / "docs" / "operating.md"
_FENCE = re.compile(r"^```[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
every_doc = pytest.mark.parametrize("doc", DOCS, ids=lambda path: str(path.relative_to(ROOT)))


def code_of(text: str) -> list[str]:
    """Everything that stands as code: the lines of blocks, and what is in backticks within a sentence."""
    lines = [line.strip() for block in _FENCE.findall(text) for line in block.splitlines()]
    return lines + _INLINE.findall(_FENCE.sub("", text))


def commands() -> dict[str, Any]:
    """Every command there is, by its name."""
    group: Any = typer.main.get_command(app)
    return dict(group.commands)


def options(command: Any) -> set[str]:
    own = {one for param in command.params for one in param.opts if one.startswith("--")} | {"--help"}
    within = getattr(command, "commands", {}).values()
    return own.union(*(options(one) for one in within))


# ------------------------------------------------------------------------------------------------- commands
def calls(text: str) -> list[tuple[str, list[str]]]:
    """Each `hansei NAME ...` in the code of a text: the name, and the options that go with it."""
    found = []
    for line in code_of(text):
        match = re.match(r"(?:ExecStart=)?(?:/\S+/bin/)?hansei +([a-z][a-z-]*|--[a-z]+)(.*)", line)
        if match:
            found.append((match[1], re.findall(r"(?<!\S)--[a-z][a-z-]*", match[2].partition(" #")[0])))
    return found


def unknown(text: str) -> list[str]:
    """What a text shows as a command or an option and is none."""
    known = commands()
    wrong = []
    for name, given in calls(text):
        if name.startswith("--"):
            wrong += [f"hansei {name}"] if name not in {"--version", "--help"} else []
        elif name not in known:
            wrong.append(f"hansei {name}")
        else:
            wrong += [f"hansei {name} {one}" for one in given if one not in options(known[name])]
    return wrong


def test_operating_names_every_command_with_all_its_options() -> None:
    rows = {
        match[1]: line
        for line in OPERATING.read_text("utf-8").splitlines()
        if (match := re.match(r"\| `hansei ([a-z-]+)` \|", line))
    }
    assert rows.keys() == commands().keys()
    for name, command in commands().items():
        missing = [one for one in options(command) - {"--help"} if f"`{one}`" not in rows[name]]
        assert not missing, name


@every_doc
def test_no_document_shows_a_command_that_does_not_exist(doc: Path) -> None:
    assert unknown(doc.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "```\nhansei erase\n```",
        "```\n/opt/hansei/bin/hansei serve --prot 8000\n```",
        "Run `hansei audit` each night.",
        "```\nhansei backup FILE --everything\n```",
        "`hansei --verbose`",
    ],
)
def test_a_planted_command_is_found(planted: str) -> None:
    assert unknown(planted)


def test_ordinary_words_about_hansei_are_let_through() -> None:
    words = "```\nsystemctl stop hansei hansei-worker\nhansei serve  # --later\n```\n`hansei --help`"
    assert unknown(words) == []


@every_doc
def test_no_document_shows_a_task_of_the_workbench_that_does_not_exist(doc: Path) -> None:
    tasks = set(re.findall(r"^\./dev (\w+)", (ROOT / "dev").read_text("utf-8"), re.MULTILINE))
    shown = [re.match(r"\./dev +(\w+)", line) for line in code_of(doc.read_text("utf-8"))]
    assert {match[1] for match in shown if match} <= tasks


# ------------------------------------------------------------------------------------------------- settings
_READING = {"os.environ.get", "os.environ.setdefault", "os.environ.pop", "os.getenv"}


def _modules() -> Iterator[ast.Module]:
    for path in [ROOT / "dev", *sorted(SOURCE.rglob("*.py"))]:
        yield ast.parse(path.read_text("utf-8"))


def variables(modules: list[ast.Module]) -> set[str]:
    """Every environment variable that is read, also where its name is handed to a function that reads it."""
    read = [name for module in modules for name in _names_read(module)]
    nodes = [node for module in modules for node in ast.walk(module)]
    handed: dict[str, int] = {}  # a function that reads -> at which place it is handed the name
    for function in (node for node in nodes if isinstance(node, ast.FunctionDef)):
        names = [argument.arg for argument in function.args.args]
        for name in _names_read(function):
            if isinstance(name, ast.Name) and name.id in names:
                handed[function.name] = names.index(name.id)
    for call in (node for node in nodes if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Name) and call.func.id in handed:
            read += call.args[handed[call.func.id] :][:1]
    return {name.value for name in read if isinstance(name, ast.Constant) and isinstance(name.value, str)}


def _names_read(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in _READING:
            yield node.args[0]
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            yield node.slice


def test_operating_names_every_variable_that_the_source_reads_and_no_other() -> None:
    read = variables(list(_modules()))
    assert {"HANSEI_DATA", "HANSEI_MASTER_KEY", "DATABASE_URL"} <= read  # the search finds something
    named = set(re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`", OPERATING.read_text("utf-8")))
    assert named == read


def test_a_variable_is_found_however_it_is_read() -> None:
    text = (
        "import os\na = os.environ['A_1']\nb = os.getenv('B_1')\n"
        "def read(folder, name):\n    return os.environ.get(name)\nc = read('x', 'C_1')"
    )
    assert variables([ast.parse(text)]) == {"A_1", "B_1", "C_1"}


def test_the_table_of_settings_says_the_same_as_the_settings_themselves() -> None:
    docstring = ast.get_docstring(ast.parse((SOURCE / "web" / "settings.py").read_text("utf-8"))) or ""
    table = set(re.findall(r"^\| `([A-Z_]+)` \|", OPERATING.read_text("utf-8"), re.MULTILINE))
    assert table == set(re.findall(r"\b[A-Z]+_[A-Z_]+\b", docstring))


def test_operating_names_every_event_that_stands_in_the_log() -> None:
    events = {
        str(node.args[0].value)
        for module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"debug", "info", "warning", "error", "exception", "critical"}
        and ast.unparse(node.func.value) in {"log", "_log", "logger"}
        and isinstance(node.args[0], ast.Constant)
    }
    text = OPERATING.read_text("utf-8")
    assert events
    assert [event for event in sorted(events) if f"`{event}`" not in text] == []


# ----------------------------------------------------------------------------------------- links and places
def anchors(text: str) -> set[str]:
    """The anchors that a hosting site makes of the headings of a text."""
    headings = re.findall(r"^#+ +(.+?) *$", _FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(doc: Path, text: str) -> list[str]:
    wrong = []
    for target in re.findall(r"\]\(([^)\s]+)\)", _FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        place = (doc.parent / name) if name else doc
        there = place.exists() and place.resolve().is_relative_to(ROOT)
        if not there or (anchor and anchor not in anchors(place.read_text("utf-8") if name else text)):
            wrong.append(target)
    return wrong


@every_doc
def test_every_relative_link_leads_somewhere(doc: Path) -> None:
    assert broken_links(doc, doc.read_text("utf-8")) == []


def test_a_broken_link_is_found() -> None:
    text = (
        "# Here it is\n[a](nothing.md) [b](#there) [c](#here-it-is) [d](https://a.example) [e](using.md#no)"
    )
    assert broken_links(OPERATING, text) == ["nothing.md", "#there", "using.md#no"]


@every_doc
def test_every_file_that_is_named_is_there(doc: Path) -> None:
    named = [one for one in code_of(doc.read_text("utf-8")) if re.match(r"(src|tests|docs|bench)/[\w*]", one)]
    assert [one for one in named if not any(ROOT.glob(one.rstrip("/").split(" ")[0]))] == []


def test_every_name_beside_a_file_is_in_it() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    beside = re.findall(r"`(src/[\w/]+\.py)` \(`(\w+)`\)", text)
    assert beside
    for path, name in beside:
        assert re.search(rf"\b(def|class) {name}\b", (ROOT / path).read_text("utf-8")), f"{path}: {name}"


def test_the_architecture_names_every_floor_and_every_app() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(outward|steps|common|ground)` \| ([^|]+) \|", text, re.MULTILINE))
    assert len(rows) == 4
    for floor, row in rows.items():
        apps = {path.parent.name for path in (SOURCE / "web" / floor).glob("*/apps.py")}
        assert set(_INLINE.findall(row)) == apps, floor


# ---------------------------------------------------------------------------------------------------- words
@pytest.mark.parametrize("name", ["security.md", "operating.md", "using.md", "using/leader.md"])
def test_the_promise_about_erasing_stands_in_its_exact_words(name: str) -> None:
    text = " ".join((ROOT / "docs" / name).read_text("utf-8").replace("*", "").split())
    assert "one here at once; unreadable in every backup after 30 days" in text


USING = [ROOT / "docs" / "using.md", *sorted((ROOT / "docs" / "using").glob("*.md"))]


@pytest.mark.parametrize("doc", USING, ids=lambda path: path.stem)
def test_using_it_is_told_without_the_words_that_no_screen_says(doc: Path) -> None:
    text = doc.read_text("utf-8").lower()
    said = [word for word in ("score", "accurate", "blind spot", "weakness", "overestimate") if word in text]
    assert said == []
    assert not re.search(r"\bgaps?\b", text)


def test_the_way_in_leads_to_the_page_of_each_role() -> None:
    text = USING[0].read_text("utf-8")
    pages = USING[1:]
    assert len(pages) >= 8
    assert [page.name for page in pages if f"(using/{page.name})" not in text] == []
