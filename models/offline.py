"""What each process of the project sets in its environment before a dependency is imported: nothing goes out.

`models/__init__.py` applies it and every other package imports `models`, so that no entry point can forget it, and
children inherit it. The fetch of models is the one part that uses a network; it keeps the user's proxies
(models/proxy.py). Imports nothing that is not in the standard library.
"""

import os
import sys
from collections.abc import MutableMapping
from types import MappingProxyType
from typing import Final

SWITCHES: Final = MappingProxyType(
    {
        "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime: a device id, an event store, a collector that is looked up
        "GRADIO_ANALYTICS_ENABLED": "False",  # Gradio: version check at api.gradio.app, usage to the hub
        "HF_HUB_OFFLINE": "1",  # huggingface_hub, and what loads models by it: no request at all
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",  # a token of the user's has no business here
        "DO_NOT_TRACK": "1",
        "DISABLE_TELEMETRY": "1",
        "LANGSMITH_TRACING": "false",  # LangChain, a peer of the bench, sends whole questions where this is "true"
        "LANGCHAIN_TRACING_V2": "false",
    }
)

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")
EVERYWHERE: Final = "*"
"""As one entry among others: httpx then takes no notice of any proxy, urllib and pip of none of the entry. So Gradio
and its kin, which talk to this machine alone, build no client for a proxy, which fails for schemes that they do not
know (SOCKS among them), while the fetch of models still finds the user's."""


def apply(environment: MutableMapping[str, str] | None = None) -> None:
    """Set the switches, whatever they were, and keep proxies from loopback. Applied twice, it changes nothing more.

    Args:
        environment: What is changed; by default this process's own environment.
    """
    env = os.environ if environment is None else environment
    env.update(SWITCHES)
    if sys.platform in ("darwin", "win32"):
        _copy_system_proxies(env)
    said = env.get("no_proxy") or env.get("NO_PROXY") or ""
    if said.strip() != EVERYWHERE:  # on its own it turns proxies off for all, which is the user's word
        hosts = dict.fromkeys([EVERYWHERE, *LOOPBACK, *(host for one in said.split(",") if (host := one.strip()))])
        said = ",".join(hosts)
    env["no_proxy"] = env["NO_PROXY"] = said


def _copy_system_proxies(env: MutableMapping[str, str]) -> None:
    """Put the system's proxies into an environment without any: with NO_PROXY there they would be found no more."""
    import urllib.request

    if not any(name.lower().endswith("_proxy") for name in env):
        env.update({f"{scheme}_proxy": url for scheme, url in urllib.request.getproxies().items()})
