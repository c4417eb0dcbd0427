"""Dates in German: as the framework has them, but a time stands apart from its day."""

DATETIME_FORMAT = "j. F Y, H:i \\U\\h\\r"
