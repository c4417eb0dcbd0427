"""One zip of everything that is a person's, and erasing all of it."""

import io
import json
import zipfile
from datetime import UTC
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import formats

from hansei.core import clock
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from hansei.web.outward.leave import reading

audit.register("everything.taken_out")


def take_out(person: Person) -> bytes:
    """A zip with `everything.json` and `everything.html`, made in memory and kept nowhere."""
    parts: dict[str, dict[str, Any]] = {"directory": _directory(person), **leaving.take_out(person)}
    made = clock.now().astimezone(UTC)
    content = {"made_at": made.isoformat(timespec="seconds"), "parts": parts}
    page = render_to_string(
        "leave/everything.html",
        {
            "person": person,
            "made": formats.date_format(made, "DATETIME_FORMAT"),
            "parts": reading.parts(parts),
        },
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("everything.json", json.dumps(content, ensure_ascii=False, indent=2, default=str))
        archive.writestr("everything.html", page)
    with transaction.atomic():
        audit.record(person.chain, "everything.taken_out", actor=person.chain)
    return packed.getvalue()


def erase(person: Person) -> None:
    """Erase all that is this person's own; see `people.leaving.erase`, which a restore uses too."""
    leaving.erase(person)


def _directory(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "email": person.email,
        "title": person.title,
        "unit": person.unit.name if person.unit else None,
        "manager": person.manager.name if person.manager else None,
        "language": person.language,
        "zone": person.zone,
    }
