"""Writes of engagements: each in a transaction, with its audit row, at the version that was read."""

import json
import uuid
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import formats, translation

from hansei.core import clock, library
from hansei.core.agreement import ALIVE, OPEN, TAKEN, Party, State, is_signed, may_move
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements.models import AgreementVersion, Engagement, Objective, Signature
from hansei.web.common.engagements.selectors import objective_at, offered, shared_at, version_at
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases import services as releases
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault

Withdrawal = Callable[[Engagement], None]
_WITHDRAWALS: list[Withdrawal] = []

audit.register(
    "coach.asked", "coach.not_now", "agreement.changed", "agreement.signed", "engagement.agreed",
    "engagement.paused", "engagement.resumed", "engagement.ended", "engagement.erased",
    "engagement.term_over", "objective.written", "objective.changed", "objective.dropped",
)  # fmt: skip


def on_withdrawal(close: Withdrawal) -> Withdrawal:
    """Register what must close, in the same transaction, when an engagement is paused, ended or erased."""
    _WITHDRAWALS.append(close)
    return close


def default_end(today: date) -> date:
    """Six months on, as the agreement proposes (182 days; the two can change the day)."""
    return today + timedelta(days=182)


# ------------------------------------------------------------------------------------------------- naming
def name_coach(leader: Person, coach: Person) -> Engagement:
    """The leader asks one coach. Raises NotPossible when this coach is not offered to this leader."""
    if coach not in offered(leader):
        raise NotPossible("This coach cannot be named now.")
    engagement = Engagement(
        leader=leader,
        coach=coach,
        state=State.CHOOSING,
        asked_on=clock.now().date(),
        planned_end=default_end(clock.now().date()),
    )
    vault.ensure(engagement.scope, "engagement")
    vault.ensure(engagement.coach_scope, "coach_side")
    try:
        with transaction.atomic():
            # Held, and looked at again: two leaders at once do not get the last place of one coach.
            list(Place.objects.filter(coach=coach).select_for_update().values_list("pk"))
            if coach not in offered(leader):
                raise NotPossible("This coach cannot be named now.")
            Engagement.objects.filter(leader=leader, state=State.NONE).delete()
            engagement.save(force_insert=True)
            _write_text(engagement, 1, _default_terms(engagement))
            audit.record(engagement.pk, "coach.asked", actor=leader.chain)
            mail.send("engagements.news", to=coach, ref=engagement.pk)
    except IntegrityError:
        raise NotPossible("You have named a coach already.") from None
    return engagement


def decline(engagement: Engagement, by: Person) -> None:
    """The coach says no, or the leader takes the request back: the request and its keys go."""
    party = _party(engagement, by)
    with transaction.atomic():
        row = _locked(engagement, None)
        _require(row, State.NONE, party)
        audit.record(row.pk, "coach.not_now", actor=by.chain)
        vault.destroy(row.scope)
        vault.destroy(row.coach_scope)
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


# ---------------------------------------------------------------------------------------------- agreement
def draft(
    engagement: Engagement, by: Person, *, read_at: int, conversations: int, planned_end: date, hours: int
) -> None:
    """The leader changes the term: a new version, and nobody has signed it yet. Raises Stale."""
    with transaction.atomic():
        row = _locked(engagement, read_at)
        if row.state != State.CHOOSING or _party(row, by) is not Party.LEADER:
            raise NotPossible("The agreement can be changed before both have signed.")
        number = AgreementVersion.objects.filter(engagement=row).count() + 1
        row.planned_end = planned_end
        row.version += 1
        row.save(update_fields=["planned_end", "version"])
        _write_text(row, number, {"conversations": conversations, "leader_hours": hours})
        audit.record(row.pk, "agreement.changed", actor=by.chain)


def sign(engagement: Engagement, by: Person, *, read_at: int) -> State:
    """One party signs the text as read at version `read_at`. Agreed once both have. Raises Stale."""
    with transaction.atomic():
        row = _locked(engagement, read_at)
        party = _party(row, by)
        _require(row, State.AGREED, party)
        if row.planned_end <= clock.now().date():
            raise NotPossible("The last day has passed. The leader can change the term.")
        version = AgreementVersion.objects.filter(engagement=row).first()
        assert version is not None
        Signature.objects.get_or_create(version=version, party=party, defaults={"signed_at": clock.now()})
        audit.record(row.pk, "agreement.signed", actor=by.chain, subject="version", subject_id=version.pk)
        parties = [Party(p) for p in version.signatures.values_list("party", flat=True)]
        if is_signed(parties):
            row.state = State.AGREED
            row.agreed_on = clock.now().date()
            row.version += 1
            row.save(update_fields=["state", "agreed_on", "version"])
            audit.record(row.pk, "engagement.agreed", actor=by.chain)
        mail.send("engagements.news", to=row.coach if party is Party.LEADER else row.leader, ref=row.pk)
        return State(row.state)


