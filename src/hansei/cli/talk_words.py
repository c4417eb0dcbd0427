"""What a talk report on the command line says, in English and in German.

The terminal and the page from disk know no Django, so their words stand here and not in a catalogue.
"""

from collections.abc import Iterator, Mapping

from hansei.core import library
from hansei.core.pictures.ribbon import Kind, Words
from hansei.core.talk import After, Between, Code, LeaderCode, Report, Side

LANGUAGES = ("en", "de")

_SAID: Mapping[str, tuple[str, str]] = {
    "title": ("Talk report", "Gesprächsbericht"),
    "heading": ("Your talk", "Ihr Gespräch"),
    "lead": (
        "It counts what you said; it does not say whether it was good.",
        "Er zählt, was Sie gesagt haben; ob es gut war, sagt er nicht.",
    ),
    "marked": (
        "Letters that cannot be set here stand as {mark}.",
        "Zeichen, die hier nicht gesetzt werden können, stehen als {mark}.",
    ),
    "minutes": ("{n} minutes.", "{n} Minuten."),
    "one_minute": ("{n} minute.", "{n} Minute."),
    "unnamed": (
        ("Pieces for which the file names no speaker: {n}. Each is counted with who spoke before it; at the"
        " beginning, after it."),
        ("Stücke, zu denen die Datei keinen Namen nennt: {n}. Jedes ist zum Beitrag davor gezählt; am Anfang"
        " zu dem danach."),
    ),
    "ribbon": ("From beginning to end", "Von Anfang bis Ende"),
    "ribbon_note": (
        "Each stroke is one thing you said, {n} in all. A gap is somebody else’s turn.",
        "Jeder Strich ist eine Sache, die Sie sagten, {n} im Ganzen. Eine Lücke ist ein Beitrag von anderen.",
    ),
    "counted": ("Counted", "Gezählt"),
    "found": ("What was found out", "Was herausgefunden wurde"),
    "found_one": ("Found out {n}", "Herausgefunden {n}"),
    "followed": ("What followed", "Was folgte"),
    "place": ("Place {letter}", "Stelle {letter}"),
    "minute": (", minute {n}", ", Minute {n}"),
    "at_minute": ("minute {n}", "Minute {n}"),
    "coded": ("Coded: {code}.", "Zugeordnet: {code}."),
    "coded_asked": ("Coded: {code}, asked for.", "Zugeordnet: {code}, erbeten."),
    "limits_label": ("What to make of it", "Was davon zu halten ist"),
    "limits": (
        "A machine coded this, and is wrong in places. Overrule it in your mind, or in Hansei on a page.",
        ("Das hat eine Maschine zugeordnet, stellenweise falsch. Überstimmen Sie es im Kopf, oder"
        " in Hansei auf einer Seite."),
    ),
    "no_norm": (
        "No share is right or wrong in itself, and there is no norm.",
        "Kein Anteil ist für sich richtig oder falsch, und es gibt keine Norm.",
    ),
    "few_units": (
        "Under twenty units that count there are no shares.",
        "Unter zwanzig Einheiten, die zählen, gibt es keine Anteile.",
    ),
    "between": ("between {low} and {high} of 100", "zwischen {low} und {high} von 100"),
    "between_note": (
        ("“Between” says how sure the program can be: so few sentences leave something to chance, and it"
        " takes some for another kind, as often as it did in talks that it had not learned from."),
        ("„Zwischen“ sagt, wie sicher das Programm sein kann: So wenige Sätze lassen dem Zufall Raum, und"
        " manche hält es für eine andere Art, so oft wie in Gesprächen, aus denen es nicht gelernt hatte."),
    ),
    "lies": ("It lies", "Er liegt"),
    "together": (
        "Asks, receives and partners together: {share}.",
        "Fragt, nimmt auf und lässt die Wahl zusammen: {share}.",
    ),
    "open": (
        "Open, of {n} that have the form of a question: {share}.",
        "Offen, von {n} in der Form einer Frage: {share}.",
    ),
    "permission": (
        "Informs with leave, of {n} that inform or advise: {share}.",
        "Informiert mit Erlaubnis, von {n}, die informieren oder raten: {share}.",
    ),
    "questions": ("Questions: {n}.", "Fragen: {n}."),
    "per_question": ("Given back, for each question: {n}.", "Wiedergegeben, je Frage: {n}."),
    "policies": ("A standard was the reason: {n}.", "Eine Vorgabe war der Grund: {n}."),
    "asked_for": (", asked for", ", erbeten"),
    "not_english": (
        "This talk is not in English. Its turns and words are counted; nothing in it is coded.",
        "Dieses Gespräch ist nicht auf Englisch. Beiträge und Worte sind gezählt, zugeordnet ist nichts.",
    ),
    "caption": (
        "{counted} of {all} units. Left out: {neutral} neutral, {unsure} that could not be coded.",
        "{counted} von {all} Einheiten. Ausgelassen: {neutral} neutral, {unsure} nicht zuzuordnen.",
    ),
    "stroke": ("Stroke", "Strich"),
    "family": ("Family", "Familie"),
    "units": ("Units", "Einheiten"),
    "share": ("Share", "Anteil"),
    "you": ("You", "Sie"),
    "your_words": ("Your words: {n} of {all}.", "Ihre Worte: {n} von {all}."),
    "ends_open": (
        "The last turn is not in these times: the file does not say when it ends.",
        "Der letzte Beitrag ist in diesen Zeiten nicht enthalten: Die Datei sagt nicht, wann er endet.",
    ),
    "time": ("Time of {name}: {minutes} min {seconds} s.", "Zeit von {name}: {minutes} min {seconds} s."),
    "longest": ("Your longest turn: {n} words{minute}.", "Ihr längster Beitrag: {n} Worte{minute}."),
    "first_coach": (
        "The first idea of what to do came from the coach.",
        "Die erste Idee, was zu tun ist, kam vom Coach.",
    ),
    "first_leader": (
        "The first idea of what to do came from the leader.",
        "Die erste Idee, was zu tun ist, kam von der Führungskraft.",
    ),
    "gap_coach": (
        "A finding was put into words first by the coach.",
        "Eine Erkenntnis sprach zuerst der Coach aus.",
    ),
    "gap_leader": (
        "A finding was put into words first by the leader.",
        "Eine Erkenntnis sprach zuerst die Führungskraft aus.",
    ),
    "gap_nobody": (
        "Who put a finding into words first cannot be told.",
        "Wer eine Erkenntnis zuerst aussprach, lässt sich nicht sagen.",
    ),
    "stacked": ("Questions right on one another: {n}.", "Fragen unmittelbar aufeinander: {n}."),
    "silence": (
        "Silence after a question: in the middle {middle} seconds, at most {longest}, after {n} questions.",
        "Stille nach einer Frage: in der Mitte {middle} Sekunden, höchstens {longest}, nach {n} Fragen.",
    ),
    "silence_few": (
        "Silence after a question: {n} with a time, too few to say.",
        "Stille nach einer Frage: {n} mit einer Zeit, zu wenig, um etwas zu sagen.",
    ),
    "advice": ("advice, or a standard", "Rat oder eine Vorgabe"),
    "after": (
        ("After {code} ({n}): found out something {discovery}, a next step of their own {commitment},"
        " a doubt {concern}, none of these {none}."),
        ("Nach: {code} ({n}): etwas herausgefunden {discovery}, ein eigener nächster Schritt {commitment},"
        " ein Bedenken {concern}, nichts davon {none}."),
    ),
    "after_few": ("{said} Too few to say.", "{said} Zu wenig, um etwas zu sagen."),
    "after_note": (
        "Turns of the leader that came next. That one came after the other does not say that it came of it.",
        ("Die jeweils nächsten Beiträge der Führungskraft. Dass eines auf das andere folgte, sagt nicht,"
        " dass es daraus folgte."),
    ),
}  # fmt: skip

