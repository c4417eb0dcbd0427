"""Run by test_kill in a process of its own, on the installation that the environment names.

prepare      migrate, open a round with twenty people, print their links
look         print what the database holds for each link, while the round is open
close        close the round, print what is counted
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from datetime import timedelta
from typing import Any

from hansei.cli import start

start.begin()

from hansei.core import clock  # noqa: E402
from hansei.web.common.asking import services  # noqa: E402
from hansei.web.common.asking.models import Answer, Invitation, Round, Sent  # noqa: E402
from hansei.web.common.asking.tokens import place_of, token_of  # noqa: E402
from hansei.web.common.people.models import Organization, Person  # noqa: E402
from hansei.web.ground.vault import services as vault  # noqa: E402

ITEMS = ("LL-S8", "LL-S4", "LL-S6")


def prepare() -> Any:
    start.prepare()
    Organization.objects.create(id=1, name="Halden Pumps")
    leader = Person.objects.create_user("marianne@halden.example", name="Marianne Vos", is_leader=True)
    crowd = [Person.objects.create_user(f"p{n}@halden.example", name=f"Person {n}") for n in range(20)]
    round_ = services.open_round(
        about=leader,
        kind="mirror",
        items=[services.Item(ref, ("reports",)) for ref in ITEMS],
        asked=[services.Asked(one, "reports") for one in crowd],
        closes_at=clock.now() + timedelta(days=1),
    )
    found = Invitation.objects.filter(round=round_).select_related("round").order_by("pk")
    return [services.link(one) for one in found]


def look() -> Any:
    """For each link, in the same order: every rating there is for each item."""
    round_ = Round.objects.get()
    refs = {item.pk: item.ref for item in round_.items.all()}
    held: list[dict[str, list[int]]] = []
    for one in Invitation.objects.filter(round=round_).select_related("round").order_by("pk"):
        ratings = defaultdict(list)
        token = token_of(round_, one)
        for row in Sent.objects.filter(token=token):
            at = place_of(token, row.item_id)
            ratings[refs[row.item_id]].append(int(vault.open_(round_.answers_scope, row.value, at=at)))
        held.append(ratings)
    return held


def close() -> Any:
    round_ = Round.objects.get()
    services.close(round_)
    return {
        "answers": Answer.objects.count(),
        "people": sum(services.respondents(round_).values()),
        "ratings": {ref: tally.ratings for (ref, _), tally in services.tallies(round_).items()},
    }


sys.stdout.write("\n" + json.dumps({"prepare": prepare, "look": look, "close": close}[sys.argv[1]]()))
