"""Who may do what: one table of relations and actions.

Deny by default: an action lists the relations that may do it, everything else may not. There is no
relation that may do everything, and an action that is not in the table cannot be asked about.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Relation(StrEnum):
    """How the one who asks stands to what is asked for."""

    ANYONE = "anyone"  # whoever reaches the address, signed in or not
    SIGNED_IN = "signed_in"  # somebody with a place in the directory
    LEADER_SELF = "leader_self"  # a leader, in the space that they alone can read
    OWNER = "owner"  # the one whose record it is
    LEADER = "leader"  # the leader of this engagement
    ASKED_COACH = "asked_coach"  # the coach who is asked, before anything is agreed
    COACH = "coach"  # the coach of this engagement, while it runs or pauses
    SECOND_COACH = "second_coach"  # stands behind the coach of this engagement, while it runs or pauses
    ASKED_SECOND = "asked_second"  # is asked to stand behind a coach; knows the coach, and not the leader
    THIRD_PERSON = "third_person"  # has the leader's power over the coach's pay; sees that clause alone
    READER = "reader"  # the one whom the owner showed this very item
    SPONSOR = "sponsor"  # the one for whom a leader made this seat
    BENCH = "bench"  # was asked whether they want to coach, or said yes
    HOLDER = "holder"  # holds a link of an invitation or of a note of thanks, open or closed
    STEWARD = "steward"
    OPERATOR = "operator"
    COUNCIL = "council"
    FIRST_STEWARD = "first_steward"  # holds the one-time link printed by the command
    VISITOR = "visitor"  # whoever looks around in a demo database


class UnknownAction(LookupError):
    """The action is not in the table. A spelling mistake must never open or close a door silently."""


@dataclass(frozen=True)
class Decision:
    """The answer, and the relation it rests on (for `hansei policy` and for tests, never for a screen)."""

    allowed: bool
    why: str


def _only(*relations: Relation) -> frozenset[Relation]:
    return frozenset(relations)


R = Relation

#: action -> relations that may do it. The words before the dot name the record, those after it the act.
ACTIONS: Mapping[str, frozenset[Relation]] = MappingProxyType(
    {
        # without a record
        "house.preferences": _only(R.ANYONE),
        "house.sign_in": _only(R.ANYONE),
        "house.sign_out": _only(R.ANYONE),
        "house.explain": _only(R.ANYONE),
        "house.first_steward": _only(R.FIRST_STEWARD),
        "house.today": _only(R.ANYONE),
        "house.components": _only(R.OPERATOR, R.VISITOR),
        "demo.look_around": _only(R.VISITOR),
        # the leader's own space
        "first_look.use": _only(R.ANYONE),
        "first_look.keep": _only(R.LEADER_SELF),
        "first_look.read": _only(R.OWNER),
        "first_look.erase": _only(R.OWNER),
        "readiness.write": _only(R.LEADER_SELF),
        "objective.list": _only(R.OWNER),
        "objective.write": _only(R.LEADER_SELF),
        "objective.change": _only(R.OWNER),
        "objective.share": _only(R.OWNER),
        # choosing and the agreement
        "coach.name": _only(R.LEADER_SELF),
        "coach.look": _only(R.LEADER_SELF),
        "choosing.write": _only(R.LEADER_SELF),
        "meeting.take_back": _only(R.LEADER),
        "meeting.answer": _only(R.ASKED_COACH),
        "bench.answer": _only(R.BENCH),
        "bench.write": _only(R.BENCH),
        "case.write": _only(R.OWNER),
        "declaration.take_back": _only(R.OWNER),
        "agreement.draft": _only(R.LEADER),
        "agreement.read": _only(R.LEADER, R.ASKED_COACH, R.COACH),
        "agreement.sign": _only(R.LEADER, R.ASKED_COACH, R.COACH),
        "agreement.decline": _only(R.ASKED_COACH),
        "agreement.withdraw": _only(R.LEADER),
        "engagement.pause": _only(R.LEADER, R.COACH),
        "engagement.resume": _only(R.LEADER, R.COACH),
        "engagement.end": _only(R.LEADER, R.COACH),
        "engagement.read": _only(R.LEADER, R.COACH),
        # a sponsor's seat
        "sponsor.make": _only(R.LEADER),
        "sponsor.read": _only(R.SPONSOR),
        "sponsor.hope": _only(R.SPONSOR),
        "engagement.change_coach": _only(R.LEADER),
        "engagement.recheck": _only(R.LEADER, R.COACH),
        "engagement.close": _only(R.LEADER),
        "engagement.stand_behind": _only(R.SECOND_COACH),
        "second.answer": _only(R.ASKED_SECOND),
        "engagement.note": _only(R.COACH),
        "protection.sign": _only(R.THIRD_PERSON),
        "wish.write": _only(R.COACH),
        "wish.read": _only(R.LEADER),
        "wish.answer": _only(R.LEADER),
        "kept.read": _only(R.OWNER),
        # the mirror
        "mirror.start": _only(R.LEADER_SELF),
        "mirror.write": _only(R.OWNER),
        "mirror.see": _only(R.OWNER),
        "finding.share": _only(R.OWNER),
        "shared.read": _only(R.READER),
        # the pulse
        "pulse.read": _only(R.SIGNED_IN),
        "pulse.own": _only(R.OWNER),
        "pulse.sign": _only(R.OWNER),
        "pulse.open": _only(R.STEWARD),
        # conversations
        "conversation.list": _only(R.LEADER, R.COACH),
        "conversation.plan": _only(R.LEADER, R.COACH),
        "conversation.read": _only(R.LEADER, R.COACH),
        "conversation.hold": _only(R.LEADER, R.COACH),
        "conversation.named_first": _only(R.COACH),
        "note.write": _only(R.LEADER, R.COACH),
        "note.change": _only(R.OWNER),
        "note.list": _only(R.OWNER),
        "found_out.write": _only(R.LEADER),
        "method.read": _only(R.STEWARD, R.BENCH),
        "craft.read": _only(R.BENCH),
        # the talk report
        "talk.list": _only(R.OWNER),
        "talk.write": _only(R.COACH),
        "talk.propose": _only(R.LEADER, R.COACH),
        "talk.answer": _only(R.LEADER, R.COACH),
        "talk.upload": _only(R.COACH),
        "talk.read": _only(R.OWNER, R.LEADER),
        "talk.change": _only(R.OWNER),
        "talk.keep": _only(R.OWNER, R.LEADER),
        "talk.erase": _only(R.OWNER, R.LEADER),
        # the practice room
        "dojo.use": _only(R.BENCH, R.OWNER),
        "dojo.own": _only(R.OWNER),
        # try-outs
        "trial.list": _only(R.OWNER),
        "trial.write": _only(R.LEADER_SELF),
        "trial.begin": _only(R.OWNER),
        "trial.change": _only(R.OWNER),
        "trial.share": _only(R.OWNER),
        # the chain
        "chain.read": _only(R.OWNER),
        "chain.write": _only(R.OWNER),
        "chain.share": _only(R.OWNER),
        # people around
        "answer.give": _only(R.HOLDER),
        "answer.stop": _only(R.HOLDER),
        "thanks.read": _only(R.HOLDER),
        # the way out, and who looked
        "looked.read": _only(R.SIGNED_IN),
        "leave.take_out": _only(R.SIGNED_IN),
        "leave.erase": _only(R.OWNER),
        # the organization
        "stewardship.read": _only(R.STEWARD),
        "house.settle": _only(R.STEWARD),
        "house.watch": _only(R.COUNCIL),
        "house.operate": _only(R.OPERATOR),
        "bench.ask": _only(R.STEWARD),
        "bench.refer": _only(R.STEWARD),
        "directory.read": _only(R.STEWARD),
        "directory.write": _only(R.STEWARD),
        "directory.import": _only(R.STEWARD),
        "directory.confirm": _only(R.OWNER),
    }
)

#: Actions whose addresses write no line into the log, so that nobody can find out that they were used; a
#: fault there is written down all the same. A first look is alone, or it is none; whoever looks at the
#: coaches is told that nobody finds out.
WITHOUT_A_LINE = frozenset(
    {"first_look.use", "first_look.keep", "first_look.read", "first_look.erase", "coach.look"}
)


def allowed(relations: Collection[Relation], action: str) -> Decision:
    """Whether someone who stands in `relations` may do `action`. Raises UnknownAction."""
    try:
        may = ACTIONS[action]
    except KeyError:
        raise UnknownAction(action) from None
    for relation in sorted(may):
        if relation in relations or relation is Relation.ANYONE:
            return Decision(True, relation.value)
    return Decision(False, "no relation that may")


def table() -> str:
    """The whole table as Markdown, sorted, for `hansei policy` and the documentation."""
    lines = ["| action | who may |", "|---|---|"]
    lines += [f"| `{action}` | {', '.join(sorted(ACTIONS[action]))} |" for action in sorted(ACTIONS)]
    return "\n".join(lines) + "\n"
