"""The worker: what is done after the answer was given."""

import signal

import typer

from hansei.cli import heap, start


def worker() -> None:
    """Do what waits: mail, closing times, tidying up. Asked to stop, it finishes what it has in hand."""
    heap.share()
    start.begin()
    with start.hold():
        from hansei.web.ground.jobs.worker import Worker

        busy = Worker()
        # A second Ctrl-C changes nothing: what is cut off would be done again a minute later.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: busy.stop())
        start.prepare()
        typer.echo("The worker waits for work. Stop it with Ctrl-C.")
        busy.start()
