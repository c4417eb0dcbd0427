"""Who speaks: which label before a colon or beside a time is somebody's name, and which is only said.

A label that looks like a name is one. Another is one where it comes again and again and does not sound like
the beginning of a sentence, so that "What I mean: ..." stays what it is, however often it is said.
"""

import re
from collections import Counter
from collections.abc import Iterable

#: A longer label is nobody's.
MOST_NAME = 58

# How times are written: 2:03, 1:02:03.5, 9:00 AM.
CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?(?:\s?[AaPp]\.?[Mm]\b\.?)?"

#: A label and what is said. A time of day, and an address of the web, are no labels.
LABEL = re.compile(r"^([^\s:：][^:：\n]{0,58}?)\s*[:：](?!//|(?<=\d:)\d)\s*(.*)$", re.DOTALL)
_TIME = re.compile(rf"[\[(]\s*(?:{CLOCK})?\s*[\])]")
_ENCLOSED = re.compile(r"^[\[(]?([^()\[\]]*)[\])]?$")
_IN_BRACKETS = re.compile(r"[\[(][^()\[\]]{0,40}[\])]")
_PARTED = re.compile(r"\s[-–—|/·•]\s")
_ROUND = " -–—|,•*>"

_PHONE = re.compile(r"^(?:\+\d|\d{2})[\d\s()*•./-]{4,}$")
_LISTED = re.compile(r"^\d{1,2}[.)]\s")
# With four figures on end it is a date.
_NOT_IN_NAMES = re.compile(r"[?!;…\"“”„]|\d{4}")
_SHORTENED = re.compile(r"(?:^|[\s(])(?:jr|sr|dr|prof|ext|esq|phd|inc|ltd|(?:[^\W\d_]\.)*[^\W\d_])\.$", re.I)
_ENDS = re.compile(r"[.?!,;:…][\"”“’)\]]*$")

# First words of labels that are nobody's name.
_NO_NAMES = {
    "question", "questions", "answer", "note", "notes", "example", "problem", "goal", "step", "today",
    "tomorrow", "yesterday", "result", "results", "agenda", "subject", "date", "time", "attendees",
    "participants", "transcript", "recording", "summary", "topic", "location", "meeting", "title", "duration",
    "url", "link", "http", "https", "that", "this", "these", "those", "so", "and", "but", "or", "well", "yes",
    "yeah", "no", "ok", "okay", "right", "exactly", "sure", "sorry", "thanks", "thank", "please", "maybe",
    "again", "finally", "because", "however",
    "good", "important", "wichtig", "klar", "total", "also", "then", "now", "look", "listen", "hello", "hi",
    "hey", "dear", "one", "two", "three", "first", "second", "third", "next", "last", "another", "my", "our",
    "your", "i", "we", "what", "how", "why", "when", "where", "ich", "wir", "die",
    "mm", "mhm", "mm-hm", "um", "uh", "at", "in", "on",
    "by", "from", "to", "until", "since", "for", "like", "as", "point", "idea", "reason", "remember",
    "imagine", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "frage", "fragen", "antwort", "beispiel", "ziel", "ziele", "idee", "punkt", "sache", "thema", "grund",
    "ergebnis", "ergebnisse", "schritt", "heute", "morgen", "gestern", "datum", "zeit", "ort", "dauer",
    "teilnehmer", "teilnehmende", "zusammenfassung", "aufzeichnung", "transkript", "besprechung", "betreff",
    "titel", "ja", "nein", "doch", "genau", "gut", "gute", "guten", "und", "aber", "oder", "danke",
    "bitte", "vielleicht", "weil", "dann", "jetzt", "schau", "hör", "hallo", "liebe", "lieber", "erstens",
    "zweitens", "drittens", "erste", "erster", "erstes", "zweite", "zweiter", "zweites", "dritte", "dritter",
    "drittes", "nächste", "nächster", "nächstes", "letzte", "letzter", "letztes", "mein", "meine", "unser",
    "unsere", "dein", "deine", "ihr", "ihre", "sein", "seine", "ein", "eine", "kurze", "bis", "ab", "zum",
    "zur", "im", "am", "vom", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag",
}  # fmt: skip
# Of two letters in capitals what is no initials.
_SHORT_WORDS = {"OK", "NO", "SO", "JA", "MM", "UM", "UH", "HM"}
# What stands nowhere in the name of a person.
_NO_NAMES_ANYWHERE = {
    "question", "questions", "answer", "example", "thing", "things", "frage", "fragen", "antwort", "beispiel",
}  # fmt: skip
# Words of sentences, which stand in no label that does not look like a name.
_SAID = _NO_NAMES_ANYWHERE | {
    "i", "i'm", "i've", "you", "we", "he", "she", "it", "it's", "they", "us", "them", "what", "what's", "who",
    "how", "why", "when", "where", "which", "is", "was", "are", "were", "be", "been", "mean", "means",
    "meant", "think", "thought", "know", "knew", "said", "say", "says", "asked", "told", "do", "did", "does",
    "done", "have", "has", "had", "would", "could", "should", "can", "get", "got", "go", "went", "if", "this",
    "that", "that's", "these", "those", "there", "here", "not", "then", "so", "my", "our", "your", "their",
    "his", "her", "a", "an", "point", "points", "idea", "problem", "reason", "step", "steps", "goal", "note",
    "result", "about", "with", "see", "wait", "hm", "around", "after", "before",
    "gegen", "nach", "vor", "mm", "hmm", "laughs", "pause", "music",
    "ich", "du", "er", "sie", "es", "wir", "ihr", "mich", "mir", "dich", "dir", "uns", "euch", "wer",
    "wie", "warum", "wann", "wo", "ist", "war", "sind", "waren", "wäre", "meint", "meine", "meinte", "denke",
    "dachte", "weiß", "sagte", "sage", "sagt", "gesagt", "gefragt", "hab", "habe", "haben", "hat", "hatte",
    "wenn", "weil", "dass", "nicht", "dann", "mein", "dein", "unser", "eine", "einen", "ein", "noch",
    "auch", "nur", "mal", "punkt", "punkte", "idee", "sache", "grund", "schritt", "ziel", "lacht", "um",
    "heißt",
}  # fmt: skip
# Small words within names; with the first of these a name may begin.
_BEGINS = {"van", "von", "vom", "de", "del", "di", "dos", "al", "el", "bin", "ibn", "ter", "ten", "af"}
_PARTICLES = _BEGINS | {
    "der", "den", "della", "da", "das", "do", "du", "e", "la", "le", "las", "los", "t", "zu", "zum", "zur",
    "y", "av", "of", "the",
}  # fmt: skip
_FAMILIES = {"da", "den", "do", "du", "la", "las", "le", "los", "zu"}


