import pytest

from rag.answers.lookups.worded import WordedClaim, compares_beyond, denies, is_only_proposed
from rag.answers.lookups.worded_amounts import amounts
from rag.query.asked.claims import read_claim
from rag.types import Verdict


def verdict(question: str, sentence: str, context: str = "") -> Verdict | None:
    claim = read_claim(question)
    assert claim is not None
    return WordedClaim.of(claim).verdict(sentence, context)


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Верно ли, что хор дал концерт в библиотеке?", "В субботу хор дал концерт в городской библиотеке."),
        ("Признали важность ещё только строящихся дорог?", "Отмечена важность существующих и строящихся дорог."),
        ("Можно взять домой три книги?", "Читатель может взять домой не более пяти книг."),
        ("Запрещено ли курить в читальном зале?", "В читальном зале курить не разрешается."),
        ("Is it true that the choir sings in the library?", "The choir of the town sings in the old library."),
        ("Обязателен ли начальный курс?", "Начальный курс обязателен для всех."),
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
        ("За дубликат ключа берут триста рублей?", "Билет стоит 300 рублей, дубликат ключа — 550 рублей."),
        ("Ноты выдают на двадцать пять дней?", "Ноты выдаются на тридцать дней."),
        ("Хор собирается раз в две недели?", "Хор собирается каждую неделю."),
        (
            "So the choir council gets together four times a year, right?",
            "A choir council of 13 members meets twice a year.",
        ),
        ("Обязан ли певец осматривать ноты при получении?", "Рекомендуется проверять певцам ноты при получении."),
        ("Получают ли члены хора зарплату?", "Члены хора выступают безвозмездно."),
        ("Можно ли выносить последний экземпляр редких нот?", "Выносить последний экземпляр нот нельзя."),
        ("Мне могут отказать, если нет образования?", "Образование не является основанием для отказа."),
        ("Вернут ли залог за ноты, если я уйду из хора?", "Залог за ноты вернуть нельзя."),
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
        ("Ученик школы поёт в хоре, если опоздал?", "Ученик школы поёт в хоре."),
        (
            "So the first reminder costs 10 crowns?",
            "A fee of 10 crowns is due from the second reminder; the first reminder is free.",
        ),
        ("Перерыв в хоре длится 40 минут?", "Перерыв в хоре объявляют на 60 дней."),
        ("Можно ли выносить ноты хора в сад?", "Выносить ноты хора в музей запрещается."),
        ("Ответ на жалобу дают в течение десяти дней?", "Ответ на жалобу даётся."),
        ("May a reader keep five books?", "No reader may keep more than five books."),
        ("Хор поёт в музее?", "Хор поёт в библиотеке."),  # other words exclude nothing
        ("Можно ли взять словарь домой?", "Словарь и атлас берут домой."),  # nothing of what may be done
        ("Хор уже выступает в новом театре?", "Стороны предложили, чтобы хор выступал в новом театре."),
        ("can guests cook here", "Cooking is allowed, but no guest may use the ovens after ten."),
        ("Можно ли гостям готовить?", "Готовить гостям разрешается, но никому из гостей нельзя включать печь ночью."),
        ("Обязателен ли начальный курс?", "Начальный курс должен быть бесплатным."),
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
        ("Does this cover boats?", "It does not apply to the storage of tents, to boats or to rafts.", True),
        ("Это касается лодок?", "Правила не распространяются на байдарки, на лодки и плоты.", True),
    ],
)
def test_a_sentence_that_denies_hardly_affirms(question: str, sentence: str, denied: bool) -> None:
    claim = read_claim(question)
    assert claim is not None
    assert denies(claim, sentence) is denied


@pytest.mark.parametrize(
    ("question", "sentence", "only_proposed"),
    [
        ("Kenya now has to fund the choir, right?", "We thank Kenya for its proposal to fund the choir.", True),
        ("Does Kenya fund the choir?", "We thank Kenya for its proposal to fund the choir.", False),
        ("Must Kenya fund the choir?", "We support the choir, which Kenya must fund.", False),
    ],
)
def test_what_has_to_be_done_is_no_duty_while_only_proposed(question: str, sentence: str, only_proposed: bool) -> None:
    claim = read_claim(question)
    assert claim is not None
    assert is_only_proposed(claim, sentence) is only_proposed


@pytest.mark.parametrize(
    ("question", "passage", "beyond"),
    [
        ("Липа чистит воздух лучше сосны?", "Сажают липу и сосну.", True),
        ("Липа растёт лучше сосны?", "Липа растёт лучше, чем сосна.", False),
        ("Липа выше сосны?", "Липа – 20 метров, сосна – 30 метров.", False),
        ("Там живёт больше 70 миллионов человек?", "Там живут люди.", False),
        ("Kenya has more singers than Chile.", "Kenya and Chile have singers.", True),
    ],
)
def test_a_passage_may_not_compare_what_a_claim_does(question: str, passage: str, beyond: bool) -> None:
    claim = read_claim(question)
    assert claim is not None
    assert compares_beyond(claim, passage) is beyond


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("граждане, достигшие четырнадцати лет", "at_least"), ("лица не моложе 14 лет", "at_least"),
        ("players who have reached the age of 14 years", "at_least"), ("гражданин 14 лет", "exact"),
    ],
)  # fmt: skip
def test_an_age_that_was_reached_is_a_least_one(text: str, bound: str) -> None:
    assert [one.bound for one in amounts(text)] == [bound]


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Can the fund help me with my visa?", "The fund helps players who cannot pay the fee or their visas."),
        ("Помогает ли фонд с визой?", "Фонд помогает с визой участникам, которые не могут её оплатить."),
    ],
)
def test_what_is_denied_of_those_whom_it_is_about_denies_no_claim(question: str, sentence: str) -> None:
    assert verdict(question, sentence) is not Verdict.NO
