"""index/language/foreign.py: word lists of further languages, and which of them a question is in."""

import pytest

from index.language.foreign import foreign, language_of, languages, plain
from index.language.identify import identify_language

QUESTIONS = {
    "de": "Welche Stellen sprechen über Wasser?",
    "fr": "Combien de fois le mot eau est-il cité ?",
    "tr": "Su ile ilgili maddeler hangileri?",
    "zh": "哪些条款提到水？",
    "kk": "Су туралы қай тармақтарда айтылған?",
    "ky": "Суу жөнүндө кайсы пункттарда айтылган?",
    "tg": "Дар бораи об чӣ гуфта шудааст?",
    "uz": "Suv haqida qaysi bandlarda aytilgan?",
    "tk": "Suw barada haýsy bentlerde aýdylýar?",
}


def test_each_file_is_read_once_and_cannot_be_changed() -> None:
    assert set(languages()) == set(QUESTIONS)
    for name in languages():
        assert foreign(name) is foreign(name)
        with pytest.raises(ValueError, match="frozen"):
            foreign(name).words = ()


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_numbers_go_from_one_without_a_gap(name: str) -> None:
    numbers = foreign(name).numbers
    assert len(numbers.cardinals) == len(numbers.ordinals) >= 20
    assert all(word == plain(word) for word in foreign(name).words)


@pytest.mark.parametrize(("name", "question"), QUESTIONS.items())
def test_a_language_is_told_by_its_letters_and_frame_words(name: str, question: str) -> None:
    assert language_of(question) == name
    assert identify_language(question) == "other"


@pytest.mark.parametrize("text", ["", "42", "glaciers"])
def test_nothing_tells_a_language_where_no_word_is_known(text: str) -> None:
    assert language_of(text) is None


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Worum geht es in Punkt 7?", "other"),
        ("23. madde ne diyor?", "other"),
        ("skolko raz slovo mir", "en"),
        ("art 31 par 2", "en"),
        ("dobryy den", "en"),
    ],
)
def test_one_short_word_does_not_make_a_question_foreign(question: str, language: str) -> None:
    assert identify_language(question) == language


def test_folding_keeps_the_length() -> None:
    assert len(plain("İran’dan ӯғ")) == len("İran’dan ӯғ")
