"""How Tomasz is heard: one report from memory, one from a transcript, counts of three earlier ones, and a
proposal that waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hansei.core import clock
from hansei.core.talk import Code
from hansei.demo.earlier_talks import TALKS
from hansei.demo.people import Cast
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs import services as jobs
from hansei.web.steps.talk import consent, services
from hansei.web.steps.talk.models import Proposal

_LINES = """\
What did you notice on the line this week?
You thank people, and the first thing they hear is the number.
I would start the meeting without the report.
What would the shift say if I asked them?
Our lean standard says that a leader walks the line every day.
It is yours to decide.
What will you look at until we meet again?
"""

_ADVICE = "I would start the meeting without the report."
_COACH, _LEADER = "Tomasz Lind", "Ravi Menon"
#: Who speaks first, then in turns.
_SAID = (
    "Good morning, Ravi. We have forty minutes. What would you like to use them for?",
    "The morning meeting. I said I would begin with a question, and on two days I did.",
    "What happened on those two days?",
    "They were quiet first. Then Omar spoke about the sand, which he had never done before.",
    "You waited, and Omar spoke. What was it like for you to wait?",
    "Long. I counted the seconds. I wanted to help them with the answer.",
    "You wanted to help.",
    "Yes. I just realised that I ask, and then I answer it myself.",
    "You ask, and you answer it yourself. What does the shift do then?",
    "They write down what I said. Nobody says anything more.",
    "What do you think they believe about your questions?",
    "That I know the answer already. It is me who cannot stand the silence, I see that now.",
    "What would you like to try?",
    "I do not know yet. The number has to come at some point.",
    "You should just count to ten before you speak. The standard says that you do it every day.",
    "Fine. I can do that.",
    "I gave you an answer there. What had you been about to say?",
    "That I could leave the sheet in the office and let Lena read the number at the end.",
    "Lena reads it at the end. What would you see if that works?",
    "Somebody else would speak first. On one day of five, perhaps.",
    "That is a clear thing to look for. Who could tell you what they saw?",
    "Lena could. I will ask Lena on Friday what she noticed.",
    "Is it useful if I tell you what I saw when I stood at the back, or not now?",
    "Yes, please, go ahead.",
    "Two people looked at the door when you came in. I do not know what it meant.",
    "I had not seen that. I will look up when I come in.",
    "We have five minutes left. What do you take with you?",
    "I will leave the sheet in the office on Monday.",
    "What might get in the way?",
    "A bad week. When the week goes badly, I cancel the meeting.",
    "You cancel it when they would need it most?",
    "The weeks I skip it are the weeks they would need it. I never put it that way.",
    "You never put it that way. Shall we look at it again in two weeks?",
    "Yes. Thank you.",
)


def transcript(said: Sequence[str] = _SAID) -> bytes:
    """The invented conversation, as a meeting tool writes it."""
    cues = ["WEBVTT", ""]
    at = 0
    for number, words in enumerate(said):
        ends = at + 8 + len(words) // 3
        cues += [f"{_time(at)} --> {_time(ends)}", f"<v {(_COACH, _LEADER)[number % 2]}>{words}</v>", ""]
        at = ends + 20
    return "\n".join(cues).encode()


def _time(second: int) -> str:
    return f"00:{second // 60:02d}:{second % 60:02d}.000"


def tell(cast: Cast, arrival: datetime) -> None:
    """Everything up to `arrival`; a later moment would lie ahead of whoever opens the demo."""
    coach, ravi, marianne = cast[_COACH], cast[_LEADER], cast["Marianne Vos"]
    with_ravi = Engagement.objects.select_related("leader", "coach").get(leader=ravi, coach=coach)
    with_marianne = Engagement.objects.select_related("leader", "coach").get(leader=marianne, coach=coach)

    def days_before(days: int, hour: int = 16) -> datetime:
        return (arrival.astimezone(UTC) - timedelta(days=days)).replace(hour=hour, minute=0, second=0)

    for days, said in TALKS:
        with clock.frozen(days_before(days + 1)):
            earlier = consent.propose(with_ravi, coach, held_on=clock.now().date() + timedelta(days=1))
            consent.say(earlier, ravi, consent.YES)
        with clock.frozen(days_before(days - 3)):
            _heard(earlier, coach, said)
        with clock.frozen(days_before(days - 12)):
            services.let_go_due()
    with clock.frozen(days_before(20)):
        remembered = services.remember(with_ravi, coach, _LINES, held_on=clock.now().date())
        # What it was is the coach's to say, whatever was heard.
        services.overrule(remembered, _LINES.splitlines().index(_ADVICE), Code.ADVISE)
    with clock.frozen(days_before(6)):
        proposal = consent.propose(with_ravi, coach, held_on=clock.now().date() + timedelta(days=1))
        consent.say(proposal, ravi, consent.YES)
    with clock.frozen(days_before(2)):
        _heard(proposal, coach, _SAID)
    with clock.frozen(days_before(1)):
        consent.propose(with_marianne, coach, held_on=clock.now().date() + timedelta(days=3))
        jobs.run_all(future=True)


def _heard(proposal: Proposal, coach: Person, said: Sequence[str]) -> None:
    talk = services.take_in(proposal, coach, transcript(said), "talk.vtt")
    services.say_who(talk, _COACH)
    jobs.run_all(future=True)
