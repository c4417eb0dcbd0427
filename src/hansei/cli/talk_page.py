"""A talk report as one page that is opened from disk and printed: no server, no script, its styles inside."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from hansei.core import library
from hansei.core.pictures.ribbon import Kind, Words, key, ribbon
from hansei.core.talk import Family, Line, Report

WORDS = Words(
    timed="Talk ribbon, part {part} of {parts}: minute {first} to {last}",
    untimed="Talk ribbon, part {part} of {parts}",
    minute="minute {minute}",
    kinds={
        Kind.ASK: "{n} asking",
        Kind.RECEIVE: "{n} receiving",
        Kind.PARTNER: "{n} partnering",
        Kind.INFORM: "{n} informing",
        Kind.TELL: "{n} telling",
        Kind.NEUTRAL: "{n} neutral",
        Kind.UNSURE: "{n} not to be coded",
    },
    found="Found out: {numbers}.",
    places="Places told in full: {letters}.",
    nothing="The coach says nothing in it.",
)

NO_NORM = "No share is right or wrong in itself, and there is no norm."
NOT_ENGLISH = "This talk is not in English. Its turns and words are counted; nothing in it is coded."
LIMITS = (
    "A machine coded this, and it is wrong in many places. Overrule it in your mind, or in Hansei on a page."
)


def page(report: Report) -> str:
    """The whole page. Every word of the talk is escaped."""
    css = (files("hansei.web.ground.ui") / "static" / "ui" / "hansei.css").read_text("utf-8")
    body = "\n".join(_body(report))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<title>Talk report</title>\n'
        f"<style>{css}</style>\n</head>\n<body>\n"
        '<header class="head"><div class="wrap"><span class="name">Hansei</span></div></header>\n'
        f'<main class="wrap" id="main">\n{body}\n</main>\n</body>\n</html>\n'
    )


def facts(report: Report) -> list[str]:
    """What the report says in sentences beside its tables."""
    said = []
    if report.coach_word_share is not None:
        words = report.words.get(report.coach, 0)
        said.append(f"Your words: {words} of {sum(report.words.values())}.")
    if report.longest_turn is not None and not report.memory:
        minute = report.longest_turn.minute
        when = "" if minute is None else f", minute {minute}"
        said.append(f"Your longest turn: {report.longest_turn.words} words{when}.")
    if report.first_idea is not None:
        said.append(f"The first idea of what to do came from the {report.first_idea.value}.")
    if report.flags and (stacked := sum(n for flag, n in report.flags.items() if flag.value == "stacked")):
        said.append(f"Questions right on one another: {stacked}.")
    return said


def _body(report: Report) -> Iterator[str]:
    minutes = "" if report.minutes is None else f"{report.minutes} minutes. "
    lead = f"<p>{minutes}It counts what you said; it does not say whether it was good.</p>"
    yield _entry("Talk report", f"<h1>Your talk</h1>{lead}", big=True)
    if not report.english:
        yield _entry("Counted", f"<p>{NOT_ENGLISH}</p>" + _sentences(facts(report)))
        return
    svg = "\n".join(ribbon(report.ribbon, WORDS))
    note = f"Each stroke is one thing you said, {report.ribbon.units} in all. A gap is somebody else's turn."
    yield _entry(
        "From beginning to end",
        f'<figure class="picture full"><div class="ribbon">\n{svg}\n</div>'
        f'<figcaption class="table-note">{note}</figcaption></figure>',
        flow=False,
    )
    yield _entry("Counted", f"<div>{_table(report)}</div>{_sentences(facts(report))}")
    if report.discoveries:
        found = "".join(
            f'<li><div class="words"><p>{escape(each.text)}</p>'
            f"<footer>{escape(each.speaker)}{_minute(each.minute)}</footer></div></li>"
            for each in report.discoveries
        )
        yield _entry("What was found out", f'<ol class="found-list">{found}</ol>', flow=False)
    for place in report.places:
        lines = "".join(_line(line, report.coach) for line in place.lines)
        name = library.scheme().code(place.code).name.get("en")
        yield _entry(
            f"Place {place.letter}{_minute(place.minute)}",
            f'<dl class="turns">{lines}</dl><p class="question">{escape(place.question.get("en"))}</p>'
            f'<p class="hint">Coded: {escape(name)}{", asked for" if place.permitted else ""}.</p>',
        )
    yield _entry("What to make of it", f"<p>{LIMITS} {escape(library.scheme().draft_note.get('en'))}</p>")


def _entry(label: str, body: str, *, big: bool = False, flow: bool = True) -> str:
    tag = "p" if big else "h2"
    classes = "label label-big" if big else "label"
    inner = f'<div class="flow">{body}</div>' if flow else body
    return f'<section class="entry"><{tag} class="{classes}">{escape(label)}</{tag}>{inner}</section>'


def _sentences(said: list[str]) -> str:
    return "".join(f"<p>{escape(one)}</p>" for one in said)


def _table(report: Report) -> str:
    left = report.coach_units - report.counted - report.unsure
    caption = (
        f"{report.counted} of {report.coach_units} units. "
        f"Left out: {left} neutral, {report.unsure} that could not be coded."
    )
    rows = []
    for family in Family:
        if family is Family.NEUTRAL:
            continue
        word = library.scheme().family(family)
        share = "" if report.shares is None else f"{report.shares.families[family]:.0%}"
        rows.append(
            f'<tr><td class="key">{key(Kind(family.value))}</td>'
            f'<th scope="row">{word.name.en}<br><small class="second">{word.note.en}</small></th>'
            f'<td class="n">{report.families[family]}</td><td class="n">{share}</td></tr>'
        )
    few = "" if report.shares else " Under twenty units there are no shares."
    return (
        f'<div class="table-frame"><table class="families"><caption>{caption}</caption><thead><tr>'
        '<th scope="col">Stroke</th><th scope="col">Family</th><th scope="col" class="n">Units</th>'
        f'<th scope="col" class="n">Share</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
        f'<p class="table-note">{NO_NORM}{few}</p>'
    )


def _line(line: Line, coach: str) -> str:
    who = "You" if line.speaker == coach else escape(line.speaker)
    said = " ".join(
        f"<mark>{escape(each.text)}</mark>" if each.marked else escape(each.text) for each in line.said
    )
    before, after = ("… " if line.cut_before else ""), (" …" if line.cut_after else "")
    return f"<div><dt>{who}</dt><dd>{before}{said}{after}</dd></div>"


def _minute(minute: int | None) -> str:
    return "" if minute is None else f", minute {minute}"
