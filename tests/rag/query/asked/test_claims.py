import pytest

from rag.query.asked.claims import is_alternative, mentioned_words, read_claim


@pytest.mark.parametrize(
    ("question", "sought"),
    [
        ("Упоминается ли Норвегия?", ["Норвегия"]),
        ("а что-нибудь про китов там есть?", ["китов"]),
        ("Есть ли в тексте слово «маяк»?", ["маяк"]),
        ("Правда ли, что упомянуты рыбаки?", ["рыбаки"]),
        ("Говорится ли где-то о паромной переправе?", ["паромной", "переправе"]),
        ("хоть слово о гольфе есть", ["гольфе"]),
        ("Касается ли документ маяков?", ["маяков"]),
        ("Пункт 3 про музей, верно?", ["музей"]),
        ("Неужели там ничего нет про паромы?", ["паромы"]),
        ("Is golf mentioned anywhere?", ["golf"]),
        ("Anything on ferries?", ["ferries"]),
        ("Does it say anything about lighthouse keepers?", ["lighthouse", "keepers"]),
        ("Is there a single word about whales?", ["whales"]),
        ("Nothing on whales, is there?", ["whales"]),
    ],
)
def test_a_question_whether_something_is_mentioned_names_it(question: str, sought: list[str]) -> None:
    assert [word.text for word in mentioned_words(question)] == sought


@pytest.mark.parametrize(
    "question",
    [
        "Построен ли стадион?",
        "Правда ли, что музей закрыт зимой?",
        "Сказано ли о том, что музей закрыт?",
        "Договор касается рыбаков?",
        "Did the headmasters support the contest?",
        "Do they say that the museum is closed?",
    ],
)
def test_a_claim_is_no_question_whether_something_is_mentioned(question: str) -> None:
    assert mentioned_words(question) == ()


@pytest.mark.parametrize(
    ("question", "text", "denied", "rhetorical"),
    [
        ("Стадион построен?", "Стадион построен?", False, False),
        ("Стадион не построен, верно?", "Стадион построен, верно?", True, False),
        ("Разве не Кения предложила конкурс?", "Кения предложила конкурс?", False, True),
        ("Музей платный, не так ли?", "Музей платный, ?", False, True),
        ("Стадион построен или нет?", "Стадион построен ?", False, False),
        ("Построили не только стадион?", "Построили не только стадион?", False, False),
        ("The stadium was not built, right?", "The stadium was built, right?", True, False),
        ("They didn't build the stadium?", "They did build the stadium?", True, False),
        ("Isn't the museum open?", "the museum open?", False, True),
        ("The museum is open, isn't it?", "The museum is open,", False, True),
        ("Can't a guest stay?", "Can a guest stay?", False, True),
        ("A guest can't stay, right?", "A guest can stay, right?", True, False),
        ("May a guest who isn't a member vote?", "May a guest who isn't a member vote?", False, False),
        ("Можно ли войти, если билет не куплен?", "Можно ли войти, если билет не куплен?", False, False),
        ("Если билета нет то в музей не пустят?", "Если билета нет то в музей пустят?", True, False),
        ("Можно ли войти, никого не спрашивая?", "Можно ли войти, никого не спрашивая?", False, False),
        ("Разве гость не вправе уйти?", "гость вправе уйти?", False, True),
    ],
)
def test_a_negation_is_taken_away_and_remembered_where_it_denies(
    question: str, text: str, denied: bool, rhetorical: bool
) -> None:
    claim = read_claim(question)
    assert claim is not None
    assert (claim.text, claim.denied, claim.rhetorical) == (text, denied, rhetorical)


@pytest.mark.parametrize(
    ("question", "alternative"),
    [
        ("Стадион или бассейн построят?", True),
        ("Стадион построят или нет?", False),
        ("Да или нет: музей открыт?", False),
        ("Is it a stadium or a pool?", True),
        ("Is the museum open, yes or no?", False),
    ],
)
def test_a_question_between_two_things_is_none_for_yes_or_no(question: str, alternative: bool) -> None:
    assert is_alternative(question) is alternative
    assert (read_claim(question) is None) is alternative


@pytest.mark.parametrize(
    ("question", "done"),
    [
        ("Стадион уже построен?", True),
        ("Работает ли музей?", True),
        ("Создан ли совет?", True),
        ("Нужно ли строить стадион?", False),
        ("Has the council been established?", True),
        ("Should the stadium be large?", False),
    ],
)
def test_whether_something_is_done_already_is_told_from_what_should_be(question: str, done: bool) -> None:
    claim = read_claim(question)
    assert claim is not None
    assert claim.asks_done is done
