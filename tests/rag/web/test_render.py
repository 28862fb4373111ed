"""The HTML of a reply: escaping, chips, states."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.types import (
    Finished,
    GateReport,
    PassagesFound,
    Reason,
    RejectedSentence,
    Rejection,
    Sentence,
    SentenceRetracted,
    SentenceVerified,
    Token,
)
from rag.web.debug_panel import debug_panel
from rag.web.render import chips, reply
from rag.web.reply_state import ReplyState
from rag.web.strings import Suggestion
from tests.rag.web.samples import HOSTILE, Parsed, answer, citation, passage, refusal

TAGS = {"p", "span", "a", "div", "section", "ul", "li", "h4", "h5", "blockquote", "button", "details", "summary"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "em"}
PENDING = '<span class="sentence pending" data-w-title="unverified">'
ATTRIBUTES = {"class", "href", "lang", "cite", "type", "scope", "aria-pressed"}


def finished(result):
    return ReplyState("Вопрос?", "ru").after(Finished(result))


def everything(text):
    """Every place of a reply that can hold foreign text, holding `text`."""
    result = answer(
        text,
        citation(quote=text),
        passages=(passage(text=text),),
        note=text,
        dropped=(RejectedSentence(text, (16,), Rejection.MISSING_NAME, text),),
        gate=GateReport(0.5, 0.5, {f"not {text}": 1.0}),  # no name of a feature, which is shown otherwise
    )
    questions = (Suggestion(16, text),)
    live = ReplyState(text, "ru").after(PassagesFound((passage(text=text),))).after(Token(text))
    return "".join(
        [
            reply(finished(result), 28, questions),
            reply(finished(refusal(Reason.NO_ANSWER, passage(text=text))), 28, questions),
            reply(live, 28),
            reply(live.failed(text), 28),
        ]
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_foreign_text_is_shown_as_text(text):
    parsed = Parsed(everything(text))
    assert {tag for tag, _ in parsed.tags} <= TAGS
    names = {name for _, attributes in parsed.tags for name in attributes}
    assert {name for name in names if not name.startswith("data-")} <= ATTRIBUTES
    assert all(link["href"].startswith("#p") for link in parsed.having("href"))
    assert parsed.text.count(text) >= 10


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_text_adds_a_tag(text):
    assert len(Parsed(everything(text)).tags) == len(Parsed(everything("слова")).tags)


def test_one_chip_a_point_with_all_its_ranges():
    found = Parsed(chips([citation(16, "аб", 3), citation(7, "в", 0), citation(16, "где", 9)])).having("data-ranges")
    assert [(chip["data-point"], chip["data-ranges"]) for chip in found] == [("16", "3-5 9-12"), ("7", "0-1")]


def test_the_preamble_is_named_in_words():
    (chip,) = Parsed(chips([citation(0)])).having("data-ranges")
    assert (chip["href"], chip["data-w"], chip["data-w-label"]) == ("#p0", "preamble_short", "chip_preamble_label")


def test_a_reply_only_grows_while_it_streams():
    live = ReplyState("Вопрос?", "ru").after(PassagesFound((passage(),)))
    events = [Token("Один"), Token(" два"), SentenceVerified(Sentence("Один два", (citation(),))), Token("Три")]
    settled = ""
    for event in events:
        live = live.after(event)
        html = reply(live, 28)
        assert html.startswith(settled)
        settled = html.split(PENDING)[0].removesuffix("</div>").rstrip()
    assert "Один два" in settled


def test_unverified_words_are_marked_and_a_withdrawn_sentence_goes():
    live = ReplyState("Вопрос?", "ru").after(PassagesFound((passage(),))).after(Token("Выдумка"))
    assert f"{PENDING}Выдумка</span>" in reply(live, 28)
    live = live.after(SentenceRetracted(RejectedSentence("Выдумка", (16,), Rejection.RESTATES_QUESTION)))
    assert "Выдумка" not in reply(live, 28)


def test_found_points_stand_there_before_the_first_word():
    html = reply(ReplyState("Вопрос?", "ru").after(PassagesFound((passage(16), passage(17)))), 28)
    assert [chip["data-point"] for chip in Parsed(html).having("data-ranges")] == ["16", "17"]
    assert 'data-w="reading"' in html


def test_a_refusal_shows_what_was_searched_the_nearest_points_and_questions():
    html = reply(finished(refusal()), 28, (Suggestion(16, "А?"), Suggestion(17, "Б?")))
    parsed = Parsed(html)
    assert "Ответа нет." in parsed.text
    assert {"data-w": "looked_for", "data-n": "28"}.items() <= parsed.having("data-n")[0].items()
    assert [chip["data-point"] for chip in parsed.having("data-ranges")] == ["16", "17"]
    assert [one["data-do"] for one in parsed.having("data-do")].count("suggest") == 2


def test_a_refusal_speaks_of_no_preamble_where_there_is_none():
    html = reply(finished(refusal()), 3, preamble=False)
    assert {"data-w": "looked_for_points", "data-n": "3"}.items() <= Parsed(html).having("data-n")[0].items()


@pytest.mark.parametrize("reason", [Reason.BAD_QUESTION, Reason.NO_SUCH_POINT])
def test_a_question_that_was_not_searched_for_has_no_nearest_points(reason):
    assert 'class="nearest"' not in reply(finished(refusal(reason)), 28)


def test_stop_keeps_what_was_verified():
    live = (
        ReplyState("Вопрос?", "ru")
        .after(PassagesFound((passage(),)))
        .after(SentenceVerified(Sentence("Верно", (citation(),))))
    )
    html = reply(live.after(Token("Не провер")).stopped(), 28)
    assert "Верно" in html
    assert "Не провер" not in html
    assert 'data-w="stopped"' in html


def test_every_number_of_the_trace_is_there():
    parsed = Parsed(reply(finished(answer()), 28))
    assert [cell["data-number"] for cell in parsed.having("data-number")] == ["0.875"]
    assert [one["data-s"] for one in parsed.having("data-s")] == ["0.04", "0.60", "2.50"]
    assert [one["data-w"] for one in parsed.having("data-v")] == ["feature_score"]
    assert [(one["data-w"], one["data-x"]) for one in parsed.having("data-x")] == [("why_missing", "17")]


def test_the_trace_says_that_a_proposal_was_ascribed_to_another_side():
    def shown(misattributed):
        gate = GateReport(0.0, 0.4, misattributed=misattributed)
        return debug_panel(replace(refusal(), gate=gate))

    assert 'data-w="debug_misattributed"' in shown(True)
    assert "debug_misattributed" not in shown(False)
