"""A place on the bench, taken out and erased: whoever erases leaves the bench.

What a coach declared about somebody else stays when that person erases: it is the coach's, and without it the
coach could be offered to that very person. The same goes for an expected boss.
"""

from typing import Any

from django.utils import translation

from hansei.core.matching.eligibility import Hand
from hansei.web.common.bench import selectors
from hansei.web.common.bench.forms import HANDS, said_of
from hansei.web.common.bench.models import Asked, Case, Declaration, NextBoss, Place, Profile, Respect
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person


def take_out(person: Person) -> dict[str, Any]:
    place = selectors.place_of(person)
    profile = selectors.profile_of(person)
    respect = selectors.respect_of(person)
    parts: dict[str, Any] = {}
    if place is not None:
        parts |= {
            "since": place.since.isoformat(),
            "leaders_at_a_time": place.capacity,
            "declared_on": place.declared_on.isoformat() if place.declared_on else None,
        }
    if profile is not None:
        parts["profile"] = {
            "coaching_skill": profile.coaching_skill,
            "structure": profile.structure,
            "tool_skill": profile.tool_skill,
            "languages": profile.languages,
            "written_on": profile.written_on.isoformat(),
        }
    parts["cases"] = [
        {"changed": one.changed, "seen_by": one.seen_by, "written_on": one.written_on.isoformat()}
        for one in selectors.cases_of(person)
    ]
    with translation.override(person.language):
        parts["declarations"] = [
            {"hand": str(HANDS[Hand(one.hand)]), "about": said_of(one)}
            for one in selectors.declared_by(person)
        ]
    if respect is not None:
        parts["reference"] = {"text": respect.words, "recorded_on": respect.on.isoformat()}
    return {name: part for name, part in parts.items() if part}


def erase(person: Person) -> None:
    Place.objects.filter(coach=person).delete()
    Asked.objects.filter(person=person).delete()
    Profile.objects.filter(coach=person).delete()
    Case.objects.filter(coach=person).delete()
    Declaration.objects.filter(coach=person).delete()
    Respect.objects.filter(person=person).delete()


leaving.register(
    "bench",
    exporter=take_out,
    eraser=erase,
    covers=[Place, Asked, Profile, Case, Declaration, Respect, NextBoss],
)
