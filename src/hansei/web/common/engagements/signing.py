"""Versions of an agreement, and signing them: one holds until a later one is signed by all."""

from datetime import date

from django.db import transaction

from hansei.core import clock
from hansei.core.agreement import ALIVE, TAKEN, Party, State, is_signed
from hansei.web.common.engagements import seconds, texts
from hansei.web.common.engagements.held import locked, party_of, require, tell
from hansei.web.common.engagements.models import (
    AgreementVersion,
    Engagement,
    Protection,
    SecondAsked,
    Signature,
)
from hansei.web.common.engagements.protecting import check_people, forget_protection, protection_for
from hansei.web.common.engagements.selectors import newest_version, terms_of
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases import services as releases
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail

audit.register(
    "agreement.changed", "agreement.signed", "agreement.renewed", "agreement.left", "engagement.agreed",
    "protection.signed", "second.answered",
)  # fmt: skip


def draft(
    engagement: Engagement,
    by: Person,
    *,
    read_at: int,
    conversations: int,
    planned_end: date,
    hours: int,
    about: str | None = None,
) -> None:
    """The leader changes purpose or term: a new version, which nobody has signed yet. Raises Stale.

    What holds already goes on holding until all have signed the new one.
    """
    with transaction.atomic():
        row, newest = _for_change(engagement, by, read_at)
        was = terms_of(newest)
        terms = texts.Terms(
            conversations,
            hours,
            planned_end,
            was["about"] if about is None else about,
            newest.second_coach,
            newest.protection.third_person if newest.protection else None,
        )
        _new_version(row, newest, terms, by)


def name_people(
    engagement: Engagement,
    by: Person,
    *,
    read_at: int,
    second_coach: Person | None,
    third_person: Person | None,
) -> None:
    """The leader says who stands around the pair: a new version. Raises Stale, NotPossible.

    A third person is told at once, by name: they have to sign. A second coach is asked at once, and not told
    whom their coach would coach.
    """
    with transaction.atomic():
        row, newest = _for_change(engagement, by, read_at)
        check_people(row, second_coach, third_person)
        if second_coach is not None and second_coach.pk in seconds.said_no(row):
            raise NotPossible("The second coach does not want to.")
        was = terms_of(newest)
        terms = texts.Terms(
            was["conversations"],
            was["leader_hours"],
            newest.planned_end or row.planned_end,
            was["about"],
            second_coach,
            third_person,
        )
        _new_version(row, newest, terms, by)


def leave_as_it_was(engagement: Engagement, by: Person) -> None:
    """The leader takes back a version that does not hold yet; what holds stays. NotPossible before that."""
    with transaction.atomic():
        row = locked(engagement, None)
        newest = newest_version(row)
        if party_of(row, by) is not Party.LEADER or row.state not in ALIVE or newest.in_force_on is not None:
            raise NotPossible("There is nothing to take back.")
        AgreementVersion.objects.filter(engagement=row, in_force_on=None).delete()
        forget_protection(row, but=row.protection)
        seconds.forget(row)
        row.version += 1
        row.save(update_fields=["version"])
        audit.record(row.pk, "agreement.left", actor=by.chain)


def sign(engagement: Engagement, by: Person, *, read_at: int) -> State:
    """One party signs the newest text as read at version `read_at`. It holds once all have. Raises Stale."""
    with transaction.atomic():
        row = locked(engagement, read_at)
        party = party_of(row, by)
        version = newest_version(row)
        if row.state == State.CHOOSING:
            require(row, State.AGREED, party)
        elif row.state not in ALIVE or version.in_force_on is not None:
            raise NotPossible("There is nothing to sign now.")
        if (version.planned_end or row.planned_end) <= clock.now().date():
            raise NotPossible("The last day has passed. The leader can change the term.")
        Signature.objects.get_or_create(version=version, party=party, defaults={"signed_at": clock.now()})
        audit.record(row.pk, "agreement.signed", actor=by.chain, subject="version", subject_id=version.pk)
        _hold_once_signed(row, version, by)
        mail.send("engagements.news", to=row.coach if party is Party.LEADER else row.leader, ref=row.pk)
        return State(row.state)


