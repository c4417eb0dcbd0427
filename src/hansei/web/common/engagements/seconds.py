"""Asking somebody whether they would stand behind a coach, before they do and see anything.

Whoever is asked learns that this coach is to coach somebody, and not whom. A text that names them holds once
they said yes; no answer is not a yes. Whoever said no is not asked about this coaching again.
"""

from uuid import UUID

from hansei.core import clock
from hansei.core.agreement import TAKEN
from hansei.web.common.engagements.models import AgreementVersion, Engagement, SecondAsked
from hansei.web.common.engagements.selectors import PERSON, newest_version
from hansei.web.common.people.models import Person
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.prepared import Prepared

audit.register("second.asked")

YES, NO = SecondAsked.YES, SecondAsked.NO


def ask(row: Engagement, second: Person | None, by: Person) -> None:
    """Ask whom the newest text names, once, in the caller's transaction; whom it names no longer forgets it.

    Whoever stands there already said so before, and is not asked.
    """
    forget(row, but=second)
    if second is None or second.pk == row.second_coach_id:
        return
    asked, fresh = SecondAsked.objects.get_or_create(
        engagement=row, person=second, defaults={"asked_on": clock.now().date()}
    )
    if fresh:
        audit.record(row.pk, "second.asked", actor=by.chain)
        mail.send("engagements.news", to=second, ref=asked.pk)


def forget(row: Engagement, *, but: Person | None = None) -> None:
    """Take back that anybody was asked, `but` this one. That somebody said no stays, so that it holds."""
    found = SecondAsked.objects.filter(engagement=row).exclude(answer=NO)
    found = found.exclude(person=but) if but else found
    mail.forget(list(found.values_list("pk", flat=True)))
    found.delete()


def said_no(row: Engagement) -> frozenset[UUID]:
    """Who does not want to stand behind this coach."""
    return frozenset(SecondAsked.objects.filter(engagement=row, answer=NO).values_list("person", flat=True))


def may_stand(row: Engagement, version: AgreementVersion) -> bool:
    """Whether nobody's yes is missing of whoever this text names: they stand there already, or said yes."""
    second = version.second_coach_id
    if second is None or second == row.second_coach_id:
        return True
    return SecondAsked.objects.filter(engagement=row, person=second, answer=YES).exists()


def is_open(asked: SecondAsked) -> bool:
    """Whether an answer still counts: the newest text names them, and does not hold yet."""
    row = asked.engagement
    if row.state not in TAKEN or asked.person_id == row.second_coach_id:
        return False
    version = newest_version(row)
    return version.in_force_on is None and version.second_coach_id == asked.person_id


def asks(person: Person) -> list[SecondAsked]:
    """What this person is asked, and may still answer."""
    return [one for one in _ASKS.all(person=person.pk) if is_open(one)]


_ASKS = Prepared[SecondAsked](
    lambda person: (
        SecondAsked.objects.filter(person=person, engagement__state__in=TAKEN)
        .select_related("engagement__coach")
        .order_by("asked_on", "pk")
    ),
    person=PERSON,
)


def asked_by(version: AgreementVersion) -> SecondAsked | None:
    """What became of asking whom this text names; None where nobody had to be asked."""
    if version.second_coach_id is None or version.in_force_on is not None:
        return None
    found = SecondAsked.objects.filter(engagement=version.engagement_id, person=version.second_coach_id)
    return found.select_related("person").first()
