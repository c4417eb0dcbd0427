"""What of a coach's own reports can be practised again: the places of telling, while their words are kept."""

from uuid import UUID

from hansei.core.policy import Relation
from hansei.core.talk import Code, Place
from hansei.web.common.engagements.moments import Before, Heard, Moment, Source, reads
from hansei.web.common.people.models import Person
from hansei.web.steps.talk import selectors, services
from hansei.web.steps.talk.models import Stage, Talk


def own(coach: Person) -> list[Heard]:
    """The coach's reports that are there, none of them opened."""
    rows = Talk.objects.filter(coach=coach, stage=Stage.READY).select_related(
        "coach", "engagement__leader", "engagement__coach", "proposal"
    )
    return [Heard(row.pk, row.held_on, row.engagement.leader.name) for row in rows if _may(coach, row)]


def opened(coach: Person, talk_id: UUID) -> list[Moment] | None:
    """The places of telling of one report, as the coach counts them."""
    talk = (
        Talk.objects.filter(pk=talk_id, stage=Stage.READY)
        .select_related("coach", "proposal", "engagement__leader", "engagement__coach")
        .first()
    )
    if talk is None or not _may(coach, talk):
        return None
    found = selectors.opened(talk)
    if found is None:
        return None
    services.record_read(talk, coach)
    return [_moment(place) for place in found.report.places]


def _may(coach: Person, talk: Talk) -> bool:
    # The leader reads a report about both as well, and practises nothing of it.
    return Relation.OWNER in selectors.relations(coach, talk)


def _moment(place: Place) -> Moment:
    turn = place.units[0].turn
    before = tuple(
        Before(line.speaker, " ".join(said.text for said in line.said))
        for line in place.lines
        if not line.coach and line.said[0].unit.turn < turn
    )
    # In the order in which they were heard, each once: as the report names them line by line.
    codes = tuple(dict.fromkeys(unit.code.value for unit in place.units if isinstance(unit.code, Code)))
    return Moment(" ".join(unit.text for unit in place.units), codes, before)


reads(Source(own, opened))
