from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.build import DEFAULT_SOURCE
from index.document import Document
from index.language.words import words
from index.structure import read
from rag.verification.support import (
    SourceSentence,
    is_covered,
    negations,
    number_value,
    polarity_differs,
    restates_question,
    share_root,
    split_sentences,
    support,
)


@pytest.fixture(scope="module")
def document() -> Document:
    return read(Path(DEFAULT_SOURCE))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("предложил", "предложение"),
        ("арал", "аральского"),
        ("узбекской", "узбекистана"),
        ("казахстан", "казахский"),
        ("афганском", "афганистане"),
        ("туризму", "туристические"),
        ("водные", "водно"),
        ("регион", "региональный"),
        ("экономики", "экономический"),
        ("продвигать", "продвижение"),
        ("спортивный", "спорт"),
        ("подтвердили", "подтверждают"),
        ("молодежь", "молодежный"),
        ("дружба", "дружеский"),
        ("совершенствование", "совершенствуют"),
    ],
)
def test_akin(left: str, right: str) -> None:
    assert share_root(left, right)
    assert share_root(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("мир", "мирохозяйственные"),
        ("спорт", "транспорт"),
        ("туркменистан", "туркменбаши"),
        ("экономика", "экология"),
        ("консульских", "консультаций"),
        ("концепций", "концерту"),
        ("программы", "прогресс"),
        ("процедур", "процесс"),
        ("регион", "режим"),
        ("совет", "совместный"),
        ("форум", "форма"),
        ("предложил", "предприятие"),
        ("международный", "межгосударственный"),
        ("конвенция", "конвейер"),
        ("вода", "завод"),
        ("кыргызстан", "казахстан"),
        ("таджикистан", "узбекистан"),
    ],
)
def test_not_akin(left: str, right: str) -> None:
    assert not share_root(left, right)
    assert not share_root(right, left)


@settings(deadline=None)
@given(st.text("абвгдежзик", min_size=1, max_size=12), st.text("абвгдежзик", min_size=1, max_size=12))
def test_akin_is_symmetric(left: str, right: str) -> None:
    assert share_root(left, left)
    assert share_root(left, right) == share_root(right, left)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Одно. Другое! Третье? Всё…", ["Одно.", "Другое!", "Третье?", "Всё…"]),
        ("Встреча прошла в г. Туркменбаши. Затем уехали.", ["Встреча прошла в г. Туркменбаши.", "Затем уехали."]),
        ("6 августа 2021 г. Главы встретились.", ["6 августа 2021 г. Главы встретились."]),
        ("См. п. 16. Там сказано.", ["См. п. 16.", "Там сказано."]),
        ("Открыл А. С. Пушкин. Вот так.", ["Открыл А. С. Пушкин.", "Вот так."]),
        ("Спорт, т. е. Игры, и т. д. Стороны согласны.", ["Спорт, т. е. Игры, и т. д.", "Стороны согласны."]),
        ("Сказано: «Природа не знает границ.» Стороны.", ["Сказано: «Природа не знает границ.»", "Стороны."]),
        ("Было так. 25 мая стало иначе.", ["Было так.", "25 мая стало иначе."]),
        ("Mr. Smith left. He said so.", ["Mr. Smith left.", "He said so."]),
        ("Абзац\nдругой;\n\n  третий ", ["Абзац", "другой;", "третий"]),
        ("без конца", ["без конца"]),
        (" \n ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [span.text for span in split_sentences(3, text)] == sentences


@settings(deadline=None)
@given(st.text("Аа1 .!?…«»\n()г", max_size=60), st.integers(0, 50))
def test_spans_lie_where_they_say_and_lose_nothing(text: str, start: int) -> None:
    found_spans = list(split_sentences(7, text, start))
    assert all(text[span.start - start : span.end - start] == span.text for span in found_spans)
    assert all(span.text == span.text.strip() != "" and span.point == 7 for span in found_spans)
    assert "".join("".join(span.text for span in found_spans).split()) == "".join(text.split())


def test_spans_of_the_declaration(document: Document) -> None:
    for point in document.sections:
        found_spans = list(split_sentences(point.number, point.text))
        assert all(point.text[span.start : span.end] == span.text for span in found_spans)
        assert len(found_spans) >= len(point.paragraphs)
    assert [span.text[:20] for span in split_sentences(22, document.section(22).text)] == [
        "Учитывая важную роль",
        "Также отмечено о нео",
    ]


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("2021", 2021),
        ("XXI", 21),
        ("IV", 4),
        ("третьей", 3),
        ("пять", 5),
        ("четвёртой", 4),
        ("fifth", 5),
        ("вода", None),
        ("MC", None),
    ],
)
def test_number(token: str, value: int | None) -> None:
    assert number_value(words(token)[0]) == value


