"""eval/digest.py: the measure of a digest, on lists of which it is known what they must give."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.core.dataset import EvalError
from eval.core.digests.gold import GOLD, GoldDigest, GoldName, read_gold
from eval.core.digests.match import is_name, shared_words
from eval.core.digests.scores import Score, mean_scores, measure, score
from eval.digest import find_text, main, read_articles
from index.bundled import SOURCE
from index.digest import Abbreviation, Digest, Name, Proposal, Span, Status
from index.structure import parse

TEXT = """\
Договор о реках

1. Стороны поддержали предложение Президента Севера о создании Фонда малых рек и учреждении Приза озёр.

2. Стороны договорились открыть Центр чистой воды 5 мая 2020 года.
"""
LISTS: dict[str, Any] = {
    "title": "Договор о реках",
    "date": None,
    "place": None,
    "parties": [],
    "bodies": [
        {"names": ["Фонда малых рек"], "sections": ["1"]},
        {"names": ["Центр чистой воды"], "sections": ["2"], "optional": True},
        {"names": ["Совет озёр"], "sections": ["2"]},
    ],
    "documents": [{"names": ["Договор о реках"], "sections": ["0"]}],
    "events": [{"names": ["Фонда малых рек"], "sections": ["1"], "also": ["bodies"], "note": "under another sort"}],
    "proposals": [
        {"who": ["Президента Севера"], "what": ["создании Фонда малых рек"], "section": "1", "status": "decided"},
        {"who": [], "what": ["учреждении Приза озёр"], "section": "1", "status": "done", "status_alt": ["supported"]},
    ],
    "dates": [{"text": ["6 мая 2020 года", "5 мая 2020 года"], "sections": ["2"]}],
    "abbreviations": [],
    "key": {"1": ["ничего", "о создании Фонда"], "2": ["закрыть Центр"]},
}


DOCUMENT = parse(TEXT)


def place(number: int, text: str) -> Span:
    """The span of a text in a section."""
    start = DOCUMENT.section(number).text.index(text)
    return Span(number, start, start + len(text), text)


def name(number: int, text: str, head: str) -> Name:
    return Name(place(number, text), head, (place(number, text),))


def digest() -> Digest:
    """What a digest of the text could hold, with a few faults."""
    first, second = (place(n, DOCUMENT.section(n).text) for n in (1, 2))
    author = place(1, "Президента Севера")
    return Digest(
        language="ru",
        title=place(0, "Договор о реках"),
        date=None,
        place=place(1, "Севера"),
        parties=(),
        meeting_ordinal=None,
        next_meeting=(),
        labels={},
        key_sentences={1: (author, author, first), 2: (second,)},
        bodies=(name(1, "Фонда малых рек", "фонд"), name(2, "Центр чистой", "центр"), name(1, "Приза озёр", "приз")),
        documents=(),
        events=(),
        proposals=(
            Proposal(author, place(1, "о создании Фонда малых рек"), first, Status.SUPPORTED),
            Proposal(None, place(1, "Приза озёр"), first, Status.SUPPORTED),
            Proposal(None, place(2, "открыть Центр чистой воды"), second, Status.DECIDED),
        ),
        dates=(place(2, "5 мая 2020 года"), place(2, "мая 2020")),
        abbreviations=(Abbreviation("МЫС", (first,), first),),
    )


def test_precision_counts_what_was_found_and_recall_what_was_wanted() -> None:
    one = score([1, 2, 3, 3, 5], [3, 4], [5, 6], lambda found, wanted: found == wanted)
    assert (one.precision, one.recall) == (0.5, 0.5)
    assert (one.wrong, one.missed) == (("1", "2"), ("4",))
    none = score([], [], [], lambda found, wanted: found == wanted)
    assert (none.precision, none.recall) == (None, None)


def test_means_leave_out_documents_that_have_nothing_of_a_sort() -> None:
    tables = [{"dates": Score(1, 2, 1, 1)}, {"dates": Score(0, 0, 0, 2)}, {"dates": Score(0, 0, 0, 0)}]
    assert mean_scores(tables) == {"dates": (0.5, 0.5)}


@pytest.mark.parametrize(
    ("item", "accepted", "shared"),
    [
        ("Фонда малых рек", ["Фонда\nмалых  рек"], 3),
        ("«Фонда малых рек»", ["фонда малых рёк"], 3),
        ("малых рек", ["Фонда малых рек"], 2),
        ("рек", ["Фонда малых рек"], 0),
        ("Фонда малых рек под опекой Севера и", ["Фонда малых рек"], 0),
        ("создать фонд, открыть центр и прочее", ["создать фонд", "открыть центр"], 4),
        ("Фонда", ["Фонд"], 0),
        ("", ["Фонд"], 0),
    ],
)
def test_spans_match_if_one_holds_the_other_and_half_of_the_words(item: str, accepted: list[str], shared: int) -> None:
    assert len(shared_words(item, accepted)) == shared


def test_a_name_matches_with_its_head_and_in_a_section_of_the_entry() -> None:
    def same(text: str, head: str, section: int = 1) -> bool:
        span = Span(section, 0, len(text), text)
        return is_name(Name(span, head, (span,)), GoldName(names=("Фонда рек Севера", "рек Севера"), sections=(1,)))

    assert same("Фонда рек Севера", "фонд")
    assert same("Фонда рек", "фонд")
    assert same("рек Севера", "фонд")
    assert not same("Фонда рек Севера", "фонд", section=2)
    assert not same("Совета рек Севера", "совет")
    year = Span(1, 0, 17, "30-летие закрытия")
    assert is_name(Name(year, "летие", (year,)), GoldName(names=("30-летие закрытия",), sections=(1,)))


def test_a_digest_is_measured_by_sort() -> None:
    scores = measure(digest(), GoldDigest.model_validate(LISTS))
    assert {sort: (one.right, one.found, one.reached, one.wanted) for sort, one in scores.items()} == {
        "title": (1, 1, 1, 1),
        "date": (0, 0, 0, 0),
        "place": (0, 1, 0, 0),
        "parties": (0, 0, 0, 0),
        "bodies": (1, 2, 1, 2),
        "documents": (0, 0, 0, 1),
        "events": (0, 0, 1, 1),
        "proposals": (2, 3, 2, 2),
        "proposals: who": (2, 2, 2, 2),
        "proposals: status": (1, 2, 1, 2),
        "dates": (1, 2, 1, 1),
        "abbreviations": (0, 1, 0, 0),
        "abbreviations: full": (0, 1, 0, 0),
        "key sentences": (0, 2, 0, 2),
    }


def test_what_stands_outside_the_listed_sections_is_not_judged() -> None:
    lists = {**LISTS, "key": {"0": ["Договор"], "2": ["открыть Центр"]}}
    scores = measure(digest(), GoldDigest.model_validate(lists))
    assert [scores[sort].found for sort in ("bodies", "proposals", "dates", "abbreviations")] == [0, 1, 2, 0]
    assert scores["key sentences"].missed == ("0: ",)


def test_the_lists_belong_to_their_texts(tmp_path: Path) -> None:
    assert find_text(GOLD / "declaration.json", None) == SOURCE
    gold = tmp_path / "rivers.json"
    assert find_text(gold, None) is None
    (tmp_path / "rivers-2.ru.txt").write_text(TEXT, encoding="utf-8")
    assert find_text(gold, tmp_path) == tmp_path / "rivers-2.ru.txt"
    (tmp_path / "rivers.en.txt").write_text(TEXT, encoding="utf-8")
    with pytest.raises(EvalError, match="may belong to"):
        find_text(gold, tmp_path)
    (tmp_path / "rivers.txt").write_text(TEXT, encoding="utf-8")
    assert find_text(gold, tmp_path) == tmp_path / "rivers.txt"


@pytest.mark.parametrize("path", sorted(GOLD.glob("*.json")), ids=lambda path: path.stem)
def test_the_lists_are_of_the_schema(path: Path) -> None:
    assert read_gold(path).key


def test_articles_are_sections_by_their_own_numbers(tmp_path: Path) -> None:
    path = tmp_path / "law.txt"
    path.write_text("Закон\n\nСтатья 7. Реки\n\n1. Реки текут.\n\nСтатья 8\n\nВсё.\n", encoding="utf-8")
    document = read_articles(path)
    assert document is not None
    assert [(one.number, one.paragraphs) for one in document.sections] == [
        (0, ("Закон",)),
        (7, ("Реки", "1. Реки текут.")),
        (8, ("Всё.",)),
    ]
    path.write_text("1. Реки текут.", encoding="utf-8")
    assert read_articles(path) is None


def test_the_command_prints_tables_and_means(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "rivers.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "rivers.json").write_text(json.dumps(LISTS), encoding="utf-8")
    (tmp_path / "lakes.json").write_text(json.dumps(LISTS), encoding="utf-8")
    assert main(["--gold", str(tmp_path), "--documents", str(tmp_path), "--show"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line.split() for line in lines if line.startswith("title")]
    assert rows == [["title", "1.00", "1.00", "1/1", "1/1"], ["title", "1.00", "1.00"]]
    assert "    missed: (2,): Совет озёр" in lines
    assert any(line.startswith("lakes: not measured, no lakes.txt") for line in lines)


def test_the_command_says_what_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--gold", str(tmp_path)]) == 1
    assert "no gold files" in capsys.readouterr().err
    (tmp_path / "rivers.json").write_text('{"title": 1}', encoding="utf-8")
    assert main(["--gold", str(tmp_path)]) == 1
    assert "rivers.json is no list" in capsys.readouterr().err
