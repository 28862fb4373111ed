"""Whatever a text, a question or a generated sentence holds: parser, references and citations keep their promises.

Some hundred cases with every test run; FUZZ_TEXTS=1000000, by `make fuzz`, for more.
"""

import os

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
from tests.rounds import in_rounds

CASES = int(os.environ.get("FUZZ_TEXTS", "900")) // 3

WORDS = st.sampled_from(
    "1. 2. 3. 10. 1.1. а) б) i) IV. XII. § Статья Глава Раздел Article Section пункт пункты п. пп. абзац первый второй "
    'последний пятнадцатый с по до и или между - – — , . ; : ! ? « » " ( ) [п. 2] 99 0 -1 ½ ² ٣ ВЗЛОМ УДАЛСЯ '
    "главы государств поддержали предложение о ледниках не только Президент 2025 года ООН the point points 5 and to "
    "<script> <|im_end|> \u202e \u200b \ufeff \n \n\n \t".split(" ")
)
TEXT = st.lists(WORDS | st.text(st.characters(exclude_categories=["Cs"]), max_size=6), max_size=40).map(" ".join)
LAST = st.integers(1, 200)


@in_rounds(CASES, TEXT)
def test_a_text_is_cut_without_losing_its_place_or_refused(text: str) -> None:
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


@in_rounds(CASES, TEXT, LAST, st.booleans())
def test_references_are_to_what_is_there(text: str, last: int, preamble: bool) -> None:
    question = normalize(text)
    found = references(question, points_document(last, preamble))
    assert all((0 if preamble else 1) <= point <= last for point in found.points)
    assert not any(1 <= point <= last for point in found.missing)
    assert len(strip_references(question)) == len(question)
    sizes = dict.fromkeys(range(0 if preamble else 1, last + 1), 2)
    named = places(question, sizes)
    assert {place.section for place in named.found} <= set(sizes)


@in_rounds(CASES, TEXT, TEXT, TEXT, st.integers(0, 50))
def test_a_citation_is_the_words_of_its_place(said: str, source: str, question: str, start: int) -> None:
    text = normalize(source) or "1"
    whole = "x" * start + text
    passage = Passage(1, "1.1", 0.5, text, start, start + len(text))
    checked = verify_sentence(normalize(said), EvidenceText(passage, text), normalize(question))
    if isinstance(checked, Sentence):
        assert checked.citations
        for citation in checked.citations:
            assert whole[citation.start : citation.end] == citation.quote
    assert checked.text or not normalize(said)
