"""A year with one coach, act by act and role by role: what is new after the thread of one mirror."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from hansei.core import clock
from hansei.web.common.asking import services as asking
from hansei.web.common.asking.models import Invitation, Round
from hansei.web.common.asking.tokens import secret_of
from hansei.web.ground.jobs import services as jobs
from tests.web.journeys.seats import Seat
from tests.web.journeys.thread import ANSWERS, FINDING, ONLY_FOR_ME, THANKS, Thread, person
from tests.web.steps.talk.talks import LINES, MEMORY, vtt
from tests.world import REFERENCE

if TYPE_CHECKING:
    from datetime import datetime

SKILL = "I ask, and then I wait longer than is comfortable."
TOOLS = "Standard work and changeovers, twelve years."
PURPOSE = "So that problems reach me the day they are seen."
SUMMARY = "I am working on how I ask. Please do not ask the others about it."
WISH = "That the shift is asked before the office."
OBJECTIVE = "I want to be the first whom they tell, and not the last."
TRIED = "I ask the shift before I look at the board."
OCCASION = "At the morning meeting on the floor."
EXPECTED_TO_SEE = "That one of them names a problem of today."
HAPPENED = "Ewa said that the oven had stood since five."
LEARNED = "They had waited for me to ask."
FOR_BOTH = "Goal: that the first word is theirs."
LEADERS_NOTE = "I was afraid of the silence."
COACHS_NOTE = "I gave the answer away in minute ten."
FOUND_OUT = "I ask when I already know the answer."
NEXT_STEP = "I will put it back in the calendar on Monday."
TOLD = "In Vicenza they count to ten, you need to do that on Friday."
REALISED = "I just realised that I ask, and then I answer it myself."
SUPPOSED = ("We ask the shift first", "that their word counts", "that a problem may be named")
STILL_GOOD = "The silence is easier now."
KEPT = "To wait for the second sentence."
THANKED = "The early shift, for their patience."

#: In the steps of the scale, what the thread's people say in words.
STEPS = {"seldom": 2, "about half": 3, "mostly": 4, "nearly every time": 5}


@dataclass
class Year(Thread):
    """The same people as in the thread, over a year."""

    def comes(self, who: str, name: str, width: int = 1280) -> Seat:
        """Somebody opens a browser of their own and signs in by a code."""
        here = self.seat(who, width).goes("/").follows("Sign in")
        self.signs_in(who, here, person(name).email)
        return here

    # ---------------------------------------------------------------------------------- a bench, and choosing
    def steward_asks_about_the_bench(self) -> None:
        here = self.comes("steward", "Ines Falk").follows("The bench").reads("Nobody is on the bench yet.")
        here.goes("/stewardship/people/?q=Tomasz").follows("Tomasz Lind").presses("Ask")
        here.goes("/stewardship/people/?q=Tomasz").follows("Tomasz Lind")
        here.follows("A reference: are they respected here for their skill?").reads("Nothing is recorded.")
        here.writes("Who respects this person’s skill and capability, and for what?", REFERENCE)
        here.presses("Record it").reads("Recorded.")
        here.goes("/stewardship/").reads("Nobody is on the bench yet.")

    def coach_says_yes(self) -> None:
        here = self.comes("coach", "Tomasz Lind").follows("Would you coach a leader?")
        here.reads("A no is recorded nowhere.").writes("For how many leaders at a time?", "2")
        here.presses("Yes, I would").reads("You are on the bench.", REFERENCE)
        here.follows("What you say of yourself").writes("Your skill in coaching", SKILL)
        here.writes("Your skill with lean tools", TOOLS).presses("Keep this")
        here.reads("Kept. Leaders who look for a coach read it.").follows("What you declare")
        here.presses("There is nothing to declare").reads("Leaders read that you went through this")

    def leader_asks_for_a_meeting(self) -> None:
        here = self.comes("leader", "Marianne Vos").follows("Name a coach")
        here.reads("Who can coach you", "Nobody can find out that you look.").follows("Tomasz Lind")
        here.reads("Can be asked by you.", REFERENCE, "Coaching skill", SKILL, "Tool skill", TOOLS)
        here.reads("the two are told apart", "In which languages this coach coaches is not written.")
        here.follows("Ask for a first meeting").writes("A time that suits you", _typed(clock.now(), days=3))
        here.presses("Ask").reads("sees who asks and which times, and nothing else", "No answer yet.")

    def coach_says_yes_to_a_time(self) -> None:
        here = (
            self.coach.goes("/").reads("Marianne Vos would like to meet you first").follows("See which times")
        )
        here.ticks("Would you meet?", "").presses("Answer").reads("Marianne Vos can see it.")

    def leader_names_the_coach(self) -> None:
        here = self.leader.goes("/coach/").reads("You meet:").follows("Put them in order")
        here.page.get_by_label("Tomasz Lind").select_option("1")
        here.presses("Keep this").follows("Ask Tomasz Lind to coach you").presses("Ask")
        here.reads("You and Tomasz Lind", "Nothing holds before both of you have signed.")

    # ----------------------------------------------------------------------------------------------- agreeing
    def they_agree_on_other_terms(self, until: datetime) -> None:
        """The leader changes the term and signs that; the coach reads what is new, and signs the same."""
        here = self.leader.follows("Change the term").writes("What is it for?", PURPOSE)
        here.writes("How many conversations?", "12").writes("Until when?", f"{until:%Y-%m-%d}")
        here.presses("Keep this").reads(
            "What has changed", PURPOSE, "You sign version 2, as it stands above."
        )
        here.presses("Sign").reads("You have signed. It holds once Tomasz Lind has signed too.")
        coach = self.coach.goes("/").follows("Read the agreement")
        coach.reads(PURPOSE, "Marianne Vos has signed. It holds once you sign too.")
        coach.presses("Sign").reads("Agreed by both on")

    def sponsors_page(self) -> None:
        """A seat tells that one is coached; its page says nothing before it is signed, and then just that."""
        here = self.leader.goes("/").follows("Your agreement with Tomasz Lind").follows("A sponsor’s seat")
        here.reads("Making it is a way of telling").writes("Name", "Otto")
        here.page.get_by_role("button", name="Search").click()
        here.arrived().ticks("For whom?", "Otto Brandt").presses("Make the seat")
        here.reads("The seat is made. Its page is empty until you sign something.")
        sponsor = self.comes("sponsor", "Otto Brandt").follows("A page from Marianne Vos")
        sponsor.reads("Nothing stands here. Marianne Vos decides whether something ever does.")
        here.ticks("Facts", "Since when").ticks("Facts", "Until when it is planned")
        here.writes("In your own words", SUMMARY).presses("Look at the page")
        sponsor.goes(sponsor.path).does_not_read(SUMMARY)
        shown = " ".join(here.page.locator(".sheet").inner_text().split()).removeprefix("Marianne Vos ")
        assert SUMMARY in shown
        assert "Conversations planned" not in shown
        here.presses("Sign the page").reads("Signed. The page shows it from now on.", shown)
        sponsor.goes(sponsor.path).reads(shown).does_not_read(PURPOSE, "Tomasz", "Conversations planned")

    def a_wish_becomes_an_own_objective(self) -> None:
        coach = self.coach.goes("/").follows("Coaching Marianne Vos").follows("Write a wish")
        coach.writes("What do you hope for?", WISH).presses("Let the leader read it")
        coach.reads("The leader can read it now, and decides what becomes of it.")
        here = self.leader.goes("/").follows("What others hope for").reads(WISH, "is not told which")
        here.follows("Write an objective of your own").writes("What would you want to be different?", WISH)
        here.ticks("Which of the two is it about?", "Leading lean").ticks("Where does it point?", "Own team")
        here.presses("Keep this").reads("These are the words of a wish. What would you say?")
        here.writes("What would you want to be different?", OBJECTIVE).presses("Keep this").reads(OBJECTIVE)
        here.does_not_read(WISH)
        self.coach.goes("/").follows("Coaching Marianne Vos").reads("Nothing has been opened to you yet.")
        self.coach.does_not_read(OBJECTIVE)

    # ------------------------------------------------------------------------------ a mirror, at its shortest
    def asks_about_one(self) -> None:
        here = self.leader.goes("/").follows("Plan a mirror").presses("Plan a mirror").unfolds("Own work")
        here.ticks("", THANKS).presses("Go on").presses("Go on").follows("Go on to what you expect")
        self.rates(
            here,
            "mostly",
            {
                "Your peers": ("mostly", "fairly sure"),
                "Your reports": ("mostly", "sure"),
                "People further off": ("about half", "not sure"),
            },
        )
        here.presses("Go on")
        here.presses("Lock this and ask").reads("Nobody can see who has answered, and neither can you.")

    def people_around_answer(self) -> None:
        """By the service: that they can by a link is the thread's."""
        for invitation in _invited(Round.objects.get()):
            said = ANSWERS.get(invitation.person.name, {}).get(THANKS)
            if said:
                asking.answer(secret_of(invitation.round, invitation), {"LL-S8": STEPS[said]})

    def sees_it_and_finds(self) -> None:
        here = self.leader.goes("/").follows("See the first one").follows("Go to the first one")
        self.opens_one(THANKS, ["Your reports: you expected 4; about 2.5 was experienced."], hidden=["2.5"])
        self.writes_a_finding(FINDING, "Work on it", ONLY_FOR_ME)
        here.presses("Go on").ticks("How does this leave you?", "useful").presses("Keep this")
        here.reads("It is kept").follows("Back to the mirror").reads("You have seen all of it")

    # --------------------------------------------------------------------------------------------- practising
    def locks_a_try_out(self) -> None:
        here = self.leader.goes("/try-outs/").unfolds("Begin from a finding or an objective").follows(FINDING)
        here.reads(FINDING).writes("What will you try?", TRIED).writes("On which occasion?", OCCASION)
        here.writes("By when?", f"{clock.now() + timedelta(days=10):%Y-%m-%d}")
        here.writes("What do you expect to see?", EXPECTED_TO_SEE)
        here.writes("How many occasions will there be?", "5")
        here.writes("On how many of them do you expect to see it?", "3").presses("Lock what I expect")
        here.reads("What you expect to see, locked on", EXPECTED_TO_SEE, "Only you.")
        here.goes(f"{here.path}change/").does_not_read("Lock what I expect")

    def looks_back(self) -> None:
        here = (
            self.leader.goes("/")
            .reads("What happened when you tried it?")
            .follows("Look back at your try-out")
        )
        here.follows("Write what happened").reads(EXPECTED_TO_SEE).ticks("Did it come to it?", "Yes")
        here.writes("What happened?", HAPPENED).writes("How often?", "1")
        here.writes("What do you take from it?", LEARNED).presses("Keep this")
        here.reads(HAPPENED, LEARNED, EXPECTED_TO_SEE, "Plan the next one from here")
        self.coach.goes("/").follows("Coaching Marianne Vos").does_not_read("try-out", TRIED)

    # ----------------------------------------------------------------------------------------- a conversation
    def they_talk(self) -> None:
        """Planned by the leader, begun by the coach; one stage is skipped."""
        here = self.leader.goes("/").follows("Conversations with Tomasz Lind").follows("Plan the next one")
        here.writes("On which day?", f"{clock.now():%Y-%m-%d}")
        here.ticks("Which of the two is it about?", "Leading lean")
        here.ticks("Under which method?", "Goal-Reality-Options-Will").presses("Keep this")
        here.reads("Goal-Reality-Options-Will", "planned")
        coach = self.coach.goes("/").follows("Conversations with Marianne Vos")
        coach.page.get_by_role("main").locator("ul.rows a").first.click()
        coach.arrived().presses("Begin").reads("Goal")
        coach.follows("Write something for both of you").reads("You and Marianne Vos read this.")
        coach.writes("What would you like to write down?", FOR_BOTH).presses("Keep this").reads(FOR_BOTH)
        coach.presses("Go on").reads("Reality").follows("Write something for yourself")
        coach.reads("Only you read this. Marianne Vos never does")
        coach.writes("What would you like to write down?", COACHS_NOTE).presses("Keep this")
        coach.presses("Go on").reads("Options").presses("Skip it").reads("Will")
        here.goes(here.path).reads("been there", "skipped", "you are here", FOR_BOTH).does_not_read(
            COACHS_NOTE
        )
        here.follows("Write something for yourself").reads("Only you read this. Tomasz Lind never does.")
        here.writes("What would you like to write down?", LEADERS_NOTE).presses("Keep this")
        here.reads(LEADERS_NOTE).follows("End it").reads("Is this conversation over?").presses("End it")

    def each_answers_their_question(self) -> None:
        here, coach = self.leader, self.coach
        here.writes("What did you find out?", FOUND_OUT).presses("Keep this").reads(
            FOUND_OUT, "Only you read this."
        )
        here.does_not_read("Who named it first?")
        coach.goes("/").follows("Conversations with Marianne Vos")
        coach.page.get_by_role("main").locator("ul.rows a").first.click()
        coach.arrived().reads(FOR_BOTH, COACHS_NOTE).does_not_read(LEADERS_NOTE, FOUND_OUT)
        coach.follows("Say it").ticks("Who named it first?", "The leader").presses("Keep this")
        coach.reads("Who named it first? The leader")
        here.goes(here.path).does_not_read("Who named it first?", COACHS_NOTE)
        here.presses("Open it to Tomasz Lind").reads("You opened it to Tomasz Lind on")
        coach.goes("/").follows("Coaching Marianne Vos").follows("What was found out").reads(FOUND_OUT)
        coach.goes("/yours/who-looked/").reads("Marianne Vos read an entry in a conversation")

    # ---------------------------------------------------------------------------------------- how it was said
    def coach_writes_from_memory(self) -> None:
        """The coach's own lines, counted; what one of them was, the coach knows better."""
        here = self.coach.goes("/talk/").follows("Write lines from memory")
        here.writes("What did you say?", MEMORY).presses("See how it is heard")
        here.reads("Only you can open this.", "It counts what was said; it does not say whether it was good.")
        assert here.page.locator(".ribbon svg").count() == 1
        here.follows(LINES[5]).reads("Counted as “")
        here.page.get_by_label("What it was").select_option(label="Tells: leads")
        here.presses("Overrule").reads("Yours counts.", "Tells: leads · overruled by you", "Place a")
        self.leader.goes("/talk/").reads("No report yet.").does_not_read(LINES[5])

    def they_propose_to_write_one_down(self) -> None:
        here = self.coach.goes("/talk/").follows("Propose a conversation with Marianne Vos")
        here.presses("Propose it").reads("It is decided on")
        leader = self.leader.goes("/").follows("May it be written down?")
        leader.ticks("May this conversation be written down?", "Yes").presses("Keep this, for me alone")
        leader.reads("It is noted. Nobody else is shown it.")
        here.goes(here.path).does_not_read("It is open", "Send in the file")

    def coach_sends_in_the_file(self) -> None:
        here = self.coach.goes(self.coach.path).reads("It is open: both of you said yes.")
        here.follows("Send in the file")
        file = {"name": "talk.vtt", "mimeType": "text/vtt", "buffer": vtt()}
        here.page.get_by_label("The file from the meeting tool").set_input_files(files=[file])  # type: ignore[list-item]
        here.presses("Send it in").reads("Which of them are you?").presses("This is me")
        here.reads("It is being coded.")
        self.delivers()
        here.follows("Look again").reads("With Marianne Vos", "What followed", NEXT_STEP)

    def coach_overrules_what_it_heard(self) -> None:
        """A line of one's own and one of the leader's, each on a page of its own: there is no script."""
        here = self.coach.goes(self.coach.path).reads("The leader’s lines").follows(TOLD)
        here.page.get_by_label("What it was").select_option(label="Tells: leads")
        here.presses("Overrule").reads("Yours counts.", "Tells: leads · overruled by you", "Place a")
        here.follows(REALISED).reads("One line of the leader’s").does_not_read("In other words")
        here.page.get_by_label("What it was").select_option(label="finds out")
        here.presses("Overrule").reads("Yours counts.", "Found out by the leader")
        here.follows(NEXT_STEP).page.get_by_label("What it was").select_option(label="doubts")
        here.presses("Overrule").reads("doubts · overruled by you", "Your overruled lines as training data")
        here.follows("Your overruled lines as training data").reads(TOLD).does_not_read(NEXT_STEP, REALISED)
        here.follows("Back to the report")

    def coach_practises_a_moment_of_it(self) -> None:
        here = self.coach.follows("Practise this place").reads(
            "From your talk with Marianne Vos", "Counted as “"
        )
        here.writes("What would you say?", LINES[0]).presses("See how it is heard")
        here.reads("Heard as: Asks: open question.", "Nothing of it is kept.").follows("To the report")
        here.goes("/practice-room/").reads("From your own talks", "nobody can find out that you were here")
        here.follows("Begin with a moment of your own").reads("From your talk with Marianne Vos")

    def leader_reads_the_same(self) -> None:
        here = self.leader.goes("/talk/")
        here.page.get_by_role("main").get_by_role("link", name="With Tomasz Lind", exact=True).click()
        here.arrived().reads(NEXT_STEP, REALISED, "Tells: leads", "each reading is recorded for the other")
        here.does_not_read("Overrule", "overruled by", LINES[5])

    # ------------------------------------------------------------------------------------ what people believe
    def steward_opens_a_wave(self) -> None:
        here = self.seats["steward"].goes("/").follows("The pulse")
        here.page.get_by_label("Marianne Vos, Works").select_option("own")
        here.presses("Look it over").reads("12 people; the figures are for Marianne Vos alone, until signed.")
        here.presses("Open the wave").reads("A wave is open", "Nothing is known of it before.", "Works")
        assert "Marianne" not in here.html

    def people_say_what_they_believe(self, round_: Round) -> None:
        """Ten by the service, and one in a browser, by the link of a mail that says nothing."""
        first, *others = list(_invited(round_))
        for invitation in others[:10]:
            asking.send(invitation, {item.ref: 4 for item in invitation.items})
        self.delivers()
        here = Seat(self.open(360), self.base, self.look).goes(f"/a/{secret_of(round_, first)}/")
        here.reads("sentences about how work goes around you", "Nobody can see who answered")
        here.does_not_read("Marianne", "coach")
        for group in here.page.get_by_role("group").all():
            if group.locator("label").count():
                group.locator("label").nth(3).click()
        here.presses("Send my answers").reads("Thank you")
        here.page.context.close()

    def leader_sees_the_own_part(self) -> None:
        here = self.leader.goes("/").follows("What your part believes")
        here.reads("This is about a part of the organization and no rating of you.", "for you alone")
        assert here.page.locator("table tbody tr").count() == 5
        for who in ("coach", "steward", "sponsor"):
            self.seats[who].goes("/pulse/").reads("There are no figures yet.").does_not_read("Works")

    # ---------------------------------------------------------------------------------------------- the chain
    def leader_lays_the_chain_side_by_side(self) -> None:
        """What is tried, what was experienced and what is believed, with a sentence of the leader's own."""
        here = self.leader.goes("/").follows("The chain").reads("What do you suppose?")
        here.follows("Write your hypothesis").reads("Nobody checks it")
        here.writes("We do …", SUPPOSED[0]).writes("… so that people live through …", SUPPOSED[1])
        here.writes("… and come to believe …", SUPPOSED[2]).presses("Keep this")
        here.reads(*SUPPOSED, "This page is yours alone.")
        here.reads("Your reports: experienced", TRIED, "Works: believed")
        self.coach.goes("/").goes("/chain/", status=404)
        here.presses("Open the sentence to Tomasz Lind").reads("You opened the sentence to Tomasz Lind")
        self.coach.goes("/").follows("Coaching Marianne Vos").follows("A hypothesis").reads(*SUPPOSED)
        here.goes("/chain/").presses("Take it back").does_not_read("You opened the sentence")
        self.coach.goes("/").follows("Coaching Marianne Vos").does_not_read("A hypothesis")

    # ----------------------------------------------------------------------------- still suits, and the close
    def both_say_that_it_suits(self) -> None:
        self.leader.goes("/").does_not_read("still suit you?")
        jobs.run_periodic()
        here = self.leader.goes("/").reads("Does the coaching with Tomasz Lind still suit you?")
        here.follows("Say it, for yourself").reads("Without an answer by")
        here.ticks("Does it still suit you?", "Yes, it goes on").writes("If so, what?", STILL_GOOD)
        here.presses("Keep this").reads("Kept. Nobody is told what you said.").does_not_read(
            "still suit you?"
        )
        coach = self.coach.goes("/").follows("Say it, for yourself").does_not_read(STILL_GOOD, "unwanted")
        coach.ticks("Does it still suit you?", "Yes, it goes on").presses("Keep this")
        coach.reads("Kept. Nobody is told what you said.")

    def looks_back_at_all_of_it(self) -> None:
        here = self.leader.goes("/").follows("A last conversation, and a look back")
        here.writes("What do you keep?", KEPT).writes("Whom do you want to thank, and for what?", THANKED)
        here.presses("Keep this").reads("What is erased when", "Your coach’s own notes: on")

    def leader_ends_it(self) -> None:
        """Before the planned end: what was opened closes at once, and the sponsor's page does not tell."""
        opened = self.coach_can_open()
        here = (
            self.leader.goes("/").follows("Your agreement with Tomasz Lind").follows("End").presses("End it")
        )
        here.reads("It has ended.").goes("/").follows("The coaching with Tomasz Lind has ended")
        here.follows("Three private questions, each of which you may leave open")
        here.reads("At least 8 people’s answers are counted together")
        here.ticks("Would you do it again?", "Yes").ticks("Did you find something that you act on?", "Yes")
        here.presses("Answer").reads("Kept for you.", KEPT, THANKED, "Would you do it again?")
        self.sponsor_reads().does_not_read("ended.")
        self.coach.goes("/").reads("The coaching with Marianne Vos has ended").does_not_read(KEPT)
        for path in opened:
            self.coach.goes(path, status=404)

    def coach_can_open(self) -> list[str]:
        """The addresses of what the leader has opened; each shows it."""
        here = self.coach.goes("/").follows("Coaching Marianne Vos")
        links = here.page.locator("a[href^='/opened/']")
        paths = [link.get_attribute("href") or "" for link in links.all()]
        assert paths
        for path in paths:
            here.goes(path)
        return paths

    def sponsor_reads(self) -> Seat:
        return self.seats["sponsor"].goes("/").follows("A page from Marianne Vos").reads(SUMMARY)

    def sees_who_read_what(self, *lines: str) -> None:
        here = self.leader.goes("/yours/").follows("Every reading of yours by somebody else")
        here.reads(*lines).does_not_read("Ines Falk")

    # -------------------------------------------------------------------------------------------- the steward
    def steward_sees(self) -> dict[str, str]:
        """Everything that the steward can open, but the directory and the plan made out of it."""
        here = self.seats["steward"]
        now = clock.now().astimezone(ZoneInfo(self.world.steward.zone))
        today = f"{now:%A} {now.day} {now:%B}"
        pages = ("/", "/stewardship/", "/stewardship/house/", "/methods/", "/yours/who-looked/")
        seen = {}
        for path in pages:
            seen[path] = here.goes(path).words.replace(today, "")
            assert "Marianne" not in here.html, f"{path} names the leader"
        return seen


def _typed(now: datetime, *, days: int) -> str:
    """A moment as a browser types it, in the reader's zone."""
    return f"{timezone.localtime(now + timedelta(days=days)):%Y-%m-%dT10:00}"


def _invited(round_: Round) -> list[Invitation]:
    found = Invitation.objects.filter(round=round_).select_related("person", "round")
    return list(found.order_by("person__name"))
