"""What Ravi Menon supposes: written the day after the first finding, and once more in better words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hansei.core import clock
from hansei.core.chain import Direction
from hansei.demo.people import Cast
from hansei.web.steps.chain import services
from hansei.web.steps.chain.selectors import Supposed

#: days before the arrival, and the sentence
_WRITTEN = (
    (
        40,
        "I say thank you for a problem.",
        "Somebody who brings one is not alone with it.",
        "The number is not all that counts here.",
    ),
    (
        12,
        "I thank whoever brings a problem, then ask who has seen it, and only then for the number.",
        "Those who were there are heard first, the same morning.",
        "Showing a problem helps, and does no harm to whoever shows it.",
    ),
)


def tell(cast: Cast, moment: Callable[[float, int], datetime]) -> None:
    """Two versions, about the behaviour that is tried; nobody else has read them."""
    ravi = cast["Ravi Menon"]
    for number, (days, do, live, believe) in enumerate(_WRITTEN):
        supposed = Supposed(do, live, believe, "LL-S8", "problems_welcome", Direction.MORE)
        with clock.frozen(moment(days, 18)):
            services.write(ravi, supposed, read_at=number)
