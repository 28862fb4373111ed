"""The one reader of prompts/: files to strings, with their placeholders checked. Knows no model.

A placeholder is `$name`. A file that lacks one, or has one too many, raises and is named; `check` reads them all, so
that an edited prompt fails at start and not in an answer.
"""

from functools import cache
from pathlib import Path
from string import Template

from models.errors import AskError

FOLDER = Path(__file__).resolve().parent.parent / "prompts"
LANGUAGES = ("ru", "en")


class PromptError(AskError):
    """A prompt file is missing, or its placeholders are not the ones that the code fills."""


@cache
def _load(name: str, placeholders: tuple[str, ...] = ()) -> str:
    path = FOLDER / name
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
    """Read every prompt, so that a wrong one fails at start. Raises PromptError, naming the file."""
    system(), opening(), examples(), passage(""), question("")
    for language in LANGUAGES:
        ending(language), point_question(language), grammar("", language)


@cache
def system() -> str:
    """The task, for the system message."""
    return _load("system.txt").strip()


@cache
def opening() -> str:
    """What stands before the passages in the user's message."""
    return _load("opening.txt")


@cache
def examples() -> tuple[tuple[str, str], ...]:
    """Worked examples as pairs of what the user and the assistant said, in order of their numbers."""
    names = sorted((path.name for path in FOLDER.glob("example-*.user.txt")), key=lambda name: (len(name), name))
    return tuple((_load(n).strip(), _load(n.replace(".user.", ".assistant.")).strip()) for n in names)


def passage(text: str) -> str:
    """One passage as the LLM reads it."""
    return Template(_load("passage.txt", ("text",))).substitute(text=text)


def question(text: str) -> str:
    """The question as the LLM reads it, after the passages."""
    return Template(_load("question.txt", ("question",))).substitute(question=text)


@cache
def ending(language: str) -> str:
    """What ends the user's message before the answer is written, in a language of LANGUAGES."""
    return _load(f"answer.{language}.txt").rstrip("\n")


@cache
def point_question(language: str) -> str:
    """What the LLM is asked where a reader asks what a point says, in a language of LANGUAGES."""
    return _load(f"point.{language}.txt").strip()


def grammar(passage: str, language: str) -> str:
    """The grammar of an answer from `passage` in a language of LANGUAGES: one sentence, in its alphabet.

    Letters and signs of the passage that are not Russian ones (a Latin name, XXI, %) may be used as well.
    """
    also = "".join(sorted({c for c in passage if (c.isalpha() and not "Ѐ" <= c <= "ӿ") or c in "%№/+"}))
    return Template(_load(f"answer.{language}.gbnf", ("also",))).substitute(also=also)
