"""What has happened at Halden Pumps so far, step by step, through the services that everybody uses.

Each step happens at its own moment: the clock is held there while it is done. Answers are drawn with a
fixed seed, so that every demo tells the same story.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.core.mirror import Confidence
from hansei.demo import (
    agreeing,
    chain,
    choosing,
    conversations,
    looking_again,
    practice,
    pulse,
    sponsored,
    talk,
    thanks,
    words,
)
from hansei.demo.people import Cast
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.common.engagements import services as engagements
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs import services as jobs
from hansei.web.steps.mirror import seeing, settling
from hansei.web.steps.mirror import services as mirrors
from hansei.web.steps.mirror.models import Behaviour, Mirror

#: The moment at which somebody who opens a fresh demo arrives: a Tuesday morning.
ARRIVAL = datetime(2026, 3, 17, 8, 12, tzinfo=UTC)

#: leaning of the answers: (chances of 0, 1, 2, 3, 4, 5)
Leaning = tuple[int, int, int, int, int, int]
SELDOM: Leaning = (1, 4, 9, 4, 1, 0)
MIXED: Leaning = (1, 2, 4, 5, 5, 2)
MOSTLY: Leaning = (1, 0, 1, 4, 8, 4)

SURE, FAIRLY, NOT_SURE = Confidence.SURE, Confidence.FAIRLY_SURE, Confidence.NOT_SURE
Expectations = Mapping[Source, tuple[int, Confidence]]


def moment(days_before: float, hour: int = 9, minute: int = 0) -> datetime:
    """So many days before the arrival, at an hour of the day."""
    day = ARRIVAL - timedelta(days=days_before)
    return day.replace(hour=hour, minute=minute, second=0)


def tell(cast: Cast) -> None:
    """Everything up to the arrival."""
    chance = random.Random(17)  # noqa: S311 - a story, not a secret
    with clock.frozen(moment(90)):
        choosing.line_of_logistics(cast)
        choosing.bench(cast)
    agreeing.ended(cast["Tobias Klein"], cast["Tomasz Lind"], moment(88), moment(40))
    with clock.frozen(ARRIVAL):
        # First, since whoever has a request open is asked nothing else.
        pulse.tell_before(cast, (218, 147, 76), random.Random(19))  # noqa: S311 - a story, not a secret
    _ravi(cast, chance)
    looking_again.tell(cast, moment)
    practice.tell(cast, moment)
    chain.tell(cast, moment)
    conversations.tell(cast, moment)
    _tobias(cast, chance)
    _marianne(cast, chance)
    _ingrid(cast)
    agreeing.tell(cast, moment)
    with clock.frozen(moment(5)):
        pulse.tell_now(cast)
    talk.tell(cast, ARRIVAL)
    choosing.yara(cast, ARRIVAL)


def _agree(leader: Person, coach: Person, days_before: float) -> Engagement:
    with clock.frozen(moment(days_before, 10)):
        asked = engagements.name_coach(leader, coach)
        engagements.sign(asked, leader, read_at=asked.version)
    with clock.frozen(moment(days_before - 1, 14)):
        engagements.sign(asked, coach, read_at=asked.version)
        jobs.run_all(future=True)
    return Engagement.objects.select_related("leader", "coach").get(pk=asked.pk)


def _plan(
    leader: Person, days_before: float, said: Mapping[str, tuple[int, Expectations]]
) -> tuple[Mirror, dict[str, Behaviour]]:
    with clock.frozen(moment(days_before, 9)):
        mirror = mirrors.start(leader)
        mirrors.choose(mirror, list(said))
        rows = {row.code: row for row in mirror.behaviours.all()}
        for code, (own, expected) in said.items():
            mirrors.expect(mirror, rows[code], self_rating=own, expected=expected)
    return mirror, rows


def _lock(mirror: Mirror, days_before: float, closes: datetime) -> None:
    with clock.frozen(moment(days_before, 9, 30)):
        mirror.refresh_from_db()
        mirrors.lock(mirror, read_at=mirror.version, closes_at=closes)
        jobs.run_all(future=True)


def _answer(
    mirror: Mirror,
    at: datetime,
    chance: random.Random,
    leanings: Mapping[tuple[str, str], Leaning],
    share: float,
) -> None:
    """People around answer, each with `share` as the chance that they do."""
    with clock.frozen(at):
        for invitation in (
            Invitation.objects.filter(round=mirror.round)
            .select_related("round", "person")
            .order_by("person__name")
        ):
            if chance.random() > share:
                continue
            values = {}
            for item in (one for one in invitation.items if not one.in_words):
                leaning = leanings.get((item.ref, invitation.source)) or leanings.get((item.ref, "*"), MIXED)
                values[item.ref] = chance.choices(range(6), weights=leaning)[0]
            asking.send(invitation, values)


def _ravi(cast: Cast, chance: random.Random) -> None:
    """With findings: one is worked on and open to the coach, one is parked."""
    ravi, coach = cast["Ravi Menon"], cast["Tomasz Lind"]
    engagement = _agree(ravi, coach, 62)
    with clock.frozen(moment(60, 15)):
        engagements.write_objective(
            ravi,
            words="That people in the foundry tell me of a problem the same day, and not once it is solved.",
            focus="leading_lean",
            direction="down",
        )
        engagements.write_objective(
            ravi,
            words="That Henrik hears from me early, too.",
            focus="leading_lean",
            direction="up",
        )
    expected: dict[str, tuple[int, Expectations]] = {
        "LL-S8": (4, {Source.PEERS: (4, FAIRLY), Source.REPORTS: (4, SURE), Source.FURTHER: (3, NOT_SURE)}),
        "LL-D2": (3, {Source.REPORTS: (4, FAIRLY)}),
        "LL-S4": (3, {Source.BOSS: (3, FAIRLY), Source.PEERS: (3, NOT_SURE), Source.REPORTS: (2, FAIRLY)}),
    }
    mirror, rows = _plan(ravi, 57, expected)
    with clock.frozen(moment(57, 9, 10)):
        mirrors.choose(mirror, [*expected, words.BOSS_ALONE])
        words.expect(mirror, mirror.behaviours.get(code=words.BOSS_ALONE))
    _lock(mirror, 57, moment(43, 17))
    leanings = {
        ("LL-S8", "reports"): SELDOM,
        ("LL-S8", "*"): MOSTLY,
        ("LL-D2", "*"): MOSTLY,
        ("LL-S4", "*"): MOSTLY,
    }
    _answer(mirror, moment(50), chance, leanings, 0.9)
    words.tell(mirror, moment(49))
    with clock.frozen(moment(42, 8)):
        mirror.refresh_from_db()
        settling.settle(mirror)
        seeing.reveal(rows["LL-S8"])
        finding = seeing.write_finding(
            rows["LL-S8"],
            words=(
                "I do thank people, but my first sentence is about the number. My colleagues get the thanks; "
                "the shift gets the number."
            ),
            choice="work",
            around="The morning report starts with the number, so I do too.",
        )
    with clock.frozen(moment(41, 15)):
        sponsored.tell(cast)
    with clock.frozen(moment(41, 11)):
        seeing.reveal(mirror.behaviours.get(code=words.BOSS_ALONE))
        seeing.reveal(rows["LL-D2"])
        seeing.write_finding(
            rows["LL-D2"],
            words="It is seen more often than I thought. I had only counted the times it was hard.",
            choice="park",
        )
        seeing.open_finding_to_coach(finding, engagement)
        jobs.run_all(future=True)
    thanks.tell(ravi, moment(20, 10))


def _tobias(cast: Cast, chance: random.Random) -> None:
    """The window has closed; nothing has been seen yet."""
    tobias, coach = cast["Tobias Klein"], cast["Sofia Brandt"]
    _agree(tobias, coach, 30)
    expected: dict[str, tuple[int, Expectations]] = {
        "LL-D1": (4, {Source.REPORTS: (3, FAIRLY)}),
        "LL-S8": (4, {Source.PEERS: (3, SURE), Source.REPORTS: (4, FAIRLY), Source.FURTHER: (3, NOT_SURE)}),
        "LL-U7": (5, {Source.BOSS: (4, SURE), Source.REPORTS: (3, NOT_SURE)}),
    }
    mirror, rows = _plan(tobias, 24, expected)
    with clock.frozen(moment(24, 9, 20)):
        mirrors.say_known(
            mirror, rows["LL-D1"], "When a deadline is near, I ask for the result and nothing else."
        )
    _lock(mirror, 24, moment(10, 17))
    leanings = {
        ("LL-D1", "*"): SELDOM,
        ("LL-S8", "reports"): SELDOM,
        ("LL-S8", "*"): MIXED,
        ("LL-U7", "*"): MOSTLY,
    }
    _answer(mirror, moment(17), chance, leanings, 0.92)


def _marianne(cast: Cast, chance: random.Random) -> None:
    """In the middle of a mirror: people around are being asked."""
    marianne, coach = cast["Marianne Vos"], cast["Tomasz Lind"]
    _agree(marianne, coach, 16)
    with clock.frozen(moment(14, 16)):
        engagements.write_objective(
            marianne,
            words="That I hear of a stopped line from the shift, not from the report.",
            focus="leading_lean",
            direction="down",
        )
    expected: dict[str, tuple[int, Expectations]] = {
        "LL-S8": (4, {Source.PEERS: (3, SURE), Source.REPORTS: (4, FAIRLY), Source.FURTHER: (3, NOT_SURE)}),
        "LL-D2": (4, {Source.REPORTS: (3, FAIRLY)}),
        "LL-D3": (4, {Source.REPORTS: (4, NOT_SURE)}),
    }
    mirror, rows = _plan(marianne, 7, expected)
    with clock.frozen(moment(7, 9, 20)):
        mirrors.say_known(mirror, rows["LL-D2"], "I count to three, and then I help.")
    _lock(mirror, 7, moment(-7, 17))
    _answer(
        mirror,
        moment(3),
        chance,
        {("LL-S8", "*"): MIXED, ("LL-D2", "*"): SELDOM, ("LL-D3", "*"): MOSTLY},
        0.5,
    )


def _ingrid(cast: Cast) -> None:
    """Has asked a coach, who has not answered yet."""
    with clock.frozen(moment(1, 15)):
        asked = engagements.name_coach(cast["Ingrid Dahl"], cast["Sofia Brandt"])
        engagements.sign(asked, cast["Ingrid Dahl"], read_at=asked.version)
        jobs.run_all(future=True)
