"""Rounds of asking of a chosen size, for what is measured on them; people and answers are made up.

`close` takes a round with FEW answers and one with MANY through its close, in turns, and compares what one
answer takes of the processor: in proportion to size, that is the same.
"""

import random
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

FEW, MANY = 1250, 5000
#: How much more one answer may take where there are four times as many.
LIMIT = 1.5
#: Seconds that the close of MANY may take.
SECONDS = 5.0
_ITEMS = 6


def people(number: int, start: str) -> list[Any]:
    """So many people who were asked nothing yet."""
    from hansei.web.common.people.models import Person

    made = [Person(email=f"{start}{n}@bench.example", name=f"{start} {n}") for n in range(number)]
    for one in made:
        one.set_unusable_password()
    return list(Person.objects.bulk_create(made))


def codes() -> list[str]:
    """Six behaviours that peers, reports or people further off can see."""
    from hansei.core import library

    found = [
        one.code
        for one in library.find()
        if not one.single_witness and {"peers", "reports"} & {source.value for source in one.sources}
    ]
    return found[:_ITEMS]


def asked(leader: Any, around: Sequence[Any], refs: Sequence[str]) -> Any:
    """A round about somebody that asks all of these people, as reports, about all of these."""
    from hansei.core import clock
    from hansei.web.common.asking import services

    return services.open_round(
        about=leader,
        kind="mirror",
        items=[services.Item(ref, ("reports",), "eight_weeks") for ref in refs],
        asked=[services.Asked(one, "reports") for one in around],
        closes_at=clock.now() + timedelta(days=14),
    )


def answered(round_: Any, chance: random.Random) -> int:
    """Everybody answers everything. How many answers."""
    from hansei.web.common.asking import services
    from hansei.web.common.asking.models import Invitation

    sent = 0
    found = Invitation.objects.filter(round=round_).select_related("round", "person")
    for one in found.prefetch_related("round__items"):
        values = {item.ref: chance.choice(range(6)) for item in one.items}
        services.send(one, values)
        sent += len(values)
    return sent


def close(times: int = 3) -> tuple[float, float]:
    """Microseconds of the processor for one answer at the close of a round with MANY, and with FEW.

    In the process whose database is prepared. The least of some times: what else the machine does adds.
    """
    chance = random.Random(5)  # noqa: S311 - made-up answers
    refs = codes()
    took: dict[int, list[float]] = {FEW: [], MANY: []}
    for turn in range(times):
        for size in (FEW, MANY):
            leader, *around = people(1 + size // len(refs), f"c{turn}x{size}x")
            took[size].append(_closed(asked(leader, around, refs), chance))
    return min(took[MANY]), min(took[FEW])


def _closed(round_: Any, chance: random.Random) -> float:
    from hansei.web.common.asking import services

    number = answered(round_, chance)
    began = time.process_time()
    services.close(round_)
    return (time.process_time() - began) * 1_000_000 / number


def findings_of_six(asked_people: int = 50) -> tuple[Any, str]:
    """A leader with six findings about what 50 people around them experienced, and one page of seeing."""
    from django.urls import reverse

    from hansei.core import clock
    from hansei.core.anonymity import Source
    from hansei.core.mirror import Confidence
    from hansei.web.common.asking import services as asking
    from hansei.web.ground.vault import services as vault
    from hansei.web.steps.mirror import seeing, selectors, services, settling
    from hansei.web.steps.mirror.models import Behaviour, Mirror, PersonAround, Prediction, Stage

    leader, *around = people(1 + asked_people, "f")
    leader.is_leader = True
    leader.save()
    vault.ensure(leader.private_scope, "person")
    mirror = Mirror.objects.create(leader=leader, started_on=clock.now().date())
    services.choose(mirror, codes())
    PersonAround.objects.bulk_create(PersonAround(mirror=mirror, person=p, source="reports") for p in around)
    said = {Source.REPORTS: (3, Confidence.FAIRLY_SURE)}
    for row in mirror.behaviours.all():
        services.expect(mirror, row, self_rating=4, expected=said)
    # Without an agreement nothing is locked: so by hand, with what the lock does.
    now = clock.now()
    Prediction.objects.filter(behaviour__mirror=mirror).update(locked_at=now)
    Behaviour.objects.filter(mirror=mirror).update(locked_at=now)
    round_ = asked(leader, around, codes())
    Mirror.objects.filter(pk=mirror.pk).update(
        stage=Stage.ASKING, locked_at=now, closes_at=round_.closes_at, round=round_
    )
    answered(round_, random.Random(7))  # noqa: S311 - made-up answers
    asking.close(round_)
    mirror.refresh_from_db()
    if not settling.settle(mirror):
        raise SystemExit("The mirror of the bench did not open.")
    for one in selectors.in_order(mirror):
        seeing.reveal(one.row)
        seeing.write_finding(one.row, words="I had counted the easy times.", choice="park")
    row = mirror.behaviours.all()[0]
    return leader, reverse("see", kwargs={"behaviour_id": row.pk})
