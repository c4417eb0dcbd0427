"""From turns to units: sentences that each do one thing."""

import re
from collections.abc import Iterator

# Only from the first of several signs: to begin at each of a million dots would take forever.
_END = re.compile(r"(?<![.?!…])[.?!…]+[\"”’')\]]*(?=\s|$)")
_NO_END = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|vs|etc|e\.g|i\.e|approx|inc|ltd|a\.m|p\.m)|\b[b-hj-z])\.$", re.IGNORECASE
)
_NEXT = re.compile(r"\s*(\S)")
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
    # A few letters on either side tell. To look at all of a text at each of its ends would take forever.
    rest = _NEXT.match(text, match.end())
    if rest is None:
        return False
    if match[0].startswith(".") and _NO_END.search(text[max(begins, match.end() - 12) : match.end()]):
        return True
    # After dots of hesitation a small letter goes on with the same sentence.
    return match[0].startswith(("...", "…")) and rest[1].islower()


def _parted(begins: int, sentence: str) -> Iterator[tuple[int, str]]:
    if len(sentence.split()) <= _MOST_WORDS:
        yield begins, sentence
        return
    start, seen, words = 0, 0, 0
    left = len(sentence.split())
    for seam in _SEAM.finditer(sentence):
        fresh = len(sentence[seen : seam.start()].split())
        seen, words, left = seam.end(), words + fresh, left - fresh
        if words >= 8 and left >= 4:
            yield from _piece(sentence, start, seam.start(), begins)
            start, words = seam.end(), 0
    yield from _piece(sentence, start, len(sentence), begins)


def _piece(text: str, begins: int, ends: int, offset: int = 0) -> Iterator[tuple[int, str]]:
    piece = text[begins:ends]
    if any(sign.isalnum() for sign in piece):
        yield offset + begins + len(piece) - len(piece.lstrip()), piece.strip()
