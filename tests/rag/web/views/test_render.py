"""The HTML of a reply: escaping, chips, states."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.document import Locator
from rag.types import (
    Citation,
    Finished,
    GateReport,
    Kind,
    Mode,
    PassagesFound,
    PassagesLeft,
    Reason,
    RejectedSentence,
    Rejection,
    Sentence,
    SentenceRetracted,
    SentenceVerified,
    Talk,
    Token,
    Verdict,
)
from rag.web.questions import Suggestion
from rag.web.views.debug_panel import debug_panel
from rag.web.views.markup import chips
from rag.web.views.render import reply
from rag.web.views.reply_state import ReplyState
from tests.rag.web.samples import HOSTILE, TIMES, Parsed, answer, citation, passage, refusal

TAGS = {"p", "span", "a", "div", "section", "ul", "li", "h4", "h5", "blockquote", "button", "details", "summary"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "em", "strong", "mark"}
PENDING = '<span class="sentence pending" data-w-title="unverified">'
ATTRIBUTES = {"class", "href", "lang", "cite", "type", "scope", "aria-pressed", "role"}


def finished(result):
    return ReplyState("Вопрос?", "ru").after(Finished(result))


def every_form(text):
    """An answer of each kind that says `text` in every field of its own."""
    items = tuple(Sentence(text, (citation(quote=text),), heading) for heading in ("", text, text))
    said = {"lead": text, "short": text[:-1] or text, "sentences": items, "mode": Mode.EXTRACTED}
    for kind in Kind:
        yield answer(kind=kind, **said)
    yield answer(kind=Kind.YES_NO, verdict=Verdict.NO, **said)
    yield answer(kind=Kind.COUNT, count=3, **said)
    yield Talk("Вопрос?", text, "ru", TIMES)


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
            *(reply(finished(one), 28) for one in every_form(text)),
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
    assert parsed.text.count(text) >= 50


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_no_text_adds_a_tag(text):
    tags = Parsed(everything(text)).tags
    assert {tag for tag, _ in tags} <= TAGS


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


@pytest.mark.parametrize("reason", [Reason.BAD_QUESTION, Reason.NO_SUCH_POINT, Reason.OUT_OF_SCOPE])
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


def item(text, point, heading="", quote=None):
    return Sentence(text, (citation(point, quote or text),), heading)


def of_kind(kind, *items, mode=Mode.EXTRACTED, **fields):
    return reply(finished(answer(kind=kind, sentences=items, mode=mode, **fields)), 28)


@pytest.mark.parametrize("kind", [Kind.LIST, Kind.OVERVIEW])
def test_a_list_has_a_bullet_an_item_with_its_chip_after_the_lead(kind):
    html = of_kind(kind, item("Фонд ледников", 16), item("Фонд Арала", 18), lead="В 2 пунктах:")
    shown = html[html.index('<div class="answer"') : html.index('<div class="kinds"')]
    assert shown.index("В 2 пунктах:") < shown.index('<ul class="items">') < shown.index("Фонд ледников")
    assert shown.count('<li class="sentence">') == 2
    assert [chip["data-point"] for chip in Parsed(shown).having("data-ranges")] == ["16", "18"]


def test_a_list_of_one_is_a_list_and_a_lookup_of_two_chosen_sentences_too():
    assert '<ul class="items">' in of_kind(Kind.LIST, item("Один", 16))
    assert '<ul class="items">' in of_kind(Kind.LOOKUP, item("Один", 16), item("Два", 17))
    assert '<ul class="items">' not in of_kind(Kind.LOOKUP, item("Один", 16), item("Два", 17), mode=Mode.GENERATED)


def test_headings_make_blocks_and_a_comparison_stands_side_by_side():
    items = (item("Спорт", 22, "О спорте"), item("Виды спорта", 22, "О спорте"), item("Туризм", 23, "О туризме"))
    html = of_kind(Kind.COMPARE, *items)
    assert '<div class="blocks beside">' in html
    assert html.count('<section class="headed">') == 2
    assert html.index("<h4>О спорте</h4>") < html.index("Виды спорта") < html.index("<h4>О туризме</h4>")
    assert '<div class="blocks">' in of_kind(Kind.POINT, *items)


@pytest.mark.parametrize(
    ("verdict", "language", "lead", "large", "after"),
    [
        (Verdict.YES, "ru", "", "Да", ""),
        (Verdict.YES, "ru", "Да: в 2 пунктах.", "Да", "В 2 пунктах."),
        (Verdict.NO, "ru", "Нет.", "Нет", ""),
        (Verdict.NO, "ru", "Пока нет: это только поручено.", "Пока нет", "Это только поручено."),
        (Verdict.NO, "en", "Not yet: it is only proposed.", "Not yet", "It is only proposed."),
        (Verdict.YES, "ru", "Да, об этом в документе говорится.", "Да", "Об этом в документе говорится."),
        (
            Verdict.NO,
            "ru",
            "Такого слова в документе нет ни в одном пункте.",
            "Нет",
            "Такого слова в документе нет ни в одном пункте.",
        ),
        (Verdict.NO, "en", "It is only proposed.", "No", "It is only proposed."),
        (Verdict.NOT_IN_TEXT, "ru", "", "В тексте об этом не сказано", ""),
        (Verdict.NOT_IN_TEXT, "ru", "Текст об этом молчит.", "Текст об этом молчит", ""),
    ],
)
def test_a_verdict_stands_large_once_and_first(verdict, language, lead, large, after):
    html = of_kind(Kind.YES_NO, item("слова", 16), verdict=verdict, lead=lead, language=language)
    said = f" <span>{after}</span>" if after else ""
    assert (
        f'lang="{language}" data-form="yes_no"><p class="lead"><strong class="large">{large}</strong>{said}</p><span'
        in html
    )


@pytest.mark.parametrize(
    ("lead", "shown"),
    [
        ("В 3 пунктах:", 'В <strong class="large">3</strong> пунктах:'),
        ("13 раз, в 3 пунктах:", '13 раз, в <strong class="large">3</strong> пунктах:'),
        ("3 раза:", '<strong class="large">3</strong> раза:'),
        ("3:", '<strong class="large">3</strong>'),
        ("Трижды:", '<strong class="large">3</strong> <span>Трижды:</span>'),
        ("", '<strong class="large">3</strong>'),
    ],
)
def test_a_number_stands_large_once(lead, shown):
    assert f'<p class="lead">{shown}</p>' in of_kind(Kind.COUNT, item("слова", 16), count=3, lead=lead)


def test_the_short_answer_stands_first_and_is_marked_in_its_sentence_once():
    html = of_kind(Kind.LOOKUP, item("Объявить 2025 год годом ледников, 2025 год", 16), short="2025 год")
    assert html.index('<strong class="large">2025 год</strong>') < html.index("Объявить <mark>2025 год</mark> годом")
    assert html.count("<mark>") == 1
    assert "<mark>" not in of_kind(Kind.LOOKUP, item("В 2025 году", 16), short="2025 год")


@pytest.mark.parametrize(
    ("lead", "after"),
    [
        ("МФ — слова с такими буквами: «Мирный фонд».", " <span>МФ — слова с такими буквами.</span>"),
        ("Мирный фонд:", ""),
    ],
)
def test_the_lead_does_not_say_the_short_answer_again(lead, after):
    html = of_kind(Kind.DEFINE, item("Создан Мирный фонд", 16), short="Мирный фонд", lead=lead)
    assert f'<p class="lead"><strong class="large">Мирный фонд</strong>{after}</p>' in html


def test_a_long_short_answer_is_set_smaller():
    assert '<strong class="large long">' in of_kind(Kind.ABOUT, item("слова", 16), short="Президент " * 7)
    assert '<strong class="large">' in of_kind(Kind.ABOUT, item("слова", 16), short="Президент")


def test_a_short_answer_that_is_its_whole_sentence_is_not_said_twice():
    html = of_kind(
        Kind.DEFINE, item("Международный фонд спасения Арала", 18), short="Международный фонд спасения Арала."
    )
    assert 'class="large"' not in html


def test_a_quotation_can_be_copied_with_its_reference():
    html = of_kind(Kind.QUOTE, item("«спорт укрепляет дружбу»", 22, quote="спорт укрепляет дружбу"))
    assert "<blockquote>спорт укрепляет дружбу</blockquote>" in html
    assert [one["data-do"] for one in Parsed(html).having("data-do")].count("copy-quote") == 1
    assert 'class="sources"' not in html


@pytest.mark.parametrize(
    ("mode", "text", "below"),
    [
        (Mode.EXTRACTED, "слова  текста.", False),
        (Mode.COMPUTED, "слова текста", False),
        (Mode.QUOTED, "«слова текста»", False),
        (Mode.GENERATED, "слова текста", True),
        (Mode.EXTRACTED, "words of the text", True),
    ],
)
def test_words_of_the_text_do_not_stand_below_it_again(mode, text, below):
    html = of_kind(Kind.LOOKUP, item(text, 16, quote="все слова текста;"), mode=mode)
    assert ('class="sources"' in html) is below


def test_the_reply_names_its_kind_and_offers_the_others_that_can_be_asked():
    others = (Kind.LIST, Kind.TALK, Kind.OVERVIEW)
    parsed = Parsed(of_kind(Kind.LOOKUP, item("слова", 16), other_kinds=others))
    assert [one["data-w"] for one in parsed.having("data-w") if one["data-w"].startswith("kind_")] == ["kind_lookup"]
    assert [(one["data-kind"], one["data-w"]) for one in parsed.having("data-kind")] == [
        ("list", "as_list"),
        ("overview", "as_overview"),
    ]
    refused = Parsed(reply(finished(replace(refusal(), other_kinds=others)), 28))
    assert [one["data-kind"] for one in refused.having("data-kind")] == ["list", "overview"]


def test_small_talk_has_neither_sources_nor_nearest_points():
    html = reply(
        finished(Talk("Привет", "Здравствуйте!", "ru", TIMES, passages=(passage(),))), 28, (Suggestion(None, "А?"),)
    )
    parsed = Parsed(html)
    assert "Здравствуйте!" in parsed.text
    assert parsed.having("data-point") == []
    assert 'class="sources"' not in html
    assert 'data-w="try"' in html


def test_what_was_found_is_not_named_where_it_was_not_read():
    assert 'data-w="found"' in of_kind(Kind.LIST, item("слова", 16))
    assert 'data-w="found"' not in of_kind(Kind.COUNT, item("слова", 16), mode=Mode.COMPUTED)
    assert "looked_for" not in reply(finished(refusal(Reason.OUT_OF_SCOPE)), 28)


def test_what_was_dropped_stands_in_the_trace_alone():
    html = reply(finished(answer()), 28)
    assert "Выдумка" not in html.split('<details class="debug-panel">')[0]
    assert "Выдумка" in html


def test_items_of_a_list_arrive_in_their_place_with_what_is_left():
    live = ReplyState("Вопрос?", "ru").after(PassagesFound((passage(),))).after(PassagesLeft(5))
    assert '<p class="waiting" data-w="passages_left" data-n="5">' in reply(live, 28)
    for text, point, start in (("позже", 18, 0), ("раньше", 7, 4), ("в том же", 18, 9)):
        live = live.after(SentenceVerified(Sentence(text, (Citation(point, text, start, start + 1),))))
    html = reply(live, 28)
    assert html.index("раньше") < html.index("позже") < html.index("в том же")
    assert html.count('<li class="sentence">') == 3
    assert 'data-w="passages_left"' not in reply(live.after(PassagesLeft(0)), 28)


def test_sentences_that_are_no_list_stay_as_they_came():
    live = ReplyState("Вопрос?", "ru").after(PassagesFound((passage(),)))
    for text, point in (("первая", 18), ("вторая", 7)):
        live = live.after(SentenceVerified(Sentence(text, (citation(point),))))
    html = reply(live, 28)
    assert html.index("первая") < html.index("вторая")
    assert '<ul class="items">' not in html


def test_the_chip_of_an_article_has_its_label_and_every_label_a_chip():
    def cited(start: int, part: str) -> Citation:
        return Citation(3, "слово", start, start + 5, Locator("447", f"ст. 447, {part}", None, is_part=True))

    html = chips([cited(0, "п. 1"), cited(9, "п. <2>"), cited(20, "п. 1")])
    assert [(one["data-point"], one["data-ranges"], one["data-n"]) for one in Parsed(html).having("data-ranges")] == [
        ("3", "0-5 20-25", "ст. 447, п. 1"),
        ("3", "9-14", "ст. 447, п. <2>"),
    ]
    assert "п. &lt;2&gt;</a>" in html
