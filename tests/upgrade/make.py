"""Keep the demo database of this release, of both kinds, with its key store: `python tests/upgrade/make.py`.

Run once when a release is made. Later releases migrate what is kept here and must still read it. The keys
are kept with it: everybody in it is invented.
"""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
import urllib.parse
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
KEPT = ("hansei.sqlite3", "keys.sqlite3", "hansei.sql", "keys.sql", "master.key", "secret.key")


def release() -> str:
    """The release as 0.1, without its last number."""
    from hansei import __version__

    return ".".join(__version__.split(".")[:2])


def load(folder: Path, **extra: str) -> None:
    """A demo in `folder`, by the command that everybody uses."""
    environment = {**os.environ, "HANSEI_DATA": str(folder), **extra}
    subprocess.run([sys.executable, "-m", "hansei", "demo"], env=environment, check=True)


def pack(folder: Path, name: str) -> None:
    """Everything of `folder` that a release needs, in one file."""
    target = HERE / f"{release()}.{name}.tar.xz"
    with tarfile.open(target, "w:xz", preset=9) as archive:
        for kept in KEPT:
            if (folder / kept).exists():
                archive.add(folder / kept, arcname=kept)
    sys.stdout.write(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1024} kB\n")


def of_sqlite() -> None:
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        load(folder)
        for kept in ("hansei.sqlite3", "keys.sqlite3"):
            with sqlite3.connect(folder / kept) as database:
                database.execute("PRAGMA journal_mode=DELETE")
                database.execute("VACUUM")
        pack(folder, "sqlite")


def of_postgresql() -> None:
    loader = importlib.machinery.SourceFileLoader("workbench", str(ROOT / "dev"))
    spec = importlib.util.spec_from_loader("workbench", loader)
    assert spec is not None
    workbench = importlib.util.module_from_spec(spec)
    loader.exec_module(workbench)
    with workbench.postgres() as server, tempfile.TemporaryDirectory() as made:
        base = f"postgres://hansei@{urllib.parse.quote(str(server), safe='')}/"
        connect = ["-h", str(server), "-U", "hansei"]
        for database in ("demo", "demo_keys"):
            subprocess.run(["createdb", *connect, database], check=True)
        folder = Path(made)
        load(folder, DATABASE_URL=f"{base}demo", KEYS_URL=f"{base}demo_keys")
        for database, name in (("demo", "hansei.sql"), ("demo_keys", "keys.sql")):
            with (folder / name).open("wb") as file:
                subprocess.run(
                    ["pg_dump", *connect, "--no-owner", "--no-privileges", database], stdout=file, check=True
                )
        pack(folder, "postgresql")


if __name__ == "__main__":
    of_sqlite()
    of_postgresql()
