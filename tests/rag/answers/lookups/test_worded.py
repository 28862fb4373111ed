import pytest

from rag.answers.lookups.worded import WordedClaim, denies
from rag.answers.lookups.worded_amounts import amounts
from rag.query.asked.claims import read_claim
from rag.types import Verdict


def verdict(question: str, sentence: str, context: str = "") -> Verdict | None:
    claim = read_claim(question)
    assert claim is not None
    worded = WordedClaim.of(claim)
    return worded.verdict(sentence, context) if worded else None


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Верно ли, что хор дал концерт в библиотеке?", "В субботу хор дал концерт в городской библиотеке."),
        ("Признали важность ещё только строящихся дорог?", "Отмечена важность существующих и строящихся дорог."),
        ("Можно взять домой три книги?", "Читатель может взять домой не более пяти книг."),
        ("Запрещено ли курить в читальном зале?", "В читальном зале курить не разрешается."),
        ("Is it true that the choir sings in the library?", "The choir of the town sings in the old library."),
    ],
)
def test_a_sentence_with_all_words_of_a_claim_says_so(question: str, sentence: str) -> None:
    assert verdict(question, sentence) is Verdict.YES


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Совет по музыке задуман как разовая встреча?", "Создан совет по музыке – постоянно действующая площадка."),
        ("Вход в музей бесплатный?", "Вход в музей для всех платный."),
        ("Заявку подают после регистрации хора?", "Заявка подаётся до регистрации хора."),
        ("Можно взять домой семь книг?", "Читатель может взять домой не более пяти книг."),
        ("Ответ на жалобу дают в течение десяти рабочих дней?", "Ответ на жалобу даётся в течение пяти рабочих дней."),
        ("Можно ли курить в читальном зале?", "В читальном зале курить запрещается."),
        ("Снимают ли копию паспорта?", "Копия паспорта не снимается."),
        ("Школа искусств города уже построена?", "Стороны поддержали предложение построить школу искусств города."),
        ("Is insurance optional for the owner of a boat?", "Insurance is mandatory for the owner of a boat."),
        ("May a reader keep seven books?", "A reader may keep at most five books."),
        ("May a reader keep seven books?", "No reader may keep more than five books."),
        ("Можно взять домой семь книг?", "Никто не может взять домой более пяти книг."),
    ],
)
def test_a_sentence_with_what_excludes_a_claim_says_the_contrary(question: str, sentence: str) -> None:
    assert verdict(question, sentence) is Verdict.NO


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Все ученики школы поют в хоре?", "Ученики школы поют в хоре."),  # nothing of all
        ("Ученики школы поют в хоре?", "Ученики школы поют в хоре только летом."),
        ("Если ученик школы опоздал, его выгонят из хора?", "Ученик школы поёт в хоре."),
        ("Ответ на жалобу дают в течение десяти дней?", "Ответ на жалобу даётся."),
        ("May a reader keep five books?", "No reader may keep more than five books."),
        ("Хор поёт в музее?", "Хор поёт в библиотеке."),  # other words exclude nothing
        ("Можно ли взять словарь домой?", "Словарь и атлас берут домой."),  # nothing of what may be done
        ("Хор уже выступает в новом театре?", "Стороны предложили, чтобы хор выступал в новом театре."),
        ("can guests cook here", "Cooking is allowed, but no guest may use the ovens after ten."),
        ("Можно ли гостям готовить?", "Готовить гостям разрешается, но никому из гостей нельзя включать печь ночью."),
    ],
)
def test_what_the_words_do_not_decide_is_left_open(question: str, sentence: str) -> None:
    assert verdict(question, sentence) is None


def test_what_introduces_a_sentence_says_what_may_be_done() -> None:
    assert verdict("Можно ли курить в читальном зале?", "курить в читальном зале;", "Запрещается:") is Verdict.NO


def test_a_bound_before_an_amount_is_read_with_it() -> None:
    (most,) = amounts("не более 5 книг")
    assert (most.value, most.bound) == (5.0, "at_most")
    assert most.leaves(3.0)
    assert not most.leaves(6.0)
    (exact,) = amounts("ровно 5 книг")
    assert exact.like(most)
    assert not exact.same(most)


@pytest.mark.parametrize(
    ("question", "sentence", "denied"),
    [
        ("Может ли хор выступать зимой?", "Хор не может выступать зимой.", True),
        ("Выгонят из хора за опоздание?", "Опоздание не является причиной выгонять из хора.", True),
        ("Можно ли продлить пропуск?", "Пропуск продлевают не более чем на месяц.", False),
        ("Is singing allowed?", "Singing is allowed, but no guest may stay after ten.", False),
        ("Can a guest sell a stall?", "Гость не вправе продать место.", True),
    ],
)
def test_a_sentence_that_denies_hardly_affirms(question: str, sentence: str, denied: bool) -> None:
    claim = read_claim(question)
    assert claim is not None
    assert denies(claim, sentence) is denied
