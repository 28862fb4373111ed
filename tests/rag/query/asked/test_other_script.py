import pytest

from rag.query.asked.other_script import words_in_other_script


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("в каких статьях говорится о хижинах (huts)", ["huts"]),
        ("哪些条款提到无线电（radio）？", ["radio"]),
        ("List every article that uses the abbreviation РП.", ["РП"]),
        ("List every article on water", []),
        ("Где говорится о воде?", []),
        ("Где пункт x?", []),
        ("1234 ?!", []),
        ("", []),
    ],
)
def test_words_in_the_letters_of_another_language(question: str, found: list[str]):
    assert [word.text for word in words_in_other_script(question)] == found
