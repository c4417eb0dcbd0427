"""Every verb that the code writes is registered, so that nobody meets an unknown one on a screen."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import hansei.web
from hansei.web.ground.audit import services


def written() -> Iterator[tuple[str, str]]:
    """(place, verb) of each call `….record(chain, "a.verb", …)` in the source."""
    folder = Path(hansei.web.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "record"
                and len(node.args) >= 2
            ):
                for verb in ast.walk(node.args[1]):
                    if isinstance(verb, ast.Constant) and isinstance(verb.value, str) and "." in verb.value:
                        yield f"{path.relative_to(folder)}:{node.lineno}", verb.value


def test_every_verb_in_the_code_is_registered() -> None:
    for module in pkgutil.walk_packages(hansei.web.__path__, "hansei.web."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
    found = list(written())
    assert len(found) > 10, "this test finds where the audit is written"
    assert [(place, verb) for place, verb in found if verb not in services.verbs()] == []
