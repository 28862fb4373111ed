import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.build import DEFAULT_SOURCE
from index.bundled import bundled_translations
from index.chunks import chunk
from index.store import Index
from index.structure import parse_bytes
from rag.query.repair.spelling import SpellingRepair
from rag.query.repair.vocabulary import EnglishVocabulary, RussianVocabulary

QUESTIONS = Path(__file__).parents[4] / "training" / "data" / "calibration.jsonl"


def index_of(source: bytes, *, translated: bool) -> Index:
    chunks = chunk(parse_bytes(source))
    translations = bundled_translations(chunks) if translated else {}
    return Index.build(source, np.ones((len(chunks) * (1 + len(translations)), 1), np.float32), "none", translations)


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(Path(DEFAULT_SOURCE).read_bytes(), translated=True)


@pytest.fixture(scope="module")
def spelling(index: Index) -> SpellingRepair:
    return SpellingRepair.for_index(index)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("chto takoe konsultativnaya vstrecha?", "что такое консультативная встреча?"),
        ("skolko punktov v dokumente", "сколько пунктов в документе"),
        ("kakie fondy upominayutsya", "какие фонды упоминаются"),
        ("O chem govoritsya v punkte 16?", "О чем говорится в пункте 16?"),
        ("est li v dokumente OON?", "есть ли в документе ООН?"),
        ("gde prohodila vstrecha prezidentov", "где проходила встреча президентов"),
        ("kto predlozhil sozdat fond", "кто предложил создать фонд"),
        ("4to skazano pro Aral?", "что сказано про Арал?"),
        ("pereskazhi dokument kratko", "перескажи документ кратко"),
        ("privedi tsitatu o lednikah", "приведи цитату о ледниках"),
        ("kogda byla prinyata deklaraciya", "когда была принята декларация"),
        ("Kakie strany uchastvovali vo vstreche?", "Какие страны участвовали во встрече?"),
        ("rasskazhi pro sotrudnichestvo v oblasti energetiki", "расскажи про сотрудничество в области энергетики"),
        ("chto reshili naschet Afganistana", "что решили насчёт Афганистана"),
        ("zachem nuzhen centr v Dushanbe", "зачем нужен центр в Душанбе"),
        ("privet", "привет"),
        ("ob'yasni punkt 3", "объясни пункт 3"),
        ("chto skazal Berdimuhamedov?", "что сказал Бердимухамедов?"),
    ],
)
def test_russian_in_latin_letters(spelling: SpellingRepair, typed: str, meant: str) -> None:
    assert spelling.repair(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ghbdtn", "привет"),
        ("crjkmrj geyrnjd", "сколько пунктов"),
        ("crjkmrj geyrnjd d ljrevtynt?", "сколько пунктов в документе?"),
        ("Rfrbt cnhfys exfcndjdfkb&", "Какие страны участвовали?"),
        ("xnj crfpfyj j ktlybrf[", "что сказано о ледниках"),
        ("ghbdtn? rfr ltkf?", "привет? как дела?"),
        ("gthtcrf;b geyrn 16", "перескажи пункт 16"),
        ("tcnm kb d ntrcnt JJY/", "есть ли в тексте ООН."),
        ("rnj ghtlkj;bk cjplfnm ajyl", "кто предложил создать фонд"),
        ("j,]zcyb ghtfv,eke", "объясни преамбулу"),
        ("цфеук", "water"),
        ("Црфе шы еру вусдфкфешщт фищге,", "What is the declaration about?"),
        ("рщц ьфтн зщштеы", "how many points"),
        ("цршср зщштеы ьутешщт ещгкшыь", "which points mention tourism"),
    ],
)
def test_the_wrong_layout(spelling: SpellingRepair, typed: str, meant: str) -> None:
    assert spelling.repair(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("цетата", "цитата"),
        ("сдесь", "здесь"),
        ("конфренция", "конференция"),
        ("скока пунктов?", "сколько пунктов?"),
        ("еще че-нить про воду", "еще что-нибудь про воду"),
        ("а это ваще что", "а это вообще что"),
        ("что нашол совет", "что нашел совет"),
        ("Скока пунктов?", "Сколько пунктов?"),
        ("сколько пунтов в документе", "сколько пунктов в документе"),
        ("Сколко пунктов в докуминте?", "Сколько пунктов в документе?"),
        ("что сказано о сотруднечестве", "что сказано о сотрудничестве"),
        ("приведи цитату о лидниках", "приведи цитату о ледниках"),
        ("раскажи про безопастность", "расскажи про безопасность"),
        ("пирескажи преамбулу", "перескажи преамбулу"),
        ("какие фонды упаминаются", "какие фонды упоминаются"),
        ("када прошла встреча", "когда прошла встреча"),
        ("каридоры какие обещают", "коридоры какие обещают"),
        ("обьясни второй пункт", "объясни второй пункт"),
        ("что решили по энергитике", "что решили по энергетике"),
        ("про агенство что сказано", "про агентство что сказано"),
        ("помошь мигрантам обещают?", "помощь мигрантам обещают?"),
        ("Перечисли призидентов", "Перечисли президентов"),
        ("кто потписал документ", "кто подписал документ"),
        ("пажалуйста, напиши кратко", "пожалуйста, напиши кратко"),
        ("что говорится о взаимосвязаности", "что говорится о взаимосвязанности"),
        ("чтото есть про туризм?", "что-то есть про туризм?"),
        ("дикларация", "декларация"),
        ("нада пересказ", "надо пересказ"),
        ("что про узбекистн", "что про узбекистан"),
        ("breif overview", "brief overview"),
        ("confrence", "conference"),
        ("Waht is said about water?", "What is said about water?"),
        ("wich points mention tourism", "which points mention tourism"),
        ("how many paragrphs are there", "how many paragraphs are there"),
        ("list the countires", "list the countries"),
        ("sumarize the declaraton", "summarize the declaration"),
        ("who proposed the internatonal fund", "who proposed the international fund"),
        ("what do they say about coopertion", "what do they say about cooperation"),
        ("is it alowed or forbiden", "is it allowed or forbidden"),
    ],
)
def test_misspelt_words(spelling: SpellingRepair, typed: str, meant: str) -> None:
    assert spelling.repair(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "",
        "?!",
        "16",
        "Что сказано про Иран?",
        "что сказано про иран",
        "Узбекистн",
        "шавкат мирзиеев",
        "Упоминается ли Арад?",
        "Кто такой Токаив?",
        "кто такие Рахмен и Жапаров",
        "Что такое КОВИД-19 и ЦУР?",
        "чё там за совещание щас",
        "Есть ли слово «цетата»?",
        "Что сказано о биобезопасности и хвостохранилищах?",
        "блокчейн и стартапы упоминаются?",
        "What is blockchain?",
        "Who wrote it, and what was told?",
        "Is the internet going to be better?",
        "Which points mention trade, taxes, grades and the weather?",
        "transport plan",
        "sport",
        "NATO?",
        "Turkmenbashi",
        "Kim taklif qildi?",
        "Tomonlar qaysi masalalarni muhokama qildi?",
        "Prezidentlar qachon uchrashdi",
        "Prezident nima dedi",
        "Tarapler haýsy meseleleri ara alyp maslahatlaşdylar?",
        "Konsultatiw dusushyk nirede gecirildi",
        "Toplantı nerede yapıldı ve kimler katıldı?",
        "baskanlar ne zaman toplandi",
        "Wie viele Punkte hat das Dokument?",
        "Dokument Zusammenfassung bitte",
        "Co mowi dokument o wodzie",
        "Koliko tacaka ima dokument",
        "Wer hat den Fonds vorgeschlagen?",
        "Combien de points y a-t-il dans la déclaration?",
        "Qui a signé le document?",
        "¿Quién propuso el fondo?",
        "Кездесу қай қалада өтті?",
        "Жыйын кайсы шаарда болду?",
        "Вохӯрӣ дар кадом шаҳр баргузор шуд?",
        "asdfgh qwerty",
        "где стоит «че-нить»",
        "12, 13 и 2021 г.",
    ],
)
def test_what_stays(spelling: SpellingRepair, question: str) -> None:
    assert spelling.repair(question) == question


