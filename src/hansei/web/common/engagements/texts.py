"""The text of an agreement: every clause that applies, in every language, with what stands beside it.

It is sealed when it is written: what is signed does not change when the house, a name or a law does.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import formats, translation
from django.utils.translation import gettext as _

from hansei.core import clock, library
from hansei.core.agreement import months_after
from hansei.web.common.engagements.models import AgreementVersion, Engagement, Protection
from hansei.web.common.engagements.selectors import protection_at, version_at
from hansei.web.common.people.models import Organization, Person
from hansei.web.common.people.selectors import boss
from hansei.web.ground.vault import services as vault

Texts = dict[str, list[dict[str, Any]]]
SponsorsPage = Callable[[Engagement], str | None]
_SPONSORS: list[SponsorsPage] = []


@dataclass(frozen=True)
class Terms:
    """What the leader settles in a version besides the clauses themselves."""

    conversations: int
    hours: int
    planned_end: date
    about: str = ""
    second_coach: Person | None = None
    third_person: Person | None = None


def says_what_a_sponsor_sees(says: SponsorsPage) -> SponsorsPage:
    """Register what the text says of a sponsor's page, in the language that is on; None for none."""
    _SPONSORS.append(says)
    return says


def default_end(today: date) -> date:
    """Six months on, as the agreement proposes (182 days; the two can change the day)."""
    return today + timedelta(days=182)


def default_terms() -> Terms:
    """The term that a first version begins with."""
    term = library.agreement().clause("term").default
    return Terms(term["conversations"], term["leader_hours"], default_end(clock.now().date()))


def until(planned_end: date) -> date:
    """Until when the third person decides: from the planned end, so that an early end does not show."""
    return months_after(planned_end, library.agreement().clause("protection").default["months_after"])


def write(engagement: Engagement, number: int, terms: Terms, protection: Protection | None) -> None:
    """Keep a version, sealed in every language, in the caller's transaction."""
    house = Organization.get()
    version = AgreementVersion(
        engagement=engagement,
        number=number,
        drafted_on=clock.now().date(),
        planned_end=terms.planned_end,
        second_coach=terms.second_coach,
        protection=protection,
        erase_on=terms.planned_end + timedelta(days=house.keep_shared_days if house else 90),
        erase_coach_on=terms.planned_end + timedelta(days=house.keep_coach_days if house else 30),
    )
    kept = {"conversations": terms.conversations, "leader_hours": terms.hours, "about": terms.about}
    content = {"terms": kept, "texts": texts(engagement, version, terms)}
    version.sealed = vault.seal(engagement.scope, json.dumps(content), at=version_at(version.pk))
    version.save(force_insert=True)


def seal_protection(row: Protection, engagement: Engagement, terms: Terms) -> None:
    """Seal the one clause that the third person signs, under its own key."""
    clause = library.agreement().clause("protection")
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = _clause(clause, language, _facts(engagement, None, terms))
    row.sealed = vault.seal(row.scope, json.dumps(said), at=protection_at(row.pk))


def texts(engagement: Engagement, version: AgreementVersion | None, terms: Terms) -> Texts:
    """Every clause that applies, by language: title, text, and what stands beside it."""
    found: Texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            here = _facts(engagement, version, terms)
            found[language] = [
                _clause(clause, language, here)
                for clause in library.agreement().clauses_for(coach_below_leader=engagement.protected)
            ]
    return found


def _facts(engagement: Engagement, version: AgreementVersion | None, terms: Terms) -> dict[str, Any]:
    house = Organization.get()
    facts: dict[str, Any] = {
        **library.agreement().default,
        "conversations": terms.conversations,
        "leader_hours": terms.hours,
        "planned_end": formats.date_format(terms.planned_end, "DATE_FORMAT"),
        "about": terms.about,
        "backup_days": house.backup_days if house else 30,
        "roles_not_kept_apart": " ".join(roles_not_kept_apart(engagement, terms)),
        "sponsor_page": " ".join(filter(None, (says(engagement) for says in _SPONSORS))),
        "second_coach": terms.second_coach.name if terms.second_coach else None,
        "third_person": terms.third_person.name if terms.third_person else None,
    }
    for name in (
        "misconduct_rules",
        "contact_inside",
        "contact_outside",
        "code_of_ethics",
        "operator_can_read",
    ):
        facts[name] = getattr(house, name, "") or None
    facts["contacts"] = "; ".join(filter(None, (facts["contact_inside"], facts["contact_outside"])))
    if version is not None and version.erase_on and version.erase_coach_on:
        facts["deletion_dates"] = " ".join(deletion(version.erase_on, version.erase_coach_on))
    return facts


def deletion(erase_on: date, erase_coach_on: date) -> list[str]:
    """A sentence for each kind of record: what is deleted when, in the language that is on."""
    coachs, shared = (formats.date_format(day, "DATE_FORMAT") for day in (erase_coach_on, erase_on))
    return [
        _("The coach’s own notes: on %(day)s.") % {"day": coachs},
        _("This agreement, the conversations, the wishes and what was opened to the coach: on %(day)s.")
        % {"day": shared},
        _("What the leader wrote for themself: when the leader erases it."),
    ]


def roles_not_kept_apart(engagement: Engagement, terms: Terms) -> list[str]:
    """A sentence for each two roles that meet in one person and should not."""
    leader, coach = engagement.leader, engagement.coach
    above = boss(leader)
    told = [
        (leader.is_steward, _("The leader also runs coaching here.")),
        (leader.is_operator, _("The leader also runs the server.")),
        (coach.is_steward, _("The coach also runs coaching here.")),
        (coach.is_operator, _("The coach also runs the server.")),
        (coach.is_council, _("The coach also sits on the council that looks after these rules.")),
        (above is not None and above.is_steward, _("The leader’s direct boss also runs coaching here.")),
        (above is not None and above.is_operator, _("The leader’s direct boss also runs the server.")),
    ]
    for person, steward, operator in (
        (
            terms.second_coach,
            _("The second coach also runs coaching here."),
            _("The second coach also runs the server."),
        ),
        (
            terms.third_person,
            _("The third person also runs coaching here."),
            _("The third person also runs the server."),
        ),
    ):
        if person is not None:
            told += [(person.is_steward, steward), (person.is_operator, operator)]
    both = Person.objects.filter(is_steward=True, is_operator=True, left_on=None).exists()
    told.append((both, _("Somebody who runs coaching here also runs the server.")))
    return [sentence for so, sentence in told if so]


def _clause(clause: library.Clause, language: str, facts: dict[str, Any]) -> dict[str, Any]:
    known = {
        field.id: facts.get(field.id) or (field.if_empty.get(language) if field.if_empty else "–")
        for field in clause.fields
    }
    return {
        "id": clause.id,
        "title": clause.title.get(language),
        "text": clause.text.fill(language, **known),
        "beside": [(field.label.get(language), str(known[field.id])) for field in clause.needs],
    }
