"""What the first two steps have to say on somebody's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from hansei.web.common.engagements.selectors import is_with_coach
from hansei.web.common.people.models import Person
from hansei.web.ground.prepared import PreparedExists
from hansei.web.ground.ui.today import Highlight, Line, tells
from hansei.web.steps.ready.models import FirstLook, Readiness

_LOOKED = PreparedExists(
    lambda owner: FirstLook.objects.filter(owner=owner), owner=Person._meta.get_field("id")
)
_WROTE = PreparedExists(
    lambda owner: Readiness.objects.filter(owner=owner), owner=Person._meta.get_field("id")
)


@tells
def for_leader(person: Person) -> Iterator[Highlight | Line]:
    if not person.is_leader:
        return
    # Whoever is with a coach already is not asked again whether they want one.
    with_coach = is_with_coach(person)
    if _LOOKED.ask(owner=person.pk):
        yield Line(
            52, _("First looks that you kept"), reverse("first_look_mine"),
            note=_("Only you can read them."),
        )  # fmt: skip
    elif with_coach:
        yield Line(
            92,
            _("A first look, alone"),
            reverse("first_look"),
            note=_("Ten minutes, without asking anybody."),
        )
    else:
        yield Highlight(
            90,
            _("For you alone"),
            _("How often do you do it, and what would others say?"),
            _("Take a first look"),
            reverse("first_look"),
            note=_("Ten minutes. Nobody else is asked, and nobody can find out that you were there."),
        )
    wrote = _WROTE.ask(owner=person.pk)
    if with_coach and not wrote:
        return
    yield Line(
        54 if wrote else 49,  # before a coach is named
        _("What you wrote about being ready") if wrote else _("Do you want a coach?"),
        reverse("ready"),
        note=_("Three rulers and four questions. Only you can read what you write there."),
    )
