"""Environment variables that keep dependencies from the network, set before any of them is imported.

`models/__init__.py` applies them and every other package imports `models`, so that no entry point can forget them;
child processes inherit them. Only the download of models uses a network, through the user's proxies (hub.py in
models/download/). Imports the standard library only.
"""

from __future__ import annotations  # a Python that is too old is to be told so, and not to fail here

import os
import sys
from collections.abc import MutableMapping
from types import MappingProxyType
from typing import Final

SWITCHES: Final = MappingProxyType(
    {
        "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime: a device id, an event store, a look-up of a collector
        "GRADIO_ANALYTICS_ENABLED": "False",  # Gradio: version check at api.gradio.app, usage to the hub
        "HF_HUB_OFFLINE": "1",  # huggingface_hub, and what loads models through it: no request at all
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "True",  # as Gradio sets it too, once its analytics are off
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",  # the user's token is never sent
        "DO_NOT_TRACK": "1",
        "DISABLE_TELEMETRY": "1",
        "LANGSMITH_TRACING": "false",  # LangChain, a peer of the bench, sends whole questions if this is "true"
        "LANGCHAIN_TRACING_V2": "false",
    }
)

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
EVERYWHERE: Final = "*"
"""As one entry of NO_PROXY among others: httpx then ignores every proxy, while urllib and pip ignore the entry. So
Gradio, which talks to this machine only, builds no client for a proxy, which would fail for schemes that it does not
know, such as SOCKS; the download of models still finds the user's proxy."""


def apply(environment: MutableMapping[str, str] | None = None) -> None:
    """Set the switches, whatever their values were, and exclude loopback from proxies. Idempotent.

    Args:
        environment: the environment to change; by default that of this process.
    """
    env = os.environ if environment is None else environment
    env.update(SWITCHES)
    if sys.platform in ("darwin", "win32"):
        _copy_system_proxies(env)
    excluded = env.get("no_proxy") or env.get("NO_PROXY") or ""
    if excluded.strip() != EVERYWHERE:  # on its own it turns all proxies off, as the user wants
        hosts = dict.fromkeys([EVERYWHERE, *LOOPBACK, *(host for one in excluded.split(",") if (host := one.strip()))])
        excluded = ",".join(hosts)
    env["no_proxy"] = env["NO_PROXY"] = excluded


def _copy_system_proxies(env: MutableMapping[str, str]) -> None:
    """Copy the system's proxies into an environment without any: once NO_PROXY is set, they would not be found."""
    import urllib.request

    if not any(name.lower().endswith("_proxy") for name in env):
        env.update({f"{scheme}_proxy": url for scheme, url in urllib.request.getproxies().items()})
