"""Who may answer whether they want to coach."""

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.bench.models import Asked, Place
from hansei.web.ground.policy.services import standing


@standing(Relation.BENCH)
def on_or_asked(request: HttpRequest) -> set[Relation]:
    person = request.user
    if not person.is_authenticated:
        return set()
    asked = Asked.objects.filter(person=person).exists() or Place.objects.filter(coach=person).exists()
    return {Relation.BENCH} if asked else set()
