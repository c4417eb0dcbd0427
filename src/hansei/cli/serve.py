"""The server, and the link that makes the first steward."""

import errno
import signal
import socket
import types
from typing import Annotated, Any, NoReturn

import typer

from hansei.cli import heap, start

#: Beside the files of a body, its fields and the lines between them.
_ROOM_FOR_FIELDS = 1024 * 1024
#: Up to this size an answer waits in memory. Beyond, waitress would put it into a file, in plain text.
_LARGEST_ANSWER = 256 * 1024 * 1024


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> None:
    """Serve this installation; on an empty one, print a link that makes the first steward."""
    start.begin(address=f"http://{host if host != '0.0.0.0' else '127.0.0.1'}:{port}")  # noqa: S104
    with start.hold():
        start.prepare()
        server = listen(host, port)
        from django.conf import settings

        typer.echo(f"Hansei {settings.VERSION} is at {settings.ADDRESS}. Stop it with Ctrl-C.")
        _welcome()
        run(server)


def listen(host: str, port: int) -> Any:
    """A server that listens and does not answer yet; from here on Ctrl-C and SIGTERM end in good order.

    Raises Stop when it may not have the port.
    """
    heap.share()
    from django.conf import settings
    from waitress.server import create_server

    from hansei.web.ground.policy.uploads import MOST_BYTES
    from hansei.web.wsgi import application

    # Above what the pages accept, so that they, not the server, answer a file that is somewhat too large.
    largest = MOST_BYTES + _ROOM_FOR_FIELDS
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    options: dict[str, Any] = {}
    if settings.HTTPS:
        # The proxy in front says whether the browser came by https; nothing else it says is believed.
        options = {"trusted_proxy": "*", "trusted_proxy_headers": {"x-forwarded-proto"}}
    try:
        return create_server(
            application,
            host=host,
            port=port,
            threads=8,
            ident=None,
            max_request_body_size=largest,
            inbuf_overflow=largest * 2,
            outbuf_overflow=_LARGEST_ANSWER,
            outbuf_high_watermark=_LARGEST_ANSWER,
            clear_untrusted_proxy_headers=True,
            **options,
        )
    except socket.gaierror:
        raise start.Stop(f"There is no address {host} on this machine.") from None
    except OSError as error:
        raise start.Stop(_why_not(error.errno, host, port)) from None


def _why_not(number: int | None, host: str, port: int) -> str:
    reasons = {
        errno.EADDRINUSE: f"Port {port} is in use. Choose another with --port.",
        errno.EACCES: f"This user may not listen on port {port}. Choose one from 1024 up with --port.",
        errno.EADDRNOTAVAIL: f"There is no address {host} on this machine.",
    }
    return reasons.get(number or 0, f"Nothing can listen on {host}, port {port}.")


def run(server: Any) -> None:
    """Answer until a signal to stop; then finish what is in hand and return."""
    server.run()


def _stop(number: int, frame: types.FrameType | None) -> NoReturn:
    raise SystemExit(0)  # waitress takes it as the sign to end its loop


def _welcome() -> None:
    from hansei.web.common.people.models import Organization

    if Organization.get() is None:
        _print_link()


def _print_link() -> None:
    from django.conf import settings

    from hansei.web.common.people import services

    path = services.steward_link()
    typer.echo("Make the first steward within 30 minutes, once, at:")
    typer.echo(f"{settings.ADDRESS}{path}")


def steward_link() -> None:
    """Print a new link that makes the first steward, valid for 30 minutes; earlier ones stop working."""
    start.begin()
    start.prepare()
    from hansei.web.common.people.services import NotPossible

    try:
        _print_link()
    except NotPossible as error:
        raise start.Stop(str(error)) from None
