"""The measurements can be run: each of their files imports, and what they write for oTree is Python."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(
    path.stem for path in (ROOT / "bench").glob("*.py") if path.stem not in ("__init__", "__main__")
)


@pytest.mark.parametrize("name", [one for one in MODULES if one not in ("settings", "urls", "views")])
def test_each_measurement_imports(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    assert importlib.import_module(f"bench.{name}").__doc__


def test_otree_is_asked_the_same_behaviours_in_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from bench import otree, rounds
    from hansei.core import library

    (tmp_path / "settings.py").write_text("SESSION_CONFIGS = []\n", "utf-8")
    otree._write_app(tmp_path)
    written = (tmp_path / "around" / "__init__.py").read_text("utf-8")
    ast.parse(written)
    ast.parse((tmp_path / "settings.py").read_text("utf-8"))
    asked = rounds.codes()[: len(otree.form())]
    assert len(asked) == 3
    for ref in asked:
        assert library.behaviour(ref).text.get("en") in written


def test_without_otree_it_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from bench import otree

    with pytest.raises(otree.NoOTree, match="pip install otree"):
        otree.measure(tmp_path / "folder", tmp_path / "nothing")
