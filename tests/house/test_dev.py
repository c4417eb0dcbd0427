"""./dev says in one sentence what stands in its way."""

from __future__ import annotations

import ast
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def dev(*arguments: str, script: Path = ROOT / "dev") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(script), *arguments], capture_output=True, text=True, check=False, timeout=60
    )


def says(done: subprocess.CompletedProcess[str], sentence: str) -> None:
    assert done.returncode == 1
    assert sentence in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_old_python_can_read_it_far_enough_to_be_refused() -> None:
    text = (ROOT / "dev").read_text("utf-8")
    tree = ast.parse(text, feature_version=(3, 4))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Match, ast.Starred)
    found = [node for node in ast.walk(tree) if isinstance(node, newer)]
    # The one star is that of the version, an ordinary call with positional arguments.
    assert [type(node).__name__ for node in found] == ["Starred"]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [one.name for one in functions if one.returns or one.args.kwonlyargs or one.args.posonlyargs]
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.Raise) and node.cause]


def test_it_stands_on_the_standard_library_alone() -> None:
    imported = set()
    for node in ast.walk(ast.parse((ROOT / "dev").read_text("utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {name.name.partition(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").partition(".")[0])
    assert imported <= sys.stdlib_module_names


def test_an_old_python_is_told_in_a_sentence() -> None:
    names = [shutil.which(f"python3.{minor}") for minor in range(4, 11)]
    old = [one for one in names if one and subprocess.run([one, "-V"], check=False).returncode == 0]
    if not old:
        pytest.skip("no Python before 3.11 on this machine to try it with")
    done = subprocess.run([old[0], ROOT / "dev", "run"], capture_output=True, text=True, check=False)
    says(done, "Hansei needs Python 3.11 or newer")


def test_a_port_in_use_is_told_in_a_sentence_with_another_that_is_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = dev("run", "--port", str(port))
    says(done, f"Port {port} is in use: take another, as in `./dev run --port ")


@pytest.mark.parametrize("port", ["0", "65536", "-1"])
def test_a_number_that_is_no_port_is_told_in_a_sentence(port: str) -> None:
    says(dev("run", "--port", port), f"{port} is no port")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """The files that ./dev reads, in a folder of their own."""
    shutil.copyfile(ROOT / "dev", tmp_path / "dev")
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "src" / "hansei").mkdir(parents=True)
    shutil.copyfile(ROOT / "src/hansei/__init__.py", tmp_path / "src/hansei/__init__.py")
    return tmp_path


def try_in(clone: Path, program: str) -> subprocess.CompletedProcess[str]:
    """Run a program that has the clone's script as `dev`, with no right to install anything."""
    start = (
        "import importlib.machinery, importlib.util, sys\n"
        f"loader = importlib.machinery.SourceFileLoader('dev', {str(clone / 'dev')!r})\n"
        "dev = importlib.util.module_from_spec(importlib.util.spec_from_loader('dev', loader))\n"
        "loader.exec_module(dev)\n"
        "dev.may_install = lambda: False\n"
    )
    end = "\ntry:\n    dev.main(arguments)\nexcept dev.Stop as stop:\n    sys.exit(str(stop))\n"
    return subprocess.run(
        [sys.executable, "-B", "-c", start + program + end], capture_output=True, text=True, check=False
    )


def test_a_python_without_ensurepip_is_told_the_one_line_to_run(clone: Path) -> None:
    done = try_in(clone, "dev.has_venv = lambda: False\narguments = ['setup']")
    says(done, "as root, run `apt-get install python3-venv` first")


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence(clone: Path) -> None:
    done = try_in(clone, "dev.os.access = lambda path, mode: False\narguments = ['setup']")
    says(done, f"{clone} cannot be written")


def test_what_is_left_out_is_said_in_a_line_with_the_way_to_get_it(clone: Path) -> None:
    done = try_in(
        clone,
        "missing = dev.from_debian([('postgresql', lambda: False, 'every test on PostgreSQL')])\n"
        "assert missing == ['postgresql']\narguments = ['help']",
    )
    assert "LEFT OUT: every test on PostgreSQL. To have it: apt-get install postgresql\n" in done.stdout


def test_an_environment_is_made_again_only_when_what_it_was_made_from_changes(clone: Path) -> None:
    done = try_in(
        clone,
        "from pathlib import Path\n"
        "assert not dev.is_ready('base')\n"
        "dev.HANSEI.parent.mkdir(parents=True)\n"
        "dev.PYTHON.touch()\n"
        "dev.HANSEI.touch(mode=0o755)\n"
        "dev.stamp('dev').write_text(dev.fingerprint('dev'))\n"
        "assert dev.is_ready('dev') and dev.is_ready('base')\n"
        "dev.stamp('dev').rename(dev.stamp('base'))\n"
        "assert not dev.is_ready('dev') and not dev.is_ready('base')\n"
        "dev.stamp('base').write_text(dev.fingerprint('base'))\n"
        "assert dev.is_ready('base') and not dev.is_ready('dev') and not dev.is_ready('train')\n"
        "dev.stamp('base').unlink()\n"
        "dev.stamp('train').write_text(dev.fingerprint('train'))\n"
        "assert dev.is_ready('base') and dev.is_ready('train') and not dev.is_ready('dev')\n"
        "(dev.ROOT / 'requirements' / 'base.txt').write_text('changed')\n"
        "assert not dev.is_ready('base')\narguments = ['help']",
    )
    assert done.returncode == 0, done.stderr


def test_nothing_of_an_installation_reaches_what_it_starts(clone: Path) -> None:
    done = try_in(
        clone,
        "dev.os.environ.update(DATABASE_URL='real', HANSEI_MASTER_KEY='real', PYTHONPATH='real')\n"
        "assert 'real' not in str(dev.environment())\narguments = ['help']",
    )
    assert done.returncode == 0, done.stderr


def test_the_scripts_can_be_started() -> None:
    assert os.access(ROOT / "dev", os.X_OK)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
