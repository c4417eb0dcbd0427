"""A bot that plays a method through the real pages, as both people: on, back, skipped, and to the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from hansei.core.library import Method
from hansei.web.common.engagements.models import Engagement
from hansei.web.common.people.models import Person
from hansei.web.steps.conversations.models import Conversation
from tests.web.pages import Page
from tests.world import World, sign_in


@dataclass
class Player:
    """One of the two, at their browser."""

    person: Person
    client: Client = field(init=False)
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.client = sign_in(self.person)

    def open(self, url: str) -> Page:
        response = self.client.get(url, follow=True)
        assert response.status_code == 200, url
        self.page = Page(response.content.decode(), _where(response))
        return self.page

    def send(self, action: str, **given: Any) -> Page:
        """Send the form of the page in hand that goes to `action`."""
        form = self.page.form(action)
        response = self.client.post(form.action, form.data(**given), follow=True)
        assert response.status_code == 200, (form.action, response.status_code)
        self.page = Page(response.content.decode(), _where(response))
        return self.page

    def follow(self, end: str) -> Page:
        """Follow the one link of the page that ends so."""
        found = {link for link in self.page.links if link.partition("?")[0].endswith(end)}
        assert len(found) == 1, (end, self.page.links)
        return self.open(found.pop())

    def write(self, at: str, words: str) -> Page:
        """Write something down by the link on the page in hand."""
        self.follow(at)
        return self.send("", words=words)


@dataclass
class Bot:
    """Leader and coach of one engagement, at their browsers."""

    world: World
    leader: Player = field(init=False)
    coach: Player = field(init=False)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.leader, self.coach = Player(self.world.leader), Player(self.world.coach)

    @property
    def engagement(self) -> Engagement:
        assert self.world.engagement is not None
        return Engagement.objects.get(pk=self.world.engagement.pk)

    def play(self, method: Method) -> Conversation:
        """From planning to the end. Every stage is opened, its questions one at a time."""
        listed = reverse("conversations", args=[self.engagement.pk])
        self.leader.open(listed)
        self.leader.follow("/next/")
        self.leader.send("", method=method.id, day="2031-05-06", time="14:30", focus="leading_lean")
        self.coach.open(listed)
        row = Conversation.objects.exclude(stand="held").get(engagement=self.engagement)
        self.coach.open(reverse("conversation", args=[row.pk]))
        assert method.label.en in self.coach.page.text
        self.coach.send("begin/")
        for number, stage in enumerate(method.stages, 1):
            who, other = (self.coach, self.leader) if number % 2 else (self.leader, self.coach)
            url = reverse("conversation_stage", args=[row.pk, number])
            assert stage.purpose.en in other.open(url).text, "either of them can be here"
            who.open(url)
            assert stage.purpose.en in who.page.text
            assert stage.worth_having.en in who.page.text
            self._ask(who, method, number)
            if number % 2:
                who.send("circle/")
            if number > 1:
                # Back, and here again: nothing is lost on the way.
                who.send("go/", how="back")
                assert who.page.url == reverse("conversation_stage", args=[row.pk, number - 1])
                who.open(url)
            if number == 1:
                who.write("/write/both/", f"Shared by {who.person.name}")
                assert who.page.url == url
                who.write("/write/", f"Own of {who.person.name}")
            if number == 2:
                who.write("/write/both/", f"Shared by {who.person.name}")
                who.write("/write/", f"Own of {who.person.name}")
            who.open(url)
            who.send("go/", how="skip" if number % 3 == 0 else "on")
        assert who.page.url == reverse("conversation", args=[row.pk]), "after the last stage, the whole"
        self.leader.open(reverse("conversation", args=[row.pk]))
        self.leader.follow("/end/")
        self.leader.send("")
        self.leader.send("", words="What I found out")
        self.leader.send("found-out/open/")
        self.coach.open(reverse("conversation", args=[row.pk]))
        self.coach.follow("/first/")
        self.coach.send("", answer="leader")
        row.refresh_from_db()
        return row

    def _ask(self, who: Player, method: Method, number: int) -> None:
        """Every question of a stage, one at a time, round to the first."""
        stage = method.stages[number - 1]
        url = who.page.url
        for nth, question in enumerate(stage.ask):
            assert question.en in who.page.text
            others = [one.en for one in stage.ask if one.en not in question.en]
            assert not [one for one in others if one in who.page.text], "one at a time"
            self.asked.append(question.en)
            if len(stage.ask) > 1:
                who.open(f"{url}?question={(nth + 1) % len(stage.ask) + 1}")
        who.open(url)


def _where(response: Any) -> str:
    query = response.request["QUERY_STRING"]
    return str(response.request["PATH_INFO"]) + (f"?{query}" if query else "")
