"""What is heard is the core's own matter: here the coder by rules hears, which no new weights change."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def heard_by_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    # Imported here: pytest reads this file before the settings are loaded.
    from hansei.core.talk import coding, rules

    monkeypatch.setattr(coding, "default_coder", rules.RuleCoder)
