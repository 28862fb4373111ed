"""The one reader of prompts/: files to strings, with their placeholders checked. Knows no model.

A placeholder is `$name`. A file that lacks one, or has one too many, raises and is named; `check` reads them all, so
that an edited prompt fails at start and not in an answer. `language` is always one of LANGUAGES.
"""

import json
from functools import cache
from pathlib import Path
from string import Template

from models.errors import AskError

FOLDER = Path(__file__).resolve().parents[2] / "prompts"
LANGUAGES = ("ru", "en")


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
    """Read every prompt, so that a wrong one fails at start. Raises PromptError, naming the file."""
    for language in LANGUAGES:
        system(language), opening(language), examples(language), passage("", language), question("", language)
        followup("", "", "", language), point_question(language), grammar("", language)


def system(language: str) -> str:
    """The task, for the system message."""
    return _load(language, "system.txt").strip()


def opening(language: str) -> str:
    """What stands before the passage in the user's message."""
    return _load(language, "opening.txt")


def examples(language: str) -> tuple[tuple[str, str], ...]:
    """Worked examples as pairs of what the user and the assistant said, in order of their numbers."""
    found = (FOLDER / language).glob("example-*.user.txt")
    names = sorted((path.name for path in found), key=lambda name: (len(name), name))
    return tuple(
        (_load(language, name).strip(), _load(language, name.replace(".user.", ".assistant.")).strip())
        for name in names
    )


def passage(text: str, language: str) -> str:
    """One passage as the LLM reads it."""
    return Template(_load(language, "passage.txt", ("text",))).substitute(text=text)


def question(text: str, language: str) -> str:
    """The question as the LLM reads it, after the passage."""
    return Template(_load(language, "question.txt", ("question",))).substitute(question=text)


def followup(text: str, asked: str, answered: str, language: str) -> str:
    """A question that leans on the turn before, with what was asked and answered in it."""
    template = Template(_load(language, "followup.txt", ("question", "asked", "answered")).strip())
    return template.substitute(question=text, asked=asked, answered=answered)


def point_question(language: str) -> str:
    """What the LLM is asked where a reader asks what a point says."""
    return _load(language, "point.txt").strip()


def grammar(passage: str, language: str, start: str = "") -> str:
    """The grammar of an answer from `passage`: one sentence, in the language's alphabet, that begins with `start`.

    Letters and signs of the passage that are not Russian ones (a Latin name, XXI, %) may be used as well.
    """
    also = "".join(sorted({c for c in passage if (c.isalpha() and not "Ѐ" <= c <= "ӿ") or c in "%№/+"}))
    literal = json.dumps(start, ensure_ascii=False) if start else _load(language, "start.gbnf").strip()
    return Template(_load(language, "answer.gbnf", ("start", "also"))).substitute(start=literal, also=also)
