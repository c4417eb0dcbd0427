"""What is always true of seeing: rules 5 to 12, as far as they exist in this release."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from hansei.core import clock
from hansei.core.anonymity import BelowFloor
from hansei.web.common.asking import services as asking
from hansei.web.common.engagements import selectors, services
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases import services as releases
from hansei.web.common.releases.models import SharedItem
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import selectors as mirrors
from hansei.web.steps.mirror import services as mirror_services
from hansei.web.steps.mirror.models import Finding, Mirror, Prediction, Reveal
from tests.web.records import make_records
from tests.web.sights import Sight, sight, sights
from tests.web.steps.mirror.mirrors import (
    after_the_window,
    answered,
    expected,
    locked,
    opened_all,
    planned,
    row_of,
)
from tests.world import World, in_two_weeks, sign_in


# ------------------------------------------------------------------- 5. nothing is seen before it is expected
def test_5_the_database_itself_refuses_a_reveal_without_a_locked_prediction(agreed: World) -> None:
    mirror = expected(planned(agreed))
    prediction = Prediction.objects.filter(behaviour__mirror=mirror)[0]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mirror_reveal (prediction_id, opened_at) VALUES (%s, %s)",
            [prediction.pk.hex if connection.vendor == "sqlite" else prediction.pk, clock.now()],
        )
    assert not Reveal.objects.exists()


def test_5_nothing_that_was_answered_is_given_out_below_the_screens_before_it_is_opened(
    agreed: World,
) -> None:
    mirror = locked(agreed)
    answered(mirror, dict.fromkeys([*agreed.peers, *agreed.reports], 2))
    with after_the_window(mirror):
        mirror_services.settle(mirror)
        first, *others = mirrors.in_order(mirror)
        with pytest.raises(mirrors.NotYet):
            mirrors.seen(first)
        with pytest.raises(NotPossible):
            mirror_services.reveal(others[0].row)
        mirror_services.reveal(first.row)
        assert mirrors.seen(first).cells
        for one in others:
            with pytest.raises(mirrors.NotYet):
                mirrors.seen(one)


@pytest.mark.slow
def test_5_until_it_is_opened_every_page_is_the_same_whatever_was_answered(agreed: World) -> None:
    """And to everybody but the leader also afterwards (8): no view ranks, and none gives anything away."""
    mirror = locked(agreed)
    found = [_whatever(agreed, mirror, rating) for rating in (1, 5)]
    (closed_low, open_low, others_low), (closed_high, open_high, others_high) = found
    assert closed_low == closed_high
    assert open_low != open_high, "once it is opened, it says what was answered"
    assert others_low == others_high


def _whatever(world: World, mirror: Mirror, rating: int) -> tuple[Sight, Sight, dict[str, Sight]]:
    points = [(alias, transaction.savepoint(using=alias)) for alias in ("default", "keys")]
    answered(mirror, dict.fromkeys([*world.peers, *world.reports, world.boss], rating))
    with after_the_window(mirror):
        mirror.refresh_from_db()
        mirror_services.settle(mirror)
        closed = sight(world.leader)
        opened_all(mirror)
        found = closed, sight(world.leader), sights(world, without=["leader"])
    for alias, point in points:
        transaction.savepoint_rollback(point, using=alias)
        transaction.savepoint_commit(point, using=alias)
    mirror.refresh_from_db()
    return found


# -------------------------------------------------------------------------------------------- 6. who names it
def test_6_a_finding_is_what_its_leader_wrote_after_seeing_and_nothing_else_writes_one(agreed: World) -> None:
    mirror = locked(agreed)
    answered(mirror, dict.fromkeys([*agreed.peers, *agreed.reports], 2))
    row = row_of(mirror, "LL-S8")
    with pytest.raises(NotPossible):
        mirror_services.write_finding(row, words="Too early", choice="work")
    with after_the_window(mirror):
        mirror_services.settle(mirror)
        opened_all(mirror)
        jobs.run_periodic()
        assert not Finding.objects.exists(), "seeing writes none"
        for words in ("", "   "):
            with pytest.raises(NotPossible):
                mirror_services.write_finding(row, words=words, choice="work")
        for seat, person in agreed.seats.items():
            if seat != "leader":
                sign_in(person).post(f"/mirror/behaviour/{row.pk}/", {"words": "It is you", "version": "0"})
        assert not Finding.objects.exists()


# ------------------------------------------------------------------------------------------------ 7. the gate
def test_7_what_three_answered_cannot_be_told_from_any_page_even_by_the_leader(agreed: World) -> None:
    mirror = locked(agreed)
    seen = []
    for rating in (1, 5):
        points = [(alias, transaction.savepoint(using=alias)) for alias in ("default", "keys")]
        answered(mirror, dict.fromkeys(agreed.peers[:3], rating))
        with after_the_window(mirror):
            mirror_services.settle(mirror)
            opened_all(mirror)
            seen.append(sight(agreed.leader))
        for alias, point in points:
            transaction.savepoint_rollback(point, using=alias)
            transaction.savepoint_commit(point, using=alias)
        mirror.refresh_from_db()
    assert seen[0] == seen[1]


def test_7_the_minimum_is_raised_by_an_organization_and_lowered_by_nobody(agreed: World) -> None:
    for statement in (
        "UPDATE people_organization SET k_mirror = 3",
        "UPDATE people_organization SET k_mirror = 0",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(BelowFloor):
        asking.open_round(
            about=agreed.leader,
            kind="mirror",
            items=[asking.Item("LL-S8", ("peers",))],
            asked=[asking.Asked(one, "peers") for one in agreed.peers],
            closes_at=in_two_weeks(),
            k=3,
        )
    Organization.objects.update(k_mirror=6)
    assert mirrors.minimum() == 6


# ---------------------------------------------------------------------------------------------- 9. who looked
def _shared(world: World) -> SharedItem:
    row = services.write_objective(world.leader, words="The same day", focus="leading_lean", direction="down")
    assert world.engagement is not None
    services.open_to_coach(world.engagement, kind="objective", ref=row.pk, payload={"words": "The same day"})
    return SharedItem.objects.get()


def test_9_another_persons_reading_is_recorded_and_shown_to_the_owner(agreed: World) -> None:
    item = _shared(agreed)
    sign_in(agreed.leader).get(f"/objectives/{item.ref}/")
    looked = sign_in(agreed.leader).get("/yours/who-looked/").content.decode()
    assert "Nobody else has read anything of yours" in looked, "one's own reading is nobody's business"
    for _ in range(3):
        assert "The same day" in sign_in(agreed.coach).get(f"/opened/{item.pk}/").content.decode()
    looked = sign_in(agreed.leader).get("/yours/who-looked/").content.decode()
    assert looked.count("Tomasz Lind read an objective") == 1, "once a day"
    with clock.shifted(timedelta(days=1)):
        sign_in(agreed.coach).get(f"/opened/{item.pk}/")
        looked = sign_in(agreed.leader).get("/yours/who-looked/").content.decode()
    assert looked.count("Tomasz Lind read an objective") == 2


def test_9_what_cannot_be_recorded_is_not_shown(agreed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    item = _shared(agreed)

    def fails(*_: Any, **__: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(releases.audit, "record", fails)
    browser = sign_in(agreed.coach)
    browser.raise_request_exception = False
    page = browser.get(f"/opened/{item.pk}/")
    assert page.status_code == 500
    assert "The same day" not in page.content.decode()


# ----------------------------------------------------------------------------------------- 10. sealed at rest
def test_10_every_sealed_column_is_ciphertext_and_opens_with_its_key_alone(agreed: World) -> None:
    from django.apps import apps

    make_records(agreed)
    columns = [
        (model, one.name)
        for model in apps.get_models()
        for one in model._meta.concrete_fields
        if isinstance(one, models.BinaryField) and model._meta.app_label not in {"audit", "vault"}
    ]
    held = [
        bytes(value)
        for model, name in columns
        for value in model.objects.values_list(name, flat=True)
        if value
    ]
    assert len(columns) > 8
    assert len(held) > 40
    for value in held:
        # What is sealed looks like noise; a text or a JSON would be letters throughout.
        assert sum(32 <= byte < 127 for byte in value) < len(value) * 0.8
    vault.destroy(agreed.leader.private_scope)
    for read in (selectors.objectives, mirrors.findings):
        with pytest.raises(vault.KeyGone):
            read(agreed.leader)


# ---------------------------------------------------------------------------------- 12. no advice, no verdict
VERDICTS = re.compile(
    r"\b(scores?|ranking|ranked|accura\w+|blind spots?|weakness\w*|(over|under)-?estimat\w+|you should"
    r"|we recommend|recommended|well done|congratulations|improve your|percentile|benchmark"
    r"|Punktzahl|blinde[rn]? Fleck\w*|Schwäche\w*|(über|unter)schätz\w+|sollten Sie|wir empfehlen"
    r"|Glückwunsch)\b",
    re.IGNORECASE,
)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "de"])
def test_12_no_page_of_anybodys_gives_advice_or_a_verdict(agreed: World, language: str) -> None:
    make_records(agreed)
    Person.objects.update(language=language)
    pages = 0
    for seat, seen in sights(agreed, without=["nobody"]).items():
        for url, page in seen.items():
            pages += 1
            assert not VERDICTS.search(page), (seat, url, VERDICTS.search(page))
    assert pages > 100
