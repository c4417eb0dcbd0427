"""A leader and the people around, invented, for the tests of asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hansei.core import clock
from hansei.web.common.asking import services
from hansei.web.common.asking.models import Invitation, Round
from hansei.web.common.asking.tokens import secret_of
from hansei.web.common.people.models import Person

ITEMS = (
    services.Item("LL-S8", ("peers", "reports", "further")),
    services.Item("LL-S4", ("boss", "peers", "reports")),
    services.Item("LL-S6", ("peers", "reports")),  # asked about six months, the others about eight weeks
)
DAY = timedelta(days=1)


def person(name: str, **facts: Any) -> Person:
    facts.setdefault("email", f"{name.lower().replace(' ', '.')}@halden.example")
    return Person.objects.create_user(name=name, **facts)


@dataclass
class Around:
    """A leader, one boss, five peers and six reports."""

    leader: Person
    boss: Person
    peers: list[Person]
    reports: list[Person]

    @property
    def asked(self) -> list[services.Asked]:
        return [
            services.Asked(self.boss, "boss"),
            *(services.Asked(one, "peers") for one in self.peers),
            *(services.Asked(one, "reports") for one in self.reports),
        ]


def around(name: str = "Marianne Vos") -> Around:
    boss = person(f"Boss of {name}")
    leader = person(name, is_leader=True, manager=boss)
    return Around(
        leader,
        boss,
        [person(f"Peer {number} of {name}", manager=boss) for number in range(5)],
        [person(f"Report {number} of {name}", manager=leader) for number in range(6)],
    )


def opened(people: Around, *, days: int = 14, **plan: Any) -> Round:
    plan.setdefault("asked", people.asked)
    return services.open_round(
        about=people.leader,
        kind="mirror",
        items=plan.pop("items", ITEMS),
        closes_at=clock.now() + days * DAY,
        **plan,
    )


def invitation(round_: Round, who: Person) -> Invitation:
    return Invitation.objects.select_related("round").get(round=round_, person=who)


def secret(round_: Round, who: Person) -> str:
    return secret_of(round_, invitation(round_, who))


def secrets_of(round_: Round) -> dict[Any, str]:
    """The secret of every link, by person."""
    return {one.person_id: secret_of(round_, one) for one in Invitation.objects.filter(round=round_)}
