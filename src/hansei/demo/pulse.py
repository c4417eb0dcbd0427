"""What people at Halden Pumps believe: three waves that are over, and one that is open."""

from __future__ import annotations

import random
from datetime import timedelta

from hansei.core import clock
from hansei.demo.people import Cast
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.common.releases import services as releases
from hansei.web.common.releases.models import PartRelease
from hansei.web.steps.pulse import services
from hansei.web.steps.pulse.models import Part, Wave
from hansei.web.steps.pulse.parts import Plan
from hansei.web.steps.pulse.settling import settle

#: chances of 0 (cannot say) to 5
Leaning = tuple[int, int, int, int, int, int]
DOUBTS: Leaning = (1, 3, 8, 6, 3, 1)
MIXED: Leaning = (1, 2, 5, 6, 5, 2)
TRUST: Leaning = (1, 0, 2, 5, 7, 4)

#: how each part leans, wave by wave
LEANINGS: dict[str, tuple[Leaning, Leaning, Leaning]] = {
    "Foundry": (DOUBTS, DOUBTS, MIXED),
    "Assembly": (MIXED, MIXED, MIXED),
    "Toolroom": (DOUBTS, MIXED, MIXED),
    "Logistics, engineering and improvement": (MIXED, TRUST, TRUST),
}
OWN = ("Ravi Menon", "Marianne Vos", "Tobias Klein")
TOGETHER = ("Clara Jensen", "Ingrid Dahl", "Paul Achterberg")


def _plans(cast: Cast, own: tuple[str, ...]) -> list[Plan]:
    heads = [cast[name] for name in own]
    plans = [Plan(head.unit.name if head.unit else head.name, [head]) for head in heads]
    return [*plans, Plan("Logistics, engineering and improvement", [cast[name] for name in TOGETHER])]


def tell_before(cast: Cast, days_before: tuple[int, ...], chance: random.Random) -> None:
    """Waves that began so many days before the arrival; Ravi Menon has shown the last of his part."""
    steward = cast["Amira Haddad"]
    arrival = clock.now()
    for turn, days in enumerate(days_before):
        began = arrival - timedelta(days=days)
        with clock.frozen(began):
            wave = services.open_wave(steward, _plans(cast, OWN), weeks=2)
        with clock.frozen(began + timedelta(days=5)):
            _answer(wave, turn, chance)
        with clock.frozen(wave.closes_at + timedelta(minutes=1)):
            for part in wave.parts.select_related("round"):
                settle(part)
    with clock.frozen(arrival - timedelta(days=58)):
        ravi = cast["Ravi Menon"]
        for row in PartRelease.objects.filter(head=ravi)[:1]:
            releases.sign_part(row, ravi)


def tell_now(cast: Cast) -> None:
    """One wave is open."""
    services.open_wave(cast["Amira Haddad"], _plans(cast, ("Tobias Klein",)), weeks=2)


def link_of(person: str) -> str:
    """The link of somebody who is asked in the wave that is open."""
    rounds = Part.objects.filter(settled=False, round__isnull=False).values("round")
    return asking.link(Invitation.objects.select_related("round").get(person__name=person, round__in=rounds))


def _answer(wave: Wave, turn: int, chance: random.Random) -> None:
    for part in wave.parts.order_by("name"):
        leaning = LEANINGS[part.name][turn]
        asked = Invitation.objects.filter(round=part.round).select_related("round")
        for invitation in asked.order_by("person__name"):
            if chance.random() < 0.85:
                refs = [item.ref for item in invitation.items]
                given = chance.choices(range(6), weights=leaning, k=len(refs))
                asking.send(invitation, dict(zip(refs, given, strict=True)))
