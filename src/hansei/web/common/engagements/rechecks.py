"""Does it still suit? Each of the two is asked in private; without an answer it pauses.

Who did not answer is told to nobody: a pause by silence looks like any other.
"""

import json
from datetime import timedelta

from django.db import transaction

from hansei.core import clock, library
from hansei.core.agreement import ANSWER_WITHIN, Party, State, recheck_is_due
from hansei.web.common.engagements import moves
from hansei.web.common.engagements.held import held, party_of
from hansei.web.common.engagements.models import Engagement, Recheck
from hansei.web.common.engagements.selectors import recheck_at
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.vault import services as vault

audit.register("recheck.asked", "recheck.suits")

YES, PAUSE, END = "yes", "pause", "end"


@moves.on_counted
def ask_if_due(row: Engagement) -> bool:
    """Ask both when it is time, in the caller's transaction, under the caller's lock. Whether it was."""
    if row.state != State.AGREED or Recheck.objects.filter(engagement=row, closed=False).exists():
        return False
    today = clock.now().date()
    since = row.suits_since or row.agreed_on or today
    setting = library.agreement().clause("recheck").default
    if not recheck_is_due(
        conversations=row.conversations - row.suits_from,
        days=(today - since).days,
        every=setting["recheck_conversations"],
        at_latest=setting["recheck_days"],
    ):
        return False
    Recheck.objects.create(engagement=row, asked_on=today, due_on=today + timedelta(days=ANSWER_WITHIN))
    audit.record(row.pk, "recheck.asked", actor=None)
    for person in (row.leader, row.coach):
        mail.send("engagements.news", to=person, ref=row.pk)
    return True


def ask_all_due() -> int:
    """Ask wherever it is time. How many were asked."""
    asked = 0
    for engagement in Engagement.objects.filter(state=State.AGREED):
        with transaction.atomic():
            row = held(engagement)
            if row is not None and ask_if_due(row):
                asked += 1
    return asked


def answer(engagement: Engagement, by: Person, *, suits: str, unwanted: str = "", words: str = "") -> State:
    """One of the two says whether it still suits: "yes", "pause" or "end". NotPossible when nothing is asked.

    `unwanted` ("yes", "no" or "") and `words` are the leader's alone, and are kept for them, sealed.
    """
    party = party_of(engagement, by)
    if party is Party.LEADER:
        vault.ensure(by.private_scope, "person")
    with transaction.atomic():
        row = held(engagement)
        open_ = Recheck.objects.select_for_update(of=("self",)).filter(engagement=row, closed=False).first()
        if row is None or row.state != State.AGREED or open_ is None:
            raise NotPossible("Nothing is asked now.")
        if party is Party.LEADER and (unwanted or words):
            kept = json.dumps({"unwanted": unwanted, "words": words})
            open_.leader_sealed = vault.seal(by.private_scope, kept, at=recheck_at(open_.pk))
            open_.save(update_fields=["leader_sealed"])
        if suits == PAUSE:
            moves.pause(row, by)
        elif suits == END:
            moves.end(row, by)
        elif suits == YES:
            _say_yes(row, open_, party)
        else:
            raise ValueError("yes, pause or end")
        row.refresh_from_db()
        return State(row.state)


def _say_yes(row: Engagement, open_: Recheck, party: Party) -> None:
    if party is Party.LEADER:
        open_.leader_yes = True
    else:
        open_.coach_yes = True
    if open_.leader_yes and open_.coach_yes:
        open_.closed = True
        row.suits_since, row.suits_from = clock.now().date(), row.conversations
        row.save(update_fields=["suits_since", "suits_from"])
        audit.record(row.pk, "recheck.suits", actor=None)
    open_.save(update_fields=["leader_yes", "coach_yes", "closed"])


def pause_unanswered() -> int:
    """Pause where a question stayed without an answer for two weeks. No answer is not a yes. How many."""
    today = clock.now().date()
    over = Recheck.objects.filter(closed=False, due_on__lt=today).select_related("engagement")
    return sum(_pause_unless_answered(one, today) for one in over)


def _pause_unless_answered(recheck: Recheck, today: object) -> bool:
    with transaction.atomic():
        row = held(recheck.engagement)
        still = Recheck.objects.filter(pk=recheck.pk, closed=False, due_on__lt=today).exists()
        return row is not None and still and moves.pause_by_itself(row, Party.SILENCE)
