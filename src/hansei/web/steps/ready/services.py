"""Keeping and erasing what a leader writes for themself.

None of it writes an audit row. The audit is for what others do and may see; here it would add the one thing
that these tables leave out: when somebody looked, or was asked and made up their mind.
"""

import json
import secrets

from django.db import IntegrityError, transaction
from django.utils import timezone

from hansei.core import clock
from hansei.web.common.people.models import Person
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault
from hansei.web.steps.ready import selectors
from hansei.web.steps.ready.answers import Answers
from hansei.web.steps.ready.look import Look
from hansei.web.steps.ready.models import FirstLook, Readiness
from hansei.web.steps.ready.showing import texts_of

#: What is sealed is filled up to a multiple of this, so that its length does not tell a yes from a no.
BLOCK = 4096


def _filled(text: str) -> str:
    """`text` with blanks up to the next full block, counted in UTF-8; JSON does not mind them."""
    return text + " " * (-len(text.encode("utf-8")) % BLOCK)


def keep(person: Person, look: Look) -> FirstLook:
    """Keep a first look for its owner alone. Sent twice on one day, it is there once.

    The texts are kept with it, so that it can be read when the library has moved on.
    """
    vault.ensure(person.private_scope, "person")
    today = timezone.localdate(clock.now())
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # two taps on one button wait for each other
        for kept in selectors.kept_looks(person, on=today):
            if kept.look == look:
                return kept.row
        row = FirstLook(owner=person, kept_on=today)
        data = {"look": look.model_dump(mode="json"), "texts": texts_of(look)}
        row.sealed = vault.seal(
            person.private_scope, _filled(json.dumps(data, ensure_ascii=False)), at=selectors.place_of(row)
        )
        row.save(force_insert=True)
    return row


def erase_look(look: FirstLook) -> None:
    """Take a kept look away for good."""
    FirstLook.objects.filter(pk=look.pk).delete()


def write_readiness(person: Person, answers: Answers, *, seen: str) -> None:
    """Keep `answers` in place of those written before; with nothing in them, keep nothing.

    `seen` is the version that the writer had before them. Raises Stale when there is another by now.
    """
    vault.ensure(person.private_scope, "person")
    try:
        with transaction.atomic():
            row = Readiness.objects.select_for_update().filter(owner=person).first()
            before = selectors.answers_in(row) if row is not None else None
            if (before.version if before else "") != seen:
                raise Stale
            if not answers.say_anything:
                Readiness.objects.filter(owner=person).delete()
                return
            row = row or Readiness(owner=person)
            text = _filled(answers.written(version=secrets.token_hex(8)))
            row.sealed = vault.seal(person.private_scope, text, at=selectors.place_of(row))
            row.save()
    except IntegrityError:
        # Written for the first time in two windows at once.
        raise Stale from None


def erase_readiness(person: Person) -> None:
    """Take everything away that was written about being ready."""
    Readiness.objects.filter(owner=person).delete()
