"""A server or worker that never draws random answers does not carry numpy."""

from __future__ import annotations

import subprocess
import sys

import pytest

ASKED = """
import sys
{first}
from hansei.core.statistics import Index, chance_level
print("numpy" in sys.modules)
chance_level(Index.R_WG_J, 8, draws=10)
print("numpy" in sys.modules)
"""


@pytest.mark.parametrize("first", ["", "import django\ndjango.setup()\nimport hansei.web.urls"])
def test_numpy_is_loaded_with_the_first_draw_and_not_before(
    first: str, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANSEI_DATA", str(tmp_path_factory.mktemp("data")))
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "hansei.web.settings")
    # In a Python of its own, in which no other test has loaded anything.
    asked = [sys.executable, "-c", ASKED.format(first=first)]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split() == [
        "False",
        "True",
    ]
