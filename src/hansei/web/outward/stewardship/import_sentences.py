"""What the preview of an import says: of a file that cannot be read, of a cell, of a change."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hansei.core.roster import Unreadable
from hansei.web.outward.stewardship.importing import Done
from hansei.web.outward.stewardship.models import Kind, Line


@dataclass(frozen=True)
class Shown:
    """One line of the preview."""

    title: str
    where: str
    notes: list[str]
    pk: int = 0
    left: bool = False


def unreadable(error: Unreadable) -> str:
    """Why a file cannot be taken, and what to do."""
    return {
        "empty": _("There is nothing in this file."),
        "old_excel": _(
            "This is an old or a protected Excel file. Save it as XLSX or CSV, without a password."
        ),
        "not_text": _("This is neither CSV nor XLSX. Save the list as one of the two."),
        "broken": _("This file cannot be read. Open it, save it again as XLSX or CSV, and choose that."),
        "too_large": _("This workbook unpacks to more than is read here. Save the one sheet as CSV."),
        "too_many_rows": _("This file has more rows than are read here: 50,000 people at most."),
        "no_columns": _(
            "No column with mail addresses was found. The first row has to name the columns, for instance "
            "Name, Email, Title, Department, Manager Email."
        ),
        "no_rows": _("There are only headings in this file."),
    }[error.code]


def problem(code: str, value: str) -> str:
    """What is wrong with a cell or a row, and what to do."""
    sentence = {
        "bad_mail": _("“%(value)s” is no mail address. Correct it in the file."),
        "no_mail": _("There is no mail address. Everybody new needs one."),
        "no_name": _("There is no name. Everybody new needs one."),
        "formula": _("“%(value)s” is a formula. Write the text itself."),
        "too_long": _("“%(value)s …” is longer than fits. Shorten it."),
        "double_email": _("“%(value)s” stands in more than one row. Keep the right one."),
        "double_external_id": _("The number “%(value)s” stands in more than one row. Keep the right one."),
        "number_of_another": _("The address and the number belong to two people; the number to %(value)s."),
        "another_number": _(
            "%(value)s has this address and another number. If the address was given to somebody new, they "
            "need another one; if the number changed, change it on the page of %(value)s."
        ),
        "another_mail": _(
            "This person is here as %(value)s, which stays. Whoever runs the server can change an address."
        ),
        "has_left": _("%(value)s has left. Whoever runs the server can bring them back."),
        "unknown_boss": _("“%(value)s” is nobody here or in the file. The boss stays as it is."),
        "several_bosses": _("“%(value)s” can be several people. Name the boss by mail address."),
        "boss_has_left": _("“%(value)s” has left. The boss stays as it is."),
        "own_boss": _("“%(value)s” would be their own boss. The boss stays as it is."),
        "circle": _(
            "With “%(value)s” as boss, somebody would stand above themself. The boss stays as it is."
        ),
        "unknown_language": _("“%(value)s” is no language that is spoken here. The language stays as it is."),
        "unknown_zone": _("“%(value)s” is no time zone. Write it like Europe/Berlin."),
        "unknown_status": _("“%(value)s” is unknown as a status. Taken as: still here."),
        "bad_date": _("“%(value)s” is no date. Write it like 2026-03-31. Taken as: still here."),
        "yes_or_no": _("“%(value)s” is neither yes nor no. Left as it is."),
    }[code]
    return sentence % {"value": value}


def fact(name: str) -> str:
    """What a fact of the directory is called."""
    return {
        "name": _("Name"),
        "title": _("Title"),
        "unit": _("Part of the organization"),
        "manager": _("Direct boss"),
        "dotted": _("Dotted line"),
        "language": _("Language"),
        "zone": _("Time zone"),
        "is_leader": _("Leader"),
        "external_id": _("Number"),
    }[name]


def change(name: str, was: str, will: str) -> str:
    """One change, from what to what."""
    if name == "is_leader":
        was, will = ({"yes": _("yes"), "no": _("no")}[one] for one in (was, will))
    if not was:
        return _("%(fact)s: %(will)s") % {"fact": fact(name), "will": will}
    return _("%(fact)s: %(was)s → %(will)s") % {"fact": fact(name), "was": was, "will": will}


def row(number: int) -> str:
    return _("Row %(n)s") % {"n": number}


def line(one: Line) -> Shown:
    """A line of the preview as it is shown."""
    said: Any = one.said
    if one.kind == Kind.ADDED:
        about = [part for part in (said.get("title"), said.get("unit")) if part]
        notes = [one.email, ", ".join(about)]
        if said.get("manager"):
            notes.append(_("Direct boss: %(who)s") % {"who": said["manager"]})
        if said.get("leads"):
            notes.append(_("Becomes a leader here"))
        return Shown(one.name, row(one.row), [note for note in notes if note])
    if one.kind == Kind.CHANGED:
        return Shown(one.name, row(one.row), [one.email, *(change(*each) for each in said)])
    if one.kind == Kind.LEAVING:
        where = row(one.row) if one.row else ""
        why = _("The file says so.") if one.row else _("Not in the file.")
        return Shown(one.name, where, [one.email, why], one.pk, one.left)
    column = said["column"]
    title = _("Row %(n)s, column “%(column)s”") % {"n": one.row, "column": column} if column else row(one.row)
    what = (
        _("Nothing of this row is imported.") if said["left_out"] else _("The rest of the row is imported.")
    )
    return Shown(title, "", [problem(said["code"], one.name), what])


def done(result: Done) -> str:
    """What was written."""
    parts = [
        ngettext("%(n)s person added", "%(n)s people added", result.added) % {"n": result.added},
        ngettext("%(n)s changed", "%(n)s changed", result.changed) % {"n": result.changed},
        ngettext("%(n)s marked as having left", "%(n)s marked as having left", result.left)
        % {"n": result.left},
    ]
    return _("Imported: %(what)s.") % {"what": ", ".join(parts)}
