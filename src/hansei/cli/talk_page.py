"""A talk report as one page that is opened from disk and printed: no server, no script, its styles inside."""

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from hansei.cli.talk_words import (
    between,
    counted_notes,
    facts,
    followed,
    length,
    minute,
    percent,
    ribbon_words,
    say,
)
from hansei.core import library
from hansei.core.pictures.ribbon import Kind, key, ribbon
from hansei.core.talk import Family, Line, Report


def page(report: Report, lang: str = "en") -> str:
    """The whole page, in English or German. Every word of the talk is escaped."""
    css = (files("hansei.web.ground.ui") / "static" / "ui" / "hansei.css").read_text("utf-8")
    body = "\n".join(_body(report, lang))
    return (
        f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{say(lang, 'title')}</title>\n"
        f"<style>{css}</style>\n</head>\n<body>\n"
        '<header class="head"><div class="wrap"><span class="name">Hansei</span></div></header>\n'
        f'<main class="wrap" id="main">\n{body}\n</main>\n</body>\n</html>\n'
    )


def _body(report: Report, lang: str) -> Iterator[str]:
    minutes = "" if report.minutes is None else length(lang, report.minutes) + " "
    lead = f"<p>{minutes}{say(lang, 'lead')}</p>"
    yield _entry(say(lang, "title"), f"<h1>{say(lang, 'heading')}</h1>{lead}", big=True)
    if not report.english:
        said = f"<p>{say(lang, 'not_english')}</p>{_sentences(facts(report, lang))}"
        yield _entry(say(lang, "counted"), said)
        return
    svg = "\n".join(ribbon(report.ribbon, ribbon_words(lang)))
    note = say(lang, "ribbon_note", n=report.ribbon.units)
    yield _entry(
        say(lang, "ribbon"),
        f'<figure class="picture full"><div class="ribbon">\n{svg}\n</div>'
        f'<figcaption class="table-note">{note}</figcaption></figure>',
        flow=False,
    )
    counted = f"<div>{_table(report, lang)}</div>{_sentences(facts(report, lang))}"
    yield _entry(say(lang, "counted"), counted)
    if report.followed:
        note = f'<p class="table-note">{say(lang, "after_note")}</p>'
        yield _entry(say(lang, "followed"), _sentences(followed(report, lang)) + note)
    if report.discoveries:
        found = "".join(
            f'<li><div class="words"><p>{escape(each.text)}</p>'
            f"<footer>{escape(each.speaker)}{minute(lang, each.minute)}</footer></div></li>"
            for each in report.discoveries
        )
        yield _entry(say(lang, "found"), f'<ol class="found-list">{found}</ol>', flow=False)
    for place in report.places:
        lines = "".join(_line(line, report.coach, lang) for line in place.lines)
        name = library.scheme().code(place.code).name.get(lang)
        coded = say(lang, "coded_asked" if place.permitted else "coded", code=name)
        yield _entry(
            say(lang, "place", letter=place.letter) + minute(lang, place.minute),
            f'<dl class="turns">{lines}</dl><p class="question">{escape(place.question.get(lang))}</p>'
            f'<p class="hint">{escape(coded)}</p>',
        )
    limits = f"<p>{say(lang, 'limits')} {escape(library.scheme().draft_note.get(lang))}</p>"
    yield _entry(say(lang, "limits_label"), limits)


def _entry(label: str, body: str, *, big: bool = False, flow: bool = True) -> str:
    tag = "p" if big else "h2"
    classes = "label label-big" if big else "label"
    inner = f'<div class="flow">{body}</div>' if flow else body
    return f'<section class="entry"><{tag} class="{classes}">{escape(label)}</{tag}>{inner}</section>'


def _sentences(said: Iterable[str]) -> str:
    return "".join(f"<p>{escape(one)}</p>" for one in said)


def _table(report: Report, lang: str) -> str:
    left = report.coach_units - report.counted - report.unsure
    caption = say(
        lang,
        "caption",
        counted=report.counted,
        all=report.coach_units,
        neutral=left,
        unsure=report.unsure,
    )
    rows = []
    for family in Family:
        if family is Family.NEUTRAL:
            continue
        word = library.scheme().family(family)
        share = ""
        if report.shares:
            share = f'<td class="n">{percent(lang, report.shares.families[family])}'
            if report.between:
                share += f'<br><small class="second">{between(lang, report.between.families[family])}</small>'
            share += "</td>"
        rows.append(
            f'<tr><td class="key">{key(Kind(family.value))}</td><th scope="row">{word.name.get(lang)}<br>'
            f'<small class="second">{word.note.get(lang)}</small></th>'
            f'<td class="n">{report.families[family]}</td>{share}</tr>'
        )
    head = f'<th scope="col" class="n">{say(lang, "share")}</th>' if report.shares else ""
    return (
        f'<div class="table-frame"><table class="families"><caption>{caption}</caption><thead><tr>'
        f'<th scope="col">{say(lang, "stroke")}</th><th scope="col">{say(lang, "family")}</th>'
        f'<th scope="col" class="n">{say(lang, "units")}</th>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        f'<p class="table-note">{" ".join(counted_notes(report, lang))}</p>'
    )


def _line(line: Line, coach: str, lang: str) -> str:
    who = say(lang, "you") if line.speaker == coach else escape(line.speaker)
    said = " ".join(
        f"<mark>{escape(each.text)}</mark>" if each.marked else escape(each.text) for each in line.said
    )
    before, after = ("… " if line.cut_before else ""), (" …" if line.cut_after else "")
    return f"<div><dt>{who}</dt><dd>{before}{said}{after}</dd></div>"
