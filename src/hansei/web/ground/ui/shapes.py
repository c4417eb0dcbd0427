"""What components are filled with. A dict with the same keys does as well."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class RowItem:
    """One line of `{% rows %}`: a link (`url`), a button (`post`, with hidden `fields`), or neither."""

    title: str
    url: str = ""
    post: str = ""
    when: str = ""
    note: str = ""
    fields: Sequence[tuple[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Column:
    """Head of a column of `{% table %}`; figures stand to the right."""

    label: str
    figures: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell with something small beside it, or one that says in words why there is no figure."""

    text: str
    aside: str = ""
    said: bool = False
