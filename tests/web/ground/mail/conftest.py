"""Kinds of mail of the tests' own, and somebody to write to."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from hansei.web.common.people.models import Person
    from hansei.web.ground.mail.services import Renderer


@pytest.fixture
def writes(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, Renderer], None]:
    """Register a renderer for one test, `writes(kind, renderer)`, with no backend but the settings'."""
    from hansei.web.ground.mail import services

    monkeypatch.setattr(services, "_RENDERERS", {})
    monkeypatch.setattr(services, "_BACKENDS", [])

    def register(kind: str, write: Renderer) -> None:
        services.renderer(kind)(write)

    return register


@pytest.fixture
def reader(db: None) -> Person:
    from hansei.web.common.people.models import Person

    return Person.objects.create_user(
        "ada.winter@example.org", name="Ada Winter", language="de", zone="America/New_York"
    )
