"""What a write of an engagement begins with: who asks, the row as it was read, whether it may move."""

from django.db import transaction

from hansei.core.agreement import OPEN, Party, State, may_move
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.mail import services as mail
from hansei.web.ground.policy.errors import Stale


def party_of(engagement: Engagement, person: Person) -> Party:
    """Which of the two this person is. Raises NotPossible for anybody else."""
    if engagement.leader_id == person.pk:
        return Party.LEADER
    if engagement.coach_id == person.pk:
        return Party.COACH
    raise NotPossible("This is between the leader and the coach.")


def locked(engagement: Engagement, read_at: int | None) -> Engagement:
    """The row, held until the end of the transaction; Stale when it is not the version that was read."""
    row = held(engagement)
    if row is None or (read_at is not None and row.version != read_at):
        raise Stale
    return row


def held(engagement: Engagement) -> Engagement | None:
    """The row as it is now, held until the end of the transaction."""
    assert transaction.get_connection().in_atomic_block
    return Engagement.objects.select_for_update(of=("self",)).filter(pk=engagement.pk).first()


def require(row: Engagement, after: State, party: Party, *, frm: State | None = None) -> None:
    """NotPossible unless `party` may move the row there now."""
    before = State(row.state)
    if (frm is not None and before is not frm) or not may_move(before, after, party):
        raise NotPossible("This is not possible at this point.")


def require_open(engagement: Engagement | None) -> Engagement:
    """The engagement, if something new may be made under it now. Raises NotPossible otherwise."""
    if engagement is None or engagement.state not in OPEN:
        raise NotPossible("This needs an agreement that both have signed and that is not paused.")
    return engagement


def tell(row: Engagement, *, but: Person | None = None) -> None:
    """Mail to the two and to the second coach, but for the one whose doing it is, that there is news."""
    for person in (row.leader, row.coach, row.second_coach):
        if person is not None and (but is None or person.pk != but.pk):
            mail.send("engagements.news", to=person, ref=row.pk)
