"""Every setting in one frozen object; the one place of rag that reads the environment."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from index.build import DEFAULT_OUT
from index.embed import chosen_folder
from models.errors import SettingsError
from models.folders import CACHE_VARIABLE, cache_dir
from rag.generation.llamacpp.context import KV_TYPES
from rag.logfile import LEVELS


def _physical_cores() -> int:
    """Cores that this process may use: half of many, as hyper-threads only get in each other's way when decoding."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return usable if usable <= 4 else usable // 2


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings; each field names its variable and unit."""

    llm: Path | None = None
    """ASK_LLM: a chat model in GGUF format instead of the default one."""
    threads: int = 2
    """ASK_THREADS: threads for the LLM."""
    context: int = 4096
    """ASK_CONTEXT: KV cells of the LLM's context, in tokens."""
    kv_type: str = "f16"
    """ASK_KV: type of the KV cells, f16 or q8_0."""
    index: Path = DEFAULT_OUT
    """ASK_INDEX: folder of the index."""
    port: int = 7860
    """ASK_PORT: port of the page on 127.0.0.1."""
    cache: Path = Path()
    """ASK_CACHE: folder for models and prefilled passages."""
    passages: int = 3
    """ASK_PASSAGES: most passages that the LLM reads, each alone; the third for a question for two things."""
    max_tokens: int = 128
    """ASK_MAX_TOKENS: longest sentence, in tokens."""
    prefill_mb: int = 1024
    """ASK_PREFILL_MB: budget of the prefilled passages on disk, in MiB; 0 keeps none and reads none ahead."""
    embedder: Path | None = None
    """ASK_EMBEDDER: folder of a sentence-transformers model instead of the default one."""
    keep_answers: int = 256
    """ASK_KEEP_ANSWERS: replies that are kept in memory for questions asked again; 0 keeps none."""
    engine: str = ""
    """ASK_ENGINE: address of a server that speaks OpenAI's chat API, ending in /v1, instead of the local LLM."""
    engine_key: str = field(default="", repr=False)
    """ASK_ENGINE_KEY: the key that it wants."""
    engine_model: str = ""
    """ASK_ENGINE_MODEL: name of the model there; empty for the first that it lists."""
    engine_slots: int = 4
    """ASK_ENGINE_SLOTS: questions that it is asked at once."""
    engine_fallback: bool = True
    """ASK_ENGINE_FALLBACK: whether the local LLM steps in where that server fails, 1 or 0."""

    log: str = "info"
    """ASK_LOG: what the page writes into its log: off, warning, info, or debug, which includes the questions."""

    @property
    def prefilled(self) -> Path:
        """Folder of the prefilled passages."""
        return self.cache / "passage-kv"

    @property
    def prefill_bytes(self) -> int:
        """Budget of the prefilled passages, in bytes."""
        return self.prefill_mb * 2**20

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings from ASK_* variables; an empty one counts as unset.

        Raises SettingsError where one has a value that is not allowed.
        """
        env = os.environ if environment is None else environment
        llm = _path(env, "ASK_LLM")
        if llm is not None and not llm.is_file():
            raise SettingsError(
                f"ASK_LLM={str(llm)!r}: there is no such file. Give the path of a GGUF, or unset ASK_LLM."
            )
        kv_type = env.get("ASK_KV") or "f16"
        if kv_type not in KV_TYPES:
            raise SettingsError(f"ASK_KV={kv_type!r}: allowed are {', '.join(KV_TYPES)}. Unset it for f16.")
        log = env.get("ASK_LOG") or "info"
        if log not in LEVELS:
            raise SettingsError(f"ASK_LOG={log!r}: allowed are {', '.join(LEVELS)}. Unset it for info.")
        return cls(
            log=log,
            llm=llm,
            threads=_number(env, "ASK_THREADS", _physical_cores(), 1, 256),
            context=_number(env, "ASK_CONTEXT", 4096, 2048, 131072),
            kv_type=kv_type,
            index=_folder(env, "ASK_INDEX") or DEFAULT_OUT,
            port=_number(env, "ASK_PORT", 7860, 1, 65535),
            cache=_folder(env, CACHE_VARIABLE) or cache_dir(),
            passages=_number(env, "ASK_PASSAGES", 3, 1, 3),
            max_tokens=_number(env, "ASK_MAX_TOKENS", 128, 16, 1024),
            prefill_mb=_number(env, "ASK_PREFILL_MB", 1024, 0, 1024**2),
            keep_answers=_number(env, "ASK_KEEP_ANSWERS", 256, 0, 10_000),
            embedder=chosen_folder(env),
            engine=_url(env, "ASK_ENGINE"),
            engine_key=env.get("ASK_ENGINE_KEY") or "",
            engine_model=env.get("ASK_ENGINE_MODEL") or "",
            engine_slots=_number(env, "ASK_ENGINE_SLOTS", 4, 1, 256),
            engine_fallback=bool(_number(env, "ASK_ENGINE_FALLBACK", 1, 0, 1)),
        )


def _number(env: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    raw = env.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,9}", raw.strip()) or not low <= int(raw) <= high:
        raise SettingsError(f"{name}={raw!r}: a whole number from {low} to {high} is needed. Unset it for {default}.")
    return int(raw)


def _url(env: Mapping[str, str], name: str) -> str:
    raw = (env.get(name) or "").strip()
    if raw and not re.fullmatch(r"https?://[^\s/?#@]+(/[^\s?#]*)?", raw):
        raise SettingsError(
            f"{name}={raw!r}: the address of an API is needed, such as http://host:8000/v1. Unset it for the local LLM."
        )
    return raw


def _path(env: Mapping[str, str], name: str) -> Path | None:
    raw = env.get(name)
    if not raw:
        return None
    try:
        return Path(raw).expanduser().absolute()
    except RuntimeError as error:
        raise SettingsError(
            f"{name}={raw!r}: there is no such home folder. Give a whole path, or unset {name}."
        ) from error


def _folder(env: Mapping[str, str], name: str) -> Path | None:
    """A folder that is there or can still be made."""
    path = _path(env, name)
    if path is not None and path.exists() and not path.is_dir():
        raise SettingsError(f"{name}={str(path)!r}: that is a file. Give a folder, or unset {name}.")
    return path
