"""From turns to units: sentences that each do one thing."""

import re
from collections.abc import Iterator

_END = re.compile(r"[.?!…]+[\"”’')\]]*(?=\s|$)")
_NO_END = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|approx|inc|ltd|a\.m|p\.m)|\b[b-hj-z])\.$", re.IGNORECASE
)
_MOST_WORDS = 40
# Where a long stretch without any full stop, as a machine writes it, may be parted.
_SEAM = re.compile(
    r"\s+(?=(?:so|but|because|and (?:then|so|what|how|if|you|i|we|they)|what|how|why|when|where|who|do you"
    r"|did you|have you|are you|is it|would you|could you|i think|i would|maybe you|you should|you could)\b)",
    re.IGNORECASE,
)


def split(text: str) -> list[tuple[int, str]]:
    """The units of a turn, each with the place where it begins; no word is lost, none comes twice."""
    return [piece for begins, sentence in _sentences(text) for piece in _parted(begins, sentence)]


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    begins = 0
    for match in _END.finditer(text):
        if _goes_on(text, begins, match):
            continue
        yield from _piece(text, begins, match.end())
        begins = match.end()
    yield from _piece(text, begins, len(text))


def _goes_on(text: str, begins: int, match: re.Match[str]) -> bool:
    sentence, rest = text[begins : match.end()], text[match.end() :].lstrip()
    if not rest:
        return False
    if match[0].startswith(".") and _NO_END.search(sentence):
        return True
    # After dots of hesitation a small letter goes on with the same sentence.
    return match[0].startswith(("...", "…")) and rest[0].islower()


def _parted(begins: int, sentence: str) -> Iterator[tuple[int, str]]:
    if len(sentence.split()) <= _MOST_WORDS:
        yield begins, sentence
        return
    start = 0
    for seam in _SEAM.finditer(sentence):
        if len(sentence[start : seam.start()].split()) >= 8 and len(sentence[seam.end() :].split()) >= 4:
            yield from _piece(sentence, start, seam.start(), begins)
            start = seam.end()
    yield from _piece(sentence, start, len(sentence), begins)


def _piece(text: str, begins: int, ends: int, offset: int = 0) -> Iterator[tuple[int, str]]:
    piece = text[begins:ends]
    if any(sign.isalnum() for sign in piece):
        yield offset + begins + len(piece) - len(piece.lstrip()), piece.strip()
