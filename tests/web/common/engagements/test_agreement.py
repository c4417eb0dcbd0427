"""Naming, signing, pausing, ending: nothing by silence, nothing from outside, everything at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hansei.core import clock
from hansei.core.agreement import Party, State
from hansei.web.common.bench.models import Place
from hansei.web.common.engagements import eligible, moves, selectors, services
from hansei.web.common.engagements.models import AgreementVersion, Engagement, Signature
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.mail.models import Mail
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from tests.world import World, agree, on_the_bench, sign_in


def test_one_signature_or_none_is_not_an_agreement(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    assert asked.state == State.CHOOSING
    services.sign(asked, world.coach, read_at=asked.version)
    asked.refresh_from_db()
    assert asked.state == State.CHOOSING
    services.sign(asked, world.leader, read_at=asked.version)
    asked.refresh_from_db()
    assert asked.state == State.AGREED


def test_signing_twice_does_not_sign_for_the_other(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    services.sign(asked, world.leader, read_at=asked.version)
    services.sign(asked, world.leader, read_at=asked.version)
    asked.refresh_from_db()
    assert asked.state == State.CHOOSING
    assert Signature.objects.count() == 1


def test_a_changed_term_voids_what_was_signed(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    services.sign(asked, world.coach, read_at=asked.version)
    services.draft(
        asked, world.leader, read_at=asked.version, conversations=4, planned_end=asked.planned_end, hours=8
    )
    asked.refresh_from_db()
    now = selectors.agreement(asked, "en")
    assert (now.number, now.terms["conversations"], now.signed_by(Party.COACH)) == (2, 4, False)
    assert any("4 conversations" in clause["text"] for clause in now.clauses)
    services.sign(asked, world.leader, read_at=asked.version)
    asked.refresh_from_db()
    assert asked.state == State.CHOOSING


def test_nobody_signs_a_text_that_changed_while_they_read_it(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    read = asked.version
    services.draft(asked, world.leader, read_at=read, conversations=4, planned_end=asked.planned_end, hours=8)
    with pytest.raises(Stale):
        services.sign(asked, world.coach, read_at=read)
    assert Signature.objects.count() == 0


def test_the_page_of_a_stale_signature_says_so_with_409_and_shows_the_new_text(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    read = asked.version
    services.draft(asked, world.leader, read_at=read, conversations=4, planned_end=asked.planned_end, hours=8)
    page = sign_in(world.coach).post(f"/agreement/{asked.pk}/sign/", {"version": read})
    assert page.status_code == 409
    assert "changed while you read it" in page.content.decode()
    assert "4 conversations" in page.content.decode()


def test_a_term_typed_on_two_devices_is_kept_for_the_second(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    browser = sign_in(world.leader)
    typed = {"version": asked.version, "conversations": 9, "planned_end": "2099-01-31", "hours": 33}
    services.draft(
        asked, world.leader, read_at=asked.version, conversations=4, planned_end=asked.planned_end, hours=8
    )
    page = browser.post(f"/agreement/{asked.pk}/term/", typed)
    assert page.status_code == 409
    assert 'value="9"' in page.content.decode()
    assert 'value="33"' in page.content.decode()


def test_a_signed_text_does_not_change_when_the_house_changes(agreed: World) -> None:
    from hansei.web.common.people.models import Organization

    before = selectors.agreement(agreed.engagement, "de").clauses
    assert any("Ruth Adler" in clause["text"] for clause in before)
    Organization.objects.update(contact_inside="somebody else")
    assert selectors.agreement(agreed.engagement, "de").clauses == before


def test_the_text_is_unreadable_at_rest_and_once_its_key_is_gone(agreed: World) -> None:
    version = AgreementVersion.objects.get()
    assert b"Ruth Adler" not in bytes(version.sealed)
    vault.destroy(agreed.engagement.scope)
    with pytest.raises(vault.KeyGone):
        selectors.agreement(agreed.engagement, "en")


def test_a_coach_above_the_leader_cannot_be_named(world: World) -> None:
    on_the_bench(world.boss)
    assert world.boss not in eligible.offered(world.leader)
    with pytest.raises(NotPossible):
        services.name_coach(world.leader, world.boss)
    assert not Engagement.objects.exists()


def test_somebody_who_is_not_on_the_bench_cannot_be_named(world: World) -> None:
    assert world.coach in eligible.offered(world.leader)
    Place.objects.all().delete()
    with pytest.raises(NotPossible):
        services.name_coach(world.leader, world.coach)


def test_a_coach_without_a_free_place_cannot_be_named(world: World) -> None:
    Place.objects.update(capacity=1)
    agree(world)
    with pytest.raises(NotPossible):
        services.name_coach(world.other_leader, world.coach)


def test_a_dotted_boss_is_above_the_leader_as_well(world: World) -> None:
    world.leader.dotted.add(world.coach)
    assert world.coach not in eligible.offered(world.leader)


def test_a_leader_names_one_coach_at_a_time(agreed: World) -> None:
    on_the_bench(agreed.stranger)
    with pytest.raises(NotPossible):
        services.name_coach(agreed.leader, agreed.stranger)


def test_a_declined_request_leaves_nothing_of_itself_with_the_coach(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    assert selectors.coached_by(world.coach)
    services.decline(asked, world.coach)
    assert not selectors.coached_by(world.coach)
    assert not vault.exists(asked.scope)
    assert not AgreementVersion.objects.exists()
    page = sign_in(world.leader).get("/")
    assert "cannot take it on now" in page.content.decode()
    assert sign_in(world.coach).get(f"/agreement/{asked.pk}/").status_code == 404


def test_going_on_after_a_pause_needs_a_yes_from_both(agreed: World) -> None:
    services.pause(agreed.engagement, agreed.coach)
    agreed.engagement.refresh_from_db()
    now = agreed.engagement.version
    assert services.go_on(agreed.engagement, agreed.leader, read_at=now) == State.PAUSED
    assert services.go_on(agreed.engagement, agreed.leader, read_at=now) == State.PAUSED
    assert services.go_on(agreed.engagement, agreed.coach, read_at=now) == State.AGREED


def test_a_yes_to_an_earlier_pause_is_none_to_this_one(agreed: World) -> None:
    services.pause(agreed.engagement, agreed.coach)
    leader, coach = sign_in(agreed.leader), sign_in(agreed.coach)
    here = f"/agreement/{agreed.engagement.pk}/go-on/"
    left_open = leader.get(here).context["engagement"].version
    for browser in (leader, coach):
        assert browser.post(here, {"version": left_open}).status_code == 302
    agreed.engagement.refresh_from_db()
    assert agreed.engagement.state == State.AGREED
    services.pause(agreed.engagement, agreed.coach)
    assert leader.post(here, {"version": left_open}).status_code == 409
    assert leader.post(here).status_code == 409
    agreed.engagement.refresh_from_db()
    assert not agreed.engagement.leader_says_go_on


def test_an_ended_engagement_cannot_be_revived(agreed: World) -> None:
    services.end(agreed.engagement, agreed.leader)
    agreed.engagement.refresh_from_db()
    for act in (services.pause, services.end):
        with pytest.raises(NotPossible):
            act(agreed.engagement, agreed.leader)
    with pytest.raises(NotPossible):
        services.go_on(agreed.engagement, agreed.leader, read_at=agreed.engagement.version)


def test_what_was_shared_closes_with_the_end(agreed: World) -> None:
    objective = services.write_objective(
        agreed.leader, words="Hear of it from the shift", focus="leading_lean", direction="down"
    )
    services.open_to_coach(
        agreed.engagement, kind="objective", ref=objective.pk, payload={"words": "Hear of it from the shift"}
    )
    browser = sign_in(agreed.coach)
    coaching = browser.get(f"/coaching/{agreed.engagement.pk}/")
    assert "An objective" in coaching.content.decode()
    item = coaching.context["items"][0]["row"]
    assert "Hear of it from the shift" in browser.get(f"/opened/{item.pk}/").content.decode()
    services.end(agreed.engagement, agreed.leader)
    assert browser.get(f"/opened/{item.pk}/").status_code == 404
    assert browser.get(f"/coaching/{agreed.engagement.pk}/").status_code == 404


def test_withdrawal_closes_links_in_the_same_transaction(
    agreed: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If closing the links fails, the pause does not happen either: never paused with a link open."""

    def fails(engagement: Engagement) -> None:
        raise RuntimeError

    monkeypatch.setattr(moves, "_WITHDRAWALS", [fails])
    with pytest.raises(RuntimeError):
        services.pause(agreed.engagement, agreed.leader)
    agreed.engagement.refresh_from_db()
    assert agreed.engagement.state == State.AGREED


def test_mail_about_an_engagement_names_nobody(agreed: World, mailoutbox: list) -> None:
    from hansei.web.ground.jobs import services as jobs

    assert Mail.objects.filter(kind="engagements.news").exists()
    jobs.run_all(future=True)
    assert mailoutbox
    for letter in mailoutbox:
        for name in ("Marianne", "Vos", "Tomasz", "Lind", "coach"):
            assert name.lower() not in (letter.subject + letter.body).lower()


def test_nothing_is_agreed_after_its_last_day(world: World) -> None:
    asked = services.name_coach(world.leader, world.coach)
    services.sign(asked, world.leader, read_at=asked.version)
    with clock.shifted(timedelta(days=200)):
        page = sign_in(world.coach).post(f"/agreement/{asked.pk}/sign/", {"version": asked.version})
    assert page.status_code == 409
    assert "the leader can change the term" in page.content.decode()
    asked.refresh_from_db()
    assert asked.state == State.CHOOSING
