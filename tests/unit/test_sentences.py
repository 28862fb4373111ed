from hypothesis import given, settings
from hypothesis import strategies as st

from rag.sentences import SentenceStream

SENTENCES = st.lists(
    st.tuples(
        st.text("абв ,«»", min_size=1, max_size=15).map(lambda text: "Я" + text.strip()),
        st.lists(st.integers(0, 28), min_size=1, max_size=3).map(lambda points: f" [{', '.join(map(str, points))}]."),
    ),
    max_size=4,
)


@settings(deadline=None)
@given(SENTENCES, st.data())
def test_any_cut_of_the_stream_gives_the_same_sentences(sentences: list[tuple[str, str]], data: st.DataObject) -> None:
    text = " ".join(words + citation for words, citation in sentences)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    stream = SentenceStream()
    found: list[str] = []
    shown = [""]
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        for piece, complete in stream.feed(text[start:end]):
            if complete:
                found.append(piece)
                shown.append("")
            else:
                shown[-1] += piece
    assert found == [words + citation for words, citation in sentences]
    assert [words.strip() for words in shown[:-1]] == [words.strip() for words, _ in sentences]
    assert shown[-1] == stream.rest == ""


def test_an_unfinished_sentence_stays() -> None:
    stream = SentenceStream()
    assert list(stream.feed("Раз [1]. Два")) == [("Раз", False), ("Раз [1].", True), (" Два", False)]
    assert list(stream.feed(" [16")) == []
    assert stream.rest == " Два [16"
