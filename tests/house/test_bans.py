"""No way back: what would reach a record without an import is not written anywhere in the source.

Imports are refused by the import rules. A model fetched by its name, the list of relations that point at a
model, and the name of a relation that hides itself would each go round them.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src"
NAMES = {"get_model", "get_registered_model", "related_objects"}


def bans(text: str) -> list[str]:
    """The banned names in a module, each with its line; also where a name is only a string for getattr."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and node.attr in NAMES:
            found.append(f"line {node.lineno}: .{node.attr}")
        elif isinstance(node, ast.ImportFrom | ast.Import):
            found += [f"line {node.lineno}: {name.name}" for name in node.names if name.name in NAMES]
        elif isinstance(node, ast.Constant) and (node.value in NAMES or "+__" in str(node.value)):
            found.append(f"line {node.lineno}: {node.value!r}")
    return found


def test_the_source_holds_nothing_banned() -> None:
    # A migration knows models as they were, and only by name.
    files = [path for path in SOURCE.rglob("*.py") if path.parent.name != "migrations"]
    found = {str(path.relative_to(SOURCE)): bans(path.read_text("utf-8")) for path in files}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    "planted",
    [
        "from django.apps import apps\nMirror = apps.get_model('mirror', 'Mirror')",
        "from django.apps import apps as house\nhouse.get_registered_model('mirror', 'Mirror')",
        "Mirror = getattr(apps, 'get_model')('mirror.Mirror')",
        "relations = person._meta.related_objects",
        "relations = getattr(person._meta, 'related_objects')",
        "Person.objects.filter(**{'+__state': 1})",
        "Person.objects.filter(**{f'mirror_+__{field}': 1})",
    ],
)
def test_a_planted_way_back_is_found(planted: str) -> None:
    assert bans(planted)


def test_ordinary_code_is_let_through() -> None:
    users = "from django.contrib.auth import get_user_model\nget_user_model().objects"
    assert bans(users + ".filter(name__contains='+')\nmodels = apps.get_models()") == []
