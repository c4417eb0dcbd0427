"""Run by test_kill in a process of its own, on the installation that the environment names.

prepare      migrate, open a round with twenty people and a boss who replies in words, print their links
look         print what the database holds for each link, while the round is open
close        close the round in processes that are killed one step later each, print what is counted
thank        migrate, and send a note of thanks in the same way
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import signal
import sys
import traceback
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hansei.cli import start

start.begin()

from django.db import connections  # noqa: E402
from django.db.backends.base.base import BaseDatabaseWrapper  # noqa: E402

from hansei.core import clock  # noqa: E402
from hansei.web.common.asking import selectors, services  # noqa: E402
from hansei.web.common.asking.models import (  # noqa: E402
    Answer,
    GivenWords,
    Invitation,
    Round,
    Sent,
    SentWords,
)
from hansei.web.common.asking.tokens import place_of, token_of, words_place  # noqa: E402
from hansei.web.common.people.models import Organization, Person  # noqa: E402
from hansei.web.ground.mail.models import Mail  # noqa: E402
from hansei.web.ground.policy.errors import Stale  # noqa: E402
from hansei.web.ground.vault import services as vault  # noqa: E402
from hansei.web.steps.mirror import services as mirrors  # noqa: E402
from hansei.web.steps.mirror import thanking  # noqa: E402
from hansei.web.steps.mirror.models import Mirror, Thanks, ThanksLink  # noqa: E402
from tests.web.steps.mirror.mirrors import after_the_window, answered, locked, opened_all  # noqa: E402
from tests.world import agree, make  # noqa: E402

ITEMS = ("LL-S8", "LL-S4", "LL-S6")
IN_WORDS = "LL-U1"
NOTE = "Thank you. I will ask before I say anything."


def killed_step_by_step(act: Callable[[], object], look: Callable[[], Any]) -> list[Any]:
    """Do it in processes that end before their first step, their second, and so on, until one comes through.

    A step is a statement or the end of a transaction, in either database. What `look` saw after each.
    """
    seen = []
    for number in itertools.count(1):
        connections.close_all()
        child = os.fork()
        if not child:
            _alone(act, number)
        _, status = os.waitpid(child, 0)
        seen.append(look())
        if not os.WIFSIGNALED(status):
            assert os.WEXITSTATUS(status) == 0
            return seen
    raise AssertionError


def _alone(act: Callable[[], object], number: int) -> None:
    left = itertools.count(1)

    def step() -> None:
        if next(left) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(execute: Any, *given: Any) -> Any:
        step()
        return execute(*given)

    commits = BaseDatabaseWrapper._commit

    def commit(connection: BaseDatabaseWrapper) -> None:
        step()
        commits(connection)

    BaseDatabaseWrapper._commit = commit  # type: ignore[method-assign]
    try:
        for alias in ("default", "keys"):
            connections[alias].execute_wrappers.append(watch)
        act()
    except BaseException:  # noqa: BLE001 - nothing may go on in the copy of the process
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def prepare() -> Any:
    start.prepare()
    Organization.objects.create(id=1, name="Halden Pumps")
    leader = Person.objects.create_user("marianne@halden.example", name="Marianne Vos", is_leader=True)
    crowd = [Person.objects.create_user(f"p{n}@halden.example", name=f"Person {n}") for n in range(20)]
    boss = Person.objects.create_user("otto@halden.example", name="Otto Brandt")
    round_ = services.open_round(
        about=leader,
        kind="mirror",
        items=[
            *(services.Item(ref, ("reports",)) for ref in ITEMS),
            services.Item(IN_WORDS, ("boss",), in_words=True),
        ],
        asked=[services.Asked(boss, "boss"), *(services.Asked(one, "reports") for one in crowd)],
        closes_at=clock.now() + timedelta(days=1),
    )
    return [services.link(one) for one in _invitations(round_)]


def _invitations(round_: Round) -> list[Invitation]:
    """The boss comes last."""
    return list(Invitation.objects.filter(round=round_).select_related("round").order_by("-source", "pk"))


def look() -> Any:
    """For each link, in the same order: every rating there is for each item, and everything in words."""
    round_ = Round.objects.get()
    refs = {item.pk: item.ref for item in round_.items.all()}
    held: list[dict[str, dict[str, list[Any]]]] = []
    for one in _invitations(round_):
        ratings, words = defaultdict(list), defaultdict(list)
        token = token_of(round_, one)
        for row in Sent.objects.filter(token=token):
            at = place_of(token, row.item_id)
            ratings[refs[row.item_id]].append(int(vault.open_(round_.answers_scope, row.value, at=at)))
        for told in SentWords.objects.filter(token=token):
            at = words_place(token, told.item_id)
            words[refs[told.item_id]].append(vault.open_(round_.answers_scope, told.value, at=at))
        held.append({"ratings": ratings, "words": words})
    return held


def close() -> Any:
    """Whichever step a process dies at, all that was sent is there once: before the close or after it.

    But for one occasion: where everybody told one, the close leaves one out by lot.
    """

    def here() -> list[int]:
        answers, words = Sent.objects.count() + Answer.objects.count(), SentWords.objects.count()
        return [answers, words + GivenWords.objects.count()]

    before = here()
    steps = killed_step_by_step(lambda: services.close(Round.objects.get()), here)
    assert len(steps) > 10
    after = [before[0], before[1] - 1]
    closed = steps.index(after) if after in steps else len(steps)
    assert steps == [before] * closed + [after] * (len(steps) - closed)
    assert not Sent.objects.exists()
    assert not SentWords.objects.exists()
    round_ = Round.objects.get()
    told = selectors.occasions(round_)
    return {
        "occasions": {ref: sorted(texts) for (ref, _), texts in told.items()},
        "reply": selectors.replies_in_words(round_),
        "answers": Answer.objects.count(),
        "people": sum(services.respondents(round_).values()),
        "ratings": {
            ref: tally.ratings
            for (ref, source), tally in services.tallies(round_).items()
            if source != "boss"
        },
    }


def thank() -> Any:
    """A leader's note to all who were asked: how many there are of it after each step, and what it says."""
    start.prepare()
    world = make()
    agree(world)
    with clock.frozen(clock.now() - timedelta(days=20)):
        mirror = locked(world, ["LL-S8"])
        answered(mirror, dict.fromkeys(world.reports, 3))
    with after_the_window(mirror):
        assert mirrors.settle(mirror)
        opened_all(mirror)
    asked = Invitation.objects.count()

    def here() -> list[int]:
        mails = Mail.objects.filter(kind="mirror.thanks")
        people = mails.values("to").distinct().count()
        return [Thanks.objects.count(), ThanksLink.objects.count(), mails.count(), people]

    def send() -> None:
        with contextlib.suppress(Stale):  # one that died after the note was kept
            thanking.send(Mirror.objects.get(), NOTE)

    steps = killed_step_by_step(send, here)
    note = Thanks.objects.get()
    return {
        "asked": asked,
        "steps": steps,
        "kept": thanking.words_of(note),
        "read": [thanking.read(thanking.by_secret(_secret(one))).words for one in note.links.all()],
    }


def _secret(one: ThanksLink) -> str:
    return thanking.link(one).rstrip("/").rsplit("/", 1)[-1]


ACTS = {"prepare": prepare, "look": look, "close": close, "thank": thank}
sys.stdout.write("\n" + json.dumps(ACTS[sys.argv[1]]()))
