"""Jobs of the tests' own, declared for one test and forgotten after it."""

from collections.abc import Callable

import pytest

from hansei.web.ground.jobs import registry


@pytest.fixture
def declare(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Declare a function as a job: `declare(name, function, gave_up=None)`."""
    monkeypatch.setattr(registry, "_JOBS", dict(registry._JOBS))
    monkeypatch.setattr(registry, "_PERIODIC", {})

    def make(name: str, function: registry.JobFunction, gave_up: registry.JobFunction | None = None) -> None:
        registry.job(name, gave_up=gave_up)(function)

    return make
