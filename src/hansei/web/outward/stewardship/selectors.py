"""Totals for the steward. No name of a leader, and no total under the minimum on either side."""

from dataclasses import dataclass

from django.db.models import Sum

from hansei.core.anonymity.totals import steward_may_see
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements.selectors import places_taken


@dataclass(frozen=True)
class Places:
    """Places on the bench. `taken` is None while either side is under the minimum."""

    in_all: int
    taken: int | None


def bench() -> list[Place]:
    """Who said yes to coaching, by name."""
    return list(Place.objects.select_related("coach").filter(coach__left_on=None).order_by("coach__name"))


def places() -> Places:
    """How many places there are, and how many are taken once that says nothing about anybody."""
    in_all = Place.objects.filter(coach__left_on=None).aggregate(n=Sum("capacity"))["n"] or 0
    taken = places_taken()
    return Places(in_all, taken if steward_may_see(taken, in_all - taken) else None)
