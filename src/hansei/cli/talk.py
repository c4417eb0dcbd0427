"""`hansei talk`: the talk report without a server, and how its coder is trained and measured.

Nothing here opens a database or writes a log; what was said stands only in what is printed.
"""

import io
import json
import os
import sys
import tempfile
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hansei.cli.start import Stop
from hansei.core import talk as core
from hansei.core.talk.machines import is_json

app = typer.Typer(help="The talk report, without a server.", no_args_is_help=True, rich_markup_mode=None)


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"
    PDF = "pdf"


class Language(StrEnum):
    """What a report is written in. The talk itself is in its own language."""

    EN = "en"
    DE = "de"


class Figures(StrEnum):
    """How figures are written."""

    TEXT = "text"
    JSON = "json"


class Codes(StrEnum):
    """Whose codes coded dialogues hold."""

    HANSEI = "hansei"
    ANNOMI = "annomi"


class Spoilt(StrEnum):
    """How talks are spoilt before a coder is measured."""

    CAPITALS = "in_capitals"
    SIGNS = "without_signs"
    MISHEARD = "misheard"
    SWAPPED = "swapped_halfway"


#: How large a file of coded dialogues may be.
_MOST_CODED = 16 * core.MOST_BYTES

SENTENCES = {
    core.Reason.EMPTY: "The file is empty.",
    core.Reason.NOT_TEXT: "The file is not text.",
    core.Reason.UNKNOWN_FORMAT: "This form of file is not read. Take .vtt, .srt, .txt, .docx or .json.",
    core.Reason.BROKEN: "The file is damaged, or holds what no transcript holds. Save it anew.",
    core.Reason.NO_SPEAKERS: (
        "No speakers were found. Take a file that names them, or write each name before a colon: Anna: text"
    ),
    core.Reason.ONE_SPEAKER: (
        "Only one speaker was found. If more people speak in it, write each name before a colon: Anna: text."
        " Your own lines alone go with --memory."
    ),
    core.Reason.TOO_LONG: "The talk is too long: some five hours are read at most.",
    core.Reason.TOO_MANY_SPEAKERS: "More people speak in it than in a conversation.",
    core.Reason.TOO_FEW_LINES: f"Write at least {core.LEAST_LINES} lines, one thing that you said on each.",
    core.Reason.TOO_MANY_LINES: f"Write at most {core.MOST_LINES} lines, one thing that you said on each.",
}


@app.command()
def report(
    file: Annotated[
        Path, typer.Argument(help="A .vtt, .srt, .txt, .docx or .json file; - reads what is piped in.")
    ],
    coach: Annotated[str, typer.Option(help="Who coached, as the file names them. Else it is guessed.")] = "",
    leader: Annotated[
        str, typer.Option(help="Who was coached, where more than two speak. Else it is guessed.")
    ] = "",
    form: Annotated[Format, typer.Option("--format", help="How the report is written.")] = Format.TEXT,
    language: Annotated[Language, typer.Option(help="What the report is written in.")] = Language.EN,
    memory: Annotated[
        bool, typer.Option("--memory", help="The file holds your own lines, one a line.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The file that the report is written into; else it is printed."),
    ] = None,
) -> None:
    """Print the talk report of a file, or write it where --out says. Nothing else is kept."""
    if form is Format.PDF and out is None and sys.stdout.isatty():
        raise Stop("A PDF is nothing for a terminal. Name a file for it: --out report.pdf")
    found = _read(file, memory=memory)
    who = coach or core.guess_coach(found)
    if who not in found.speakers:
        raise Stop(f"Nobody of that name speaks. In the file are: {', '.join(found.speakers)}.")
    if not coach and not found.coach and not found.memory:
        typer.echo(f"Taken for the coach: {who}. If that is wrong: --coach NAME", err=True)
    coached = leader or core.guess_leader(found, who)
    if leader and (leader not in found.speakers or leader == who):
        raise Stop(
            f"The leader is somebody else who speaks in the file. In it are: {', '.join(found.speakers)}."
        )
    if not leader and len(found.speakers) > 2:
        typer.echo(f"Taken for the leader: {coached}. If that is wrong: --leader NAME", err=True)
    made = core.report(core.code(found, who, leader=coached))
    if form is Format.TEXT and out is None:
        from hansei.cli.talk_text import show

        show(made, language.value)
        return
    written = _written(made, form, language.value)
    if out is None:
        typer.echo(written, nl=False)
    else:
        _keep(written, out)


