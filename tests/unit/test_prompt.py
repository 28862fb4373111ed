from collections.abc import Iterator
from pathlib import Path

import pytest

from rag import prompt
from rag.prompt import PromptError

CACHED = (
    prompt._load, prompt.system, prompt.opening, prompt.examples, prompt.ending, prompt.point_question
)  # fmt: skip


def forget() -> None:
    for function in CACHED:
        function.cache_clear()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the prompts that may be spoilt."""
    for path in prompt.FOLDER.glob("*.*"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(prompt, "FOLDER", tmp_path)
    forget()
    yield tmp_path
    forget()


def test_the_prompts_of_the_repository_are_sound() -> None:
    prompt.check()
    assert prompt.passage("Текст $5") == " Текст $5\n\n"
    assert prompt.question("Что? $point").endswith("Что? $point")
    assert len(prompt.examples()) >= 1


@pytest.mark.parametrize("language", prompt.LANGUAGES)
def test_the_grammar_has_the_letters_of_the_passage_and_no_others(language: str) -> None:
    rules = prompt.grammar("Вирус COVID-19 в XXI веке: 5 %", language)
    assert "%CDIOVX" in rules
    assert "Z" not in prompt.grammar("Вирус", "ru")
    assert "$" not in rules


@pytest.mark.parametrize("name", sorted(path.name for path in prompt.FOLDER.glob("*.*") if path.suffix != ".md"))
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    if ".user." in name:
        assert len(prompt.examples()) == len(list(folder.glob("example-*.user.txt")))
        return
    with pytest.raises(PromptError, match=name):
        prompt.check()


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("passage.txt", "$point", r"has the placeholders \['point'\], but needs exactly \['text'\]"),
        ("question.txt", "$question $other", "other"),
        ("system.txt", "$question", "question"),
        ("question.txt", "$question for 5$", "lone"),
        ("answer.en.gbnf", "root ::= [a-z]", "also"),
    ],
)
def test_a_spoilt_file_is_named(folder: Path, name: str, text: str, complaint: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(PromptError, match=complaint) as caught:
        prompt.check()
    assert name in str(caught.value)


def test_a_file_that_is_no_text(folder: Path) -> None:
    (folder / "system.txt").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(PromptError, match=r"system\.txt"):
        prompt.check()


def test_examples_come_in_the_order_of_their_numbers(folder: Path) -> None:
    for number in (10, 2, 1):
        (folder / f"example-{number}.user.txt").write_text(f"u{number}", encoding="utf-8")
        (folder / f"example-{number}.assistant.txt").write_text(f"a{number}", encoding="utf-8")
    ordered = [user for user, _ in prompt.examples() if user in ("u1", "u2", "u10")]
    assert ordered == ["u1", "u2", "u10"]
