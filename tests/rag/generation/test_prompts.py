from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.generation import prompts as prompt
from rag.generation.prompts import PromptError

NAMES = sorted(path.relative_to(prompt.FOLDER).as_posix() for path in prompt.FOLDER.glob("*/**/*.*"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the prompts that may be spoilt."""
    for name in NAMES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes((prompt.FOLDER / name).read_bytes())
    monkeypatch.setattr(prompt, "FOLDER", tmp_path)
    prompt._load.cache_clear()
    yield tmp_path
    prompt._load.cache_clear()


def test_the_prompts_of_the_repository_are_sound() -> None:
    prompt.check()
    assert prompt.format_passage("Текст $5", "ru") == " Текст $5\n\n"
    for language in prompt.LANGUAGES:
        assert prompt.format_question("Что? $point", language).endswith("Что? $point")
        assert len(set(prompt.verdict_choices(language))) == 3
    for frame in prompt.FRAMES:
        assert len(prompt.examples(frame)) >= 1


def test_every_language_has_the_same_files() -> None:
    files = {
        language: {name.split("/", 1)[1] for name in NAMES if name.startswith(language)} for language in ("ru", "en")
    }
    assert files["ru"] == files["en"] != set()


@pytest.mark.parametrize("language", prompt.LANGUAGES)
def test_the_grammar_has_the_letters_of_the_passage_and_no_others(language: str) -> None:
    grammar = prompt.answer_grammar("Вирус COVID-19 в XXI веке: 5 %", language)
    assert "%CDIOVX" in grammar
    assert "Z" not in prompt.answer_grammar("Вирус", "ru")
    assert "$" not in grammar


def test_the_grammar_may_be_given_its_first_words() -> None:
    assert prompt.answer_grammar("Вирус", "ru", 'Форум "Мир"').startswith('root ::= "Форум \\"Мир\\"" [')
    assert prompt.answer_grammar("Вирус", "ru").startswith("root ::= [А-ЯЁ")


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    if ".user." in name:
        frame = Path(name).parent.as_posix()
        assert len(prompt.examples(frame)) == len(list((folder / frame).glob("example-*.user.txt")))
        return
    with pytest.raises(PromptError, match=name):
        prompt.check()


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("ru/passage.txt", "$point", r"has the placeholders \['point'\], but needs exactly \['text'\]"),
        ("en/question.txt", "$question $other", "other"),
        ("ru/system.txt", "$question", "question"),
        ("ru/question.txt", "$question for 5$", "lone"),
        ("ru/verdict/choices.txt", "Да Нет", "2 words, but needs 3"),
        ("en/answer.gbnf", "root ::= [a-z]", "also"),
    ],
)
def test_a_spoilt_file_is_named(folder: Path, name: str, text: str, complaint: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(PromptError, match=complaint) as caught:
        prompt.check()
    assert name in str(caught.value)


def test_a_file_that_is_no_text(folder: Path) -> None:
    (folder / "en" / "system.txt").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(PromptError, match=r"system\.txt"):
        prompt.check()


def test_examples_come_in_the_order_of_their_numbers(folder: Path) -> None:
    for number in (10, 2, 1):
        (folder / "ru" / f"example-{number}.user.txt").write_text(f"u{number}", encoding="utf-8")
        (folder / "ru" / f"example-{number}.assistant.txt").write_text(f"a{number}", encoding="utf-8")
    ordered = [user for user, _ in prompt.examples("ru") if user in ("u1", "u2", "u10")]
    assert ordered == ["u1", "u2", "u10"]
