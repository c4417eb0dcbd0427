"""The way out: what asking hands over of a person, and how it erases it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hansei.core import library
from hansei.core.anonymity import Kind, Source
from hansei.web.common.asking.beliefs import read
from hansei.web.common.asking.closing import settle, withdraw
from hansei.web.common.asking.forms import question_of
from hansei.web.common.asking.models import (
    Answer,
    GivenWords,
    Invitation,
    Progress,
    Round,
    RoundItem,
    Sent,
    SentWords,
)
from hansei.web.common.asking.selectors import replies_in_words, wordings
from hansei.web.common.asking.tokens import token_of
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import PartRelease
from hansei.web.common.releases.selectors import parts_headed_by
from hansei.web.ground.mail import services as mail
from hansei.web.ground.vault import services as vault


def take_out(person: Person) -> dict[str, Any]:
    """When this person's round was asked, about what and whom; and when they were asked themself.

    No answer of anybody's: what may be seen of them went through the gate and is handed over with what it
    is about. But what they wrote themself as a boss, once asking is over: until then nothing tells what was
    sent.
    """
    about = [
        {
            "kind": round_.kind,
            "opened": round_.opened_at.isoformat(),
            "closes": round_.closes_at.isoformat(),
            "items": _named(round_),
            "asked": round_.asked,
        }
        for round_ in Round.objects.filter(about=person).order_by("opened_at").prefetch_related("items")
    ]
    asked = [
        {"opened": one.round.opened_at.isoformat(), "as": one.source, **_replied(one)}
        for one in Invitation.objects.filter(person=person)
        .select_related("round")
        .order_by("round__opened_at")
    ]
    parts = (("rounds_about_me", about), ("asked_of_me", asked), ("beliefs_of_my_part", _beliefs(person)))
    return {name: found for name, found in parts if found}


def _named(round_: Round) -> list[str]:
    """What was asked about: the library's by its code, the leader's own in its words."""
    try:
        own = wordings(round_)
    except vault.KeyGone:
        own = {}
    return [own.get(item.ref, item.ref) for item in round_.items.all()]


def _replied(invitation: Invitation) -> dict[str, Any]:
    """What somebody wrote as the boss, under their name; of others nobody can tell what they wrote."""
    if invitation.source != Source.BOSS:
        return {}
    round_, language = invitation.round, invitation.person.language
    replies = replies_in_words(round_)
    if not replies:
        return {}
    own = wordings(round_)
    return {
        "my_replies": [
            {"behaviour": question_of(item, language, own), "words": replies[item.ref]}
            for item in invitation.items
            if item.ref in replies
        ]
    }


def _beliefs(person: Person) -> list[dict[str, Any]]:
    """What the part that this leader heads believes, as it left the gate."""
    return [
        {
            "part": one.name,
            "asked_until": one.closed_on.isoformat(),
            "open_to_others_since": one.row.signed_on.isoformat() if one.row.signed_on else None,
            "figures": {
                library.belief(ref).text.get(person.language): {
                    "mean": str(shown.value),
                    "or_less": shown.low_end,
                    "or_more": shown.high_end,
                    "percent_of_4_and_5": shown.share.percent if shown.share else None,
                }
                for ref, shown in one.figures.items()
            },
        }
        for one in read(parts_headed_by(person))
    ]


def erase(person: Person) -> None:
    """Erase every round about this person, the beliefs of the part they head, and that they were asked.

    Answers of theirs about others go as long as they can be found, that is until the round is closed; what
    they wrote as a boss, under their name, also after it.
    """
    rounds = list(Round.objects.filter(about=person))
    if rounds:
        vault.destroy(*(scope for round_ in rounds for scope in (round_.key_scope, round_.answers_scope)))
    headed = list(parts_headed_by(person))
    if headed:
        vault.destroy(*(part.scope for part in headed))
    with transaction.atomic():
        parts_headed_by(person).delete()
        _delete(Round.objects.filter(pk__in=[round_.pk for round_ in rounds]))
        # There is one exactly while answers can be found. Held, so that none is being sent meanwhile.
        still = Progress.objects.filter(invitation__person=person).select_related("invitation__round")
        for progress in still.order_by("pk").select_for_update(of=("self",)):
            _take_back(progress.invitation)
        mail.forget(list(Invitation.objects.filter(person=person).values_list("pk", flat=True)))
        _written_as_boss(person).delete()
        Invitation.objects.filter(person=person).delete()


@leaving.keeps
def keeps(person: Person) -> Iterator[leaving.Own]:
    """What this person wrote as somebody's boss; before the close nothing tells what was sent."""
    if _written_as_boss(person).exists():
        yield leaving.Own(
            _("What you wrote as somebody’s boss"), note=_("The words are in what you take out.")
        )


def _written_as_boss(person: Person) -> QuerySet[GivenWords]:
    """Under their name, so it can be found for as long as it is known who was asked."""
    as_boss = Invitation.objects.filter(person=person, source=Source.BOSS)
    return GivenWords.objects.filter(round__in=as_boss.values("round"), source=Source.BOSS)


def _take_back(invitation: Invitation) -> None:
    try:
        token = token_of(invitation.round, invitation)
    except vault.KeyGone:
        return
    for kind in (Sent, SentWords):
        kind._default_manager.filter(round=invitation.round, token=token).delete()


def _delete(rounds: QuerySet[Round]) -> int:
    # This first: it holds off answers that are being sent.
    Progress.objects.filter(invitation__round__in=rounds).delete()
    mail.forget(list(Invitation.objects.filter(round__in=rounds).values_list("pk", flat=True)))
    Invitation.objects.filter(round__in=rounds).delete()
    for kind in (Sent, SentWords, Answer, GivenWords):
        kind._default_manager.filter(round__in=rounds).delete()
    RoundItem.objects.filter(round__in=rounds).delete()
    return rounds.delete()[0]


@leaving.by_scope
def erase_again(scope: UUID) -> int:
    """After a restore: a round whose answers were erased goes again. (Its other key goes at every close.)"""
    with transaction.atomic():
        headed, _by_model = PartRelease.objects.filter(scope=scope).delete()
        # A round of the pulse stays: the key of its answers goes in any case, once they are counted.
        Answer.objects.filter(round__answers_scope=scope).delete()
        return headed + _delete(Round.objects.filter(answers_scope=scope).exclude(kind=Kind.PULSE))


@leaving.after_restore
def stop_what_was_open() -> None:
    """After a restore: of a round that was open, no backup holds what was sent, by whom, or its key.

    Its links are in mails and people believe that they answered, so it does not go on with nothing in it.
    """
    for round_ in Round.objects.filter(closed_at=None).select_related("about"):
        withdraw(round_)
    for round_ in Round.objects.filter(settled=False):
        settle(round_.pk)


leaving.register(
    "asking",
    exporter=take_out,
    eraser=erase,
    covers=(Round, RoundItem, Invitation, Progress, Sent, SentWords, Answer, GivenWords, PartRelease),
)
