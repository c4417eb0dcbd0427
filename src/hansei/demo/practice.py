"""What Ravi Menon has tried out since the first finding."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from hansei.core import clock
from hansei.core.practice import Count
from hansei.demo.people import Cast
from hansei.web.common.engagements.selectors import running
from hansei.web.common.people.models import Person
from hansei.web.steps.practice import services
from hansei.web.steps.practice.models import Trial
from hansei.web.steps.practice.origins import Origin, offered
from hansei.web.steps.practice.selectors import Plan

#: The one that the coach was shown is the one in which so many times it happened.
_OPENED = 3
#: days before the arrival; what, occasion, expected, of how many; what happened, how often, what was learned
_TRIED = (
    (
        38,
        "I thank whoever brings a problem before I ask for the number.",
        "Morning meetings in the foundry, Monday to Friday",
        "The next sentence is about what happened, and not an excuse.",
        (4, 5),
        "The number was on my lips first. The one time I did say thank you, the shift lead went on unasked.",
        1,
        "The screen with the number hangs behind whoever speaks. I look at it, not at them.",
    ),
    (
        31,
        "The same, but I stand with my back to the screen.",
        "Morning meetings in the foundry, Monday to Friday",
        "The next sentence is about what happened.",
        (3, 5),
        "Three times. On Thursday they were silent after the thank you, and so was I.",
        3,
        "Silence is not nothing. I do not have to fill it.",
    ),
    (
        24,
        "I thank, then I ask who has seen it.",
        "Morning meetings in the foundry, Monday to Friday",
        "Somebody who was there answers, and not the shift lead for them.",
        (3, 5),
        "Four times somebody who was there answered. Once the shift lead did, from habit.",
        4,
        "They had the answers all along. It was I who looked at the shift lead.",
    ),
    (
        17,
        "The same in the night shift, where I am seldom.",
        "Handover at ten in the evening, on two days",
        "Somebody tells me of something that I did not know.",
        (1, 2),
        "Nobody did. They asked me what had gone wrong that I came.",
        0,
        "Where I come seldom, my coming is the news.",
    ),
)


def tell(cast: Cast, moment: Callable[[float, int], datetime]) -> None:
    """Four try-outs over weeks, one of them opened to the coach, and a fifth that is locked and waits."""
    ravi = cast["Ravi Menon"]
    about = next(one for one in offered(ravi) if one.kind == "finding")
    before: Trial | None = None
    for days, what, occasion, expected, count, happened, number, learned in _TRIED:
        plan = Plan(what, occasion, expected, Count(*count))
        before = _locked(ravi, moment(days, 16), plan, about, before)
        with clock.frozen(moment(days - 6, 17)):
            services.look_back(before, came=True, happened=happened, learned=learned, number=number)
            if number == _OPENED:
                engagement = running(ravi)
                assert engagement is not None
                services.open_to_coach(before, engagement)
    plan = Plan(
        "I come to the night shift every week on the same day, and ask what is hard there just now.",
        "Handover at ten in the evening, four Thursdays",
        "By the fourth time somebody tells me of a problem before I ask.",
        Count(2, 4),
    )
    _locked(ravi, moment(3, 16), plan, about, before, due_in=24)


def _locked(
    ravi: Person, at: datetime, plan: Plan, about: Origin, before: Trial | None, due_in: int = 5
) -> Trial:
    with clock.frozen(at):
        due = at.date() + timedelta(days=due_in)
        row = services.write(ravi, plan, due=due, about=about, follows=before)
        services.lock(row, read_at=row.version)
        row.refresh_from_db()
    return row
