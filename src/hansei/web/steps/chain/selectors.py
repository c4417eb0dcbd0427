"""Reads of a leader's chain, always for that leader: the hypothesis, and the three lanes."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hansei.core import clock, library
from hansei.core.chain import Axis, Direction, Reading, axis, behaviour_for, belief_for, reading
from hansei.web.common.asking.beliefs import Beliefs, beliefs_of
from hansei.web.common.asking.experienced import Experienced, experienced_by_others
from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
from hansei.web.steps.chain.models import Hypothesis
from hansei.web.steps.practice import selectors as practice
from hansei.web.steps.practice.origins import open_origin
from hansei.web.steps.practice.selectors import OpenTrial, Step


def at(pk: UUID) -> str:
    """Where a sealed hypothesis belongs: it opens nowhere else."""
    return f"chain.Hypothesis.sealed:{pk}"


@dataclass(frozen=True)
class Supposed:
    """What a leader supposes: we do this, so that people live through that and come to believe this.

    `behaviour` and `belief` are codes of the library, or empty; `direction` is what is predicted of the
    belief, if anything.
    """

    do: str
    live: str
    believe: str
    behaviour: str = ""
    belief: str = ""
    direction: Direction | None = None


@dataclass(frozen=True)
class OpenHypothesis:
    """One version, opened for its leader."""

    row: Hypothesis
    supposed: Supposed


def versions(leader: Person) -> list[OpenHypothesis]:
    """Every version, newest first."""
    rows = list(Hypothesis.objects.filter(leader=leader))
    sealed = {at(row.pk): bytes(row.sealed) for row in rows}
    opened = vault.open_all(leader.private_scope, sealed) if sealed else {}
    return [OpenHypothesis(row, _supposed(opened[at(row.pk)])) for row in rows]


def _supposed(text: str) -> Supposed:
    data = json.loads(text)
    direction = Direction(data["direction"]) if data["direction"] else None
    return Supposed(data["do"], data["live"], data["believe"], data["behaviour"], data["belief"], direction)


def root(leader: Person) -> UUID | None:
    """What stands for all versions together, where something refers to them."""
    return Hypothesis.objects.filter(leader=leader).order_by("number").values_list("pk", flat=True).first()


def has_hypothesis(leader: Person) -> bool:
    """Whether this person ever wrote one that is still here."""
    return Hypothesis.objects.filter(leader=leader).exists()


@dataclass(frozen=True)
class Lanes:
    """Everything that lies side by side. `behaviour` and `belief` say which of them the figures are about.

    tried: try-outs that were looked back at, oldest first. looked: the days on which something was opened in
    the mirror, once for each day on which an asking ended. lived: that behaviour as it was experienced, as
    often as it was opened. waves: what the leader's own part believes, wave by wave, oldest first.
    """

    tried: list[OpenTrial]
    looked: list[date]
    behaviour: str
    lived: list[Experienced]
    belief: str
    waves: list[Beliefs]
    axis: Axis
    reading: Reading


def lanes(leader: Person, supposed: Supposed | None, written: date | None) -> Lanes:
    """The three lanes of a leader. Nothing is computed over two of them."""
    opened = experienced_by_others(leader)
    everything = [one for one in opened if one.behaviour]
    waves = beliefs_of(leader)
    tried = [one for one in reversed(practice.trials(leader)) if one.step is Step.DONE]
    behaviour = behaviour_for(
        supposed.behaviour if supposed else "",
        [_behaviour(leader, one) for one in tried],
        list(dict.fromkeys(one.behaviour for one in everything)),
    )
    asked = list(dict.fromkeys(ref for wave in waves for ref in wave.asked))
    fed_by = {
        one.id: [each.code for each in library.supporting(one.id)]
        for one in library.beliefs()
        if one.id in asked
    }
    belief = belief_for(supposed.belief if supposed else "", behaviour, asked, fed_by)
    lived = [one for one in everything if one.behaviour == behaviour]
    looked = _first_looks(opened)
    days = [*looked, *(one.row.due for one in tried), *(one.on for one in lived)]
    days += [one.closed_on for one in waves]
    done = [one.row.due for one in tried if one.said is not None and one.said.came]
    today = clock.now().date()
    # A try-out can be looked back at before its day: the axis holds that as well.
    span = axis([*days, *([written] if written else [])], today)
    about_it = [one.closed_on for one in waves if belief in one.asked]
    return Lanes(tried, looked, behaviour, lived, belief, waves, span, reading(done, about_it))


def _first_looks(everything: list[Experienced]) -> list[date]:
    asked = {one.on for one in everything}
    return sorted({min(one.seen_on for one in everything if one.on == on) for on in asked})


def _behaviour(leader: Person, one: OpenTrial) -> str:
    about = open_origin(leader, one.row.about_kind, one.row.about)
    return about.behaviour if about else ""


def choices_of_behaviour(leader: Person) -> list[str]:
    """The behaviours of which this leader has opened something, in the order in which they did."""
    return list(dict.fromkeys(one.behaviour for one in experienced_by_others(leader) if one.behaviour))
