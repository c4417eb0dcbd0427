"""A talk report as a tagged PDF, of what the page from disk shows."""

from collections.abc import Iterator
from typing import Any

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
from hansei.core import library, paper
from hansei.core.pictures.ribbon import Kind
from hansei.core.talk import Family, Report, on_paper


def pdf(report: Report, lang: str = "en") -> bytes:
    """The whole document, in English or German, with a mark for what no font here has. Raises CannotSet."""
    lead = [say(lang, "lead")]
    if report.minutes is not None:
        lead.insert(0, length(lang, report.minutes))
    data = {
        "title": say(lang, "title"),
        "lead": lead,
        "foot": say(lang, "title"),
        "sections": list(_sections(report, lang)),
    }
    return paper.document(on_paper.TEMPLATE, data, lang, marks=say(lang, "marked", mark=paper.MARK))


def _sections(report: Report, lang: str) -> Iterator[dict[str, Any]]:
    said = [on_paper.text(one) for one in facts(report, lang)]
    if not report.english:
        yield on_paper.section(say(lang, "counted"), on_paper.text(say(lang, "not_english")), *said)
        return
    if report.ribbon.parts:
        note = on_paper.note(say(lang, "ribbon_note", n=report.ribbon.units))
        yield on_paper.section(say(lang, "ribbon"), on_paper.picture(report.ribbon, ribbon_words(lang)), note)
    yield on_paper.section(say(lang, "counted"), _table(report, lang), _note(report, lang), *said)
    if report.followed:
        after = [on_paper.text(one) for one in followed(report, lang)]
        yield on_paper.section(say(lang, "followed"), *after, on_paper.note(say(lang, "after_note")))
    if report.discoveries:
        found = [
            on_paper.words(one.text, f"{one.number} · {one.speaker}{minute(lang, one.minute)}")
            for one in report.discoveries
        ]
        yield on_paper.section(say(lang, "found"), *found)
    for place in report.places:
        name = library.scheme().code(place.code).name.get(lang)
        turns = [
            on_paper.turn(
                say(lang, "you") if line.coach else line.speaker,
                [(one.text, one.marked) for one in line.said],
            )
            for line in place.lines
        ]
        yield on_paper.section(
            say(lang, "place", letter=place.letter) + minute(lang, place.minute),
            *turns,
            on_paper.note(say(lang, "coded_asked" if place.permitted else "coded", code=name)),
            on_paper.question(place.question.get(lang)),
        )
    limits = f"{say(lang, 'limits')} {library.scheme().draft_note.get(lang)}"
    yield on_paper.section(say(lang, "limits_label"), on_paper.text(limits))


def _note(report: Report, lang: str) -> on_paper.Block:
    return on_paper.note(" ".join(counted_notes(report, lang)))


def _table(report: Report, lang: str) -> on_paper.Block:
    families = [family for family in Family if family is not Family.NEUTRAL]
    words = [library.scheme().family(family) for family in families]
    shares, bounds = report.shares, report.between
    rows = [
        [
            f"{word.name.get(lang)} ({word.note.get(lang)})",
            str(report.families[family]),
            *([percent(lang, shares.families[family])] if shares else []),
            *([between(lang, bounds.families[family])] if bounds else []),
        ]
        for family, word in zip(families, words, strict=True)
    ]
    more = [*(["share"] if shares else []), *(["lies"] if bounds else [])]
    head = [say(lang, name) for name in ("stroke", "family", "units", *more)]
    return on_paper.table(
        head,
        rows,
        figures=[False, False, True, True, True][: len(head)],
        caption=say(
            lang,
            "caption",
            counted=report.counted,
            all=report.coach_units,
            neutral=report.coach_units - report.counted - report.unsure,
            unsure=report.unsure,
        ),
        strokes=[Kind(family.value) for family in families],
    )
