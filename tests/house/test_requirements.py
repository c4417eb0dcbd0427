"""What is installed is pinned, hashed, and bound to no one registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINNED = sorted((ROOT / "requirements").glob("*.txt"))


def entries(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Name of each requirement → its exact version and its hashes."""
    joined = path.read_text("utf-8").replace("\\\n", " ")
    found = {}
    for line in joined.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            pinned = re.match(r"([a-z0-9-]+)==(\S+)", line)
            assert pinned, f"{path.name} does not pin: {line}"
            found[pinned[1]] = (pinned[2], re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
    return found


def test_there_is_a_pinned_file_for_each_list() -> None:
    lists = {path.stem for path in (ROOT / "requirements").glob("*.in")}
    assert lists == {path.stem for path in PINNED} == {"base", "build", "dev", "minilm", "train"}


@pytest.mark.parametrize("path", PINNED, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_hashes(path: Path) -> None:
    assert [name for name, (_version, hashes) in entries(path).items() if not hashes] == []


@pytest.mark.parametrize("path", [*PINNED, *(ROOT / "requirements").glob("*.in")], ids=lambda path: path.name)
def test_no_list_names_a_host_or_a_folder(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not re.search(r"://|file:/|index-url|find-links|trusted-host|\s/\w", text)
    assert not re.search(r"\w\.(org|com|net|io)\b", text)


def test_all_lists_agree_on_versions() -> None:
    dev = entries(ROOT / "requirements" / "dev.txt")
    for path in PINNED:
        listed = entries(path)
        # What learning the talk coder takes stands in no other list.
        shared = listed.keys() & dev.keys() if path.stem in {"train", "minilm"} else listed.keys()
        assert {name: listed[name] for name in shared}.items() <= dev.items(), path.name


def test_the_wheel_asks_for_what_the_base_list_holds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = {re.match(r"[A-Za-z0-9-]+", line)[0].lower() for line in project["dependencies"]}  # type: ignore[index]
    listed = {
        re.match(r"[A-Za-z0-9-]+", line)[0].lower()  # type: ignore[index]
        for line in (ROOT / "requirements" / "base.in").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert asked == listed
    assert asked <= entries(ROOT / "requirements" / "base.txt").keys()


def test_no_lock_file_names_a_registry() -> None:
    assert not [
        name for name in ("uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock") if (ROOT / name).exists()
    ]
