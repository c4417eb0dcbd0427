"""Installations for tests of commands. Preparing a database takes a while, so that one is made and copied."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.installation import Installation


@pytest.fixture
def empty(tmp_path: Path) -> Installation:
    """Nothing has been done yet; the data folder does not exist."""
    return Installation(tmp_path / "data")


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "data"
    Installation(folder).do("migrate")
    return folder


@pytest.fixture
def prepared(_prepared: Path, tmp_path: Path) -> Installation:
    """Databases of this version on SQLite, and nothing in them."""
    shutil.copytree(_prepared, tmp_path / "data")
    return Installation(tmp_path / "data")