_RIBBON = {
    "en": Words(
        timed="Talk ribbon, part {part} of {parts}: minute {first} to {last}",
        untimed="Talk ribbon, part {part} of {parts}",
        minute="minute {minute}",
        kinds={
            Kind.ASK: "{n} asking", Kind.RECEIVE: "{n} receiving", Kind.PARTNER: "{n} partnering",
            Kind.INFORM: "{n} informing", Kind.TELL: "{n} telling", Kind.NEUTRAL: "{n} neutral",
            Kind.UNSURE: "{n} not to be coded",
        },
        found="Found out: {numbers}.",
        places="Places told in full: {letters}.",
        nothing="The coach says nothing in it.",
    ),
    "de": Words(
        timed="Gesprächsband, Teil {part} von {parts}: Minute {first} bis {last}",
        untimed="Gesprächsband, Teil {part} von {parts}",
        minute="Minute {minute}",
        kinds={
            Kind.ASK: "{n} fragend", Kind.RECEIVE: "{n} aufnehmend", Kind.PARTNER: "{n} mit freier Wahl",
            Kind.INFORM: "{n} informierend", Kind.TELL: "{n} vorsagend", Kind.NEUTRAL: "{n} neutral",
            Kind.UNSURE: "{n} nicht zuzuordnen",
        },
        found="Herausgefunden: {numbers}.",
        places="Ganz wiedergegebene Stellen: {letters}.",
        nothing="Der Coach sagt darin nichts.",
    ),
}  # fmt: skip


def say(lang: str, what: str, **values: object) -> str:
    """One sentence in English or German, with its values."""
    return _SAID[what][LANGUAGES.index(lang)].format(**values)


