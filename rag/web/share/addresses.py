"""The addresses of this machine on the networks that it is in."""

import ipaddress
import socket

import psutil


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
