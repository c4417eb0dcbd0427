"""What others hope for: kept apart from the objectives, under the name of whoever wrote it.

The leader may leave a wish, drop it, or adopt it, and that by writing an objective in their own words. Its
author is not told which. There is no way from the words of a wish into an objective.
"""

import re

from django.db import transaction

from hansei.core import clock
from hansei.core.agreement import ALIVE
from hansei.web.common.engagements.held import held, require_open
from hansei.web.common.engagements.models import Engagement, Wish
from hansei.web.common.engagements.selectors import open_wish, wish_at
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.vault import services as vault

audit.register("wish.written", "wish.dropped", "wish.adopted")

COACH, SPONSOR = "coach", "sponsor"
#: So many open wishes of one author: a list of demands is no wish.
MOST = 5
#: A wish of fewer words may well stand in somebody's own sentence.
_LONG_ENOUGH_TO_BE_COPIED = 5


class Copied(NotPossible):
    """What was written as an objective are the words of somebody's wish."""


def write(engagement: Engagement, author: Person, words: str, as_party: str) -> Wish:
    """Somebody writes down what they hope for. Raises NotPossible unless it is agreed and not paused.

    `as_party`: "coach" for the engagement's own coach; "sponsor" for whom the leader made a seat, which the
    caller has made sure of. The leader writes objectives, not wishes.
    """
    if as_party not in {COACH, SPONSOR}:
        raise ValueError("a wish is a coach's or a sponsor's")
    with transaction.atomic():
        row = require_open(held(engagement))
        if author.pk == row.leader_id or (as_party == COACH) is not (author.pk == row.coach_id):
            raise NotPossible("A wish is written by the coach or the sponsor.")
        if Wish.objects.filter(engagement=row, author=author, became="").count() >= MOST:
            raise NotPossible("There are five wishes already. The leader decides what becomes of them.")
        wish = Wish(engagement=row, author=author, as_party=as_party, written_on=clock.now().date())
        wish.sealed = vault.seal(row.scope, words, at=wish_at(wish.pk))
        wish.save(force_insert=True)
        audit.record(row.pk, "wish.written", actor=author.chain, subject="wish", subject_id=wish.pk)
        mail.send("engagements.news", to=row.leader, ref=row.pk)
    return wish


def drop(wish: Wish, by: Person) -> None:
    """The leader lets a wish go. Its author is not told."""
    with transaction.atomic():
        row = open_of_leader(wish, by)
        row.became = "dropped"
        row.save(update_fields=["became"])
        audit.record(row.engagement_id, "wish.dropped", actor=by.chain, subject="wish", subject_id=row.pk)


def refuse_a_copy(leader: Person, words: str) -> None:
    """Raise Copied when these are the words of a wish about this leader, as they are or inside others."""
    said = _plain(words)
    found = Wish.objects.filter(engagement__leader=leader, engagement__state__in=ALIVE)
    for wish in found.select_related("engagement"):
        wished = _plain(open_wish(wish))
        long = len(wished) >= _LONG_ENOUGH_TO_BE_COPIED
        if said == wished or (long and f" {' '.join(wished)} " in f" {' '.join(said)} "):
            raise Copied("These are the words of a wish. An objective is in yours.")


def _plain(words: str) -> list[str]:
    return re.findall(r"\w+", words.casefold())


def open_of_leader(wish: Wish, by: Person) -> Wish:
    """The wish as it is now, held, for the leader it is about, while it is open. NotPossible otherwise."""
    row = Wish.objects.select_for_update(of=("self",)).select_related("engagement").filter(pk=wish.pk).first()
    if row is None or row.engagement.leader_id != by.pk or row.engagement.state not in ALIVE or row.became:
        raise NotPossible("This wish is not open any more.")
    return row
