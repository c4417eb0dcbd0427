"""How whoever asks stands to a mirror, one of its behaviours or a finding: its owner, or nobody."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.services import NothingThere, loader
from hansei.web.ground.prepared import Prepared
from hansei.web.steps.mirror import own, selectors, thanking
from hansei.web.steps.mirror.models import Behaviour, Finding, Mirror, ThanksLink


def _owner(request: HttpRequest, leader_id: UUID) -> set[Relation]:
    return {Relation.OWNER} if leader_id == request.user.pk else set()


@loader("mirror")
def mirror(request: HttpRequest, mirror_id: UUID) -> tuple[Mirror, set[Relation]]:
    """One mirror."""
    found = Mirror.objects.filter(pk=mirror_id).select_related("leader", "round", "engagement").first()
    if found is None:
        raise NothingThere
    return found, _owner(request, found.leader_id)


@loader("mirror_behaviour")
def mirror_behaviour(request: HttpRequest, behaviour_id: UUID) -> tuple[Behaviour, set[Relation]]:
    """One behaviour of a mirror."""
    found = _BEHAVIOUR.first(id=behaviour_id)
    if found is None:
        raise NothingThere
    return found, _owner(request, found.mirror.leader_id)


_BEHAVIOUR = Prepared[Behaviour](
    lambda id: Behaviour.objects.filter(pk=id).select_related(  # noqa: A006 - the column's name
        "mirror__leader", "mirror__round", "mirror__engagement", "own__leader"
    ),
    id=Behaviour._meta.get_field("id"),
)


@loader("finding")
def finding(request: HttpRequest, finding_id: UUID) -> tuple[Finding, set[Relation]]:
    """One finding."""
    found = (
        Finding.objects.filter(pk=finding_id)
        .select_related("leader", "behaviour__mirror__leader", "behaviour__own__leader")
        .first()
    )
    if found is None:
        raise NothingThere
    return found, _owner(request, found.leader_id)


@loader("own_mirrors")
def own_mirrors(request: HttpRequest) -> tuple[Person, set[Relation]]:
    """The lists of one's own: there for a leader, and for whoever was one and has some left."""
    person = request.user
    if not isinstance(person, Person) or not (
        person.is_leader or selectors.has_any(person) or own.has_any(person)
    ):
        raise NothingThere
    return person, {Relation.OWNER}


@loader("thanks_link")
def thanks_link(request: HttpRequest, secret: str) -> tuple[ThanksLink, set[Relation]]:
    """A note of thanks behind a link, whose secret is the only proof there is."""
    found = thanking.by_secret(secret)
    if found is None:
        raise NothingThere
    return found, {Relation.HOLDER}
