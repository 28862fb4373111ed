"""Damage the fixtures at random and read them: whatever a file is, it is read or refused with a sentence.

python -m tests.index.readers.mutate [COUNT] [SEED]      # 10,000 files by default; exit status 1 if one fails

One child process reads many files; one that crashes or hangs is counted, named, and replaced. A second kind of change
is harmless (spaces, line ends, marks, metadata): the text must stay the same.
"""

import base64
import io
import json
import random
import re
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import models  # noqa: F401 - its switches come first

FILES = Path(__file__).parent / "files"
ROOT = Path(__file__).resolve().parents[3]
SOURCES = sorted(path for path in FILES.iterdir() if path.suffix != ".json" and path.name != "locked.pdf")
MAX_SECONDS = 20.0
FILES_OF_A_CHILD = 1000  # its limit of time is for all that it reads
PIECES = [b"\0", b"\xff\xfe", b"\r", b"<", b">", b"&#0;", b"<table><tr><td>", b"<ol><li>", b"endobj", b"stream\n",
          b"%%EOF", b"/Kids [1 0 R]", b"99999999999", b"-1", b"\xe2\x80\x8b", b"\xcc\x86",
          b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"%1%2%3",
          b'w:val="-5"', b'w:val="99999999999999999999"', b"[^1]:", b"|---|", b"```", b"> > > > > "]  # fmt: skip


# --- damage ----------------------------------------------------------------------------------------------------------


def damage(data: bytes, dice: random.Random) -> bytes:
    """Change bytes: some flipped, cut out, repeated, moved, or put in."""
    found = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 16))):
        if not found:
            return bytes(found)
        at, length = dice.randrange(len(found)), dice.choice((1, 1, 4, 32, 512))
        way = dice.randrange(6)
        if way == 0:
            found[at] ^= 1 << dice.randrange(8)
        elif way == 1:
            found[at : at + length] = dice.randbytes(length)
        elif way == 2:
            del found[at : at + length]
        elif way == 3:
            found[at:at] = found[at : at + length] * dice.choice((1, 2, 50))
        elif way == 4:
            found[at:at] = dice.choice(PIECES) * dice.choice((1, 1, 1, 300))
        else:
            del found[at:]
    return bytes(found)


def inside(path: Path, dice: random.Random) -> bytes:
    """Damage a part of a .docx or a stream of a PDF before it is packed: else most damage only spoils the packing."""
    data = path.read_bytes()
    if path.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        name = dice.choice([name for name in parts if name.startswith("word/")])
        parts[name] = damage(parts[name], dice)
        return packed(parts)
    if path.suffix == ".pdf":
        streams = list(re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL))
        for stream in dice.sample(streams, min(2, len(streams))):
            try:
                plain = zlib.decompress(stream[1])
            except zlib.error:
                continue
            return data[: stream.start(1)] + zlib.compress(damage(plain, dice)) + data[stream.end(1) :]
    return damage(data, dice)


def packed(parts: dict[str, bytes]) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return saved.getvalue()


def damaged(number: int, seed: int) -> tuple[str, bytes]:
    """The damaged file of that number: its name, and its bytes."""
    dice = random.Random(f"{seed}:{number}")
    path = SOURCES[number % len(SOURCES)]
    return path.name, inside(path, dice) if dice.random() < 0.6 else damage(path.read_bytes(), dice)


# --- harmless changes ------------------------------------------------------------------------------------------------


def _text(change: Callable[[str, random.Random], str]) -> Callable[[Path, bytes, random.Random], bytes | None]:
    """A change of the characters of a file of text, in its own encoding."""

    def apply(path: Path, data: bytes, dice: random.Random) -> bytes | None:
        if path.suffix in (".pdf", ".docx") or data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data:
            return None
        encoding = "cp1251" if b"windows-1251" in data or path.stem.endswith("cp1251") else "utf-8"
        mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
        text = change(data[len(mark) :].decode(encoding), dice)
        try:
            return mark + text.encode(encoding)
        except UnicodeEncodeError:
            return None

    return apply


def _spaces(text: str, dice: random.Random) -> str:
    """Spaces twice, or one of another width; not at a line's end, where they say something in Markdown."""
    return re.sub(r"(?<=[^\W\d_],) (?=\w)", lambda _: dice.choice((" ", "  ", "\u00a0")), text)


def _invisible(text: str, dice: random.Random) -> str:
    return re.sub(r"(?<=[а-яё])(?=[а-яё]{3})", lambda _: "\u200b" if dice.random() < 0.05 else "", text)


def _mark(path: Path, data: bytes, _: random.Random) -> bytes | None:
    """With a byte order mark or without it."""
    if path.suffix in (".pdf", ".docx") or b"\0" in data or b"1251" in data or path.stem.endswith("cp1251"):
        return None
    return data[3:] if data.startswith(b"\xef\xbb\xbf") else b"\xef\xbb\xbf" + data


