"""Talks for the tests, all invented, and coders whose answers are known."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from hansei.core.talk import Code, Coded, LeaderCode, Spoken, code, read

#: The talk of the design: telling after a question, a standard as a reason, three things found out.
MARIANNE = """\
[00:00:02] Tomasz Lind
Good morning. We have twenty minutes today.
[00:00:09] Marianne Vos
Fine. I know I talk too much in that round. I just can't stand it when nobody says anything.
[00:09:10] Tomasz Lind
What happens in you then? In Vicenza they count to ten in their head, you could do that on Friday.
[00:09:30] Marianne Vos
Yes. Probably. I ask, and then I answer it myself.
[00:17:00] Tomasz Lind
Our standard says a leader walks the line every day. So what gets in the way?
[00:17:40] Marianne Vos
Fine, I'll put it back in the calendar.
[00:18:20] Tomasz Lind
Would it help if I told you what I saw on Tuesday?
[00:18:30] Marianne Vos
Yes, please.
[00:18:33] Tomasz Lind
You should wait longer. That's your call.
"""


class Listed:
    """A coder that was told every answer beforehand, in order; the last one stays."""

    def __init__(self, *codes: Code | LeaderCode, sure: float = 0.9) -> None:
        self._coach = [each for each in codes if isinstance(each, Code)]
        self._leader = [each for each in codes if isinstance(each, LeaderCode)]
        self._sure = sure

    def coach(self, talk: Sequence[Spoken]) -> list[Mapping[Code, float]]:
        return _spread(self._coach or [Code.OTHER], sum(unit.coach for unit in talk), Code, self._sure)

    def leader(self, talk: Sequence[Spoken]) -> list[Mapping[LeaderCode, float]]:
        codes = self._leader or [LeaderCode.NEUTRAL]
        return _spread(codes, sum(not unit.coach for unit in talk), LeaderCode, self._sure)


def _spread(codes, count, kind, sure):
    rest = (1 - sure) / (len(kind) - 1)
    chosen = [codes[min(n, len(codes) - 1)] for n in range(count)]
    return [{each: sure if each is one else rest for each in kind} for one in chosen]


def talk(*said: tuple[str, str], **how) -> Coded:
    """A coded talk of (speaker, text) pairs; C is the coach."""
    text = "\n".join(f"{speaker}: {words}" for speaker, words in said)
    return code(read(text.encode()), "C", **how)


@st.composite
def coded(draw, least: int = 1, most: int = 60) -> Coded:
    """Any talk of one-sentence turns with any codes."""
    sides = draw(st.lists(st.booleans(), min_size=least, max_size=most))
    said = [
        ("C", "What do you see there now?") if own else ("L", "I think that it is there.") for own in sides
    ]
    said = [("C", "So that is what we do."), ("L", "And you know that."), *said]
    coach = draw(st.lists(st.sampled_from(list(Code)), min_size=1, max_size=most))
    leader = draw(st.lists(st.sampled_from(list(LeaderCode)), min_size=1, max_size=most))
    return talk(*said, coder=Listed(*coach, *leader, sure=draw(st.sampled_from([0.3, 0.9]))))
