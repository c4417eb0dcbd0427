"""Totals for the steward. No name of a leader, and no total under the minimum on either side."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.anonymity.totals import Share, steward_total
from hansei.web.common.bench.models import Place
from hansei.web.common.bench.selectors import shown
from hansei.web.common.engagements import closing
from hansei.web.common.engagements.selectors import places_taken


@dataclass(frozen=True)
class Places:
    """Places on the bench. `taken`: at least so many, in steps of five; None under the minimum."""

    in_all: int
    taken: int | None


def bench(name: str = "") -> QuerySet[Place]:
    """Who said yes to coaching and has a reference on record, by name; those whose name contains `name`."""
    return shown().filter(coach__name__icontains=name) if name else shown()


def places() -> Places:
    """How many places there are, and how many are taken once that says nothing about anybody."""
    there = shown().order_by()
    in_all = there.aggregate(n=Sum("capacity"))["n"] or 0
    # Of the same coaches, or the two numbers would not belong together.
    taken = places_taken(there.values_list("coach_id", flat=True))
    return Places(in_all, steward_total(taken, in_all - taken))


@dataclass(frozen=True)
class Closes:
    """One total of ended coachings: each question with how many said yes, in words."""

    released_on: date
    answers: list[tuple[str, str]]


def closes() -> list[Closes]:
    """What the leaders of ended coachings answered, frozen month by month, each total of other coachings."""
    words = {
        Share.FEW: _("a third of them or fewer said yes"),
        Share.SOME: _("more than a third and less than two thirds said yes"),
        Share.MOST: _("two thirds of them or more said yes"),
    }
    asked = {one.id: one.text.get(get_language()) for one in library.agreement().clause("close").questions}
    return [
        Closes(
            total.released_on,
            [
                (text, words[Share(share)] if (share := getattr(total, one)) else _("too few answered"))
                for one, text in asked.items()
            ],
        )
        for total in closing.totals()
    ]
