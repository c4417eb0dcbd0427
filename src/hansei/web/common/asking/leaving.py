"""The way out: what asking hands over of a person, and how it erases it."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hansei.core import library
from hansei.core.anonymity import Kind
from hansei.web.common.asking.beliefs import read
from hansei.web.common.asking.closing import settle, withdraw
from hansei.web.common.asking.models import Answer, Invitation, Progress, Round, RoundItem, Sent
from hansei.web.common.asking.tokens import token_of
from hansei.web.common.people import leaving
from hansei.web.common.people.models import Person
from hansei.web.common.releases.models import PartRelease
from hansei.web.common.releases.selectors import parts_headed_by
from hansei.web.ground.mail import services as mail
from hansei.web.ground.vault import services as vault


def take_out(person: Person) -> dict[str, Any]:
    """When this person's round was asked, about what and whom; and when they were asked themself.

    No answer of anybody's: what may be seen of them went through the gate and is handed over by `releases`.
    """
    about = [
        {
            "kind": round_.kind,
            "opened": round_.opened_at.isoformat(),
            "closes": round_.closes_at.isoformat(),
            "items": [item.ref for item in round_.items.all()],
            "asked": round_.asked,
        }
        for round_ in Round.objects.filter(about=person).order_by("opened_at").prefetch_related("items")
    ]
    asked = [
        {"opened": one.round.opened_at.isoformat(), "as": one.source}
        for one in Invitation.objects.filter(person=person)
        .select_related("round")
        .order_by("round__opened_at")
    ]
    parts = (("rounds_about_me", about), ("asked_of_me", asked), ("beliefs_of_my_part", _beliefs(person)))
    return {name: found for name, found in parts if found}


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

    Answers of theirs about others go as long as they can be found, that is until the round is closed.
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
        Invitation.objects.filter(person=person).delete()


def _take_back(invitation: Invitation) -> None:
    try:
        token = token_of(invitation.round, invitation)
    except vault.KeyGone:
        return
    Sent.objects.filter(round=invitation.round, token=token).delete()


def _delete(rounds: QuerySet[Round]) -> int:
    # This first: it holds off answers that are being sent.
    Progress.objects.filter(invitation__round__in=rounds).delete()
    mail.forget(list(Invitation.objects.filter(round__in=rounds).values_list("pk", flat=True)))
    Invitation.objects.filter(round__in=rounds).delete()
    Sent.objects.filter(round__in=rounds).delete()
    Answer.objects.filter(round__in=rounds).delete()
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
    covers=(Round, RoundItem, Invitation, Progress, Sent, Answer, PartRelease),
)
