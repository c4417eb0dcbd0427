"""Opening a wave. Nobody is told who was asked, how many, or who answered."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from hansei.core import clock, library
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.selectors import not_askable
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.selectors import switched_on
from hansei.web.ground.audit import services as audit
from hansei.web.steps.pulse.models import Part, Wave
from hansei.web.steps.pulse.parts import Line, Plan, Refused, check

audit.register("wave.opened")

#: Asked in every wave; three more take turns.
ANCHORS = ("problems_welcome", "my_thinking_counts")
ITEMS = 5
#: From one opening to the next; and from the end of one to the next of the same people (decision 5).
BETWEEN_WAVES = timedelta(weeks=4)
SAME_PEOPLE = timedelta(weeks=8)
WEEKS = (1, 2, 3)
_CLOSES_AT = time(18)


def items() -> tuple[str, ...]:
    """What the next wave asks: the two anchors, and the three that were not asked for longest."""
    asked = {ref: wave.opened_at for wave in reversed(Wave.objects.all()) for ref in wave.items}
    others = [belief.id for belief in library.beliefs() if belief.id not in ANCHORS]
    never = datetime.min.replace(tzinfo=UTC)
    # Sorting keeps the library's order among those asked equally long ago.
    chosen = {*ANCHORS, *sorted(others, key=lambda ref: asked.get(ref, never))[: ITEMS - len(ANCHORS)]}
    return tuple(belief.id for belief in library.beliefs() if belief.id in chosen)


def may_open() -> None:
    """Refused while the pulse is off, while a wave is open, and within four weeks of the last opening."""
    if not switched_on("pulse"):
        raise Refused("off")
    now = clock.now()
    if Wave.objects.filter(closes_at__gt=now).exists():
        raise Refused("open")
    if Wave.objects.filter(opened_at__gt=now - BETWEEN_WAVES).exists():
        raise Refused("too_soon")


def look_over(plans: Sequence[Plan]) -> Line:
    """Refused, unless a wave of these parts can be opened now. Nobody is asked by this."""
    may_open()
    line, house = Line(), Organization.get()
    assert house is not None
    lately = Part.objects.filter(wave__closes_at__gt=clock.now() - SAME_PEOPLE).prefetch_related("heads")
    check(plans, line, k=house.k_pulse, lately=[[head.pk for head in part.heads.all()] for part in lately])
    return line


def open_wave(by: Person, plans: Sequence[Plan], *, weeks: int) -> Wave:
    """Open a wave of these parts for one to three weeks, and have everybody asked who can be. Refused."""
    if weeks not in WEEKS:
        raise Refused("weeks")
    with transaction.atomic():
        # Two stewards at once wait for each other here, and the second finds a wave that is open.
        list(Organization.objects.select_for_update().values_list("pk"))
        line, house = look_over(plans), Organization.get()
        assert house is not None
        wave = Wave.objects.create(
            items=list(items()), opened_at=clock.now(), closes_at=closing_time(by, weeks)
        )
        for plan in plans:
            members = line.members([head.pk for head in plan.heads])
            part = Part(wave=wave, name=plan.name, of_one=plan.of_one, people=len(members))
            people = list(Person.objects.filter(pk__in=members).order_by("pk"))
            left_out = not_askable(people, None)
            asked = [one for one in people if one.pk not in left_out]
            if asked:
                part.round = asking.open_part(
                    items=wave.items, people=asked, closes_at=wave.closes_at, k=house.k_pulse, actor=by.chain
                )
            part.save(force_insert=True)
            part.heads.set(plan.heads)
        audit.record(by.chain, "wave.opened", actor=by.chain, subject="wave", subject_id=wave.pk)
    return wave


def closing_time(steward: Person, weeks: int) -> datetime:
    """18:00 where the steward is, so many weeks from today, in UTC."""
    try:
        zone = ZoneInfo(steward.zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    day = clock.now().astimezone(zone).date() + timedelta(weeks=weeks)
    return datetime.combine(day, _CLOSES_AT, zone).astimezone(UTC)
