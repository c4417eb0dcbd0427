"""What is taken out, as lines for reading: names and days in the owner's language, codes as words.

The data beside it keeps its own names and codes, which other software can rely on.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hansei.core import library

Line = dict[str, str]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*")
#: Only other software needs these.
_NOT_READ = {"id"}


def parts(taken: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each part with its name and its lines: indent, name and text; a heading has no text."""
    known = names()
    return [{"name": _name(name, known), "rows": _lines(data, known)} for name, data in taken.items()]


def names() -> dict[str, str]:
    """What each part and each piece of data is called."""
    return {
        # parts
        "directory": _("Your entry in the directory"),
        "ready": _("First looks and readiness"),
        "engagements": _("Agreements and objectives"),
        "mirror": _("Mirrors and findings"),
        "asking": _("Questions put to you"),
        "bench": _("Your place on the bench"),
        "sponsor": _("Sponsor"),
        "conversations_held": _("Conversations"),
        "talk": _("Talk reports"),
        # talk reports
        "from_memory": _("Your own lines, from memory"),
        "lines": _("What you said"),
        "heard_as": _("Heard as"),
        "other_wording": _("In other words"),
        "counts": _("What your conversations counted"),
        "asked_to_write_down": _("Whether a conversation may be written down"),
        "my_answer": _("Your answer"),
        "month": _("Month"),
        "units": _("Units"),
        "overruled": _("Overruled"),
        # try-outs
        "practice": _("Try-outs"),
        "try_outs": _("Try-outs"),
        "on_which_occasion": _("On which occasion"),
        "by": _("By"),
        "what_i_expect_to_see": _("What you expect to see"),
        "expected_count": _("Expected, counted"),
        "it_came_to_it": _("It came to it"),
        "what_happened": _("What happened"),
        "happened_count": _("Happened, counted"),
        "what_i_take_from_it": _("What you take from it"),
        "looked_back_on": _("Looked back on"),
        # the chain
        "chain": _("The chain"),
        "hypothesis": _("Your hypothesis"),
        "we_do": _("What we do"),
        "so_that_people_live_through": _("So that people live through"),
        "and_come_to_believe": _("And come to believe"),
        # the directory and the bench
        "name": _("Name"),
        "email": _("Mail address"),
        "title": _("Title"),
        "unit": _("Part of the organization"),
        "manager": _("Direct boss"),
        "language": _("Language"),
        "zone": _("Time zone"),
        "since": _("Since"),
        "leaders_at_a_time": _("Leaders at a time"),
        "declared_on": _("Gone through on"),
        "profile": _("What you say of yourself"),
        "coaching_skill": _("Your skill in coaching"),
        "structure": _("The structure you use in a conversation"),
        "tool_skill": _("Your skill with lean tools"),
        "languages": _("Languages in which you coach"),
        "cases": _("What changed"),
        "changed": _("What changed?"),
        "seen_by": _("Who saw it?"),
        "declarations": _("What you declare"),
        "hand": _("A part in"),
        "about": _("About"),
        "reference": _("What the steward recorded about you"),
        "recorded_on": _("Recorded on"),
        # choosing
        "choose": _("Choosing a coach"),
        "not_these": _("Whom you ruled out"),
        "order": _("Your order"),
        "first_meetings": _("First meetings you asked for"),
        "asked_of_me_first": _("First meetings asked of you"),
        "times": _("Times"),
        "agreed_time": _("Agreed for"),
        # agreements and objectives
        "agreements": _("Agreements"),
        "coaching": _("Whom you coach"),
        "coach": _("Coach"),
        "leader": _("Leader"),
        "state": _("How it stands"),
        "asked_on": _("Asked on"),
        "agreed_on": _("Agreed on"),
        "planned_end": _("Planned to end on"),
        "agreement": _("What you agreed"),
        "text": _("Text"),
        "objectives": _("Objectives"),
        "wishes": _("Wishes that others wrote"),
        "wishes_i_wrote": _("Wishes you wrote"),
        "from": _("From"),
        "rechecks": _("Whether anything unwanted came of it"),
        "unwanted": _("Did anything unwanted come of it?"),
        "closings": _("What you kept at the end"),
        "keep": _("What you keep"),
        "thanks": _("Whom you thank"),
        "notes_to_the_second_coach": _("Notes to the second coach"),
        "second_coach_of": _("Behind whom you stand"),
        "asked_to_stand_behind": _("Behind whom you were asked to stand"),
        "protecting": _("What you signed as the third person"),
        "protected_by": _("What protects you as a coach"),
        "until": _("Until"),
        "third_person": _("The third person"),
        "words": _("In your words"),
        "focus": _("About what"),
        "direction": _("Pointing where"),
        "written_on": _("Written on"),
        # sponsors' seats
        "sponsors_seats": _("Seats that you made"),
        "sponsor_of": _("Seats that were made for you"),
        "made_on": _("Made on"),
        "signed_on": _("Signed on"),
        "page": _("What stands on it"),
        "started": _("Since"),
        "conversations": _("Conversations planned"),
        "summary": _("In your words"),
        # asking
        "rounds_about_me": _("Asked about you"),
        "asked_of_me": _("Asked of you"),
        "my_replies": _("What you replied in words"),
        "pulse": _("The pulse"),
        "parts_headed": _("Parts of the organization that you headed in it"),
        "beliefs_of_my_part": _("What your part believes"),
        "part": _("Part of the organization"),
        "asked_until": _("Asked until"),
        "open_to_others_since": _("Open to others since"),
        "figures": _("Figures"),
        "mean": _("Mean, from 1 to 5"),
        "or_less": _("Or less"),
        "or_more": _("Or more"),
        "percent_of_4_and_5": _("Percent who said 4 or 5"),
        "kind": _("As part of"),
        "opened": _("From"),
        "closes": _("Until"),
        "items": _("About"),
        "asked": _("How many were asked"),
        "as": _("As"),
        # mirrors and findings
        "mirrors": _("Mirrors"),
        "started_on": _("Begun on"),
        "locked_at": _("Locked"),
        "sent_at": _("Sent on"),
        "closed_at": _("Asked until"),
        "people_around": _("People around you"),
        "behaviours": _("Behaviours"),
        "behaviour": _("Behaviour"),
        "as_i_see_it": _("As I see it"),
        "expected": _("Expected"),
        "what_i_know": _("What you know about it"),
        "how_it_was_experienced": _("How it was experienced"),
        "my_own_behaviours": _("Behaviours in your own words"),
        "what_my_boss_wrote": _("What your boss wrote"),
        "occasions": _("Occasions that people remember"),
        "told_by": _("Told by one of"),
        "what_it_is": _("What it is"),
        "then_and_now": _("Then and now"),
        "my_finding": _("Your finding"),
        "and_then": _("And then?"),
        "what_around_me_makes_it_hard": _("What around you makes this hard"),
        "how_it_left_me": _("How it left you"),
        "my_note_of_thanks": _("Your note to those you asked"),
        "to_how_many": _("To how many people"),
        "notes_of_thanks_to_me": _("Notes of thanks that you got"),
        # conversations
        "held": _("Conversations"),
        "with": _("With"),
        "day": _("Day"),
        "held_on": _("Held on"),
        "method": _("Method"),
        "notes": _("Notes"),
        "for": _("For"),
        "written_at": _("Written"),
        "found_out": _("What you found out"),
        "who_named_it_first": _("Who named it first"),
        # first looks and being ready
        "first_looks": _("First looks that you kept"),
        "kept_on": _("Kept on"),
        "how_sure": _("How sure you were"),
        "counted": _("Counted"),
        "what": _("What"),
        "what_i_make_of_it": _("What do you make of this?"),
        "readiness": _("What you wrote about being ready"),
        "rulers_0_to_10": _("Three rulers, 0 to 10"),
        "questions": _("Four questions"),
        "question": _("Question"),
        "answer": _("Answer"),
        "something_else": _("If something else: what would that be?"),
    }


