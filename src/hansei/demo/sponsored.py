"""Ravi Menon's sponsor: a seat made for the managing director, and what Ravi signed onto its page."""

from __future__ import annotations

from hansei.demo.people import Cast
from hansei.web.common.engagements import sponsor_page
from hansei.web.common.engagements.selectors import running
from hansei.web.ground.jobs import services as jobs


def tell(cast: Cast) -> None:
    """Told once Ravi and the coach have agreed, at the moment that is frozen."""
    ravi = cast["Ravi Menon"]
    engagement = running(ravi)
    assert engagement is not None
    seat = sponsor_page.make_seat(engagement, ravi, cast["Henrik Solberg"])
    said = sponsor_page.content(
        engagement,
        facts=["started", "planned_end"],
        chosen=[],
        summary=(
            "I work on what people live through when they bring me a problem. "
            "What would help me: ten minutes at the line with you, without figures."
        ),
    )
    sponsor_page.sign_page(seat, read_at=seat.version, said=said, shown=sponsor_page.digest(said))
    jobs.run_all(future=True)
