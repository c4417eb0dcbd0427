"""The whole thread in browsers, act by act: what each page says is asserted on the way."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core import mail

from hansei.core import clock
from hansei.web.common.asking.models import Invitation
from hansei.web.common.people.models import Person
from hansei.web.ground.jobs import services as jobs
from tests.web.journeys.seats import Look, Seat, nothing_more
from tests.world import World

if TYPE_CHECKING:
    from playwright.sync_api import Page

THANKS = "Thanks the person who brings bad news before commenting on it"
WRONG = "Says in front of others that they had something wrong"
APPROVAL = "Removes an approval step of their own that kept others waiting"

#: What the leader rates, and expects with how much confidence of each who can see it, in the library's order.
Expectation = tuple[str, str]
EXPECTED: dict[str, tuple[str, dict[str, Expectation]]] = {
    WRONG: (
        "about half",
        {
            "Your boss": ("about half", "fairly sure"),
            "Your peers": ("seldom", "fairly sure"),
            "Your reports": ("seldom", "not sure"),
        },
    ),
    APPROVAL: (
        "about half",
        {"Your peers": ("about half", "not sure"), "Your reports": ("seldom", "not sure")},
    ),
    THANKS: (
        "mostly",
        {
            "Your peers": ("mostly", "fairly sure"),
            "Your reports": ("mostly", "sure"),
            "People further off": ("about half", "not sure"),
        },
    ),
}

#: Who answers what, by the step of the scale. Twelve people; what somebody leaves out stays blank.
ANSWERS: dict[str, dict[str, str]] = {
    "Otto Brandt": {WRONG: "mostly"},
    "Jan Kolb": {THANKS: "mostly", WRONG: "seldom", APPROVAL: "about half"},
    "Ada Lenz": {THANKS: "mostly", WRONG: "about half", APPROVAL: "about half"},
    "Per Holm": {THANKS: "nearly every time", WRONG: "seldom", APPROVAL: "seldom"},
    "Lea Frank": {THANKS: "mostly", WRONG: "about half", APPROVAL: "seldom"},
    "Ewa Nowak": {THANKS: "seldom", WRONG: "mostly", APPROVAL: "seldom"},
    "Sam Okoro": {THANKS: "about half", WRONG: "mostly", APPROVAL: "seldom"},
    "Ute Blum": {THANKS: "seldom", WRONG: "about half", APPROVAL: "no chance to see"},
    "Ali Demir": {THANKS: "about half", WRONG: "about half"},
    "Eva Roth": {THANKS: "seldom", APPROVAL: "about half"},
    "Ben Hahn": {THANKS: "mostly"},
    "Mia Wolf": {THANKS: "seldom"},
}
DECLINES, TWICE, LATE = "Tim Sauer", "Ewa Nowak", "Liv Berg"

FINDING = "I thank those beside me; the shift gets my first question."
OBJECTIVE = "That I hear of a stopped line from the shift, and not from the report."
KEPT_WHY = "They wait until I have left the room."
KNOWN = "I say it afterwards, in the car park."
ONLY_FOR_ME = "The morning report begins with the number."


@dataclass
class Thread:
    """One telling of the thread. `open` makes a browser; `look` is taken at every page reached."""

    world: World
    base: str
    open: Callable[[int], Page]
    look: Look = nothing_more
    seats: dict[str, Seat] = field(default_factory=dict)

    def seat(self, who: str, width: int) -> Seat:
        """A fresh browser, kept under a name."""
        self.seats[who] = Seat(self.open(width), self.base, self.look)
        return self.seats[who]

    @property
    def leader(self) -> Seat:
        return self.seats["leader"]

    @property
    def coach(self) -> Seat:
        return self.seats["coach"]

    # ------------------------------------------------------------------------------------- alone, then ready
    def looks_alone(self) -> None:
        """Signed out, on the phone: one behaviour, something counted, and nothing kept yet."""
        here = self.seat("leader", 1280)
        here.goes("/").reads("How are you experienced when you lead?", "needs no account and leaves nothing")
        here.follows("Have a first look alone").reads("nobody else is asked, and nothing is kept unless")
        here.ticks("Which one to three do you want to look at?", WRONG).presses("Go on").reads(WRONG)
        here.ticks("how often did you do this", "mostly")
        here.ticks("What would the people who report to you say", "seldom")
        here.ticks("How sure are you", "fairly sure").presses("Go on")
        here.reads("You see a 4 and expect a 2. What do you know that makes you expect that?")
        here.writes("What do you know that makes you expect that?", KEPT_WHY).presses("Go on")
        here.ticks("", "Hours where the work is done").presses("Go on")
        here.writes("How many hours", "6").presses("Go on")
        here.writes("How many hours", "2").presses("Go on").reads("You expected 6; you counted 2.")
        here.writes("What do you make of this?", "In my head only.").presses("Go on")
        here.reads("So far it is on this page only.", KEPT_WHY)
        assert here.page.get_by_role("button", name="Keep this, for me alone").count() == 0

    def signs_in(self, who: str, here: Seat, email: str) -> None:
        """A code by mail, typed in; the mail says nothing else."""
        here.writes("Your mail address", email).presses("Send me a code")
        here.reads("If the address is in the directory, a code is on its way.")
        letter = mail.outbox[-1]
        assert (letter.to, "://" in letter.body) == ([email], False)
        code = re.search(r"code: (\S+)", letter.body)
        assert code is not None
        here.page.locator("input[name=code]").fill(code.group(1))
        here.presses("Sign in")
        assert here.path == "/", f"{who} is at {here.path}"

    def signs_in_and_keeps(self) -> None:
        """On a page of its own, so that nothing is lost; then it is kept, for the leader alone."""
        here = self.leader
        with here.page.context.expect_page() as other:
            here.page.get_by_role("link", name="sign in on a page of its own").click()
        beside = Seat(other.value, self.base, self.look).arrived()
        self.signs_in("leader", beside, self.world.leader.email)
        beside.page.close()
        here.presses("I have signed in").reads(KEPT_WHY).presses("Keep this, for me alone")
        here.reads("Kept. Only you can read it.", KEPT_WHY, "You expected 6; you counted 2.")

    def is_ready(self) -> None:
        """Rulers and questions; yes leads on to naming a coach, and nobody is told."""
        here = self.leader.goes("/").follows("Do you want a coach?").reads("A yes is as private as a no.")
        here.group("How much does it matter to you").get_by_text("8", exact=True).click()
        here.writes("Whose idea was this?", "Mine.").ticks("So, for now?", "Yes, now")
        here.presses("Keep this, for me alone")
        here.reads("It is kept. Only you can read it.", "You said: Yes, now.")

    # ---------------------------------------------------------------------------------------------- agreeing
    def names_a_coach(self) -> None:
        here = self.leader.follows("Name a coach").reads("You choose; nobody is assigned.")
        here.follows("Tomasz Lind").follows("Name as your coach").presses("Ask")
        here.reads("You and Tomasz Lind", "Nothing holds before both of you have signed.")

    def both_sign(self) -> None:
        """The leader, then the coach, who learns of it by a mail that says nothing."""
        self.leader.presses("Sign").reads("You have signed. It holds once Tomasz Lind has signed too.")
        self.leader.goes("/mirror/").reads("needs an agreement with a coach that both have signed")
        self.delivers()
        assert {tuple(letter.to) for letter in mail.outbox[1:]} == {(self.world.coach.email,)}
        assert not any("Marianne" in letter.body + letter.subject for letter in mail.outbox)
        coach = self.seat("coach", 1280).goes("/").follows("Sign in")
        self.signs_in("coach", coach, self.world.coach.email)
        coach.reads("Marianne Vos would like you as coach", "You are free to say no.")
        coach.follows("Read the agreement").reads("Marianne Vos has signed. It holds once you sign too.")
        coach.presses("Sign").reads("Agreed by both on")
        self.leader.goes("/").reads("Your agreement with Tomasz Lind")

    def writes_an_objective(self) -> None:
        """In the leader's own words, with the aid; opened to the coach, who reads it."""
        here = self.leader.follows("Objectives").reads("Nobody else can write one for you")
        here.follows("Write one").follows("Which of the two is it? Three questions to find out")
        here.ticks("Picture it done", "something that I do or say").presses("Lay them side by side")
        here.reads("something that I do or say", "And you?")
        here.goes("/objectives/new/").writes("What would you want to be different?", OBJECTIVE)
        here.ticks("Which of the two is it about?", "Leading lean").ticks("Where does it point?", "Own team")
        here.presses("Keep this").reads(OBJECTIVE, "Leading lean · Own team")
        here.follows("Change or open").reads("Only you.").presses("Open it to Tomasz Lind")
        here.reads("You opened it to Tomasz Lind on")

    # ----------------------------------------------------------------------------------------------- looking
    def plans(self) -> None:
        """Three behaviours, the people around as proposed, and beforehand what can be seen."""
        here = self.leader.goes("/").follows("Plan a mirror").presses("Plan a mirror")
        here.unfolds("Own work")
        for behaviour in (THANKS, WRONG, APPROVAL):
            here.ticks("", behaviour)
        here.presses("Go on").reads("Whom do you want to ask?", "Asking people tells them that you are being")
        for name in ("Otto Brandt", "Jan Kolb", "Ewa Nowak", "Ben Hahn"):
            assert here.page.get_by_label(name).is_checked(), f"{name} is proposed"
        here.presses("Go on").reads("What can be seen", "nothing of a group is shown unless enough of them")

    def expects(self) -> None:
        here = self.leader.follows("Go on to what you expect")
        for behaviour, (own, expected) in EXPECTED.items():
            here.reads(behaviour, "Sealed for you alone. You can change it until you lock it.")
            asked = here.page.get_by_label("What do you know that makes you expect that?")
            assert not asked.is_visible(), "nothing differs yet"
            self.rates(here, own, expected)
            assert any(value != own for value, _sure in expected.values())
            assert asked.is_visible()
            asked.fill(KNOWN if behaviour == WRONG else "")
            here.presses("Go on")

    @staticmethod
    def rates(here: Seat, own: str, expected: Mapping[str, Expectation]) -> None:
        parts = here.page.locator("section.entry")
        parts.filter(has=here.page.get_by_role("heading", name="As I see it")).get_by_text(own).first.click()
        for who, (value, sure) in expected.items():
            part = parts.filter(has=here.page.get_by_role("heading", name=who))
            part.locator("fieldset").nth(0).get_by_text(value).first.click()
            part.locator("fieldset").nth(1).get_by_text(sure, exact=True).click()

    def locks(self) -> None:
        here = self.leader.reads("Lock this, and ask", KNOWN, "Your boss is the one exception")
        here.reads("18 people get a mail", "After that nothing below can be changed.")
        here.presses("Lock this and ask").reads("Nothing to see yet", "18 people around you.")
        here.reads("Nobody can see who has answered, and neither can you.")

    def delivers(self) -> None:
        """What the worker would do."""
        jobs.run_all(future=True, loud=True)

    def mails_go_out(self) -> dict[str, str]:
        """One each, and none of them says whom or what it is about. The links, by name."""
        before = len(mail.outbox)
        self.delivers()
        asked = {one.person.email: one.person for one in Invitation.objects.select_related("person")}
        letters = [letter for letter in mail.outbox[before:] if letter.to[0] in asked]
        assert len(letters) == len(asked) == 18
        links = {}
        for letter in letters:
            # Without its links: in a secret any three letters may stand side by side.
            said = re.sub(r"http\S+", "", f"{letter.subject} {letter.body} {letter.from_email}")
            for private in ("Marianne", "Vos", "Tomasz", "coach", THANKS, "lead"):
                assert private.lower() not in said.lower(), f"a mail says {private}"
            links[asked[letter.to[0]].name] = re.findall(r"http\S+", letter.body)[0]
        return links

    def answer(self, link: str, given: Mapping[str, str], width: int = 360) -> Seat:
        """Somebody opens the link in a browser that knows nothing, answers and leaves."""
        here = Seat(self.open(width), self.base, self.look).goes(link)
        here.reads("Marianne Vos asks how you see", "It takes about two minutes.", "No account, no cookie.")
        for behaviour, step in given.items():
            here.ticks(behaviour, step)
        here.presses("Send my answers").reads("Thank you", "there is nothing else to do")
        return here

    def people_answer(self, links: Mapping[str, str], only: Iterable[str] = tuple(ANSWERS)) -> None:
        """Twelve answer, three of them in part and one twice; one would rather not."""
        self.answer(links[TWICE], dict.fromkeys(ANSWERS[TWICE], "nearly every time"))
        for name in only:
            self.answer(links[name], ANSWERS[name]).page.context.close()
        here = Seat(self.open(360), self.base, self.look).goes(links["Otto Brandt"])
        here.reads("Marianne Vos sees your answers as yours, by name")
        here.goes(links[DECLINES]).reads("so you are free not to").follows("I would rather not")
        here.reads("That is fine", "Nothing is recorded").presses("No more reminders")
        here.reads("You get no more mail about this. It says nothing about whether you answer.")
        here.page.context.close()
        self.leader.goes("/").reads("People around you are being asked", "Nobody can see who has answered")

    def somebody_is_late(self, links: Mapping[str, str]) -> None:
        for name in (LATE, "Jan Kolb"):
            here = Seat(self.open(360), self.base, self.look).goes(links[name], status=410)
            here.reads("This is closed", "nothing more is asked of you").does_not_read("Marianne", "Tomasz")
            here.page.context.close()

    # ------------------------------------------------------------------------------------------------ seeing
    def opens_one(self, behaviour: str, experienced: list[str], hidden: list[str]) -> None:
        """What was experienced is nowhere in what the server sends before the leader opens it."""
        here = self.leader
        here.reads(behaviour, "What you expected", "not open yet", "The others stay closed.")
        self.holds_none_of(hidden)
        assert "was experienced." not in here.html
        here.presses("See how it was experienced")
        here.reads("How it was experienced", "What do you make of this?", *experienced)

    def holds_none_of(self, hidden: list[str]) -> None:
        """Neither a value nor its place on the line is in what the server sent."""
        html = self.leader.html
        for value in hidden:
            assert not re.search(rf"(?<![\d.]){re.escape(value)}(?![\d%.])", html), f"{value} is out"
            assert f"{5 + (float(value) - 1) * 22.5:g}%" not in html, f"where {value} stands is out"

    def writes_a_finding(self, words: str, choice: str, around: str = "") -> None:
        here = self.leader.does_not_read("And then?").writes("What do you make of this?", words)
        here.presses("Keep this").reads(words, "What around you makes this hard?")
        here.writes("What around you makes this hard?", around).ticks("And then?", choice)

    # ----------------------------------------------------------------------------------------------- sharing
    def opens_the_finding(self) -> None:
        here = self.leader.goes("/mirror/findings/").reads(FINDING, "Nobody reads one unless you open it.")
        here.page.get_by_role("link", name=re.compile(f"Change or open.*{THANKS}")).click()
        here.arrived().reads(FINDING, ONLY_FOR_ME, "Only you.")
        here.page.get_by_label("Open the sentences about the three marks too").check()
        here.presses("Open it to Tomasz Lind").reads("You opened it to Tomasz Lind on")

    def coach_reads(self) -> None:
        """What was opened, and nothing beside it."""
        self.delivers()
        here = self.coach.goes("/").follows("Coaching Marianne Vos").follows("A finding")
        here.reads(FINDING, THANKS, "Your reports: you expected 4; about 2.5 was experienced.")
        here.reads("These are the leader’s own words", "That you read them is recorded.")
        here.does_not_read(ONLY_FOR_ME, KNOWN, WRONG, OBJECTIVE)

    def sees_who_looked(self) -> None:
        here = self.leader.goes("/yours/").follows("Every reading of yours by somebody else")
        here.reads("Tomasz Lind read a finding")

    # ------------------------------------------------------------------------------------------- the way out
    def takes_everything_out(self) -> dict[str, Any]:
        """One file that the leader can read without us; what it holds as data."""
        here = self.leader.goes("/yours/").reads("It is made now and kept nowhere")
        with here.page.expect_download() as download:
            here.page.get_by_role("button", name="Take it out").click()
        assert download.value.suggested_filename == "everything.zip"
        with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as archive:
            assert archive.testzip() is None
            assert sorted(archive.namelist()) == ["everything.html", "everything.json"]
            page, data = archive.read("everything.html").decode(), archive.read("everything.json").decode()
        for own in (FINDING, OBJECTIVE, KEPT_WHY, KNOWN, ONLY_FOR_ME, "Mine.", "Marianne Vos"):
            assert own in page, f"{own} is not on the page"
            assert own in data, f"{own} is not in the data"
        body = page.partition("<body>")[2]
        assert "<script" not in page
        assert not re.search(r"\d{4}-\d\d-\d\d|leading_lean|LL-S8", body), "codes are for other software"
        content: dict[str, Any] = json.loads(data)
        return content

    def pauses_goes_on_and_ends(self) -> None:
        here = self.leader.goes("/").follows("Your agreement with Tomasz Lind").follows("Pause")
        here.reads("Tomasz Lind is told that it is paused, and no more.").presses("Pause it")
        here.reads("It goes on when both of you say so. No answer is not a yes.")
        here.follows("Paused with Tomasz Lind").reads("Paused. Every open link is closed.").follows("Go on")
        here.presses("I want to go on").reads("Paused with Tomasz Lind")
        coach = self.coach.goes("/").follows("Coaching Marianne Vos").follows("Your agreement")
        coach.reads("Paused.").follows("Go on").presses("I want to go on")
        coach.follows("Coaching Marianne Vos").follows("Your agreement").reads("Agreed by both on")
        here.goes("/").follows("Your agreement with Tomasz Lind").follows("End").presses("End it")
        here.reads("It has ended.", "What you wrote is still yours: keep it, take it with you, or erase it.")
        here.follows("The coaching with Tomasz Lind has ended").reads("What you write here is for you alone")
        coach.goes("/").reads("The coaching with Marianne Vos has ended", "There is nothing you need to do.")

    def erases_everything(self) -> None:
        here = self.leader.goes("/yours/").follows("Erase everything …")
        here.reads("Gone here at once; unreadable in every backup after 30 days.").presses("Erase it")
        here.reads("Everything you wrote here is gone.")
        for path in ("/objectives/", "/mirror/", "/mirror/findings/", "/first-look/mine/", "/yours/", "/"):
            here.goes(path).does_not_read(FINDING, OBJECTIVE, KEPT_WHY, KNOWN, ONLY_FOR_ME, THANKS)


def after_two_weeks() -> Any:
    """A context in which the window is over; the clock belongs to the process, so the server has it too."""
    return clock.shifted(timedelta(days=17))


def person(name: str) -> Person:
    return Person.objects.get(name=name)
