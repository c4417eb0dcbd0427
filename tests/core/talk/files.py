"""The zoo of files, and what is made to harm whoever reads it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

HERE = Path(__file__).parent / "zoo"
WORDS = "word/document.xml"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def file(name: str) -> tuple[bytes, str]:
    """A file of the zoo as it would be sent in: its bytes and its name."""
    path = HERE / name
    data = path.read_bytes()
    if name.endswith(".docx.xml"):
        return packed({WORDS: data}), name.removesuffix(".xml")
    return data, name


def names() -> list[str]:
    return sorted(path.name for path in HERE.iterdir() if path.name != "README.md")


def packed(parts: dict[str, bytes]) -> bytes:
    """A packed folder, as a document is one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def document(*paragraphs: str, before: str = "") -> bytes:
    """A document whose paragraphs these are, as XML."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    xml = f'{before}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return packed({WORDS: xml.encode()})