def _wide(path: Path, data: bytes, dice: random.Random) -> bytes | None:
    """The same text in another encoding."""
    if path.suffix != ".txt":
        return None
    encodings = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251")
    text = next(data.decode(one) for one in ("utf-8-sig", "utf-16-le", "cp1251") if _decodes(data, one))
    return text.lstrip("\ufeff").encode(dice.choice(encodings if "’" not in text else encodings[:-1]))


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        return "\0" not in data.decode(encoding)
    except UnicodeDecodeError:
        return False


def _about(path: Path, data: bytes, dice: random.Random) -> bytes | None:
    """Other metadata: who made the file and when, in what order its parts lie."""
    if path.suffix == ".pdf":
        return re.sub(rb"D:(\d{4})", lambda _: b"D:%d" % dice.randrange(1990, 2030), data) + b"\n% made anew\n"
    if path.suffix != ".docx":
        return None
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    dice.shuffle(parts)
    return packed({**dict(parts), "docProps/custom.xml": b"<p>%d</p>" % dice.randrange(10**9)})


HARMLESS = (
    _text(_spaces),
    _text(_invisible),
    _text(lambda text, _: text.replace("\r\n", "\n").replace("\n", "\r\n")),
    _text(lambda text, dice: text + "\n" * dice.randrange(1, 9)),
    _mark,
    _wide,
    _about,
)


def harmless(number: int, seed: int) -> tuple[str, bytes]:
    """The file of that number with a harmless change: its name, and its bytes."""
    dice = random.Random(f"harmless:{seed}:{number}")
    path = SOURCES[number % len(SOURCES)]
    changed = [new for change in HARMLESS if (new := change(path, path.read_bytes(), dice)) is not None]
    return path.name, dice.choice(changed or [path.read_bytes()])


# --- the child that reads many ---------------------------------------------------------------------------------------


def serve() -> None:
    """Read files from standard input, one a line (name, bytes in base64), and answer each with a line."""
    from index.readers.__main__ import reply_to
    from index.readers.confine import confine
    from index.readers.wire import encode

    confine()
    for line in sys.stdin:
        name, data = line.removesuffix("\n").split(" ")
        print(encode(reply_to(base64.b64decode(data), Path(name))).decode(), flush=True)


class Child:
    """A process that reads files until it dies."""

    def __init__(self) -> None:
        self._count = 0
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-B", "-m", __spec__.name, "--serve"], cwd=ROOT, text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._answers: Queue[str] = Queue()
        Thread(target=self._listen, args=(self._process, self._answers), daemon=True).start()

    @staticmethod
    def _listen(process: "subprocess.Popen[str]", answers: "Queue[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            answers.put(line)
        answers.put("")

    def read(self, name: str, data: bytes) -> str:
        """Return the reply as JSON; "" if the process died, "hang" if it took too long."""
        self._count += 1
        if self._count % FILES_OF_A_CHILD == 0:
            self.close()
            self._start()
        assert self._process.stdin is not None
        self._process.stdin.write(f"{name} {base64.b64encode(data).decode()}\n")
        self._process.stdin.flush()
        try:
            answer = self._answers.get(timeout=MAX_SECONDS)
        except Empty:
            answer = "hang"
        if answer in ("", "hang"):
            self.close()
            self._start()
        return answer

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


def outcome(answer: str) -> str:
    """What a reply says in one word: "read", the name of a fault, "crash", "hang", or the exception that was caught."""
    if answer in ("", "hang"):
        return answer or "crash"
    reply = json.loads(answer)
    if reply["text"] is not None:
        return "read"
    reason = reply["values"].get("reason", "")
    return f"uncaught {reason}" if reason.endswith("in its reader") else reply["fault"]


def run(count: int, seed: int, child: Child) -> Counter[str]:
    """Read so many damaged files; return how often each outcome was met."""
    found: Counter[str] = Counter()
    for number in range(count):
        name, data = damaged(number, seed)
        said = outcome(child.read(name, data))
        found[said] += 1
        if said in ("crash", "hang") or said.startswith("uncaught"):
            print(f"{number} (seed {seed}), {name}: {said}", file=sys.stderr)
    return found


def main() -> int:
    if "--serve" in sys.argv:
        serve()
        return 0
    count, seed = (int(one) for one in (*sys.argv[1:], *("10000", "1")[len(sys.argv) - 1 :]))
    child = Child()
    found = run(count, seed, child)
    child.close()
    print(", ".join(f"{said}: {often}" for said, often in found.most_common()))
    return int(found["crash"] + found["hang"] > 0)


if __name__ == "__main__":
    sys.exit(main())
