"""Every import rule of the architecture refuses an import that breaks it.

Each test plants one import in a copy of the source and runs one contract of pyproject.toml on the copy.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Packages of the architecture that a rule speaks of; those not built yet are made empty in the copy.
NAMED = [
    "cli",
    "demo",
    "engine",
    "core.policy",
    *(f"web.ground.{app}" for app in ("policy", "vault", "audit", "jobs", "mail", "ui")),
    *(f"web.common.{app}" for app in ("people", "bench", "engagements", "asking", "releases")),
    *(
        f"web.steps.{app}"
        for app in ("ready", "mirror", "practice", "conversations", "talk", "respect", "pulse", "chain")
    ),
    *(f"web.outward.{app}" for app in ("sponsor", "stewardship", "leave")),
]

BREAKS = [
    ("house", ["core.policy -> hansei.web.ground.policy"]),
    ("house", ["engine -> hansei.web.common.people"]),
    ("house", ["web.common.people -> hansei.cli"]),
    ("house", ["web.outward.leave -> hansei.demo"]),
    ("house", ["demo -> hansei.cli"]),
    ("house", ["aside -> hansei.core.policy"]),
    ("floors", ["web.ground.ui -> hansei.web.common.people"]),
    ("floors", ["web.ground.ui -> hansei.web.steps.ready"]),
    ("floors", ["web.common.people -> hansei.web.steps.ready"]),
    ("floors", ["web.common.people -> hansei.web.outward.leave"]),
    ("floors", ["web.steps.ready -> hansei.web.outward.leave"]),
    ("floors", ["web.outward.leave -> hansei.web.urls"]),
    ("floors", ["web.steps.ready -> hansei.web.settings"]),
    ("floors", ["web.aside -> hansei.core.policy"]),
    ("core", ["core.policy -> django.db"]),
    ("core", ["core.policy -> sqlite3"]),
    ("core", ["core.policy -> socket"]),
    ("core", ["core.policy -> hansei.demo"]),
    ("outward", ["web.outward.leave -> hansei.web.steps.mirror"]),
    ("outward", ["web.outward.stewardship -> hansei.web.common.asking"]),
    (
        "outward",
        ["web.outward.sponsor -> hansei.web.common.releases", "web.common.releases -> hansei.web.steps.talk"],
    ),
    (
        "outward",
        ["web.outward.leave -> hansei.web.common.bench", "web.common.bench -> hansei.web.common.asking"],
    ),
    ("steps", ["web.steps.ready -> hansei.web.steps.mirror"]),
    ("steps", ["web.steps.mirror -> hansei.web.steps.ready"]),
    ("steps", ["web.steps.mirror -> hansei.web.steps.conversations"]),
    ("steps", ["web.steps.practice -> hansei.web.steps.mirror"]),
    ("steps", ["web.steps.conversations -> hansei.web.steps.talk"]),
    ("steps", ["web.steps.talk -> hansei.web.steps.practice"]),
    ("steps", ["web.steps.pulse -> hansei.web.steps.respect"]),
    ("common", ["web.common.people -> hansei.web.common.bench"]),
    ("common", ["web.common.people -> hansei.web.common.asking"]),
    ("common", ["web.common.bench -> hansei.web.common.engagements"]),
    ("common", ["web.common.releases -> hansei.web.common.asking"]),
    ("common", ["web.common.bench -> hansei.web.common.releases"]),
    ("common", ["web.common.asking -> hansei.web.common.engagements"]),
    ("common", ["web.common.aside -> hansei.web.common.people"]),
    ("vault", ["web.common.releases -> hansei.web.ground.vault"]),
    ("vault", ["web.common.people -> hansei.web.ground.vault.services"]),
    ("vault", ["web.outward.leave -> hansei.web.ground.vault"]),
    ("vault", ["web.ground.audit -> hansei.web.ground.vault"]),
]

KEEPS = [
    ("steps", ["web.steps.mirror -> hansei.web.steps.practice"]),
    ("steps", ["web.steps.chain -> hansei.web.steps.practice"]),
    ("steps", ["web.steps.conversations -> hansei.web.steps.practice"]),
    ("steps", ["web.steps.talk -> hansei.web.steps.conversations"]),
    ("vault", ["web.steps.talk -> hansei.web.ground.vault", "web.common.asking -> hansei.web.ground.vault"]),
    ("outward", ["web.outward.leave -> hansei.web.common.engagements"]),
]


def package(source: Path, dotted: str) -> Path:
    """The `__init__.py` of a package in the copy, made with its parents where it is missing."""
    folder = source / "hansei"
    for part in dotted.split("."):
        if not folder.joinpath(f"{part}.py").exists():
            folder /= part
            folder.mkdir(exist_ok=True)
            folder.joinpath("__init__.py").touch()
    module = folder / f"{dotted.rpartition('.')[2]}.py"
    return module if module.exists() else folder / "__init__.py"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the modules under src, with every package that a rule names."""
    copy = tmp_path / "src"
    for module in (ROOT / "src").rglob("*.py"):
        target = copy / module.relative_to(ROOT / "src")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(module, target)
    for dotted in NAMED:
        package(copy, dotted)
    return copy


def lint(source: Path, *contracts: str) -> subprocess.CompletedProcess[str]:
    chosen = [argument for contract in contracts for argument in ("--contract", contract)]
    program = (
        "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    )
    return subprocess.run(
        [sys.executable, "-c", program, "--no-cache", "--config", str(ROOT / "pyproject.toml"), *chosen],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def plant(source: Path, imports: list[str]) -> None:
    for line in imports:
        importer, imported = line.split(" -> ")
        if imported.startswith("hansei."):
            package(source, imported.removeprefix("hansei."))
        with package(source, importer).open("a", encoding="utf-8") as module:
            module.write(f"\nimport {imported}\n")


def test_the_source_keeps_every_rule(source: Path) -> None:
    done = lint(source)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("contract", "imports"),
    BREAKS,
    ids=lambda value: " and ".join(value[:2]) if isinstance(value, list) else value,
)
def test_a_planted_import_breaks_its_rule(source: Path, contract: str, imports: list[str]) -> None:
    plant(source, imports)
    done = lint(source, contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Contracts: 0 kept, 1 broken." in done.stdout


@pytest.mark.parametrize(
    ("contract", "imports"),
    KEEPS,
    ids=lambda value: " and ".join(value[:2]) if isinstance(value, list) else value,
)
def test_an_import_that_the_architecture_allows_breaks_no_rule(
    source: Path, contract: str, imports: list[str]
) -> None:
    plant(source, imports)
    done = lint(source, contract)
    assert done.returncode == 0, done.stdout + done.stderr
