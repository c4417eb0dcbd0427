"""Behaviours in a leader's own words, and what is known of any behaviour in a mirror, whoever worded it."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.db.models import F, RestrictedError
from django.utils.translation import get_language

from hansei.core import clock, library
from hansei.core.anonymity import Source
from hansei.web.common.people.models import Person
from hansei.web.common.people.services import NotPossible
from hansei.web.ground.vault import services as vault
from hansei.web.steps.mirror.models import Behaviour, Mirror, OwnBehaviour, Stage, Way

PREFIX = "OWN-"
#: As long as something in a list can be; nobody reads out more than that.
LONGEST = 200
#: More than this, that nobody was asked about yet, is a questionnaire of one's own.
MOST = 12


class AsBefore(NotPossible):
    """These words are there already, as one of the leader's own or in the library: it is the same behaviour.

    As two it could be asked of almost the same people twice, and the two set side by side.
    """

    def __init__(self) -> None:
        super().__init__("These words are there already.")


class TooMany(NotPossible):
    """There are as many of one's own as fit, and each of them could be deleted."""

    def __init__(self) -> None:
        super().__init__("That is as many of one's own as fit.")


@dataclass(frozen=True)
class Known:
    """What is known of a behaviour besides its words: where it points, who can see it, how far back."""

    code: str
    focus: library.Focus
    direction: library.Direction
    sources: tuple[Source, ...]
    period: library.Period
    own: bool = False

    @property
    def in_words(self) -> bool:
        """Whether the boss alone could see it: then a reply in words is asked for, and there are no marks."""
        return self.sources == (Source.BOSS,)


def known(row: Behaviour) -> Known:
    """What is known of one behaviour of a mirror. UnknownEntry for what the library no longer has.

    Of what the boss alone is placed to see, more people are others who were there, at a distance to the
    leader: they rate it, as one group, and nobody answers by name.
    """
    found = of_own(row.own) if row.own is not None else of_library(library.behaviour(row.code))
    if found.in_words and row.mirror.way == Way.MORE:
        return replace(found, sources=(Source.FURTHER,))
    return found


def of_own(own: OwnBehaviour) -> Known:
    """What the leader said of their own."""
    return Known(
        own.code,
        library.Focus(own.focus),
        library.Direction(own.direction),
        tuple(Source(source) for source in own.sources),
        library.Period(own.period),
        own=True,
    )


def of_library(one: library.Behaviour) -> Known:
    """What the library says."""
    sources = (Source.BOSS,) if one.single_witness else tuple(Source(s.value) for s in one.sources)
    return Known(one.code, one.focus, one.direction, sources, one.period)


def title(row: Behaviour) -> str:
    """The words of a behaviour: the leader's own, or the library's in the reader's language.

    Its code, where the library does not hold it any more.
    """
    if row.own is not None:
        return words(row.own)
    try:
        return library.behaviour(row.code).text.get(get_language())
    except library.UnknownEntry:
        return row.code


def words(own: OwnBehaviour) -> str:
    """The leader's own words, for the leader alone."""
    return vault.open_(own.leader.private_scope, bytes(own.sealed), at=_at(own))


def _at(own: OwnBehaviour) -> str:
    return f"mirror.OwnBehaviour.sealed:{own.pk}"


def all_of(leader: Person) -> list[OwnBehaviour]:
    """Everything this leader worded, oldest first."""
    found = OwnBehaviour.objects.filter(leader=leader).select_related("leader")
    return sorted(found, key=lambda one: _number(one.code))


def write(
    leader: Person,
    *,
    text: str,
    focus: library.Focus,
    direction: library.Direction,
    sources: Sequence[Source],
    period: library.Period,
) -> OwnBehaviour:
    """Keep a behaviour in the leader's own words.

    NotPossible: empty, too long, or nobody sees it; AsBefore; TooMany.
    """
    said = " ".join(text.split())
    placed = [source for source in Source if source in sources and source is not Source.AROUND]
    if not 0 < len(said) <= LONGEST or not placed:
        raise NotPossible("It has words, and somebody who can see it.")
    vault.ensure(leader.private_scope, "person")
    with transaction.atomic():
        # One leader's are numbered one after the other.
        Person.objects.select_for_update(of=("self",), no_key=True).get(pk=leader.pk)
        mine = all_of(leader)
        if _bare(said) in {_bare(one) for one in (*map(words, mine), *_of_the_library())}:
            raise AsBefore
        if len([one for one in mine if never_asked(one)]) >= MOST:
            raise TooMany
        taken = [_number(one.code) for one in mine]
        own = OwnBehaviour(
            leader=leader, code=f"{PREFIX}{max(taken, default=0) + 1}", focus=focus, direction=direction,
            sources=placed, period=period, written_on=clock.now().date(),
        )  # fmt: skip
        own.sealed = vault.seal(leader.private_scope, said, at=_at(own))
        try:
            own.save(force_insert=True)
        except IntegrityError:
            raise NotPossible("It could not be kept.") from None
    return own


def _number(code: str) -> int:
    return int(code.removeprefix(PREFIX))


def _bare(text: str) -> str:
    """The words alone: neither case, nor blanks, nor marks between them."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold()))


def _of_the_library() -> Iterator[str]:
    for one in library.behaviours():
        yield from (one.text.en, one.text.de)


def never_asked(own: OwnBehaviour) -> bool:
    """Whether nobody was ever asked about it, so that it can go."""
    return not Behaviour.objects.filter(own=own, locked_at__isnull=False).exists()


def has_any(leader: Person) -> bool:
    """Whether there is anything that this leader worded."""
    return OwnBehaviour.objects.filter(leader=leader).exists()


def drop(own: OwnBehaviour) -> None:
    """Delete one that people were never asked about. NotPossible: it was asked, or is locked.

    A plan that holds it counts as changed: whoever is about to lock it is asked to look again.
    """
    with transaction.atomic():
        # Held first: a lock is either before this, and then it was asked, or finds another version.
        plans = Mirror.objects.filter(leader=own.leader_id, stage=Stage.PLANNING)
        held = list(plans.select_for_update().values_list("pk", flat=True))
        changed = Behaviour.objects.filter(own=own, mirror__in=held).values("mirror")
        plans.filter(pk__in=changed).update(version=F("version") + 1)
        if not never_asked(own):
            raise NotPossible("People were asked about it, so it stays as it is.")
        try:
            Behaviour.objects.filter(own=own, mirror__in=held).delete()
            OwnBehaviour.objects.filter(pk=own.pk).delete()
        except (IntegrityError, RestrictedError):
            # Chosen anew in between. Without the cause, which would quote the row.
            raise NotPossible("It was chosen meanwhile.") from None
