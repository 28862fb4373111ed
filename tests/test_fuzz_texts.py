"""Whatever a text, a question or a generated sentence holds: parser, references and citations keep their promises.

Some hundred cases with every test run, most of them hypothesis's, which makes what it finds small; FUZZ_TEXTS=1000000,
by `make fuzz`, for more: those are drawn by a generator of random numbers, which costs a tenth, and a case that fails
names its seed. FUZZ_FROM=N begins with seed N.
"""

import os
import random
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.chunks import MAX_CHUNK, chunk
from index.structure import parse
from models.errors import SourceError
from rag.query.context import normalize
from rag.query.sections.places import places
from rag.query.sections.references import references, strip_references
from rag.types import Passage, Sentence
from rag.verification.grounding import EvidenceText, verify_sentence
from tests.index.samples import points_document

FEW, MORE = 300, int(os.environ.get("FUZZ_TEXTS", "900")) // 3
FROM = int(os.environ.get("FUZZ_FROM", "0"))
fuzzed = settings(max_examples=FEW, deadline=None, database=None, suppress_health_check=list(HealthCheck))

WORDS = (
    "1. 2. 3. 10. 1.1. а) б) i) IV. XII. § Статья Глава Раздел Article Section пункт пункты п. пп. абзац первый второй "
    'последний пятнадцатый с по до и между или - – — , . ; : ! ? « » " ( ) [п. 2] 99 0 -1 ½ ² ٣ ВЗЛОМ УДАЛСЯ '
    "главы государств поддержали предложение о ледниках не только Президент 2025 года ООН the point points 5 and to "
    "<script> <|im_end|> \u202e \u200b \ufeff \n \n\n \t".split(" ")
)
LONGEST, MOST_CHARACTERS, LAST_POINT, LATEST_START = 40, 6, 200, 50
TEXT = st.lists(
    st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=MOST_CHARACTERS),
    max_size=LONGEST,
).map(" ".join)
LAST = st.integers(1, LAST_POINT)


numbered = cache(points_document)


def a_text_is_cut_without_losing_its_place_or_refused(text: str) -> None:
    try:
        document = parse(text)
    except SourceError:
        return
    chunks = chunk(document)
    assert chunks
    assert len({section.id for section in document.sections}) == len(document.sections)
    for one in chunks:
        assert one.text
        assert one.section.text[one.start : one.end] == one.text
        assert len(one.in_context) <= max(MAX_CHUNK, len(one.text))


def references_are_to_what_is_there(text: str, last: int, preamble: bool) -> None:
    question = normalize(text)
    found = references(question, numbered(last, preamble))
    assert all((0 if preamble else 1) <= point <= last for point in found.points)
    assert not any(1 <= point <= last for point in found.missing)
    assert len(strip_references(question)) == len(question)
    sizes = dict.fromkeys(range(0 if preamble else 1, last + 1), 2)
    named = places(question, sizes)
    assert {place.section for place in named.found} <= set(sizes)


def a_citation_is_the_words_of_its_place(said: str, source: str, question: str, start: int) -> None:
    text = normalize(source) or "1"
    whole = "x" * start + text
    passage = Passage(1, "1.1", 0.5, text, start, start + len(text))
    checked = verify_sentence(normalize(said), EvidenceText(passage, text), normalize(question))
    if isinstance(checked, Sentence):
        assert checked.citations
        for citation in checked.citations:
            assert whole[citation.start : citation.end] == citation.quote
    assert checked.text or not normalize(said)


test_texts = fuzzed(given(TEXT)(a_text_is_cut_without_losing_its_place_or_refused))
test_references = fuzzed(given(TEXT, LAST, st.booleans())(references_are_to_what_is_there))
test_citations = fuzzed(given(TEXT, TEXT, TEXT, st.integers(0, LATEST_START))(a_citation_is_the_words_of_its_place))


def character(chance: random.Random) -> str:
    """Any character but half a surrogate pair, those of everyday texts a hundred times as often as others."""
    if chance.random() < 0.9:
        return chr(chance.choice((chance.randrange(0x20, 0x7F), chance.randrange(0x400, 0x460), 0x301, 0xA0, 0xAD)))
    return chr(chance.choice((chance.randrange(0xD800), chance.randrange(0xE000, 0x110000))))


def drawn(chance: random.Random) -> str:
    """A text of words of a document and of a few random characters, as TEXT has."""
    return " ".join(
        chance.choice(WORDS) if chance.random() < 0.7 else
        "".join(character(chance) for _ in range(chance.randrange(MOST_CHARACTERS + 1)))
        for _ in range(chance.randrange(LONGEST + 1))
    )  # fmt: skip


Check = tuple[Callable[..., None], Callable[[random.Random], tuple[object, ...]]]
CHECKS: tuple[Check, ...] = (
    (a_text_is_cut_without_losing_its_place_or_refused, lambda chance: (drawn(chance),)),
    (
        references_are_to_what_is_there,
        lambda chance: (drawn(chance), chance.randint(1, LAST_POINT), chance.random() < 0.5),
    ),
    (
        a_citation_is_the_words_of_its_place,
        lambda chance: (drawn(chance), drawn(chance), drawn(chance), chance.randint(0, LATEST_START)),
    ),
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check[0].__name__)
def test_many_more(check: Check) -> None:
    promise, values = check
    for seed in range(FROM, FROM + MORE):
        case = values(random.Random(seed))
        try:
            promise(*case)
        except Exception as error:
            error.add_note(f"with seed {seed}: {case!r}")
            raise
