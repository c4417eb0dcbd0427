"""The zoo of files, and what is made to harm whoever reads it."""

from __future__ import annotations

import io
import struct
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


def packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A packed folder, as a document is one."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def document(*paragraphs: str, before: str = "") -> bytes:
    """A document whose paragraphs these are, as XML."""
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    xml = f'{before}<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>'
    return packed({WORDS: xml.encode()})


def far_off(data: bytes) -> bytes:
    """The same packed folder, whose last part is said to begin farther off than a machine can count."""
    listed, end = data.rindex(b"PK\x01\x02"), data.rindex(b"PK\x05\x06")
    entry, closing = bytearray(data[listed:end]), bytearray(data[end:])
    (name,) = struct.unpack("<H", entry[28:30])
    extra = struct.pack("<HHQ", 1, 8, 2**64 - 5)
    entry[30:32], entry[42:46] = struct.pack("<H", len(extra)), b"\xff" * 4
    entry[46 + name : 46 + name] = extra
    (size,) = struct.unpack("<L", closing[12:16])
    closing[12:16] = struct.pack("<L", size + len(extra))
    return data[:listed] + bytes(entry) + bytes(closing)
