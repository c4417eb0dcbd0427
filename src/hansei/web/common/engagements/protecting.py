"""Who stands around a pair: a second coach behind the coach, and a third person who protects them.

A coach from below the leader is safe only when the leader's power over their pay, appraisal and posting lies
with somebody else, until a year after the planned end, and somebody outside the line stands behind them.
"""

import json
import uuid
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from hansei.core.agreement import ALIVE, TAKEN, Party
from hansei.web.common.bench.selectors import shown
from hansei.web.common.engagements import texts
from hansei.web.common.engagements.eligible import Lines
from hansei.web.common.engagements.held import held, locked, party_of
from hansei.web.common.engagements.models import AgreementVersion, Engagement, Protection, SecondAsked
from hansei.web.common.engagements.moves import pause_by_itself
from hansei.web.common.engagements.selectors import PERSON, shared_at
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases import services as releases
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.prepared import Prepared
from hansei.web.ground.vault import services as vault

audit.register("protection.asked", "second.stepped_back")

NOTE = "note"


def second_coaches(leader: Person, coach: Person) -> list[Person]:
    """Who can stand behind this coach: on the bench, outside the leader's line in both directions."""
    able = [place.coach for place in shown() if place.coach_id not in (leader.pk, coach.pk)]
    lines = Lines([leader, *able])
    over_the_leader = set(lines.above(leader.pk))
    return [one for one in able if one.pk not in over_the_leader and leader.pk not in lines.above(one.pk)]


def may_protect(leader: Person, coach: Person, third: Person, second: Person | None) -> bool:
    """Whether this person can take over the leader's power over the coach.

    Neither of the two, not the second coach, not below the leader in any line, and still here.
    """
    others = {leader.pk, coach.pk} | ({second.pk} if second else set())
    return (
        third.left_on is None and third.pk not in others and leader.pk not in Lines([third]).above(third.pk)
    )


def check_people(row: Engagement, second: Person | None, third: Person | None) -> None:
    """NotPossible unless these two may stand around the pair."""
    if second is not None and second not in second_coaches(row.leader, row.coach):
        raise NotPossible("The second coach is on the bench and outside the leader's line.")
    if third is not None and not row.protected:
        raise NotPossible("A third person is named only where the coach stands below the leader.")
    if third is not None and not may_protect(row.leader, row.coach, third, second):
        raise NotPossible("The third person is neither of you and does not work below the leader.")


def protection_for(row: Engagement, terms: texts.Terms, by: Person) -> Protection | None:
    """What the named third person is to sign; the one there is, when nothing of it changes.

    A new one tells them, in the caller's transaction: naming is a way of telling.
    """
    third, end = terms.third_person, texts.until(terms.planned_end)
    unused = Protection.objects.filter(under=row.pk)
    if row.protection_id is not None:
        unused = unused.exclude(pk=row.protection_id)
    if third is None:
        _delete(unused)
        return None
    there = Protection.objects.filter(under=row.pk, third_person=third, until=end).first()
    second = AgreementVersion.objects.filter(engagement=row, protection=there).values_list("second_coach")[:1]
    same_second = second and second[0][0] == (terms.second_coach.pk if terms.second_coach else None)
    if there is not None and same_second:
        _delete(unused.exclude(pk=there.pk))
        return there
    _delete(unused)
    fresh = Protection(under=row.pk, leader=row.leader, coach=row.coach, third_person=third, until=end)
    vault.ensure(fresh.scope, "engagement")
    texts.seal_protection(fresh, row, terms)
    fresh.save(force_insert=True)
    audit.record(row.pk, "protection.asked", actor=by.chain)
    mail.send("engagements.news", to=third, ref=fresh.pk)
    return fresh


def forget_protection(row: Engagement, *, but: Protection | None = None) -> None:
    """Delete what third persons were shown of this engagement, with its keys; `but` stays."""
    found = Protection.objects.filter(under=row.pk)
    _delete(found.exclude(pk=but.pk) if but else found)


