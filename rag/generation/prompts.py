"""The one reader of prompts/: its files as strings, their placeholders checked. Knows no model.

A placeholder is `$name`. `check` reads every file, so that a wrong edit fails at start and not in an answer. `language`
is one of LANGUAGES everywhere.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from string import Template

from models.errors import AskError

FOLDER = Path(__file__).resolve().parents[2] / "prompts"
FALLBACK_LANGUAGE = "ru"
"""Language of answers where neither the question nor the document is in one of LANGUAGES."""
LANGUAGES = (
    FALLBACK_LANGUAGE,
    *sorted({path.parent.name for path in FOLDER.glob("*/system.txt")} - {FALLBACK_LANGUAGE}),
)
"""Every language that has a folder."""
VERDICT = "verdict"
"""The folder below a language's own in which the task is to judge a claim, and not to answer a question."""
FRAMES = (*LANGUAGES, *(f"{language}/{VERDICT}" for language in LANGUAGES))
"""Every folder with a task and its examples: what stands in a prompt before the passage."""


class PromptError(AskError):
    """A prompt file is missing, or its placeholders are not the ones that the code fills."""


@cache
def _load(language: str, name: str, placeholders: tuple[str, ...] = ()) -> str:
    path = FOLDER / language / name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(
            f"The prompt file {path} cannot be read ({error}). Restore it from the repository."
        ) from error
    template = Template(text)
    wanted, present = set(placeholders), set(template.get_identifiers())
    if wanted != present:
        raise PromptError(
            f"The prompt file {path} has the placeholders {sorted(present)}, but needs exactly {sorted(wanted)}."
        )
    if wanted and not template.is_valid():
        raise PromptError(f"The prompt file {path} has a lone $. Write $$ for a dollar sign.")
    return text


def check() -> None:
    """Read every prompt file. Raises PromptError, naming the file, if one is missing or has wrong placeholders."""
    for language in LANGUAGES:
        passage_opening(language), verdict_choices(language)
        format_passage("", language), format_question("", language), format_followup("", "", "", language)
        answer_grammar("", language)
    for frame in FRAMES:
        system_message(frame), examples(frame)


def digest() -> str:
    """Return the sha256 of every file that the LLM's prompts are made of, as hexadecimal digits."""
    found = hashlib.sha256()
    for path in sorted(path for path in FOLDER.rglob("*") if path.suffix in (".txt", ".gbnf")):
        found.update(f"{path.relative_to(FOLDER).as_posix()}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


def frame_of(language: str, *, judges: bool) -> str:
    """Return the one of FRAMES in which a question is answered or, if `judges`, a claim is judged."""
    return f"{language}/{VERDICT}" if judges else language


def system_message(frame: str) -> str:
    """Return the task, as the system message of one of FRAMES states it."""
    return _load(frame, "system.txt").strip()


def verdict_choices(language: str) -> tuple[str, str, str]:
    """Return the words for yes, no and unknown, one of which the model is asked for when it judges a claim."""
    words = _load(f"{language}/{VERDICT}", "choices.txt").split()
    if len(words) != len(("yes", "no", "unknown")):
        path = FOLDER / language / VERDICT / "choices.txt"
        raise PromptError(f"The prompt file {path} has {len(words)} words, but needs 3: yes, no and unknown.")
    yes, no, unknown = words
    return yes, no, unknown


def passage_opening(language: str) -> str:
    """Return what comes before the passage in the user's message."""
    return _load(language, "opening.txt")


def examples(frame: str) -> tuple[tuple[str, str], ...]:
    """Return the worked examples of one of FRAMES in their order: pairs of a user's and an assistant's message."""
    paths = (FOLDER / frame).glob("example-*.user.txt")
    names = sorted((path.name for path in paths), key=lambda name: (len(name), name))
    return tuple(
        (_load(frame, name).strip(), _load(frame, name.replace(".user.", ".assistant.")).strip()) for name in names
    )


def format_passage(text: str, language: str) -> str:
    """Format a passage for the prompt."""
    return Template(_load(language, "passage.txt", ("text",))).substitute(text=text)


def format_question(text: str, language: str) -> str:
    """Format a question for the prompt, where it follows the passage."""
    return Template(_load(language, "question.txt", ("question",))).substitute(question=text)


def format_followup(text: str, previous_question: str, previous_answer: str, language: str) -> str:
    """Complete a follow-up question by the previous turn, without which it cannot be understood."""
    template = Template(_load(language, "followup.txt", ("question", "asked", "answered")).strip())
    return template.substitute(question=text, asked=previous_question, answered=previous_answer)


def answer_grammar(passage: str, language: str, prefix: str = "") -> str:
    """Return the GBNF grammar of an answer: one sentence in the language's alphabet, beginning with `prefix`.

    Letters and signs of the passage outside the Cyrillic alphabet (a Latin name, XXI, %) are allowed as well.
    """
    also = "".join(sorted({c for c in passage if (c.isalpha() and not "Ѐ" <= c <= "ӿ") or c in "%№/+"}))
    start = json.dumps(prefix, ensure_ascii=False) if prefix else _load(language, "start.gbnf").strip()
    return Template(_load(language, "answer.gbnf", ("start", "also"))).substitute(start=start, also=also)
