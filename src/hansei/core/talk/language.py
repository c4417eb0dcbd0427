"""Whether a talk is in English: the codes are learned from English alone."""

import re

from hansei.core.talk.transcript import Transcript

_ENGLISH = {
    "the", "and", "you", "that", "it", "of", "to", "is", "was", "what", "i", "in", "a", "so", "do",
    "have", "on", "for", "not", "but", "they", "this", "be", "we", "with", "are", "as", "at", "if",
    "my", "your", "me", "she", "he", "there", "would", "could", "about", "just", "how", "when", "it's",
    "i'm", "don't", "that's", "what's",
}  # fmt: skip
# Small words of languages that share some of the English ones.
_OTHERS = {
    "der", "die", "und", "ich", "nicht", "das", "ist", "sie", "wir", "ein", "eine", "auf", "mit", "den",
    "dass", "wie", "zu", "es", "aber", "le", "la", "les", "et", "je", "vous", "pas", "que", "est", "un",
    "une", "des", "du", "el", "los", "y", "no", "se", "en", "por", "con", "una", "il", "e", "di", "che",
    "non", "sono", "per", "ho", "het", "de", "een", "ik", "niet", "van", "op", "jag", "och", "att",
    "det", "som", "inte", "på", "är", "nie", "się", "na", "jest", "że", "to",
} - {"to", "no"} - _ENGLISH  # fmt: skip


def is_english(transcript: Transcript) -> bool:
    """Whether enough of its words are small English ones, and more than those of other languages.

    A talk too short to tell is taken for English.
    """
    text = " ".join(each.text for each in transcript.utterances).casefold().replace("’", "'")
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text)
    if len(words) < 12:
        return not any(word in _OTHERS for word in words)
    ours = sum(word in _ENGLISH for word in words)
    theirs = sum(word in _OTHERS for word in words)
    return ours > theirs and ours / len(words) > 0.15
