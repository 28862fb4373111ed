"""The user's proxies for the fetch of models: HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY; http, https and SOCKS.

urllib alone knows neither ALL_PROXY nor SOCKS. pip, which fetches the wheels, knows both, SOCKS by PySocks as here.
"""

import urllib.parse
import urllib.request
from typing import Final

SCHEMES: Final = {"http": 80, "https": 443, "socks4": 1080, "socks4a": 1080, "socks5": 1080, "socks5h": 1080}
"""What a proxy can be, and the port where its address names none."""
_REMOTE_NAMES: Final = ("socks4a", "socks5h")
"""The proxy looks names up, not this machine."""


def proxy_of(url: str) -> urllib.parse.SplitResult | None:
    """Return the proxy that a request for `url` goes through, if any.

    Raises:
        ValueError: the environment names one of another scheme than `SCHEMES`, or no port where one is due.
    """
    parts = urllib.parse.urlsplit(url)
    proxies = urllib.request.getproxies()
    said = proxies.get(parts.scheme) or proxies.get("all")
    if not said or urllib.request.proxy_bypass(parts.hostname or ""):
        return None
    proxy = urllib.parse.urlsplit(said if "//" in said else f"http://{said}")
    if proxy.scheme not in SCHEMES or not proxy.hostname:
        raise ValueError(f"the proxy {said!r} of the environment is none of {', '.join(SCHEMES)}")
    return proxy._replace(netloc=proxy.netloc if proxy.port else f"{proxy.netloc}:{SCHEMES[proxy.scheme]}")


def opener(url: str) -> urllib.request.OpenerDirector:
    """Return what opens `url`, and what it is redirected to, by the user's proxy.

    Raises:
        ValueError: as `proxy_of`.
    """
    # One of its own each time: the shared one remembers the proxy that was set when it was first used.
    proxy = proxy_of(url)
    if proxy is not None and proxy.scheme in ("http", "https"):
        return urllib.request.build_opener(
            urllib.request.ProxyHandler({"http": proxy.geturl(), "https": proxy.geturl()})
        )
    socks = [_socks(proxy)] if proxy is not None else []
    return urllib.request.build_opener(urllib.request.ProxyHandler({}), *socks)


def _socks(proxy: urllib.parse.SplitResult) -> urllib.request.BaseHandler:
    import socks
    from sockshandler import SocksiPyHandler

    kind = socks.SOCKS5 if proxy.scheme.startswith("socks5") else socks.SOCKS4
    user, password = (urllib.parse.unquote(said) if said else None for said in (proxy.username, proxy.password))
    handler: urllib.request.BaseHandler = SocksiPyHandler(
        kind, proxy.hostname, proxy.port, proxy.scheme in _REMOTE_NAMES, user, password
    )
    return handler