def ribbon_words(lang: str) -> Words:
    """The words of the picture."""
    return _RIBBON[lang]


def length(lang: str, minutes: int) -> str:
    """How long a talk was."""
    return say(lang, "one_minute" if minutes == 1 else "minutes", n=minutes)


def minute(lang: str, at: int | None) -> str:
    """ ", minute 9", or nothing where it is not known."""
    return "" if at is None else say(lang, "minute", n=at)


def percent(lang: str, share: float) -> str:
    """A share as it is written in the language."""
    return f"{share:.0%}" if lang == "en" else f"{share * 100:.0f} %"


def decimal(lang: str, value: float) -> str:
    """A figure with one place as it is written in the language."""
    return f"{value:.1f}" if lang == "en" else f"{value:.1f}".replace(".", ",")


def facts(report: Report, lang: str) -> Iterator[str]:
    """What the report says in sentences beside its tables."""
    if report.unnamed:
        yield say(lang, "unnamed", n=report.unnamed)
    if report.english:
        yield from _counts(report, lang)
    if report.coach_word_share is not None:
        words = report.words.get(report.coach, 0)
        yield say(lang, "your_words", n=words, all=sum(report.words.values()))
    for name, seconds in report.seconds.items() if not report.memory else ():
        minutes, rest = divmod(round(seconds), 60)
        yield say(lang, "time", name=name, minutes=minutes, seconds=rest)
    if report.seconds and report.ends_open and not report.memory:
        yield say(lang, "ends_open")
    if report.longest_turn is not None and not report.memory:
        at = minute(lang, report.longest_turn.minute)
        yield say(lang, "longest", n=report.longest_turn.words, minute=at)
    if report.silence is not None:
        yield _silence(report, lang)
    if report.first_idea is not None:
        yield say(lang, "first_coach" if report.first_idea is Side.COACH else "first_leader")
    if report.english and not report.memory:
        sides = {Side.COACH: "gap_coach", Side.LEADER: "gap_leader", None: "gap_nobody"}
        yield say(lang, sides[report.gap_named_by])
    if stacked := sum(n for flag, n in report.flags.items() if flag.value == "stacked"):
        yield say(lang, "stacked", n=stacked)


def between(lang: str, bounds: Between) -> str:
    """Between what bounds a share lies."""
    return say(lang, "between", low=round(bounds.low * 100), high=round(bounds.high * 100))


def counted_notes(report: Report, lang: str) -> Iterator[str]:
    """What stands under the table of shares, or says why there are none."""
    yield say(lang, "no_norm")
    if not report.shares:
        yield say(lang, "few_units")
    if report.between:
        yield say(lang, "between_note")


def _counts(report: Report, lang: str) -> Iterator[str]:
    """A ratio only beside what it is of, and only from twenty units that count."""
    shares, bounds, counts = report.shares, report.between, report.counts
    if shares is not None:
        asked = report.questions + counts[Code.LEADING_QUESTION]
        informed = counts[Code.INFORM] + counts[Code.ADVISE]
        for what, n, share, one in (
            ("together", report.counted, shares.ask_receive, bounds and bounds.ask_receive),
            ("open", asked, shares.open, bounds and bounds.open),
            ("permission", informed, shares.permission, bounds and bounds.permission),
        ):
            if share is not None:
                lies = f", {between(lang, one)}" if one else ""
                yield say(lang, what, n=n, share=percent(lang, share) + lies)
    yield say(lang, "questions", n=report.questions)
    if shares is not None and shares.reflections_per_question is not None:
        yield say(lang, "per_question", n=decimal(lang, shares.reflections_per_question))
    yield say(lang, "policies", n=report.policies)


def _silence(report: Report, lang: str) -> str:
    silence = report.silence
    assert silence is not None
    if not silence.tells:
        return say(lang, "silence_few", n=silence.questions)
    middle, longest = decimal(lang, silence.middle), decimal(lang, silence.longest)
    return say(lang, "silence", middle=middle, longest=longest, n=silence.questions)


def followed(report: Report, lang: str) -> Iterator[str]:
    """What the leader's next turns held, a sentence for each thing that they came after."""
    scheme = library.scheme()
    names = {
        After.OPEN_QUESTION: scheme.code(Code.OPEN_QUESTION.value).name.get(lang),
        After.REFLECTION: scheme.code(Code.REFLECTION.value).name.get(lang),
        After.ADVICE: say(lang, "advice"),
    }
    for after, one in report.followed.items():
        said = say(
            lang,
            "after",
            code=names[after],
            n=one.turns,
            discovery=one.did[LeaderCode.DISCOVERY],
            commitment=one.did[LeaderCode.COMMITMENT],
            concern=one.did[LeaderCode.CONCERN],
            none=one.none,
        )
        yield said if one.tells else say(lang, "after_few", said=said)
