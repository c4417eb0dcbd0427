"""What ./dev check says about translations."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests.house.catalogues import main, problems

COLLECTED = (
    'msgid "See"\nmsgstr ""\n\n'
    'msgid "%(n)s person"\nmsgid_plural "%(n)s people"\nmsgstr[0] ""\nmsgstr[1] ""\n'
)
TRANSLATED = (
    'msgid "See"\nmsgstr "Ansehen"\n\n'
    '#, python-format\nmsgid "%(n)s person"\nmsgid_plural "%(n)s people"\n'
    'msgstr[0] "%(n)s Person"\nmsgstr[1] "%(n)s Personen"\n'
)


def catalogue(text: str) -> Catalog:
    return read_po(io.BytesIO(text.encode()), locale="de")


def test_a_complete_translation_leaves_nothing_to_do() -> None:
    assert problems(catalogue(TRANSLATED), catalogue(COLLECTED)) == []


@pytest.mark.parametrize(
    ("ours", "said"),
    [
        (TRANSLATED.replace('"Ansehen"', '""'), "not translated: 'See'"),
        (TRANSLATED.replace('"%(n)s Personen"', '""'), "not translated: '%(n)s person'"),
        ("#, fuzzy\n" + TRANSLATED, "only guessed (fuzzy): 'See'"),
        (TRANSLATED + '\nmsgid "Score"\nmsgstr "Punkte"\n', "no longer used: 'Score'"),
        (TRANSLATED.replace('"See"', '"Look"'), "not collected yet: 'See'"),
    ],
)
def test_what_is_left_to_do_is_named(ours: str, said: str) -> None:
    assert said in problems(catalogue(ours), catalogue(COLLECTED))


def test_a_translation_that_lost_a_placeholder_is_named() -> None:
    broken = TRANSLATED.replace('"%(n)s Personen"', '"%(name)s Personen"')
    assert [one for one in problems(catalogue(broken), catalogue(COLLECTED)) if "%(n)s person" in one]


def test_only_the_first_ten_are_named_but_all_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = tmp_path / "fresh" / "de" / "LC_MESSAGES"
    fresh.mkdir(parents=True)
    (fresh / "django.po").write_text(
        "".join(f'msgid "text {number:02}"\nmsgstr ""\n\n' for number in range(12)), encoding="utf-8"
    )
    assert main(tmp_path / "ours", tmp_path / "fresh") == 1
    printed = capsys.readouterr().out
    assert "de: 12 to do" in printed
    assert "text 09" in printed
    assert "text 10" not in printed
