"""The demo: an invented organization in a data folder of its own, with server and worker in one command."""

import os
import subprocess
import sys
from typing import Annotated

import typer

from hansei.cli import serve as server
from hansei.cli import start

#: A worker finishes the job in hand when it is told to stop; this is how long it may take.
_WORKER_MAY_TAKE = 15


def demo(
    serve: Annotated[bool, typer.Option("--serve", help="Start server and worker as well.")] = False,
    people: Annotated[
        int, typer.Option(help="With so many people in all, to look at size.", min=60, max=20_000)
    ] = 60,
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
) -> None:
    """Load the demo organization into an empty data folder (HANSEI_DATA); with --serve, serve it."""
    start.begin(address=f"http://127.0.0.1:{port}")
    with start.hold():
        start.prepare()
        from django.conf import settings

        from hansei.demo import load

        if load.is_loaded():
            start.set_clock()
        else:
            typer.echo("Loading the demo organization ...")
            try:
                load.load(people)
            except load.NotEmpty as error:
                raise start.Stop(f"{error} This one is {settings.DATA}.") from None
            if serve:
                # What loading took of memory would stay with the server as long as it runs: it begins anew.
                sys.stdout.flush()
                os.execv(  # noqa: S606 - this very command
                    sys.executable, [sys.executable, "-m", "hansei", "demo", "--serve", "--port", str(port)]
                )
        if not serve:
            typer.echo("The demo is loaded. Serve it with: hansei demo --serve")
            return
        listening = server.listen("127.0.0.1", port)
        with _worker():
            typer.echo(f"Look around at {settings.ADDRESS}. Stop it with Ctrl-C.")
            server.run(listening)


class _worker:  # noqa: N801 - reads as a word at its one place
    """A worker beside the server, stopped with it."""

    def __enter__(self) -> None:
        # A group of its own: Ctrl-C reaches the server alone, which then stops the worker in good order.
        self.process = subprocess.Popen([sys.executable, "-m", "hansei", "worker"], start_new_session=True)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        try:
            self.process.wait(_WORKER_MAY_TAKE)
        except subprocess.TimeoutExpired:
            self.process.kill()
