import pytest

from rag.render import why
from rag.types import Passage, RejectedSentence, Rejection, Sentence
from rag.verification import grounding as verify
from rag.verification.grounding import EvidenceText, bigram_overlap

GLACIERS = "Главы государств поддержали предложение Президента Таджикистана об объявлении 2025 года годом ледников."
FORUM = "Стороны договорились создать Форум культурного диалога Центральной Азии."
WOMEN = "Дана высокая оценка Форуму диалога женщин и концерту мастеров культуры Центральной Азии."
SPORT = "Главы государств будут развивать массовый спорт и туристические обмены."
PASSAGES = {
    point: Passage(point, f"{point}.1", 0.9, text, 10, 10 + len(text))
    for point, text in ((16, GLACIERS), (21, f"{FORUM} {WOMEN}"), (22, f"{FORUM} {SPORT}"))
}


ENGLISH = {
    16: "The Heads of State supported the proposal of the President of Tajikistan to declare 2025 a Year of Glaciers.",
    21: "The Parties agreed to establish a Forum of Cultural Dialogue of Central Asia. High praise was given to the "
    "Women’s Dialogue Forum and the concert of masters of culture of Central Asia, held under the United Nations.",
}


def check(text: str, point: int, question: str = "Что решили?", read: str | None = None) -> Sentence | RejectedSentence:
    passage = PASSAGES[point]
    return verify.verify_sentence(text, EvidenceText(passage, read or passage.text), question)


@pytest.mark.parametrize(
    ("text", "point", "quote"),
    [
        ("Объявить 2025 год годом ледников предложил Президент Таджикистана", 16, GLACIERS),
        ("Создать Форум культурного диалога Центральной Азии договорились стороны", 21, FORUM),
        ("Высокая оценка дана Форуму диалога женщин и концерту мастеров культуры", 21, WOMEN),
        ("Стороны договорились создать Форум культурного диалога и развивать массовый спорт и обмены", 22,
         f"{FORUM} {SPORT}"),
    ],
)  # fmt: skip
def test_a_supported_sentence_cites_the_sentence_that_supports_it(text: str, point: int, quote: str) -> None:
    checked = check(text, point)
    assert isinstance(checked, Sentence)
    (citation,) = checked.citations
    assert (citation.point, citation.quote) == (point, quote)
    assert PASSAGES[point].text[citation.start - 10 : citation.end - 10] == quote


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Объявить 2026 год годом ледников предложил Президент Таджикистана", "number 2026"),
        ("Объявить 2025 год годом ледников предложил Президент Узбекистана", "name Узбекистана"),
        ("Главы государств не поддержали предложение об объявлении 2025 года годом ледников", "negation"),
        ("Президент построит железную дорогу и аэропорт", "words"),
        ("Главы государств предложили объявить 2025 год годом ледников", "who proposed it"),
        ("Главы государстов поддержали предложение Президента Таджикистана о годе ледников", "word государстов"),
    ],
)
def test_an_unsupported_sentence_is_dropped_with_the_reason(text: str, reason: str) -> None:
    checked = check(text, 16)
    assert isinstance(checked, RejectedSentence)
    assert reason in why(checked)
    assert (checked.text, checked.points) == (text, (16,))


def test_an_open_bracket_is_an_unfinished_sentence() -> None:
    checked = check("Форум культурного диалога создали стороны (в Центральной Азии", 21)
    assert isinstance(checked, RejectedSentence)
    assert checked.reason is Rejection.UNFINISHED


def test_an_echo_is_dropped() -> None:
    checked = check("Стороны создадут форум", 21, question="Какой форум создадут стороны?")
    assert isinstance(checked, RejectedSentence)
    assert checked.reason is Rejection.RESTATES_QUESTION


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("The President of Tajikistan proposed to declare 2025 a year of glaciers", True),
        ("The Tajikistan proposal declares 2025 a Year of Glaciers", True),
        ("The President of Tajikistan proposed to declare 2030 a year of glaciers", False),
        ("The President of Uzbekistan proposed to declare 2025 a year of glaciers", False),
        ("The Heads of State did not support the proposal to declare 2025 a Year of Glaciers", False),
        ("The President of Tajikistan will build a railway and an airport", False),
    ],
)
def test_an_english_sentence_is_held_to_the_translation(text: str, kept: bool) -> None:
    checked = check(text, 16, read=ENGLISH[16])
    assert isinstance(checked, Sentence) is kept
    if isinstance(checked, Sentence):
        assert checked.citations[0].quote == GLACIERS


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The parties agreed to establish a forum of cultural dialogue", FORUM),
        ("High praise was given to the concert of masters of culture under the UN", WOMEN),
        ("High praise was given to the dialogue forum of Central Asian women", WOMEN),
    ],
)
def test_what_is_cited_is_the_original_of_the_sentence_that_supports_it(text: str, quote: str) -> None:
    checked = check(text, 21, read=ENGLISH[21])
    assert isinstance(checked, Sentence)
    assert checked.citations[0].quote == quote


