"""What a leader takes out of engagements, and how it is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.core.agreement import TAKEN, State
from hansei.web.common.engagements import closing, protecting, selectors
from hansei.web.common.engagements.models import (
    AgreementVersion,
    Closing,
    Engagement,
    InTheBox,
    Objective,
    Protection,
    Recheck,
    SecondAsked,
    Signature,
    Wish,
)
from hansei.web.common.engagements.selectors import has_closings, has_objectives, led_by, objectives
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
            "agreement": _text(e, person.language),
            "wishes": [
                {
                    "from": w.author.name,
                    "words": selectors.open_wish(w),
                    "written_on": w.written_on.isoformat(),
                }
                for w in e.wishes.exclude(became="dropped").select_related("author", "engagement")
            ],
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
    parts = {"agreements": led, "objectives": wrote, "coaching": coached, **_around(person)}
    return {name: part for name, part in parts.items() if part}


def _text(engagement: Engagement, language: str) -> list[dict[str, Any]]:
    """The text that holds, or the newest before one does."""
    if not engagement.versions.exists():
        return []
    shown = selectors.version_in_force(engagement) or selectors.newest_version(engagement)
    return selectors.open_version(shown, language).clauses


def _around(person: Person) -> dict[str, list[dict[str, Any]]]:
    """What somebody wrote or signed around a coaching: at rechecks, at the close, as coach, as third."""
    closings = [
        {
            "keep": said.keep,
            "thanks": said.thanks,
            **{one: said.answers.get(one, "") for one in closing.questions()},
            "written_on": row.written_on.isoformat(),
        }
        for row, said in closing.all_kept(person)
    ]
    rechecks = [{**one, "asked_on": one["asked_on"].isoformat()} for one in selectors.own_rechecks(person)]
    notes = [
        {"words": selectors.open_shared(one)["words"], "written_on": one.shared_at.date().isoformat()}
        for one in SharedItem.objects.filter(owner=person, kind=protecting.NOTE)
    ]
    wished = [
        {"words": selectors.open_wish(one), "written_on": one.written_on.isoformat()}
        for one in Wish.objects.filter(author=person).select_related("engagement")
    ]
    return {
        "rechecks": rechecks,
        "closings": closings,
        "notes_to_the_second_coach": notes,
        "wishes_i_wrote": wished,
        "second_coach_of": [{"coach": one.coach.name} for one in selectors.behind(person)],
        "asked_to_stand_behind": [
            {"coach": one.engagement.coach.name, "answer": one.answer, "asked_on": one.asked_on.isoformat()}
            for one in SecondAsked.objects.filter(person=person).select_related("engagement__coach")
        ],
        "protecting": [_signed(one, person) for one in Protection.objects.filter(third_person=person)],
        "protected_by": [_signed(one, person) for one in Protection.objects.filter(coach=person)],
    }


def _signed(protection: Protection, person: Person) -> dict[str, Any]:
    """A third person's clause, for the third person and for the coach whom it protects."""
    return {
        "leader": protection.leader.name,
        "coach": protection.coach.name,
        "third_person": protection.third_person.name,
        "until": protection.until.isoformat(),
        "signed_on": protection.signed_at.date().isoformat() if protection.signed_at else None,
        "text": selectors.clause_for_third(protection, person.language)["text"],
    }


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
            SharedItem.objects.filter(scope__in=[engagement.scope, engagement.coach_scope]).delete()
            protecting.forget_protection(engagement)
            engagement.delete()
    destroy_own_key(person)
    protecting.leave_all(person)
    with transaction.atomic():
        # What somebody wished as a coach or a sponsor is theirs; that others count them in is not.
        Wish.objects.filter(author=person).delete()
        Closing.objects.filter(leader=person).delete()
        InTheBox.objects.filter(leader=person).delete()
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
    if has_closings(person):
        yield leaving.Own(_("What you keep"), reverse("kept"))
    for engagement in led_by(person):
        if engagement.agreed_on is not None:
            yield leaving.Own(
                _("Your agreement with %(coach)s") % {"coach": engagement.coach.name},
                reverse("agreement", kwargs={"engagement_id": engagement.pk}),
                note=_("It has ended.") if engagement.state == State.ENDED else "",
            )


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """Rows under a scope whose key was destroyed: after a restore, and on the day the text names."""
    deleted = SharedItem.objects.filter(scope=scope).delete()[0]
    deleted += FrozenRelease.objects.filter(scope=scope).delete()[0]
    deleted += Engagement.objects.filter(scope=scope).delete()[0]
    deleted += Protection.objects.filter(scope=scope).delete()[0]
    deleted += Closing.objects.filter(leader__private_scope=scope).delete()[0]
    deleted += Objective.objects.filter(leader__private_scope=scope).delete()[0]
    return deleted


leaving.register(
    "engagements",
    exporter=take_out,
    eraser=erase,
    covers=[
        Engagement,
        AgreementVersion,
        Signature,
        Objective,
        Protection,
        Wish,
        Recheck,
        SecondAsked,
        Closing,
        InTheBox,
        SharedItem,
        FrozenRelease,
    ],
)
