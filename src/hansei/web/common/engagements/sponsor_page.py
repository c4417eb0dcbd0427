"""A sponsor's seat: made by the leader alone, empty until the leader signs something onto its page.

What is signed is a copy of that moment, sealed under the engagement. It says nothing that goes on by itself:
a count of conversations held, or a state, would show a pause or an early end.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hansei.core import clock
from hansei.core.agreement import State
from hansei.web.common.engagements import wishes
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.engagements.selectors import newest_version, objectives, terms_of, version_in_force
from hansei.web.common.engagements.services import require_open, says_what_a_sponsor_sees
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.common.releases.models import SponsorSeat
from hansei.web.ground.audit import services as audit
from hansei.web.ground.mail import services as mail
from hansei.web.ground.policy.errors import Stale
from hansei.web.ground.vault import services as vault

audit.register("sponsor.seat_made", "sponsor.page_signed", "sponsor.page_cleared", "sponsor.seat_removed")

#: What a leader may tick. Objectives are chosen one by one, and the summary is in the leader's own words.
FACTS = ("started", "planned_end", "conversations")


class NotASponsor(NotPossible):
    """This person cannot sit there: steward, operator, coach and leader each have another part already."""

    def __init__(self) -> None:
        super().__init__("Whoever runs coaching, runs the server or coaches here has another part already.")


def seat_of(engagement: Engagement) -> SponsorSeat | None:
    """The seat that the leader made under this engagement."""
    return SponsorSeat.objects.filter(engagement=engagement.pk).select_related("owner", "sponsor").first()


@says_what_a_sponsor_sees
def in_the_text(engagement: Engagement) -> str | None:
    """What a new version of the agreement says of the seat."""
    seat = seat_of(engagement)
    if seat is None:
        return None
    return _(
        "%(sponsor)s has a seat there, made by the leader. It shows what the leader has signed onto it, and "
        "nothing else."
    ) % {"sponsor": seat.sponsor.name}


def can_sponsor(engagement: Engagement, person: Person) -> bool:
    """Whether a seat may be made for this person (roles that must not meet in one person)."""
    taken = {engagement.leader_id, engagement.coach_id}
    return person.is_active and person.pk not in taken and not (person.is_steward or person.is_operator)


def make_seat(engagement: Engagement, leader: Person, sponsor: Person) -> SponsorSeat:
    """The leader makes a seat, and the sponsor is told that there is one. One for each engagement.

    Raises NotPossible unless both have signed and nothing is paused, NotASponsor for somebody who has
    another part.
    """
    if leader.pk != engagement.leader_id:
        raise NotPossible("Only the leader makes this seat.")
    if not can_sponsor(engagement, sponsor):
        raise NotASponsor
    try:
        with transaction.atomic():
            row = _running(engagement.pk)
            seat = SponsorSeat.objects.create(
                owner=leader, sponsor=sponsor, engagement=row.pk, scope=row.scope, made_on=clock.now().date()
            )
            audit.record(
                leader.chain, "sponsor.seat_made", actor=leader.chain, subject="seat", subject_id=seat.pk
            )
            mail.send("engagements.news", to=sponsor, ref=seat.pk)
    except IntegrityError:
        raise NotPossible("There is a seat already.") from None
    return seat


def content(
    engagement: Engagement, *, facts: Collection[str], chosen: Collection[UUID], summary: str
) -> dict[str, Any]:
    """What the page would say: ticked facts as agreed now, the chosen objectives, the summary."""
    held = version_in_force(engagement) or newest_version(engagement)
    term = terms_of(held)
    known = {
        "started": engagement.agreed_on.isoformat() if engagement.agreed_on else None,
        "planned_end": engagement.planned_end.isoformat(),
        "conversations": term["conversations"],
    }
    said: dict[str, Any] = {name: known[name] for name in FACTS if name in facts}
    words = [one.words for one in objectives(engagement.leader) if one.row.pk in set(chosen)]
    if words:
        said["objectives"] = words
    if summary.strip():
        said["summary"] = summary.strip()
    return said


def digest(said: Mapping[str, Any]) -> str:
    """By which a signature finds out that what it signs is still what was shown."""
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def sign_page(seat: SponsorSeat, *, read_at: int, said: Mapping[str, Any], shown: str) -> None:
    """The leader signs the page as it was shown. Raises Stale when the page or the facts changed meanwhile.

    `shown` is the `digest` of what the leader looked at. Raises NotPossible unless the coaching runs.
    """
    if digest(said) != shown:
        raise Stale
    sealed = vault.seal(seat.scope, json.dumps(dict(said)), at=page_at(seat.pk))
    with transaction.atomic():
        _running(seat.engagement)
        _change(seat, read_at, sealed=sealed, signed_at=clock.now())
        _record(seat, "sponsor.page_signed")
        mail.send("engagements.news", to=seat.sponsor, ref=seat.pk)


def clear_page(seat: SponsorSeat, *, read_at: int) -> None:
    """Take everything off the page; the seat stays. Nobody is mailed. Raises Stale."""
    with transaction.atomic():
        _change(seat, read_at, sealed=None, signed_at=None)
        _record(seat, "sponsor.page_cleared")


def remove_seat(seat: SponsorSeat) -> None:
    """Take the seat away, with its page. The sponsor finds nothing there any more."""
    with transaction.atomic():
        mail.forget([seat.pk])
        if SponsorSeat.objects.filter(pk=seat.pk).delete()[0]:
            _record(seat, "sponsor.seat_removed")


def page(seat: SponsorSeat) -> dict[str, Any] | None:
    """What stands on the page; None while it is empty."""
    if seat.sealed is None:
        return None
    opened: dict[str, Any] = json.loads(vault.open_(seat.scope, bytes(seat.sealed), at=page_at(seat.pk)))
    return opened


def hope(seat: SponsorSeat, words: str) -> None:
    """The sponsor writes down what they hope for; the leader decides what becomes of it.

    While the coaching is paused, after an early end, and beyond five open wishes nothing is kept, and nothing
    is said: an answer of another kind would tell the sponsor how it stands.
    """
    row = Engagement.objects.filter(pk=seat.engagement).first()
    if row is not None:
        with suppress(NotPossible):
            wishes.write(row, seat.sponsor, words, wishes.SPONSOR)


def has_ended(seat: SponsorSeat) -> bool:
    """Whether the page says that the coaching has ended: from the planned end on, however it ended."""
    row = Engagement.objects.filter(pk=seat.engagement).first()
    return row is not None and row.state == State.ENDED and clock.now().date() >= row.planned_end


def page_at(pk: UUID) -> str:
    return f"releases.SponsorSeat.sealed:{pk}"


def _running(pk: UUID) -> Engagement:
    # Held: an end at the same moment is either before this, and refuses it, or after it.
    return require_open(Engagement.objects.select_for_update(of=("self",)).filter(pk=pk).first())


def _change(seat: SponsorSeat, read_at: int, **facts: Any) -> None:
    changed = SponsorSeat.objects.filter(pk=seat.pk, version=read_at).update(version=read_at + 1, **facts)
    if not changed:
        raise Stale


def _record(seat: SponsorSeat, verb: str) -> None:
    audit.record(seat.owner.chain, verb, actor=seat.owner.chain, subject="seat", subject_id=seat.pk)
