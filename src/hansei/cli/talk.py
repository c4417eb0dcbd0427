"""`hansei talk`: the talk report without a server, and how its coder is trained and measured.

Nothing here opens a database or writes a log; what was said stands only in what is printed.
"""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hansei.cli.start import Stop
from hansei.core import talk as core

app = typer.Typer(help="The talk report, without a server.", no_args_is_help=True, rich_markup_mode=None)


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


class Language(StrEnum):
    """What a report is written in. The talk itself is in its own language."""

    EN = "en"
    DE = "de"


class Figures(StrEnum):
    """How figures are written."""

    TEXT = "text"
    JSON = "json"


SENTENCES = {
    core.Reason.EMPTY: "The file is empty.",
    core.Reason.NOT_TEXT: "The file is not text.",
    core.Reason.UNKNOWN_FORMAT: "This form of file is not read. Take .vtt, .srt, .txt, .docx or .json.",
    core.Reason.BROKEN: "The file is damaged, or holds what no transcript holds. Save it anew.",
    core.Reason.NO_SPEAKERS: (
        "No speakers were found. Take a file that names them, or write each name before a colon: Anna: text"
    ),
    core.Reason.ONE_SPEAKER: "Only one speaker was found. Your own lines alone go with --memory.",
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
    form: Annotated[Format, typer.Option("--format", help="How the report is written.")] = Format.TEXT,
    language: Annotated[Language, typer.Option(help="What the report is written in.")] = Language.EN,
    memory: Annotated[
        bool, typer.Option("--memory", help="The file holds your own lines, one a line.")
    ] = False,
) -> None:
    """Print the talk report of a file. Nothing is kept."""
    found = _read(file, memory=memory)
    who = coach or core.guess_coach(found)
    if who not in found.speakers:
        raise Stop(f"Nobody of that name speaks. In the file are: {', '.join(found.speakers)}.")
    if not coach and not memory:
        typer.echo(f"Taken for the coach: {who}. If that is wrong: --coach NAME", err=True)
    made = core.report(core.code(found, who))
    if form is Format.JSON:
        typer.echo(json.dumps(core.as_data(made, language.value), ensure_ascii=False, indent=1))
    elif form is Format.HTML:
        from hansei.cli.talk_page import page

        typer.echo(page(made, language.value), nl=False)
    else:
        from hansei.cli.talk_text import show

        show(made, language.value)


@app.command()
def train(
    data: Annotated[list[Path], typer.Option(help="CSV files of coded dialogues; may be given again.")],
    out: Annotated[Path, typer.Option(help="The folder that the weights are written into.")],
    seed: Annotated[int, typer.Option(help="Which dialogues fall into which fold.")] = 1,
) -> None:
    """Learn the coder's weights from coded dialogues, and measure them on dialogues left out.

    Needs scikit-learn: pip install hansei[train]
    """
    from hansei.core.talk.dialogues import BadDialogues

    try:
        from hansei.core.talk import training
    except ImportError:
        raise Stop("Training needs scikit-learn. Install it with: pip install 'hansei[train]'") from None
    try:
        measured = training.train([_bytes(path) for path in data], out, seed)
    except (BadDialogues, training.TooFew) as error:
        raise Stop(str(error)) from None
    typer.echo(json.dumps(measured, indent=1))


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="A CSV file of coded dialogues.")],
    weights: Annotated[
        Path | None, typer.Option(help="A folder of weights. Else those that come with Hansei.")
    ] = None,
    form: Annotated[Figures, typer.Option("--format", help="How the figures are written.")] = Figures.TEXT,
) -> None:
    """Measure a coder against coded dialogues. Units without a code give context and are not scored."""
    from hansei.core.talk.dialogues import BadDialogues, read_dialogues
    from hansei.core.talk.learned import BadWeights, LearnedCoder
    from hansei.core.talk.measuring import evaluate as measure

    data = _bytes(file)
    try:
        coder = LearnedCoder.load(weights)
        found = measure(read_dialogues(data), coder)
    except (BadWeights, BadDialogues) as error:
        raise Stop(str(error)) from None
    if coder.was_trained_on(data):
        typer.echo("These weights were trained on this very file: the figures flatter.", err=True)
    if form is Figures.JSON:
        typer.echo(json.dumps(found, indent=1))
    else:
        typer.echo("\n".join(_figures(found)))


def _read(file: Path, *, memory: bool) -> core.Transcript:
    # One more than may be read is enough to see that it is too long.
    most = core.MOST_FILE_BYTES + 1
    data = sys.stdin.buffer.read(most) if str(file) == "-" else _bytes(file, most)
    try:
        return core.from_memory(core.decoded(data)) if memory else core.read(data, file.name)
    except core.Unreadable as error:
        sentence = SENTENCES[error.reason]
    raise Stop(sentence)


def _bytes(path: Path, most: int = 16 * core.MOST_BYTES) -> bytes:
    with path.open("rb") as opened:
        return opened.read(most)


def _figures(found: dict[str, Any]) -> list[str]:
    coach, leader = found["coach"], found["leader"]
    lines = [
        f"{found['dialogues']} dialogues, {coach['units']} units of coaches, {leader['units']} of leaders",
        f"coach: macro-F1 {coach['macro_f1']}, families {coach['family_macro_f1']}, tell {coach['tell_f1']}",
        f"coach: accuracy {coach['accuracy']}, calibration error {coach['calibration_error']}",
        f"leader: macro-F1 {leader['macro_f1']}, accuracy {leader['accuracy']}",
    ]
    for name, one in found["session"].items():
        lines.append(f"{name.replace('_', ' ')}: mean distance {one['mae']}, r {one['r']}")
    lines.append(f"{found['units_per_second']} units a second")
    for side in (coach, leader):
        lines += [f"  {code:<24} F1 {one['f1']:.3f}  of {one['n']}" for code, one in side["per_code"].items()]
    return lines
