"""Reads, always of one's own: nobody else's first look or readiness can be asked for here."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
from hansei.web.steps.ready import answers
from hansei.web.steps.ready.answers import Answers
from hansei.web.steps.ready.look import Look
from hansei.web.steps.ready.models import FirstLook, Readiness


@dataclass(frozen=True)
class Kept:
    """A first look as it was kept, with the texts of that day."""

    row: FirstLook
    look: Look
    texts: dict[str, str]


def place_of(row: FirstLook | Readiness) -> str:
    """Where a sealed value stands: it opens nowhere else."""
    return f"{row._meta.label}.sealed:{row.pk}"


def looks_of(person: Person) -> QuerySet[FirstLook]:
    """One's own first looks, the latest first."""
    return FirstLook.objects.filter(owner=person).select_related("owner").order_by("-kept_on", "pk")


def opened(row: FirstLook) -> Kept | None:
    """What is in a kept look; None when its key is gone, and with it everything it said."""
    try:
        text = vault.open_(row.owner.private_scope, row.sealed, at=place_of(row))
    except vault.KeyGone:
        return None
    data = json.loads(text)
    # In words, since a list of what was sealed is read as strictly as what a browser sends.
    return Kept(row, Look.model_validate_json(json.dumps(data["look"])), data["texts"])


def kept_looks(person: Person, *, on: date | None = None) -> Iterator[Kept]:
    """One's own first looks, opened; `on` one day only."""
    rows = looks_of(person)
    for row in rows.filter(kept_on=on) if on else rows:
        kept = opened(row)
        if kept is not None:
            yield kept


def answers_in(row: Readiness) -> Answers | None:
    """What a row of readiness says; None when its key is gone."""
    try:
        return answers.read(vault.open_(row.owner.private_scope, row.sealed, at=place_of(row)))
    except vault.KeyGone:
        return None


def readiness_of(person: Person) -> Answers:
    """What one wrote about being ready; blank when nothing is there."""
    row = Readiness.objects.filter(owner=person).select_related("owner").first()
    return (answers_in(row) if row is not None else None) or Answers()
