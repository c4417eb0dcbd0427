"""What a leader takes out of their mirrors, and how it is erased."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror import saying, selectors, sentences, showing, thanking
from hansei.web.steps.mirror.comparing import compared
from hansei.web.steps.mirror.models import (
    Behaviour,
    Finding,
    Mirror,
    OwnBehaviour,
    PersonAround,
    Prediction,
    Reveal,
    Stage,
    Thanks,
    ThanksLink,
)
from hansei.web.steps.mirror.own import all_of, words
from hansei.web.steps.mirror.own import has_any as has_own
from hansei.web.steps.mirror.selectors import Said
from hansei.web.steps.mirror.settling import settle


def take_out(person: Person) -> dict[str, Any]:
    """Mirrors and findings in the language of the person. Of what was experienced only what was opened."""
    with translation.override(person.language):
        mirrors = [_mirror(mirror) for mirror in reversed(selectors.mirrors(person))]
        own = [{"words": words(one), "written_on": one.written_on.isoformat()} for one in all_of(person)]
    got = [
        {"sent_at": one.thanks.sent_at.isoformat()}
        for one in ThanksLink.objects.filter(person=person)
        .select_related("thanks")
        .order_by("thanks__sent_at")
    ]
    parts = (("mirrors", mirrors), ("my_own_behaviours", own), ("notes_of_thanks_to_me", got))
    return {name: found for name, found in parts if found}


def _mirror(mirror: Mirror) -> dict[str, Any]:
    opened, written = selectors.opened_rows(mirror), selectors.findings_in(mirror)
    around = selectors.around(mirror)
    data: dict[str, Any] = {
        "what_it_is": saying.way(mirror.way),
        "started_on": mirror.started_on.isoformat(),
        "locked_at": mirror.locked_at.isoformat() if mirror.locked_at else None,
        "closed_at": mirror.closes_at.isoformat() if mirror.closes_at else None,
        "people_around": {
            saying.who(source): [one.name for one in persons] for source, persons in around.items() if persons
        },
        "behaviours": [],
    }
    for one in selectors.said(mirror):
        said = _said(one)
        if one.row.pk in opened:
            said["how_it_was_experienced"] = sentences.after(selectors.seen(one), showing.boss_of(mirror))
            if selectors.in_words(one.row):
                said["what_my_boss_wrote"] = selectors.reply(one)
            said["occasions"] = [
                {"told_by": saying.who(told.source), "what_happened": told.words}
                for told in selectors.occasions(one)
            ]
            said["then_and_now"] = compared(one.row)
        if one.row.pk in written:
            found = written[one.row.pk]
            said["my_finding"] = {
                "words": found.words,
                "and_then": saying.choice(found.choice),
                "what_around_me_makes_it_hard": found.around,
                "written_on": found.row.written_on.isoformat(),
            }
        data["behaviours"].append(said)
    feeling = selectors.feeling(mirror)
    if feeling:
        data["how_it_left_me"] = saying.feeling(feeling)
    note = thanking.sent(mirror)
    if note is not None:
        data["my_note_of_thanks"] = {
            "words": thanking.words_of(note),
            "sent_at": note.sent_at.isoformat(),
            "to_how_many": note.links.count(),
        }
    return data


def _said(one: Said) -> dict[str, Any]:
    own = one.self_rating
    return {
        "behaviour": saying.behaviour(one.row),
        "as_i_see_it": saying.own_step(own, one.row) if own is not None else None,
        "expected": {saying.who(source): saying.expected_words(e) for source, e in one.expected.items()},
        "what_i_know": one.known,
    }


def erase(person: Person) -> None:
    """The key first, the rows after; also that this person was on somebody's list. Safe to run again."""
    vault.destroy(person.private_scope)
    # While its rows lead to its key.
    thanking.erase(person)
    Finding.objects.filter(leader=person).delete()
    Mirror.objects.filter(leader=person).delete()
    OwnBehaviour.objects.filter(leader=person).delete()
    PersonAround.objects.filter(person=person).delete()


@leaving.keeps
def keeps(person: Person) -> Iterator[leaving.Own]:
    """Mirrors, behaviours in their own words and findings, where there are some."""
    if selectors.has_any(person):
        yield leaving.Own(_("Mirrors"), reverse("mirrors"))
    if has_own(person):
        yield leaving.Own(_("Behaviours in your own words"), reverse("own_behaviours"))
    if selectors.count_findings(person):
        yield leaving.Own(_("Your findings"), reverse("findings"))


@leaving.by_scope
def erase_scope(scope: UUID) -> int:
    """After a restore: rows under a scope whose key was destroyed."""
    findings, _by_model = Finding.objects.filter(leader__private_scope=scope).delete()
    mirrors, _by_model = Mirror.objects.filter(leader__private_scope=scope).delete()
    own, _by_model = OwnBehaviour.objects.filter(leader__private_scope=scope).delete()
    return findings + mirrors + own + thanking.erase_scope(scope)


@leaving.after_restore
def stop_what_was_asked() -> None:
    """After a restore: the round of a mirror that was being asked is stopped by now, and so is the mirror."""
    for mirror in Mirror.objects.filter(stage=Stage.ASKING).select_related("round", "leader"):
        settle(mirror)


leaving.register(
    "mirror",
    exporter=take_out,
    eraser=erase,
    covers=[Mirror, OwnBehaviour, Behaviour, Prediction, Reveal, PersonAround, Finding, Thanks, ThanksLink],
)
