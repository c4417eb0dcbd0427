"""Ravi Menon and Tomasz Lind have talked four times: notes of every kind, and once without a method."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from hansei.core import clock
from hansei.core.conversation import Passed
from hansei.demo.people import Cast
from hansei.web.common.engagements.models import Engagement
from hansei.web.steps.conversations import services, writing
from hansei.web.steps.conversations.models import Conversation

Moment = Callable[[float, int, int], datetime]


def tell(cast: Cast, moment: Moment) -> None:
    """Four that were held, and the next one planned."""
    engagement = Engagement.objects.select_related("leader", "coach").get(leader=cast["Ravi Menon"])
    ravi, tomasz = engagement.leader, engagement.coach

    first = _held(engagement, moment(54, 10, 0), "grow", been=("goal", "reality", "options", "will"))
    with clock.frozen(moment(54, 11, 5)):
        writing.write(
            first,
            ravi,
            kind="shared",
            stage="will",
            words="On Thursday at the handover I say nothing for five minutes. We look at it on Monday.",
        )
        writing.write(
            first,
            tomasz,
            kind="coach",
            stage="reality",
            words="Twice I finished a sentence for Ravi. Next time: count to five.",
        )
        writing.write_found_out(
            first,
            ravi,
            words="People wait for my first sentence. So they hear what I think before I hear them.",
            read_at=0,
        )
        writing.open_found_out(first)
        services.say_named_first(first, tomasz, "leader")

    second = _held(engagement, moment(40, 14, 0), "solution_focused", been=("platform", "preferred_future"))
    with clock.frozen(moment(40, 15, 5)):
        writing.write(
            second,
            ravi,
            kind="leader",
            stage="preferred_future",
            words="I did not say how much the figures about thanks got under my skin.",
        )
        writing.write(
            second,
            tomasz,
            kind="shared",
            stage="platform",
            words="Your words: rather a short report that is true than a long one that pleases.",
        )
        writing.write(
            second,
            ravi,
            kind="shared",
            stage="preferred_future",
            words="Lena would come to the desk before lunch, and not in the evening.",
        )
        services.say_named_first(second, tomasz, "cannot_say")

    third = _held(engagement, moment(26, 16, 30), "", been=())
    with clock.frozen(moment(26, 17, 0)):
        writing.write(
            third, tomasz, kind="coach", words="Between two meetings, standing. I gave a tip within a minute."
        )

    fourth = _held(
        engagement,
        moment(12, 10, 0),
        "coaching_kata",
        been=("target", "actual", "obstacle"),
        skipped=("reflect_last_step",),
    )
    with clock.frozen(moment(12, 11, 0)):
        writing.write(
            fourth,
            ravi,
            kind="shared",
            stage="target",
            words="By the end of April a problem reaches me on the shift in which it happens.",
        )
        writing.write_found_out(
            fourth,
            ravi,
            words="I ask who is to blame with my eyebrows. Nobody needs the words for it.",
            read_at=0,
        )

    ahead = moment(-2, 9, 0).astimezone(ZoneInfo(ravi.zone))
    with clock.frozen(moment(5, 9, 0)), timezone.override(ravi.zone):
        services.plan(
            engagement,
            tomasz,
            day=ahead.date(),
            time=dt.time(10, 30),
            method="stakeholder_feedforward",
            focus="leading_lean",
        )


def _held(
    engagement: Engagement, at: datetime, method: str, *, been: tuple[str, ...], skipped: tuple[str, ...] = ()
) -> Conversation:
    with clock.frozen(at):
        row = services.plan(engagement, engagement.coach, day=at.date(), method=method, focus="leading_lean")
        services.begin(row, engagement.coach)
        for stage in been:
            services.go(row, stage, Passed.BEEN)
            services.mark(row, stage, on_record=True)
        for stage in skipped:
            services.go(row, stage, Passed.SKIPPED)
    with clock.frozen(at + dt.timedelta(minutes=55)):
        services.end(row, engagement.leader)
    return Conversation.objects.select_related("engagement__leader", "engagement__coach").get(pk=row.pk)
