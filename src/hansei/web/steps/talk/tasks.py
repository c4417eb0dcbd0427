"""What is done on its own: a talk is coded, and words go when their last moment has come."""

from hansei.web.ground.jobs.services import every, job
from hansei.web.steps.talk import services


@job("talk.code", gave_up=services.give_up)
def code(talk_id: str) -> None:
    """Code one talk."""
    services.code(talk_id)


@every(300)
def let_go() -> None:
    """Words go, and proposals end."""
    services.let_go_due()
