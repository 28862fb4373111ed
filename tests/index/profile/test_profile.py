"""index/profile: what a document is called, in which cases, and its references."""

from dataclasses import replace

import pytest

from index.bundled import SOURCE
from index.document import Document, Given
from index.profile import FORMATS, LANGUAGES, profile_of, references, source
from index.profile.dates import parse_day, written
from index.profile.grammar import about
from index.profile.kinds import kind_at, kind_words, kinds
from index.structure import parse, read


def document(text: str, **fields: object) -> Document:
    return replace(parse(text), **fields)


def named(text: str, language: str = "ru", **fields: object) -> tuple[str, str, str, str]:
    """Kind, title, short name in the dative and in the prepositional case."""
    profile = profile_of(document(text, **fields))
    naming = profile.names[language]
    return profile.kind, naming.title, naming.short["dat"], naming.short["prep"]


BODY = "\n\n1. Первый.\n\n2. Второй.\n"


@pytest.mark.parametrize(
    ("title", "kind", "shown", "dative", "prepositional"),
    [
        ("Всеобщая декларация прав человека", "declaration", "Всеобщая декларация прав человека",
         "Всеобщей декларации прав человека", "Всеобщей декларации прав человека"),
        ("Налоговый кодекс Республики Казахстан", "code", "Налоговый кодекс Республики Казахстан",
         "Налоговому кодексу Республики Казахстан", "Налоговом кодексе Республики Казахстан"),
        ("Правила читального зала", "rules", "Правила читального зала",
         "Правилам читального зала", "Правилах читального зала"),
        ("КОНСТИТУЦИЯ РЕСПУБЛИКИ", "constitution", "Конституция республики",
         "Конституции республики", "Конституции республики"),
        ("Устав школы № 5", "charter", "Устав школы № 5", "Уставу школы № 5", "Уставе школы № 5"),
        ("Совместное коммюнике", "communique", "Совместное коммюнике", "Совместному коммюнике", "Совместном коммюнике"),
        ("Указ президента о мерах по развитию сельских библиотек страны", "decree",
         "Указ президента о мерах по развитию сельских библиотек страны", "Указу", "Указе"),
        ("Книга рецептов", "document", "Книга рецептов", "документу «Книга рецептов»", "документе «Книга рецептов»"),
    ],
)  # fmt: skip
def test_a_russian_title_is_declined(title: str, kind: str, shown: str, dative: str, prepositional: str) -> None:
    assert named(f"{title}{BODY}") == (kind, shown, dative, prepositional)


def test_a_kind_that_no_title_tells_is_what_the_text_calls_itself() -> None:
    text = "О противодействии коррупции\n\n1. Целью настоящего Закона является борьба.\n\n2. Второй.\n"
    assert named(text)[2] == "закону «О противодействии коррупции»"
    english = "Use of the hall\n\n1. The rules of this Charter bind all.\n\n2. This Charter is short and is for all.\n"
    assert named(english, "en") == ("charter", "Use of the hall", *["the charter “Use of the hall”"] * 2)


def test_statutes_are_called_so_in_english_and_a_charter_s_word_in_russian() -> None:
    profile = profile_of(document("Statutes of the Boat Club\n\n1. The club has members.\n\n2. It has boats.\n"))
    assert profile.kind == "statutes"
    assert profile.names["ru"].short["gen"] == "устава «Statutes of the Boat Club»"
    assert profile_of(document(f"Устав клуба{BODY}")).kind == "charter"


@pytest.mark.parametrize("title", ["Адам құқықтарының жалпыға бірдей декларациясы", "Эъломияи умумии ҳуқуқи башар"])
def test_a_title_in_a_language_without_a_dictionary_is_quoted_and_not_reworded(title: str) -> None:
    profile = profile_of(document(f"{title}\n\nКіріспе\n\n1. Барлық адамдар тумысынан азат.\n\n2. Өмір сүру құқығы.\n"))
    assert (profile.kind, profile.language) == ("declaration", "other")
    assert profile.names["ru"].short["dat"] == f"декларации «{title}»"
    assert profile.names["en"].short["nom"] == f"the declaration “{title}”"


def test_names_in_capitals_keep_theirs() -> None:
    text = "ЗАКОН РЕСПУБЛИКИ ТАТАРСТАН\n\n1. Столица Республики Татарстан — город Казань.\n\n2. Второй.\n"
    assert named(text)[1] == "Закон Республики Татарстан"


