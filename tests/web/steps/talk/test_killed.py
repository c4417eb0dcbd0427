"""What is done with a transcript, killed before any statement: whole or not, and finished the next time."""

from __future__ import annotations

import pytest

from hansei.web.ground.audit import services as audit
from hansei.web.ground.jobs import services as jobs
from hansei.web.ground.vault import services as vault
from hansei.web.steps.talk import selectors, services
from hansei.web.steps.talk.models import Counted, Proposal, Stage, Talk
from tests.web.common.asking.test_closing import Killed, killed_before_statement
from tests.web.steps.talk.talks import after, both_said_yes, coded, decided, taken_in
from tests.world import World, sign_in

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_a_file_is_taken_in_and_coded_once_however_often_it_was_cut_off(agreed: World) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        number = 0
        while True:
            with killed_before_statement(number):
                try:
                    talk = taken_in(agreed, row)
                    break
                except Killed:
                    pass
            assert not Talk.objects.exists(), "it can be sent in again"
            number += 1
        assert number > 5
        number = 0
        while True:
            with killed_before_statement(number):
                try:
                    services.say_who(talk, "Tomasz Lind")
                    break
                except Killed:
                    pass
            assert Talk.objects.get().stage == Stage.WHO
            number += 1
        number = 0
        while True:
            with killed_before_statement(number):
                try:
                    services.code(str(talk.pk))
                    break
                except Killed:
                    pass
            done = Talk.objects.get().stage == Stage.READY
            assert Counted.objects.count() == int(done)
            number += 1
        assert number > 5
        jobs.run_all(future=True, loud=True)
        assert Counted.objects.count() == 1
        assert len(audit.entries(talk.engagement_id, verb="talk.coded")) == 1


def test_words_whose_last_moment_came_go_with_the_next_look_wherever_the_first_was_cut_off(
    agreed: World,
) -> None:
    row = both_said_yes(agreed)
    with decided(row):
        talk = coded(agreed, row)
    number, between = 0, 0
    with after(talk):
        while True:
            with killed_before_statement(number):
                try:
                    services.let_go_due()
                    break
                except Killed:
                    pass
            if Talk.objects.exists() and not vault.exists(talk.scope):
                between += 1
                assert sign_in(agreed.coach).get(f"/talk/{talk.pk}/").status_code == 404
            number += 1
        assert between > 0, "cut off after the key and before the rows"
        assert not vault.exists(talk.scope)
        assert not Talk.objects.exists()
        assert not Proposal.objects.exists()
        assert len(audit.entries(talk.engagement_id, verb="talk.words_gone")) == 1
        assert len(selectors.counts(agreed.coach)) == 1
