"""What a link opens. Its secret is the only proof there is; nobody signs in to answer."""

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.asking.models import Invitation
from hansei.web.common.asking.selectors import by_secret
from hansei.web.ground.policy.services import NothingThere, loader


@loader("invitation_link")
def invitation_link(request: HttpRequest, secret: str) -> tuple[Invitation, set[Relation]]:
    invitation = by_secret(secret)
    if invitation is None:
        raise NothingThere
    return invitation, {Relation.HOLDER}
