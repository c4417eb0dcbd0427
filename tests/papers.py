"""What is in a PDF: its text, and everything behind it."""

from __future__ import annotations

from typing import Any

from pypdf import PdfReader


def text(reader: PdfReader) -> str:
    """What is seen."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def everything(reader: PdfReader) -> str:
    """All strings in all objects: texts read out, outline, metadata."""

    def strings(one: Any) -> list[str]:
        if isinstance(one, str):
            return [one]
        if isinstance(one, dict):
            return [each for value in one.values() for each in strings(value)]
        return [each for value in one for each in strings(value)] if isinstance(one, list) else []

    found = [text(reader)]
    for number in range(1, int(str(reader.trailer["/Size"]))):
        found += strings(reader.get_object(number))
    return " ".join(found)
