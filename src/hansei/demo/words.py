"""What people around Ravi Menon told in words: occasions they remember, and what his boss replied."""

from __future__ import annotations

from datetime import datetime

from hansei.core import clock
from hansei.core.anonymity import Source
from hansei.core.mirror import Confidence
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.steps.mirror import services as mirrors
from hansei.web.steps.mirror.models import Behaviour, Mirror

#: What the boss alone could see, and what Ravi expects him to write.
BOSS_ALONE = "LL-U1"
EXPECTED = "That I come to him when I have a plan, and not before."
REPLY = (
    "Twice I heard of a stopped line on the same day, once while nobody knew the cause yet. A year ago I "
    "would have read it in the report. Of the casting cell I still heard late."
)
OCCASIONS = (
    "A mould had a crack. The first thing said was how many castings that makes. The thanks came later.",
    "I came with a late delivery. There was a question about the number, then a nod. That was all.",
    "After the furnace had stood still, the first sentence was a thank-you. Everybody heard it.",
    "I brought a figure that had doubled. It stood on the board before I had finished the sentence.",
    "When the new sand failed, we were thanked for stopping before anybody spoke about what it cost.",
)


def expect(mirror: Mirror, row: Behaviour) -> None:
    """What Ravi sees himself do, and expects to read."""
    expected = {Source.BOSS: (0, Confidence.SURE)}
    mirrors.expect(mirror, row, self_rating=3, expected=expected, words=EXPECTED)


def tell(mirror: Mirror, at: datetime) -> None:
    """Five of those who report to him tell an occasion; his boss replies."""
    with clock.frozen(at):
        asked = Invitation.objects.filter(round=mirror.round).select_related("round", "person")
        reports = asked.filter(source=Source.REPORTS).order_by("person__name")
        for invitation, occasion in zip(reports, OCCASIONS, strict=False):
            asking.send(invitation, {}, {"LL-S8": occasion})
        asking.send(asked.get(source=Source.BOSS), {}, {BOSS_ALONE: REPLY})
