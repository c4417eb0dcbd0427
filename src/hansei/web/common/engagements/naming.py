"""Naming a coach, and saying no to it."""

from django.db import IntegrityError, transaction

from hansei.core import clock
from hansei.core.agreement import Party, State
from hansei.core.matching.eligibility import Reason
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements import seconds, texts
from hansei.web.common.engagements.eligible import candidates
from hansei.web.common.engagements.held import locked, party_of, require
from hansei.web.common.engagements.models import AgreementVersion, Engagement
from hansei.web.common.engagements.protecting import forget_protection
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.vault import services as vault

audit.register("coach.asked", "coach.not_now")


def name_coach(leader: Person, coach: Person) -> Engagement:
    """The leader asks one coach. Raises NotPossible when this coach is not offered to this leader.

    A coach from further below can be named too; then nothing is agreed before a third person has signed and
    a second coach stands behind them.
    """
    protected = _needs_protection(leader, coach)
    terms = texts.default_terms()
    engagement = Engagement(
        leader=leader,
        coach=coach,
        state=State.CHOOSING,
        asked_on=clock.now().date(),
        planned_end=terms.planned_end,
        protected=protected,
    )
    vault.ensure(engagement.scope, "engagement")
    vault.ensure(engagement.coach_scope, "coach_side")
    try:
        with transaction.atomic():
            # Held, and looked at again: two leaders at once do not get the last place of one coach.
            list(Place.objects.filter(coach=coach).select_for_update().values_list("pk"))
            if _needs_protection(leader, coach) is not protected:
                raise NotPossible("This coach cannot be named now.")
            Engagement.objects.filter(leader=leader, state=State.NONE).delete()
            engagement.save(force_insert=True)
            texts.write(engagement, 1, terms, None)
            audit.record(engagement.pk, "coach.asked", actor=leader.chain)
            mail.send("engagements.news", to=coach, ref=engagement.pk)
    except IntegrityError:
        raise NotPossible("You have named a coach already.") from None
    return engagement


def _needs_protection(leader: Person, coach: Person) -> bool:
    """Whether this pair is possible with protection alone. Raises NotPossible when it is not possible."""
    against = next((one.against for one in candidates(leader) if one.coach == coach), None)
    if against is None or against - {Reason.NEEDS_PROTECTION}:
        raise NotPossible("This coach cannot be named now.")
    return Reason.NEEDS_PROTECTION in against


def decline(engagement: Engagement, by: Person) -> None:
    """The coach says no, or the leader takes the request back: the request and its keys go."""
    party = party_of(engagement, by)
    with transaction.atomic():
        row = locked(engagement, None)
        require(row, State.NONE, party)
        audit.record(row.pk, "coach.not_now", actor=by.chain)
        vault.destroy(row.scope)
        vault.destroy(row.coach_scope)
        forget_protection(row)
        seconds.forget(row)
        mail.forget([row.pk])
        AgreementVersion.objects.filter(engagement=row).delete()
        if party is Party.LEADER:
            row.delete()
        else:
            # The leader alone can read this row: it says that the coach is not free.
            row.state = State.NONE
            row.version += 1
            row.save(update_fields=["state", "version"])
            mail.send("engagements.news", to=row.leader, ref=row.pk)
