"""Whether the page can have its port, asked before anything is loaded, and the sentence for when it cannot."""

import errno
import socket

from models.errors import SettingsError


def require_free(host: str, port: int) -> None:
    """Bind the port for a moment.

    Raises:
        SettingsError: another program has it, or this user may not have it.
    """
    with socket.socket() as probe:
        # As the server will: what a page that was just closed leaves behind does not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise taken(host, port, error) from error


def taken(host: str, port: int, error: OSError) -> SettingsError:
    """Return the error that says why the page cannot have a port and how it gets another."""
    if error.errno == errno.EACCES:
        why = "only an administrator may use it"
    elif error.errno in (errno.EADDRINUSE, None):
        why = "another program uses it, perhaps this page, already open"
    else:
        why = error.strerror or str(error)
    another = port + 1 if 1024 <= port < 65535 else 7860
    return SettingsError(
        f"ASK_PORT={port}: the page cannot be served on {host}:{port}, {why}. Stop that program or take another port: "
        f"ASK_PORT={another} make run, or --port {another}."
    )
