"""Words of a language stand in data files and not in code, so that another language is another file.

Letters are no words: ranges of an alphabet, ё that is folded, and Cyrillic letters that are shaped like Roman numerals
may stand in code.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.language import lexicon
from index.language.lexicon import ENGLISH
from index.language.lexicons import asking, kinds, topics
from index.language.lexicons.lists import Lists
from tests.sources import ROOT, python_files

SOURCES = python_files("models", "index", "rag", "eval", "training")

ALLOWED = {
    "rag/generation/openai.py": "a text of two scripts and digits, to see whether a server keeps to a grammar",
    "eval/bench/large.py": "makes a long Russian text to measure with",
    "eval/bench/load.py": "asks a first question, after which times are measured",
    "eval/bench/peers/common.py": "asks for marks as our answers have them",
    "eval/bench/scaling.py": "makes copies of a Russian text with other names to measure with",
    "eval/peers.py": "writes marks as our answers have them",
}
"""Modules that may hold Russian words, and why."""
LETTERS = {"ё", "е", "Ѐ", "ӿ"}
"""Strings of one letter: what is folded, and the ends of the script."""

_RANGES = re.compile(r"[а-яё]-[а-яё]ё?|[А-ЯЁ]-[А-ЯЁ]Ё?|[Ѐ-ԯ]-[Ѐ-ԯ]", re.IGNORECASE)
_SHAPES = re.compile("[ІіХхС]")
_CYRILLIC = re.compile("[Ѐ-ԯ]")
_IS_PATTERN = re.compile(r"\(\?|\\[wsbdWSBD]|\|")
_NO_WORD = re.compile(r"\(\?P<\w+>|\(\?[a-zA-Z]+[:)]|\\[a-zA-Z]|\[[^\]]*\]|\{[^}]*\}|/\S*")
SMALL_WORDS = frozenset(ENGLISH.stopwords) - {"list", "name", "tell", "none", "no", "i", "a"}
NAMES_OF_LISTS = frozenset(
    name for module in (lexicon, asking, kinds, topics) for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Lists) for name in one.model_fields
)  # fmt: skip
"""What looks like words in tuples of names of the lexicons' lists."""


def strings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Every string of a module that is no docstring."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node


def russian(text: str) -> str:
    """What a string holds of Russian words."""
    left = "" if text in LETTERS else _SHAPES.sub("", _RANGES.sub("", text))
    return "".join(_CYRILLIC.findall(left))


def english(text: str) -> list[str]:
    """The small English words that a regular expression looks for."""
    if not _IS_PATTERN.search(text):
        return []
    return [
        word for word in re.findall(r"(?<![\w-])[a-z]{2,}(?![\w-])", _NO_WORD.sub("\n", text)) if word in SMALL_WORDS
    ]


def listed(tree: ast.AST) -> Iterator[list[str]]:
    """The small English words of every list, tuple or set that has at least two of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Set | ast.List | ast.Tuple):
            values = [one.value for one in node.elts if isinstance(one, ast.Constant)]
            found = [value for value in values if isinstance(value, str) and value in SMALL_WORDS - NAMES_OF_LISTS]
            if len(found) > 1:
                yield found


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_words_of_a_language_stand_in_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if name_of(path) not in ALLOWED:
        assert [(node.lineno, node.value) for node in strings(tree) if russian(node.value)] == []
    if name_of(path).startswith(("rag/", "index/")) and not name_of(path).startswith("rag/web/"):
        assert [(node.lineno, found) for node in strings(tree) if (found := english(node.value))] == []
        assert list(listed(tree)) == []


@pytest.mark.parametrize("name", sorted(ALLOWED))
def test_every_exception_is_one(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    assert any(russian(node.value) for node in strings(tree))


def test_words_would_be_noticed() -> None:
    assert russian("(?:ение|ание)")
    assert russian(" о ")
    assert not russian("[A-ZА-ЯЁ]{2,6}|[а-яё]")
    assert english(r"(?<!\w)(?:who|whose)\s")
    assert english(r"what (?:does|did) \w+ say")
    assert not english("/gradio_api/(?:queue/(?:join|data))")
    assert not english("Where is it?")
    tree = ast.parse('"""Где?"""\nx = {"the", "an"}\ny = ("date", "place")')
    assert not any(russian(node.value) for node in strings(tree))
    assert [sorted(found) for found in listed(tree)] == [["an", "the"]]
