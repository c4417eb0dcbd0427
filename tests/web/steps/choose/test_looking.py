"""Nobody can find out that a leader looked at the coaches: no row, no cookie, no line in the log."""

from __future__ import annotations

from tests.web.logs import kept
from tests.web.steps.ready.test_no_trace import ALLOWED_COOKIES, contents
from tests.world import World, sign_in


def test_looking_at_the_coaches_changes_no_row_and_writes_no_line(world: World) -> None:
    client = sign_in(world.leader)
    before, held = contents(), client.cookies["sessionid"].value
    with kept() as log:
        bench = client.get("/coach/")
        profile = client.get(f"/coach/{world.coach.pk}/")
        searched = client.get("/coach/", {"q": world.coach.name})
        assert log.getvalue() == ""
    assert contents() == before
    assert set(client.cookies) <= {*ALLOWED_COOKIES, "sessionid"}
    assert client.cookies["sessionid"].value == held
    assert "Nobody can find out that you look." in bench.content.decode()
    assert all(world.coach.name in page.content.decode() for page in (bench, profile, searched))


def test_the_page_on_which_a_first_meeting_is_asked_for_has_its_line(world: World) -> None:
    client = sign_in(world.leader)
    with kept() as log:
        client.get(f"/coach/{world.coach.pk}/ask/")
        assert [line["route"] for line in log.lines()] == ["coach_ask"]
