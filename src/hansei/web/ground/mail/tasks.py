"""Mail's jobs."""

from hansei.web.ground.jobs.services import every, job
from hansei.web.ground.mail import delivery


@job("mail.deliver", gave_up=delivery.drop)
def deliver(mail_id: str) -> None:
    delivery.deliver(mail_id)


@every(24 * 3600)
def prune() -> None:
    delivery.prune()
