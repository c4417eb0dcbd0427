"""What a leader takes out of engagements, and how it is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.agreement import TAKEN, State
from hansei.web.common.engagements.models import AgreementVersion, Engagement, Objective, Signature
from hansei.web.common.engagements.selectors import agreement, has_objectives, led_by, objectives
from hansei.web.common.engagements.services import close_everything
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import FrozenRelease, SharedItem
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.vault import services as vault


def take_out(person: Person) -> dict[str, Any]:
    """A leader's agreements and objectives; a coach's list of engagements, without what is the leader's."""
    led = [
        {
            "coach": e.coach.name,
            "state": e.state,
            "asked_on": e.asked_on.isoformat(),
            "agreed_on": e.agreed_on.isoformat() if e.agreed_on else None,
            "planned_end": e.planned_end.isoformat(),
            "agreement": agreement(e, person.language).clauses if e.versions.exists() else [],
        }
        for e in Engagement.objects.filter(leader=person).select_related("coach")
    ]
    wrote = [
        {
            "words": found.words,
            "focus": found.row.focus,
            "direction": found.row.direction,
            "written_on": found.row.written_on.isoformat(),
        }
        for found in objectives(person)
    ]
    coached = [
        {"leader": e.leader.name, "state": e.state, "asked_on": e.asked_on.isoformat()}
        for e in Engagement.objects.filter(coach=person).exclude(state="none").select_related("leader")
    ]
    parts = {"agreements": led, "objectives": wrote, "coaching": coached}
    return {name: part for name, part in parts.items() if part}


def erase(person: Person) -> None:
    """Keys first, rows after; every open link closes. Safe to run again."""
    for engagement in Engagement.objects.filter(leader=person).select_related("coach"):
        with transaction.atomic():
            close_everything(engagement)
            mail.forget([engagement.pk])
            if engagement.state in TAKEN:
                mail.send("engagements.over", to=engagement.coach, ref=engagement.pk, number=0)
            vault.destroy(engagement.scope)
            vault.destroy(engagement.coach_scope)
            audit.record(engagement.pk, "engagement.erased", actor=None)
            SharedItem.objects.filter(scope=engagement.scope).delete()
            engagement.delete()
    destroy_own_key(person)
    with transaction.atomic():
        Objective.objects.filter(leader=person).delete()
        FrozenRelease.objects.filter(owner=person).delete()
        SharedItem.objects.filter(owner=person).delete()


@leaving.first
def destroy_own_key(person: Person) -> None:
    """From here on nothing opens that the person wrote, and the erasure is finished if it is cut off."""
    vault.destroy(person.private_scope)


@leaving.keeps
def keeps(person: Person) -> Iterator[leaving.Own]:
    """Objectives, and every coaching that was agreed, the ended ones too."""
    if has_objectives(person):
        yield leaving.Own(_("Objectives"), reverse("objectives"))
    for engagement in led_by(person):
        if engagement.agreed_on is not None:
            yield leaving.Own(
                _("Your agreement with %(coach)s") % {"coach": engagement.coach.name},
                reverse("agreement", kwargs={"engagement_id": engagement.pk}),
                note=_("It has ended.") if engagement.state == State.ENDED else "",
            )


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """After a restore: rows under a scope whose key was destroyed."""
    deleted = SharedItem.objects.filter(scope=scope).delete()[0]
    deleted += FrozenRelease.objects.filter(scope=scope).delete()[0]
    deleted += Engagement.objects.filter(scope=scope).delete()[0]
    deleted += Objective.objects.filter(leader__private_scope=scope).delete()[0]
    return deleted


leaving.register(
    "engagements",
    exporter=take_out,
    eraser=erase,
    covers=[Engagement, AgreementVersion, Signature, Objective, SharedItem, FrozenRelease],
)
