"""What the installation writes to its log, as the handlers of its own settings write it."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Log(io.StringIO):
    """Everything that was written so far."""

    def lines(self) -> list[dict[str, Any]]:
        """The lines since the last time this was asked."""
        found = [json.loads(line) for line in self.getvalue().splitlines()]
        self.seek(0)
        self.truncate()
        return found


@contextmanager
def kept() -> Iterator[Log]:
    """Whatever the settings' handlers would write to standard error, they write here."""
    log = Log()
    ours = {
        handler
        for name in ("", "hansei", "django")
        for handler in logging.getLogger(name).handlers
        if type(handler) is logging.StreamHandler
    }
    assert ours, "the settings' handlers are in place"
    before = {handler: handler.setStream(log) for handler in ours}
    try:
        yield log
    finally:
        for handler, stream in before.items():
            handler.setStream(stream)
