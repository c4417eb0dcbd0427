"""Sentences that the rules of form find and that a person has read and kept, each with the reason why.

None of them says how to lead, what to choose, or what to make of something.
"""

from __future__ import annotations

_FORM = "what a field or a form still wants, or how it is filled in; not what to put there"
_COUNT = "how something is counted by hand, which the leader chose to count"
_WAY = "what is possible where something did not go"
_OFFER = "an offer: both ways are named, and the leader takes one or none"
_ASKED = "a request for silence to somebody who is asked, with its reason"
_SAMPLE = "on the page of components and in the demo, which no leader of an organization meets"
_WORDS = "one of the words, not the sense: nobody is contradicted"
_LIBRARY = "a behaviour or an experience as others would say it, not said to the leader"

_ALIKE: dict[str, tuple[str, ...]] = {
    _FORM: (
        "%(who)s: say how sure you are.",
        "%(who)s: say what you expect.",
        "Choose %(number)d people at most.",
        "Choose a day on which asking ends.",
        "Choose at least one part.",
        "Choose from what is listed.",
        "Choose it from the list.",
        "Choose one behaviour, or about three.",
        "Choose one behaviour, or up to three.",
        "Choose one of the answers in the list.",
        "Choose one of the three.",
        "Choose one of the two.",
        "Choose one of them, or go on without counting.",
        "Choose one of these rows, or leave all of them blank.",
        "Choose one, or leave it blank and go on.",
        "Choose one, or leave it for now.",
        "Choose one.",
        "Choose six at most.",
        "Choose somebody to ask.",
        "Choose somebody.",
        "Choose three at most.",
        "Count from 1 to 20 occasions.",
        "Count whole times, for instance 6.",
        "Give the part that holds several leaders a name.",
        "Leave it blank to sign in by mailed codes only.",
        "Name one ahead of now.",
        "Name one time at least.",
        "Name one within three months.",
        "Say a day, for instance 2026-03-24.",
        "Say a day.",
        "Say a time of day, for instance 09:30.",
        "Say a time.",
        "Say as what you ask this person.",
        "Say by which day.",
        "Say for how long.",
        "Say how often you see yourself do it, or skip this behaviour.",
        "Say how often you see yourself do it.",
        "Say how sure you are of what you expect, or skip this behaviour.",
        "Say how sure you are.",
        "Say of how many occasions, or leave both blank.",
        "Say on how many of them, or leave both blank.",
        "Say on which occasion.",
        "Say what you do, and to whom or where.",
        "Say what you expect others would answer, or skip this behaviour.",
        "Say when the try-out ends, for instance 27 March.",
        "Say where it points.",
        "Say whether it came to it.",
        "Say which of the two it is about.",
        "Say which time would suit you.",
        "Tick at least one: somebody has to be able to see it.",
        "Tick one row at least, or leave the page: then nothing is kept.",
        "Tick this, or empty the box above.",
        "Type it here; it holds for a few minutes.",
        "Write 1 or 0.",
        "Write a day and a time.",
        "Write a number; 0 is one too.",
        "Write a whole number.",
        "Write it as they would say it: “Asks …” for “I ask …”.",
        "Write it in figures, for instance 6.",
        "Write the time like 14:30.",
        "Write what happened, in your own words.",
        "Write what others would see.",
        "Write what people come to believe.",
        "Write what people live through.",
        "Write what you do.",
        "Write what you expect to see.",
        "Write what you will try.",
    ),
    _COUNT: (
        "Count each meeting or talk of five minutes or more, planned or not.",
        "Count each move once.",
        "Count each visit to the place of work.",
        "Count it by hand if it belongs here.",
        "Count its hours if it took place when it was planned.",
        "Count them by hand if they belong here.",
        "Count time at the work itself, not in a meeting room near it.",
        "Count time for two, spent on how that person goes about it.",
        "Count what lay with you for longer than a working day.",
        "Find every appointment for improving something.",
        "Go through your calendar day by day.",
        "Leave out meetings that only took place there.",
        "Leave out reviews of status.",
        "Look for moved and cancelled appointments, yours and those that you moved for others.",
        "Look through mail, systems and paper for what you approved.",
    ),
    _WAY: (
        "Ask somebody by name.",
        "Choose a file first, or count by hand.",
        "Choose somebody else.",
        "Choose these leaders instead, or a part with three.",
        "Copy it, open the page anew and send it again.",
        "Delete one that nobody was asked about.",
        "Export fewer weeks, or count by hand.",
        "Export your calendar as .ics, or count by hand.",
        "Go back in the browser, make it shorter, and send it again.",
        "Go back in the browser: what you typed is mostly still there.",
        "Look at it again.",
        "Look back at one of the two first, or erase one.",
        "Look it over again.",
        "Look it over and choose again.",
        "Look it over and send it again.",
        "Nothing is lost: send it again in a moment.",
        "Wait a few minutes; then it works again.",
        (
            "Wait a minute, go back in the browser, where what you typed is mostly still "
            "there, and send it again."
        ),
        (
            "What you sent may not have been kept: go back in the browser, where it is mostly "
            "still there, and look before you send it again."
        ),
    ),
    _OFFER: (
        "Choose somebody, or leave it.",
        "Choose the next coach whenever you like.",
        "If you want to keep a copy, take everything out first.",
        "Leave it, drop it, or make something of your own.",
        "Look who read it, take it with you, or erase it.",
        "What you wrote is still yours: keep it, take it with you, or erase it.",
        "Write down what, if you like.",
        "Write it in your own words, or leave it for now.",
        "Write it in your own words, or leave it.",
        "Write it, or leave it.",
        "Write what you make of it, in your own words, or stop here.",
    ),
    _ASKED: (
        "Please keep to yourself that the two work together.",
        "Please keep to yourself that you were asked.",
        "Please tell nobody; it is erased when the choice is made.",
    ),
    _SAMPLE: (
        "Leave out names, and what only you can know.",
        "Never for what everybody has to read.",
        "Thank you; nothing more is asked of you.",
        "There is no need for one before you know what you want to find out.",
        "Try to look where you may not.",
        "While something is wrong, the problem carries the vermilion and the button goes back to ink.",
    ),
    _WORDS: (
        "%(name)s, %(day)s: open to everybody.",
        "A look back: what you keep, and what is erased when",
        "Before you keep it",
        (
            "But you are just %(all_or_nothing)s: if %(leader)s sees figures or occasions of "
            "your group alone, all of you answered."
        ),
        "But you are just %(all_or_nothing)s: if figures of your part are shown, all of you answered.",
        "From then on the method stays as it is.",
        "If something goes wrong",
        (
            "If something goes wrong, each of us can turn to {contact_inside} inside or "
            "{contact_outside} outside the organization."
        ),
        "If you keep it, only you can open it, and you can erase it at any time.",
        (
            'If you want to change something: <a href="%(back)s">the same page</a> opens, blank, until '
            "%(until)s. What you send there replaces what you sent before."
        ),
        (
            "It takes about ten minutes, nobody else is asked, and nothing is kept unless you "
            "keep it at the end."
        ),
        "Never added to what is above.",
        "Nothing is kept unless you keep it at the end.",
        "Open to everybody in the organization, until you close it again.",
        "Put on the list.",
        "There is nothing you need to do.",
        "There is nothing you need to do.\\n",
        "What people believe, by part of the organization: plan a wave, see until when.",
        "What you keep",
        "What you typed here is below; if you keep it now, it takes the place of the other.",
        "You want to go on.",
        "You want to go on; it goes on once %(other)s says so too.",
    ),
    _LIBRARY: (
        "Asks about the process first when a target is missed",
        "Asks their boss to change a measure that pushes people the wrong way",
        "Being wrong is a normal step in learning here",
        "Here you say what you expect, then you try it",
        "It is right to stop when something is wrong",
        "Says in front of others that they had something wrong",
        "Turns talk about absent people into talk about the process",
        "We look at the process, not for someone to blame",
        "when something went wrong, people looked for who was at fault",
    ),
}

#: The sentence, and why it may stay.
REVIEWED: dict[str, str] = {
    "Copy what you want to keep.": "about words that would be lost on a page, not about leading",
    "If you want to talk with %(coach)s soon after you have seen it, choose a day on which "
    "both of you can.": "an offer; the leader asks for the talk, or leaves it",
    "This looks at the words alone and can be wrong.": "it is wrong itself, not the leader",
    "For instance: Asks the early shift what went wrong before asking for the number": "an "
    "example of how a behaviour is worded",
    "Worth having:": "of a stage of a method: what helps the coach later, and holds nothing up",
    "Think of one wish you have.": "the first step of an aid that the leader opened; it names no wish",
    "What would happen if you said no?": "an open question; nothing in it hopes for an answer",
    "Read your three answers again.": "the last step of an aid that the leader opened; "
    "which of the two it is, they say",
} | {said: why for why, many in _ALIKE.items() for said in many}
