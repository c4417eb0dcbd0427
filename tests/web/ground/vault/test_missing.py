"""A key that nobody destroyed and that is not there is a fault, and said as one; a destroyed one is not."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.utils import translation

from hansei.web.common.engagements import services as engagements
from hansei.web.ground.vault import services as vault
from hansei.web.ground.vault.models import DataKey
from tests.web.pages import read
from tests.world import World, sign_in


@pytest.mark.django_db
def test_a_destroyed_key_and_one_that_is_not_there_are_told_apart() -> None:
    destroyed, lost = uuid.uuid4(), uuid.uuid4()
    for scope in (destroyed, lost):
        vault.ensure(scope, "person")
    vault.destroy(destroyed)
    DataKey.objects.filter(scope=lost).delete()
    with pytest.raises(vault.KeyGone) as gone:
        vault.look_up(destroyed)
    assert not isinstance(gone.value, vault.KeyMissing)
    with pytest.raises(vault.KeyMissing):
        vault.look_up(lost)
    with pytest.raises(vault.KeyGone) as gone:
        vault.look_up(lost, destroyed)
    assert not isinstance(gone.value, vault.KeyMissing)


def test_a_page_whose_key_is_not_there_says_so_and_the_log_says_key_gone(
    world: World, capfd: pytest.CaptureFixture[str]
) -> None:
    engagements.write_objective(
        world.leader, words="Heron at the mill pond", focus="leading_lean", direction="self"
    )
    browser = sign_in(world.leader)
    assert "Heron at the mill pond" in browser.get("/objectives/").content.decode()
    DataKey.objects.filter(scope=world.leader.private_scope).delete()
    capfd.readouterr()
    page = browser.get("/objectives/")
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in capfd.readouterr().err.splitlines() if line.startswith("{")
    ]
    assert page.status_code == 503
    text = read(page).text
    assert "whoever runs this has to look" in text
    assert page.wsgi_request.number in text  # type: ignore[attr-defined]
    assert [line.get("code") for line in lines] == ["key_gone", None]
    assert {line["number"] for line in lines} == {page.wsgi_request.number}  # type: ignore[attr-defined]


def test_the_page_is_there_in_german() -> None:
    from django.template import loader

    with translation.override("de"):
        assert '<html lang="de">' in loader.get_template("ui/key_missing.html").render({})
