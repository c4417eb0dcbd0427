"""Both people's yes to one conversation being written down: given in private, each time.

Whether it opens is decided at one moment that is known beforehand. Until then both pages look the same
whatever the other said, and answers may be changed; from then on it is open if both said yes, and else it is
not. So a no, "not yet" and no answer look the same to the other, at every moment, and a yes is learnt from
its opening alone. The moment says nothing of when anybody answered.

An answer writes no line in the audit and has no time, like everything else that one says for oneself.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q

from hansei.core import clock
from hansei.core.agreement import Party
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.services import require_open
from hansei.web.common.people.models import Person
from hansei.web.common.people.selectors import switched_on
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.policy.errors import Erased
from hansei.web.ground.prepared import Prepared
from hansei.web.ground.vault import services as vault
from hansei.web.steps.talk.models import Proposal, Talk

audit.register("talk.proposed")

OPEN, YES, NOT_YET, NO = "open", "yes", "not_yet", "no"
ANSWERS = (YES, NOT_YET, NO)
#: Every answer is sealed at this length.
_LENGTH = 16

#: What the page says is done with it. 2: the coach can take overruled lines out as a file. 3: the coach can
#: overrule how the leader's sentences were coded, too. A yes to an earlier wording allows what stood there
#: and no more.
TERMS = 3
TERMS_TAKES_OUT, TERMS_ALL_CODES = 2, 3

#: How far off, back and ahead, the conversation may be when it is proposed.
DAYS_BACK, DAYS_AHEAD = 7, 30
#: It is decided on the second morning after it was proposed, and stays for two weeks after that.
MORNINGS, HOUR, STAYS = 2, 7, 14


@dataclass(frozen=True)
class Stand:
    """One proposal as one of the two sees it: nothing in it comes from the other but an opening."""

    row: Proposal
    party: Party
    mine: str
    decided: bool
    opened: bool

    @property
    def waiting(self) -> bool:
        """Whether answers still count."""
        return not self.decided


def party_in(engagement: Engagement, person: Person) -> Party:
    """Which of the two this person is. Raises NotPossible for anybody else."""
    if engagement.leader_id == person.pk:
        return Party.LEADER
    if engagement.coach_id == person.pk:
        return Party.COACH
    raise NotPossible("This is between the leader and the coach.")


# ------------------------------------------------------------------------------------------------- answers
def place(row: Proposal | Talk, what: str) -> str:
    """Where a sealed value stands: it opens nowhere else."""
    return f"{row._meta.label}.{what}:{row.pk}"


def seal_answer(engagement: Engagement, party: Party, answer: str, *, at: str) -> bytes:
    """An answer of one of the two, in a space of their own side, at one length for all answers."""
    scope = engagement.leader.private_scope if party is Party.LEADER else engagement.coach_scope
    return vault.seal(scope, answer.ljust(_LENGTH), at=at)


def open_answer(engagement: Engagement, party: Party, sealed: bytes | memoryview | None, *, at: str) -> str:
    """What was answered; a key that is gone counts as no answer."""
    if sealed is None:
        return OPEN
    scope = engagement.leader.private_scope if party is Party.LEADER else engagement.coach_scope
    try:
        return vault.open_(scope, bytes(sealed), at=at).strip()
    except Erased:
        return OPEN


def _column(party: Party) -> str:
    return "leader_says" if party is Party.LEADER else "coach_says"


def answer_of(row: Proposal, party: Party) -> str:
    """What this one of the two has said so far."""
    column = _column(party)
    return open_answer(row.engagement, party, getattr(row, column), at=place(row, column))


def both_yes(row: Proposal) -> bool:
    """Whether both have said yes. For services only: before the moment no page may depend on it."""
    return answer_of(row, Party.LEADER) == YES and answer_of(row, Party.COACH) == YES


# ----------------------------------------------------------------------------------------------- proposing
def deciding_moment(engagement: Engagement, now: datetime) -> datetime:
    """The second morning after `now`, at seven where the leader is."""
    zone = ZoneInfo(engagement.leader.zone)
    day = now.astimezone(zone).date() + timedelta(days=MORNINGS)
    return datetime.combine(day, time(HOUR), tzinfo=zone)


def propose(engagement: Engagement, by: Person, *, held_on: date) -> Proposal:
    """One of the two proposes that one conversation may be written down; their own yes can be changed.

    Raises NotPossible when nothing may be made under this agreement, while talk reports are switched off, for
    a day too far off, or when this conversation was proposed before.
    """
    now = clock.now()
    today = now.date()
    if not switched_on("talk"):
        raise NotPossible("Talk reports are switched off here.")
    if not today - timedelta(days=DAYS_BACK) <= held_on <= today + timedelta(days=DAYS_AHEAD):
        raise NotPossible("The day of the conversation is too far off.")
    vault.ensure(engagement.leader.private_scope, "person")
    try:
        with transaction.atomic():
            held = (
                Engagement.objects.select_for_update(of=("self",))
                .select_related("leader", "coach")
                .filter(pk=engagement.pk)
                .first()
            )
            found = require_open(held)
            party = party_in(found, by)
            decides_at = deciding_moment(found, now)
            row = Proposal(
                engagement=found,
                by_leader=party is Party.LEADER,
                held_on=held_on,
                decides_at=decides_at,
                ends_at=max(decides_at, _evening(found, held_on)) + timedelta(days=STAYS),
                terms=TERMS,
            )
            for each in (Party.LEADER, Party.COACH):
                said = YES if each is party else OPEN
                column = _column(each)
                setattr(row, column, seal_answer(found, each, said, at=place(row, column)))
            row.save(force_insert=True)
            audit.record(found.pk, "talk.proposed", actor=by.chain, subject="proposal", subject_id=row.pk)
            mail.send(
                "engagements.news",
                to=found.coach if party is Party.LEADER else found.leader,
                ref=found.pk,
            )
    except IntegrityError:
        raise NotPossible("This conversation was proposed before.") from None
    return row


def _evening(engagement: Engagement, day: date) -> datetime:
    return datetime.combine(day, time(23, 59), tzinfo=ZoneInfo(engagement.leader.zone))


def say(row: Proposal, by: Person, answer: str) -> None:
    """One of the two answers, or answers anew. After the moment only a yes can be taken back, at once.

    Raises NotPossible for another answer after the moment, or when the proposal is gone.
    """
    if answer not in ANSWERS:
        raise ValueError("not an answer")
    with transaction.atomic():
        held = _held(row)
        if held is None:
            raise NotPossible("This is over.")
        party = party_in(held.engagement, by)
        if held.decides_at <= clock.now():
            if answer == YES:
                raise NotPossible("This was decided.")
            _destroy_words(held)
        column = _column(party)
        sealed = seal_answer(held.engagement, party, answer, at=place(held, column))
        Proposal.objects.filter(pk=held.pk).update(**{column: sealed})


def _destroy_words(row: Proposal) -> None:
    """The words of this conversation go: their key first, then the row. Counts stay with the coach."""
    for talk in Talk.objects.filter(proposal=row):
        vault.destroy(talk.scope)
        talk.delete()


def _held(row: Proposal) -> Proposal | None:
    return (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("engagement__leader", "engagement__coach")
        .filter(pk=row.pk)
        .first()
    )


def hold_open(row: Proposal) -> Proposal:
    """The proposal, held until the end of the transaction, if it is open now. Raises NotPossible."""
    held = _held(row)
    if held is None or not is_open(held):
        raise NotPossible("This conversation is not open.")
    require_open(held.engagement)
    return held


# ------------------------------------------------------------------------------------------------- reading
def is_open(row: Proposal) -> bool:
    """Whether words of this conversation may be here now: the moment has come, and both said yes."""
    now = clock.now()
    return row.decides_at <= now < row.ends_at and both_yes(row)


def stand(row: Proposal, person: Person) -> Stand:
    """The proposal as this one of the two may see it."""
    party = party_in(row.engagement, person)
    return Stand(
        row=row,
        party=party,
        mine=answer_of(row, party),
        decided=row.decides_at <= clock.now(),
        opened=is_open(row),
    )


def proposals(person: Person, *, but: Collection[UUID | None] = ()) -> list[Stand]:
    """Every proposal of this person's conversations that has not ended, the latest conversation first.

    Of those in `but` nothing is opened and nothing given.
    """
    rows = _PROPOSALS.all(person=person.pk, now=clock.now())
    return [stand(row, person) for row in rows if row.pk not in but]


_PROPOSALS = Prepared[Proposal](
    lambda person, now: Proposal.objects.filter(
        Q(engagement__leader=person) | Q(engagement__coach=person), ends_at__gt=now
    ).select_related("engagement__leader", "engagement__coach"),
    person=Person._meta.get_field("id"),
    now=Proposal._meta.get_field("ends_at"),
)