# ------------------------------------------------------------------------------------ pause, go on, end
def pause(engagement: Engagement, by: Person) -> None:
    """Stop for now, without a reason; every open link closes in the same transaction."""
    with transaction.atomic():
        row = _locked(engagement, None)
        _require(row, State.PAUSED, _party(row, by))
        _withdraw(row)
        row.leader_says_go_on = row.coach_says_go_on = False
        _move(row, State.PAUSED, by, "engagement.paused")


def go_on(engagement: Engagement, by: Person, *, read_at: int) -> State:
    """One party wants to go on. It goes on once both do: no answer never becomes a yes.

    Stale for a page that was read before the last change: a yes to an earlier pause is none to this one.
    """
    with transaction.atomic():
        row = _locked(engagement, read_at)
        party = _party(row, by)
        _require(row, State.AGREED, party, frm=State.PAUSED)
        if party is Party.LEADER:
            row.leader_says_go_on = True
        else:
            row.coach_says_go_on = True
        row.save(update_fields=["leader_says_go_on", "coach_says_go_on"])
        said = [
            p
            for p, yes in ((Party.LEADER, row.leader_says_go_on), (Party.COACH, row.coach_says_go_on))
            if yes
        ]
        if is_signed(said):
            _move(row, State.AGREED, by, "engagement.resumed")
        return State(row.state)


def end(engagement: Engagement, by: Person) -> None:
    """End it, without a reason; links close and what was shared closes, in the same transaction."""
    with transaction.atomic():
        row = _locked(engagement, None)
        _require(row, State.ENDED, _party(row, by))
        _withdraw(row)
        releases.close_scope(row.scope)
        row.ended_on = clock.now().date()
        row.save(update_fields=["ended_on"])
        _move(row, State.ENDED, by, "engagement.ended")


def close_everything(engagement: Engagement) -> None:
    """Close every open link and shared item of an engagement that is about to be erased."""
    _withdraw(engagement)
    releases.close_scope(engagement.scope)


def end_terms() -> int:
    """End what is past its planned end: after that day it is over unless both sign again. How many."""
    today = clock.now().date()
    over = Engagement.objects.filter(state__in=ALIVE, planned_end__lt=today).values_list("pk", flat=True)
    ended = 0
    for pk in over:
        with transaction.atomic():
            row = (
                Engagement.objects.select_for_update(of=("self",))
                .select_related("leader", "coach")
                .filter(pk=pk)
                .first()
            )
            # Looked at again under the lock: the two may have ended or erased it meanwhile.
            if row and row.planned_end < today and may_move(State(row.state), State.ENDED, Party.TERM):
                _withdraw(row)
                releases.close_scope(row.scope)
                row.state, row.ended_on, row.version = State.ENDED, today, row.version + 1
                row.save(update_fields=["state", "ended_on", "version"])
                audit.record(row.pk, "engagement.term_over", actor=None)
                for person in (row.leader, row.coach):
                    mail.send("engagements.news", to=person, ref=row.pk)
                ended += 1
    return ended


def pause_for_leaver(person: Person) -> None:
    """Somebody left: what they are in pauses, links close, and the other side is told that it did."""
    both = Q(leader=person) | Q(coach=person)
    for engagement in Engagement.objects.filter(both, state=State.AGREED).select_related("leader", "coach"):
        pause(engagement, person)


def pause_for_leavers(people: Sequence[Person]) -> None:
    """The same for many at once: one question for those who are in something, however many left."""
    here = {person.pk: person for person in people}
    parties = Engagement.objects.filter(state=State.AGREED).values_list("leader_id", "coach_id")
    for pk in sorted({pk for pair in parties for pk in pair} & here.keys()):
        pause_for_leaver(here[pk])


def require_open(engagement: Engagement | None) -> Engagement:
    """The engagement, if something new may be made under it now. Raises NotPossible otherwise."""
    if engagement is None or engagement.state not in OPEN:
        raise NotPossible("This needs an agreement that both have signed and that is not paused.")
    return engagement


def count_conversation(engagement: Engagement) -> None:
    """One more conversation was held, in the caller's transaction. Raises NotPossible unless it is agreed."""
    row = require_open(_held(engagement))
    Engagement.objects.filter(pk=row.pk).update(conversations=F("conversations") + 1)


# ---------------------------------------------------------------------------------------------- objectives
def write_objective(leader: Person, *, words: str, focus: str, direction: str) -> Objective:
    """A new objective, in the leader's own words. There is no way to write one for somebody else."""
    vault.ensure(leader.private_scope, "person")
    current = Engagement.objects.filter(leader=leader, state__in=TAKEN).first()
    row = Objective(
        leader=leader,
        focus=focus,
        direction=direction,
        written_on=clock.now().date(),
        under=current.pk if current else None,
    )
    row.sealed = vault.seal(leader.private_scope, words, at=objective_at(row.pk))
    with transaction.atomic():
        row.save(force_insert=True)
        audit.record(
            leader.chain, "objective.written", actor=leader.chain, subject="objective", subject_id=row.pk
        )
    return row


