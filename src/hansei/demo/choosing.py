"""Who coaches at Halden Pumps, what they say of themselves, and a leader in the middle of choosing."""

from __future__ import annotations

from datetime import datetime, timedelta

from hansei.core import clock
from hansei.core.matching.eligibility import Hand
from hansei.demo.people import Cast
from hansei.web.common.bench import services as benches
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs import services as jobs
from hansei.web.steps.choose import services as choosing
from hansei.web.steps.choose.meeting import Answer

STEWARD = "Amira Haddad"

#: coach -> (for how many leaders, reference, profile, cases: what changed, who saw it, whether one may ask)
_Case = tuple[str, str, bool]
BENCH: dict[str, tuple[int, str, dict[str, object], list[_Case]]] = {
    "Tomasz Lind": (
        3,
        "The foremen of Assembly call Tomasz first when a problem will not go away.",
        {
            "tool_skill": "Problem solving on A3, flow and pull, changeovers. Fifteen years on the floor.",
            "coaching_skill": "I keep quiet longer than is comfortable. Two years of practice with a "
            "second coach; I look at my own talks afterwards.",
            "languages": "English, German, Polish",
            "leading_lean": True,
            "lean_leadership": True,
            "structure": "GROW at first; coaching kata when somebody wants to try something every week.",
        },
        [
            (
                "A foreman stopped solving every stop himself. The shift now brings two of three solved.",
                "Sam Okoro and his shift",
                True,
            ),
            (
                "A head of department holds the morning round standing at the line, not in the office.",
                "The people of that line",
                True,
            ),
        ],
    ),
    "Sofia Brandt": (
        3,
        "Asked by three departments to come back after the first year. Toolmakers say: somebody who listens.",
        {
            "tool_skill": "Standard work, visual management, levelling.",
            "coaching_skill": "Trained in solution focused talks; about forty conversations so far.",
            "languages": "English, German",
            "leading_lean": True,
            "lean_leadership": False,
            "structure": "Solution focus: what would be different, where it happens a little already.",
        },
        [
            (
                "A planner asks the Toolroom for its view before the week is fixed.",
                "Vera Lang, in the Toolroom",
                True,
            ),
        ],
    ),
    "Otis Braun": (
        1,
        "The design office names Otis as the one who gets engineers and the floor to one table.",
        {
            "tool_skill": "Design for assembly, set-based work.",
            "coaching_skill": "New to coaching leaders. I have coached younger engineers for four years.",
            "languages": "English",
            "leading_lean": True,
            "lean_leadership": False,
            "structure": "",
        },
        [],
    ),
    "Nora Beck": (
        2,
        "Known in Engineering and Assembly for fair audits, and for asking before judging.",
        {
            "tool_skill": "Lean audits, value streams.",
            "coaching_skill": "Ten leaders of projects over six years, mostly about meetings and deciding.",
            "languages": "English, German, Danish",
            "leading_lean": False,
            "lean_leadership": True,
            "structure": "CLEAR, and a page of notes that we both keep.",
        },
        [("A project closes its open questions weekly and no longer at the gate.", "", False)],
    ),
    "Arif Khan": (
        1,
        "The night shift in Logistics says that with Arif they began to show problems.",
        {
            "tool_skill": "Kanban, milk runs, daily boards.",
            "coaching_skill": "I have coached team leads on three shifts, with a second coach beside me.",
            "languages": "English, Urdu",
            "leading_lean": True,
            "lean_leadership": False,
            "structure": "Coaching kata.",
        },
        [("Team leads stop the run themselves when a trolley is short.", "Finn Otto", True)],
    ),
}


def bench(cast: Cast) -> None:
    """The steward has asked and recorded references; the coaches said yes, each by themself."""
    steward = cast[STEWARD]
    for name, (capacity, reference, profile, cases) in BENCH.items():
        coach = cast[name]
        benches.ask(coach, steward)
        benches.refer(coach, reference, steward)
        benches.say_yes(coach, capacity)
        benches.write_profile(coach, profile)
        for changed, seen_by, may_ask in cases:
            benches.write_case(coach, changed=changed, seen_by=seen_by, may_ask=may_ask)
    benches.declare(cast["Nora Beck"], Hand.AUDIT, unit=cast["Clara Jensen"].unit)
    for name in ("Tomasz Lind", "Sofia Brandt", "Nora Beck"):
        benches.declare_all(cast[name])


def on_the_bench(cast: Cast, name: str, reference: str) -> None:
    """One more coach, for one leader at a time."""
    benches.ask(cast[name], cast[STEWARD])
    benches.refer(cast[name], reference, cast[STEWARD])
    benches.say_yes(cast[name], 1)


def yara(cast: Cast, now: datetime) -> None:
    """In the middle of choosing: one first meeting is agreed, one coach has not answered yet."""
    leader = cast["Yara Haddad"]
    with clock.frozen(now - timedelta(days=2)):
        days = [(now + timedelta(days=n)).replace(hour=hour, minute=0) for n, hour in ((2, 9), (3, 14))]
        with_sofia = choosing.ask(leader, cast["Sofia Brandt"], days)
        choosing.ask(leader, cast["Otis Braun"], days[1:])
        jobs.run_all(future=True)
    with clock.frozen(now - timedelta(days=1)):
        choosing.answer(with_sofia, Answer.YES, days[0])
        jobs.run_all(future=True)


def line_of_logistics(cast: Cast) -> None:
    """Yara leads the day shift: Finn reports to her, and Arif to Finn."""
    Person.objects.filter(pk=cast["Yara Haddad"].pk).update(is_leader=True, title="Leads the day shift")
    Person.objects.filter(pk=cast["Finn Otto"].pk).update(manager=cast["Yara Haddad"])
    Person.objects.filter(pk=cast["Arif Khan"].pk).update(manager=cast["Finn Otto"])
    for name in ("Yara Haddad", "Finn Otto", "Arif Khan"):
        cast[name].refresh_from_db()
