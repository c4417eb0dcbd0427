"""Opening what was experienced, and what the leader makes of it."""

import json
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from hansei.core import clock
from hansei.core.practice import may_begin
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.audit import services as audit
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import again, selectors
from hansei.web.steps.mirror.models import Behaviour, Finding, Prediction, Reveal, Way
from hansei.web.steps.mirror.own import title
from hansei.web.steps.mirror.selectors import at
from hansei.web.steps.mirror.settling import settle

CHOICES = ("work", "park", "not_mine")
#: What a finding has before its leader has chosen; it may stay so.
UNDECIDED = ""
#: What is sealed is filled up to a multiple of this: by its length, a choice made later would be told.
_BLOCK = 1024

audit.register("mirror.revealed", "finding.written", "finding.changed")


class TooManyAtOnce(NotPossible):
    """Two behaviours are worked on already."""


class CoachWasAsked(NotPossible):
    """Who knows their own answer could take it out of what the marks say: they are not opened to them."""

    def __init__(self) -> None:
        super().__init__("No marks are opened to somebody who was asked.")


def reveal(row: Behaviour) -> None:
    """Open one behaviour: a reveal for each of its locked expectations, in one transaction. May be repeated.

    Raises NotPossible before the window is over, and while one that comes earlier is not open yet: the
    order is the leader's own, and nothing in it can be told from what was answered.
    """
    mirror = row.mirror
    if not settle(mirror):
        raise NotPossible("Nothing to see yet.")
    with transaction.atomic():
        if selectors.next_to_open(mirror) not in {None, row.pk} and not selectors.revealed(row):
            raise NotPossible("Another one comes first.")
        predictions = list(
            Prediction.objects.select_for_update(of=("self",)).filter(behaviour=row, locked_at__isnull=False)
        )
        if not predictions:
            raise NotPossible("Nothing to see yet.")
        there = set(Reveal.objects.filter(prediction__in=predictions).values_list("prediction_id", flat=True))
        fresh = [Reveal(prediction=p, opened_at=clock.now()) for p in predictions if p.pk not in there]
        Reveal.objects.bulk_create(fresh)
        if fresh:
            chain = mirror.leader.chain
            audit.record(chain, "mirror.revealed", actor=chain, subject="behaviour", subject_id=row.pk)


def write_finding(
    row: Behaviour, *, words: str, choice: str = UNDECIDED, around: str = "", read_at: int = 0
) -> Finding:
    """The leader's own sentence about one behaviour; what they want to do about it, once they have chosen.

    `around` is what in their surroundings makes it hard. `read_at` is the version that was read, 0 for none
    yet; the same words sent twice are kept once. Raises TooManyAtOnce over two that are worked on; Stale when
    it was changed on another page; NotPossible before the behaviour was seen.
    """
    leader = row.mirror.leader
    if row.mirror.way == Way.MORE:
        raise NotPossible("What more people said belongs to the finding about the first.")
    if not selectors.revealed(row) or choice not in (*CHOICES, UNDECIDED) or not words.strip():
        raise NotPossible("A finding is written after seeing, in one's own words.")
    content = {"words": words, "choice": choice, "around": around}
    with transaction.atomic():
        # One leader's findings are written one after the other: what is worked on is counted under this.
        Person.objects.select_for_update(of=("self",), no_key=True).get(pk=leader.pk)
        held = selectors.finding_of(row)
        if held is not None and held.row.version != read_at:
            if {"words": held.words, "choice": held.choice, "around": held.around} == content:
                return held.row
            raise Stale
        if held is None and read_at:
            raise Stale
        if choice == "work" and not may_begin(row.code, selectors.worked_on(leader)):
            raise TooManyAtOnce("Two are worked on already.")
        if held is None:
            finding = Finding(leader=leader, behaviour=row, written_on=clock.now().date())
        else:
            finding = held.row
            finding.version += 1
        finding.sealed = vault.seal(
            leader.private_scope, _filled(json.dumps(content)), at=at("Finding", "sealed", finding.pk)
        )
        try:
            finding.save(force_insert=held is None)
        except IntegrityError:
            raise Stale from None
        verb = "finding.written" if held is None else "finding.changed"
        audit.record(leader.chain, verb, actor=leader.chain, subject="finding", subject_id=finding.pk)
    return finding


def _filled(text: str) -> str:
    """With blanks up to the next full block; JSON, which is ASCII here, does not mind them."""
    return text + " " * (-len(text) % _BLOCK)


def open_finding_to_coach(finding: Finding, engagement: Engagement, *, sentences: Sequence[str] = ()) -> None:
    """Show one finding to the coach, with the sentences about the marks only when the leader says so.

    CoachWasAsked: sentences, for somebody who was asked in that mirror before they became the coach. Words
    alone can be opened to them.
    """
    if sentences and not marks_can_be_opened(finding, engagement):
        raise CoachWasAsked
    opened = selectors.open_finding(finding)
    # What the boss alone could see has no marks, and so no sentence about them.
    said = [] if selectors.in_words(finding.behaviour) else list(sentences)
    engagements.open_to_coach(
        engagement,
        kind="finding",
        ref=finding.pk,
        payload={"words": opened.words, "sentences": said} | _named(finding.behaviour),
    )


def marks_can_be_opened(finding: Finding, engagement: Engagement) -> bool:
    """Whether the sentences about its marks may be opened: the coach was not among those who were asked."""
    return not again.was_asked(finding.behaviour.mirror, engagement.coach_id)


def _named(row: Behaviour) -> dict[str, str]:
    """What the finding is about: the library's by its code, the leader's own in its words."""
    return {"own_behaviour": title(row)} if row.own is not None else {"behaviour": row.code}


def take_back(finding: Finding, engagement: Engagement) -> None:
    """Close a finding to the coach again."""
    engagements.close_to_coach(engagement, kind="finding", ref=finding.pk)
