"""Whether a talk is in English: the codes are learned from English alone."""

import re

from hansei.core.talk.common_words import ENGLISH, OTHERS, SHARED
from hansei.core.talk.transcript import Transcript

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
#: An A3, 5S, the number of a part: of no language. Other letters beside a digit may be a whole sentence.
#: Looked for from the first of the letters alone, or a long word would take the square of its length.
_NUMBERED = re.compile(r"(?<![a-z])[a-z]*\d[a-z\d]*(?:'[a-z]+)?")
_PLAIN = re.compile(r"[a-z']+")
#: The last letter of the Latin script in this order; what lies behind it is Greek, Russian, Japanese and on.
_LATIN = "\u024f"


def is_english(transcript: Transcript) -> bool:
    """Whether at least half of its words are common English ones, and more than speak for another language.

    A word that stands in both counts for nobody, nor do letters that stand with digits; one with a letter
    beyond a to z, or in another script, counts against. Where nothing else is left to count, the talk is
    taken for English.
    """
    text = " ".join(each.text for each in transcript.utterances).casefold().replace("’", "'")
    words = [word for word in _WORD.findall(_NUMBERED.sub(" ", text)) if word not in SHARED]
    ours = sum(word in ENGLISH for word in words)
    theirs = sum(_against(word) for word in words)
    return not words or (ours > theirs and ours * 2 >= len(words))


def _against(word: str) -> int:
    if _PLAIN.fullmatch(word):
        return int(word in OTHERS)
    # Some scripts put no space between words: what stands together is many of them.
    return 1 if all(letter <= _LATIN for letter in word) else len(word)
