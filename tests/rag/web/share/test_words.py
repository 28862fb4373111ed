"""The join page, and what the terminal shows."""

from html import escape

from rag.web.share.joining import Wrong
from rag.web.share.words import _words, announcement, join_page


def test_both_languages_say_the_same_things() -> None:
    words = _words()
    assert set(words["ru"]) == set(words["en"])
    for accepted in ("ru-RU", "", "en-GB,en", "kk"):
        page = join_page(accepted)
        first, other = (words["ru"], words["en"]) if accepted in ("ru-RU", "") else (words["en"], words["ru"])
        assert page.index(escape(first["line"])) < page.index(escape(other["line"]))
        assert escape(first["kept"]) in page
        assert escape(other["kept"]) in page


def test_a_log_of_questions_is_said_where_one_joins() -> None:
    for language, words in _words().items():
        page = join_page(language, keeps_questions=True)
        assert escape(words["kept_questions"]) in page
        assert escape(words["kept"]) not in page


def test_a_wrong_code_is_told_how_long_to_wait() -> None:
    assert "ещё раз через 4 с." in join_page("ru", Wrong(3.2, False))
    assert "Try again in 10 min" in join_page("en", Wrong(599.0, True))


def test_the_terminal_shows_every_address_the_code_and_a_qr_code() -> None:
    shown = announcement(["http://10.0.0.5:7860", "http://172.16.0.5:7860"], "ABC234")
    assert all(one in shown for one in ("http://10.0.0.5:7860", "http://172.16.0.5:7860", "ABC234", "▄"))
