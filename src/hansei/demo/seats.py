"""The seats of the demo's first page, what each could do now, and the doors that stay shut."""

from __future__ import annotations

from django.urls import reverse

from hansei.demo import pulse
from hansei.demo.people import Cast
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation
from hansei.web.common.engagements.models import Engagement, Objective
from hansei.web.common.releases.models import SharedItem
from hansei.web.outward.demo.models import Seat, ShutDoor
from hansei.web.steps.mirror.models import Mirror, Way


def _both(en: str, de: str) -> dict[str, str]:
    return {"en": en, "de": de}


def set_up(cast: Cast) -> None:
    """Seats in the order in which the journey goes."""
    seats = [
        ("never-looked", "leaders", "Clara Jensen", "/", _both(
            "Has never looked. Could have a first look alone, in ten minutes; nobody would know.",
            "Hat noch nie hingesehen. Könnte in zehn Minuten allein einen ersten Blick tun; "
            "niemand wüsste davon.",
        )),
        ("choosing", "leaders", "Yara Haddad", "/coach/", _both(
            "Is choosing: has asked two coaches for a first meeting. One said yes; nobody else can tell.",
            "Ist am Wählen: hat zwei Coaches um ein erstes Treffen gebeten. Ein Ja ist da; "
            "niemand sonst kann es wissen.",
        )),
        ("waiting-for-a-coach", "leaders", "Ingrid Dahl", "/", _both(
            "Has named a coach and signed. It holds once the coach signs too.",
            "Hat einen Coach benannt und unterschrieben. Es gilt, sobald auch der Coach unterschreibt.",
        )),
        ("in-the-middle", "leaders", "Marianne Vos", "/", _both(
            "In the middle of a mirror: everything expected is locked, people around are being asked.",
            "Mitten in einem Spiegel: Die Erwartungen sind fest, die Menschen im Umfeld werden gefragt.",
        )),
        ("about-to-see", "leaders", "Tobias Klein", "/", _both(
            "The asking has ended, and nothing has been seen yet. Could see now, one behaviour at a time.",
            "Das Fragen ist zu Ende, gesehen ist noch nichts. Könnte jetzt sehen, "
            "ein Verhalten nach dem anderen.",
        )),
        ("with-findings", "leaders", "Ravi Menon", "/", _both(
            "Has come furthest: two findings, one of them worked on and open to the coach, and four try-outs "
            "over the weeks; a fifth is locked and waits.",
            "Ist am weitesten: zwei Erkenntnisse, an einer wird gearbeitet, der Coach kann sie lesen; "
            "vier Versuche über die Wochen, ein fünfter ist festgelegt und wartet.",
        )),
        ("coach", "coaches", "Tomasz Lind", "/", _both(
            "Coaches two leaders, and sees what they opened: a finding and a try-out, so far.",
            "Begleitet zwei Führungskräfte und sieht, was sie geöffnet haben: bisher eine Erkenntnis "
            "und einen Versuch.",
        )),
        ("asked-coach", "coaches", "Sofia Brandt", "/", _both(
            "Is asked to coach one more leader, and is free to say no.",
            "Ist gefragt, noch eine Führungskraft zu begleiten, und kann frei Nein sagen.",
        )),
        ("sponsor", "house", "Henrik Solberg", "/", _both(
            "Has the seat that Ravi Menon made, and sees the page that Ravi signed. Nothing else.",
            "Hat den Platz, den Ravi Menon eingerichtet hat, und sieht die Seite dazu. Sonst nichts.",
        )),
        ("steward", "house", "Amira Haddad", "/", _both(
            "Runs coaching: the bench and its places, and never who.",
            "Organisiert das Coaching: die Bank und ihre Plätze, und nie, wer.",
        )),
        ("operator", "house", "Kofi Mensah", "/", _both(
            "Runs the server, and reads nothing of anybody's.",
            "Betreibt den Server und liest nichts von anderen.",
        )),
        ("council", "house", "Ruth Adler", "/house/", _both(
            "On the works council: reads what is settled, since when, and what two people sign.",
            "Im Betriebsrat: liest, was festgelegt ist, seit wann, und was zwei Menschen unterschreiben.",
        )),
    ]  # fmt: skip
    made = {}
    for rank, (key, group, name, path, story) in enumerate(seats, start=1):
        made[key] = Seat.objects.create(
            key=key, rank=rank, group=group, person=cast[name], path=path, story=story
        )
    invitation = Invitation.objects.select_related("round").get(
        person=cast["Liv Berg"], round=Mirror.objects.get(leader=cast["Marianne Vos"]).round
    )
    Seat.objects.create(
        key="person-around", rank=50, group="around", path=asking.link(invitation),
        story=_both(
            "Somebody who reports to Marianne Vos opens the link from the mail: three questions, "
            "two minutes.",
            "Jemand aus dem Team von Marianne Vos öffnet den Link aus der Mail: drei Fragen, zwei Minuten.",
        ),
    )  # fmt: skip
    Seat.objects.create(
        key="in-a-part", rank=51, group="around", path=pulse.link_of("Yara Haddad"),
        story=_both(
            "Somebody in Logistics opens the link of the pulse: five sentences about their part of the "
            "organization, two minutes.",
            "Jemand aus der Logistik öffnet den Link der Umfrage: fünf Sätze über den eigenen Teil der "
            "Organisation, zwei Minuten.",
        ),
    )  # fmt: skip
    _doors(cast, made)


def _doors(cast: Cast, seats: dict[str, Seat]) -> None:
    ravi = cast["Ravi Menon"]
    engagement = Engagement.objects.get(leader=ravi)
    mirror = Mirror.objects.get(leader=ravi, way=Way.FIRST)
    objective = Objective.objects.filter(leader=ravi)[0]
    item = SharedItem.objects.filter(owner=ravi)[0]
    doors = [
        ("steward", reverse("agreement", args=[engagement.pk]), _both(
            "Open the agreement of Ravi Menon", "Die Vereinbarung von Ravi Menon öffnen")),
        ("steward", reverse("mirror", args=[mirror.pk]), _both(
            "Look into the mirror of Ravi Menon", "In den Spiegel von Ravi Menon sehen")),
        ("operator", reverse("objective", args=[objective.pk]), _both(
            "Read an objective of Ravi Menon", "Ein Ziel von Ravi Menon lesen")),
        ("operator", reverse("shared_item", args=[item.pk]), _both(
            "Read what Ravi Menon opened to the coach", "Lesen, was Ravi Menon dem Coach geöffnet hat")),
        ("asked-coach", reverse("shared_item", args=[item.pk]), _both(
            "Read what was opened to another coach", "Lesen, was einem anderen Coach geöffnet wurde")),
        ("coach", reverse("mirror", args=[mirror.pk]), _both(
            "Look into the mirror of the leader one coaches",
            "In den Spiegel der begleiteten Führungskraft sehen")),
    ]  # fmt: skip
    for rank, (seat, path, what) in enumerate(doors, start=1):
        ShutDoor.objects.create(rank=rank, seat=seats[seat], path=path, what=what)
