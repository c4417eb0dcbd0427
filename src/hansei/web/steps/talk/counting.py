"""What a report counted, in short sentences and figures for a page. No ratio without what it is of."""

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hansei.core.talk import Between, Code, Flag, Report, Side


def percent(share: float) -> str:
    """A share as it is written."""
    return _("%(n)s %%") % {"n": round(share * 100)}


def between(bounds: Between) -> str:
    """Between what bounds a share lies."""
    found = {"low": round(bounds.low * 100), "high": round(bounds.high * 100)}
    return _("between %(low)s and %(high)s of 100") % found


def between_note() -> str:
    """What these bounds mean."""
    return _(
        "“Between” says how sure the program can be: so few sentences leave something to chance, and it takes"
        " some for another kind, as often as it did in talks that it had not learned from."
    )


def facts(report: Report, names: Mapping[str, str] | None = None) -> list[tuple[str, str]]:
    """A few plain counts; a ratio only beside what it is of, and only from twenty units that count.

    `names`: what the speakers are called, where it is not by their names.
    """
    called = names or {name: name for name in report.speakers}
    said: list[tuple[str, str]] = []
    if report.unnamed:
        pieces = ngettext(
            "%(n)s piece, counted with who spoke before (at the beginning: after)",
            "%(n)s pieces, counted with who spoke before (at the beginning: after)",
            report.unnamed,
        )
        said.append((_("Without a speaker in the file"), pieces % {"n": report.unnamed}))
    if report.english:
        said += _ratios(report)
        said.append((_("Questions"), str(report.questions)))
        per = report.shares.reflections_per_question if report.shares else None
        if per is not None:
            said.append((_("Given back, for each question"), number_format(per, 1)))
        said.append((_("Questions right on one another"), str(report.flags[Flag.STACKED])))
        said.append((_("A standard was the reason"), str(report.policies)))
    if report.longest_turn is not None and not report.memory:
        said.append(
            (
                _("Longest turn of the coach"),
                ngettext("%(n)s word", "%(n)s words", report.longest_turn.words)
                % {"n": report.longest_turn.words},
            )
        )
    if report.silence is not None:
        said.append((_("Silence after a question"), _silence(report)))
    if report.first_idea is not None:
        first = _("the coach") if report.first_idea is Side.COACH else _("the leader")
        said.append((_("Who voiced the first idea of what to do"), first))
    if report.english and not report.memory:
        sides = {Side.COACH: _("the coach"), Side.LEADER: _("the leader"), None: _("cannot be told")}
        said.append((_("Who put a finding into words first"), sides[report.gap_named_by]))
    if not report.memory:
        said += [
            (_("Words of %(name)s") % {"name": called[name]}, str(n)) for name, n in report.words.items()
        ]
        time = (
            _("Time of %(name)s, without the last turn, whose end is not in the file")
            if report.ends_open
            else _("Time of %(name)s")
        )
        said += [(time % {"name": called[name]}, _time(n)) for name, n in report.seconds.items()]
    return said


def _ratios(report: Report) -> list[tuple[str, str]]:
    """Shares that are no single family's; nothing under twenty units that count."""
    shares, bounds, counts = report.shares, report.between, report.counts
    if shares is None:
        return []
    asked = report.questions + counts[Code.LEADING_QUESTION]
    informed = counts[Code.INFORM] + counts[Code.ADVISE]
    rows = (
        (_("Asks, receives and partners together"), shares.ask_receive, bounds and bounds.ask_receive),
        (
            _("Open, of %(n)s that have the form of a question") % {"n": asked},
            shares.open,
            bounds and bounds.open,
        ),
        (
            _("Informs with leave, of %(n)s that inform or advise") % {"n": informed},
            shares.permission,
            bounds and bounds.permission,
        ),
    )
    return [
        (name, f"{percent(share)}, {between(one)}" if one else percent(share))
        for name, share, one in rows
        if share is not None
    ]


def _silence(report: Report) -> str:
    """How long it was still, in the middle and at most; under five questions how many there were."""
    silence = report.silence
    assert silence is not None
    if not silence.tells:
        said = ngettext(
            "%(n)s question with a time: too few to say",
            "%(n)s questions with a time: too few to say",
            silence.questions,
        )
        return said % {"n": silence.questions}
    return _("in the middle %(middle)s seconds, at most %(longest)s, after %(n)s questions") % {
        "middle": number_format(silence.middle, 1),
        "longest": number_format(silence.longest, 1),
        "n": silence.questions,
    }


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": rest}
