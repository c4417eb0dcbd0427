"""A finding as something to try out: what practice learns of it, for its leader alone."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from hansei.web.common.people.models import Person
from hansei.web.steps.mirror import saying, selectors
from hansei.web.steps.mirror.models import Finding
from hansei.web.steps.mirror.selectors import OpenFinding
from hansei.web.steps.practice import origins
from hansei.web.steps.practice.origins import Origin

KIND = "finding"


def origin(leader: Person, ref: UUID) -> Origin | None:
    """A finding of this leader; a try-out about it can be locked while it is worked on."""
    row = (
        Finding.objects.filter(pk=ref, leader=leader)
        .select_related("leader", "behaviour__own__leader")
        .first()
    )
    return _of(selectors.open_finding(row)) if row is not None else None


def _worked_on(leader: Person) -> Iterable[Origin]:
    return [_of(found) for found in selectors.findings(leader) if found.choice == "work"]


def _of(found: OpenFinding) -> Origin:
    place = {"finding_id": found.row.pk}
    return Origin(
        KIND,
        found.row.pk,
        saying.behaviour(found.row.behaviour),
        found.words,
        reverse("finding", kwargs=place),
        reverse("try_finding", kwargs=place),
        # The chain knows the library's alone.
        behaviour="" if found.row.behaviour.own_id else found.code,
        workable=found.choice == "work",
    )


origins.register(KIND, opener=origin, offers=_worked_on)
