import pytest

from rag.query.asked.about import asked_about


@pytest.mark.parametrize(
    ("question", "language", "name"),
    [
        ("Кто утвердил эти правила?", "ru", "adopter"),
        ("Какой датой подписан документ?", "ru", "date"),
        ("Не подскажете, кто подписал документ?", "ru", "signer"),
        ("Какая статья самая длинная?", "ru", "longest"),
        ("Каким числом датирован сам документ?", "ru", "date"),
        ("Укажите количество глав в документе.", "ru", "points"),
        ("what language is this written in?", "en", "language"),
        ("Чьи ещё подписи внизу стоят?", "ru", "signer"),
        ("Who are the parties?", "en", "participants"),
        ("How does it start?", "en", "first_line"),
        ("Канча берене бар?", "other", "points"),
        ("Nechta modda bor?", "other", "points"),
        ("Ҳуҷҷат чанд модда дорад?", "other", "points"),
        ("Who approved these regulations?", "en", "adopter"),
        ("How many numbered points does the statement contain?", "en", "points"),
        ("What’s the title?", "en", "title"),
        ("When does it come into force?", "en", "force"),
        ("Ин матн чӣ ном дорад?", "other", "title"),
        ("Bul kanun nähili atlandyrylýar?", "other", "title"),
        ("Wer hat diesen Text beschlossen?", "other", "adopter"),
        ("Ережені кім бекітті?", "other", "adopter"),
    ],
)
def test_what_is_asked_of_the_document_itself(question: str, language: str, name: str) -> None:
    assert name in asked_about(question, language)


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Кто утвердил правила?", "ru"),  # nothing says that they are this document
        ("Кто утвердил эти тарифы?", "ru"),
        ("Who approved these grants?", "en"),
        ("When does the ferry come?", "en"),
        ("Кто из президентов не приехал?", "ru"),  # those who did would be no answer
        ("Which states didn't sign it?", "en"),
    ],
)
def test_what_is_asked_of_something_else(question: str, language: str) -> None:
    assert not asked_about(question, language)
