"""What somebody can see: every page that they reach by links, compared as they stand."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django.urls import reverse

from hansei.web.common.people.models import Person
from tests.web.pages import Walk
from tests.world import World, sign_in

Sight = dict[str, str]


def sight(person: Person | None, *, without: Collection[str] = ()) -> Sight:
    """All that somebody sees now, by address, but for what is drawn anew for each page."""
    browser = sign_in(person)
    seen: Sight = {}

    def get(url: str) -> Any:
        response = browser.get(url)
        seen[url] = (
            f"{response.status_code} {response.get('Location', '')} {_bare(response.content.decode())}"
        )
        return response

    Walk(get, without=without)
    return seen


def sights(world: World, *, without: Collection[str] = ()) -> dict[str, Sight]:
    """What every seat sees now. Of the directory's entries, which are all alike, only those of the two."""
    others = Person.objects.exclude(pk__in=[world.leader.pk, world.coach.pk])
    entries = {reverse("person", kwargs={"person_id": one.pk}) for one in others}
    return {
        seat: sight(person, without=entries) for seat, person in world.seats.items() if seat not in without
    }


def _bare(body: str) -> str:
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    return re.sub(r"[2-9A-Z]{3}-[2-9A-Z]{3}", "", body)
