"""Whether the page can be served on a port, asked before the seconds that the page takes to build."""

import errno
import socket

from models.errors import SettingsError


def require_free_port(host: str, port: int) -> None:
    """Check that a port can be bound, by binding it for a moment.

    Raises:
        SettingsError: another program uses it, or this user may not.
    """
    with socket.socket() as probe:
        # As the server does: connections of a page that was just closed do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise port_error(host, port, error) from error


def port_error(host: str, port: int, error: OSError) -> SettingsError:
    """Return the error that says why the page cannot be served on a port and how to choose another."""
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