def sign_protection(protection: Protection, by: Person) -> None:
    """The third person signs their clause. NotPossible for anybody else, or when it was taken back."""
    with transaction.atomic():
        engagement = Engagement.objects.filter(pk=protection.under).first()
        row = locked(engagement, None) if engagement else None
        there = Protection.objects.select_for_update(of=("self",)).filter(pk=protection.pk).first()
        if row is None or there is None or there.third_person_id != by.pk or row.state not in TAKEN:
            raise NotPossible("This is not to be signed any more.")
        if there.signed_at is None:
            there.signed_at = clock.now()
            there.save(update_fields=["signed_at"])
            audit.record(row.pk, "protection.signed", actor=by.chain)
            for person in (row.leader, row.coach):
                mail.send("engagements.news", to=person, ref=row.pk)
        version = newest_version(row)
        if version.protection_id == there.pk and version.in_force_on is None:
            _hold_once_signed(row, version, by)


def answer_second(asked: SecondAsked, by: Person, *, yes: bool) -> None:
    """Whoever is asked to stand behind a coach says yes or no, and may say otherwise until it holds.

    The two are told. NotPossible for anybody else, or when it was taken back or holds already.
    """
    with transaction.atomic():
        row = locked(asked.engagement, None)
        there = SecondAsked.objects.select_for_update(of=("self",)).filter(pk=asked.pk).first()
        if there is None or there.person_id != by.pk or not seconds.is_open(there):
            raise NotPossible("This is not asked any more.")
        there.answer = seconds.YES if yes else seconds.NO
        there.save(update_fields=["answer"])
        audit.record(row.pk, "second.answered", actor=by.chain)
        for person in (row.leader, row.coach):
            mail.send("engagements.news", to=person, ref=row.pk)
        _hold_once_signed(row, newest_version(row), by)


# ------------------------------------------------------------------------------------------------- inside
def _for_change(engagement: Engagement, by: Person, read_at: int) -> tuple[Engagement, AgreementVersion]:
    row = locked(engagement, read_at)
    if row.state not in TAKEN or party_of(row, by) is not Party.LEADER:
        raise NotPossible("The agreement is the leader's to change, while there is one.")
    return row, newest_version(row)


def _new_version(row: Engagement, newest: AgreementVersion, terms: texts.Terms, by: Person) -> None:
    # Only one unsigned text at a time lies beside the one that holds.
    AgreementVersion.objects.filter(engagement=row, in_force_on=None).exclude(pk=newest.pk).delete()
    protection = protection_for(row, terms, by)
    if row.state == State.CHOOSING:
        row.planned_end = terms.planned_end
    row.version += 1
    row.save(update_fields=["planned_end", "version"])
    texts.write(row, newest.number + 1, terms, protection)
    seconds.ask(row, terms.second_coach, by)
    audit.record(row.pk, "agreement.changed", actor=by.chain)
    if row.state in ALIVE:
        mail.send("engagements.news", to=row.coach, ref=row.pk)


def _hold_once_signed(row: Engagement, version: AgreementVersion, by: Person) -> None:
    """Let a text hold that all have signed; until then nothing changes. No silence is a signature."""
    signed = [Party(p) for p in version.signatures.values_list("party", flat=True)]
    if version.protection is not None and version.protection.signed_at is not None:
        signed.append(Party.THIRD)
    if not is_signed(signed, protected=row.protected):
        return
    if not seconds.may_stand(row, version):
        return
    if row.protected:
        if version.second_coach is None:
            return
        check_people(
            row, version.second_coach, version.protection.third_person if version.protection else None
        )
    today = clock.now().date()
    version.in_force_on = today
    version.save(update_fields=["in_force_on"])
    before = row.second_coach
    fresh = row.state == State.CHOOSING
    row.second_coach, row.protection = version.second_coach, version.protection
    row.planned_end = version.planned_end or row.planned_end
    row.erase_on, row.erase_coach_on = version.erase_on, version.erase_coach_on
    if fresh:
        row.state, row.agreed_on = State.AGREED, today
    row.suits_since, row.suits_from = today, row.conversations
    row.version += 1
    row.save()
    forget_protection(row, but=row.protection)
    seconds.forget(row)
    audit.record(row.pk, "engagement.agreed" if fresh else "agreement.renewed", actor=by.chain)
    if before != row.second_coach:
        releases.close_scope(row.coach_scope)
        for person in (before, row.second_coach):
            if person is not None:
                mail.send("engagements.news", to=person, ref=row.pk)
    if by.pk not in {row.leader_id, row.coach_id}:
        tell(row, but=by)