def _name(key: str, known: Mapping[str, str]) -> str:
    # Some keys are a source or a clause already in words.
    return known.get(key) or _source(key) or key


def _source(code: str) -> str:
    try:
        return library.word_of_source(code).name.get(get_language())
    except library.UnknownEntry:
        return ""


def _lines(value: Any, known: Mapping[str, str], depth: int = 0) -> list[Line]:
    """Nested data, one line after the other, which a page without any script can show."""
    found: list[Line] = []
    for key, inner in value.items() if isinstance(value, Mapping) else enumerate(value, 1):
        if key in _NOT_READ or inner in (None, "", [], (), {}):
            continue
        name = _name(key, known) if isinstance(key, str) else f"{key}."
        if isinstance(inner, Mapping) and set(inner) - _NOT_READ <= {"title", "text", "beside"}:
            found += _clause(inner, depth)
        elif isinstance(inner, Mapping | list | tuple):
            found.append(_line(depth, name))
            found += _lines(inner, known, depth + 1)
        else:
            found.append(_line(depth, name, _said(str(key), inner)))
    return found


def _clause(clause: Mapping[str, Any], depth: int) -> list[Line]:
    """A clause of an agreement under its title, with what is named beside it."""
    beside = [_line(depth + 1, str(what), str(named)) for what, named in clause.get("beside", ())]
    return [_line(depth, str(clause.get("title", "")), str(clause.get("text", ""))), *beside]


def _line(depth: int, name: str, text: str = "") -> Line:
    return {"indent": "\u2003" * depth, "name": name, "text": text}


def _said(key: str, value: Any) -> str:
    """A value as people say it: a day, a code by its word, anything else as it is."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = str(value)
    if _DAY.fullmatch(text):
        return date_format(date.fromisoformat(text), "DATE_FORMAT")
    if _MOMENT.fullmatch(text):
        return date_format(timezone.localtime(datetime.fromisoformat(text)), "DATETIME_FORMAT")
    words = {
        "state": {
            "none": _("asked, and declined"),
            "choosing": _("not signed by both"),
            "agreed": _("agreed by both"),
            "paused": _("paused"),
            "ended": _("ended"),
        },
        "kind": {"mirror": _("Mirror")},
        "for": {"coach": _("you alone"), "leader": _("you alone"), "shared": _("both of you")},
        "who_named_it_first": {
            "leader": _("the leader"),
            "coach": _("the coach"),
            "cannot_say": _("cannot say"),
        },
        "language": {"en": _("English"), "de": _("German")},
    }
    if key in words:
        return words[key].get(text, text)
    return _word(key, text)


def _word(key: str, code: str) -> str:
    """What the library calls it, if it is in there."""
    lang = get_language()
    try:
        match key:
            case "focus" | "direction":
                return library.word(key, code).name.get(lang)
            case "how_sure":
                return library.word("confidence", code).name.get(lang)
    except library.UnknownEntry:
        return code
    if key == "as":
        return _source(code) or code
    return _behaviour(code)


def _behaviour(code: str) -> str:
    try:
        return library.behaviour(code).text.get(get_language())
    except library.UnknownEntry:
        return code
