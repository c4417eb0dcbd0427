"""What is deleted on the day that the signed text names: keys first, rows after, whoever holds them."""

from datetime import date

from django.db import transaction

from hansei.core import clock
from hansei.core.agreement import State
from hansei.web.common.engagements import protecting
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people import leaving
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.vault import services as vault


def delete_due() -> int:
    """Delete what is due of ended coachings. Bears being killed anywhere and run again. How many."""
    today = clock.now().date()
    ended = Engagement.objects.filter(state=State.ENDED)
    for engagement in ended.filter(erase_coach_on__lte=today):
        _coachs_own(engagement)
    due = list(ended.filter(erase_on__lte=today))
    for engagement in due:
        _all_of(engagement)
    return len(due) + protecting.delete_past(today)


def _coachs_own(engagement: Engagement) -> None:
    """The coach's own notes on this leader, in whichever app they are."""
    if vault.exists(engagement.coach_scope):
        vault.destroy(engagement.coach_scope)
    with transaction.atomic():
        leaving.delete_under(engagement.coach_scope)


def _all_of(engagement: Engagement) -> None:
    """The agreement, the conversations, the wishes, what was opened, and the row itself."""
    vault.destroy(engagement.scope, engagement.coach_scope)
    with transaction.atomic():
        mail.forget([engagement.pk])
        audit.record(engagement.pk, "engagement.erased", actor=None)
        leaving.delete_under(engagement.coach_scope)
        leaving.delete_under(engagement.scope)


def days_of(engagement: Engagement) -> tuple[date, date] | None:
    """When the coach's notes and when all else is deleted; None for a text that named no day."""
    if engagement.erase_coach_on is None or engagement.erase_on is None:
        return None
    return engagement.erase_coach_on, engagement.erase_on