def sentences(index: Index, language: str) -> Iterator[str]:
    texts = [one.text for one in index.chunks] if language == "ru" else index.translations[language]
    return (part for text in texts for part in re.split(r"(?<=[.;]) ", text))


@pytest.mark.parametrize("language", ["ru", "en", "uz", "uz-Cyrl", "tk", "kk", "ky", "tg"])
def test_the_document_and_its_translations_stay(spelling: SpellingRepair, index: Index, language: str) -> None:
    assert [one for one in sentences(index, language) if spelling.repair(one) != one] == []


@pytest.mark.parametrize("language", ["uz", "tk"])
def test_turkic_in_latin_stays_without_the_translation(index: Index, language: str) -> None:
    russian_only = SpellingRepair.for_index(index_of(index.source, translated=False))
    assert [one for one in sentences(index, language) if russian_only.repair(one) != one] == []


def test_questions_in_further_languages_stay(spelling: SpellingRepair) -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    foreign = [row["question"] for row in rows if row["lang"] not in ("ru", "en")]
    assert foreign
    assert [question for question in foreign if spelling.repair(question) != question] == []


def test_few_questions_in_standard_spelling_are_changed(spelling: SpellingRepair) -> None:
    rows = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    careful = [row["question"] for row in rows if row["type"] in ("fact", "paraphrase", "list", "why", "how", "multi")]
    changed = [question for question in careful if spelling.repair(question) != question]
    assert len(changed) < 0.005 * len(careful), changed


