"""Totals for the steward. No name of a leader, and no total under the minimum on either side."""

from dataclasses import dataclass

from django.db.models import Sum

from hansei.core.anonymity.totals import steward_total
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements.selectors import places_taken


@dataclass(frozen=True)
class Places:
    """Places on the bench. `taken`: at least so many, in steps of five; None under the minimum."""

    in_all: int
    taken: int | None


def bench() -> list[Place]:
    """Who said yes to coaching, by name."""
    return list(Place.objects.select_related("coach").filter(coach__left_on=None).order_by("coach__name"))


def places() -> Places:
    """How many places there are, and how many are taken once that says nothing about anybody."""
    there = Place.objects.filter(coach__left_on=None)
    in_all = there.aggregate(n=Sum("capacity"))["n"] or 0
    # Of the same coaches, or the two numbers would not belong together.
    taken = places_taken(there.values_list("coach_id", flat=True))
    return Places(in_all, steward_total(taken, in_all - taken))