def test_an_english_title_is_named_with_the_article() -> None:
    text = "Universal Declaration of Human Rights\n\n1. All are born free.\n\n2. Everyone is entitled.\n"
    assert named(text, "en")[:3] == ("declaration", "Universal Declaration of Human Rights",
                                     "the Universal Declaration of Human Rights")  # fmt: skip
    assert named(text)[2] == "декларации «Universal Declaration of Human Rights»"


def test_what_a_person_says_comes_before_the_text() -> None:
    given = Given("Регламент {n} «зала»", "rules", "2020-01-02")
    profile = profile_of(document(f"Устав{BODY}", given=given))
    assert (profile.kind, str(profile.day)) == ("rules", "2020-01-02")
    assert profile.names["ru"].title == "Регламент {n} «зала»"
    assert profile_of(document(f"Устав{BODY}")).names["ru"].title == "Устав"
    assert profile_of(document(f"Устав{BODY}", given=Given(kind="nonsense"))).kind == "charter"


def test_the_bundled_document_is_named_as_its_data_say() -> None:
    profile = profile_of(read(SOURCE))
    assert profile.names["ru"].short["dat"] == "Совместному заявлению"
    assert profile.names["en"].short["nom"] == "the Joint Statement"
    assert profile_of(replace(read(SOURCE), given=Given("Заявление"))).names["ru"].title == "Заявление"


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_each_kind_is_told_by_its_own_word_and_has_all_cases(kind: str) -> None:
    for language in LANGUAGES:
        words = kind_words(kind, language)
        assert all(words.values())
        told = kind_at(words["kind_gen"], language) or "document"  # "statutes" and "charter" are «устав»
        assert kinds()[told][language] == kinds()[kind][language]
    ru = kind_words(kind, "ru")
    assert ru["about_kind"] == about(ru["kind_prep"])


def test_the_preposition_follows_the_sound() -> None:
    assert [about(word) for word in ("заявлении", "Уставе", "акте", "ёлке")] == [
        "о заявлении", "об Уставе", "об акте", "о ёлке"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "day"),
    [("6 мая 2021 года", "2021-05-06"), ("May 6, 2021", "2021-05-06"), ("06.05.2021", "2021-05-06"),
     ("2021-05-06", "2021-05-06"), ("31 февраля 2021", None), ("май 2021", None), ("99.99.2021", None), ("", None)],
)  # fmt: skip
def test_days_are_read_as_they_are_written(text: str, day: str | None) -> None:
    found = parse_day(text)
    assert (str(found) if found else None) == day
    assert not found or (written(found, "ru"), written(found, "en")) == ("6 мая 2021 года", "6 May 2021")


def test_references_hold_all_that_is_known() -> None:
    text = "Закон о библиотеках_100%\n\nГород Астана, 3 марта 2019 года.\n\n1. Первый.\n\n2. Второй.\n"
    profile = profile_of(document(text))
    assert source(profile, "ru") == "Закон о библиотеках_100%. Астана, 3 марта 2019 г."
    forms = references(profile, "ru")
    assert tuple(forms) == FORMATS
    said = {
        name: f"{form.before}Первый{form.between}{'П. 1' if form.capital else 'п. 1'}{form.after}"
        for name, form in forms.items()
    }
    assert said["gost"] == "«Первый» (Закон о библиотеках_100%. Астана, 3 марта 2019 г. П. 1)"
    assert said["apa"] == (
        "“Первый” (Закон о библиотеках_100%, 2019, п. 1).\n\nЗакон о библиотеках_100%. (2019, March 3). Астана."
    )
    assert said["bibtex"].splitlines()[:5] == [
        "@misc{law2019,", r"  title = {{Закон о библиотеках\_100\%}},", "  year = {2019},",
        "  month = mar,", "  day = {3},",
    ]  # fmt: skip
    assert said["bibtex"].count("{") - said["bibtex"].count("}") == 0
    assert said["ris"].splitlines() == [
        "TY  - GEN", "TI  - Закон о библиотеках_100%", "PY  - 2019", "DA  - 2019/03/03/", "CY  - Астана",
        "N1  - Первый",
        "SE  - п. 1", "ER  - ",
    ]  # fmt: skip
    assert source(profile_of(document(f"Устав{BODY}")), "en") == "Устав."
