"""The words of the talk ribbon, in the reader's language."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hansei.core.pictures.ribbon import Kind, Words


def words() -> Words:
    """The words of the picture."""
    return Words(
        timed=_("Talk ribbon, part {part} of {parts}: minute {first} to {last}"),
        untimed=_("Talk ribbon, part {part} of {parts}"),
        minute=_("minute {minute}"),
        kinds={
            Kind.ASK: pgettext("strokes", "{n} asking"),
            Kind.RECEIVE: pgettext("strokes", "{n} receiving"),
            Kind.PARTNER: pgettext("strokes", "{n} partnering"),
            Kind.INFORM: pgettext("strokes", "{n} informing"),
            Kind.TELL: pgettext("strokes", "{n} telling"),
            Kind.NEUTRAL: pgettext("strokes", "{n} neutral"),
            Kind.UNSURE: pgettext("strokes", "{n} not to be coded"),
        },
        found=_("Found out by the leader: {numbers}."),
        places=_("Places told in full: {letters}."),
        nothing=_("The coach says nothing in it."),
    )
