"""The tour of seven minutes: in which chair to look at what, in the order in which the journey goes."""

from __future__ import annotations

from django.urls import reverse

from hansei.demo.people import Cast
from hansei.web.common.engagements.models import Engagement
from hansei.web.outward.demo.models import Seat, Stop
from hansei.web.steps.conversations.models import Conversation
from hansei.web.steps.mirror.models import Behaviour, Mirror
from hansei.web.steps.talk.models import Talk


def _both(en: str, de: str) -> dict[str, str]:
    return {"en": en, "de": de}


def set_up(cast: Cast) -> None:
    """Make the stops. Called once the story is told and the seats are there."""
    seats = {seat.key: seat for seat in Seat.objects.all()}
    engagement = Engagement.objects.get(leader=cast["Ravi Menon"], coach=cast["Tomasz Lind"])
    held = Conversation.objects.filter(engagement=engagement).order_by("day")[0]
    report = Talk.objects.get(coach=cast["Tomasz Lind"], proposal__isnull=False)
    closed = Behaviour.objects.filter(mirror=Mirror.objects.get(leader=cast["Tobias Klein"])).first()
    assert closed is not None
    stops = [
        ("never-looked", reverse("first_look"), _both("Alone", "Allein"), _both(
            "A first look needs no coach, no colleague and no account. Towards its end Clara says what two "
            "weeks will show, and counts by hand or from a calendar file, which is read and not kept. "
            "Nothing stays unless Clara keeps it, and nobody can learn of it.",
            "Ein erster Blick braucht keinen Coach, keine Kollegen und kein Konto. Gegen Ende sagt Clara, "
            "was zwei Wochen zeigen werden, und zählt von Hand oder aus einer Kalenderdatei, die gelesen "
            "und nicht behalten wird. Nichts bleibt, wenn Clara es nicht behält, und niemand kann davon "
            "erfahren.",
        )),
        ("choosing", reverse("name_coach"), _both("Choosing", "Wählen"), _both(
            "Nobody is assigned. Each coach stands here with the reasons for and against, and with what is "
            "not known.",
            "Niemand wird zugeteilt. Jeder Coach steht hier mit den Gründen dafür und dagegen und mit dem, "
            "was nicht bekannt ist.",
        )),
        ("in-the-middle", reverse("today"), _both("Asking", "Fragen"), _both(
            "What Marianne expects is locked. Nobody can see who has answered, and neither can Marianne.",
            "Was Marianne erwartet, ist fest. Niemand kann sehen, wer geantwortet hat, auch Marianne nicht.",
        )),
        ("person-around", "", _both("Answering", "Antworten"), _both(
            "One link, two minutes, no account. The page says who sees what before anything is asked.",
            "Ein Link, zwei Minuten, kein Konto. Die Seite sagt, wer was sieht, bevor sie etwas fragt.",
        )),
        ("about-to-see", reverse("see", args=[closed.pk]), _both("Seeing", "Sehen"), _both(
            "What was expected stands here. What was experienced is sent only when Tobias opens it, one "
            "behaviour at a time.",
            "Hier steht, was erwartet wurde. Wie es erlebt wurde, kommt erst, wenn Tobias es öffnet, "
            "ein Verhalten nach dem anderen.",
        )),
        ("with-findings", reverse("try_outs"), _both("Practising", "Üben"), _both(
            "Try-outs of Ravi’s own, each with what was expected before and what happened after.",
            "Ravis eigene Versuche, jeder mit dem, was vorher erwartet wurde, und dem, was dann geschah.",
        )),
        ("coach", reverse("conversation", args=[held.pk]), _both("Talking", "Sprechen"), _both(
            "A conversation under a method, stage by stage. Above each note stands who can read it.",
            "Ein Gespräch nach einer Methode, Schritt für Schritt. An jeder Notiz steht, wer sie lesen kann.",
        )),
        ("coach", reverse("talk_report", args=[report.pk]), _both("Being heard", "Gehört werden"), _both(
            "For the coach alone: where the coach asked, and where the coach told. A question at each place, "
            "and no verdict.",
            "Nur für den Coach: wo gefragt und wo gesagt wurde. An jeder Stelle eine Frage und kein Urteil.",
        )),
        ("coach", reverse("dojo"), _both("Practising a talk", "Ein Gespräch üben"), _both(
            "The practice room: a leader’s line to answer, places of one’s own talks, and invented leaders "
            "who open when asked. What is typed there is nowhere afterwards.",
            "Der Übungsraum: ein Satz einer Führungskraft, auf den zu antworten ist, Stellen aus eigenen "
            "Gesprächen, und erfundene Führungskräfte, die sich öffnen, wenn man fragt. Was dort "
            "geschrieben wird, ist danach nirgends.",
        )),
        ("with-findings", reverse("chain"), _both("The chain", "Die Kette"), _both(
            "What Ravi did, what people lived through and what they believe, on one line of time. It claims "
            "no cause.",
            "Was Ravi getan hat, was Menschen erlebt haben und was sie glauben, auf einer Zeitachse. "
            "Eine Ursache behauptet sie nicht.",
        )),
        ("steward", reverse("stewardship"), _both("Running it", "Organisieren"), _both(
            "The bench, the places and the switches. Who is coached stands nowhere on this side.",
            "Die Bank, die Plätze und die Schalter. Wer begleitet wird, steht auf dieser Seite nirgends.",
        )),
    ]  # fmt: skip
    for rank, (key, path, title, look) in enumerate(stops, start=1):
        seat = seats[key]
        Stop.objects.create(rank=rank, seat=seat, path=path or seat.path, title=title, look=look)
