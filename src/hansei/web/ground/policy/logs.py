"""The log's one format: JSON lines that hold no path, no person and no text of anybody's."""

import json
import logging
from datetime import UTC, datetime

#: What a record may carry into the log. Everything else, the message's arguments included, stays out.
_FIELDS = ("route", "method", "status", "ms", "number", "job", "code", "place", "count")


class JsonLines(logging.Formatter):
    """`event` is the constant message of the call; an exception leaves its type's name and nothing more."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            # The unformatted message: arguments of a library's call could hold what a person typed.
            "event": record.msg if record.name.startswith("hansei") else record.name,
        }
        for field in _FIELDS:
            if hasattr(record, field):
                line[field] = getattr(record, field)
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, default=str)