def _delete(found: QuerySet[Protection]) -> None:
    for one in Protection.objects.filter(pk__in=found.values("pk")):
        vault.destroy(one.scope)
        mail.forget([one.pk])
        one.delete()


def protected_by(person: Person) -> list[Protection]:
    """What this person was asked to sign, or signed, as the third."""
    return _PROTECTED.all(person=person.pk)


_PROTECTED = Prepared[Protection](
    lambda person: (
        Protection.objects.filter(third_person=person).select_related("leader", "coach").order_by("until")
    ),
    person=PERSON,
)


def delete_past(today: date) -> int:
    """Delete what is past its day: from then on the leader's power is the leader's again. How many."""
    past = Protection.objects.filter(until__lt=today)
    past = past.exclude(pk__in=Engagement.objects.filter(state__in=TAKEN).values("protection"))
    number = past.count()
    _delete(past)
    return number


# ------------------------------------------------------------------------------------------ the second coach
def let_know(engagement: Engagement, by: Person, *, name: bool) -> None:
    """The leader lets the second coach know their name, or no longer. Nobody else can."""
    with transaction.atomic():
        row = locked(engagement, None)
        if party_of(row, by) is not Party.LEADER or row.state not in TAKEN:
            raise NotPossible("This is the leader's to say.")
        row.second_knows = name
        row.save(update_fields=["second_knows"])


def write_note(engagement: Engagement, by: Person, words: str) -> None:
    """The coach writes something to the second coach: sealed under the coach's own side.

    That it was read stands under Who looked. It closes when the coaching ends or somebody else stands there.
    """
    with transaction.atomic():
        row = locked(engagement, None)
        if party_of(row, by) is not Party.COACH or row.state not in ALIVE or row.second_coach is None:
            raise NotPossible("A note goes from the coach to the second coach, while there is one.")
        item_id, ref = uuid.uuid4(), uuid.uuid4()
        releases.share(
            item_id=item_id,
            owner=row.coach,
            reader=row.second_coach,
            scope=row.coach_scope,
            kind=NOTE,
            ref=ref,
            sealed=vault.seal(row.coach_scope, json.dumps({"words": words}), at=shared_at(item_id)),
        )
        mail.send("engagements.news", to=row.second_coach, ref=row.pk)


def step_back(engagement: Engagement, by: Person) -> None:
    """The second coach stands behind this coach no longer. Where the coach needs protection, it pauses."""
    with transaction.atomic():
        row = held(engagement)
        if row is None or row.second_coach_id != by.pk or row.state not in ALIVE:
            raise NotPossible("You do not stand behind this coach any more.")
        _without_second(row)
        audit.record(row.pk, "second.stepped_back", actor=by.chain)


def _without_second(row: Engagement) -> None:
    if row.protected:
        pause_by_itself(row, Party.HOUSE)
        row.refresh_from_db()
    row.second_coach, row.second_knows = None, False
    row.version += 1
    row.save(update_fields=["second_coach", "second_knows", "version"])
    releases.close_scope(row.coach_scope)
    for person in (row.leader, row.coach):
        mail.send("engagements.news", to=person, ref=row.pk)


def leave_all(person: Person) -> None:
    """Whoever erases everything stands behind nobody and protects nobody any more. May be run again."""
    for engagement in Engagement.objects.filter(second_coach=person):
        with transaction.atomic():
            row = held(engagement)
            if row is not None and row.second_coach_id == person.pk:
                _without_second(row)
    AgreementVersion.objects.filter(second_coach=person).update(second_coach=None)
    asked = SecondAsked.objects.filter(person=person)
    mail.forget(list(asked.values_list("pk", flat=True)))
    asked.delete()
    mine = Protection.objects.filter(Q(third_person=person) | Q(leader=person))
    for engagement in Engagement.objects.filter(protection__in=mine, state="agreed"):
        pause_by_itself(engagement, Party.HOUSE)
    with transaction.atomic():
        _delete(mine)
