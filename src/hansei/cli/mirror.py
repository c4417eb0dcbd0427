"""`hansei mirror`: the statistics of a mirror, on a researcher's own file.

Nothing here opens a database or writes a log.
"""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from hansei.cli.start import Stop

app = typer.Typer(
    help="Statistics of ratings, without a server.", no_args_is_help=True, rich_markup_mode=None
)

_MOST_BYTES = 50_000_000


class Format(StrEnum):
    """How a report is written."""

    TEXT = "text"
    JSON = "json"


SAYS = {
    "more_often": "more often than before",
    "less_often": "less often than before",
    "about_as_before": "about as before",
}


@app.callback()
def _mirror() -> None:
    """A group, so that `report` stays a word of its own."""


@app.command()
def report(
    file: Annotated[
        Path, typer.Argument(help="A CSV file: leader, behaviour, source, observer, wave, score.")
    ],
    form: Annotated[Format, typer.Option("--format", help="How the report is written.")] = Format.TEXT,
) -> None:
    """Print the statistics of your own ratings. No gate is applied, and nothing is kept."""
    from hansei.core.statistics.ratings import BadFile, read_ratings
    from hansei.core.statistics.report import report as reported

    with file.open("rb") as opened:
        data = opened.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise Stop(f"{file.name}: the file is larger than {_MOST_BYTES // 1_000_000} MB.")
    try:
        ratings, problems = read_ratings(data)
    except BadFile as error:
        raise Stop(f"{file.name}: {error}") from None
    for one in problems:
        typer.echo(f"{file.name}, row {one.row}, {one.field}: {one.sentence}. Left out.", err=True)
    if not ratings:
        raise Stop(f"{file.name}: no row can be used.")
    found = reported(ratings, problems)
    if form is Format.JSON:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_lines(found)))


def _lines(found: dict[str, Any]) -> Iterator[str]:
    left_out = len(found["rows"]["left_out"])
    yield found["note"]
    yield ""
    yield f"{found['rows']['used']} rows read, {left_out} left out."
    yield f"Spread within a group, pooled: {_figure(found['pooled_sd'])} ({found['pooled_sd_from']})"
    for one in found["groups"]:
        yield ""
        yield f"{one['leader']} | {one['behaviour']} | {one['source']} | wave {one['wave']}"
        yield f"  {one['people']} people, {one['no_chance_to_see']} without a chance to see"
        yield f"  mean {_figure(one['mean'])}, sd {_figure(one['sd'])}, se {_figure(one['standard_error'])}"
        yield f"  own rating {_figure(one['own'])}, expected {_figure(one['expected'])}"
        if one["people"]:
            yield (
                f"  own - expected {_figure(one['known_before'])}, "
                f"expected - mean {_figure(one['surprise'])}, own - mean {_figure(one['item_gap'])}; "
                f"noise up to {_figure(one['noise_bound'])}"
            )
        yield f"  r_wg {_agreed(one['r_wg'])}"
        yield f"  AD_M {_agreed(one['ad_m'])}"
    yield from _section("Change from wave to wave", found["changes"], _change)
    yield from _section("Agreement over behaviours", found["over_behaviours"], _over)
    yield from _section("Between leaders", found["between_leaders"], _between)
    yield from _section("Alpha over behaviours", found["alpha"], _alpha)


def _section(title: str, rows: list[dict[str, Any]], said: Any) -> Iterator[str]:
    if rows:
        yield ""
        yield title
        for row in rows:
            yield f"  {said(row)}"


def _change(row: dict[str, Any]) -> str:
    found = row["change"]
    at = f"{row['leader']} | {row['behaviour']} | {row['source']} | {row['from']} to {row['to']}"
    if "no_answer" in found:
        return f"{at}: {found['no_answer']}"
    return (
        f"{at}: {found['value']:+.2f}, 90 % interval {found['low']:+.2f} to {found['high']:+.2f}: "
        f"{SAYS[found['says']]}"
    )


def _over(row: dict[str, Any]) -> str:
    at = f"{row['leader']} | {row['source']} | wave {row['wave']} | {row['behaviours']} behaviours"
    return (
        f"{at}: r*_wg {_agreed(row['r_star_wg_j'])}; r_wg(J) {_agreed(row['r_wg_j'])}; "
        f"AD_M {_agreed(row['ad_m'])}"
    )


def _between(row: dict[str, Any]) -> str:
    at = f"{row['behaviour']} | {row['source']} | wave {row['wave']} | {row['leaders']} leaders"
    return f"{at}: ICC(1) {_figure(row['icc1'])}, ICC(2) {_figure(row['icc2'])}"


def _alpha(row: dict[str, Any]) -> str:
    at = f"{row['source']} | wave {row['wave']} | {row['items']} behaviours, {row['people']} people"
    return f"{at}: {_figure(row['alpha'])}"


def _agreed(found: dict[str, Any]) -> str:
    if "no_answer" in found:
        return f"- ({found['no_answer']})"
    word = f", {found['band'].replace('_', ' ')}" if "band" in found else ""
    beyond = "beyond" if found["beyond_chance"] else "within"
    return f"{found['value']:.2f}{word}; {beyond} chance ({found['chance_level']:.2f})"


def _figure(found: Any) -> str:
    if found is None:
        return "-"
    if isinstance(found, dict):
        return f"- ({found['no_answer']})"
    return str(found) if isinstance(found, int) else f"{found:.2f}"
