"""Who may answer whether they want to coach, and whose a case and a declaration are."""

from uuid import UUID

from django.http import HttpRequest

from hansei.core.policy import Relation
from hansei.web.common.bench.models import Case, Declaration
from hansei.web.common.bench.selectors import is_on_or_asked
from hansei.web.ground.policy.services import NothingThere, loader, standing


@standing(Relation.BENCH)
def on_or_asked(request: HttpRequest) -> set[Relation]:
    person = request.user
    if not person.is_authenticated:
        return set()
    return {Relation.BENCH} if is_on_or_asked(person) else set()


@loader("case")
def case(request: HttpRequest, case_id: UUID) -> tuple[Case, set[Relation]]:
    found = Case.objects.filter(pk=case_id).select_related("coach").first()
    if found is None:
        raise NothingThere
    return found, {Relation.OWNER} if found.coach_id == request.user.pk else set()


@loader("declaration")
def declaration(request: HttpRequest, declaration_id: UUID) -> tuple[Declaration, set[Relation]]:
    found = Declaration.objects.filter(pk=declaration_id).select_related("about", "unit").first()
    if found is None:
        raise NothingThere
    return found, {Relation.OWNER} if found.coach_id == request.user.pk else set()
