"""What is written down about who may do what is what the table says."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from hansei.cli import app
from hansei.core.policy import ACTIONS, Relation, table

WRITTEN = (Path(__file__).parents[4] / "docs" / "policy.md").read_text("utf-8")


def test_the_command_prints_the_table_and_nothing_else() -> None:
    done = CliRunner().invoke(app, ["policy"])
    assert (done.exit_code, done.output) == (0, table())


def test_the_documentation_holds_what_the_command_prints() -> None:
    assert WRITTEN[WRITTEN.index("| action") :] == table()


def test_the_documentation_explains_every_word_of_the_table() -> None:
    explained = WRITTEN[: WRITTEN.index("| action")]
    used = {relation for may in ACTIONS.values() for relation in may}
    assert [relation for relation in Relation if relation in used and f"`{relation}`" not in explained] == []
    assert set(Relation) == used
