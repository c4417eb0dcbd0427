"""What people around a leader experienced, past the gate and opened: handed on by the step that asked.

The step registers how its leader's own figures are read; whoever lays them beside something else (the chain)
reads them here. Only what the gate released and the leader opened comes through, for that leader alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from hansei.core.anonymity import Shown, Source
from hansei.web.common.people.models import Person


@dataclass(frozen=True)
class Experienced:
    """One behaviour as it was experienced until a day, by source; what is not shown is not in it.

    `seen_on`: the day on which the leader opened it. Where `behaviour` is empty, something was opened of
    which no figure belongs on a line over time; then there are no cells.
    """

    behaviour: str
    on: date
    seen_on: date
    cells: Mapping[Source, Shown]


Reader = Callable[[Person], Iterable[Experienced]]
_READERS: list[Reader] = []


def reads(reader: Reader) -> Reader:
    """Register how the figures of one step are read, for their leader."""
    _READERS.append(reader)
    return reader


def experienced_by_others(leader: Person) -> list[Experienced]:
    """Everything that this leader has opened, oldest first."""
    found = [one for reader in _READERS for one in reader(leader)]
    return sorted(found, key=lambda one: one.on)