def change_objective(row: Objective, *, read_at: int, words: str, focus: str, direction: str) -> None:
    """Change one's own objective; a shared copy stays as it was. Raises Stale when it changed meanwhile."""
    sealed = vault.seal(row.leader.private_scope, words, at=objective_at(row.pk))
    with transaction.atomic():
        changed = Objective.objects.filter(pk=row.pk, version=read_at).update(
            sealed=sealed, focus=focus, direction=direction, version=F("version") + 1
        )
        if not changed:
            raise Stale
        audit.record(
            row.leader.chain,
            "objective.changed",
            actor=row.leader.chain,
            subject="objective",
            subject_id=row.pk,
        )


def drop_objective(row: Objective) -> None:
    """Erase one objective, and what was shared of it."""
    with transaction.atomic():
        for engagement in Engagement.objects.filter(leader=row.leader):
            releases.take_back(row.leader, engagement.scope, "objective", row.pk)
        audit.record(
            row.leader.chain,
            "objective.dropped",
            actor=row.leader.chain,
            subject="objective",
            subject_id=row.pk,
        )
        row.delete()


# ------------------------------------------------------------------------------------------------- sharing
def open_to_coach(engagement: Engagement, *, kind: str, ref: UUID, payload: dict[str, Any]) -> None:
    """The leader opens one item to the coach of a running engagement, as it is now. NotPossible otherwise."""
    with transaction.atomic():
        # Held: an end at the same moment closes this too, or is found here and nothing is opened.
        row = require_open(_held(engagement))
        item_id = uuid.uuid4()
        sealed = vault.seal(row.scope, json.dumps(payload), at=shared_at(item_id))
        releases.share(
            item_id=item_id,
            owner=row.leader,
            reader=row.coach,
            scope=row.scope,
            kind=kind,
            ref=ref,
            sealed=sealed,
        )


def close_to_coach(engagement: Engagement, *, kind: str, ref: UUID) -> None:
    """The leader takes an item back, as easily as it was opened."""
    releases.take_back(engagement.leader, engagement.scope, kind, ref)


# ------------------------------------------------------------------------------------------------- inside
def _party(engagement: Engagement, person: Person) -> Party:
    if engagement.leader_id == person.pk:
        return Party.LEADER
    if engagement.coach_id == person.pk:
        return Party.COACH
    raise NotPossible("This is between the leader and the coach.")


def _locked(engagement: Engagement, read_at: int | None) -> Engagement:
    """The row, held until the end of the transaction; Stale when it is not the version that was read."""
    row = _held(engagement)
    if row is None or (read_at is not None and row.version != read_at):
        raise Stale
    return row


def _held(engagement: Engagement) -> Engagement | None:
    return Engagement.objects.select_for_update(of=("self",)).filter(pk=engagement.pk).first()


def _require(row: Engagement, after: State, party: Party, *, frm: State | None = None) -> None:
    before = State(row.state)
    if (frm is not None and before is not frm) or not may_move(before, after, party):
        raise NotPossible("This is not possible at this point.")


def _move(row: Engagement, after: State, by: Person, verb: str) -> None:
    row.state = after
    row.version += 1
    row.save(update_fields=["state", "version", "leader_says_go_on", "coach_says_go_on"])
    audit.record(row.pk, verb, actor=by.chain)
    other = row.coach if by.pk == row.leader_id else row.leader
    mail.send("engagements.news", to=other, ref=row.pk)


def _withdraw(row: Engagement) -> None:
    for close in _WITHDRAWALS:
        close(row)


def _default_terms(engagement: Engagement) -> dict[str, Any]:
    term = library.agreement().clause("term").default
    return {"conversations": term["conversations"], "leader_hours": term["leader_hours"]}


def _write_text(engagement: Engagement, number: int, terms: dict[str, Any]) -> None:
    """Seal the text in every language, with the terms filled in: what is signed does not change later."""
    version = AgreementVersion(engagement=engagement, number=number, drafted_on=clock.now().date())
    content = {"terms": terms, "texts": agreement_texts(engagement, terms)}
    version.sealed = vault.seal(engagement.scope, json.dumps(content), at=version_at(version.pk))
    version.save(force_insert=True)


def agreement_texts(engagement: Engagement, terms: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Every clause that applies, by language: title, text, and what stands beside it."""
    house = Organization.get()
    facts = {**library.agreement().default, **terms, "backup_days": house.backup_days if house else 30}
    for name in ("misconduct_rules", "contact_inside", "contact_outside", "code_of_ethics"):
        facts[name] = getattr(house, name, "") or None
    texts: dict[str, list[dict[str, Any]]] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            end_day = formats.date_format(engagement.planned_end, "DATE_FORMAT")
            here = {**facts, "planned_end": end_day}
            texts[language] = [
                _clause(clause, language, here)
                for clause in library.agreement().clauses_for(coach_below_leader=False)
            ]
    return texts


def _clause(clause: library.Clause, language: str, facts: dict[str, Any]) -> dict[str, Any]:
    known = {
        field.id: facts.get(field.id) or (field.if_empty.get(language) if field.if_empty else "–")
        for field in clause.fields
    }
    return {
        "id": clause.id,
        "title": clause.title.get(language),
        "text": clause.text.fill(language, **known),
        "beside": [(field.label.get(language), str(known[field.id])) for field in clause.needs],
    }