def test_two_words_of_the_document_may_be_written_as_one() -> None:
    spelling = SpellingRepair.for_index(
        index_of(b"1. The road map is agreed by the board.\n\n2. The board meets.\n", translated=False)
    )
    assert spelling.repair("What is the roadmap about?") == "What is the road map about?"
    assert spelling.repair("What is the boardmeet about?") == "What is the boardmeet about?"


def test_another_document_brings_its_own_words() -> None:
    spelling = SpellingRepair.for_index(
        index_of("1. Хризантема цветёт осенью.\n\n2. Вода.\n".encode(), translated=False)
    )
    assert spelling.repair("где хрезантема") == "где хризантема"
    assert spelling.repair("kogda cvetyot hrizantema") == "когда цветет хризантема"


@given(st.text(alphabet=st.sampled_from("абвоьёzhskA5 ?«»'-.,"), max_size=60))
def test_nothing_fails_and_numbers_stay(spelling: SpellingRepair, text: str) -> None:
    repaired = spelling.repair(text)
    assert re.findall(r"\d", repaired) == re.findall(r"\d", text)


def test_a_question_takes_no_time(spelling: SpellingRepair) -> None:
    start = time.perf_counter()
    for text in ("щ" * 2000, "sh" * 1000, "z" * 2000, "взаимосвязаность " * 50, "kakoy-to " * 100):
        spelling.repair(text)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("how mny times does teh word lake apear", "how many times does the word lake appear"),
        ("what was heard and spent, and who wrote it", "what was heard and spent, and who wrote it"),
        ("in the first decade", "in the first decade"),
    ],
)
def test_short_english_words_are_respelt_where_no_list_has_them(question: str, meant: str) -> None:
    words = {"lake": 2, "head": 3, "sent": 1, "write": 1, "decide": 4}
    assert SpellingRepair(RussianVocabulary({}), EnglishVocabulary(words)).repair(question) == meant