@app.command()
def train(
    data: Annotated[list[Path], typer.Option(help="CSV files of coded dialogues; may be given again.")],
    out: Annotated[Path, typer.Option(help="The folder that the weights are written into.")],
    also: Annotated[
        list[Path] | None, typer.Option(help="Files to learn from that are never left out to measure.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Which dialogues are left out, and where chance begins.")] = 1,
    scheme: Annotated[Codes, typer.Option(help="Whose codes the files hold.")] = Codes.HANSEI,
    epochs: Annotated[int, typer.Option(min=1, help="How often every dialogue is gone through.")] = 9,
    folds: Annotated[
        int, typer.Option(min=1, help="Parts that are left out in turn. 1: learn once, from nine tenths.")
    ] = 1,
    teachers: Annotated[int, typer.Option(min=0, help="Large networks that the small one learns from.")] = 0,
    meetings: Annotated[
        Path | None, typer.Option(help="A CSV file of AMI's meetings, to begin with.")
    ] = None,
    begin_from: Annotated[Path | None, typer.Option(help="A folder of weights to go on from.")] = None,
    above: Annotated[
        bool,
        typer.Option(
            "--above", help="Begin the part that sees units side by side anew, above one that stays as it is."
        ),
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Folds learned at once.")] = 1,
    device: Annotated[str, typer.Option(help="Where torch works: cpu or cuda.")] = "cpu",
) -> None:
    """Learn the coder's weights from coded dialogues, and measure them on dialogues left out.

    Needs torch and MiniLM's weights (see training/README.md). A stopped run goes on where it was.
    """
    from hansei.core.talk.dialogues import BadDialogues
    from hansei.core.talk.packed import BadWeights

    try:
        from hansei.core.talk.training import making, start
    except ImportError:
        raise Stop(
            "Training needs torch and MiniLM's weights: in a clone of Hansei, ./dev setup installs both."
        ) from None
    wanted = making.Making(
        tuple(_whole(path) for path in data),
        out,
        also=tuple(_whole(path) for path in also or ()),
        seed=seed,
        scheme=scheme.value,
        epochs=epochs,
        folds=folds,
        teachers=teachers,
        meetings=meetings.read_bytes() if meetings else b"",
        begin_from=begin_from,
        above=above,
        jobs=jobs,
        device=device,
    )
    try:
        measured = making.train(wanted, lambda line: typer.echo(line, err=True))
    except (
        BadDialogues,
        BadWeights,
        making.TooFew,
        making.OtherMaking,
        making.LearnedBefore,
        making.NothingBelow,
        start.NoMiniLM,
    ) as error:
        raise Stop(str(error)) from None
    typer.echo(json.dumps(measured, indent=1))


@app.command()
def evaluate(
    files: Annotated[list[Path], typer.Argument(help="CSV files of coded dialogues.")],
    weights: Annotated[
        Path | None, typer.Option(help="A folder of weights. Else those that come with Hansei.")
    ] = None,
    scheme: Annotated[
        Codes, typer.Option(help="Whose codes the files hold. A coder of Hansei's is mapped to AnnoMI's.")
    ] = Codes.HANSEI,
    spoilt: Annotated[
        Spoilt | None, typer.Option(help="First spoil the talks as bad microphones and programs do.")
    ] = None,
    form: Annotated[Figures, typer.Option("--format", help="How the figures are written.")] = Figures.TEXT,
) -> None:
    """Measure a coder against coded dialogues. Units without a code give context and are not scored."""
    from hansei.core.talk import measuring, schemes
    from hansei.core.talk.dialogues import BadDialogues, read_together
    from hansei.core.talk.learned import BadWeights, LearnedCoder
    from hansei.core.talk.mapped import AsAnnomi

    data = [_whole(path) for path in files]
    codes = schemes.SCHEMES[scheme.value]
    try:
        coder = LearnedCoder.load(weights)
        dialogues = read_together(data, codes)
    except (BadWeights, BadDialogues) as error:
        raise Stop(str(error)) from None
    if coder.scheme is not codes and coder.scheme is not schemes.HANSEI:
        raise Stop("These weights know other codes than these files.")
    if spoilt:
        dialogues = measuring.spoilt(dialogues, spoilt.value)
    found = measuring.evaluate(dialogues, coder if coder.scheme is codes else AsAnnomi(coder), codes)
    if any(map(coder.was_trained_on, data)):
        typer.echo("These weights were trained on this very file: the figures flatter.", err=True)
    if form is Figures.JSON:
        typer.echo(json.dumps(found, indent=1))
    else:
        typer.echo("\n".join(_figures(found, codes.sides)))


def _written(made: core.Report, form: Format, lang: str) -> bytes:
    """The report as it lies in a file."""
    if form is Format.PDF:
        from hansei.cli.talk_paper import pdf
        from hansei.core import paper

        try:
            return pdf(made, lang)
        except paper.CannotSet:
            raise Stop("Something in it cannot be set in type, a letter that no font here has.") from None
    if form is Format.JSON:
        return f"{json.dumps(core.as_data(made, lang), ensure_ascii=False, indent=1)}\n".encode()
    if form is Format.HTML:
        from hansei.cli.talk_page import page

        return page(made, lang).encode()
    from hansei.cli.talk_text import show

    told = io.StringIO()
    show(made, lang, told)
    return told.getvalue().encode()


def _keep(written: bytes, out: Path) -> None:
    """Written for this user alone, like all that commands write, whoever could read what was there before."""
    if out.exists() and not out.is_file():  # a pipe, or a terminal
        out.write_bytes(written)
        return
    there = out.resolve()
    made, name = tempfile.mkstemp(prefix=".hansei-", dir=there.parent)  # readable for its user alone
    try:
        with open(made, "wb") as file:
            file.write(written)
        os.replace(name, there)
    except BaseException:
        os.unlink(name)
        raise


def _read(file: Path, *, memory: bool) -> core.Transcript:
    # One more than may be read is enough to see that it is too long.
    most = core.MOST_FILE_BYTES + 1
    data = sys.stdin.buffer.read(most) if str(file) == "-" else _bytes(file, most)
    try:
        if not memory:
            return core.read(data, file.name)
        text = core.decoded(data)
        # A report of such lines that was printed as JSON is no list of lines.
        own = core.read(data, file.name) if is_json(text) else None
        return own if own is not None and own.memory else core.from_memory(text)
    except core.Unreadable as error:
        sentence = SENTENCES[error.reason]
    raise Stop(sentence)


def _bytes(path: Path, most: int) -> bytes:
    with path.open("rb") as opened:
        return opened.read(most)


def _whole(path: Path) -> bytes:
    """A file of coded dialogues, all of it: a part would give figures of a part."""
    data = _bytes(path, _MOST_CODED + 1)
    if len(data) > _MOST_CODED:
        raise Stop(f"{path.name}: the file is larger than {_MOST_CODED // 1024 // 1024} MiB.")
    return data


def _figures(found: dict[str, Any], names: tuple[str, str]) -> list[str]:
    sides = [found[name] for name in names]
    counted = ", ".join(f"{side['units']} units of a {name}" for name, side in zip(names, sides, strict=True))
    lines = [f"{found['dialogues']} dialogues, {counted}"]
    for name, side in zip(names, sides, strict=True):
        first = f"{name}: macro-F1 {side['macro_f1']}"
        if "tell_f1" in side:
            first += f", families {side['family_macro_f1']}, tell {side['tell_f1']}"
        right = f"{name}: accuracy {side['accuracy']}, calibration error {side['calibration_error']}"
        unsure = (
            f"{name}: unsure {side['unsure_share']}, accuracy of the others {side['accuracy_where_sure']}"
        )
        lines += [first, right, unsure]
    for name, share in found.get("session", {}).items():
        lines.append(f"{name.replace('_', ' ')}: mean distance {share['mae']}, r {share['r']}")
    lines.append(f"{found['units_per_second']} units a second")
    for side in sides:
        lines += [f"  {code:<24} F1 {one['f1']:.3f}  of {one['n']}" for code, one in side["per_code"].items()]
    return lines