def name(label: str) -> str:
    """A label as a name, without times, and without brackets or signs around it."""
    bare = " ".join(_TIME.sub("", label).split()).strip(_ROUND)
    enclosed = _ENCLOSED.match(bare)
    return enclosed[1].strip(_ROUND) if enclosed else bare


def labels(texts: Iterable[str]) -> Counter[str]:
    """The labels before a colon that these texts begin with, and how often."""
    return Counter(name(match[1]) for text in texts if (match := LABEL.match(text)))


def names(seen: Counter[str]) -> frozenset[str]:
    """Those among labels that are names: they look like one, or come again and again."""
    return frozenset(label for label, times in seen.items() if is_name(label) or often(label, times))


def labelled(text: str, known: frozenset[str]) -> tuple[str, str] | None:
    """Who begins to speak in a text, and what is said, where one of these names stands before a colon."""
    match = LABEL.match(text)
    if match and (who := name(match[1])) in known:
        return who, match[2].strip()
    return None


def is_name(label: str) -> bool:
    """Up to five words that begin with a capital, such as "Dr. Anna de Vries (ext.) | Leeds", "Speaker 1".

    Whatever stands in brackets is let be. A telephone that is known by its number is a name too.
    """
    bare = _IN_BRACKETS.sub(" ", label)
    words = _words(bare)
    if not words or len(label) > MOST_NAME:
        return False
    if len(label) <= 2 and label.isalpha() and label.isupper():
        return label not in _SHORT_WORDS
    if _PHONE.match(label):
        return label.startswith("+")
    if _NOT_IN_NAMES.search(bare) or (bare.rstrip().endswith(".") and not _SHORTENED.search(bare.rstrip())):
        return False
    first = _plain(words[0])
    if first in _NO_NAMES or first in _PARTICLES - _BEGINS or words[0][0].isdigit():
        return False
    if any(_plain(word) in _NO_NAMES_ANYWHERE for word in words):
        return False
    if len(words) == 1 and label in {"coach", "leader", "me"}:
        return True
    own = [word for word in words if _plain(word) not in _PARTICLES]
    if not own or len(own) > 8 or len(_words(_PARTED.split(bare, maxsplit=1)[0])) > 7:
        return False
    return (len(own) <= 5 or bool(_PARTED.search(bare))) and all(map(_is_capital, own))


def often(label: str, times: int) -> bool:
    """Whether a label that does not look like a name is one by how often it comes, and since nobody says it.

    Three times; one word alone, such as "anna", two times.
    """
    bare = _IN_BRACKETS.sub(" ", label)
    words = [_plain(word) for word in _words(bare)]
    if not words or len(label) > MOST_NAME or times < 2 or (times == 2 and not label.isalpha()):
        return False
    if len(words) > 1 and words[0] in _FAMILIES and times > 2:  # Du Pont, Da Silva
        words = words[1:]
    elif words[0] in _PARTICLES - _BEGINS:
        return False
    if words[0] in _NO_NAMES or any(word in _SAID for word in words):
        return False
    if _LISTED.match(label) or re.search(r"[?!;…\"“”„]", bare):
        return False
    return any(sign.isalpha() for sign in bare) or bool(_PHONE.match(label))


def ends_sentence(line: str) -> bool:
    """Whether a line ends as sentences do, and not as "Anna B." or "John Smith Jr." does."""
    return bool(_ENDS.search(line)) and not _SHORTENED.search(line)


def _words(bare: str) -> list[str]:
    """The words of a label, without signs that stand alone."""
    stripped = (word.strip("([{'’`\"-–&,.@#") or word for word in bare.split())
    return [word for word in stripped if any(sign.isalnum() for sign in word)]


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'").strip(".,'")


def _is_capital(word: str) -> bool:
    """It begins with a capital or a figure, or has a capital within, as "iPhone" has."""
    return word[0].isdigit() or any(sign.isupper() for sign in word)
