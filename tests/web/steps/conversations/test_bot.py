"""Each of the thirteen methods is played through by a bot, and so is an organization's own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from hansei.core import library
from hansei.web.steps.conversations import methods, selectors
from hansei.web.steps.conversations.models import Conversation
from tests.core.library.test_methods import GOOD
from tests.web.steps.conversations.bot import Bot
from tests.world import World

OURS = "our_way"


@pytest.fixture
def own_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "DATA", tmp_path)
    path = methods.folder() / "ours.yaml"
    path.parent.mkdir()
    path.write_text(GOOD, "utf-8")
    return path


def holds_everything_where_it_belongs(bot: Bot, row: Conversation) -> None:
    """After the bot has played: who reads what, what became of each stage, and the count."""
    method = selectors.method_of(row)
    assert method is not None
    assert (row.stand, row.held_on is not None) == ("held", True)
    assert bot.engagement.conversations == 1
    passages = {one.stage: one for one in row.passages.all()}
    assert [passages[stage.id].passed for stage in method.stages] == [
        "skipped" if n % 3 == 0 else "been" for n in range(1, len(method.stages) + 1)
    ]
    assert [passages[stage.id].on_record for stage in method.stages] == [
        bool(n % 2) for n in range(1, len(method.stages) + 1)
    ]
    assert bot.asked == [question.en for stage in method.stages for question in stage.ask]
    leader, coach = bot.world.leader, bot.world.coach
    url = reverse("conversation", args=[row.pk])
    seen = {
        who: bot.leader.open(url).text if who is leader else bot.coach.open(url).text
        for who in (leader, coach)
    }
    for who, other in ((leader, coach), (coach, leader)):
        assert f"Own of {who.name}" in seen[who]
        assert f"Own of {other.name}" not in seen[who]
        for author in (leader, coach):
            assert f"Shared by {author.name}" in seen[who]
    assert "What I found out" in seen[leader]
    assert "What I found out" not in seen[coach], "it lies among what was opened, where reading is recorded"
    assert selectors.named_first(row) == "leader"
    bot.coach.open(reverse("coaching", args=[bot.engagement.pk]))
    item = next(link for link in bot.coach.page.links if link.startswith("/opened/"))
    assert "What I found out" in bot.coach.open(item).text
    assert "Ways" not in seen[leader]
    looked = bot.leader.open(reverse("who_looked")).text
    assert "an entry in a conversation" in looked
    assert "what you found out" in looked


@pytest.mark.parametrize("method", library.coaching_methods(), ids=lambda each: each.id)
def test_the_bot_plays_every_method_through_and_finds_everything_where_it_belongs(
    agreed: World, method: library.Method
) -> None:
    bot = Bot(agreed)
    holds_everything_where_it_belongs(bot, bot.play(method))


def test_the_bot_plays_an_organizations_own_method(agreed: World, own_file: Path) -> None:
    ours = methods.find(OURS)
    assert ours is not None
    bot = Bot(agreed)
    row = bot.play(ours)
    holds_everything_where_it_belongs(bot, row)
    # The file is changed, or taken away: the conversation stays as it was held.
    own_file.unlink()
    assert methods.find(OURS) is None
    page = bot.leader.open(reverse("conversation", args=[row.pk]))
    assert "Our way" in page.text
    assert "Arrive" in page.text


def test_a_method_file_that_is_put_there_or_changed_is_read_without_a_restart(own_file: Path) -> None:
    assert [each.id for each in methods.own()] == [OURS]
    own_file.write_text(GOOD.replace("our_way", "another_way"), "utf-8")
    assert [each.id for each in methods.own()] == ["another_way"]
    own_file.write_text("methods: [", "utf-8")
    assert methods.own() == []
    assert [(each.name, each.usable) for each in methods.own_files()] == [("ours.yaml", False)]
    assert len(methods.every()) == 13