@pytest.mark.parametrize(
    ("word", "text", "holds"),
    [
        ("2025", "в 2025 году", True),
        ("2025", "в 2024 году", False),
        ("202", "в 2021 году", False),
        ("21", "в XXI веке", True),
        ("третья", "3-ей встречи", True),
        ("4", "четвёртой встречи", True),
        ("5", "четвёртой встречи", False),
        ("ледники", "сохранение ледников", True),
        ("Туркменистан", "в городе Туркменбаши", False),
    ],
)
def test_found(word: str, text: str, holds: bool) -> None:
    assert is_covered(words(word)[0], words(text)) is holds


def test_negations() -> None:
    assert negations(words("Никто не знает")) == 2
    assert negations(words("They did not, and never will")) == 2
    assert negations(words("Природа знает")) == 0


@pytest.mark.parametrize(
    ("said", "there", "is_turned"),
    [
        ("Природа знает границы", "Природа не знает границ", True),
        ("Природа не знает границ", "Природа не знает границ", False),
        ("Стороны не договорились", "Стороны договорились", True),
        ("Стороны договорились", "Стороны договорились", False),
        ("Стороны развивают спорт", "Стороны не только развивают спорт", False),
    ],
)
def test_turned(said: str, there: str, is_turned: bool) -> None:
    assert polarity_differs(words(said), words(there)) is is_turned


SOURCE = SourceSentence(
    16, 0, 0, "Главы государств поддержали предложение Президента Республики Таджикистан об объявлении 2025 года "
    "Международным годом сохранения ледников.",
)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("2025 год предложил объявить годом сохранения ледников Президент Таджикистана", None),
        ("2026 год предложил объявить годом сохранения ледников Президент Таджикистана", "number 2026"),
        ("Главы пяти государств поддержали предложение Президента Республики Таджикистан", "number пяти"),
        ("Главы государств поддержали одно предложение Президента Республики Таджикистан", None),
        ("2025 год предложил объявить годом ледников Президент Узбекистана", "name Узбекистана"),
        ("Узбекистан предложил объявить 2025 год годом сохранения ледников", "name Узбекистан"),
        ("Таджикистан не предложил объявить 2025 год годом ледников", "negation"),
        ("Таджикистан выделил деньги на строительство плотины", "words выделил, деньги, строительство, плотины"),
    ],
)
def test_support(sentence: str, missing: str | None) -> None:
    judged = support(sentence, SOURCE.text, 0.75, SOURCE)
    assert judged.missing == missing
    assert judged.holds is (missing is None)


def test_every_sentence_of_the_declaration_supports_itself(document: Document) -> None:
    for point in document.sections:
        for span in split_sentences(point.number, point.text):
            judged = support(span.text, span.text, 1.0, span)
            assert judged.holds, (span.text, judged.missing)
            assert judged.coverage == 1.0


def test_echoes() -> None:
    assert (
        restates_question(
            "Годом сохранения ледников предложено объявить год", "Какой год предложено объявить годом ледников?"
        )
        is False
    )
    assert restates_question("Сохранение ледников", "Что сказано о сохранении ледников?")
    assert not restates_question("Сохранение ледников предложил Таджикистан", "Кто предложил сохранение ледников?")


GLACIERS = (
    "Главы государств поддержали предложение Президента Республики Таджикистан об объявлении 2025 года годом ледников"
)
CENTRE = "Стороны поддержали инициативу узбекской стороны о создании Регионального центра"


@pytest.mark.parametrize(
    ("sentence", "source", "holds"),
    [
        ("Президент Таджикистана предложил объявить 2025 год годом ледников", GLACIERS, True),
        ("Главы государств предложили объявить 2025 год годом ледников", GLACIERS, False),
        ("2025 год объявлен годом ледников", GLACIERS, True),
        ("Главы государств поддержали предложение о годе ледников", GLACIERS, True),
        ("Узбекистан предложил создать Региональный центр", CENTRE, True),
        ("Стороны предложили создать Региональный центр", CENTRE, False),
        (
            "Министры подготовят предложения по срокам",
            "Главы поручили министрам подготовить предложения по срокам",
            True,
        ),
    ],
)
def test_who_proposed_must_be_named(sentence: str, source: str, holds: bool) -> None:
    assert support(sentence, source, 0.5, SourceSentence(1, 0, len(source), source)).holds is holds
