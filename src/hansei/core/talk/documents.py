"""The words of a Word document (DOCX), as Teams and Google Docs write transcripts; nothing else of it.

A document is a packed folder of XML, so a small file can swell to one that no memory holds. Here nothing is
believed of it: one part is unpacked, by and by, up to a limit, and only as every office program packs it; no
tree is built; a document type, and with it every entity, is refused; nothing is followed.
"""

import io
import zipfile
import zlib
from typing import IO, Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from hansei.core.talk.transcript import MOST_BYTES, MOST_FILE_BYTES, Reason, Unreadable

#: What the words of a document may unpack to. Five hours of talk take some 10 MB.
MOST_UNPACKED = 32 * 1024 * 1024
_MOST_PARTS = 2_000
_MOST_DEPTH = 200
_WORDS = "word/document.xml"
# The other methods unpack all that they were given before anybody can count it: 700 bytes to a gigabyte.
_UNPACKED_BY_AND_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, SAXException, DefusedXmlException,
    ValueError, OSError, EOFError, NotImplementedError, RuntimeError, LookupError, OverflowError,
)  # fmt: skip


def text(data: bytes) -> str:
    """The paragraphs of a document, each on lines of its own. Raises Unreadable."""
    if len(data) > MOST_FILE_BYTES:
        raise Unreadable(Reason.TOO_LONG)
    reason = Reason.BROKEN
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if len(packed.filelist) > _MOST_PARTS:
                reason = Reason.TOO_LONG
            elif _WORDS not in packed.namelist():
                reason = Reason.UNKNOWN_FORMAT
            elif packed.getinfo(_WORDS).compress_type in _UNPACKED_BY_AND_BY:
                with packed.open(_WORDS) as part:
                    return _paragraphs(part)
    except Unreadable as unreadable:
        reason = unreadable.reason
    except _BROKEN:
        pass
    raise Unreadable(reason)


def _paragraphs(part: IO[bytes]) -> str:
    words = _Words()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(words)
    unpacked = 0
    while piece := part.read(64 * 1024):
        unpacked += len(piece)
        if unpacked > MOST_UNPACKED:
            raise Unreadable(Reason.TOO_LONG)
        parser.feed(piece)
    parser.close()
    return "".join(words.found)


class _Words(ContentHandler):
    """Collects what stands in w:t, and where lines and paragraphs end."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._length = 0
        self._depth = 0
        self._in_text = False
        self._other = 0  # within the second wording of something for older programs

    def startElementNS(  # noqa: N802 (named by the standard library)
        self, name: tuple[str | None, str], qname: str | None, attrs: Any
    ) -> None:
        self._depth += 1
        if self._depth > _MOST_DEPTH:
            raise Unreadable(Reason.BROKEN)
        if self._other or name[1] == "Fallback":
            self._other += 1
        elif name[1] == "t":
            self._in_text = True
        elif name[1] in ("br", "cr"):
            self._add("\n")
        elif name[1] == "tab":
            self._add("  ")

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        self._depth -= 1
        if self._other:
            self._other -= 1
        elif name[1] == "t":
            self._in_text = False
        elif name[1] == "p":
            self._add("\n")

    def characters(self, content: str) -> None:
        if self._in_text and not self._other:
            self._add(content)

    def _add(self, some: str) -> None:
        self._length += len(some)
        if self._length > MOST_BYTES:
            raise Unreadable(Reason.TOO_LONG)
        self.found.append(some)
