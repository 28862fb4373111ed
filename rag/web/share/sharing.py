"""One run of a shared page: its addresses and its code."""

import ipaddress
import socket
from dataclasses import dataclass, field

import psutil

from models.errors import SettingsError
from rag.web.share.joining import Joining
from rag.web.share.words import announcement


@dataclass(frozen=True, slots=True)
class Sharing:
    """The addresses that are shown, which are the only names that are served, and who has joined.

    `keeps_questions`: whether the program's log gets the questions.
    """

    addresses: tuple[str, ...]
    joining: Joining = field(default_factory=Joining)
    keeps_questions: bool = False

    @classmethod
    def begin(cls, *, keeps_questions: bool = False) -> "Sharing":
        """Share on every network that this machine is in. Raises SettingsError if it is in none."""
        addresses = network_addresses()
        if not addresses:
            raise SettingsError(
                "ASK_SHARE=1: this machine is in no network. Join one, or make a hotspot, or start it with `make run`."
            )
        return cls(addresses, keeps_questions=keeps_questions)

    def announcement(self, port: int) -> str:
        """Return what the terminal shows of it."""
        return announcement([f"http://{address}:{port}" for address in self.addresses], self.joining.code)


def network_addresses() -> tuple[str, ...]:
    """Return the IPv4 addresses of interfaces that are up, private ones first; none of loopback or of no network."""
    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = {
        ipaddress.IPv4Address(one.address)
        for name, bound in psutil.net_if_addrs().items()
        for one in bound
        if name in up and one.family == socket.AF_INET
    }
    usable = [address for address in found if not address.is_loopback and not address.is_link_local]
    return tuple(str(address) for address in sorted(usable, key=lambda one: (not one.is_private, one)))