def test_a_translation_cut_otherwise_cites_the_whole_passage() -> None:
    checked = check("The parties agreed to establish a forum", 21, read="The Parties agreed to establish a Forum.")
    assert isinstance(checked, Sentence)
    assert checked.citations[0].quote == PASSAGES[21].text


@pytest.mark.parametrize(
    "text",
    [
        "Какой год объявить годом ледников предложил Президент Таджикистана",
        "Предложение какого президента поддержали главы",
    ],
)
def test_a_sentence_that_asks_is_an_echo(text: str) -> None:
    checked = check(text, 16)
    assert isinstance(checked, RejectedSentence)
    assert checked.reason is Rejection.RESTATES_QUESTION


def test_a_sentence_with_one_word_of_its_own_gives_way_to_its_source() -> None:
    checked = check(GLACIERS.removesuffix(".").replace("предложение", "узбекское предложение"), 16)
    assert isinstance(checked, Sentence)
    assert checked.text == GLACIERS.removesuffix(".")


def test_a_sentence_that_rewords_gives_way_to_its_source_unless_that_is_long() -> None:
    reworded = "Объявить 2025 год годом ледников предложил Президент Таджикистана"
    checked = check(reworded, 16)
    assert isinstance(checked, Sentence)
    assert checked.text == GLACIERS.removesuffix(".")
    longer = GLACIERS.removesuffix(".") + " и" + " ледников" * verify.MAX_EXPANDED_WORDS + "."
    passage = Passage(16, "16.1", 0.9, longer, 0, len(longer))
    checked = verify.verify_sentence(reworded, EvidenceText(passage, longer), "Что решили?")
    assert isinstance(checked, Sentence)
    assert checked.text == reworded


def test_a_part_in_the_source_s_own_words_that_is_a_sentence_to_its_end_stays_as_it_is() -> None:
    source = f"{SPORT.removesuffix('.')} и «зелёные» перевозки между городами."
    part = "Главы государств будут развивать «зелёные» перевозки между городами"
    checked = verify.verify_sentence(
        part, EvidenceText(Passage(22, "22.1", 0.9, source, 0, len(source)), source), "Что решили?"
    )
    assert isinstance(checked, Sentence)
    assert checked.text == part


@pytest.mark.parametrize(
    "poor",
    [
        "Дана оценка концерту мастеров культуры",  # lacks the end
        "Концерту мастеров культуры Центральной Азии",  # lacks the predicate
    ],
)
def test_a_part_without_the_end_or_the_predicate_gives_way_to_its_source(poor: str) -> None:
    checked = check(poor, 21)
    assert isinstance(checked, Sentence)
    assert checked.text == WOMEN.removesuffix(".")


def test_a_part_of_a_translation_needs_its_end() -> None:
    whole = ENGLISH[16].removesuffix(".")
    for part, shown in (
        ("The Heads of State supported the proposal to declare 2025 a Year of Glaciers",) * 2,
        ("The Heads of State supported the proposal to declare 2025", whole),
    ):
        checked = check(part, 16, read=ENGLISH[16])
        assert isinstance(checked, Sentence)
        assert checked.text == shown


def test_a_sentence_that_breaks_off_is_finished_as_its_source_ends() -> None:
    checked = check("Главы государств поддержали предложение Президента Таджикистана", 16)
    assert isinstance(checked, Sentence)
    assert checked.text == GLACIERS.removesuffix(".")
    longer = GLACIERS.removesuffix(".") + " и" + " ледников" * verify.MAX_EXPANDED_WORDS + "."
    passage = Passage(16, "16.1", 0.9, longer, 0, len(longer))
    begun = "Главы государств поддержали предложение Президента Таджикистана"
    checked = verify.verify_sentence(begun, EvidenceText(passage, longer), "Что решили?")
    assert isinstance(checked, Sentence)
    assert checked.text == begun


def test_yo_is_written_where_the_source_has_it() -> None:
    source = Passage(1, "1.1", 0.9, "Стороны подчёркивают важность тёплой встречи в Учёном совете.", 0, 61)
    checked = verify.verify_sentence(
        "Стороны подчеркивают важность встречи в Ученом совете", EvidenceText(source, source.text), "Что важно?"
    )
    assert isinstance(checked, Sentence)
    assert checked.text == "Стороны подчёркивают важность встречи в Учёном совете"


def test_neighbours_count_in_order() -> None:
    assert bigram_overlap("форум культурного диалога", FORUM) == 1.0
    assert bigram_overlap("диалога культурного форум", FORUM) == 0.0
    assert bigram_overlap("форум", FORUM) == 0.0
