"""rag/query/foreign/frames.py: topics, parts and kinds of questions in nine languages."""

import pytest

from rag.query.foreign.frames import LAST, Part, read_frame
from rag.types import Kind


@pytest.mark.parametrize(
    ("language", "question", "topics"),
    [
        ("de", "Vergleiche Müllabfuhr und Straßenbeleuchtung", ["Müllabfuhr", "Straßenbeleuchtung"]),
        ("fr", "Citez un passage sur la protection des forêts", ["protection des forêts"]),
        ("fr", "Combien de fois l'école est-elle mentionnée ?", ["école"]),
        ("tr", "Moğolistan'ın geçtiği bütün yerleri göster", ["Moğolistan"]),
        ("zh", "比较旅游和体育", ["旅游", "体育"]),
        ("zh", "请引用一句关于和平的原文", ["和平"]),
        ("kk", "Мектеп пен кітапхана туралы не айтылғанын салыстырыңыз", ["Мектеп", "кітапхана"]),
        ("ky", "Климаттын өзгөрүшү тууралуу цитата келтир", ["Климаттын өзгөрүшү"]),
        ("tg", "Дар бораи муҳоҷират иқтибос оред", ["муҳоҷират"]),
        ("tg", "Дар кадом бандҳо дар бораи обёрӣ гап меравад?", ["обёрӣ"]),
        ("uz", "O‘rmonlar tilga olingan hamma joylarni ko‘rsating", ["O‘rmonlar"]),
        ("tk", "Suw hakynda sitata getiriň", ["Suw"]),
        ("de", "Gib mir einen Überblick über das Dokument", []),
        ("de", "Worin unterscheiden sich die Brücke und die Fähre im Hafen?", ["Brücke", "Fähre im Hafen"]),
        ("de", "Was unterscheidet die alte Brücke von der Fähre?", ["alte Brücke", "Fähre"]),
        ("de", "Wer wird von der Fähre verlangt?", ["Fähre verlangt"]),
        ("fr", "Compare le pont et le bac du port, prix inclus", ["pont", "bac du port"]),
        ("kk", "Көпір мен паромның айырмашылығы неде?", ["Көпір", "паромның"]),
        ("uz", "Ko‘prik va paromning farqi nimada?", ["Ko‘prik", "paromning"]),
    ],
)
def test_topics_are_what_frames_nothing(language: str, question: str, topics: list[str]) -> None:
    assert [topic.text for topic in read_frame(question, language).topics] == topics


@pytest.mark.parametrize(
    ("language", "question", "parts"),
    [
        ("de", "Was steht im 12. Punkt?", [Part("point", 12)]),
        ("de", "Inhalt der Punkte 6 bis 8", [Part("point", 6), Part("point", 7), Part("point", 8)]),
        ("fr", "De quoi parle le deuxième alinéa du point 16 ?", [Part("point", 16, 2)]),
        ("fr", "Que contient le préambule ?", [Part("preamble")]),
        ("tr", "26. ve 27. maddeler arasındaki fark nedir?", [Part("point", 26), Part("point", 27)]),
        ("tr", "On dördüncü maddede neler yazıyor?", [Part("point", 14)]),
        ("zh", "第二十一条讲了什么？", [Part("article", 21)]),
        ("kk", "24-тармақтың мазмұнын айтып беріңіз", [Part("point", 24)]),
        ("ky", "Бешинчи пунктта эмне жазылган?", [Part("point", 5)]),
        ("tg", "Дар банди 10 чӣ гуфта шудааст?", [Part("point", 10)]),
        ("uz", "Oxirgi bandda nima deyilgan?", [Part("point", LAST)]),
        ("tk", "Sekizinji bentde näme aýdylýar?", [Part("point", 8)]),
        ("uz", "6-bo‘limda nima yozilgan?", [Part("chapter", 6)]),
        ("ky", "4-бөлүмдү кыскача айтып бер", [Part("chapter", 4)]),
        ("de", "Wie viele Punkte hat der Text?", []),
        ("uz", "7.4-bandda nima deyilgan?", [Part("point", 7, inner=".4")]),
        ("uz", "12-moddaning 4-bandi nima haqida?", [Part("article", 12, 4)]),
        ("kk", "4-бапта неше тармақ бар?", [Part("article", 4)]),
        ("tr", "III. bölümün 6. maddesi ne hakkında?", [Part("chapter", 3), Part("point", 6)]),
        ("ky", "4-бөлүмдө эмне жөнүндө айтылат?", [Part("chapter", 4)]),
        ("fr", "Que dit l’article IV ?", [Part("article", 4)]),
    ],
)
def test_parts_are_named_before_or_after_their_numbers(language: str, question: str, parts: list[Part]) -> None:
    frame = read_frame(question, language)
    assert list(frame.parts) == parts
    assert frame.topics == ()


def test_quoted_words_are_a_topic_as_they_stand() -> None:
    frame = read_frame("Combien de fois trouve-t-on le mot « лёд и снег » ?", "fr")
    assert [(topic.text, topic.is_quoted) for topic in frame.topics] == [("лёд и снег", True)]
    assert frame.told == (Kind.COUNT,)


@pytest.mark.parametrize(
    ("language", "question", "counts_parts"),
    [("de", "In wie vielen Punkten geht es um Wasser?", True), ("de", "Wie oft wird Wasser genannt?", False)],
)
def test_points_are_counted_or_times(language: str, question: str, counts_parts: bool) -> None:
    assert read_frame(question, language).counts_parts is counts_parts


@pytest.mark.parametrize(
    ("language", "question", "claims"),
    [
        ("tr", "Belgeyi beş cümleyle özetle", 5),
        ("zh", "用三句话总结这份文件", 3),
        ("de", "Fasse das zusammen", None),
        ("fr", "Résume la loi en quatre points", 4),
    ],
)
def test_a_number_of_sentences_is_read(language: str, question: str, claims: int | None) -> None:
    frame = read_frame(question, language)
    assert (frame.claims, frame.told[0]) == (claims, Kind.OVERVIEW)


def test_a_number_of_points_in_words_is_one_of_claims_whatever_else_is_said() -> None:
    assert read_frame("Төрт тармақпен айтып беріңіз", "kk").claims == 4
