"""Which column is what, by its heading: as Lattice, Culture Amp and Qualtrics call it, in English or German.

What a heading is recognized as stands here and nowhere else. A column that is not recognized is not read:
exports of such systems hold birthdays, pay and origin, and none of that has a place here.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from hansei.core.roster.reading import Grid, Row, Unreadable

#: How far down the head row may stand: templates begin with instructions.
_HEAD_WITHIN = 20


class Field(StrEnum):
    """What a column can hold."""

    EXTERNAL_ID = "external_id"
    EMAIL = "email"
    NAME = "name"
    FIRST = "first"
    LAST = "last"
    PREFERRED = "preferred"
    PREFERRED_LAST = "preferred_last"
    TITLE = "title"
    UNIT = "unit"
    DIVISION = "division"
    MANAGER = "manager"
    MANAGER_EMAIL = "manager_email"
    MANAGER_ID = "manager_id"
    MANAGER_NAME = "manager_name"
    DOTTED = "dotted"
    LANGUAGE = "language"
    ZONE = "zone"
    LEADER = "leader"
    STATUS = "status"
    LEFT_ON = "left_on"


#: Headings of each, without spaces, signs and capitals. Where a file has several, the first here is read.
_HEADINGS: Mapping[Field, str] = MappingProxyType(
    {
        Field.EXTERNAL_ID: """employeeid externaluserid externalid employeenumber emplid uniqueidentifier
            uniqueid personid workerid staffid personnelnumber personalnummer mitarbeiternummer mitarbeiterid
            personalnr""",
        Field.EMAIL: """workemail workemailaddress emailaddress email mail companyemail businessemail
            primaryemail mailadresse emailadresse dienstlicheemail geschaeftlicheemail""",
        Field.NAME: """preferredfullname displayname name fullname employeename employee anzeigename
            vollstaendigername hrisfullname mitarbeiter mitarbeitername""",
        Field.FIRST: "firstname givenname legalfirstname vorname rufname",
        Field.LAST: "lastname surname familyname legallastname nachname familienname zuname",
        Field.PREFERRED: "preferredname preferredfirstname nickname knownas goesby bevorzugtername",
        Field.PREFERRED_LAST: "preferredlastname",
        Field.TITLE: """title jobtitle businesstitle position jobposition role stelle stellenbezeichnung
            funktion berufsbezeichnung positionsbezeichnung""",
        Field.UNIT: """department departmentname team teamname orgunit orgunitname organizationalunit
            orgunitdescription unit unitname abteilung organisationseinheit teambezeichnung""",
        Field.DIVISION: """division businessunit parentdepartment parentorgunit bereich geschaeftsbereich
            hauptabteilung""",
        Field.MANAGER_EMAIL: """manageremail manageremailaddress managersemail supervisoremail
            directmanageremail linemanageremail vorgesetzteremail emailvorgesetzter emaildesvorgesetzten
            vorgesetztenemail fuehrungskraftemail emailfuehrungskraft emailderfuehrungskraft""",
        Field.MANAGER_ID: """managerid manageremployeeid managerexternalid supervisorid
            manageruniqueidentifier manageremployeenumber reportstoid vorgesetztenid
            vorgesetzterpersonalnummer personalnummervorgesetzter personalnummerfuehrungskraft
            fuehrungskraftid""",
        Field.MANAGER_NAME: """managername managerfullname managersname supervisorname namedesvorgesetzten
            namevorgesetzter namederfuehrungskraft""",
        Field.MANAGER: """manager supervisor directmanager linemanager reportsto boss vorgesetzter
            vorgesetzte vorgesetzteperson direktervorgesetzter direktefuehrungskraft berichtetan""",
        Field.DOTTED: """dottedlinemanager dottedlinemanageremail dottedline dottedlineemail matrixmanager
            matrixmanageremail secondarymanager additionalmanager additionalmanagers fachlichervorgesetzter
            fachlichefuehrungskraft""",
        Field.LANGUAGE: "language preferredlanguage locale languagecode sprache korrespondenzsprache",
        Field.ZONE: "timezone tz zeitzone",
        Field.LEADER: """isleader leader peopleleader peoplemanager ismanager ispeoplemanager
            fuehrungskraft istfuehrungskraft leitungsfunktion fuehrungsverantwortung""",
        Field.STATUS: """status activestatus employmentstatus employeestatus active aktiv
            beschaeftigungsstatus""",
        Field.LEFT_ON: """terminationdate enddate terminatedat lastday lastworkingday leavingdate
            employmentenddate austrittsdatum austritt letzterarbeitstag""",
    }
)
_KNOWN: Mapping[str, tuple[Field, int]] = MappingProxyType(
    {
        heading: (field, rank)
        for field, headings in _HEADINGS.items()
        for rank, heading in enumerate(headings.split())
    }
)
_MANAGERS = {Field.MANAGER, Field.MANAGER_EMAIL, Field.MANAGER_ID, Field.MANAGER_NAME}
YES = frozenset(["yes", "y", "true", "ja", "j", "wahr", "1", "x"])
NO = frozenset(["no", "n", "false", "nein", "falsch", "0"])
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def plain(heading: str) -> str:
    """A heading without what systems write differently: capitals, spaces, signs, accents."""
    text = unicodedata.normalize("NFC", heading).casefold().translate(_GERMAN)
    text = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]", "", re.sub(r"[(\[].*?[)\]]", "", text))


@dataclass(frozen=True)
class Table:
    """The part of a file that is read: rows below the head, and where each recognized column stands."""

    rows: tuple[Row, ...]
    places: Mapping[Field, int]
    headings: Mapping[Field, str]
    not_read: tuple[str, ...]

    def value(self, row: Row, field: Field) -> str:
        """What stands in a row under a column; nothing where there is no such column or cell."""
        place = self.places.get(field)
        return row.cells[place] if place is not None and place < len(row.cells) else ""

    def raw(self) -> list[dict[str, str | int]]:
        """Each row by what its columns are, with nothing that was not recognized. `restored` reads it."""
        return [
            {"row": row.number, **{field.value: self.value(row, field) for field in self.places}}
            for row in self.rows
        ]


def restored(raw: Sequence[Mapping[str, str | int]], headings: Mapping[str, str]) -> Table:
    """A table that was put away with `raw` and its headings."""
    fields = [Field(name) for name in headings]
    rows = tuple(Row(int(one["row"]), tuple(str(one[field.value]) for field in fields)) for one in raw)
    places = {field: place for place, field in enumerate(fields)}
    return Table(rows, places, {field: headings[field.value] for field in fields}, ())


def table(grids: Sequence[Grid]) -> Table:
    """The reading of a file in which most columns are recognized. Raises Unreadable: no_columns, no_rows."""
    found = max((_below_head(grid) for grid in grids), key=lambda one: len(one.places), default=None)
    if found is None or not {Field.EMAIL, Field.EXTERNAL_ID} & set(found.places):
        raise Unreadable("no_columns")
    if not found.rows:
        raise Unreadable("no_rows")
    return _who_or_whether(found)


def _who_or_whether(found: Table) -> Table:
    """In German one word heads both "who leads them" and "whether they lead": what stands below it tells."""
    if Field.LEADER not in found.places or set(found.places) & _MANAGERS:
        return found
    below = {plain(found.value(row, Field.LEADER)) for row in found.rows} - {""}
    if below <= YES | NO:
        return found
    places, headings = dict(found.places), dict(found.headings)
    places[Field.MANAGER], headings[Field.MANAGER] = places.pop(Field.LEADER), headings.pop(Field.LEADER)
    return replace(found, places=places, headings=headings)


def _below_head(grid: Grid) -> Table:
    best: tuple[int, dict[Field, int]] = (0, {})
    for at, row in enumerate(grid.rows[:_HEAD_WITHIN]):
        places = _places(row.cells)
        if len(places) > len(best[1]):
            best = (at, places)
    at, places = best
    head = grid.rows[at].cells if grid.rows else ()
    read = set(places.values())
    return Table(
        rows=grid.rows[at + 1 :],
        places=places,
        headings={field: head[place] for field, place in places.items()},
        not_read=tuple(text for place, text in enumerate(head) if text and place not in read),
    )


def _places(cells: Sequence[str]) -> dict[Field, int]:
    ranked: dict[Field, tuple[int, int]] = {}
    for place, cell in enumerate(cells):
        known = _KNOWN.get(plain(cell))
        if known is not None:
            field, rank = known
            ranked[field] = min(ranked.get(field, (rank, place)), (rank, place))
    return {field: place for field, (_rank, place) in ranked.items()}
