"""Whether a talk is in English: the codes are learned from English alone."""

import re

from hansei.core.talk.transcript import Transcript

_ENGLISH = {
    "the", "and", "you", "that", "it", "of", "to", "is", "was", "what", "i", "in", "a", "so", "do",
    "have", "on", "for", "not", "but", "they", "this", "be", "we", "with", "are", "as", "at", "if",
    "my", "your", "me", "she", "he", "there", "would", "could", "about", "just", "how", "when", "it's",
    "i'm", "don't", "that's", "what's", "who", "why", "which", "where", "does", "did", "many", "any",
    "from", "were", "our", "their", "can", "else",
}  # fmt: skip
# Small words of languages that share some of the English ones. What is common in English too, such as "per
# shift", "e.g." and "van", is not among them.
_OTHERS = {
    "der", "die", "und", "ich", "nicht", "das", "ist", "sie", "wir", "ein", "eine", "auf", "mit", "den",
    "dass", "wie", "zu", "es", "aber", "le", "la", "les", "et", "je", "vous", "pas", "que", "est", "un",
    "une", "des", "du", "el", "los", "y", "no", "se", "en", "por", "con", "una", "il", "di", "che",
    "sono", "ho", "het", "de", "een", "ik", "niet", "op", "jag", "och", "att",
    "det", "som", "inte", "på", "är", "nie", "się", "na", "jest", "że", "to",
} - {"to", "no"} - _ENGLISH  # fmt: skip


def is_english(transcript: Transcript) -> bool:
    """Whether enough of its words are small English ones, and more than those of other languages.

    Of under twelve words these comparisons are all there is: a talk without a small word of another language
    is taken for English.
    """
    text = " ".join(each.text for each in transcript.utterances).casefold().replace("’", "'")
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)?", text)
    ours = sum(word in _ENGLISH for word in words)
    theirs = sum(word in _OTHERS for word in words)
    if len(words) < 12:
        return ours > theirs or not theirs
    return ours > theirs and ours / len(words) > 0.15
