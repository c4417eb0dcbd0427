"""What is installed is complete: templates, static files, library texts and compiled translations."""

from __future__ import annotations

import gettext
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hatch_build import compile_messages

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    'msgid "See"\nmsgstr "Ansehen"\n\n#, fuzzy\nmsgid "Finding"\nmsgstr "Fund"\n'
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of what the wheel is built from, with a catalogue in a language of its own."""
    copy = tmp_path / "tree"
    forgotten = shutil.ignore_patterns("__pycache__", "*.mo")
    shutil.copytree(ROOT / "src", copy / "src", ignore=forgotten)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, copy / name)
    catalogue = copy / "src/hansei/locale/eo/LC_MESSAGES/django.po"
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(CATALOGUE, encoding="utf-8")
    return copy


@pytest.fixture
def wheel(tree: Path) -> Iterator[zipfile.ZipFile]:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"],
        cwd=tree,
        check=True,
        capture_output=True,
    )
    (path,) = (tree / "out").glob("hansei-*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def test_the_wheel_holds_every_file_of_the_source_and_nothing_else(
    tree: Path, wheel: zipfile.ZipFile
) -> None:
    wanted = {str(path.relative_to(tree / "src")) for path in tree.rglob("src/hansei/**/*") if path.is_file()}
    assert "hansei/locale/eo/LC_MESSAGES/django.mo" in wanted  # made by building
    assert wanted == {name for name in wheel.namelist() if ".dist-info/" not in name}


def test_the_wheel_starts_the_command_and_carries_the_licence(wheel: zipfile.ZipFile) -> None:
    (points,) = [name for name in wheel.namelist() if name.endswith("/entry_points.txt")]
    assert "hansei = hansei.cli:main" in wheel.read(points).decode()
    assert [name for name in wheel.namelist() if name.endswith("licenses/LICENSE")]


def test_a_catalogue_is_compiled_without_what_is_only_guessed(tree: Path) -> None:
    (compiled,) = [path for path in compile_messages(tree) if "eo" in path.parts]
    with compiled.open("rb") as stream:
        texts = gettext.GNUTranslations(stream)
    assert texts.gettext("See") == "Ansehen"
    assert texts.gettext("Finding") == "Finding"


def test_a_catalogue_is_compiled_again_only_when_it_is_newer(tree: Path) -> None:
    compile_messages(tree)
    assert compile_messages(tree) == []
    catalogue = tree / "src/hansei/locale/eo/LC_MESSAGES/django.po"
    later = catalogue.stat().st_mtime + 10
    os.utime(catalogue, (later, later))
    assert compile_messages(tree) == [catalogue.with_suffix(".mo")]


def test_without_a_catalogue_there_is_nothing_to_compile(tmp_path: Path) -> None:
    assert compile_messages(tmp_path) == []
