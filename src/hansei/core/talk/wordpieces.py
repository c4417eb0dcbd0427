"""Text as pieces of words, as the encoder knows them: small letters, no accents, the longest piece first."""

import re
import unicodedata
from collections.abc import Sequence

PAD, UNKNOWN, BEGIN, END, MASK = "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"

#: Pieces of one unit at most, its two ends included. Of a longer unit the middle is left out.
MOST_PIECES = 48

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST_WORD = 40
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


class Pieces:
    """A vocabulary, and how a text is written in it."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self._number = {piece: at for at, piece in enumerate(self.vocabulary)}
        self.begin, self.end = self._number[BEGIN], self._number[END]
        self.unknown, self.mask = self._number[UNKNOWN], self._number[MASK]

    def of(self, texts: Sequence[str], most: int = MOST_PIECES) -> list[list[int]]:
        """The numbers of the pieces of each text, both ends included; never more than `most`."""
        seen: dict[str, list[int]] = {}  # of this call alone: nothing that was said outlives it
        found = []
        for text in texts:
            pieces: list[int] = []
            for word in words(text):
                if word not in seen:
                    seen[word] = self._parted(word)
                pieces += seen[word]
            if len(pieces) > most - 2:
                half = (most - 2) // 2
                pieces = pieces[: most - 2 - half] + pieces[-half:]
            found.append([self.begin, *pieces, self.end])
        return found

    def _parted(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [self.unknown]
        found, begins = [], 0
        while begins < len(word):
            for ends in range(len(word), begins, -1):
                piece = word[begins:ends] if begins == 0 else "##" + word[begins:ends]
                number = self._number.get(piece)
                if number is not None:
                    break
            else:
                return [self.unknown]
            found.append(number)
            begins = ends
        return found


def words(text: str) -> list[str]:
    """Words and signs, one by one, in small letters and without accents."""
    text = text.translate(_SAME).lower()
    if not text.isascii():
        text = "".join(
            sign for sign in unicodedata.normalize("NFD", text) if unicodedata.category(sign) != "Mn"
        )
    return _WORD.findall(text)
