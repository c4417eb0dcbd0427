"""A relation between models points down the floors, as imports do.

A relation may name its model as a string, which no import rule sees. People are the one exception: a model
on the ground may point at whoever signs in, through the setting that Django has for it.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

# From below; common is in the order of its own.
ORDER = ["ground", "people", "bench", "releases", "engagements", "asking", "steps", "outward"]
APART = [{"bench", "releases"}, {"asking", "engagements"}, {"outward", "steps"}, {"outward", "asking"}]
SIDEWAYS = [
    "steps.mirror -> steps.practice",
    "steps.chain -> steps.practice",
    "steps.conversations -> steps.practice",
    "steps.talk -> steps.conversations",
]


def place(model: type[models.Model]) -> str:
    """Where a model's app stands, as "steps.mirror"; "" for an app that is not Hansei's."""
    return apps.get_app_config(model._meta.app_label).name.partition("hansei.web.")[2]


def floor(app: str) -> str:
    above, _, name = app.partition(".")
    return name if above == "common" else above


def goes_wrong(source: str, target: str) -> bool:
    """Whether a relation from one app to another goes where an import may not."""
    if source == target or not target:
        return False
    here, there = floor(source), floor(target)
    if here == there:
        return here != "ground" and f"{source} -> {target}" not in SIDEWAYS
    return not source or {here, there} in APART or ORDER.index(there) > ORDER.index(here)


def relations() -> list[Any]:
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
    ]


def test_every_relation_points_to_a_floor_below() -> None:
    wrong = [
        str(field)
        for field in relations()
        if field.related_model is not get_user_model()
        and goes_wrong(place(field.model), place(field.related_model))
    ]
    assert wrong == []


def test_every_relation_out_of_a_step_or_asking_hides_its_way_back() -> None:
    wrong = [
        str(field)
        for field in relations()
        if floor(place(field.model)) in {"steps", "asking"}
        and place(field.related_model) != place(field.model)
        and not field.remote_field.hidden
    ]
    assert wrong == []


@pytest.mark.parametrize(
    "relation",
    [
        "ground.audit -> common.people",
        "common.people -> common.bench",
        "common.bench -> common.releases",
        "common.asking -> common.engagements",
        "common.people -> steps.mirror",
        "steps.ready -> steps.mirror",
        "steps.practice -> steps.mirror",
        "steps.mirror -> outward.leave",
        "outward.leave -> steps.mirror",
        "outward.leave -> common.asking",
        "outward.leave -> outward.stewardship",
        " -> common.people",
    ],
)
def test_a_relation_that_goes_up_or_aside_is_told(relation: str) -> None:
    assert goes_wrong(*relation.split(" -> "))


@pytest.mark.parametrize(
    "relation",
    [
        "common.asking -> common.people",
        "common.engagements -> common.bench",
        "steps.mirror -> common.asking",
        "steps.mirror -> steps.practice",
        "steps.mirror -> steps.mirror",
        "outward.leave -> common.engagements",
        "common.people -> ",
    ],
)
def test_a_relation_that_goes_down_is_let_through(relation: str) -> None:
    assert not goes_wrong(*relation.split(" -> "))
