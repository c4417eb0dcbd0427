"""The examples of docs/statistics.md give what stands there."""

import doctest
from pathlib import Path

PAGE = Path(__file__).resolve().parents[3] / "docs" / "statistics.md"


def test_the_examples_of_the_page_give_what_stands_there() -> None:
    test = doctest.DocTestParser().get_doctest(
        PAGE.read_text("utf-8").replace("```", ""), {}, "page", None, 0
    )
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(test, out=said.append)
    assert len(test.examples) > 20
    assert "".join(said) == ""
