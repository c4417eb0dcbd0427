"""How a person stands to the house as a whole, for the policy table."""

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.people.services import link_is_open
from hansei.web.ground.policy.services import NothingThere, loader, standing


@standing(Relation.SIGNED_IN, Relation.LEADER_SELF, Relation.STEWARD, Relation.OPERATOR, Relation.COUNCIL)
def by_role(request: HttpRequest) -> set[Relation]:
    person = request.user
    if not person.is_authenticated:
        return set()
    held = {Relation.SIGNED_IN}
    roles = {
        Relation.LEADER_SELF: person.is_leader,
        Relation.STEWARD: person.is_steward,
        Relation.OPERATOR: person.is_operator,
        Relation.COUNCIL: person.is_council,
    }
    return held | {relation for relation, held_role in roles.items() if held_role}


@loader("first_steward_link")
def first_steward_link(request: HttpRequest, secret: str) -> tuple[str, set[Relation]]:
    """The one-time link is its own proof; a used, old or wrong one is not there."""
    if not link_is_open(secret):
        raise NothingThere
    return secret, {Relation.FIRST_STEWARD}
